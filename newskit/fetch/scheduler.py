"""Who is asked next: many hosts side by side, each by one request at a time with a pause after it."""

from __future__ import annotations

import heapq
import itertools
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from newskit.fetch.encoding import decode_body
from newskit.fetch.errors import FetchError
from newskit.fetch.hosts import REDIRECTS, RETRY_STATUS, Client, Host, crawl_delay, retry_after
from newskit.fetch.http import Exchange
from newskit.fetch.journal import Journal, Outcome, Validators
from newskit.fetch.options import PRODUCT, FetchOptions
from newskit.fetch.page import Answer
from newskit.fetch.urls import Target, UrlError, resolve, target
from newskit.fetch.walls import find_wall
from newskit.io.charset import decode

MAX_HOSTS = 4_096
"""How many hosts are remembered that nobody waits for; the journal knows the others."""
MAX_IDLE_CONNECTIONS = 256
_BACK_OFF = 1.0
_MAX_BACK_OFF = 15.0
_TIMEOUTS = 2
"""How often an address may run into a deadline."""
_MAX_COOKIES = 4_096
_CHALLENGES = frozenset({202, 401, 403, 429, 503})


class Archive(Protocol):
    """Takes every exchange for a web archive."""

    def add(self, url: str, exchange: Exchange, fetched_at: str) -> None:
        """Write one exchange."""


@dataclass(eq=False)
class Task:
    """An address on its way to an outcome."""

    #: The address asked for.
    url: str
    #: Where the redirects have led so far.
    place: Target
    #: Called once, from a thread of the scheduler.
    done: Callable[[Outcome], None]
    redirects: list[str] = field(default_factory=list)
    attempts: int = 0
    timeouts: int = 0
    started: float = 0.0
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    conditional: bool = True


@dataclass(frozen=True)
class _Again:
    """Ask once more: here or, after a redirect, elsewhere."""

    place: Target
    #: Seconds until this may be, where the host or the failure asks for more than the usual pause.
    wait: float = 0.0


