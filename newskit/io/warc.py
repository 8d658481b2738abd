"""WARC files, read record by record: whole, cut, corrupt, in gzip members, in one gzip stream, in zstd or plain.

Python's own WARC readers take the end of the bytes for the end of the file. This one compares each record with its
promised length and its digests, says where a file breaks, and goes on at the next record that can be found.
ISO 28500 (WARC 1.0 and 1.1).
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

from newskit.errors import NewskitError

MAX_HEAD = 65_536
"""Longest header of a record, in bytes."""
MAX_BLOCK = 24 * 1024 * 1024
"""Largest block that is kept; what is longer is skipped and said."""
_READ = 65_536
_STEP = 262_144
_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_VERSION = re.compile(rb"WARC/[0-9]+\.[0-9]+\r?\n")
_VERSION_ANYWHERE = re.compile(rb"WARC/[01]\.[0-9]+\r?\n")
_ZSTD_STEP = 1_024
_SLOP = 4
"""By how many bytes a Content-Length may be too small where the digest proves the block whole."""
_ZSTD_WINDOW = 128 * 1024 * 1024


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


class _DamageError(Exception):
    """The stream cannot be read on from here."""

    def __init__(self, detail: str, reason: str = "bad_warc") -> None:
        super().__init__(detail)
        self.reason = reason


class _Plain:
    """The bytes of an uncompressed file, with their places in it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._base = 0
        self.buffer = bytearray()

    @property
    def place(self) -> int:
        """Where the first byte of the buffer stands in the file."""
        return self._base

    def record_start(self) -> int:
        return self._base

    def fill(self, size: int) -> bool:
        """Read until the buffer holds so many bytes; ``False`` where the file ends before."""
        while len(self.buffer) < size:
            data = self._file.read(_READ)
            if not data:
                return False
            self.buffer += data
        return True

    def look_ahead(self, size: int) -> None:
        """Read on as far as it goes; damage there is found again when its turn comes."""
        self.fill(size)

    def drop(self, size: int) -> None:
        del self.buffer[:size]
        self._base += size

    def resume(self) -> bool:
        """Go to the next place where a record may start; ``False`` at the end of the file."""
        while True:
            match = _VERSION_ANYWHERE.search(self.buffer)
            if match:
                self.drop(match.start())
                return True
            self.drop(max(0, len(self.buffer) - 16))
            if not self.fill(len(self.buffer) + _READ) and not _VERSION_ANYWHERE.search(self.buffer):
                self.drop(len(self.buffer))
                return False


