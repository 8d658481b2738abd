"""Time and memory of ``newskit export`` beside pandas, from the same JSONL in one run.

    python benchmarks/export_speed.py --articles 100000

makes a corpus by varying the seed article (or those of ``--corpus FILE``): each copy ends after another block and has
other numbers, an id and a date of its own. Then it is written as Parquet, SQLite and CSV by newskit and by pandas, each
in a process of its own, one after the other. pandas reads in pieces of 1,000 lines, since it cannot hold such a corpus;
its SQLite is one table with the layers as JSON text, its CSV the columns without layers, its Parquet one file a piece.
pandas must be installed beside newskit, or in the Python named with ``--peer``.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from newskit.article import Article
from newskit.export.remap import remapped
from newskit.io.record import decode_article, encode_article

_PANDAS = """
import json, sqlite3, sys
from pathlib import Path
import pandas as pd
source, target, kind = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
nested = None
database = sqlite3.connect(target) if kind == "sqlite" else None
if kind == "parquet":
    target.mkdir()
for number, frame in enumerate(pd.read_json(source, lines=True, chunksize=1000, dtype=False)):
    layers = [name for name in frame if frame[name].map(lambda value: isinstance(value, (dict, list))).any()]
    if kind == "parquet":
        frame.to_parquet(target / f"{number:05}.parquet", compression="zstd", index=False)
    elif kind == "csv":
        frame.drop(columns=layers).to_csv(target, mode="a", header=number == 0, index=False)
    else:
        for name in layers:
            frame[name] = frame[name].map(lambda value: json.dumps(value, ensure_ascii=False))
        frame.to_sql("articles", database, if_exists="append", index=False)
if database is not None:
    database.commit()
    database.close()
"""


def main() -> None:
    """Make the corpus, run each writer, print the table."""
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    corpus = options.folder / f"corpus-{options.articles}.jsonl"
    if options.make:
        _make(corpus, options.articles, options.corpus)
        return
    if not corpus.exists():
        # in a process of its own: the peak of a child counts what its parent held when it was started
        subprocess.run([sys.executable, *sys.argv, "--make"], check=True)
    size = corpus.stat().st_size / 1e6
    print(f"{options.articles:,} articles, {size:,.0f} MB of JSONL\n")
    print("| target | | wall, s | CPU, s | peak memory, MB | written, MB |\n|---|---|---|---|---|---|")
    newskit = str(Path(sys.executable).with_name("newskit"))
    for kind in options.formats.split(","):
        for name in ("newskit", "pandas"):
            target = options.folder / f"{name}.{kind}"
            _remove(target)
            if name == "newskit":
                command = [newskit, "export", "--quiet", str(corpus), "-o", str(target)]
            else:
                command = [options.peer, "-c", _PANDAS, str(corpus), str(target), kind]
            seconds, cpu, memory = _measured(command)
            written = sum(path.stat().st_size for path in _files(target)) / 1e6
            print(f"| {kind} | {name} | {seconds:,.0f} | {cpu:,.0f} | {memory:,.0f} | {written:,.0f} |", flush=True)
            _remove(target)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000, help="size of the corpus (%(default)s)")
    parser.add_argument(
        "--formats", default="parquet,sqlite,csv", help="what is written, one after the other (%(default)s)"
    )
    parser.add_argument(
        "--folder", type=Path, default=Path("build/export_speed"), help="where all is written (%(default)s)"
    )
    parser.add_argument("--corpus", type=Path, help="extracted records to vary, instead of the seed")
    parser.add_argument("--peer", default=sys.executable, help="a Python that has pandas")
    parser.add_argument("--make", action="store_true", help="make the corpus and stop")
    return parser.parse_args()


def _make(target: Path, number: int, corpus: Path | None) -> None:
    if corpus is None:
        from newskit import Clean, Extract, Pipeline, Segment, read

        seeds = str(Path(__file__).parents[1] / "seeds" / "*.txt")
        originals = list(Pipeline(Clean(), Segment(), Extract())(read(seeds)))
    else:
        originals = [decode_article(line) for line in corpus.read_bytes().splitlines()]
    with target.open("wb") as file:
        for article in _varied([each for each in originals if isinstance(each, Article)], number):
            file.write(encode_article(article) + b"\n")


def _varied(originals: list[Article], number: int) -> Iterator[Article]:
    """Yield variants of articles: cut after another block, with other digits, other ids, dates and publishers."""
    chance = random.Random(0)
    for place in range(number):
        original = originals[place % len(originals)]
        ends = [block.end for block in original.blocks or ()][3:7] or [len(original.text or "")]
        cut = chance.choice(ends)
        article = remapped(original, lambda start, end, cut=cut: (start, end) if end <= cut else None)
        digits = str.maketrans("0123456789", "".join(chance.sample("0123456789", 10)))
        article.text = (original.text or "")[:cut].translate(digits)
        article.id = f"{place:016x}"
        article.url = f"https://news{place % 97}.example/{place}"
        article.publisher = f"Publisher {place % 97}"
        article.date_published = (
            f"2{chance.randrange(1000):03}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        )
        yield article


def _measured(command: list[str]) -> tuple[float, float, float]:
    """Run a command; return its wall and CPU time in seconds and its peak resident memory in MB."""
    began = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {' '.join(command)[:200]}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _files(target: Path) -> list[Path]:
    return [target] if target.is_file() else [path for path in target.rglob("*") if path.is_file()]


def _remove(target: Path) -> None:
    for path in _files(target) if target.exists() else []:
        path.unlink()
    if target.is_dir():
        target.rmdir()


if __name__ == "__main__":
    main()
