from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newskit.article import Article
from newskit.engines import local
from newskit.engines.local import run
from newskit.errors import Reject
from newskit.stage import Pipeline

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True)
class Dangerous:
    """Does to its process what the text says."""

    name: str = "dangerous"
    needs: tuple[str, ...] = ()
    gives: tuple[str, ...] = ("headline",)

    def options(self) -> dict[str, Any]:
        return {}

    def __call__(self, articles: Sequence[Article]) -> list[Article]:
        for article in articles:
            if article.text == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if article.text == "hang":
                time.sleep(3600)
            if article.text == "raise":
                raise ValueError
            article.headline = article.text
        return list(articles)


def articles(number: int, **special: int) -> list[Article]:
    texts = {place: text for text, place in special.items()}
    return [Article(id=str(n), text=texts.get(n, "fine"), origin=f"in:{n}") for n in range(number)]


def told(item: Article | Reject) -> str:
    return item.id if isinstance(item, Article) else f"{item.input} {item.reason}"


def test_any_number_of_workers_gives_the_same() -> None:
    """One process and two give the same items in the same order, rejects in their places."""
    given = articles(500, **{"raise": 77})
    alone = list(run(Pipeline(Dangerous()), given))
    assert [told(item) for item in alone][77] == "in:77 internal"
    assert list(run(Pipeline(Dangerous()), given, jobs=2)) == alone


def test_an_interrupt_of_the_group_leaves_workers_silent(tmp_path: Path) -> None:
    """Ctrl-C while workers are loading ends the run without a word from them."""
    program = (
        "import os, signal, sys, time\n"
        "from newskit.clean import Clean\n"
        "from newskit.engines.local import _Worker\n"
        "from newskit.stage import Pipeline\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, lambda *_: None)\n"
        "    worker = _Worker(Pipeline(Clean()))\n"
        "    for _ in range(40):\n"
        "        os.killpg(0, signal.SIGINT)\n"
        "        time.sleep(0.01)\n"
        "    worker.connection.send([])\n"
        "    print(worker.connection.recv())\n"
        "    worker.stop()\n"
    )
    (tmp_path / "main.py").write_text(program)
    ran = subprocess.run(
        [sys.executable, "main.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        start_new_session=True,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "[]\n", "")


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
