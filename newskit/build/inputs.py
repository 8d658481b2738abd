"""The inputs of a corpus: which files there are, what their hashes are, and which records they hold."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newskit.article import Article
from newskit.build.corpus_file import SourceTable, as_list
from newskit.build.lock import PinnedFile, PinnedSource, digest
from newskit.build.stages import READER_CODE, code_digest
from newskit.errors import Reject, UsageError
from newskit.io import streams

if TYPE_CHECKING:
    from newskit.build.store import Store
    from newskit.io.raw import Raw

Item = Article | Reject

_RACY = 2_000_000_000
"""Nanoseconds before it was hashed in which a file may have changed without another time stamp."""


@dataclass(frozen=True)
class Unit:
    """What is read at once: a file, or all that was fetched from a source."""

    id: int
    name: str
    #: Hash of its content and of the code that reads it.
    reader: str
    #: What was read with the same ``reader`` is still in the store.
    is_known: bool
    fetched: PinnedSource | None = None

    def items(self) -> Iterator[tuple[int, Raw]]:
        """Yield the records, one by one, and rejects for what is none, with their numbers in the order of the corpus.

        Lines of JSONL, pages and texts are not decoded yet.
        """
        if self.fetched is None:
            yield from enumerate(read_file(self.name))
        else:
            yield from read_fetched(self.fetched)


def file_units(
    source: SourceTable, store: Store, written: set[str], *, trust_times: bool
) -> tuple[list[Unit], PinnedSource]:
    """Return the files of a local source and what the lock says of them; ``written`` are files that are none of it.

    With ``trust_times``, a file of the same size and times as at the last build is not read to be hashed.
    """
    code = code_digest(READER_CODE)
    units, pinned, seen = [], [], set()
    for found in streams.find(as_list(source.files)):
        if isinstance(found, streams.Missing):
            raise UsageError(f"source {source.name}: {found.name}: {found.detail}")
        if found.path is not None and found.name != str(found.path) and not os.path.lexists(found.name):
            raise UsageError(
                f"source {source.name}: the name of {found.name} is not UTF-8, so no lock can pin it; rename it"
            )
        if found.path is None or found.name in seen or _is_within(found.name, written):
            continue
        seen.add(found.name)
        unit, file = _file_unit(found.name, store, code, trust_times=trust_times)
        units.append(unit)
        pinned.append(file)
    return units, PinnedSource(name=source.name, files=pinned)


def _is_within(name: str, written: set[str]) -> bool:
    """Whether a file is one of some files, or in one of some folders."""
    path = os.path.abspath(name)  # noqa: PTH100 - plain names: there may be a million
    while path not in written:
        parent = os.path.dirname(path)  # noqa: PTH120 - likewise
        if parent == path:
            return False
        path = parent
    return True


def fetched_unit(source: PinnedSource, store: Store) -> Unit:
    """Return what was fetched from a source."""
    name = f"source:{source.name}"
    state = store.file(name)
    reader = digest([code_digest(READER_CODE), source.records, source.rejects])
    return Unit(state.id, name, reader, state.reader == reader, source)


def check_archives(source: PinnedSource, store: Store, *, trust_times: bool) -> None:
    """Compare the archives of a source with what is pinned; raises UsageError for one that is another or is gone."""
    for pinned in source.archives:
        if not Path(pinned.path).is_file():
            raise UsageError(f"source {source.name}: the archive {pinned.path} is not there", reason="frozen")
        _, file = _file_unit(pinned.path, store, "", trust_times=trust_times)
        if file.sha256 != pinned.sha256:
            message = f"source {source.name}: {pinned.path}: pinned sha256 {pinned.sha256}, found {file.sha256}"
            raise UsageError(message, reason="frozen")


def pin_file(name: str) -> PinnedFile:
    """Hash a file; raises UsageError where it cannot be read."""
    sha256, size = hash_file(Path(name))
    return PinnedFile(path=name, sha256=sha256, bytes=size)


def hash_file(path: Path) -> tuple[str, int]:
    """Return SHA-256 and length of a file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size
    except OSError as error:
        raise UsageError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from error


def _file_unit(name: str, store: Store, code: str, *, trust_times: bool) -> tuple[Unit, PinnedFile]:
    state = store.file(name)
    try:
        stat = Path(name).stat()
    except OSError as error:
        raise UsageError(f"cannot read {name}: {(error.strerror or str(error)).lower()}") from error
    now = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    is_same = (state.size, state.modified, state.changed) == now
    if trust_times and is_same and state.sha256 and state.hashed and max(now[1:]) < state.hashed - _RACY:
        sha256 = state.sha256
    else:
        sha256, _ = hash_file(Path(name))
        store.keep_hash(state.id, sha256, *now)
    reader = f"{sha256} {code}"
    return Unit(state.id, name, reader, state.reader == reader), PinnedFile(path=name, sha256=sha256, bytes=now[0])


def read_file(name: str) -> Iterator[Raw]:
    """Yield what a local file holds, one by one: pages, text, JSONL, Parquet, web archives."""
    if name.lower().endswith(".wacz"):
        from newskit.fetch.archive import read_bundle

        return read_bundle(name)
    if streams.kind_by_name(name) == "warc":
        from newskit.fetch.archive import read_archive

        return read_archive(name)
    from newskit.io.raw import Rows, decode
    from newskit.io.reader import read_raw

    return (one for raw in read_raw([name]) for one in (decode(raw) if isinstance(raw, Rows) else (raw,)))


def read_fetched(source: PinnedSource) -> Iterator[tuple[int, Item]]:
    """Yield the pinned pages from their archives, numbered as they are pinned, and then the pinned rejects."""
    from newskit.fetch.archive import read_archive

    wanted: dict[str, dict[int, int]] = {}
    for number, record in enumerate(source.records):
        wanted.setdefault(record.archive, {})[record.offset] = number
    for archive, offsets in wanted.items():
        for item in read_archive(archive):
            offset = item.source.offset if isinstance(item, Article) and item.source else None
            if isinstance(item, Article) and offset is not None and offset in offsets:
                yield offsets.pop(offset), item
        for offset, number in offsets.items():
            record = source.records[number]
            detail = f"{record.url} is not in {archive} at byte {offset:,}, where the lock has it"
            yield number, Reject(input=record.url, stage="build", reason="bad_archive", detail=detail)
    yield from enumerate(source.rejects, len(source.records))
