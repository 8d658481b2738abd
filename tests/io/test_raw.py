"""Finding records and decoding them are two steps, and any process may do the second."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newskit.article import Article
from newskit.errors import Reject
from newskit.io.raw import Line, Page, Raw, Rows, count, decoded, raw_batches, size, split
from newskit.io.reader import read, read_raw


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n\n \nno record\n{"id": "x", "text": 5}\n{"text": "Two."}')
    (tmp_path / "b.html").write_text("<html><p>It rained in Lindau.</p></html>")
    (tmp_path / "c.txt").write_bytes(b"\0\1\2\3")
    (tmp_path / "d.txt").write_text(" ")
    texts = pa.array([b"Fine.", b"\xff\xfe", b"Fine too."]).cast(pa.binary())
    column = pa.StringArray.from_buffers(3, *texts.buffers()[1:])  # bytes that are no UTF-8, as some writers leave them
    pq.write_table(pa.table({"id": ["p", "q", "r"], "text": column}), tmp_path / "e.parquet")
    return [*(str(tmp_path / name) for name in ("a.jsonl", "b.html", "c.txt", "d.txt", "e.parquet")), "missing.jsonl"]


def test_what_is_decoded_later_is_what_is_read(inputs: list[str]) -> None:
    """Records that were sent to another process and decoded there are those that are read at once."""
    sent: list[Raw] = pickle.loads(pickle.dumps(list(read_raw(inputs))))
    found = list(decoded(sent))
    assert found == list(read(inputs))
    assert [item.reason if isinstance(item, Reject) else "" for item in found] == [
        *("", "invalid_json", "invalid_record", ""),
        "",
        "not_text",
        "empty",
        *("", "invalid_record", ""),
        "not_found",
    ]


def test_divided_records_keep_their_names(inputs: list[str]) -> None:
    """Every record can be had alone, and is counted, also the rows that are found together."""
    raws = list(read_raw(inputs))
    alone = [one for raw in raws for one in split(raw)]
    assert [count(one) for one in alone] == [1] * sum(map(count, raws))
    assert list(decoded(alone)) == list(read(inputs))


def test_rows_travel_without_their_file(tmp_path: Path) -> None:
    """A piece of a Parquet file weighs what its rows weigh, not what was read with it."""
    texts = [str(number) * 20_000 for number in range(10)]
    pq.write_table(pa.table({"text": texts}), tmp_path / "in.parquet")
    pieces = [raw for raw in read_raw(str(tmp_path / "in.parquet")) if isinstance(raw, Rows)]
    assert [(piece.first, count(piece)) for piece in pieces] == [(1, 3), (4, 3), (7, 3), (10, 1)]
    assert all(len(pickle.dumps(piece)) < size(piece) + 2_000 for piece in pieces)


def test_batches_are_bounded_in_number_and_size() -> None:
    """A batch ends after so many records or bytes; all items are in one, in order."""
    items: list[Raw] = [Line(f"in:{number}", b"x" * (10 if number < 7 else 90)) for number in range(10)]
    items += [
        Page("p.html", "html", b"x" * 500),
        Article(text="x" * 60),
        Reject(input="", stage="", reason="", detail=""),
    ]
    found = list(raw_batches(items, records=5, limit=100))
    assert [len(batch) for batch in found] == [5, 3, 2, 1, 2]
    assert [item for batch in found for item in batch] == items


def test_lines_are_not_looked_into(tmp_path: Path) -> None:
    """What finds lines does not read them: what is no JSON is found like all else."""
    (tmp_path / "in.jsonl").write_bytes(b'{"a": 1}\r\n\xff\xfe\x00\n' + json.dumps({"text": "ü"}).encode())
    assert [raw.data[:2] for raw in read_raw(str(tmp_path / "in.jsonl")) if isinstance(raw, Line)] == [
        *(b'{"', b"\xff\xfe", b'{"')
    ]