class Scheduler:
    """Runs tasks in threads."""

    def __init__(self, options: FetchOptions, journal: Journal, archive: Archive | None = None) -> None:
        self._options = options
        self._journal = journal
        self._archive = archive
        self._client = Client(options, journal)
        self._wake = threading.Condition()
        self._hosts: dict[str, Host] = {}
        self._ready: list[tuple[float, int, Host]] = []
        self._order = itertools.count()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._connections = 0
        self._stopped = False
        self.in_flight: dict[str, str] = {}

    def add(self, task: Task) -> None:
        """Queue a task on its host."""
        with self._wake:
            self._queue(task, front=False)

    def stop(self) -> None:
        """Take no more tasks; those in flight end by themselves."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()
            for host in self._hosts.values():
                if not host.busy:
                    host.disconnect()

    def _queue(self, task: Task, *, front: bool) -> None:
        name = task.place.host
        host = self._hosts.get(name)
        if host is None:
            self._forget_hosts()
            host = self._hosts[name] = Host(name)
            left = max(self._journal.next_time(name) - time.time(), 0.0)
            if left > max(self._options.max_crawl_delay, self._options.max_retry_after):
                host.closed_until, host.closed_status = time.monotonic() + left, 429
            else:
                host.ready = time.monotonic() + left
        waiting = bool(host.queue)
        (host.queue.appendleft if front else host.queue.append)(task)
        if not waiting and not host.busy:
            self._offer(host)

    def _offer(self, host: Host) -> None:
        heapq.heappush(self._ready, (host.ready, next(self._order), host))
        if self._idle:
            self._wake.notify()
        elif len(self._threads) < self._options.connections:
            thread = threading.Thread(target=self._work, name="newskit-fetch", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _forget_hosts(self) -> None:
        if len(self._hosts) < MAX_HOSTS:
            return
        now = time.monotonic()
        for name in [
            name for name, host in self._hosts.items() if not host.queue and not host.busy and host.ready < now
        ]:
            self._hosts.pop(name).disconnect()

    def _take(self) -> tuple[Host, Task] | None:
        with self._wake:
            while not self._stopped:
                if not self._ready:
                    left = None
                else:
                    left = self._ready[0][0] - time.monotonic()
                    if left <= 0:
                        host = heapq.heappop(self._ready)[2]
                        host.busy = True
                        return host, host.queue.popleft()
                self._idle += 1
                self._wake.wait(left)
                self._idle -= 1
        return None

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            host, task = taken
            self.in_flight[host.name] = task.url
            step: Outcome | _Again
            try:
                step = self._step(host, task)
            except FetchError as error:
                step = Outcome(None, error.reason, error.detail)
            except Exception as error:  # noqa: BLE001 - a fault of ours costs one address and is said
                step = Outcome(None, "internal", f"{type(error).__name__}: {error}")
            if self._stopped:
                return
            try:
                outcome = self._journal.keep(task.url, step) if isinstance(step, Outcome) else None
            except sqlite3.ProgrammingError:
                return  # closed meanwhile: the run was ended
            self.in_flight.pop(host.name, None)
            self._release(host, task, step)
            if outcome is not None:
                task.done(outcome)

    def _release(self, host: Host, task: Task, step: Outcome | _Again) -> None:
        with self._wake:
            host.busy = False
            if isinstance(step, _Again):
                elsewhere = step.place.host != task.place.host
                task.place = step.place
                if not elsewhere:
                    host.ready = max(host.ready, time.monotonic() + step.wait)
                    host.queue.appendleft(task)
                else:
                    self._queue(task, front=True)
            if host.queue:
                self._offer(host)
            elif host.connection is not None:
                host.disconnect()
            if host.connection is not None and len(self._hosts) > MAX_IDLE_CONNECTIONS:
                host.disconnect()

    def _step(self, host: Host, task: Task) -> Outcome | _Again:
        """Ask once for what a task wants now."""
        options, place, now = self._options, task.place, time.monotonic()
        task.started = task.started or now
        if host.closed_until > now:
            if host.closed_until - now > options.max_retry_after:
                message = f"the host asked to be left alone for {host.closed_until - now:,.0f} s"
                raise FetchError(message, f"http_{host.closed_status}")
            return _Again(place, host.closed_until - now)
        pause = options.delay
        if not options.ignore_robots:
            robots = self._client.robots(host, place)
            if robots is None:
                message = f"{place.origin}/robots.txt could not be had, so nothing may be fetched (RFC 9309)"
                raise FetchError(message, "robots_unreachable")
            if not robots.allowed(PRODUCT, place.url):
                message = f"{place.origin}/robots.txt does not allow it"
                raise FetchError(message, "robots")
            pause = max(pause, crawl_delay(robots))
            if pause > options.max_crawl_delay:
                message = f"the site asks for {pause:,.0f} s between requests, more than {options.max_crawl_delay:,.0f}"
                raise FetchError(message, "crawl_delay")
        task.attempts += 1
        asked = False
        try:
            validators = self._validators(task)
            asked = True
            exchange = self._client.request(host, place, self._headers(task, validators))
        except FetchError as error:
            return self._failed(task, error)
        finally:
            if asked:
                self._pause(host, pause)
        return self._answered(host, task, exchange, validators)

    def _pause(self, host: Host, pause: float) -> None:
        host.ready = max(host.ready, time.monotonic() + pause)
        if pause > 1:
            self._journal.keep_next_time(host.name, time.time() + pause)

    def _validators(self, task: Task) -> Validators | None:
        found = self._journal.validators(task.url) if task.conditional and self._journal.run > 1 else None
        return found if found is not None and found.final_url == task.place.url else None

    def _headers(self, task: Task, validators: Validators | None) -> dict[str, str]:
        extra: dict[str, str] = {}
        if validators is not None:
            if validators.etag:
                extra["If-None-Match"] = validators.etag
            if validators.modified:
                extra["If-Modified-Since"] = validators.modified
        if jar := task.cookies.get(task.place.host):
            extra["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        return extra

    def _failed(self, task: Task, error: FetchError) -> _Again:
        """Ask again after a failure that may pass, or raise it."""
        if error.reason == "timeout":
            task.timeouts += 1
        if not error.retry or task.timeouts >= _TIMEOUTS:
            raise error
        return self._again(task, error, None)

    def _again(self, task: Task, error: FetchError, asked: float | None) -> _Again:
        """Wait with doubled pauses and jitter, or as long as the host asks for."""
        spread = random.uniform(0.8, 1.2)  # noqa: S311 - it spreads requests and hides nothing
        back_off = min(_MAX_BACK_OFF, _BACK_OFF * 2 ** (task.attempts - 1)) * spread
        wait = back_off if asked is None else asked
        late = time.monotonic() + wait - task.started > self._options.budget
        if task.attempts >= self._options.attempts or late or wait > self._options.max_retry_after:
            raise error
        return _Again(task.place, wait)

    def _answered(self, host: Host, task: Task, exchange: Exchange, validators: Validators | None) -> Outcome | _Again:
        head, url = exchange.head, task.place.url
        fetched_at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        if self._archive is not None:
            self._archive.add(url, exchange, fetched_at)
        status = head.status
        if status in REDIRECTS:
            return self._redirected(task, exchange)
        if status == 304 and validators is not None:
            answer = self._journal.last_answer(task.url)
            if answer is not None:
                return Outcome(answer, changed=False)
            task.conditional = False
            return _Again(task.place)
        if status in (200, 203):
            answer = Answer(
                task.url,
                url,
                list(task.redirects),
                status,
                list(head.fields),
                exchange.body,
                fetched_at,
                round(exchange.elapsed, 3),
            )
            return Outcome(answer)
        if status in (204, 205):
            message = f"status {status}: nothing in it"
            raise FetchError(message, "empty")
        if status in _CHALLENGES and (wall := _challenge(exchange)):
            message = f"status {status}: {wall}"
            raise FetchError(message, "blocked")
        error = FetchError(f"status {status} {head.reason}".strip()[:200], f"http_{status}")
        if status not in RETRY_STATUS:
            raise error
        wait = retry_after(head)
        if wait is not None and status in (429, 503):
            # It holds for the host, and not for this address alone.
            host.closed_until = max(host.closed_until, time.monotonic() + wait)
            host.closed_status = status
            if wait <= self._options.max_retry_after:
                host.ready = max(host.ready, host.closed_until)
            self._journal.keep_next_time(host.name, time.time() + wait)
        return self._again(task, error, wait)

    def _redirected(self, task: Task, exchange: Exchange) -> _Again:
        head, url = exchange.head, task.place.url
        location = next((value for value in head.all("location") if value), "")
        if not location:
            message = f"status {head.status} without a Location"
            raise FetchError(message, "bad_redirect")
        try:
            place = target(resolve(url, _utf8(location)))
        except UrlError as error:
            message = f"redirects to {location[:200]}: {error.detail}"
            raise FetchError(message, "bad_redirect" if error.reason == "bad_url" else error.reason) from error
        if len(task.redirects) >= self._options.max_redirects:
            message = f"more than {self._options.max_redirects} redirects"
            raise FetchError(message, "too_many_redirects")
        new_cookies = _take_cookies(task, head.all("set-cookie"))
        task.redirects.append(url)
        if place.url in task.redirects and not new_cookies:
            message = f"redirects in a circle, back to {place.url[:200]}"
            raise FetchError(message, "redirect_loop")
        task.attempts = 0
        return _Again(place)


def _take_cookies(task: Task, fields: list[str]) -> bool:
    """Keep the cookies of a redirect for the rest of its chain; sites send in circles whoever comes without."""
    jar = task.cookies.setdefault(task.place.host, {})
    before = dict(jar)
    for value in fields[:50]:
        name, equals, rest = value.partition(";")[0].partition("=")
        if equals and len(rest) <= _MAX_COOKIES:
            jar[name.strip()] = rest.strip()
    if sum(len(name) + len(value) for name, value in jar.items()) > 2 * _MAX_COOKIES:
        jar.clear()
    return jar != before


def _utf8(header: str) -> str:
    """Return a header value that was sent as UTF-8, as browsers take it."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return header


def _challenge(exchange: Exchange) -> str | None:
    """Return what kind of bot wall an error page is."""
    head = exchange.head
    try:
        body = decode_body(exchange.body, ", ".join(head.all("content-encoding")), 2_000_000)
    except FetchError:
        return None
    wall = find_wall(decode(body, html=True)[0], head.fields)
    return wall[1] if wall and wall[0] == "blocked" else None
