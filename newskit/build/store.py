"""The store of a build: what every file holds, and what came of every record after every stage.

SQLite in WAL mode: a process that is killed at any moment leaves a store that is whole, up to the last commit.
"""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from newskit.build.recording import Result
from newskit.errors import MachineError, UsageError

FILE = "build.sqlite"
KEPT_BUILDS = 10
"""Results that none of so many builds has used are removed."""
_COMMIT_SECONDS = 1.0
_SCHEMA_VERSION = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file (
    id INTEGER PRIMARY KEY, name TEXT UNIQUE,
    sha256 TEXT, size INTEGER, modified INTEGER, changed INTEGER,  -- as the file was when it was hashed
    hashed INTEGER,             -- when that was, in nanoseconds
    reader TEXT,                -- what its entries were read with: hash of file and code; NULL before that was done
    build INTEGER               -- the last build that it belonged to
);
CREATE TABLE IF NOT EXISTS entry (
    file INTEGER, number INTEGER,   -- the place of the record in its file
    input INTEGER,                  -- the record, or
    reject BLOB,                    -- why there is none
    place TEXT,                     -- the record's name in messages
    PRIMARY KEY (file, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS input (
    id INTEGER PRIMARY KEY, key BLOB UNIQUE,
    refusal BLOB,               -- why it turned out to be no record
    build INTEGER
);
CREATE TABLE IF NOT EXISTS chain (id INTEGER PRIMARY KEY, digest TEXT UNIQUE, build INTEGER);
CREATE TABLE IF NOT EXISTS result (chain INTEGER, input INTEGER, kind TEXT, data BLOB);
CREATE UNIQUE INDEX IF NOT EXISTS result_of ON result (chain, input);
"""
_CHOSEN_INPUTS = (
    "SELECT DISTINCT e.input FROM chosen c CROSS JOIN entry e ON e.file = c.file JOIN input i ON i.id = e.input"
    " WHERE i.refusal IS NULL"
)


class Entry(NamedTuple):
    """One record of the corpus with what came of it."""

    place: str
    #: Why the reader refused it, as JSON; ``None`` for a record.
    reject: bytes | None
    kind: str | None
    data: bytes | None


class Input(NamedTuple):
    """What is known of the content of a record."""

    id: int
    is_refused: bool


class FileState(NamedTuple):
    """What is known of a file."""

    id: int
    sha256: str | None
    size: int | None
    modified: int | None
    changed: int | None
    hashed: int | None
    reader: str | None


class Store:
    """The store in a folder; a context manager. One build at a time: raises UsageError where another has it open."""

    def __init__(self, folder: Path, *, keep: bool = True) -> None:
        """Open or create the store; the folder is created. Without ``keep`` all changes are forgotten at the end."""
        self.folder = folder
        self._ending = "COMMIT" if keep else "ROLLBACK"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            ignore = folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n")
            self._guard: IO[bytes] = (folder / "lock").open("wb")
        except OSError as error:
            raise UsageError(f"cannot use {folder}: {(error.strerror or str(error)).lower()}") from error
        try:
            fcntl.flock(self._guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._guard.close()
            message = f"another newskit build is at work in {folder.resolve().parent}; wait until it is done"
            raise UsageError(message) from error
        try:
            self._open()
        except sqlite3.OperationalError as error:
            self._guard.close()
            raise UsageError(f"cannot use {folder / FILE}: {error}") from error
        except sqlite3.DatabaseError as error:
            self._guard.close()
            message = f"{folder / FILE} is damaged ({error}); remove the folder {folder} and build again"
            raise UsageError(message) from error
        self._committed = time.monotonic()

    def _open(self) -> None:
        self._db = sqlite3.connect(self.folder / FILE, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        found = self._db.execute("PRAGMA user_version").fetchone()[0]
        if found not in (0, _SCHEMA_VERSION):
            tables = [row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                self._db.execute(f'DROP TABLE "{table}"')
            found = 0
        if found == 0:
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version={_SCHEMA_VERSION}")
        self.build = int(self.recall("build") or 0) + 1
        self._db.execute("BEGIN")

    # ---------------------------------------------------------------- meta

    def recall(self, name: str) -> str | None:
        """Return a kept text."""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def remember(self, name: str, value: str) -> None:
        """Keep a text."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    # ---------------------------------------------------------------- files

    def file(self, name: str) -> FileState:
        """Return what is known of a file, and note that it belongs to this build."""
        row = self._db.execute(
            "SELECT id, sha256, size, modified, changed, hashed, reader FROM file WHERE name = ?", (name,)
        ).fetchone()
        if row is None:
            found = self._db.execute("INSERT INTO file (name) VALUES (?)", (name,))
            return FileState(int(found.lastrowid or 0), None, None, None, None, None, None)
        return FileState(*row)

    def keep_hash(self, file: int, sha256: str, size: int, modified: int, changed: int) -> None:
        """Keep the hash of a file as it is now."""
        self._db.execute(
            "UPDATE file SET sha256 = ?, size = ?, modified = ?, changed = ?, hashed = ? WHERE id = ?",
            (sha256, size, modified, changed, time.time_ns(), file),
        )

    def begin_file(self, file: int) -> None:
        """Forget what a file held, before it is read."""
        self._db.execute("DELETE FROM entry WHERE file = ?", (file,))
        self._db.execute("UPDATE file SET reader = NULL WHERE id = ?", (file,))

    def end_file(self, file: int, reader: str) -> None:
        """Note that all of a file was read."""
        self._db.execute("UPDATE file SET reader = ? WHERE id = ?", (reader, file))

    def add(self, file: int, number: int, place: str, record: int | None, reject: bytes | None = None) -> None:
        """Add a record, or a reject of the reader, in its place."""
        self._db.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", (file, number, record, reject, place))

    # ---------------------------------------------------------------- results

    def input(self, key: bytes) -> Input:
        """Return the number of a record, by the hash of its content, and whether it is known to be none."""
        row = self._db.execute("SELECT id, refusal IS NOT NULL FROM input WHERE key = ?", (key,)).fetchone()
        if row is not None:
            return Input(*row)
        return Input(int(self._db.execute("INSERT INTO input (key) VALUES (?)", (key,)).lastrowid or 0), False)  # noqa: FBT003 - a row

    def refuse(self, record: int, reject: bytes) -> None:
        """Note that what was taken for a record is none, and why, as JSON."""
        self._db.execute("UPDATE input SET refusal = ? WHERE id = ?", (reject, record))

    def chain(self, digest: str) -> int:
        """Return the number of a chain of stages."""
        self._db.execute("INSERT OR IGNORE INTO chain (digest) VALUES (?)", (digest,))
        self._db.execute("UPDATE chain SET build = ? WHERE digest = ?", (self.build, digest))
        return int(self._db.execute("SELECT id FROM chain WHERE digest = ?", (digest,)).fetchone()[0])

    def has(self, chain: int, record: int) -> bool:
        """Whether the result of a chain for a record is there."""
        found = self._db.execute("SELECT 1 FROM result WHERE chain = ? AND input = ?", (chain, record))
        return found.fetchone() is not None

    def result(self, chain: int, record: int) -> Result | None:
        """Return the result of a chain for a record."""
        row = self._db.execute(
            "SELECT kind, data FROM result WHERE chain = ? AND input = ?", (chain, record)
        ).fetchone()
        return Result(*row) if row else None

    def put(self, chain: int, record: int, result: Result) -> None:
        """Keep a result, and commit now and then."""
        self._db.execute("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)", (chain, record, *result))
        if time.monotonic() - self._committed > _COMMIT_SECONDS:
            self.commit()

    def forget_engine_rejects(self) -> None:
        """Forget the records that a worker died of or that took too long, so that they are tried again."""
        self._db.execute("DELETE FROM result WHERE kind = 'E'")

    def select(self, files: Sequence[int]) -> None:
        """Choose the files that the corpus consists of, in order."""
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (position INTEGER PRIMARY KEY, file INTEGER UNIQUE)")
        self._db.execute("DELETE FROM chosen")
        self._db.executemany("INSERT INTO chosen VALUES (?, ?)", enumerate(files))

    def unfinished(self, chain: int) -> set[int]:
        """Return the chosen files that hold records without a result."""
        rows = self._db.execute(
            "SELECT DISTINCT e.file FROM chosen c CROSS JOIN entry e ON e.file = c.file"
            " JOIN input i ON i.id = e.input WHERE i.refusal IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM result r WHERE r.chain = ? AND r.input = e.input)",
            (chain,),
        )
        return {int(row[0]) for row in rows}

    def entries(self, chain: int) -> Iterator[Entry]:
        """Yield every record of the chosen files in order, with its result."""
        rows = self._db.cursor().execute(
            "SELECT e.place, coalesce(e.reject, i.refusal), r.kind, r.data"
            " FROM chosen c CROSS JOIN entry e ON e.file = c.file LEFT JOIN input i ON i.id = e.input"
            " LEFT JOIN result r ON r.chain = ? AND r.input = e.input ORDER BY c.position, e.number",
            (chain,),
        )
        return map(Entry._make, rows)

    def count(self) -> int:
        """Return how many records and rejects of the reader the chosen files hold."""
        row = self._db.execute("SELECT count(*) FROM chosen c JOIN entry e ON e.file = c.file").fetchone()
        return int(row[0])

    def count_records(self) -> int:
        """Return how many different records the chosen files hold."""
        return int(self._db.execute(f"SELECT count(*) FROM ({_CHOSEN_INPUTS})").fetchone()[0])  # noqa: S608 - a constant

    def count_results(self, chain: int) -> int:
        """Return for how many of these the result of a chain is there."""
        row = self._db.execute(
            f"SELECT count(*) FROM ({_CHOSEN_INPUTS}) i JOIN result r ON r.chain = ? AND r.input = i.input",  # noqa: S608 - a constant
            (chain,),
        ).fetchone()
        return int(row[0])

    # ---------------------------------------------------------------- the end

    def finish(self, *, prune: bool) -> int:
        """Note that the build is done and remove what has not been used for long; return how many results went.

        ``prune`` removes all that this build did not use.
        """
        self.remember("build", str(self.build))
        self._db.execute(
            "UPDATE input SET build = ? WHERE id IN (SELECT e.input FROM chosen c JOIN entry e ON e.file = c.file)",
            (self.build,),
        )
        self._db.execute("UPDATE file SET build = ? WHERE id IN (SELECT file FROM chosen)", (self.build,))
        oldest = self.build if prune else self.build - KEPT_BUILDS + 1
        self._db.execute(
            "DELETE FROM entry WHERE file IN (SELECT id FROM file WHERE coalesce(build, 0) < ?)", (oldest,)
        )
        self._db.execute("DELETE FROM file WHERE coalesce(build, 0) < ?", (oldest,))
        gone = self._remove_results(oldest)
        self._db.execute("DELETE FROM chain WHERE coalesce(build, 0) < ?", (oldest,))
        self._db.execute("DELETE FROM input WHERE coalesce(build, 0) < ?", (oldest,))
        self.commit()
        if prune:
            self._db.execute("COMMIT")
            self._db.execute("VACUUM")
            self._db.execute("BEGIN")
        return gone

    def _remove_results(self, oldest: int) -> int:
        """Remove the results of chains and of records that were used last before a build."""
        gone = 0
        for (chain,) in self._db.execute("SELECT id FROM chain WHERE coalesce(build, 0) < ?", (oldest,)).fetchall():
            gone += self._db.execute("DELETE FROM result WHERE chain = ?", (chain,)).rowcount
        gone += self._db.execute(
            "DELETE FROM result WHERE rowid IN (SELECT r.rowid FROM input i CROSS JOIN chain c"
            " CROSS JOIN result r ON r.chain = c.id AND r.input = i.id WHERE coalesce(i.build, 0) < ?)",
            (oldest,),
        ).rowcount
        return gone

    def commit(self) -> None:
        """Make all that was kept outlast this process."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")
        self._committed = time.monotonic()

    def close(self) -> None:
        """End the transaction and close."""
        with contextlib.suppress(sqlite3.Error):
            self._db.execute(self._ending)
        self._db.close()
        self._guard.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
        if isinstance(error, sqlite3.OperationalError):  # no space, no permission: nothing that the store could mend
            raise MachineError(f"cannot write {self.folder / FILE}: {error}") from error
