"""WARC files, read record by record: whole, cut, corrupt, in gzip members, in one gzip stream, in zstd or plain.

Python's own WARC readers take the end of the bytes for the end of the file. This one compares each record with its
promised length and its digests, says where a file breaks, and goes on at the next record that can be found.
ISO 28500 (WARC 1.0 and 1.1).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from newskit.errors import NewskitError
from newskit.io.warc_stream import DamageError, Stream, open_stream

MAX_HEAD = 65_536
"""Longest header of a record, in bytes."""
MAX_BLOCK = 24 * 1024 * 1024
"""Largest block that is kept; what is longer is skipped and said."""
_VERSION = re.compile(rb"WARC/[0-9]+\.[0-9]+\r?\n")
_SLOP = 4
"""By how many bytes a Content-Length may be too small where the digest proves the block whole."""


class WarcError(NewskitError):
    """A place where an archive is damaged: ``bad_warc``, ``truncated``, ``bad_digest`` or ``too_large``."""

    reason = "bad_warc"


class WarcRecord(NamedTuple):
    """One record."""

    #: ``response``, ``request``, ``revisit`` and so on, in lower case.
    type: str
    #: Fields of the header, names in lower case.
    fields: dict[str, str]
    #: The block, whole.
    block: bytes
    #: Where the record starts in the file, and how many bytes of the file it takes.
    offset: int
    length: int

    @property
    def uri(self) -> str | None:
        """The address, without the angle brackets that some writers put around it."""
        uri = self.fields.get("warc-target-uri")
        return uri.strip("<> ") if uri else None


def read_records(file: IO[bytes], *, max_block: int = MAX_BLOCK) -> Iterator[WarcRecord | WarcError]:
    """Yield the records of an archive in order, and an error for each place where it is damaged.

    What follows the damage is read where its start can be found. A record that is longer than ``max_block`` bytes,
    or does not match its digest, is an error too. Memory is bounded by ``max_block``.
    """
    stream = open_stream(file)
    while True:
        try:
            if not _skip_blank(stream):
                return
            record = _record(stream, max_block)
        except DamageError as damage:
            yield WarcError(f"byte {stream.record_start():,}: {damage}", reason=damage.reason)
            if not stream.resume():
                return
            continue
        yield record


def _skip_blank(stream: Stream) -> bool:
    """Skip the blank lines between records; ``False`` at the end."""
    while True:
        if not stream.fill(1):
            return False
        blank = len(stream.buffer) - len(stream.buffer.lstrip(b"\r\n"))
        if blank == 0:
            return True
        stream.drop(blank)


def _record(stream: Stream, max_block: int) -> WarcRecord | WarcError:
    offset = stream.record_start()
    stream.fill(16)
    if not _VERSION.match(stream.buffer):
        if stream.buffer.startswith(b"filedesc://"):
            message = "an ARC file; newskit reads WARC"
            raise DamageError(message)
        message = f"no WARC record here, but {bytes(stream.buffer[:24])!r}"
        raise DamageError(message)
    head, fields = _head(stream)
    told = fields.get("content-length", "")
    if not (told.isascii() and told.isdigit() and len(told) < 16):
        stream.drop(8)
        message = f"no length: Content-Length {told[:40]!r}"
        raise DamageError(message)
    size = int(told)
    if size > max_block:
        _skip(stream, head + size)
        return WarcError(f"byte {offset:,}: a record of {size:,} bytes, more than {max_block:,}", reason="too_large")
    if not stream.fill(head + size):
        # The next record may start inside what this one claims.
        stream.drop(min(8, len(stream.buffer)))
        message = f"the file breaks off inside a record ({len(stream.buffer) - head + 8:,} of {size:,} bytes)"
        raise DamageError(message, "truncated")
    stream.look_ahead(head + size + _SLOP + 4)
    tail = bytes(stream.buffer[head + size : head + size + _SLOP + 4])
    if not _ends_record(tail):
        # Some writers forget a line end or two when they count; the digest tells.
        digest = fields.get("warc-block-digest")
        longer = next((slop for slop in range(1, _SLOP + 1) if _ends_record(tail[slop:])), 0)
        if not (longer and digest and digest_matches(digest, bytes(stream.buffer[head : head + size + longer]))):
            stream.drop(8)
            message = f"a record is longer than its Content-Length of {size:,}"
            raise DamageError(message)
        size += longer
        tail = tail[longer:]
    block = bytes(stream.buffer[head : head + size])
    stream.drop(head + size)
    blank = len(tail) - len(tail.lstrip(b"\r\n"))
    stream.drop(min(blank, len(stream.buffer)))
    record = WarcRecord(fields.get("warc-type", "").lower(), fields, block, offset, max(stream.place - offset, 0))
    if (digest := fields.get("warc-block-digest")) and not digest_matches(digest, block):
        return WarcError(
            f"byte {offset:,}: {record.uri or record.type}: the block does not match its digest", reason="bad_digest"
        )
    return record


def _ends_record(tail: bytes) -> bool:
    """Whether what follows a block is the end of its record."""
    return not tail or tail.startswith((b"\r\n", b"\n", b"WARC/"))


def _head(stream: Stream) -> tuple[int, dict[str, str]]:
    """Length of a record's header, and its fields."""
    searched = 0
    while True:
        ends = [
            (place + size)
            for mark, size in ((b"\r\n\r\n", 4), (b"\n\n", 2))
            if (place := stream.buffer.find(mark, searched)) >= 0
        ]
        if ends:
            break
        searched = max(0, len(stream.buffer) - 3)
        if len(stream.buffer) > MAX_HEAD:
            stream.drop(8)
            message = f"a header of more than {MAX_HEAD:,} bytes"
            raise DamageError(message)
        if not stream.fill(len(stream.buffer) + 1):
            stream.drop(min(8, len(stream.buffer)))
            message = "the file breaks off inside the header of a record"
            raise DamageError(message, "truncated")
    length = min(ends)
    fields: dict[str, str] = {}
    name = ""
    for line in bytes(stream.buffer[:length]).decode("utf-8", "replace").splitlines()[1:]:
        if line[:1] in (" ", "\t") and name:
            fields[name] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon:
            fields.setdefault(name, value.strip())
    return length, fields


def _skip(stream: Stream, size: int) -> None:
    """Pass over so many bytes without keeping them."""
    left = size
    while left:
        if not stream.fill(1):
            message = "the file breaks off inside a record"
            raise DamageError(message, "truncated")
        step = min(left, len(stream.buffer))
        stream.drop(step)
        left -= step


def digest_matches(digest: str, data: bytes) -> bool:
    """Whether a digest such as ``sha1:BASE32`` fits; one of an unknown kind fits everything."""
    kind, _, value = digest.partition(":")
    name = kind.lower().replace("-", "")
    if name not in ("md5", "sha1", "sha256", "sha384", "sha512"):
        return True
    computed = hashlib.new(name, data, usedforsecurity=False).digest()
    value = value.strip()
    candidates = (
        computed.hex(),
        base64.b32encode(computed).decode().rstrip("="),
        base64.b64encode(computed).decode().rstrip("="),
    )
    plain = value.rstrip("=")
    return plain.lower() == candidates[0] or plain.upper() == candidates[1] or plain == candidates[2]
