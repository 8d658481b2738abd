"""The work of a build: read what is new or changed, and run the stages on what has no result yet.

Records go to the engine as they were found, where nothing is kept of them yet: this process only hashes them.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from newskit.article import Article
from newskit.build.recording import Recording, begin_at, results_of, unpack
from newskit.build.stages import READER_CODE, code_digest
from newskit.errors import RecordError, Reject
from newskit.io.raw import Line, Page, Raw
from newskit.io.record import decode_article, encode_article

if TYPE_CHECKING:
    from newskit.build.inputs import Unit
    from newskit.build.stages import BuildStage
    from newskit.build.store import Store
    from newskit.stage import Pipeline

Item = Article | Reject

_KEY_BYTES = 20


Run = Callable[["Pipeline", Iterable[Raw]], Iterator[Item]]
"""Runs a pipeline and yields every item after all stages, in input order: what ``newskit.engines.Engine.run`` does.

The items need not be decoded: the pipeline does it where nobody has.
"""


@dataclass
class Progress:
    """How far a build is; one object that is changed and told again."""

    #: ``fetch`` ``read`` ``again`` ``write``.
    phase: str = "read"
    #: Records in the corpus; ``None`` while they are not counted.
    total: int | None = None
    #: Records and rejects that were looked at in this phase.
    read: int = 0
    #: Records whose result was there, and records that went through stages.
    cached: int = 0
    built: int = 0
    #: Among those built.
    rejected: int = 0


@dataclass
class Work:
    """Runs the stages of a corpus on the records of its units."""

    store: Store
    stages: Sequence[BuildStage]
    engine: Run
    progress: Progress
    on_progress: Callable[[Progress], None]
    chains: list[int] = field(default_factory=list)
    #: Records that the engine has and whose results are not in the store.
    _under_way: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Find the chain of every prefix of the stages."""
        self.chains = [self.store.chain(digest) for digest in chain_digests(self.stages)]

    @property
    def last(self) -> int:
        """The chain of all stages."""
        return self.chains[-1]

    def run(self, units: Iterable[Unit]) -> None:
        """Read the units and keep what comes of every record."""
        flying: deque[tuple[int, int]] = deque()
        stages = [stage.stage for stage in self.stages]
        source = self._missing(units, flying)
        try:
            for outcome in self.engine(Recording(*stages), source):
                record, first = flying.popleft()
                results = results_of(outcome)
                self._under_way.discard(record)
                if results[-1].kind == "U":
                    self.store.refuse(record, results[-1].data)
                    continue
                if results[-1].kind == "E":
                    self.store.put(self.last, record, results[-1])
                else:
                    for chain, result in zip(self.chains[first:], results, strict=False):
                        self.store.put(chain, record, result)
                    if results[-1].kind == "R":
                        self.store.put(self.last, record, results[-1])
                self.progress.built += 1
                self.progress.rejected += results[-1].kind != "A"
                self.on_progress(self.progress)
        finally:
            self.store.commit()

    def _missing(self, units: Iterable[Unit], flying: deque[tuple[int, int]]) -> Iterator[Raw]:
        """Yield the records that have no result, begun at the last stage whose result is there."""
        for unit in units:
            self.store.begin_file(unit.id)
            for number, item in unit.items():
                self.progress.read += 1
                self.on_progress(self.progress)
                entered = self._enter(unit, number, item)
                if entered is None:
                    continue
                record, place = entered
                if record in self._under_way:  # the same content once more
                    continue
                resumed = None if self.store.has(self.last, record) else self._resumed(record, place, item)
                if resumed is None:
                    self.progress.cached += 1
                    continue
                begun, first = resumed
                self._under_way.add(record)
                flying.append((record, first))
                yield begun
            self.store.end_file(unit.id, unit.reader)

    def _enter(self, unit: Unit, number: int, item: Raw) -> tuple[int, str] | None:
        """Put an item into the store; return the number of its record and its place, ``None`` where it is none."""
        found = _identified(item)
        if isinstance(found, Reject):
            self.store.add(unit.id, number, found.input, None, msgspec.json.encode(found))
            return None
        place, key = found
        record = self.store.input(key)
        self.store.add(unit.id, number, place, record.id)
        return None if record.is_refused else (record.id, place)

    def _resumed(self, record: int, place: str, item: Raw) -> tuple[Raw, int] | None:
        """Return what is kept of a record after as many stages as possible, and how many these are.

        A record that one of these stages refused needs no work: ``None``.
        """
        for first in range(len(self.chains) - 1, 0, -1):
            result = self.store.result(self.chains[first - 1], record)
            if result is not None and result.kind == "R":
                self.store.put(self.last, record, result)
                return None
            if result is not None and result.kind == "A":
                kept = decode_article(unpack(result.data))
                kept.origin = place
                return begin_at(kept, first), first
        return item, 0


def _identified(item: Raw) -> tuple[str, bytes] | Reject:
    """Return the place of a record and the hash of its content, or why it is none.

    What is not decoded is named by its bytes and by the code that will decode it, a page also by its name, which
    becomes a part of the record.
    """
    if isinstance(item, Line):
        return item.place, _hash("line", item.data)
    if isinstance(item, Page):
        return item.name, _hash(item.kind, item.name.encode(errors="surrogateescape"), b"\0", item.data)
    if isinstance(item, Reject):
        return item
    assert isinstance(item, Article)
    item.origin = place = item.origin or item.url or (item.source.uri if item.source else None) or item.id
    try:
        return place, _hash("article", encode_article(item))
    except RecordError as error:
        return Reject(input=place, stage="read", reason=error.reason, detail=error.detail, id=item.id or None)


def _hash(kind: str, *parts: bytes) -> bytes:
    content = hashlib.blake2b(digest_size=_KEY_BYTES, key=_reader(), person=kind.encode())
    for part in parts:
        content.update(part)
    return content.digest()


@cache
def _reader() -> bytes:
    return bytes.fromhex(code_digest(READER_CODE))


def chain_digests(stages: Sequence[BuildStage]) -> list[str]:
    """Return the hash of every prefix of the stages; without stages, that of the records as they were read."""
    digests, before = [], "newskit"
    for stage in stages:
        before = stage.digest(before)
        digests.append(before)
    return digests or ["read"]
