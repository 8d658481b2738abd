from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given, settings

from newskit.article import Article
from newskit.errors import UsageError
from newskit.export import open_export
from newskit.export.options import Options
from newskit.io.reader import read
from newskit.io.record import decode_article, encode_article

from ..io.articles import objects
from .articles import corpus, ferry
from .conftest import Export


def lines(path: Path | str) -> list[bytes]:
    found = list(read(str(path)))
    assert all(isinstance(item, Article) for item in found), found
    return [encode_article(item) for item in found if isinstance(item, Article)]


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.parquet"])
def test_records_are_read_back_as_they_were(export: Export, name: str) -> None:
    """JSONL and Parquet hold all of a record, unknown keys included."""
    path = export(name.split(".")[1], corpus(), name)
    assert lines(path) == [encode_article(article) for article in corpus()]


@settings(max_examples=20)  # each is a file
@given(objects())
def test_any_record_goes_through_parquet(thing: dict[str, Any]) -> None:
    """Whatever a record holds, Parquet gives it back to the byte."""
    article = decode_article(json.dumps(thing).encode())
    with tempfile.TemporaryDirectory() as folder:
        with open_export(f"{folder}/x.parquet") as output:
            output.write(article)
        assert lines(f"{folder}/x.parquet") == [encode_article(article)]


def test_parquet_goes_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    """A named format is written to a stream too, in its own bytes."""
    with open_export("-", "parquet") as output:
        output.write(ferry())
    path = tmp_path / "piped.parquet"
    path.write_bytes(capfdbinary.readouterr().out)
    assert lines(path) == [encode_article(ferry())]


def test_columns_are_chosen(export: Export) -> None:
    """--columns writes these fields, in this order; the others are gone."""
    columns = ("headline", "id")
    assert pq.read_schema(export("parquet", corpus(), "a.parquet", columns=columns)).names == ["headline", "id"]
    first = export("jsonl", corpus(), "a.jsonl", columns=columns).read_text().splitlines()[0]
    assert list(json.loads(first).items()) == [("headline", ferry().headline), ("id", "ferry-1")]
    with pytest.raises(UsageError, match="no such column: head; choose from schema, id"):
        export("parquet", corpus(), "b.parquet", columns=("head",))


@pytest.mark.parametrize(
    ("layer", "rows"),
    [
        ("sentences", 15),
        ("entities", 4),
        ("mentions", 8),
        ("quotes", 2),
        ("times", 2),
        ("quantities", 2),
        ("events", 2),
    ],
)
def test_exploded_rows_are_the_same_in_every_format(export: Export, layer: str, rows: int) -> None:
    """One row for each annotation, with the keys of its article, whichever the format."""
    parquet = pl.read_parquet(export("parquet", corpus(), "a.parquet", explode=layer)).to_dicts()
    assert len(parquet) == rows
    assert parquet[0]["id"] == "ferry-1"
    written = export("jsonl", corpus(), "a.jsonl", explode=layer).read_bytes()
    jsonl = [json.loads(line) for line in written.splitlines()]
    assert jsonl == [{key: value for key, value in row.items() if value is not None} for row in parquet]
    texts = {article.id: article.text or "" for article in corpus()}
    for row in parquet:
        if "text" in row:
            assert row["text"] == texts[row["id"]][row["start"] : row["end"]]


def test_exploded_quotes_name_their_speakers(export: Export) -> None:
    """A row of a quotation says what was said, with which word, and who said it, by name."""
    row = pl.read_parquet(export("parquet", corpus(), "a.parquet", explode="quotes")).to_dicts()[1]
    assert row["content"][0] == '"We were lucky 🙂,"'
    assert (row["cue"], row["polarity"], row["speakers"], row["speaker_words"]) == (
        "told",
        "warns",
        ["Ruth Kemp"],
        ["Kemp"],
    )