class _Members(_Plain):
    """The bytes inside gzip members or zstd frames, one after another."""

    def __init__(self, file: IO[bytes], magic: bytes, new: Callable[[], _Decompressor], step: int) -> None:
        super().__init__(file)
        self._magic = magic
        self._new = new
        self._step = step
        self._raw = bytearray()
        self._raw_base = 0
        self._member: _Decompressor | None = None
        self._member_start = 0
        #: Where members start: offset in the file, and how many decompressed bytes stood before.
        self._marks: list[tuple[int, int]] = []
        self._total = 0
        #: Damage that was met while looking ahead.
        self._delayed: _DamageError | None = None

    def record_start(self) -> int:
        """Offset of the member that the first byte of the buffer came from."""
        here = self._total - len(self.buffer)
        while len(self._marks) > 1 and self._marks[1][1] <= here:
            self._marks.pop(0)
        return self._marks[0][0] if self._marks else self._raw_base

    @property
    def place(self) -> int:
        """Where the reading stands in the file."""
        return self.record_start() if self.buffer else self._raw_base

    def drop(self, size: int) -> None:
        del self.buffer[:size]

    def fill(self, size: int) -> bool:
        while len(self.buffer) < size:
            if self._delayed is not None:
                damage, self._delayed = self._delayed, None
                raise damage
            if self._member is None and not self._open_member():
                return False
            self._advance()
        return True

    def look_ahead(self, size: int) -> None:
        try:
            self.fill(size)
        except _DamageError as damage:
            self._delayed = damage

    def _more(self) -> bool:
        data = self._file.read(_READ)
        self._raw += data
        return bool(data)

    def _drop_raw(self, size: int) -> None:
        del self._raw[:size]
        self._raw_base += size

    def _open_member(self) -> bool:
        while len(self._raw) < len(self._magic):
            if not self._more():
                break
        if not self._raw:
            return False
        if not self._raw.strip(b"\0"):
            # Padding at the end of the file.
            while self._more():
                if self._raw.strip(b"\0"):
                    break
            else:
                self._drop_raw(len(self._raw))
                return False
        if not self._raw.startswith(self._magic):
            message = "no compressed record where one should start"
            raise _DamageError(message)
        self._member = self._new()
        self._member_start = self._raw_base
        self._marks.append((self._raw_base, self._total))
        return True

    def _advance(self) -> None:
        """Decompress some more of the open member."""
        member = self._member
        assert member is not None
        if not self._raw and not member.pending and not self._more():
            message = "the file breaks off inside a compressed record"
            raise _DamageError(message, "truncated")
        step = bytes(self._raw[: self._step])
        try:
            piece, used = member.feed(step)
        except ValueError as error:
            message = f"broken compression: {error}"
            raise _DamageError(message) from error
        self._drop_raw(used)
        self.buffer += piece
        self._total += len(piece)
        if member.ended:
            self._member = None

    def resume(self) -> bool:
        """Go to the next member after the one that is damaged."""
        del self.buffer[:]
        self._delayed = None
        if self._member is not None or not self._raw.startswith(self._magic):
            self._member = None
            while True:
                found = self._raw.find(self._magic, 0 if self._raw_base > self._member_start else 1)
                if found >= 0 and self._starts_record(found):
                    self._drop_raw(found)
                    break
                if found >= 0:
                    self._drop_raw(found + 1)
                    continue
                self._drop_raw(max(0, len(self._raw) - len(self._magic)))
                if not self._more():
                    self._drop_raw(len(self._raw))
                    return False
        self._marks.clear()
        return True

    def _starts_record(self, place: int) -> bool:
        """Whether a record starts in the member that seems to start here."""
        while len(self._raw) < place + 4096 and self._more():
            pass
        try:
            piece, _ = self._new().feed(bytes(self._raw[place : place + 4096]))
        except ValueError:
            return False
        return piece.startswith(b"WARC/") or not piece


class _Decompressor:
    """One member: what it gives, and how much of the input it took."""

    ended = False
    #: Whether it can give more without more input.
    pending = False

    def feed(self, data: bytes) -> tuple[bytes, int]:
        """Return decompressed bytes and how much of the input was used; raises ValueError where it is broken."""
        raise NotImplementedError


class _Gzip(_Decompressor):
    def __init__(self) -> None:
        self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def feed(self, data: bytes) -> tuple[bytes, int]:
        try:
            piece = self._stream.decompress(data, _STEP)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        self.ended = self._stream.eof
        left = len(self._stream.unused_data) if self.ended else len(self._stream.unconsumed_tail)
        # All the input is taken, and the window may hold more output: an empty input asks for it.
        self.pending = not self.ended and len(piece) == _STEP
        return piece, len(data) - left


class _Zstd(_Decompressor):
    def __init__(self) -> None:
        import zstandard

        self._stream = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        self._error = zstandard.ZstdError

    def feed(self, data: bytes) -> tuple[bytes, int]:
        try:
            piece = self._stream.decompress(data)
        except self._error as error:
            raise ValueError(str(error)) from error
        self.ended = self._stream.eof
        return piece, len(data) - (len(self._stream.unused_data) if self.ended else 0)


