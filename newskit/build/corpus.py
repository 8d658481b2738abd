"""A build: from the file that describes a corpus to its outputs, doing only what is not done yet."""

from __future__ import annotations

import contextlib
import enum
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import msgspec
from msgspec import Struct

from newskit.build.corpus_file import CorpusFile, as_list, beside, load_corpus
from newskit.build.exports import known_format
from newskit.build.fetching import FetchedSource
from newskit.build.inputs import Unit, check_archives, fetched_unit, file_units, hash_file
from newskit.build.legs import Done, again_units, leg_digests, run_legs
from newskit.build.lock import Lock, PinnedOutput, PinnedSource, digest, read_lock, refuse_differences, write_json
from newskit.build.manifest import Manifest, ManifestOutput, make_manifest, source_date
from newskit.build.outputs import Counts, Written, write_outputs
from newskit.build.plan import Plan, make_plan
from newskit.build.stages import code_digest
from newskit.build.store import Store
from newskit.build.work import Progress, Run
from newskit.engines import Engine
from newskit.errors import UsageError
from newskit.version import __version__

_WRITER_CODE = ("build", "dedup", "export", "io", "annotations.py", "article.py")
"""Code that turns results into outputs."""


class Report(Struct, kw_only=True):
    """What a build did."""

    counts: Counts
    #: Hash of the records.
    logical: str
    outputs: list[ManifestOutput]
    #: Nothing had changed since the last build.
    is_current: bool = False
    #: Records whose result was there, and records that went through stages.
    cached: int = 0
    built: int = 0
    #: Results that were removed because nothing has used them for long.
    pruned: int = 0

    @property
    def rejected(self) -> int:
        """Number of rejects."""
        return sum(self.counts.rejected.values())


class _Asking(enum.Enum):
    """When the network is asked for a source that comes from it."""

    NEVER = enum.auto()
    IF_NEEDED = enum.auto()
    AGAIN = enum.auto()
    #: Never, and only what the lock pins is read.
    FROZEN = enum.auto()


class _File(Struct, array_like=True):
    """A file that a build wrote, as it was left."""

    path: str
    size: int
    modified: int
    sha256: str


class _State(Struct, kw_only=True):
    """What the last build that was finished came to."""

    #: Hash of everything that it depended on.
    fingerprint: str
    manifest: Manifest
    lock: Lock
    files: list[_File]


