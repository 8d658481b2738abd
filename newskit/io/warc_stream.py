"""The bytes inside a web archive: plain, in gzip members, in one gzip stream or in zstd frames, with their places.

Where the compression is damaged the next member that can be read is looked for.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import IO

_READ = 65_536
_STEP = 262_144
_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_VERSION_ANYWHERE = re.compile(rb"WARC/[01]\.[0-9]+\r?\n")
_ZSTD_STEP = 1_024
_ZSTD_WINDOW = 128 * 1024 * 1024


class DamageError(Exception):
    """The stream cannot be read on from here."""

    def __init__(self, detail: str, reason: str = "bad_warc") -> None:
        super().__init__(detail)
        self.reason = reason


def open_stream(file: IO[bytes]) -> Stream:
    """Return the bytes of an archive, by its first ones."""
    head = file.read(4)
    rest = _Pushed(file, head)
    if head.startswith(_GZIP[:2]):
        return _Members(rest, _GZIP, _Gzip, _READ)  # type: ignore[arg-type]
    if head == _ZSTD:
        return _Members(rest, _ZSTD, _Zstd, _ZSTD_STEP)  # type: ignore[arg-type]
    return Stream(rest)  # type: ignore[arg-type]


class _Pushed:
    """A file whose first bytes were looked at."""

    def __init__(self, file: IO[bytes], head: bytes) -> None:
        self._file, self._head = file, head

    def read(self, size: int) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._file.read(size)


class Stream:
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
        """Return where in the file the record begins that the buffer begins with."""
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
        """Go past so many bytes of the buffer."""
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


class _Members(Stream):
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
        self._delayed: DamageError | None = None

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
        except DamageError as damage:
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
            raise DamageError(message)
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
            raise DamageError(message, "truncated")
        step = bytes(self._raw[: self._step])
        try:
            piece, used = member.feed(step)
        except ValueError as error:
            message = f"broken compression: {error}"
            raise DamageError(message) from error
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