def read_records(file: IO[bytes], *, max_block: int = MAX_BLOCK) -> Iterator[WarcRecord | WarcError]:
    """Yield the records of an archive in order, and an error for each place where it is damaged.

    What follows the damage is read where its start can be found. A record that is longer than ``max_block`` bytes,
    or does not match its digest, is an error too. Memory is bounded by ``max_block``.
    """
    stream = _open(file)
    while True:
        try:
            if not _skip_blank(stream):
                return
            record = _record(stream, max_block)
        except _DamageError as damage:
            yield WarcError(f"byte {stream.record_start():,}: {damage}", reason=damage.reason)
            if not stream.resume():
                return
            continue
        yield record


def _open(file: IO[bytes]) -> _Plain:
    head = file.read(4)
    rest = _Pushed(file, head)
    if head.startswith(_GZIP[:2]):
        return _Members(rest, _GZIP, _Gzip, _READ)  # type: ignore[arg-type]
    if head == _ZSTD:
        return _Members(rest, _ZSTD, _Zstd, _ZSTD_STEP)  # type: ignore[arg-type]
    return _Plain(rest)  # type: ignore[arg-type]


class _Pushed:
    """A file whose first bytes were looked at."""

    def __init__(self, file: IO[bytes], head: bytes) -> None:
        self._file, self._head = file, head

    def read(self, size: int) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._file.read(size)


def _skip_blank(stream: _Plain) -> bool:
    """Skip the blank lines between records; ``False`` at the end."""
    while True:
        if not stream.fill(1):
            return False
        blank = len(stream.buffer) - len(stream.buffer.lstrip(b"\r\n"))
        if blank == 0:
            return True
        stream.drop(blank)


def _record(stream: _Plain, max_block: int) -> WarcRecord | WarcError:
    offset = stream.record_start()
    stream.fill(16)
    if not _VERSION.match(stream.buffer):
        if stream.buffer.startswith(b"filedesc://"):
            message = "an ARC file; newskit reads WARC"
            raise _DamageError(message)
        message = f"no WARC record here, but {bytes(stream.buffer[:24])!r}"
        raise _DamageError(message)
    head, fields = _head(stream)
    told = fields.get("content-length", "")
    if not (told.isascii() and told.isdigit() and len(told) < 16):
        stream.drop(8)
        message = f"no length: Content-Length {told[:40]!r}"
        raise _DamageError(message)
    size = int(told)
    if size > max_block:
        _skip(stream, head + size)
        return WarcError(f"byte {offset:,}: a record of {size:,} bytes, more than {max_block:,}", reason="too_large")
    if not stream.fill(head + size):
        # The next record may start inside what this one claims.
        stream.drop(min(8, len(stream.buffer)))
        message = f"the file breaks off inside a record ({len(stream.buffer) - head + 8:,} of {size:,} bytes)"
        raise _DamageError(message, "truncated")
    stream.look_ahead(head + size + _SLOP + 4)
    tail = bytes(stream.buffer[head + size : head + size + _SLOP + 4])
    if not _ends_record(tail):
        # Some writers forget a line end or two when they count; the digest tells.
        digest = fields.get("warc-block-digest")
        longer = next((slop for slop in range(1, _SLOP + 1) if _ends_record(tail[slop:])), 0)
        if not (longer and digest and digest_matches(digest, bytes(stream.buffer[head : head + size + longer]))):
            stream.drop(8)
            message = f"a record is longer than its Content-Length of {size:,}"
            raise _DamageError(message)
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


def _head(stream: _Plain) -> tuple[int, dict[str, str]]:
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
            raise _DamageError(message)
        if not stream.fill(len(stream.buffer) + 1):
            stream.drop(min(8, len(stream.buffer)))
            message = "the file breaks off inside the header of a record"
            raise _DamageError(message, "truncated")
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


def _skip(stream: _Plain, size: int) -> None:
    """Pass over so many bytes without keeping them."""
    left = size
    while left:
        if not stream.fill(1):
            message = "the file breaks off inside a record"
            raise _DamageError(message, "truncated")
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
