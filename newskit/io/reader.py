"""One way in: anything that news stands in, as articles and rejects in input order."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO

from newskit.article import Article
from newskit.errors import InputError, NewskitError, Reject
from newskit.io import streams
from newskit.io.foreign import refuse_foreign
from newskit.io.raw import Line, Page, Raw, decoded, refusal
from newskit.io.shards import Shard, Stretch, stretches
from newskit.io.streams import Kind, Missing, Source


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
    return decoded(read_raw(inputs, kind=kind, on_bytes=on_bytes, shard=shard))


def read_raw(
    inputs: Sequence[str] | str,
    *,
    kind: Kind | None = None,
    on_bytes: Callable[[int], None] | None = None,
    shard: Shard | None = None,
) -> Iterator[Raw]:
    """Yield what :func:`read` reads, not yet decoded, in the same order."""
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
) -> Iterator[Raw]:
    if isinstance(source, Missing):
        if stretch is None or stretch.takes(0):
            yield Reject(input=source.name, stage="read", reason="not_found", detail=source.detail)
        return
    try:
        items = _open_source(source, kind, on_bytes, stretch)
    except NewskitError as error:
        if stretch is None or stretch.takes(0):  # what is wrong with a whole file is told once
            yield refusal(error, source.name)
        return
    try:
        yield from items
    except NewskitError as error:
        yield refusal(error, source.name)


def _open_source(
    source: Source, kind: Kind | None, on_bytes: Callable[[int], None] | None, stretch: Stretch | None
) -> Iterator[Raw]:
    """Return what reads a file; raises NewskitError where it cannot be read at all."""
    head, chunks = streams.peek(source.open(on_bytes))
    told = kind or streams.kind_by_name(source.name) or streams.kind_by_content(head)
    if stretch is not None and (told not in ("jsonl", "parquet") or source.is_compressed()):
        if not stretch.takes(0):
            return iter(())
        stretch = None  # it cannot be divided
    if kind is None:
        refuse_foreign(head, source.name, told)
    if told == "jsonl":
        return _read_jsonl(chunks, source, stretch)
    if told == "parquet":
        return _read_parquet(chunks, source, stretch)
    if told == "warc":
        message = f"{source.name} is a web archive; read it with: newskit fetch {source.name}"
        raise InputError(message, reason="is_warc")
    return iter([Page(source.name, told, streams.whole(chunks, source.name))])


def _read_jsonl(chunks: Iterator[bytes], source: Source, stretch: Stretch | None) -> Iterator[Raw]:
    for number, start, line in streams.lines(chunks):
        if stretch is not None and not stretch.takes(start):
            if stretch.is_past(start):
                return
            continue
        if line is None:
            message = f"the line is longer than {streams.MAX_LINE >> 20} MB"
            yield Reject(input=f"{source.name}:{number}", stage="read", reason="too_large", detail=message)
        elif line and not line.isspace():
            yield Line(f"{source.name}:{number}", line)


def _read_parquet(chunks: Iterator[bytes], source: Source, stretch: Stretch | None) -> Iterator[Raw]:
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
    return _closing(file, parquet.read_rows(opened, source.name, takes))


def _closing(file: IO[bytes], rows: Iterator[Raw]) -> Iterator[Raw]:
    with file:
        yield from rows
