"""Measure the times layer: F1 against TIMEX3 gold and documents a second.

    python benchmarks/times_accuracy.py FOLDER

``FOLDER`` is the folder the benchmark data were put in: ``dev.input.jsonl`` (records as ``clean`` leaves them) and
``dev.gold.jsonl`` (``id``, ``set``, ``times``), made of TempEval-3's TBAQ-cleaned and MEANTIME (github.com:
qiangning/StructTempRel-EMNLP17) and GUM (amir-zeldes/gum). Spans are matched one to one by longest overlap, as in
TempEval-3. One process, no parse. In GUM only calendar dates are marked: its figures
are recall.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path

import msgspec

from newskit.article import Article
from newskit.extract.document import open_documents
from newskit.extract.times import extract_times

Spans = list[tuple[int, int, str | None]]


def main() -> None:
    """Print a table: set, strict, relaxed and value F1 in per cent; then documents a second."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path, help="holds dev.input.jsonl and dev.gold.jsonl")
    folder = options.parse_args().folder
    known = set(Article.__struct_fields__)
    records = [json.loads(line) for line in (folder / "dev.input.jsonl").open(encoding="utf-8")]
    articles = [msgspec.convert({k: v for k, v in each.items() if k in known}, Article) for each in records]
    documents = open_documents(articles)
    extract_times(documents[0])
    begin = time.process_time()
    found = {each.article.id: extract_times(each) for each in documents}
    spent = time.process_time() - begin
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for line in (folder / "dev.gold.jsonl").open(encoding="utf-8"):
        gold = json.loads(line)
        text = next(each.text for each in documents if each.article.id == gold["id"])
        wanted = [(each["start"], each["end"], each.get("value")) for each in gold["times"] if each.get("type")]
        unscored = [(each["start"], each["end"]) for each in gold.get("ignore", [])]
        unscored += [(each["start"], each["end"]) for each in gold["times"] if not each.get("type")]
        got = [(each.start, each.end, each.value) for each in found[gold["id"]]]
        got = [each for each in got if not any(_overlap(each, (*span, None)) > 0 for span in unscored)]
        counted = [*_count(wanted, got, text), len(wanted)]
        if gold.get("recall_only"):
            counted[1] = counted[0]
            counted[5] = sum(value is not None for _, _, value in wanted)
        for place, number in enumerate(counted):
            counts[gold["set"]][place] += number
    print(f"{'set':10} {'strict':>7} {'relaxed':>7} {'value':>7}")
    for name, (wanted_number, got_number, strict, relaxed, value, valued) in counts.items():
        figures = [200 * hits / (wanted_number + got_number) for hits in (strict, relaxed)]
        # Where only recall means something, so many were found as were wanted; not all of those have a value.
        figures.append(200 * value / (2 * valued + got_number - wanted_number))
        print(f"{name:10} " + " ".join(f"{each:7.1f}" for each in figures))
    print(f"{len(documents) / spent:.0f} documents/s")


def _overlap(one: tuple[int, int, str | None], other: tuple[int, int, str | None]) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def _count(wanted: Spans, got: Spans, text: str) -> tuple[int, int, int, int, int]:
    """Return gold, found, same span, overlapping, overlapping with the same value."""
    pairs = sorted(
        (-_overlap(a, b), i, j) for i, a in enumerate(wanted) for j, b in enumerate(got) if _overlap(a, b) > 0
    )
    left, right = set(), set()
    strict = relaxed = value = 0
    for _, i, j in pairs:
        if i in left or j in right:
            continue
        left.add(i)
        right.add(j)
        relaxed += 1
        strict += text[wanted[i][0] : wanted[i][1]].strip() == text[got[j][0] : got[j][1]].strip()
        value += wanted[i][2] is not None and wanted[i][2] == got[j][2]
    return len(wanted), len(got), strict, relaxed, value


if __name__ == "__main__":
    main()
