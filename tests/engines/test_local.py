from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newskit.article import Article
from newskit.engines import local
from newskit.engines.local import run
from newskit.stage import Pipeline

from .stages import Dangerous, articles, told

if TYPE_CHECKING:
    import pytest


def test_any_number_of_workers_gives_the_same() -> None:
    """One process and two give the same items in the same order, rejects in their places."""
    given = articles(500, **{"raise": 77})
    alone = list(run(Pipeline(Dangerous()), given))
    assert [told(item) for item in alone][77] == "in:77 internal"
    assert list(run(Pipeline(Dangerous()), given, jobs=2)) == alone


def test_a_killed_worker_costs_one_record() -> None:
    """A worker that is killed is started again; only the record that killed it is rejected."""
    found = [told(item) for item in run(Pipeline(Dangerous()), articles(300, kill=130), jobs=2)]
    assert found == [str(n) if n != 130 else "in:130 crashed" for n in range(300)]


def test_a_hanging_record_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that never returns is rejected after its time; the others of its batch go through."""
    monkeypatch.setattr(local, "START_SECONDS", 3.0)
    found = [told(item) for item in run(Pipeline(Dangerous()), articles(100, hang=30), jobs=2, seconds_per_record=0.02)]
    assert found == [str(n) if n != 30 else "in:30 timeout" for n in range(100)]


def test_input_is_read_as_it_is_needed() -> None:
    """No more than a few batches are taken from the input before the first result is out."""
    taken = 0

    def endless() -> Any:
        nonlocal taken
        while True:
            taken += 1
            yield Article(id=str(taken), text="fine")

    results = run(Pipeline(Dangerous()), endless(), jobs=2)
    assert next(results).id == "1"
    assert taken <= 2 * local.WAITING_BATCHES * 64 + 64
    results.close()  # type: ignore[attr-defined]
