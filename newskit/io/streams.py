"""Files, globs, folders and standard input as streams of bytes: decompressed, bounded, and told apart by content."""

from __future__ import annotations

import codecs
import glob
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from newskit.errors import InputError
from newskit.io.charset import bom

Kind = Literal["text", "html", "jsonl", "parquet", "warc"]

STDIN = "-"
CHUNK = 1 << 16
"""Bytes read at once."""
_ZSTD_CHUNK = 1 << 10
"""Compressed bytes fed at once: 1 KB of zstd can unfold to some 32 MB."""
MAX_LINE = 64 << 20
"""Bytes of the longest line, and of the longest page, that is read."""

_KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".warc": "warc",
}
_COMPRESSED = (".gz", ".zst")
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_PARQUET = b"PAR1"


@dataclass(frozen=True)
class Source:
    """One thing to read."""

    #: As the user wrote it, or as it was found in a folder: the name in messages; bytes that are no UTF-8 are escaped.
    name: str
    #: ``None`` for standard input.
    path: Path | None

    def open(self, on_bytes: Callable[[int], None] | None = None) -> Iterator[bytes]:
        """Yield the decompressed bytes in chunks; raises InputError where they cannot be read or are cut.

        ``on_bytes`` is told how many bytes were read from the file, for progress.
        """
        if self.path is not None and self.path.is_dir():
            message = f"{self.name} is a folder where a file was expected"
            raise InputError(message, reason="not_a_file")
        try:
            with sys.stdin.buffer if self.path is None else self.path.open("rb") as file:
                chunks = iter(lambda: file.read(CHUNK), b"")
                yield from _decompress(_told_of(chunks, on_bytes) if on_bytes else chunks, self.name)
        except OSError as error:
            raise InputError(f"cannot read {self.name}: {_told(error)}", reason=_reason(error)) from error

    def is_compressed(self) -> bool:
        """Whether the file is gzip or zstd by its first bytes."""
        if self.path is None:
            return False
        with self.path.open("rb") as file:
            return file.read(4).startswith((_GZIP, _ZSTD))


@dataclass(frozen=True)
class Missing:
    """Something that was named and is not there."""

    #: As the user wrote it.
    name: str
    #: One sentence for a person.
    detail: str


def find(inputs: Sequence[str]) -> Iterator[Source | Missing]:
    """Turn arguments into things to read, in order: files, globs, folders (searched in depth, sorted) and ``-``.

    What does not exist is yielded as missing in its place, so that the others are read all the same.
    """
    for name in inputs:
        if name == STDIN:
            yield Source("stdin", None)
        elif os.path.lexists(name):
            path = Path(name)
            if path.is_dir() and path.suffix not in _KINDS:
                yield from _in_folder(path)
            else:
                yield Source(_told_name(name), path)
        elif name.lower().startswith(("http://", "https://")):
            yield Missing(_told_name(name), f"an address is fetched first: newskit fetch {name}")
        elif glob.has_magic(name):
            found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
            if not found:
                yield Missing(_told_name(name), "no file matches")
            yield from (Source(_told_name(each), Path(each)) for each in found if not Path(each).is_dir())
        else:
            yield Missing(_told_name(name), "no such file")


def _in_folder(folder: Path) -> Iterator[Source | Missing]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and kind_by_name(path.name) is not None)
    if not files:
        yield Missing(_told_name(str(folder)), "no file that newskit reads is in this folder")
    yield from (Source(_told_name(str(path)), path) for path in files)


def _told_name(name: str) -> str:
    """Return a file name that JSON can hold: names are bytes, which need not be UTF-8."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def kind_by_name(name: str) -> Kind | None:
    """Return the kind that a file name promises, or ``None``; a compression suffix is set aside."""
    path = Path(name.lower())
    if path.suffix in _COMPRESSED:
        path = path.with_suffix("")
    return _KINDS.get(path.suffix)


def kind_by_content(head: bytes) -> Kind:
    """Tell from the first bytes what they are: Parquet, WARC, JSON, a page, or else plain text."""
    start = head.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:400]
    if head.startswith(_PARQUET):
        return "parquet"
    if start.startswith(b"WARC/"):
        return "warc"
    if start.startswith((b'{"', b"{ ", b"{\n", b"{\r", b"{}")):
        return "jsonl"
    low = start.lower()
    if low.startswith(b"<") and any(
        tag in low
        for tag in (
            b"<!doctype html",
            b"<html",
            b"<head",
            b"<body",
            b"<!--",
            b"<?xml",
            b"<div",
            b"<p",
            b"<article",
            b"<meta",
            b"<title",
        )
    ):
        return "html"
    return "text"


def peek(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return the first non-empty chunk and an iterator that still yields it."""
    for chunk in chunks:
        if chunk:
            return chunk, _chain(chunk, chunks)
    return b"", iter(())


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def whole(chunks: Iterable[bytes], name: str) -> bytes:
    """Return all bytes; raises InputError when they are more than the longest page that is read."""
    parts, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_LINE:
            raise InputError(f"{name} is larger than {MAX_LINE >> 20} MB", reason="too_large")
        parts.append(chunk)
    return b"".join(parts)


