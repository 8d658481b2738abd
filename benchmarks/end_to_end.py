"""HTML to extracted Parquet: newskit beside the scripts that users write, on the same pages, in one run.

    python benchmarks/end_to_end.py records.jsonl [--rounds N] [--datatrove PYTHON] [--limit PAGES]

``records.jsonl`` holds records with ``content`` (HTML), ``url`` and ``id``; for instance the pages of the sets named in
``train_clean.py``, in English, which is what the model reads. All use two processes, and take turns in every round.
``--datatrove`` is an interpreter that has datatrove, spaCy and the model; without it that peer is left out. Wall time
is that of the whole process, with its start. CPU time is that of the processes that were waited for, which leaves out
datatrove's workers.

What they give differs: the peers sentences and named entities; newskit also blocks of a kind, credits, coreference and
roles, times, quantities, quotations with their speakers, events, the main event and keyphrases.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
NEWSKIT = Path(sys.executable).with_name("newskit")
CORPUS = """
[[source]]
files = "pages.jsonl"
[stages.clean]
[stages.segment]
[stages.extract]
{layers}
[[output]]
path = "out.parquet"
"""


def main() -> None:
    """Print a line for each contestant."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("records", type=Path, help="pages as records with content (JSONL)")
    options.add_argument("--rounds", type=int, default=3, help="turns of each contestant (%(default)s)")
    options.add_argument("--datatrove", metavar="PYTHON", help="interpreter that has datatrove, spaCy and the model")
    options.add_argument(
        "--limit", metavar="PAGES", type=int, default=300, help="the first so many records (%(default)s)"
    )
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="newskit-end-") as name:
        folder = Path(name)
        with given.records.open("rb") as file:
            lines = [line for _, line in zip(range(given.limit), file, strict=False)]
        (folder / "pages.jsonl").write_bytes(b"".join(lines))
        contest(folder, len(lines), given.rounds, given.datatrove)


def contest(folder: Path, pages: int, rounds: int, datatrove: str | None) -> None:
    """Let all run in turns."""
    pipe = [str(NEWSKIT), "extract", "pages.jsonl", "--jobs", "2", "--quiet", "-o", "out.parquet"]
    build = [str(NEWSKIT), "build", "--quiet", "--jobs", "2"]
    contestants: dict[str, list[str]] = {
        "newskit build": build,
        "newskit extract": pipe,
        "newskit build, entities alone": [*build, "--set", "stages.extract.layers=['entities']"],
        "trafilatura + spaCy": [sys.executable, str(HERE / "end_to_end_trafilatura.py"), "pages.jsonl", "peer.parquet"],
    }
    if datatrove:
        contestants["datatrove + spaCy"] = [
            datatrove,
            str(HERE / "end_to_end_datatrove.py"),
            "pages.jsonl",
            "peer2.parquet",
        ]
    (folder / "corpus.toml").write_text(CORPUS.format(layers=""))
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    cpu: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, command in contestants.items():
            subprocess.run(["rm", "-rf", folder / ".newskit"], check=True)
            wall, used = timed(command, folder)
            seconds[name].append(wall)
            cpu[name].append(used)
    print(f"{pages:,} pages, medians of {rounds}\n{'':30} {'seconds':>8} {'pages/s':>8} {'cpu s':>8}")
    for name, spent in seconds.items():
        wall = statistics.median(spent)
        print(f"{name:30} {wall:8.1f} {pages / wall:8.2f} {statistics.median(cpu[name]):8.1f}")


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Return wall time and CPU time, children included; the end must be good, rejects aside."""
    before = os.times()
    began = time.monotonic()
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode not in (0, 3):
        sys.exit(f"{' '.join(command[:3])} ended with {ran.returncode}: {ran.stderr[-600:]}")
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - began, used


if __name__ == "__main__":
    main()
