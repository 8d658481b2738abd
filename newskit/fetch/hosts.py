"""Hosts: one connection each, a pause after every request, robots.txt asked first, and who may be asked when."""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from collections import deque
from typing import TYPE_CHECKING

from newskit.fetch.encoding import decode_body
from newskit.fetch.errors import FetchError
from newskit.fetch.http import Connection, Exchange, Head, Times
from newskit.fetch.options import PRODUCT, FetchOptions
from newskit.fetch.page import check_type
from newskit.fetch.proxy import Proxies
from newskit.fetch.robots import MAX_BYTES, Robots
from newskit.fetch.urls import Target, UrlError, resolve, target

if TYPE_CHECKING:
    from newskit.fetch.journal import Journal
    from newskit.fetch.scheduler import Task

ROBOTS_AGE = 24 * 3600.0
"""How long a robots.txt is believed, RFC 9309 2.4."""
ROBOTS_REDIRECTS = 5
_ROBOTS_TIMES = Times(connect=10, first_byte=15, total=20)
_ROBOTS_RETRY = 1.0
_UNREACHABLE = 0
RETRY_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/rss+xml,application/atom+xml,*/*;q=0.5"


class Host:
    """A host with the tasks that wait for it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.queue: deque[Task] = deque()
        self.busy = False
        #: When it may be asked next (monotonic).
        self.ready = 0.0
        self.connection: Connection | None = None
        #: What its origins' robots.txt files say; ``None`` for one that could not be had.
        self.robots: dict[str, Robots | None] = {}
        #: Until when it has asked to be left alone (monotonic), and the status it said so with.
        self.closed_until = 0.0
        self.closed_status = 0
        self.articles = 0

    def disconnect(self) -> None:
        """Close the connection that waits for the next request."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Client:
    """Asks hosts, one exchange at a time, and knows what their robots.txt files say."""

    def __init__(self, options: FetchOptions, journal: Journal | None) -> None:
        self._options = options
        self._journal = journal
        self._proxies = Proxies(options.proxy)

    def request(self, host: Host, place: Target, extra: dict[str, str], *, max_body: int | None = None) -> Exchange:
        """Ask for an address over the host's connection; raises :class:`FetchError`."""
        options = self._options
        times = options.times
        for _ in range(2):
            connection = self._connection(host, place, times)
            reused = connection.used
            try:
                exchange = connection.exchange(
                    self._request_bytes(place, extra), times, max_body or options.max_body, _check_head
                )
            except FetchError as error:
                host.disconnect()
                # The server closed a connection that had been idle: no fault of the page.
                if reused and error.reason == "connection":
                    continue
                raise
            if not connection.open:
                host.connection = None
            return exchange
        message = "the connection was closed without an answer"
        raise FetchError(message, "connection", retry=True)

    def _connection(self, host: Host, place: Target, times: Times) -> Connection:
        connection = host.connection
        if connection is not None:
            if connection.origin == place.origin and not connection.is_stale(time.monotonic()):
                return connection
            host.disconnect()
        host.connection = Connection(
            place, times, allow_private=self._options.allow_private, proxy=self._proxies.leading_to(place)
        )
        return host.connection

    def _request_bytes(self, place: Target, extra: dict[str, str]) -> bytes:
        fields = {
            "Host": place.authority,
            "User-Agent": self._options.user_agent,
            **({"From": mailbox} if (mailbox := self._options.mailbox) else {}),
            "Accept": _ACCEPT,
            "Accept-Language": "*",
            "Accept-Encoding": "gzip, deflate, br, zstd",
            "Connection": "keep-alive",
            **self._options.headers,
            **extra,
        }
        lines = [f"GET {place.path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        return ("\r\n".join(line.replace("\r", "").replace("\n", "") for line in lines) + "\r\n\r\n").encode(
            "utf-8", "replace"
        )

    def robots(self, host: Host, place: Target) -> Robots | None:
        """Return what the robots.txt of an origin says, asked for once; ``None`` where it could not be had."""
        origin = place.origin
        if origin not in host.robots:
            kept = self._journal.robots(origin, ROBOTS_AGE) if self._journal else None
            status, text = kept or self._fetch_robots(host, place)
            if kept is None and self._journal:
                self._journal.keep_robots(origin, status, text)
            host.robots[origin] = None if status == _UNREACHABLE else Robots(text)
        return host.robots[origin]

    def _fetch_robots(self, host: Host, place: Target) -> tuple[int, str]:
        """Status and text; RFC 9309 2.3.1: no file means no rule, a server that fails means no entry."""
        url = f"{place.origin}/robots.txt"
        for attempt in range(2):
            if attempt:
                time.sleep(_ROBOTS_RETRY)
            try:
                status, body = self._robots_at(host, url)
            except FetchError as error:
                if error.reason in ("private_address", "proxy"):  # neither is the host's word
                    raise
                if error.reason in ("timeout", "dns", "tls") or not error.retry:
                    break
                continue
            if status < 500:
                return status, body.decode("utf-8", "replace")[:MAX_BYTES] if status < 300 else ""
        return _UNREACHABLE, ""

    def _robots_at(self, host: Host, url: str) -> tuple[int, bytes]:
        for _ in range(ROBOTS_REDIRECTS + 1):
            place = target(url)
            if place.host == host.name:
                status, headers, body = self._robots_request(host, place)
            else:
                other = Host(place.host)
                try:
                    status, headers, body = self._robots_request(other, place)
                finally:
                    other.disconnect()
            if status not in REDIRECTS:
                return status, body
            location = headers.get("location") if headers else None
            if not location:
                break
            try:
                url = target(resolve(url, location)).url
            except UrlError:
                break
        # More redirects than are followed, or one to nowhere: as if there were no file, RFC 9309 2.3.1.2.
        return 404, b""

    def _robots_request(self, host: Host, place: Target) -> tuple[int, Head | None, bytes]:
        connection = self._connection(host, place, _ROBOTS_TIMES)
        heads: list[Head] = []
        body = bytearray()
        try:
            exchange = connection.exchange(
                self._request_bytes(place, {"Accept": "text/plain,*/*;q=0.5"}),
                _ROBOTS_TIMES,
                MAX_BYTES * 2,
                heads.append,
                keep=body,
            )
            head, raw = exchange.head, exchange.body
        except FetchError as error:
            host.disconnect()
            # What came of a file that is too long or never ends still counts.
            if error.reason not in ("too_large", "truncated", "timeout") or not heads or not body:
                raise
            head, raw = heads[-1], bytes(body)
        if not connection.open:
            host.connection = None
        try:
            text = decode_body(raw, head.get("content-encoding") or "", MAX_BYTES * 4)
        except FetchError:
            text = b""
        return head.status, head, text


def crawl_delay(robots: Robots | None) -> float:
    """Seconds between requests that a robots.txt asks for."""
    return (robots.delay(PRODUCT) or 0.0) if robots else 0.0


def retry_after(head: Head) -> float | None:
    """Seconds that an answer asks to wait; ``None`` where it does not say, or says what nobody understands."""
    value = head.get("retry-after")
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    # The date has whole seconds: the moment may be anywhere in the last of them.
    seconds = (moment - dt.datetime.now(dt.UTC)).total_seconds()
    return seconds + 0.5 if seconds > 0 else None


def _check_head(head: Head) -> None:
    if head.status == 200:
        check_type(head.get("content-type") or "")