def lines(chunks: Iterator[bytes]) -> Iterator[tuple[int, int, bytes | None]]:
    r"""Yield ``(number, start, line)`` split at ``\n`` alone; ``None`` stands for a line that is too long to hold.

    ``start`` is where the line begins, in bytes of UTF-8. A byte order mark is taken off and UTF-16 and UTF-32 are
    turned into UTF-8. A line that was not ended when the stream broke is not yielded.
    """
    number, start = 1, 0
    pending: list[bytes] = []
    size = 0
    for chunk in _as_utf8(chunks):
        # most chunks of long lines hold no end, and are not copied
        first, *others = chunk.split(b"\n") if b"\n" in chunk else (chunk,)
        if size <= MAX_LINE:
            pending.append(first)
        else:
            pending.clear()
        size += len(first)
        for other in others:
            yield number, start, None if size > MAX_LINE else b"".join(pending)
            number += 1
            start += size + 1
            pending, size = [other], len(other)
    if size > MAX_LINE:
        yield number, start, None
    elif line := b"".join(pending):
        yield number, start, line


def _as_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    head, chunks = peek(chunks)
    marked = bom(head)
    if marked is None:
        yield from chunks
        return
    name, length = marked
    if name == "utf-8":
        next(chunks)
        yield head[length:]
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(name.replace("16le", "16-le").replace("16be", "16-be"))("replace")
    next(chunks)
    yield decoder.decode(head[length:]).encode("utf-8", "replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")


# ------------------------------------------------------------------ compression


def _decompress(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    head, chunks = peek(chunks)
    if head.startswith(_GZIP):
        return _inflate(chunks, name)
    if head.startswith(_ZSTD):
        return _unzstd(chunks, name)
    return chunks


def _inflate(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Decompress gzip of any number of members; output is bounded step by step."""
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for chunk in chunks:
            data = chunk
            while data:
                if stream.eof:
                    data = data.lstrip(b"\0")  # padding between members is legal
                    if not data:
                        break
                    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
                yield stream.decompress(data, CHUNK * 16)
                data = stream.unused_data if stream.eof else stream.unconsumed_tail
    except zlib.error as error:
        raise InputError(f"{name} is damaged: {error}", reason="corrupt_compression") from error
    if not stream.eof:
        raise InputError(f"{name} is cut: the gzip stream has no end", reason="truncated")


def _unzstd(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Decompress zstd of any number of frames."""
    import zstandard

    new: Callable[[], zstandard.ZstdDecompressionObj] = zstandard.ZstdDecompressor(
        max_window_size=1 << 27
    ).decompressobj
    stream = new()
    begun = False
    try:
        for chunk in chunks:
            for place in range(0, len(chunk), _ZSTD_CHUNK):
                data = chunk[place : place + _ZSTD_CHUNK]
                while data:
                    if stream.eof:
                        stream = new()
                    begun = True
                    yield stream.decompress(data)
                    data = stream.unused_data if stream.eof else b""
    except zstandard.ZstdError as error:
        raise InputError(f"{name} is damaged: {error}", reason="corrupt_compression") from error
    if begun and not stream.eof:
        raise InputError(f"{name} is cut: the zstd stream has no end", reason="truncated")


def _told_of(chunks: Iterator[bytes], on_bytes: Callable[[int], None]) -> Iterator[bytes]:
    for chunk in chunks:
        on_bytes(len(chunk))
        yield chunk


def _told(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _reason(error: OSError) -> str:
    return {FileNotFoundError: "not_found", PermissionError: "no_permission"}.get(type(error), "unreadable")
