"""What workers gain and what they cost, from file to file as users run it: ``--jobs 1`` beside ``--jobs 2``, and Dask.

    python benchmarks/engine_efficiency.py pages.jsonl [--rounds N] [--pages N] [--texts N] [--dask]

``pages.jsonl`` holds records with ``content`` (HTML). Two stages are measured: ``newskit clean`` on ``--pages`` pages,
and ``newskit extract`` on ``--texts`` articles that clean and segment made of them; both to JSONL. All take turns in
every round, each in processes of its own.

Start-up (interpreter, imports, models) is taken off: each command also runs over the first records alone, ``WARM`` for
every worker, and what is told is the difference between the two runs and the records between them. So are the records
that only the longer run saw the same for every column.

    plain       the stage called on the records of the file in one process, written line by line: no engine
    1 job       the command with --jobs 1; overhead is what it takes beyond plain
    2 jobs      the command with --jobs 2; efficiency is the time of one job over that of two, 2.00 at best
    ceiling     two commands with --jobs 1 at once, a half of the records each: what the machine has to give
    reader      CPU time of the process that reads and writes, as a share of that of its workers
    idle        share of their time in which the two workers had nothing to do
    dask        with --dask: the command with --engine dask --jobs 2; given as the time of 2 jobs over its own

Efficiency, overhead and the like are medians of the ratios within a round.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

WARM = 8
"""Records a worker that are not counted: they load what is loaded once."""
NEWSKIT = Path(sys.executable).with_name("newskit")
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}

PLAIN = """
import sys
from newskit.io.record import decode_article, encode_article
from newskit.{room}.stage import {stage}
from newskit.stage import Pipeline, batches
with open(sys.argv[1], "rb") as lines, open(sys.argv[2], "wb") as out:
    for batch in batches(decode_article(line) for line in lines):
        for item in Pipeline({stage}()).run(batch):
            if hasattr(item, "text"):
                out.write(encode_article(item) + b"\\n")
"""
INSIDE = """
import resource, sys
if __name__ == "__main__":
    from newskit_cli.main import _run
    _run(sys.argv[1:])
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(own.ru_utime + own.ru_stime, workers.ru_utime + workers.ru_stime)
"""


def main() -> None:
    """Print a table for each stage."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("records", type=Path, help="pages as records with content (JSONL)")
    options.add_argument("--rounds", type=int, default=3, help="turns of each (%(default)s)")
    options.add_argument("--pages", type=int, default=400, help="records that clean is measured on (%(default)s)")
    options.add_argument("--texts", type=int, default=80, help="articles that extract is measured on (%(default)s)")
    options.add_argument("--dask", action="store_true", help="measure the Dask engine too")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="newskit-engines-") as name:
        folder = Path(name)
        (folder / "plain.py").write_text("")
        (folder / "inside.py").write_text(INSIDE)
        with given.records.open("rb") as file:
            pages = [line for _, line in zip(range(given.pages), file, strict=False)]
        cut(folder / "clean", pages)
        (folder / "all.jsonl").write_bytes(b"".join(pages))
        run(folder, [str(NEWSKIT), "segment", "all.jsonl", "-o", "texts.jsonl", "--quiet", "--jobs", "2"])
        texts = (folder / "texts.jsonl").read_bytes().splitlines(keepends=True)[: given.texts]
        cut(folder / "extract", texts)
        for stage in ("clean", "extract"):
            measure(folder, stage, given.rounds, with_dask=given.dask)


def cut(place: Path, lines: list[bytes]) -> None:
    """Write all records, the first ones alone, and the halves with the first ones before each."""
    if len(lines) < 8 * WARM:
        sys.exit(f"{place.name}: {len(lines)} records are too few")
    first = lines[: 2 * WARM]
    place.with_suffix(".warm").write_bytes(b"".join(first))
    place.with_suffix(".whole").write_bytes(b"".join(lines))
    middle = (len(lines) + len(first)) // 2
    place.with_suffix(".left").write_bytes(b"".join(lines[:middle]))
    place.with_suffix(".right").write_bytes(b"".join(first + lines[middle:]))


@dataclass
class Times:
    """Seconds by column, one a round."""

    plain: list[float] = field(default_factory=list)
    one: list[float] = field(default_factory=list)
    two: list[float] = field(default_factory=list)
    apart: list[float] = field(default_factory=list)
    dask: list[float] = field(default_factory=list)
    reader: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)


