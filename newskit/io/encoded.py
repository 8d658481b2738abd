"""Articles in the form in which they will be written: what workers give back, so that one process can just write it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newskit.article import Article
from newskit.errors import RecordError, Reject
from newskit.io.record import encode_article, encode_plain

if TYPE_CHECKING:
    import pyarrow as pa

Form = Literal["jsonl", "parquet"]


@dataclass(frozen=True, slots=True)
class Lines:
    """Articles as lines of JSONL."""

    data: bytes
    count: int


@dataclass(frozen=True, slots=True)
class Table:
    """Articles in the columns of the record's Parquet schema; in columns also on their way to another process."""

    columns: pa.Table
    #: Characters of each article's JSON, which decide where a row group ends.
    sizes: list[int]

    @property
    def count(self) -> int:
        """Number of articles."""
        return len(self.sizes)

    def __reduce__(self) -> tuple[Callable[..., Table], tuple[bytes, list[int]]]:
        """Pack the columns as one stream."""
        import pyarrow as pa

        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, self.columns.schema) as stream:
            stream.write_table(self.columns)
        return _unpacked, (sink.getvalue().to_pybytes(), self.sizes)


Encoded = Lines | Table


def _unpacked(data: bytes, sizes: list[int]) -> Table:
    import pyarrow as pa

    with pa.ipc.open_stream(data) as stream:
        return Table(stream.read_all(), sizes)


def encode(items: Iterable[Article | Reject], form: Form) -> list[Encoded | Reject]:
    """Return the articles in one piece as they will be written, then the rejects.

    An article that cannot be written is a reject.
    """
    lines: list[tuple[bytes, bool]] = []
    rejects: list[Reject] = []
    for item in items:
        if isinstance(item, Reject):
            rejects.append(item)
            continue
        try:
            plain = encode_plain(item)
            lines.append((plain, True) if plain is not None else (encode_article(item), False))
        except RecordError as error:
            rejects.append(unwritten(item, error))
    if not lines:
        return [*rejects]
    if form == "jsonl":
        return [Lines(b"".join(piece for line, _ in lines for piece in (line, b"\n")), len(lines)), *rejects]
    from newskit.io.parquet import table_of

    return [Table(table_of(lines), [len(line) for line, _ in lines]), *rejects]


def unwritten(article: Article, error: RecordError) -> Reject:
    """Return the reject for an article that no output can hold."""
    where = article.origin or article.url or article.id
    return Reject(input=where, stage="write", reason=error.reason, detail=error.detail, id=article.id or None)
