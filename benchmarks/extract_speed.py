"""Time all of extract, with the parse, beside spaCy's full pipeline alone, on the same texts in one run.

    python benchmarks/extract_speed.py records.jsonl [ROUNDS]

``records.jsonl`` holds records with ``text`` and ``blocks``. The two take turns, in this process, on one core; time is
CPU time, after both have been warmed up. The peer parses the same blocks in batches of 256 with ``nlp.pipe``.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from newskit.article import Article
from newskit.extract import Extract
from newskit.extract.model import load
from newskit.io.reader import read
from newskit.segment import Segment
from newskit.stage import Pipeline, batches


def main() -> None:
    """Print words a second of both and their ratio."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("records", help="records with text and blocks")
    options.add_argument("rounds", nargs="?", type=int, default=3, help="turns of each (%(default)s)")
    given = options.parse_args()
    articles = [item for item in Pipeline(Segment())(read(given.records)) if isinstance(item, Article)]
    texts = [(article.text or "")[block.start : block.end] for article in articles for block in article.blocks or ()]
    words = sum(len(text.split()) for text in texts)
    nlp, _ = load()
    extract = Pipeline(Extract(), redo=True)

    def plain() -> None:
        for _ in nlp.pipe(texts, batch_size=256):
            pass

    def full() -> None:
        for batch in batches(articles):
            extract.run(batch)

    plain()
    full()
    seconds: dict[str, list[float]] = {"spaCy": [], "newskit": []}
    for _ in range(given.rounds):
        seconds["spaCy"].append(_timed(plain))
        seconds["newskit"].append(_timed(full))
    for name, spent in seconds.items():
        print(f"{name:8} {words / statistics.median(spent):10,.0f} words/s")
    ratios = [one / two for one, two in zip(seconds["spaCy"], seconds["newskit"], strict=True)]
    print(f"newskit runs at {statistics.median(ratios):.2f} of spaCy's speed ({min(ratios):.2f} to {max(ratios):.2f})")


def _timed(work: Callable[[], None]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    main()
