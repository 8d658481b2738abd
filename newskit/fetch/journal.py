"""The journal: what has come of every address, so that a killed run goes on and a later one asks only for changes.

SQLite in WAL mode. An outcome is committed before it is handed on; a run that is started again takes it from here
and does not ask for the page twice. Between runs it keeps validators, bodies, robots.txt files and host timings.
"""

from __future__ import annotations

import fcntl
import hashlib
import sqlite3
import threading
import time
import zlib
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

import msgspec

from newskit.errors import UsageError
from newskit.fetch.encoding import GZIP_MAGIC
from newskit.fetch.page import Answer

FILE = "journal.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS page (
    key BLOB PRIMARY KEY,       -- hash of the address asked for
    url TEXT,                   -- the address
    run INTEGER,                -- the run in which the outcome came
    state TEXT,                 -- done, rejected
    reason TEXT, detail TEXT,   -- of a reject
    changed INTEGER,            -- whether it was new or changed in that run
    final_url TEXT, etag TEXT, modified TEXT, sha256 TEXT,
    answer BLOB                 -- the answer, packed
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS origin (
    origin TEXT PRIMARY KEY, robots TEXT, status INTEGER, fetched REAL, next REAL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS payload (
    digest TEXT PRIMARY KEY,    -- of a payload in the web archive that is being written
    url TEXT, date TEXT, record TEXT, run INTEGER
) WITHOUT ROWID;
"""
_PACKED_PLAIN, _PACKED_ZLIB = b"0", b"1"
_COMPRESS_FROM = 512
_OPEN_MESSAGE = "the cache {} is used by another newskit fetch; wait for it or give another --cache"


class Outcome(NamedTuple):
    """What came of an address."""

    #: The answer, where there was a whole one.
    answer: Answer | None
    #: Reason and sentence of a reject.
    reason: str | None = None
    detail: str = ""
    #: Whether it is new or changed since the last run.
    changed: bool = True


class Validators(NamedTuple):
    """What a conditional request needs."""

    final_url: str
    etag: str | None
    modified: str | None


class Journal:
    """The journal of a folder; a context manager.

    Safe to use from several threads. One process at a time: raises UsageError where another one has it open.
    """

    def __init__(self, path: Path, fingerprint: str = "", *, durable: bool = True) -> None:
        """Open or create the journal in a file; the folder is created.

        A ``durable`` one outlives the machine's fall; any outlives the process's.
        """
        self.path = path
        self._durable = durable
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._guard: IO[bytes] = path.with_name(f"{path.name}.lock").open("wb")
        except OSError as error:
            raise UsageError(
                f"cannot use {path.parent} as a cache: {(error.strerror or str(error)).lower()}"
            ) from error
        try:
            fcntl.flock(self._guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._guard.close()
            raise UsageError(_OPEN_MESSAGE.format(path.parent)) from error
        try:
            self._open(fingerprint)
        except sqlite3.DatabaseError as error:
            self._guard.close()
            message = f"{path} is no journal of newskit ({error}); remove it or give another --cache"
            raise UsageError(message) from error

    def _open(self, fingerprint: str) -> None:
        self._db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(f"PRAGMA synchronous={'NORMAL' if self._durable else 'OFF'}")
        self._db.execute("PRAGMA wal_autocheckpoint=8000")
        self._db.executescript(_SCHEMA)
        meta = dict(self._db.execute("SELECT name, value FROM meta"))
        self.run = int(meta.get("run", 0))
        #: Whether this run goes on where a killed one was.
        self.resumed = self.run > 0 and meta.get("finished") == "0" and meta.get("fingerprint") == fingerprint
        if not self.resumed:
            self.run += 1
            rows = [("run", str(self.run)), ("finished", "0"), ("fingerprint", fingerprint)]
            self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)

    def outcome(self, url: str) -> Outcome | None:
        """Return what has come of an address in this run already."""
        with self._lock:
            row = self._db.execute(
                "SELECT state, reason, detail, changed, answer FROM page WHERE key = ? AND run = ?",
                (_key(url), self.run),
            ).fetchone()
        if row is None:
            return None
        state, reason, detail, changed, packed = row
        if state == "rejected":
            return Outcome(None, reason, detail)
        return Outcome(_unpack(packed), None, "", bool(changed))

    def validators(self, url: str) -> Validators | None:
        """Return what is known of an address from an earlier run."""
        with self._lock:
            row = self._db.execute(
                "SELECT final_url, etag, modified FROM page WHERE key = ? AND state = 'done' AND answer IS NOT NULL",
                (_key(url),),
            ).fetchone()
        return Validators(*row) if row and (row[1] or row[2]) else None

    def last_answer(self, url: str) -> Answer | None:
        """Return the whole answer of an earlier run."""
        with self._lock:
            row = self._db.execute("SELECT answer FROM page WHERE key = ? AND state = 'done'", (_key(url),)).fetchone()
        return _unpack(row[0]) if row and row[0] else None

    def keep(self, url: str, outcome: Outcome) -> Outcome:
        """Commit an outcome; it is returned with ``changed`` as it is against the last run."""
        key, answer = _key(url), outcome.answer
        if answer is None:
            with self._lock:
                # The validators and the page of an earlier run stay: the next run may still need them.
                self._db.execute(
                    "INSERT INTO page (key, url, run, state, reason, detail) VALUES (?, ?, ?, 'rejected', ?, ?)"
                    " ON CONFLICT (key) DO UPDATE SET run = excluded.run, state = 'rejected',"
                    " reason = excluded.reason, detail = excluded.detail",
                    (key, url, self.run, outcome.reason, outcome.detail),
                )
            return outcome
        digest = hashlib.sha256(answer.raw).hexdigest()
        packed = _pack(answer)
        with self._lock:
            row = self._db.execute("SELECT sha256 FROM page WHERE key = ?", (key,)).fetchone()
            changed = outcome.changed and (row is None or row[0] != digest)
            self._db.execute(
                "INSERT OR REPLACE INTO page VALUES (?, ?, ?, 'done', NULL, NULL, ?, ?, ?, ?, ?, ?)",
                (
                    key,
                    url,
                    self.run,
                    changed,
                    answer.final_url,
                    answer.header("etag") or None,
                    answer.header("last-modified") or None,
                    digest,
                    packed,
                ),
            )
        return outcome._replace(changed=changed)

    def robots(self, origin: str, max_age: float) -> tuple[int, str] | None:
        """Status and text of a robots.txt that is not older than so many seconds."""
        with self._lock:
            row = self._db.execute("SELECT status, robots, fetched FROM origin WHERE origin = ?", (origin,)).fetchone()
        if row is None or row[0] is None or time.time() - row[2] > max_age:
            return None
        return row[0], row[1]

    def keep_robots(self, origin: str, status: int, text: str) -> None:
        """Keep a robots.txt; status 0 stands for one that could not be had."""
        with self._lock:
            self._db.execute(
                "INSERT INTO origin (origin, robots, status, fetched) VALUES (?, ?, ?, ?) ON CONFLICT (origin)"
                " DO UPDATE SET robots = excluded.robots, status = excluded.status, fetched = excluded.fetched",
                (origin, text, status, time.time()),
            )

    def next_time(self, host: str) -> float:
        """When a host may be asked again, in seconds since 1970; 0 where nothing is known."""
        with self._lock:
            row = self._db.execute("SELECT next FROM origin WHERE origin = ?", (host,)).fetchone()
        return row[0] if row and row[0] else 0.0

    def keep_next_time(self, host: str, moment: float) -> None:
        """Keep when a host may be asked again."""
        with self._lock:
            self._db.execute(
                "INSERT INTO origin (origin, next) VALUES (?, ?)"
                " ON CONFLICT (origin) DO UPDATE SET next = excluded.next",
                (host, moment),
            )

    def archived(self, digest: str) -> tuple[str, str, str] | None:
        """Address, date and record id of a payload that the web archive has already."""
        with self._lock:
            row: tuple[str, str, str] | None = self._db.execute(
                "SELECT url, date, record FROM payload WHERE digest = ? AND run = ?", (digest, self.run)
            ).fetchone()
        return row

    def keep_archived(self, digest: str, url: str, date: str, record: str, end: int) -> None:
        """Keep where a payload was archived first, and up to which byte the archive is whole."""
        with self._lock:
            self._db.execute("BEGIN")
            if digest:
                self._db.execute(
                    "INSERT OR REPLACE INTO payload VALUES (?, ?, ?, ?, ?)", (digest, url, date, record, self.run)
                )
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('archive_end', ?)", (f"{self.run} {end}",))
            self._db.execute("COMMIT")

    def archive_end(self) -> int:
        """Up to which byte the web archive of this run is whole."""
        row = self._db.execute("SELECT value FROM meta WHERE name = 'archive_end'").fetchone()
        run, end = (int(part) for part in row[0].split()) if row else (0, 0)
        return end if run == self.run else 0

    def finish(self) -> None:
        """Say that the run is done: the next one asks anew."""
        with self._lock:
            self._db.execute("UPDATE meta SET value = '1' WHERE name = 'finished'")

    def remove(self) -> None:
        """Close the journal and remove its files."""
        self.close()
        for ending in ("", "-wal", "-shm", ".lock"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the journal."""
        with self._lock:
            self._db.close()
        self._guard.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def sidecar(output: str) -> Path:
    """Where the journal of a run without a cache stands: beside its output, hidden."""
    path = Path(output)
    return path.with_name(f".{path.name}.fetch.sqlite")


def _key(url: str) -> bytes:
    return hashlib.blake2b(url.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _pack(answer: Answer) -> bytes:
    packed = msgspec.msgpack.encode(answer)
    coded = answer.raw.startswith(GZIP_MAGIC) or answer.header("content-encoding") or len(packed) < _COMPRESS_FROM
    return _PACKED_PLAIN + packed if coded else _PACKED_ZLIB + zlib.compress(packed, 1)


def _unpack(packed: bytes) -> Answer:
    data = packed[1:] if packed[:1] == _PACKED_PLAIN else zlib.decompress(packed[1:])
    return msgspec.msgpack.decode(data, type=Answer)
