"""Time the search for copies beside datasketch's MinHash LSH, on the same articles in one run.

    python benchmarks/dedup_speed.py records.jsonl[.gz]

Both read the same articles from memory and give pairs: newskit exact, near and contained ones, verified; datasketch
(128 permutations, five-word shingles of the body in lower case, threshold .5) candidates checked by their sketches.
CPU time of this process, one core. Needs datasketch.
"""

from __future__ import annotations

import argparse
import re
import time

from newskit.article import Article, body
from newskit.dedup import Corpus
from newskit.io.reader import read

THRESHOLD = 0.5
SHINGLE = 5


def main() -> None:
    """Print the seconds of both and their ratio."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("records", help="articles (JSONL or Parquet, also compressed)")
    articles = [item for item in read(options.parse_args().records) if isinstance(item, Article)]
    begin = time.process_time()
    with Corpus() as corpus:
        for article in articles:
            corpus.add(article)
        copies = sum(decision.duplicate_of is not None for decision in corpus.decide())
    ours = time.process_time() - begin
    begin = time.process_time()
    pairs = _datasketch(articles)
    theirs = time.process_time() - begin
    print(f"{len(articles):,} articles")
    print(f"newskit     {ours:8.1f} s  {copies:,} copies")
    print(f"datasketch  {theirs:8.1f} s  {pairs:,} pairs")
    print(f"newskit is {theirs / ours:.1f} times as fast")


def _datasketch(articles: list[Article]) -> int:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=128)
    sketches: list[MinHash] = []
    found = 0
    for number, article in enumerate(articles):
        words = re.findall(r"\w+", body(article).lower())
        shingles = {" ".join(words[place : place + SHINGLE]) for place in range(max(1, len(words) - SHINGLE + 1))}
        sketch = MinHash(num_perm=128)
        sketch.update_batch([shingle.encode() for shingle in shingles])
        found += sum(sketch.jaccard(sketches[other]) >= THRESHOLD for other in index.query(sketch))
        index.insert(number, sketch)
        sketches.append(sketch)
    return found


if __name__ == "__main__":
    main()
