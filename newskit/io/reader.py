"""One way in: anything that news stands in, as articles and rejects in input order."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO

from newskit.article import Article
from newskit.article import Source as Origin
from newskit.errors import InputError, NewskitError, RecordError, Reject
from newskit.identity import article_id
from newskit.io import streams
from newskit.io.charset import decode
from newskit.io.record import decode_article
from newskit.io.shards import Shard, Stretch, stretches
from newskit.io.streams import Kind, Missing, Source

_SAMPLE = 100_000
"""Characters that tell whether a file is text."""
_NO_TEXT = re.compile("[\\0-\\x08\\x0e-\\x1a\\x1c-\\x1f\\x7f\ufffd]")
"""What hardly stands in text: control characters, and what could not be decoded."""
_MEDIA_TYPES = {"text": "text/plain", "html": "text/html"}


def read(
    inputs: Sequence[str] | str,
    *,
    kind: Kind | None = None,
    on_bytes: Callable[[int], None] | None = None,
    shard: Shard | None = None,
) -> Iterator[Article | Reject]:
    """Read files, globs, folders and ``-`` (standard input), mixed: plain text, HTML, JSONL, Parquet.

    Each may be compressed with gzip or zstd. The kind is told by the name, then by the content; ``kind`` overrides
    both. What cannot be read is yielded as a reject that names file and line; the rest is read all the same.
    ``on_bytes`` is told how many bytes were read, for progress. ``shard`` reads one part only: of JSONL that is not
    compressed the lines, of Parquet the row groups, of all else the files that begin in it.
    """
    sources = streams.find([inputs] if isinstance(inputs, str) else inputs)
    if shard is None:
        for source in sources:
            yield from _read_source(source, kind, on_bytes, None)
        return
    listed = list(sources)
    for source, stretch in zip(listed, stretches(listed, shard), strict=True):
        if not stretch.is_empty:
            yield from _read_source(source, kind, on_bytes, stretch)


def _read_source(
    source: Source | Missing, kind: Kind | None, on_bytes: Callable[[int], None] | None, stretch: Stretch | None
) -> Iterator[Article | Reject]:
    if isinstance(source, Missing):
        if stretch is None or stretch.takes(0):
            yield Reject(input=source.name, stage="read", reason="not_found", detail=source.detail)
        return
    try:
        items = _open_source(source, kind, on_bytes, stretch)
    except NewskitError as error:
        if stretch is None or stretch.takes(0):  # what is wrong with a whole file is told once
            yield _reject(error, source.name)
        return
    try:
        yield from items
    except NewskitError as error:
        yield _reject(error, source.name)


def _open_source(
    source: Source, kind: Kind | None, on_bytes: Callable[[int], None] | None, stretch: Stretch | None
) -> Iterator[Article | Reject]:
    """Return what reads a file; raises NewskitError where it cannot be read at all."""
    head, chunks = streams.peek(source.open(on_bytes))
    told = kind or streams.kind_by_name(source.name) or streams.kind_by_content(head)
    if stretch is not None and (told not in ("jsonl", "parquet") or source.is_compressed()):
        if not stretch.takes(0):
            return iter(())
        stretch = None  # it cannot be divided
    if told == "jsonl":
        _refuse_other_json(head, source.name)
        return _read_jsonl(chunks, source, stretch)
    if told == "parquet":
        return _read_parquet(chunks, source, stretch)
    if told == "warc":
        message = f"{source.name} is a web archive; read it with: newskit fetch {source.name}"
        raise InputError(message, reason="is_warc")
    return iter([_read_page(chunks, source, told)])


def _read_jsonl(chunks: Iterator[bytes], source: Source, stretch: Stretch | None) -> Iterator[Article | Reject]:
    for number, start, line in streams.lines(chunks):
        if stretch is not None and not stretch.takes(start):
            if stretch.is_past(start):
                return
            continue
        place = f"{source.name}:{number}"
        if line is None:
            message = f"the line is longer than {streams.MAX_LINE >> 20} MB"
            yield Reject(input=place, stage="read", reason="too_large", detail=message)
            continue
        if not line.strip():
            continue
        try:
            article = decode_article(line)
        except RecordError as error:
            yield _reject(error, place, line)
            continue
        article.origin = place
        yield article


def _refuse_other_json(head: bytes, name: str) -> None:
    """Say plainly that a file is JSON of another shape, instead of refusing it line by line."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"[" and start[1:].lstrip()[:1] == b"{":
        message = f"{name} is a JSON array; newskit reads JSONL, one object a line (jq -c '.[]' converts it)"
        raise InputError(message, reason="not_jsonl")
    if start[:2] in (b"{\n", b"{\r"):
        message = f"{name} is pretty-printed JSON; newskit reads JSONL, one object a line (jq -c . converts it)"
        raise InputError(message, reason="not_jsonl")


def _read_page(chunks: Iterator[bytes], source: Source, kind: str) -> Article:
    data = streams.whole(chunks, source.name)
    if not data.strip():
        raise InputError(f"{source.name} is empty", reason="empty")
    text, charset = decode(data, html=kind == "html")
    sample = text[:_SAMPLE]
    if len(_NO_TEXT.findall(sample)) > len(sample) // 20:
        raise InputError(f"{source.name} is not text: binary data", reason="not_text")
    origin = Origin(
        kind="file",
        uri=source.name,
        media_type=_MEDIA_TYPES[kind],
        charset=charset,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return Article(id=article_id(None, text), source=origin, content=text, origin=source.name)


def _read_parquet(chunks: Iterator[bytes], source: Source, stretch: Stretch | None) -> Iterator[Article | Reject]:
    from newskit.io import parquet

    file: IO[bytes]
    if source.path is not None and source.path.suffix == ".parquet":
        file = source.path.open("rb")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when its rows are read
        for chunk in chunks:
            file.write(chunk)
        file.seek(0)
    try:
        opened = parquet.open_file(file, source.name)
    except BaseException:
        file.close()
        raise
    takes = None if stretch is None else lambda share: stretch.takes(int(share * stretch.size))
    return _parquet_rows(file, parquet.read_rows(opened, source.name, takes), source)


def _parquet_rows(
    file: IO[bytes], rows: Iterator[tuple[int, Article | RecordError]], source: Source
) -> Iterator[Article | Reject]:
    with file:
        for number, row in rows:
            place = f"{source.name}:{number}"
            if isinstance(row, RecordError):
                yield _reject(row, place)
            else:
                row.origin = place
                yield row


def _reject(error: NewskitError, place: str, line: bytes | None = None) -> Reject:
    return Reject(input=place, stage="read", reason=error.reason, detail=error.detail, id=_id_in(line))


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
