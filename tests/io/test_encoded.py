"""Articles that were encoded elsewhere are written as those that are written one by one."""

from __future__ import annotations

import io
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.article import Article
from newskit.errors import Reject
from newskit.io import parquet
from newskit.io.encoded import Lines, Table, encode
from newskit.io.parquet import ParquetWriter
from newskit.io.record import decode_article
from newskit.io.writer import JsonlWriter, Output, RecordWriter

from .articles import objects


def written(form: str, articles: list[Article], pieces: list[int] | None) -> bytes:
    """Return a file of articles, which come one by one or as encoded pieces of some lengths."""
    file = io.BytesIO()
    writer: RecordWriter = ParquetWriter(file) if form == "parquet" else JsonlWriter(file)
    rest = list(articles)
    for length in pieces or []:
        for encoded in encode(rest[:length], "parquet" if form == "parquet" else "jsonl"):
            assert isinstance(encoded, Lines | Table)
            assert encoded.count == min(length, len(rest))
            writer.write_encoded(pickle.loads(pickle.dumps(encoded)))
        del rest[:length]
    for article in rest:
        writer.write(article)
    writer.close()
    return file.getvalue()


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
@given(things=st.lists(objects(), max_size=4), pieces=st.lists(st.integers(1, 3), max_size=3))
def test_pieces_cannot_be_seen(form: str, things: list[dict[str, Any]], pieces: list[int]) -> None:
    """A file is the same whether its articles came one by one or in pieces of any length, also half of each."""
    articles = [decode_article(json.dumps(thing).encode()) for thing in things]
    assert written(form, articles, pieces) == written(form, articles, None)


def test_row_groups_end_where_they_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row groups and the pieces that they are packed in end at the same articles, whatever comes together."""
    monkeypatch.setattr(parquet, "ROW_GROUP_ROWS", 40)
    monkeypatch.setattr(parquet, "ROW_GROUP_CHARACTERS", 60_000)
    monkeypatch.setattr(parquet, "_PACKED_CHARACTERS", 7_000)
    articles = [Article(id=str(n), text=f"{n} rained. " * (n * n % 400), headline="x" * (n % 7)) for n in range(300)]
    alone = written("parquet", articles, None)
    assert written("parquet", articles, [64] * 5) == alone
    assert written("parquet", articles, [1, 50, 3, 13, 170, 2]) == alone
    assert parquet.open_file(io.BytesIO(alone), "x").num_row_groups > 9


def test_what_cannot_be_written_is_a_reject(tmp_path: Path) -> None:
    """An article with half a surrogate pair, which no file can hold, is refused; the others are written."""
    articles: list[Article | Reject] = [Article(id="a", text="Fine."), Article(id="b", text="\ud800", origin="in:2")]
    articles.append(Reject(input="in:3", stage="read", reason="invalid_json", detail="no JSON"))
    lines, first, second = encode(articles, "jsonl")
    assert isinstance(first, Reject)
    assert (first.input, first.id, first.stage, first.reason) == ("in:2", "b", "write", "invalid_text")
    assert second is articles[2]
    with Output(str(tmp_path / "out.jsonl")) as output:
        output.write_encoded(lines)  # type: ignore[arg-type]
        assert output.written == 1
    assert json.loads((tmp_path / "out.jsonl").read_text())["id"] == "a"
