"""Sentence splitters side by side: exact spans on a set with gold, speed, and time on hostile text.

    python benchmarks/segment_peers.py FOLDER [--speed RECORDS.jsonl[.gz]] [--megabytes 50] [--linear]

FOLDER holds ``dev.gold.jsonl``: records with ``id``, ``set``, ``language``, ``text``, ``blocks`` and ``sentences`` (and
``sentences_keep`` where quotations are kept whole). The development sets are made from GUM (amir-zeldes/gum, text CC BY
2.5), UD English-EWT (CC BY-SA 4.0), UD PUD (CC BY-SA 3.0), the English Golden Rules (MIT) and cases of our own; none
of them is part of this repository. Peers that are not installed are left out. Everything runs in this process, on one
core, each splitter on one block at a time, and time is CPU time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

#: From a block's text, its language and its kind to offsets.
Splitter = Callable[[str, str, str], Iterable[tuple[int, int]]]
SMALL = ("golden", "cases", "quotes", "quotes[keep]")


def newskit_split() -> Splitter:
    """Split quotations, newskit's default."""
    return _newskit("split")


def newskit_keep() -> Splitter:
    """Keep quotations whole."""
    return _newskit("keep")


def _newskit(quotes: Literal["split", "keep"]) -> Splitter:
    from newskit.segment.rules import load_rules
    from newskit.segment.sentences import split_block

    def split(text: str, language: str, kind: str) -> list[tuple[int, int]]:
        return split_block(text, 0, len(text), load_rules(language), quotes=quotes, kind=kind)

    return split


def nupunkt() -> Splitter:
    """Run nupunkt, English model."""
    import nupunkt as peer

    return lambda text, _language, _kind: peer.sent_spans(text)


def blingfire() -> Splitter:
    """Run blingfire."""
    import blingfire as peer

    def split(text: str, _language: str, _kind: str) -> list[tuple[int, int]]:
        _, offsets = peer.text_to_sentences_and_offsets(text)
        return [(first, last) for first, last in offsets]

    return split


def pysbd() -> Splitter:
    """Run pysbd."""
    import pysbd as peer

    loaded = {code: peer.Segmenter(language=code, clean=False, char_span=True) for code in ("en", "de", "es", "ar")}

    def split(text: str, language: str, _kind: str) -> list[tuple[int, int]]:
        return [(span.start, span.end) for span in loaded[language].segment(text)]

    return split


def sentencex() -> Splitter:
    """Run sentencex."""
    import sentencex as peer

    def split(text: str, language: str, _kind: str) -> Iterator[tuple[int, int]]:
        place = 0
        for sentence in peer.segment(language, text):
            start = text.find(sentence, place)
            place = start + len(sentence)
            yield start, place

    return split


def razdel() -> Splitter:
    """Run razdel."""
    import razdel as peer

    return lambda text, _language, _kind: [(piece.start, piece.stop) for piece in peer.sentenize(text)]


def syntok() -> Splitter:
    """Run syntok."""
    import syntok.segmenter as peer

    def split(text: str, _language: str, _kind: str) -> Iterator[tuple[int, int]]:
        for paragraph in peer.analyze(text):
            for sentence in paragraph:
                tokens = list(sentence)
                yield tokens[0].offset, tokens[-1].offset + len(tokens[-1].value)

    return split


