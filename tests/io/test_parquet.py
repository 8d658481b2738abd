from __future__ import annotations

import io
import json
from pathlib import Path
from typing import IO, Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from newskit.article import Article
from newskit.errors import InputError, RecordError
from newskit.io import parquet
from newskit.io.record import decode_article, encode_article

from .articles import objects


def written(articles: list[Article]) -> io.BytesIO:
    file = io.BytesIO()
    writer = parquet.ParquetWriter(file)
    for article in articles:
        writer.write(article)
    writer.close()
    return io.BytesIO(file.getvalue())


def rows(file: IO[bytes], name: str = "x.parquet") -> list[Article | RecordError]:
    pieces = parquet.read_rows(parquet.open_file(file, name), name)
    return [parquet.article_of_row(row) for piece in pieces for row in piece.columns.to_pylist()]


@given(objects())
def test_parquet_round_trips_to_the_same_json(thing: dict[str, Any]) -> None:
    """A record that goes through Parquet leaves as the same bytes of JSON."""
    article = decode_article(json.dumps(thing).encode())
    (back,) = rows(written([article]))
    assert isinstance(back, Article), back
    assert encode_article(back) == encode_article(article)


def test_schema_is_explicit() -> None:
    """A file of one bare record has the same columns as any other, also in polars."""
    full = pl.read_parquet(written([Article(id="a", text="b")])).schema
    assert full["quotes"] == pl.read_parquet(written([])).schema["quotes"]
    assert {"id", "blocks", "entities", "quotes", "extra"} <= set(full)


def test_row_groups_are_bounded() -> None:
    """A long run is written in row groups, so that neither writer nor reader holds it whole."""
    file = pq.ParquetFile(written([Article(id=str(number), text="x") for number in range(2500)]))
    sizes = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
    assert sum(sizes) == 2500
    assert max(sizes) <= parquet.ROW_GROUP_ROWS


def test_same_records_same_bytes() -> None:
    """Writing twice gives the same file."""
    articles = [Article(id="a", text="b", keywords=["c"])]
    assert written(articles).getvalue() == written(articles).getvalue()


def test_foreign_columns_become_unknown_keys() -> None:
    """A table that newskit did not write is read: columns it does not know are kept."""
    table = pa.table({"text": ["one", "two"], "score": [1.5, None], "tags": [["a"], []]})
    file = io.BytesIO()
    pq.write_table(table, file)
    first, second = rows(io.BytesIO(file.getvalue()))
    assert isinstance(first, Article)
    assert json.loads(encode_article(first)) | {"id": ""} == {
        "schema": "newskit/1",
        "id": "",
        "text": "one",
        "score": 1.5,
        "tags": ["a"],
    }
    assert isinstance(second, Article)
    assert "score" not in json.loads(encode_article(second))


def test_wrong_types_are_named_row_by_row() -> None:
    """A column of the wrong type rejects its rows with the field's name."""
    file = io.BytesIO()
    pq.write_table(pa.table({"text": ["a"], "headline": [5]}), file)
    (row,) = rows(io.BytesIO(file.getvalue()))
    assert isinstance(row, RecordError)
    assert row.field == "headline"


@pytest.mark.parametrize("data", [b"", b"PAR1", b"no parquet at all", b"PAR1" + b"\0" * 200 + b"PAR1"])
def test_what_is_no_parquet_is_refused(data: bytes, tmp_path: Path) -> None:
    """Bytes that are no whole Parquet file are refused by name."""
    path = tmp_path / "bad.parquet"
    path.write_bytes(data)
    with path.open("rb") as file, pytest.raises(InputError, match=r"bad\.parquet"):
        rows(file, path.name)


def test_table_without_text_is_refused() -> None:
    """A table with none of the columns that newskit reads is refused with the columns it has."""
    file = io.BytesIO()
    pq.write_table(pa.table({"price": [1]}), file)
    with pytest.raises(InputError, match="price"):
        rows(io.BytesIO(file.getvalue()))
