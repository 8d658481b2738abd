"""HTTP/1.1 with bounds: every wait has a deadline, every part a largest size, and a body is whole or refused.

The reader works on the socket itself, so that a deadline holds for each byte, the header is kept as it was sent, and
what servers get wrong (two lengths, no last chunk, no status line) is decided here and not by a library's leniency.
RFC 9110 and 9112.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import time
from collections.abc import Callable
from typing import NamedTuple

from newskit.fetch.address import Endpoint, endpoints
from newskit.fetch.errors import FetchError
from newskit.fetch.proxy import Proxy
from newskit.fetch.urls import Target

MAX_HEAD = 131_072
"""Longest status line and header together, in bytes."""
MAX_FIELDS = 500
"""How many header fields an answer may have."""
MAX_INTERIM = 8
"""How many 1xx answers may come before the answer."""
MAX_CHUNK_LINE = 4_096
MAX_TRAILER = 16_384
_RECEIVE = 65_536

_STATUS_LINE = re.compile(rb"HTTP/(1\.[0-9]) ([1-9][0-9]{2})(?: ([^\r\n]*))?$")
_HEX = re.compile(rb"[0-9A-Fa-f]{1,15}$")
_NO_BODY = (204, 205, 304)


class Times(NamedTuple):
    """How long to wait, in seconds."""

    #: For the connection, TLS included.
    connect: float = 10.0
    #: For the first byte of the answer.
    first_byte: float = 20.0
    #: For the whole exchange.
    total: float = 30.0


class Head(NamedTuple):
    """Status line and header of an answer."""

    #: ``1.1`` or ``1.0``.
    version: str
    #: Status code.
    status: int
    #: Reason phrase.
    reason: str
    #: Fields in the order sent, decoded as ISO 8859-1.
    fields: tuple[tuple[str, str], ...]
    #: The bytes as sent, the blank line included.
    raw: bytes

    def get(self, name: str) -> str | None:
        """Return the first field of a name (in lower case)."""
        return next((value for key, value in self.fields if key.lower() == name), None)

    def all(self, name: str) -> list[str]:
        """Return all fields of a name (in lower case)."""
        return [value for key, value in self.fields if key.lower() == name]


class Exchange(NamedTuple):
    """A request with its answer."""

    #: The request as sent.
    request: bytes
    #: Status line and header.
    head: Head
    #: The body without its transfer coding, as the content coding left it.
    body: bytes
    #: IP address of the peer; empty where a proxy stands between.
    peer: str
    #: Seconds from the request to the last byte.
    elapsed: float


class Connection:
    """One connection to an origin, used for one exchange after another."""

    def __init__(self, target: Target, times: Times, *, allow_private: bool, proxy: Proxy | None = None) -> None:
        """Resolve, check the addresses, connect, through a proxy where there is one; raises :class:`FetchError`."""
        self.origin = target.origin
        self._target = target
        self._proxy = proxy
        self.used = False
        self.open = True
        self._buffer = bytearray()
        self._chunks = bytearray()
        deadline = time.monotonic() + times.connect
        found = proxy.endpoints() if proxy else endpoints(target.host, target.port, allow_private=allow_private)
        self._socket, peer = _connect(target, found, deadline, proxy)
        self.peer = "" if proxy else peer
        self.idle_since = time.monotonic()

    def close(self) -> None:
        """Close it; closing twice is no error."""
        self.open = False
        with contextlib.suppress(OSError):
            self._socket.close()

    def is_stale(self, now: float) -> bool:
        """Whether the peer has closed it, or sent what nobody asked for, since the last exchange."""
        if not self.open or self._buffer or now - self.idle_since > 15:
            return True
        try:
            self._socket.settimeout(0)
            self._socket.recv(1)  # an end, or words that nobody asked for
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True
        return True

    def exchange(
        self,
        request: bytes,
        times: Times,
        max_body: int,
        check: Callable[[Head], object],
        keep: bytearray | None = None,
    ) -> Exchange:
        """Send a request and read the whole answer.

        A proxy is asked in its own way; the exchange holds the request as the origin gets it.
        ``check`` sees the header before the body is read, and may raise. After an error the connection is closed;
        ``keep`` then holds what came of the body.
        """
        start = time.monotonic()
        try:
            head, body = self._exchange(request, start, times, max_body, check)
        except BaseException:
            self.close()
            if keep is not None:
                keep += self._chunks + self._buffer
            raise
        finally:
            self.used = True
        self.idle_since = time.monotonic()
        return Exchange(request, head, body, self.peer, self.idle_since - start)

    def _exchange(
        self, request: bytes, start: float, times: Times, max_body: int, check: Callable[[Head], object]
    ) -> tuple[Head, bytes]:
        end = start + times.total
        try:
            self._socket.settimeout(times.first_byte)
            self._socket.sendall(self._on_the_wire(request))
        except OSError as error:
            message = f"the connection broke while asking: {error}"
            raise FetchError(message, "connection", retry=True) from error
        head = self._read_head(min(end, start + times.first_byte), end)
        for _ in range(MAX_INTERIM):
            if head.status >= 200 or head.status == 101:
                break
            head = self._read_head(end, end)
        if head.status < 200:
            message = f"status {head.status} and no answer after it"
            raise FetchError(message, "bad_response")
        check(head)
        body, reusable = self._read_body(head, end, max_body)
        connection = (head.get("connection") or "").lower()
        if (
            not reusable
            or self._buffer
            or "close" in connection
            or (head.version == "1.0" and connection != "keep-alive")
        ):
            self.close()
        return head, body

    def _on_the_wire(self, request: bytes) -> bytes:
        """Return a request as it is sent: a tunnel carries it as it is."""
        if self._proxy is None or self._target.scheme == "https":
            return request
        return self._proxy.absolute(request, self._target)

    def _receive(self, deadline: float) -> bool:
        """Read some more; ``False`` at the end of the stream."""
        left = deadline - time.monotonic()
        if left <= 0:
            message = "the answer took too long"
            raise FetchError(message, "timeout")
        try:
            self._socket.settimeout(left)
            data = self._socket.recv(_RECEIVE)
        except TimeoutError as error:
            message = "no answer in time" if not self._buffer else "the answer took too long"
            raise FetchError(message, "timeout", retry=not self._buffer) from error
        except OSError as error:
            message = f"the connection broke: {error}"
            raise FetchError(message, "connection", retry=True) from error
        self._buffer += data
        return bool(data)

    def _read_head(self, first: float, end: float) -> Head:
        buffer = self._buffer
        while not buffer:
            if not self._receive(first):
                message = "the connection was closed without an answer"
                raise FetchError(message, "connection", retry=True)
        searched = 0
        while True:
            if not buffer.startswith(b"HTTP/1."[: len(buffer)]):
                message = f"not HTTP: {bytes(buffer[:40])!r}"
                raise FetchError(message, "bad_response")
            length = _head_length(buffer, searched)
            if length:
                break
            searched = max(0, len(buffer) - 3)
            if len(buffer) > MAX_HEAD:
                message = f"a header of more than {MAX_HEAD:,} bytes"
                raise FetchError(message, "too_large")
            if not self._receive(end):
                message = "the connection was closed inside the header"
                raise FetchError(message, "connection", retry=True)
        raw = bytes(buffer[:length])
        del buffer[:length]
        return parse_head(raw)

    def _read_body(self, head: Head, end: float, max_body: int) -> tuple[bytes, bool]:
        """Return the body, and whether the connection stands at its end."""
        if head.status in _NO_BODY:
            return b"", True
        if codings := transfer_codings(head):
            if codings != ["chunked"]:
                message = f"transfer coding {', '.join(codings)[:100]} is not known"
                raise FetchError(message, "bad_response")
            return self._read_chunks(end, max_body), head.get("content-length") is None
        length = content_length(head)
        if length is None:
            while self._receive(end):
                self._bound(len(self._buffer), max_body)
            return self._take(len(self._buffer)), False
        self._bound(length, max_body)
        while len(self._buffer) < length:
            if not self._receive(end):
                message = f"{len(self._buffer):,} of {length:,} bytes came"
                raise FetchError(message, "truncated", retry=True)
        return self._take(length), True

    def _read_chunks(self, end: float, max_body: int) -> bytes:
        out = self._chunks = bytearray()
        while True:
            size = chunk_size(self._read_line(end, MAX_CHUNK_LINE))
            if size == 0:
                break
            self._bound(len(out) + size, max_body)
            while len(self._buffer) < size + 2:
                if not self._receive(end):
                    message = f"the connection was closed inside a chunk, after {len(out):,} bytes"
                    raise FetchError(message, "truncated", retry=True)
            out += self._buffer[:size]
            if self._buffer[size : size + 2] == b"\r\n":
                del self._buffer[: size + 2]
            elif self._buffer[size : size + 1] == b"\n":
                del self._buffer[: size + 1]
            else:
                message = "a chunk is longer than it says"
                raise FetchError(message, "bad_response")
        trailer = 0
        while line := self._read_line(end, MAX_CHUNK_LINE):
            trailer += len(line)
            if trailer > MAX_TRAILER:
                message = f"a trailer of more than {MAX_TRAILER:,} bytes"
                raise FetchError(message, "too_large")
        return bytes(out)

    def _read_line(self, end: float, limit: int) -> bytes:
        """Return a line of the chunked coding, without its end."""
        while (place := self._buffer.find(b"\n", 0, limit + 1)) < 0:
            if len(self._buffer) > limit:
                message = f"a chunk header of more than {limit:,} bytes"
                raise FetchError(message, "bad_response")
            if not self._receive(end):
                message = "the connection was closed before the last chunk"
                raise FetchError(message, "truncated", retry=True)
        return self._take(place + 1).rstrip(b"\r\n")

    def _take(self, length: int) -> bytes:
        taken = bytes(self._buffer[:length])
        del self._buffer[:length]
        return taken

    @staticmethod
    def _bound(size: int, limit: int) -> None:
        if size > limit:
            message = f"a body of more than {limit:,} bytes"
            raise FetchError(message, "too_large")


def parse_head(raw: bytes) -> Head:
    """Parse a status line and header; raises :class:`FetchError` for what is not HTTP/1."""
    lines = raw.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    match = _STATUS_LINE.match(lines[0].rstrip())
    if match is None:
        message = f"not a status line: {lines[0][:80]!r}"
        raise FetchError(message, "bad_response")
    if len(lines) > MAX_FIELDS:
        message = f"{len(lines):,} header fields"
        raise FetchError(message, "too_large")
    fields: list[tuple[str, str]] = []
    for line in lines[1:]:
        text = line.decode("latin-1")
        if text[:1] in (" ", "\t") and fields:
            # A folded line, RFC 9112 5.2.
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {text.strip()}")
            continue
        name, colon, value = text.partition(":")
        if colon and name.strip():
            fields.append((name.strip(), value.strip()))
    return Head(match[1].decode(), int(match[2]), (match[3] or b"").decode("latin-1"), tuple(fields), raw)


def transfer_codings(head: Head) -> list[str]:
    """Return the transfer codings of an answer, but for ``identity``."""
    codings = [coding.strip().lower() for value in head.all("transfer-encoding") for coding in value.split(",")]
    return [coding for coding in codings if coding and coding != "identity"]


def content_length(head: Head) -> int | None:
    """Return the one length that a header promises; ``None`` where it promises none."""
    values = {part.strip() for value in head.all("content-length") for part in value.split(",")}
    if not values:
        return None
    if len(values) > 1 or not all(value.isascii() and value.isdigit() and len(value) < 19 for value in values):
        message = f"no one can say how long this is: Content-Length {', '.join(sorted(values))[:80]}"
        raise FetchError(message, "bad_response")
    return int(values.pop())


def chunk_size(line: bytes) -> int:
    """Return the length on a chunk's first line."""
    digits = line.partition(b";")[0].strip()
    if not _HEX.match(digits):
        message = f"not the length of a chunk: {line[:40]!r}"
        raise FetchError(message, "bad_response")
    return int(digits, 16)


