"""SQLite: a table for each layer, with keys, indices, views and full-text search (FTS5).

Rows are numbered in the order of the corpus, and everything is written in that order, so that the same corpus gives
the same bytes with the same release of SQLite. Every table that others refer to has a column ``title`` or ``name``,
by which Datasette labels what refers to it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Self

from newskit.article import Article
from newskit.errors import OutputError, UsageError
from newskit.export.options import Options
from newskit.export.sqlite_rows import Tables
from newskit.export.target import refuse_stream
from newskit.io.writer import AtomicFile

_WAITING = 50_000
"""Rows that are held before they are inserted."""
_CACHE_KIB = 64 * 1024
"""What SQLite may keep of the database in memory."""


class SqliteExport:
    """One database file; it appears under its name when it is whole."""

    def __init__(self, target: str, options: Options) -> None:
        del options
        refuse_stream(target)
        if target.endswith((".gz", ".zst")):
            raise UsageError(f"cannot write {target}: a database is not compressed; compress it when it is done")
        self._name = target
        # SQLite writes into the file under its temporary name; nothing is written through this handle
        self._place = AtomicFile(target)
        self._database: sqlite3.Connection | None = None
        self._tables = Tables()
        try:
            self._database = self._open(self._place.temporary)
        except sqlite3.Error as error:
            self._discard()
            raise _told(target, error) from error

    def _open(self, path: Path) -> sqlite3.Connection:
        database = sqlite3.connect(path, isolation_level=None)
        # the file is thrown away when anything fails, so there is nothing to journal
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", f"cache_size=-{_CACHE_KIB}"):
            database.execute(f"PRAGMA {pragma}")
        database.executescript(_script("tables.sql"))
        database.execute("BEGIN")
        return database

    def __enter__(self) -> Self:
        return self

    def write(self, article: Article) -> None:
        """Add one article with all its layers."""
        self._tables.add(article)
        if self._tables.waiting >= _WAITING:
            self._flush()

    def _flush(self) -> None:
        assert self._database is not None
        try:
            for name, (columns, rows) in self._tables.taken():
                marks = ",".join("?" * columns)
                self._database.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608 - names of our own
        except sqlite3.Error as error:
            raise _told(self._name, error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            self._discard()
            return
        try:
            self._finish()
        except BaseException:
            self._discard()
            raise
        self._place.__exit__(None, None, None)

    def _finish(self) -> None:
        assert self._database is not None
        self._flush()
        try:
            self._database.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
            self._database.execute("COMMIT")
            self._database.executescript(_script("views.sql"))
            self._database.close()
        except sqlite3.Error as error:
            raise _told(self._name, error) from error

    def _discard(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
        self._place.discard()


def _script(name: str) -> str:
    return resources.files("newskit.resources").joinpath("export", name).read_text(encoding="utf-8")


def _told(name: str, error: sqlite3.Error) -> OutputError:
    return OutputError(f"cannot write {name}: {error}")
