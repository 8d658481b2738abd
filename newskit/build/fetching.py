"""Sources from the network: fetched once into a web archive, and from then on read from it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from newskit.article import Article
from newskit.build.corpus_file import SourceTable, as_list
from newskit.build.inputs import hash_file, pin_file
from newskit.build.lock import Lock, PinnedRecord, PinnedSource, digest, write_json
from newskit.errors import Reject, UsageError
from newskit.io.writer import AtomicFile

if TYPE_CHECKING:
    from newskit.fetch.options import FetchOptions

_PASSED_ON = (
    "contact",
    "allow_private",
    "ignore_robots",
    "delay",
    "connections",
    "since",
    "until",
    "max_articles",
    "max_per_host",
    "next_pages",
    "discover",
)
"""Options of the table that the fetcher has under the same name."""


class _Kept(msgspec.Struct, kw_only=True):
    """What was fetched, as it is kept until the lock is written."""

    source: PinnedSource
    #: The journal of the run was closed after it.
    is_finished: bool


class FetchedSource:
    """One source with addresses."""

    def __init__(self, table: SourceTable, folder: Path, lock: Lock | None) -> None:
        """``folder`` is that of the store; what it knows goes before what the lock says."""
        self.table = table
        self._kept = folder / "fetch" / f"{table.name}.json"
        self._cache = folder / "fetch" / table.name
        #: Names the archive that is being written, so that an interrupted fetch goes on with it.
        self._current = folder / "fetch" / f"{table.name}.archive"
        kept = self._read_kept()
        self._is_finished = kept is None or kept.is_finished
        self.pinned = kept.source if kept else (lock.source(table.name) if lock else None)
        if self.pinned is not None and not self.pinned.archives and not self.pinned.rejects:
            self.pinned = None

    def needs_fetch(self) -> str | None:
        """Return why the network must be asked, or ``None`` where the archive has all."""
        if self.pinned is None:
            return "it was never fetched"
        if missing := [file.path for file in self.pinned.archives if not Path(file.path).is_file()]:
            return f"its archive {missing[0]} is not there"
        if self.pinned.asked != self._asked():
            return "its addresses or options have changed"
        return None

    def pinned_by(self, lock: Lock | None) -> PinnedSource:
        """Return what the lock pins; raises UsageError where that is not what the corpus file asks for."""
        pinned = lock.source(self.table.name) if lock else None
        if pinned is None:
            raise UsageError(f"--frozen: source {self.table.name} is not in the lock", reason="frozen")
        has_lists = all(Path(name).is_file() for name in as_list(self.table.lists))
        if has_lists and pinned.asked != self._asked():
            message = f"--frozen: source {self.table.name}: its addresses or options are not those of the lock"
            raise UsageError(message, reason="frozen")
        return pinned

    def fetch(self, on_item: Callable[[object], None]) -> PinnedSource:
        """Fetch all addresses into a new archive and pin what came.

        A page that has not changed since it was fetched last stays pinned where it is. A fetch that is interrupted
        goes on when it is started again.
        """
        from newskit.fetch.fetcher import Fetcher
        from newskit.fetch.lists import addresses

        self._end_last_journal()
        archive = self._begin_archive()
        given = addresses(as_list(self.table.urls), as_list(self.table.lists), self.table.fetch.column)
        came: list[tuple[str, str]] = []
        rejects: list[Reject] = []
        Path(archive).parent.mkdir(parents=True, exist_ok=True)
        with Fetcher(self._options(archive)) as fetcher:
            for item in fetcher.fetch(given):
                on_item(item)
                if isinstance(item, Reject):
                    rejects.append(item)
                else:
                    came.append((item.url or "", (item.source.sha256 if item.source else None) or ""))
            # Pinned before the journal of the run is closed, so that a kill in between loses nothing.
            pinned = self._pin(archive, came, rejects)
            self._keep(pinned, is_finished=False)
        self._keep(pinned, is_finished=True)
        self._current.unlink(missing_ok=True)
        self.pinned = pinned
        return pinned

    def _pin(self, archive: str, came: list[tuple[str, str]], rejects: list[Reject]) -> PinnedSource:
        """Find what came in the archives."""
        from newskit.fetch.archive import read_archive

        places: dict[tuple[str, str], PinnedRecord] = {}
        for record in self.pinned.records if self.pinned else ():
            places.setdefault((record.url, record.sha256), record)
        for item in read_archive(archive):
            if isinstance(item, Article) and item.source and item.source.offset is not None:
                key = (item.url or "", item.source.sha256 or "")
                places.setdefault(
                    key, PinnedRecord(url=key[0], sha256=key[1], archive=archive, offset=item.source.offset)
                )
        records = [places[key] for key in came if key in places]
        lost = [
            Reject(input=key[0], stage="build", reason="bad_archive", detail=f"{key[0]} cannot be read from {archive}")
            for key in came
            if key not in places
        ]
        known = {file.path: file for file in (self.pinned.archives if self.pinned else ())}
        used = dict.fromkeys(record.archive for record in records)
        return PinnedSource(
            name=self.table.name,
            asked=self._asked(),
            archives=[known.get(path) or pin_file(path) for path in used],
            records=records,
            rejects=[*rejects, *lost],
        )

    def _begin_archive(self) -> str:
        """Return the name of the archive to write: that of an interrupted run, or one that is not taken."""
        with contextlib.suppress(OSError):
            return self._current.read_text(encoding="utf-8")
        if self.pinned is not None and any(not Path(file.path).is_file() for file in self.pinned.archives):
            # What was in an archive that is gone must be fetched whole, not only where it has changed.
            shutil.rmtree(self._cache, ignore_errors=True)
            self.pinned = None
        first = self.table.archive or f"{self.table.name}.warc.gz"
        number, name = 1, first
        while Path(name).exists():
            number += 1
            base, mark, ending = first.rpartition(".warc")
            name = f"{base}-{number}{mark}{ending}" if mark else f"{first}-{number}"
        self._current.parent.mkdir(parents=True, exist_ok=True)
        with AtomicFile(self._current) as file:
            file.write(name.encode())
        return name

    def _options(self, archive: str) -> FetchOptions:
        from newskit.fetch.options import FetchOptions

        table = self.table.fetch
        return FetchOptions(
            **{name: getattr(table, name) for name in _PASSED_ON},
            match=tuple(table.match),
            skip=tuple(table.skip),
            sections=tuple(table.sections),
            cache=self._cache,
            warc=Path(archive),
        )

    def _asked(self) -> str:
        lists = []
        for name in as_list(self.table.lists):
            with contextlib.suppress(UsageError):
                lists.append((name, hash_file(Path(name))[0]))
        table = self.table.fetch
        counts = {name: getattr(table, name) for name in table.__struct_fields__}
        for name in ("contact", "delay", "connections"):
            del counts[name]  # how politely, not what
        if not table.next_pages:
            del counts["next_pages"]  # as in locks from before there was such an option
        return digest([as_list(self.table.urls), lists, counts])

    def _end_last_journal(self) -> None:
        """Close the journal of a run whose results were pinned just before it was killed."""
        from newskit.fetch.journal import FILE, Journal

        if self._is_finished or not (self._cache / FILE).is_file():
            return
        with Journal(self._cache / FILE, self._options("").fingerprint()) as journal:
            journal.finish()

    def _read_kept(self) -> _Kept | None:
        try:
            return msgspec.json.decode(self._kept.read_bytes(), type=_Kept)
        except (OSError, msgspec.DecodeError):
            return None

    def _keep(self, source: PinnedSource, *, is_finished: bool) -> None:
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        write_json(self._kept, _Kept(source=source, is_finished=is_finished))
