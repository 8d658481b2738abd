"""Run the benchmarks that a folder of data allows, one after another, and print their tables.

    python benchmarks/run.py DATA [NAME ...]

DATA holds a folder for each kind of benchmark (``segment``, ``times``, ``quantities``, ``entities``): what belongs into
it, and from which public repositories it is made, stands at the head of each script. NAMEs choose among them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

#: Name, script, and what it is given, relative to the data; a benchmark whose data are not there is left out.
BENCHMARKS = {
    "segment": ("segment_peers.py", ("segment",)),
    "times": ("times_accuracy.py", ("times",)),
    "quantities": ("quantities_scores.py", (".",)),
    "entities": ("bench_entities_speed.py", ("entities/dev.input.jsonl",)),
}


def main() -> int:
    """Run what was asked for; return 2 where nothing can be run, else the worst exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", metavar="DATA", type=Path, help="the folder that the benchmark data were put in")
    options.add_argument("names", metavar="NAME", nargs="*", help=f"by default all of {', '.join(BENCHMARKS)}")
    if len(sys.argv) < 2:
        options.error("make bench BENCH='DATA [NAME ...]' (see docs/benchmarks.md)")
    given = options.parse_args()
    data, names = given.data, given.names or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        options.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    worst, ran = 0, 0
    for name in names:
        script, arguments = BENCHMARKS[name]
        paths = [data / argument for argument in arguments]
        if not (data / name).is_dir() or not all(path.exists() for path in paths):
            sys.stderr.write(f"{name}: no data in {data / name}, left out\n")
            continue
        print(f"\n== {name}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, HERE / script, *paths], check=False).returncode)
        ran += 1
    return worst if ran else 2


if __name__ == "__main__":
    sys.exit(main())
