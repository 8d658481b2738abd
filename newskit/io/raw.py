"""Records that are found and not yet read: what a reader hands to those who do the work.

Finding where one record ends and the next begins costs little; making typed articles of them costs much. So the two are
apart: ``newskit.io.reader.read_raw`` finds, and ``decode`` makes articles, in whichever process has the time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from newskit.article import Article
from newskit.article import Source as Origin
from newskit.errors import InputError, NewskitError, RecordError, Reject
from newskit.identity import article_id
from newskit.io import streams
from newskit.io.charset import decode as decode_text
from newskit.io.record import decode_article

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_RECORDS = 64
"""Records that are worked on at once, at the most."""
BATCH_BYTES = 1 << 16
"""Bytes (of articles: characters) of records after which a batch is closed."""
_SAMPLE = 100_000
"""Characters that tell whether a file is text."""
_NO_TEXT = re.compile("[\\0-\\x08\\x0e-\\x1a\\x1c-\\x1f\\x7f\ufffd]")
"""What hardly stands in text: control characters, and what could not be decoded."""
_MEDIA_TYPES = {"text": "text/plain", "html": "text/html"}


class Line(NamedTuple):
    """A line of JSONL."""

    #: File and line.
    place: str
    data: bytes


class Page(NamedTuple):
    """A file that is one record: a page or a text."""

    name: str
    #: ``text`` or ``html``.
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a Parquet file; in columns also on their way to another process."""

    name: str
    #: Number of the first row in the file, from 1.
    first: int
    columns: pa.RecordBatch

    def __reduce__(self) -> tuple[Callable[..., Rows], tuple[str, int, bytes]]:
        """Pack the rows alone, not the buffers that they are a part of."""
        import pyarrow as pa

        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, self.columns.schema) as stream:
            stream.write_batch(self.columns)
        return _unpacked, (self.name, self.first, sink.getvalue().to_pybytes())


Raw = Line | Page | Rows | Article | Reject
"""What can be decoded. Articles and rejects are what they are."""


def _unpacked(name: str, first: int, data: bytes) -> Rows:
    import pyarrow as pa

    with pa.ipc.open_stream(data) as stream:
        return Rows(name, first, stream.read_next_batch())


# ------------------------------------------------------------------ without decoding


def count(raw: Raw) -> int:
    """Return how many records there are."""
    return raw.columns.num_rows if isinstance(raw, Rows) else 1


def size(raw: Raw) -> int:
    """Return about how many bytes there are."""
    if isinstance(raw, Line | Page):
        return len(raw.data)
    if isinstance(raw, Article):
        return len(raw.content or "") + len(raw.text or "")
    return raw.columns.nbytes if isinstance(raw, Rows) else 0


def split(raw: Raw) -> list[Raw]:
    """Return the records one by one."""
    if not isinstance(raw, Rows):
        return [raw]
    return [Rows(raw.name, raw.first + row, raw.columns.slice(row, 1)) for row in range(raw.columns.num_rows)]


def raw_batches(items: Iterable[Raw], *, records: int = BATCH_RECORDS, limit: int = BATCH_BYTES) -> Iterator[list[Raw]]:
    """Group items in order into batches that are bounded in number and in size; the same items, the same batches."""
    batch: list[Raw] = []
    number = total = 0
    for item in items:
        batch.append(item)
        number += count(item)
        total += size(item)
        if number >= records or total >= limit:
            yield batch
            batch, number, total = [], 0, 0
    if batch:
        yield batch


# ------------------------------------------------------------------ decoding


def decode(raw: Raw) -> Iterator[Article | Reject]:
    """Yield an article for each record, and a reject that names its place for one that cannot be read."""
    if isinstance(raw, Line):
        yield _article_of_line(raw)
    elif isinstance(raw, Rows):
        yield from _articles_of_rows(raw)
    elif isinstance(raw, Page):
        try:
            yield _article_of_page(raw)
        except NewskitError as error:
            yield refusal(error, raw.name)
    else:
        yield raw


def decoded(raws: Iterable[Raw]) -> Iterator[Article | Reject]:
    """Decode one after the other."""
    for raw in raws:
        yield from decode(raw)


def refusal(error: NewskitError, place: str, line: bytes | None = None) -> Reject:
    """Return the reject of the reader for an error; ``line`` is where it may find an id."""
    return Reject(input=place, stage="read", reason=error.reason, detail=error.detail, id=_id_in(line))


def _article_of_line(raw: Line) -> Article | Reject:
    try:
        article = decode_article(raw.data)
    except RecordError as error:
        return refusal(error, raw.place, raw.data)
    article.origin = raw.place
    return article


def _articles_of_rows(raw: Rows) -> Iterator[Article | Reject]:
    from newskit.io.parquet import article_of_row

    for number, row in enumerate(_values(raw.columns), raw.first):
        place = f"{raw.name}:{number}"
        article = row if isinstance(row, RecordError) else article_of_row(row)
        if isinstance(article, RecordError):
            yield refusal(article, place)
        else:
            article.origin = place
            yield article


def _values(columns: pa.RecordBatch) -> list[dict[str, Any] | RecordError]:
    """Return the rows as Python values; where that fails, one by one, so that only the culprit is refused."""
    try:
        rows: list[dict[str, Any] | RecordError] = columns.to_pylist()
    except (ValueError, OverflowError) as error:  # no UTF-8, no date that Python knows
        if columns.num_rows == 1:
            return [RecordError(f"a value that cannot be read: {str(error).splitlines()[0]}")]
        return [row for place in range(columns.num_rows) for row in _values(columns.slice(place, 1))]
    return rows


def _article_of_page(raw: Page) -> Article:
    if not raw.data.strip():
        raise InputError(f"{raw.name} is empty", reason="empty")
    text, charset = decode_text(raw.data, html=raw.kind == "html")
    sample = text[:_SAMPLE]
    if len(_NO_TEXT.findall(sample)) > len(sample) // 20:
        raise InputError(f"{raw.name} is not text: binary data", reason="not_text")
    origin = Origin(
        kind="file",
        uri=raw.name,
        media_type=_MEDIA_TYPES[raw.kind],
        charset=charset,
        sha256=hashlib.sha256(raw.data).hexdigest(),
    )
    return Article(id=article_id(None, text), source=origin, content=text, origin=raw.name)


def _id_in(line: bytes | None) -> str | None:
    """Return the id of a line that is no record, where it can be made out."""
    if line is None or len(line) > streams.CHUNK:
        return None
    import msgspec

    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    value = found.get("id") if isinstance(found, dict) else None
    return value if isinstance(value, str) else None
