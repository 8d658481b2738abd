"""Cost per record of a build, from 1,000 to 100,000 records: a first build, a second one, and one after a change.

    python benchmarks/build_scale.py [--short] [RECORDS ...]

Records are made by mixing paragraphs of the seed, three or four each, every one another; the corpus is cleaned (plain
text) and segmented, and written as JSONL and Parquet. Each build is a process of its own; wall and CPU time and peak
resident memory are what the system says of it. The change is one text in the middle of the file. With ``--short``,
records are two sentences of text, and segment is the only stage: what is left is the cost of the build itself.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SIZES = (1_000, 10_000, 100_000)
CORPUS = """
[[source]]
files = "in.jsonl"
[stages.clean]
[stages.segment]
[[output]]
path = "out.jsonl"
[[output]]
path = "out.parquet"
"""


def main() -> None:
    """Print a line for each size and build."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument(
        "sizes", metavar="RECORDS", nargs="*", type=int, default=SIZES, help="sizes of the corpus, in records"
    )
    options.add_argument("--short", action="store_true", help="records of two sentences, segmented only")
    given = options.parse_args()
    short, sizes = given.short, given.sizes
    print(f"{'records':>8} {'build':10} {'seconds':>8} {'ms/record':>10} {'cpu ms':>8} {'peak MB':>8} {'store MB':>9}")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="newskit-scale-") as name:
            folder = Path(name)
            make_records(folder / "in.jsonl", size, short=short)
            (folder / "corpus.toml").write_text(CORPUS.replace("[stages.clean]\n", "") if short else CORPUS)
            report(size, "first", folder)
            report(size, "unchanged", folder)
            change_one(folder / "in.jsonl", size)
            report(size, "one change", folder)


def make_records(path: Path, size: int, *, short: bool) -> None:
    """Write records that are all different."""
    if short:
        with path.open("w", encoding="utf-8") as file:
            for number in range(size):
                text = f"Story number {number}\n\nIt began on a Monday. It went on for {number} days."
                kinds = (("headline", 0, text.index("\n")), ("paragraph", text.index("It"), len(text)))
                blocks = [{"start": start, "end": end, "kind": kind} for kind, start, end in kinds]
                file.write(json.dumps({"id": f"s{number}", "text": text, "blocks": blocks}) + "\n")
        return
    seed = next((ROOT / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    paragraphs = [line.strip() for line in seed.splitlines() if len(line) > 80]
    chosen = random.Random(size)
    with path.open("w", encoding="utf-8") as file:
        for number in range(size):
            body = chosen.sample(paragraphs, chosen.choice((3, 4)))
            content = "\n\n".join([f"Story number {number}", *body]) + "\n"
            source = {"kind": "file", "uri": f"{number}.txt", "media_type": "text/plain"}
            file.write(json.dumps({"id": f"s{number}", "source": source, "content": content}) + "\n")


def change_one(path: Path, size: int) -> None:
    """Change the text of the record in the middle."""
    path.write_text(path.read_text().replace(f"Story number {size // 2}\\n", f"Story number {size // 2} again\\n"))


def report(size: int, name: str, folder: Path) -> None:
    """Build, and print what it cost."""
    began = time.monotonic()
    command = [str(Path(sys.executable).with_name("newskit")), "build", "--quiet"]
    running = subprocess.Popen(command, cwd=folder)
    _, status, usage = os.wait4(running.pid, 0)
    seconds = time.monotonic() - began
    if status:
        sys.exit(f"the build ended with {os.waitstatus_to_exitcode(status)}")
    cpu = usage.ru_utime + usage.ru_stime
    store = sum(path.stat().st_size for path in (folder / ".newskit").iterdir()) / 1e6
    print(
        f"{size:8,} {name:10} {seconds:8.1f} {1000 * seconds / size:10.2f} {1000 * cpu / size:8.2f}"
        f" {usage.ru_maxrss / 1024:8.0f} {store:9.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