def _head_length(buffer: bytearray, start: int) -> int:
    """Length of the header with its blank line, 0 where its end has not come."""
    ends = [
        (place, size) for mark, size in ((b"\r\n\r\n", 4), (b"\n\n", 2)) if (place := buffer.find(mark, start)) >= 0
    ]
    return sum(min(ends)) if ends else 0


def _connect(target: Target, found: list[Endpoint], deadline: float, proxy: Proxy | None) -> tuple[socket.socket, str]:
    """Connect to the first endpoint that answers, which belongs to the origin or to the proxy."""
    failure: OSError | None = None
    for family, address in found:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        plain = socket.socket(family, socket.SOCK_STREAM)
        try:
            plain.settimeout(left)
            plain.connect(address)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if target.scheme == "https":
                if proxy is not None:
                    proxy.open_tunnel(plain, target, deadline)
                plain.settimeout(max(0.1, deadline - time.monotonic()))
                return _tls().wrap_socket(plain, server_hostname=target.host), address[0]
        except FetchError:
            plain.close()
            raise
        except ssl.SSLError as error:
            plain.close()
            message = f"no secure connection to {target.authority}: {error}"
            raise FetchError(message, "tls") from error
        except OSError as error:
            plain.close()
            failure = error
        else:
            return plain, address[0]
    if proxy is not None:
        message = f"no connection to the proxy {proxy.authority}: {failure or 'it took too long'}"
        raise FetchError(message, "proxy", retry=True)
    if isinstance(failure, TimeoutError) or failure is None:
        message = f"no connection to {target.authority} in time"
        raise FetchError(message, "timeout", retry=True)
    message = f"no connection to {target.authority}: {failure}"
    raise FetchError(message, "connection", retry=True)


_context: ssl.SSLContext | None = None


def _tls() -> ssl.SSLContext:
    """Certificates and host names are always verified."""
    global _context  # noqa: PLW0603 - loading the certificates takes 30 ms, once a process
    if _context is None:
        _context = ssl.create_default_context()
        _context.set_alpn_protocols(["http/1.1"])
    return _context
