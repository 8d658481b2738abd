"""Content codings: from the bytes on the wire to those of the page, bounded, and whole or not at all."""

from __future__ import annotations

import re
import zlib

from newskit.fetch.errors import FetchError

MAX_DECODED = 20 * 1024 * 1024
"""Largest page after decoding, in bytes."""
MAX_CODINGS = 3
"""How many codings one body may have."""

GZIP_MAGIC = b"\x1f\x8b\x08"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_MARKUP = re.compile(rb"^[\s\xef\xbb\xbf]*(?:<[!?/A-Za-z]|\{\s*\")")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_STEP = 262_144
# A block of zstd gives 128 KiB from 4 bytes at the most: in steps of 512 bytes no step gives more than 16 MiB.
_ZSTD_STEP = 512
_ZSTD_WINDOW = 8 * 1024 * 1024
_DEFLATE_WINDOW = 15


def decode_body(raw: bytes, content_encoding: str, limit: int = MAX_DECODED) -> bytes:
    """Undo the codings of a ``Content-Encoding`` header.

    A body that is markup in spite of its header stays as it is. Raises :class:`FetchError`: ``truncated`` where a
    stream ends early, ``bad_encoding`` where it cannot be decoded, ``too_large`` beyond ``limit`` bytes.
    """
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    codings = [coding for coding in codings if coding and coding != "identity"]
    if len(codings) > MAX_CODINGS:
        message = f"{len(codings)} codings on top of each other"
        raise FetchError(message, "bad_encoding")
    body = raw
    for coding in reversed(codings):
        if not body:
            return body
        if coding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
            body = gunzip(body, limit)
        elif coding == "zstd" and (body.startswith(ZSTD_MAGIC) or body[1:4] == b"\x2a\x4d\x18"):
            body = unzstd(body, limit)
        elif coding in ("deflate", "br") and not body.startswith(GZIP_MAGIC):
            # These formats have no mark: what looks like markup may be a stream, and is tried first.
            try:
                body = (_inflate if coding == "deflate" else _unbrotli)(body, limit)
            except FetchError as error:
                if error.reason == "too_large" or not _is_markup(body):
                    raise
        elif body.startswith(GZIP_MAGIC) and coding in ("zstd", "br", "deflate"):
            body = gunzip(body, limit)
        elif _is_markup(body) and coding in ("gzip", "x-gzip", "zstd"):
            continue
        else:
            message = f"the body is not {coding}, as its header says" if coding else "no coding"
            raise FetchError(message, "bad_encoding")
    return body


def decode_start(raw: bytes, content_encoding: str, size: int) -> bytes:
    """Return the first bytes of a body, decoded as far as that goes; raises :class:`FetchError` where it cannot be."""
    codings = [
        coding for part in content_encoding.split(",") if (coding := part.strip().lower()) not in ("", "identity")
    ]
    if raw.startswith(GZIP_MAGIC) and len(codings) <= 1:
        try:
            return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(raw[: 4 * size], size)
        except zlib.error as error:
            message = f"broken gzip stream: {error}"
            raise FetchError(message, "bad_encoding") from error
    if not codings or (_is_markup(raw) and codings[0] not in ("br", "deflate")):
        return raw[:size]
    return decode_body(raw, content_encoding)[:size]


def _is_markup(body: bytes) -> bool:
    return bool(_MARKUP.match(body[:256])) and not _CONTROL.search(body, 0, 4096)


def gunzip(raw: bytes, limit: int) -> bytes:
    """Decompress gzip, all members of it; padding and garbage behind the last one are left out."""
    out: list[bytes] = []
    size = 0
    rest = raw
    while rest:
        decompressor = zlib.decompressobj(16 + zlib.MAX_WBITS)
        size = _drain(decompressor, rest, out, size, limit=limit, name="gzip")
        rest = decompressor.unused_data
        if not rest.startswith(b"\x1f\x8b"):
            break
    return b"".join(out)


def _inflate(raw: bytes, limit: int) -> bytes:
    """Decompress ``deflate``: zlib's format by the standard, the bare stream by what servers send."""
    wrapped = len(raw) > 1 and raw[0] & 0x0F == 8 and (raw[0] << 8 | raw[1]) % 31 == 0
    out: list[bytes] = []
    if wrapped:
        try:
            _drain(zlib.decompressobj(_DEFLATE_WINDOW), raw, out, 0, limit=limit, name="deflate")
        except FetchError as error:
            # One bare stream in a thousand begins like a wrapped one.
            if error.reason != "bad_encoding":
                raise
            out.clear()
        else:
            return b"".join(out)
    _drain(zlib.decompressobj(-_DEFLATE_WINDOW), raw, out, 0, limit=limit, name="deflate")
    return b"".join(out)


def _drain(decompressor: zlib._Decompress, raw: bytes, out: list[bytes], size: int, *, limit: int, name: str) -> int:
    data = raw
    while not decompressor.eof:
        try:
            piece = decompressor.decompress(data, _STEP)
        except zlib.error as error:
            message = f"broken {name} stream after {size:,} bytes: {error}"
            raise FetchError(message, "bad_encoding", retry=True) from error
        if not piece and not decompressor.unconsumed_tail and not decompressor.eof:
            message = f"the {name} stream breaks off after {size:,} bytes"
            raise FetchError(message, "truncated", retry=True)
        out.append(piece)
        size += len(piece)
        _check(size, limit)
        data = decompressor.unconsumed_tail
    return size


def _unbrotli(raw: bytes, limit: int) -> bytes:
    import brotli  # type: ignore[import-untyped]

    decompressor = brotli.Decompressor()
    out: list[bytes] = []
    size = 0
    data = raw
    try:
        while not decompressor.is_finished():
            piece = decompressor.process(data, output_buffer_limit=_STEP)
            data = b""
            if not piece and not decompressor.is_finished() and decompressor.can_accept_more_data():
                message = f"the br stream breaks off after {size:,} bytes"
                raise FetchError(message, "truncated", retry=True)
            out.append(piece)
            size += len(piece)
            _check(size, limit)
    except brotli.error as error:
        message = f"broken br stream after {size:,} bytes"
        raise FetchError(message, "bad_encoding") from error
    return b"".join(out)


def unzstd(raw: bytes, limit: int) -> bytes:
    """Decompress zstd, all frames of it."""
    import zstandard

    out: list[bytes] = []
    size = 0
    place = 0
    while place < len(raw):
        if raw[place + 1 : place + 4] == b"\x2a\x4d\x18" and 0x50 <= raw[place] <= 0x5F:
            place += 8 + int.from_bytes(raw[place + 4 : place + 8], "little")
            continue
        if raw[place : place + 4] != ZSTD_MAGIC:
            break
        decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        while not decompressor.eof:
            if place >= len(raw):
                message = f"the zstd stream breaks off after {size:,} bytes"
                raise FetchError(message, "truncated", retry=True)
            step = raw[place : place + _ZSTD_STEP]
            try:
                piece = decompressor.decompress(step)
            except zstandard.ZstdError as error:
                message = f"broken zstd stream after {size:,} bytes: {error}"
                raise FetchError(message, "bad_encoding") from error
            place += len(step) - len(decompressor.unused_data)
            out.append(piece)
            size += len(piece)
            _check(size, limit)
    return b"".join(out)


def _check(size: int, limit: int) -> None:
    if size > limit:
        message = f"decodes to more than {limit:,} bytes"
        raise FetchError(message, "too_large")
