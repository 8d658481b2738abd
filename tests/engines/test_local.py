from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newskit.article import Article
from newskit.engines import pool
from newskit.engines.local import run, run_encoded
from newskit.errors import MachineError, Reject
from newskit.io.encoded import Form
from newskit.io.reader import read_raw
from newskit.io.writer import Output
from newskit.stage import Pipeline

from .stages import Dangerous, articles, told


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
        "from newskit.engines.pool import Pool\n"
        "from newskit.engines.work import Work\n"
        "from newskit.stage import Pipeline\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, lambda *_: None)\n"
        "    with Pool(Work(Pipeline(Clean())), 1, None) as pool:\n"
        "        for _ in range(40):\n"
        "            os.killpg(0, signal.SIGINT)\n"
        "            time.sleep(0.01)\n"
        "        print(list(pool.run(iter([[]]))))\n"
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
    monkeypatch.setattr(pool, "START_SECONDS", 3.0)
    found = [told(item) for item in run(Pipeline(Dangerous()), articles(100, hang=30), jobs=2, seconds_per_record=0.02)]
    assert found == [str(n) if n != 30 else "in:30 timeout" for n in range(100)]


def test_what_waits_behind_a_killer_is_not_lost() -> None:
    """A batch that a worker had not begun with when it died is done by another, once, in its place."""
    given = articles(64 * 12, kill=5)
    for place in (70, 64 * 6, 64 * 6 + 1, 64 * 12 - 1):
        given[place].text = "kill"
    found = [told(item) for item in run(Pipeline(Dangerous()), given, jobs=3)]
    assert found == [f"in:{n} crashed" if given[n].text == "kill" else str(n) for n in range(len(given))]


def test_a_hanging_record_does_not_hold_the_others_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one worker hangs the other goes on, and nothing that waited behind the hanging one is blamed."""
    monkeypatch.setattr(pool, "START_SECONDS", 3.0)
    given = articles(64 * 8, hang=0)
    found = [told(item) for item in run(Pipeline(Dangerous()), given, jobs=2, seconds_per_record=0.03)]
    assert found == ["in:0 timeout", *(str(n) for n in range(1, len(given)))]


def test_messages_may_be_larger_than_what_a_socket_holds() -> None:
    """Large records and large results go through, also when all are under way at once."""
    given = [Article(id=str(n), text="large" if n % 3 else "fine", content="c" * 2_000_000) for n in range(24)]
    found = list(run(Pipeline(Dangerous()), given, jobs=2))
    assert found == list(run(Pipeline(Dangerous()), given))


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_workers_give_what_is_written(tmp_path: Path, form: Form) -> None:
    """Encoded by workers or not, with records that are no records, that fail and that kill: the same files."""
    lines = [json.dumps({"id": str(n), "text": "fine", "n": n}) for n in range(400)]
    lines[33], lines[150] = "no record", json.dumps({"id": "150", "text": "raise"})
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    found = []
    for jobs in (1, 2):
        rejects = []
        with Output(str(tmp_path / f"{jobs}.{form}")) as output:
            for result in run_encoded(Pipeline(Dangerous()), read_raw(str(tmp_path / "in.jsonl")), form, jobs=jobs):
                if isinstance(result, Reject):
                    rejects.append(result)
                elif isinstance(result, Article):
                    output.write(result)
                else:
                    output.write_encoded(result)
        found.append(((tmp_path / f"{jobs}.{form}").read_bytes(), rejects, output.written))
    assert found[0] == found[1]
    assert [reject.reason for reject in found[0][1]] == ["invalid_json", "internal"]


def test_a_row_that_kills_is_the_only_one_lost(tmp_path: Path) -> None:
    """Rows of Parquet, which travel together, are gone through one by one; the culprit is named by its number."""
    with Output(str(tmp_path / "in.parquet")) as output:
        for article in articles(100, kill=41):
            output.write(article)
    results = run(Pipeline(Dangerous()), read_raw(str(tmp_path / "in.parquet")), jobs=2)
    assert [told(item) for item in results] == [
        str(n) if n != 41 else f"{tmp_path}/in.parquet:42 crashed" for n in range(100)
    ]


def test_a_machine_at_its_end_ends_the_run() -> None:
    """What no other record would escape is no reject of each: it is raised."""
    with pytest.raises(MachineError, match="no space left"):
        list(run(Pipeline(Dangerous()), articles(300, full=70), jobs=2))


def test_results_come_before_the_input_ends() -> None:
    """What is done is given out while more is read, so that a slow input does not hold it back."""
    given = 0

    def slow() -> Iterator[Article]:
        nonlocal given
        for article in articles(64 * 40):
            given += 1
            time.sleep(0.001)
            yield article

    results = run(Pipeline(Dangerous()), slow(), jobs=2)
    next(results)
    assert given < 64 * 40
    assert sum(1 for _ in results) == 64 * 40 - 1


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
    assert taken <= 2 * pool.WAITING_BATCHES * 64 + 64
    results.close()  # type: ignore[attr-defined]