PEERS = (newskit_split, newskit_keep, nupunkt, blingfire, pysbd, sentencex, razdel, syntok)
UNITS = {
    "prose": 'The council met in Washington, D.C. It adjourned. "We wait. We hope," Gov. Hart said. ',
    "dots": ".",
    "spaced dots": ". ",
    "open quotations": "“",
    "open quotations with words": ' "a b. C',
    "no blanks": "Ab",
    "abbreviations": "Gov. ",
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder with dev.gold.jsonl")
    parser.add_argument("--speed", type=Path, help="records whose text is split to measure speed")
    parser.add_argument("--megabytes", type=float, default=50, help="how much of it (%(default)s)")
    parser.add_argument("--linear", action="store_true", help="time newskit on hostile text of 10 and 20 MB")
    arguments = parser.parse_args()
    splitters = dict(available())
    gold = [json.loads(line) for line in (arguments.folder / "dev.gold.jsonl").open(encoding="utf-8")]
    accuracy(gold, splitters)
    if arguments.speed:
        speed(list(blocks(arguments.speed, arguments.megabytes * 1e6)), splitters)
    if arguments.linear:
        linear(splitters["newskit_split"])


def available() -> Iterator[tuple[str, Splitter]]:
    """Yield the splitters that can be loaded."""
    for load in PEERS:
        try:
            yield load.__name__, load()
        except ImportError as error:
            print(f"{load.__name__}: not installed ({error})")


def accuracy(gold: list[dict[str, Any]], splitters: dict[str, Splitter]) -> None:
    """Print F1 of exact spans by set; for the sets of cases, the records without any error."""
    for name, split in splitters.items():
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
        for record in gold:
            try:
                found = {span for block in record["blocks"] for span in in_block(record, block, split)}
            except (KeyError, ValueError):
                continue  # a language that the peer has not got
            for key, suffix in (("sentences", ""), ("sentences_keep", "[keep]")):
                if key in record:
                    wanted = {trim(record["text"], s["start"], s["end"]) for s in record[key]}
                    tally = counts[record["set"] + suffix]
                    new = (len(wanted & found), len(found), len(wanted), wanted == found, 1)
                    counts[record["set"] + suffix] = [old + more for old, more in zip(tally, new, strict=True)]
        cells = []
        for dataset, (hits, found_all, wanted_all, exact, records) in sorted(counts.items()):
            f1 = 200 * hits / max(1, found_all + wanted_all)
            cells.append(f"{dataset} {exact}/{records}" if dataset in SMALL else f"{dataset} {f1:.1f}")
        print(f"{name:14} " + "  ".join(cells))


def in_block(record: dict[str, Any], block: dict[str, Any], split: Splitter) -> Iterator[tuple[int, int]]:
    """Yield the spans that a splitter finds in one block, as offsets into the text."""
    piece = record["text"][block["start"] : block["end"]]
    for start, end in split(piece, record["language"], block["kind"]):
        first, last = trim(piece, start, end)
        if first < last:
            yield block["start"] + first, block["start"] + last


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without white space at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def blocks(path: Path, limit: float) -> Iterator[str]:
    """Yield blocks of English records, the file over and over, up to so many bytes."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    texts = [r.get("text") or "" for r in records if (r.get("language") or "en").startswith("en")]
    pieces = [piece for text in texts for piece in text.split("\n\n") if piece.strip()]
    size = 0.0
    while pieces and size < limit:
        for piece in pieces:
            yield piece
            size += len(piece.encode())
            if size >= limit:
                return


def speed(pieces: list[str], splitters: dict[str, Splitter]) -> None:
    """Print UTF-8 megabytes a second of CPU time."""
    size = sum(len(piece.encode()) for piece in pieces)
    print(f"\nspeed on {len(pieces)} blocks, {size / 1e6:.1f} MB")
    for name, split in splitters.items():
        part = (
            pieces if name in {"newskit_split", "newskit_keep", "nupunkt", "sentencex"} else pieces[: len(pieces) // 10]
        )
        list(split(pieces[0], "en", "paragraph"))
        started = time.process_time()
        for piece in part:
            list(split(piece, "en", "paragraph"))
        seconds = time.process_time() - started
        print(f"{name:14} {sum(len(piece.encode()) for piece in part) / 1e6 / seconds:8.2f} MB/s")


def linear(split: Splitter) -> None:
    """Print the time for 10 and for 20 million characters in one block."""
    print("\none block of hostile text: 10 MB, 20 MB, ratio")
    for name, unit in UNITS.items():
        seconds = []
        for length in (10_000_000, 20_000_000):
            text = (unit * (length // len(unit) + 1))[:length]
            started = time.process_time()
            list(split(text, "en", "paragraph"))
            seconds.append(time.process_time() - started)
        print(f"{name:28} {seconds[0]:7.2f} s {seconds[1]:7.2f} s   x{seconds[1] / seconds[0]:.2f}")


if __name__ == "__main__":
    main()
