"""Score the quantities layer on NewsQuant, the CQE sets, MEANTIME and the Recognizers cases, and time it.

    python benchmarks/quantities_scores.py FOLDER

FOLDER holds ``quantities/dev.input.jsonl``, ``dev.gold.jsonl``, ``recognizers.input.jsonl``, ``recognizers.gold.jsonl``
and their ``score.py``. The texts come from satya77/CQE_Evaluation (NewsQuant and the four CQE sets), MEANTIME (in
qiangning/StructTempRel-EMNLP17) and microsoft/Recognizers-Text (Specs/Number*); they are not part of newskit.

Runs newskit with the parse, newskit without it, and, as a peer, the number entities of the same spaCy model. Sentences
are counted by newskit's own segmenter where it is installed, else a block is one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from newskit.article import Article, Quantity
from newskit.extract.document import Document, open_documents, parse_documents
from newskit.extract.model import load
from newskit.extract.quantities import extract_quantities
from newskit.segment import Segment

LABELS = {
    "CARDINAL": "CARDINAL",
    "ORDINAL": "ORDINAL",
    "MONEY": "MONEY",
    "PERCENT": "PERCENT",
    "QUANTITY": "MEASURE",
}
Extractor = Callable[[Document], list[Quantity]]


def main() -> None:
    """Print a table for every system and gold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the benchmark data were put")
    folder = parser.parse_args().folder / "quantities"
    for stem in ("dev", "recognizers"):
        bare = list(documents(folder / f"{stem}.input.jsonl"))
        parsed = list(documents(folder / f"{stem}.input.jsonl"))
        parse_documents(parsed, *load())
        systems: list[tuple[str, list[Document], Extractor]] = [
            ("newskit, with the parse", parsed, extract_quantities),
            ("newskit, without the parse", bare, extract_quantities),
            ("spaCy NER, en_core_web_sm", parsed, entities),
        ]
        for name, read, extract in systems:
            print(f"\n{stem}: {name}", flush=True)
            score(folder, stem, read, extract)


def documents(path: Path) -> Iterator[Document]:
    """Yield the documents of a JSONL file, segmented, without a parse."""
    articles = [msgspec.json.decode(line, type=Article) for line in path.read_bytes().splitlines() if line]
    yield from open_documents(list(Segment()(articles)))


def entities(document: Document) -> list[Quantity]:
    """Return the number entities of the parse as quantities without a value."""
    return [
        Quantity(start=block.start + entity.start_char, end=block.start + entity.end_char, type=LABELS[entity.label_])
        for block in document.blocks
        if block.parse is not None
        for entity in block.parse.ents
        if entity.label_ in LABELS
    ]


def score(folder: Path, stem: str, read: Iterable[Document], extract: Extractor) -> None:
    """Run one system over the documents and print its scores and its speed."""
    with tempfile.TemporaryDirectory() as scratch:
        predicted = Path(scratch) / "predicted.jsonl"
        sentences = 0
        begin = time.perf_counter()
        found = [(document, extract(document)) for document in read]
        seconds = time.perf_counter() - begin
        with predicted.open("wb") as lines:
            for document, quantities in found:
                sentences += sum(len(block.sentences) for block in document.blocks)
                row = {"id": document.article.id, "text": document.text, "quantities": quantities}
                lines.write(msgspec.json.encode(row) + b"\n")
        command = [sys.executable, str(folder / "score.py"), str(predicted)]
        subprocess.run([*command, "--gold", str(folder / f"{stem}.gold.jsonl")], check=True)
    print(json.dumps({"sentences": sentences, "seconds": round(seconds, 2), "per_second": round(sentences / seconds)}))


if __name__ == "__main__":
    main()
