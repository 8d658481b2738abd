"""The Dask engine on a real scheduler and real workers: processes of their own that meet on loopback."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newskit.article import Article
from newskit.engines import Engine
from newskit.engines.dask import Cluster, write_part
from newskit.engines.local import run
from newskit.errors import Reject, UsageError
from newskit.io import parts
from newskit.io.reader import read
from newskit.io.shards import Shard
from newskit.stage import Pipeline

from ..conftest import ROOT
from .stages import Dangerous, articles, told

_SECONDS = 60


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a scheduler and two workers under nannies; yield the scheduler's address."""
    folder = tmp_path_factory.mktemp("dask")
    file = folder / "scheduler.json"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        "DASK_TEMPORARY_DIRECTORY": str(folder),
    }
    loopback = ["--host", "127.0.0.1", "--no-dashboard"]
    commands = [
        ["distributed.cli.dask_scheduler", *loopback, "--port", "0", "--scheduler-file", str(file)],
        ["distributed.cli.dask_worker", *loopback, "--scheduler-file", str(file), "--nworkers", "2", "--nthreads", "1"],
    ]
    processes = []
    try:
        for command in commands:
            with (folder / f"{command[0]}.log").open("wb") as log:
                processes.append(
                    subprocess.Popen(
                        [sys.executable, "-m", *command], env=environment, stdout=log, stderr=log, cwd=folder
                    )
                )
            _until(file.exists)
        yield json.loads(file.read_text())["address"]
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in reversed(processes):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


def _until(holds: object) -> None:
    end = time.monotonic() + _SECONDS
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def test_a_cluster_gives_the_same_as_this_machine(scheduler: str) -> None:
    """The same items in the same order, rejects of stages and of the reader in their places."""
    given: list[Article | Reject] = [*articles(300, **{"raise": 77})]
    given.insert(100, Reject(input="in:x", stage="read", reason="invalid_json", detail="no JSON"))
    engine = Engine(name="dask", scheduler=scheduler)
    assert list(engine.run(Pipeline(Dangerous()), given)) == list(run(Pipeline(Dangerous()), given))


def test_a_killed_worker_costs_nothing(scheduler: str) -> None:
    """A worker that is killed in the middle of its work loses no record: another does it."""
    with Cluster(scheduler) as cluster:
        victims = list(cluster._client.run(os.getpid).values())
        killer = threading.Timer(1.0, lambda: os.kill(victims[0], signal.SIGKILL))
        killer.start()
        found = [told(item) for item in cluster.run(Pipeline(Dangerous(seconds=0.01)), articles(400))]
        killer.join()
    assert found == [str(n) for n in range(400)]


def test_a_record_that_kills_is_the_only_one_lost(scheduler: str) -> None:
    """A record that kills every worker that takes it is a reject; the others of its batch go through."""
    with Cluster(scheduler) as cluster:
        found = [told(item) for item in cluster.run(Pipeline(Dangerous()), articles(8, kill=3))]
    assert found == [str(n) if n != 3 else "in:3 crashed" for n in range(8)]


def test_a_hanging_record_is_given_up(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that never returns is rejected after its time, and its worker is started again."""
    monkeypatch.setattr("newskit.engines.dask.START_SECONDS", 3.0)
    with Cluster(scheduler) as cluster:
        found = [told(item) for item in cluster.run(Pipeline(Dangerous()), articles(5, hang=2), seconds_per_record=0.5)]
    assert found == [str(n) if n != 2 else "in:2 timeout" for n in range(5)]


def _corpus(folder: Path) -> list[str]:
    lines = [json.dumps({"id": str(n), "text": "fine"}) for n in range(200)]
    lines[50] = "no record"
    (folder / "in.jsonl").write_text("\n".join(lines))
    return [str(folder / "in.jsonl")]


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_workers_write_whole_shards(scheduler: str, tmp_path: Path, scheme: str) -> None:
    """Parts in a shared folder or at an address are those that one machine writes, and are not made twice."""
    inputs = _corpus(tmp_path)
    pipeline = Pipeline(Dangerous())
    for number in range(1, 4):
        write_part(pipeline(read(inputs, shard=Shard(number, 3))), str(tmp_path / "here"), Shard(number, 3), "plan")
    target = f"{scheme}{tmp_path / 'there'}"
    with Cluster(scheduler) as cluster:
        first = list(cluster.run_shards(pipeline, inputs, target, plan="plan", shards=3))
        part = tmp_path / "there" / "part-00002-of-00003.jsonl"
        part.with_name(part.name + ".receipt").unlink()
        untouched = (tmp_path / "there" / "part-00001-of-00003.jsonl").stat().st_mtime_ns
        again = list(cluster.run_shards(pipeline, inputs, target, plan="plan", shards=3))
    assert sorted(receipt.number for receipt in first) == [1, 2, 3]
    assert sorted(again, key=lambda receipt: receipt.number) == sorted(first, key=lambda receipt: receipt.number)
    assert (tmp_path / "there" / "part-00001-of-00003.jsonl").stat().st_mtime_ns == untouched
    here = {path.name: path.read_bytes() for path in (tmp_path / "here").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "there").iterdir()} == here
    assert sum(found.receipt.rejected for found in parts.find([target])) == 1


def test_a_shard_that_kills_its_workers_is_gone_through_record_by_record(scheduler: str, tmp_path: Path) -> None:
    """The part is written all the same, with the culprit among its rejects."""
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps({"id": str(n), "text": "kill" if n == 1 else "fine"}) for n in range(4)))
    with Cluster(scheduler) as cluster:
        (receipt,) = cluster.run_shards(
            Pipeline(Dangerous()), [str(path)], str(tmp_path / "parts"), plan="plan", shards=1
        )
    assert (receipt.read, receipt.written, receipt.rejected) == (4, 3, 1)
    (reject,) = (tmp_path / "parts" / "part-00001-of-00001.jsonl.rejects").read_text().splitlines()
    assert json.loads(reject)["reason"] == "crashed"


def test_no_scheduler_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where nobody answers is named, and no cluster is left behind."""
    monkeypatch.setattr("newskit.engines.dask._CONNECT_SECONDS", 1)
    with pytest.raises(UsageError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:1"):
        Cluster("tcp://127.0.0.1:1")


def test_a_cluster_of_its_own() -> None:
    """Without a scheduler a cluster is started on this machine, and gone afterwards."""
    engine = Engine(name="dask", jobs=2)
    found = [told(item) for item in engine.run(Pipeline(Dangerous()), articles(100))]
    assert found == [str(n) for n in range(100)]
