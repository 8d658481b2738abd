"""Print what the entities layer costs on top of spaCy's pipeline, on the same texts in one run.

    python benchmarks/bench_entities_speed.py records.jsonl

``records.jsonl`` holds newskit records with ``text`` and ``blocks``. Printed are words a second of the parse and of the
entities, in CPU time, and the share that the entities add.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import msgspec

from newskit.article import Article
from newskit.extract.document import Document, open_documents, parse_documents
from newskit.extract.entities import extract_entities
from newskit.extract.model import load


class _Record(msgspec.Struct):
    id: str
    text: str
    blocks: list[msgspec.Raw]


def main() -> None:
    """Time the parse and the entities of all records of a file."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("records", type=Path, help="records with text and blocks (JSONL)")
    path = options.parse_args().records
    decoder = msgspec.json.Decoder(_Record)
    blocks = msgspec.json.Decoder(Article)
    articles = []
    for line in path.read_bytes().splitlines():
        record = decoder.decode(line)
        bare = {"id": record.id, "text": record.text, "blocks": record.blocks}
        articles.append(blocks.decode(msgspec.json.encode(bare)))
    documents = open_documents(articles)
    pipeline, facts = load()
    parse_documents(documents[:1], pipeline, facts)
    extract_entities(documents[0])
    parsing = _seconds(lambda: parse_documents(documents, pipeline, facts))
    finding = _seconds(lambda: _extract(documents))
    words = sum(len(document.text.split()) for document in documents)
    print(f"{words} words; spaCy {words / parsing:.0f} words/s; entities {words / finding:.0f} words/s")
    print(f"entities cost {100 * finding / parsing:.1f} % on top of spaCy")


def _extract(documents: list[Document]) -> None:
    for document in documents:
        extract_entities(document)


def _seconds(work: object) -> float:
    began = time.process_time()
    assert callable(work)
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