class Build:
    """A corpus that can be built. ``Build.load("corpus.toml").run()`` is all that most need."""

    def __init__(self, corpus: CorpusFile) -> None:
        self.corpus = corpus
        #: Where results are kept, the lock, and the manifest.
        self.cache = beside(corpus.path, ".newskit", ".newskit")
        self.lock_path = beside(corpus.path, "newskit.lock", ".lock")
        self.manifest_path = beside(corpus.path, "manifest.json", ".manifest.json")

    @classmethod
    def load(cls, path: str | Path, settings: Sequence[str] = ()) -> Self:
        """Read and check a corpus file; ``settings`` are ``key=value`` pairs that override it. Raises UsageError."""
        return cls(load_corpus(Path(path), settings))

    def plan(self) -> Plan:
        """Return what a build would do, without doing or writing anything."""
        with contextlib.chdir(self.corpus.folder), contextlib.ExitStack() as stack:
            folder = Path(self.cache.name)
            if not folder.is_dir():
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newskit-plan-")))
            store = stack.enter_context(Store(folder, keep=False))
            lock = read_lock(Path(self.lock_path.name))
            sources = [FetchedSource(source, folder, lock) for source in self.corpus.sources if source.is_fetched]
            units, pinned = self._units(store, folder, lock, _Asking.NEVER)
            state = self._state(store)
            is_current = (
                not any(source.needs_fetch() for source in sources)
                and state is not None
                and state.fingerprint == self._fingerprint(pinned)
                and _are_there(state)
            )
            return make_plan(self.corpus, units, sources, store, is_current=is_current)

    def run(
        self,
        *,
        engine: Run | None = None,
        jobs: int = 1,
        frozen: bool = False,
        update: bool = False,
        prune: bool = False,
        on_progress: Callable[[Progress], None] = lambda _: None,
    ) -> Report:
        """Build the corpus.

        ``engine`` runs the stages, by default ``newskit.engines.Engine(jobs=jobs).run``. ``frozen`` builds from what
        the lock pins, without the network, and raises UsageError at any difference. ``update`` fetches sources again.
        ``prune`` removes all results that this build did not use. Works in the folder of the corpus file, also while
        it runs.
        """
        if frozen and update:
            raise UsageError("--frozen keeps to what is pinned and --update fetches anew; give one of the two")
        source_date()
        with contextlib.chdir(self.corpus.folder), Store(Path(self.cache.name)) as store:
            lock = read_lock(Path(self.lock_path.name))
            if frozen and lock is None:
                raise UsageError(
                    f"--frozen: there is no {self.lock_path.name}; newskit build writes it", reason="frozen"
                )
            progress = Progress()
            told = _Teller(progress, on_progress)
            folder = Path(self.cache.name)
            asking = _Asking.FROZEN if frozen else _Asking.AGAIN if update else _Asking.IF_NEEDED
            units, pinned = self._units(store, folder, lock, asking, told.on_fetched)
            expected = lock if frozen else None
            if expected is not None:
                refuse_differences(expected, self._lock(pinned, None), self.lock_path, outputs=False)
            fingerprint = self._fingerprint(pinned)
            state = self._state(store)
            if state is not None and state.fingerprint == fingerprint and _are_there(state, hashed=frozen):
                if expected is not None:
                    refuse_differences(expected, state.lock, self.lock_path, outputs=True)
                store.select([*(unit.id for unit in units), *again_units(self.corpus.stages, store)])
                return self._report(state, store, prune=prune, frozen=frozen)
            store.forget_engine_rejects()
            if engine is None:
                engine = Engine(jobs=jobs, seconds_per_record=self.corpus.about.time_limit).run
            done = run_legs(self.corpus.stages, units, store, engine=engine, progress=progress, on_progress=on_progress)
            written = self._write(store, done, told, pinned, expected)
            state = self._finish(store, written, pinned, fingerprint, frozen=frozen)
            store.select(done.used)
            gone = store.finish(prune=prune)
            store.select([unit.id for unit in units])
            counts = state.manifest.counts
            return Report(
                counts=counts,
                logical=state.manifest.logical,
                outputs=state.manifest.outputs,
                cached=store.count_records() - done.built,
                built=done.built,
                pruned=gone,
            )

    # ---------------------------------------------------------------- what there is

    def _units(
        self,
        store: Store,
        folder: Path,
        lock: Lock | None,
        asking: _Asking,
        on_fetched: Callable[[object], None] = lambda _: None,
    ) -> tuple[list[Unit], list[PinnedSource]]:
        """Return everything that is to be read, in order, and what the lock says of it; fetch what must be fetched."""
        units: dict[int, Unit] = {}
        pinned = []
        trust_times = asking is not _Asking.FROZEN
        written = self.corpus.written
        for source in self.corpus.sources:
            if not source.is_fetched:
                read, found = file_units(source, store, written, trust_times=trust_times)
                for unit in read:
                    units.setdefault(unit.id, unit)
                pinned.append(found)
                continue
            fetched = FetchedSource(source, folder, lock)
            if asking is _Asking.FROZEN:
                found = fetched.pinned_by(lock)
            elif asking is _Asking.AGAIN or (asking is _Asking.IF_NEEDED and fetched.needs_fetch()):
                found = fetched.fetch(on_fetched)
            elif fetched.pinned is None or fetched.needs_fetch():
                continue
            else:
                found = fetched.pinned
            check_archives(found, store, trust_times=trust_times)
            unit = fetched_unit(found, store)
            units[unit.id] = unit
            pinned.append(found)
        return list(units.values()), pinned

    def _fingerprint(self, pinned: list[PinnedSource]) -> str:
        """Return the hash of all that the outputs depend on."""
        corpus = self.corpus
        against = [hash_file(Path(name)) for name in as_list(corpus.dedup.against)] if corpus.dedup else []
        return digest(
            [
                __version__,
                code_digest(_WRITER_CODE),
                leg_digests(corpus.stages),
                msgspec.to_builtins(self._lock(pinned, None)),
                corpus.about,
                against,
                source_date(),
            ]
        )

    def _lock(self, pinned: list[PinnedSource], written: Written | None) -> Lock:
        corpus = self.corpus
        outputs = [
            PinnedOutput(
                path=output.path,
                format=known_format(output.path, output.format),
                options=output.options,
                records=written.counts.written if written else 0,
                logical=written.logical if written else "",
            )
            for output in corpus.outputs
        ]
        return Lock(
            stages=[stage.pinned() for stage in corpus.stages],
            filter=msgspec.to_builtins(corpus.filter),
            dedup=msgspec.to_builtins(corpus.dedup) if corpus.dedup else None,
            sources=pinned,
            outputs=outputs,
        )

    # ---------------------------------------------------------------- what is written

    def _write(
        self, store: Store, done: Done, told: _Teller, pinned: list[PinnedSource], expected: Lock | None
    ) -> Written:
        def check(logical: str, records: int) -> None:
            if expected is not None:
                written = Written(counts=Counts(written=records), logical=logical, files={})
                refuse_differences(expected, self._lock(pinned, written), self.lock_path, outputs=True)

        told.begin("write", store.count())
        state = self._state(store)
        return write_outputs(
            self.corpus,
            lambda: store.entries(done.chain),
            on_record=told.on_record,
            check=check,
            earlier={file.path for file in state.files} if state is not None else set(),
            joined=done.joined,
        )

    def _finish(
        self, store: Store, written: Written, pinned: list[PinnedSource], fingerprint: str, *, frozen: bool
    ) -> _State:
        """Write manifest and lock, and keep what the build came to."""
        manifest = make_manifest(self.corpus, written)
        files = [file for output in manifest.outputs for file in output.files]
        files += [manifest.rejects] if manifest.rejects else []
        kept = []
        for file in files:
            stat = Path(file.path).stat()
            kept.append(_File(file.path, stat.st_size, stat.st_mtime_ns, file.sha256))
        state = _State(fingerprint=fingerprint, manifest=manifest, lock=self._lock(pinned, written), files=kept)
        self._write_beside(state, frozen=frozen)
        store.remember("state", msgspec.json.encode(state).decode())
        return state

    def _write_beside(self, state: _State, *, frozen: bool) -> None:
        write_json(Path(self.manifest_path.name), state.manifest)
        if not frozen:
            write_json(Path(self.lock_path.name), state.lock)

    def _state(self, store: Store) -> _State | None:
        try:
            return msgspec.json.decode(store.recall("state") or "", type=_State)
        except msgspec.DecodeError:
            return None

    def _report(self, state: _State, store: Store, *, prune: bool, frozen: bool) -> Report:
        """Report on a build that had nothing to do."""
        self._write_beside(state, frozen=frozen)
        gone = 0
        if prune:
            for digest_ in leg_digests(self.corpus.stages):
                store.chain(digest_)
            gone = store.finish(prune=True)
        manifest = state.manifest
        return Report(
            counts=manifest.counts,
            logical=manifest.logical,
            outputs=manifest.outputs,
            is_current=True,
            cached=manifest.counts.read,
            pruned=gone,
        )


class _Teller:
    """Tells how far a build is."""

    def __init__(self, progress: Progress, on_progress: Callable[[Progress], None]) -> None:
        self._progress = progress
        self._on_progress = on_progress

    def begin(self, phase: str, total: int | None) -> None:
        self._progress.phase, self._progress.total, self._progress.read = phase, total, 0

    def on_fetched(self, _item: object) -> None:
        self._progress.phase = "fetch"
        self.on_record()

    def on_record(self) -> None:
        self._progress.read += 1
        self._on_progress(self._progress)


def _are_there(state: _State, *, hashed: bool = False) -> bool:
    """Whether every file that the last build wrote is as it left it."""
    for file in state.files:
        try:
            stat = Path(file.path).stat()
        except OSError:
            return False
        is_untouched = (stat.st_size, stat.st_mtime_ns) == (file.size, file.modified)
        if (hashed or not is_untouched) and hash_file(Path(file.path))[0] != file.sha256:
            return False
    return True
