"""Show what the cue lexicon of quotations is worth on a corpus with gold attributions: entry by entry, no counts kept.

    python benchmarks/quote_cues.py PREDICTED.jsonl GOLD.jsonl [--least 5]

PREDICTED is newskit's output with ``quotes``; GOLD holds records with the same ``id`` and ``quotes`` in the same shape
(``content``, ``cue``). For each cue lemma it prints how many quotes newskit found with it, how many of them meet a gold
quote at a Jaccard overlap of words of .3, and then the cues of the gold quotes that it did not find. The grades in
``resources/extract/quotes`` are revised by hand in the light of this table; nothing is written back.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WORD = re.compile(r"\w+")
OVERLAP = 0.3
Words = frozenset[int]


def main() -> None:
    """Print the table, the lemmas with most mistakes first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("predicted", type=Path, help="records that newskit extract wrote")
    parser.add_argument("gold", type=Path, help="the attributions of the same texts (JSONL: id, quotes)")
    parser.add_argument("--least", type=int, default=5, help="leave out cues found less often")
    given = parser.parse_args()
    gold = {record["id"]: record for record in records(given.gold)}
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for record in records(given.predicted):
        if record["id"] in gold:
            count(record, gold[record["id"]], found, right, missed)
    print(f"{'lemma':20}{'found':>7}{'right':>7}{'%':>6}")
    for lemma in sorted(found, key=lambda lemma: right[lemma] - found[lemma]):
        if found[lemma] >= given.least:
            print(f"{lemma:20}{found[lemma]:7}{right[lemma]:7}{100 * right[lemma] / found[lemma]:6.0f}")
    print("\ncues of gold quotes that were not found:")
    print(", ".join(f"{cue} {times}" for cue, times in missed.most_common(100)))


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def count(
    record: dict[str, Any], gold: dict[str, Any], found: Counter[str], right: Counter[str], missed: Counter[str]
) -> None:
    """Pair the quotes of one record one to one, the best overlap first, and count them by cue."""
    text = record["text"]
    wanted = [words(text, quote["content"]) for quote in gold["quotes"]]
    given = [words(text, quote["content"]) for quote in record.get("quotes") or []]
    pairs = sorted(
        (
            (len(mine & theirs) / len(mine | theirs), place, other)
            for place, mine in enumerate(given)
            for other, theirs in enumerate(wanted)
            if mine & theirs
        ),
        reverse=True,
    )
    met: set[int] = set()
    taken: set[int] = set()
    for overlap, place, other in pairs:
        if overlap >= OVERLAP and place not in met and other not in taken:
            met.add(place)
            taken.add(other)
    for place, quote in enumerate(record.get("quotes") or []):
        lemma = (quote.get("cue") or {}).get("lemma", "(none)")
        found[lemma] += 1
        right[lemma] += place in met
    for other, quote in enumerate(gold["quotes"]):
        if other not in taken and quote.get("cue"):
            missed[text[quote["cue"]["start"] : quote["cue"]["end"]].lower()] += 1


def words(text: str, spans: list[dict[str, int]]) -> Words:
    """Return where the words of some spans begin."""
    return frozenset(word.start() for span in spans for word in WORD.finditer(text, span["start"], span["end"]))


if __name__ == "__main__":
    main()