def measure(folder: Path, stage: str, rounds: int, *, with_dask: bool) -> None:
    """Take turns, and print medians."""
    (folder / "plain.py").write_text(PLAIN.format(room=stage, stage=stage.capitalize()))
    times = Times()
    used: dict[str, tuple[float, float]] = {}
    for _ in range(rounds):
        times.plain.append(net(lambda name: run(folder, [sys.executable, "plain.py", f"{stage}.{name}", "out.jsonl"])))
        times.one.append(net(lambda name: run(folder, command(stage, name, jobs=1))))
        times.apart.append(net(lambda name: halves(folder, stage, name)))
        used.clear()
        times.two.append(net(lambda name: inside(folder, stage, name, used)))
        own, workers = (used["whole"][which] - used["warm"][which] for which in (0, 1))
        times.reader.append(own / workers)
        times.idle.append(1 - workers / (2 * times.two[-1]))
        if with_dask:
            times.dask.append(net(lambda name: run(folder, [*command(stage, name, jobs=2), "--engine", "dask"])))
    records = sum(1 for _ in (folder / f"{stage}.whole").open("rb")) - 2 * WARM
    print(f"\n{stage}, {records:,} records, medians of {rounds}")
    rows = [("plain", times.plain), ("1 job", times.one), ("2 jobs", times.two), ("1 job twice at once", times.apart)]
    for name, seconds in [*rows, ("dask, 2 workers", times.dask)]:
        if seconds:
            middle = statistics.median(seconds)
            print(f"  {name:20} {middle:8.2f} s {records / middle:8.2f}/s")
    print(f"  efficiency on two    {ratio(times.one, times.two):8.2f}   (ceiling {ratio(times.one, times.apart):.2f})")
    print(f"  overhead of 1 job    {ratio(times.one, times.plain) - 1:8.1%}")
    print(f"  reader               {statistics.median(times.reader):8.1%}   idle {statistics.median(times.idle):.1%}")
    if with_dask:
        print(f"  dask beside 2 jobs   {ratio(times.two, times.dask):8.2f}")
    sys.stdout.flush()


def ratio(above: list[float], below: list[float]) -> float:
    """Return the median of the ratios in a round."""
    return statistics.median(first / second for first, second in zip(above, below, strict=True))


def net(seconds: Callable[[str], float]) -> float:
    """Return the time of a run over all records less that of one over the first."""
    return -seconds("warm") + seconds("whole")


def command(stage: str, name: str, *, jobs: int, output: str = "out.jsonl") -> list[str]:
    """Return a command over one of the files."""
    return [str(NEWSKIT), *arguments(stage, name, jobs=jobs, output=output)]


def arguments(stage: str, name: str, *, jobs: int, output: str = "out.jsonl") -> list[str]:
    """Return what follows ``newskit``."""
    return [stage, f"{stage}.{name}", "--jobs", str(jobs), "--quiet", "-o", output]


def halves(folder: Path, stage: str, name: str) -> float:
    """Return the seconds of two commands at once, over the first records or over a half each."""
    names = ("warm", "warm") if name == "warm" else ("left", "right")
    began = time.perf_counter()
    both = [start(folder, command(stage, each, jobs=1, output=f"{n}.jsonl")) for n, each in enumerate(names)]
    for process in both:
        check(process)
    return time.perf_counter() - began


def inside(folder: Path, stage: str, name: str, used: dict[str, tuple[float, float]]) -> float:
    """Return the seconds of a command with two workers, and keep the CPU time of reader and workers."""
    began = time.perf_counter()
    process = start(folder, [sys.executable, "inside.py", *arguments(stage, name, jobs=2)])
    told = check(process).split()
    used[name] = (float(told[0]), float(told[1]))
    return time.perf_counter() - began


def run(folder: Path, arguments: list[str]) -> float:
    """Return the seconds of a command."""
    began = time.perf_counter()
    check(start(folder, arguments))
    return time.perf_counter() - began


def start(folder: Path, arguments: list[str]) -> subprocess.Popen[str]:
    """Start a command in the folder."""
    pipe = subprocess.PIPE
    return subprocess.Popen(arguments, cwd=folder, env=ENVIRONMENT, stdout=pipe, stderr=pipe, text=True)


def check(process: subprocess.Popen[str]) -> str:
    """Wait for a command, whose end must be good, rejects aside; return what it printed."""
    told, complaints = process.communicate()
    if process.returncode not in (0, 3):
        sys.exit(f"{process.args} ended with {process.returncode}: {complaints[-600:]}")
    return told


if __name__ == "__main__":
    main()