def test_duckdb_queries_the_parquet(export: Export) -> None:
    """DuckDB reads the nested columns of the corpus and the flat ones of an exploded layer."""
    export("parquet", corpus(), "corpus.parquet")
    export("parquet", corpus(), "quotes.parquet", explode="quotes")
    folder = export("parquet", corpus(), "x.parquet").parent
    with duckdb.connect() as connection:
        entities = connection.execute(
            f"SELECT e.name, len(e.mentions) FROM '{folder}/corpus.parquet', unnest(entities) AS t(e) "
            "WHERE e.label = 'PERSON'"
        ).fetchall()
        said = connection.execute(
            f"SELECT speaker, count(*) FROM (SELECT unnest(speakers) AS speaker FROM '{folder}/quotes.parquet') "
            "GROUP BY 1"
        ).fetchall()
    assert entities == [("Ruth Kemp", 4)]
    assert said == [("Ruth Kemp", 2)]


# ------------------------------------------------------------------ Hugging Face


def card(folder: Path) -> tuple[dict[str, Any], str]:
    _, header, page = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(header), page


def many(number: int) -> list[Article]:
    return [Article(id=f"a{n}", text=f"Number {n}.", language="en", publisher="A | *B*") for n in range(number)]


def test_a_dataset_folder_is_read_back(export: Export) -> None:
    """The shards of a dataset hold the records as they were."""
    folder = export("huggingface", corpus())
    assert lines(folder / "data" / "train-00000-of-00001.parquet") == [encode_article(article) for article in corpus()]


def test_the_card_tells_what_is_in_the_dataset(export: Export) -> None:
    """Features, splits with counts and sizes, licence and files of the header fit the Parquet beside it."""
    folder = export("huggingface", many(40), splits={"train": 0.75, "test": 0.25}, shard_size=10, licence="cc-by-4.0")
    header, page = card(folder)
    files = sorted(path.name for path in (folder / "data").iterdir())
    info = header["dataset_info"]
    counts = {split["name"]: split["num_examples"] for split in info["splits"]}
    assert sum(counts.values()) == 40
    for split in info["splits"]:
        mine = [folder / "data" / name for name in files if name.startswith(split["name"])]
        assert sum(pq.read_metadata(path).num_rows for path in mine) == split["num_examples"]
        assert sum(path.stat().st_size for path in mine) == split["num_bytes"]
        assert all(f"-of-{len(mine):05}.parquet" in path.name for path in mine)
    schema = pq.read_schema(folder / "data" / files[0])
    assert [feature["name"] for feature in info["features"]] == schema.names
    assert header["license"] == "cc-by-4.0"
    assert header["language"] == ["en"]
    assert header["configs"][0]["data_files"] == [
        {"split": "train", "path": "data/train-*.parquet"},
        {"split": "test", "path": "data/test-*.parquet"},
    ]
    assert "| A \\| \\*B\\* | 40 |" in page
    assert "{" not in page.replace("{'", "").split("## Provenance")[0].replace("`{", "")


def test_a_dataset_without_a_licence_says_so(export: Export) -> None:
    """No licence is made up: the header says "other" and whose the articles are."""
    header, page = card(export("huggingface", many(1)))
    assert (header["license"], header["license_name"]) == ("other", "rights-of-the-publishers")
    assert "No licence was declared" in page


def test_features_describe_nested_columns(export: Export) -> None:
    """Lists of objects and objects are told with their members, as the hub writes them."""
    header, _ = card(export("huggingface", many(1)))
    features = {feature["name"]: feature for feature in header["dataset_info"]["features"]}
    assert features["keywords"] == {"name": "keywords", "list": "string"}
    assert features["sentences"]["list"] == [
        {"name": "start", "dtype": "int64"},
        {"name": "end", "dtype": "int64"},
        {"name": "extra", "dtype": "string"},
    ]
    assert features["summary"]["struct"][0]["struct"][0] == {"name": "start", "dtype": "int64"}


def test_options_reach_the_shards(export: Export) -> None:
    """--columns of a dataset are the columns of its shards and the features of its card."""
    folder = export("huggingface", corpus(), columns=("id", "text"))
    assert pq.read_schema(folder / "data" / "train-00000-of-00001.parquet").names == ["id", "text"]
    assert [each["name"] for each in card(folder)[0]["dataset_info"]["features"]] == ["id", "text"]
    assert Options().splits == {}
