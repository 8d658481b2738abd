"""What workers cost and gain: clean and extract in this process, with the engine and one job, and with two jobs.

    python benchmarks/engine_efficiency.py pages.jsonl [--rounds N] [--limit PAGES]

``pages.jsonl`` holds records with ``content`` (HTML). The three take turns in every round. ``plain`` is the pipeline
called in this process; ``1 job`` the engine's way of running it here; ``2 jobs`` two worker processes, less a run of
the same workers over the first records alone, which is mostly their start. Efficiency is the time of one over that of
two (2.00 at best), overhead what the engine adds to the plain pipeline; both are medians of the ratios in a round.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from newskit.article import Article
from newskit.clean import Clean
from newskit.engines.local import run
from newskit.errors import Reject
from newskit.extract import Extract
from newskit.io.reader import read
from newskit.segment import Segment
from newskit.stage import Pipeline

Item = Article | Reject
WARM = 64


def main() -> None:
    """Print a line for each stage."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("records", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--limit", type=int, default=600)
    given = options.parse_args()
    pages = [item for _, item in zip(range(given.limit), read(str(given.records)), strict=False)]
    texts = [item for item in Pipeline(Clean(), Segment())(pages) if isinstance(item, Article)]
    print(f"{'':8} {'plain s':>8} {'1 job s':>8} {'2 jobs s':>8} {'efficiency':>11} {'overhead':>9}")
    measure("clean", Pipeline(Clean()), pages, given.rounds)
    measure("extract", Pipeline(Extract()), list(texts), given.rounds)


def measure(name: str, pipeline: Pipeline, items: list[Item], rounds: int) -> None:
    """Take turns, and print medians."""
    if len(items) < 4 * WARM:
        sys.exit(f"{name}: {len(items)} records are too few")
    plain, one, two = [], [], []
    spent(pipeline(items[:WARM]))
    for _ in range(rounds):
        plain.append(spent(pipeline(items)))
        one.append(spent(run(pipeline, items, jobs=1)))
        two.append(on_two(pipeline, items))
    gain = statistics.median(first / second for first, second in zip(one, two, strict=True))
    added = statistics.median(first / second for first, second in zip(one, plain, strict=True)) - 1
    times = " ".join(f"{statistics.median(each):8.2f}" for each in (plain, one, two))
    print(f"{name:8} {times} {gain:11.2f} {added:8.1%}", flush=True)


def on_two(pipeline: Pipeline, items: list[Item]) -> float:
    """Return the seconds that two workers take, without those for their start and their first records."""
    warm = [*items[:WARM], *items[:WARM]]
    start = spent(run(pipeline, warm, jobs=2))
    return spent(run(pipeline, [*warm, *items], jobs=2)) - start


def spent(results: Iterator[Item]) -> float:
    """Return the seconds that it takes to exhaust some results."""
    began = time.perf_counter()
    for _ in results:
        pass
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
