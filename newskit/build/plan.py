"""What a build would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from newskit.build.corpus_file import CorpusFile
from newskit.build.legs import legs_of
from newskit.build.work import chain_digests

if TYPE_CHECKING:
    from newskit.build.fetching import FetchedSource
    from newskit.build.inputs import Unit
    from newskit.build.store import Store


class PlannedSource(Struct, kw_only=True, frozen=True):
    """A source."""

    name: str
    #: Why the network would be asked; ``None`` where it would not.
    fetch: str | None
    #: Addresses pinned, of a source that is fetched.
    pinned: int


class PlannedStage(Struct, kw_only=True, frozen=True):
    """A stage, with the number of known records whose result is there and of those whose result is not."""

    name: str
    cached: int
    missing: int


class Plan(Struct, kw_only=True, frozen=True):
    """What a build would do."""

    #: Nothing has changed since the last build.
    is_current: bool
    fetched: list[PlannedSource]
    #: Files in all, and those that are new or changed, whose records are not counted yet.
    files: int
    unread: int
    #: Records in the files that are known.
    records: int
    stages: list[PlannedStage]
    outputs: list[str]


def make_plan(
    corpus: CorpusFile, units: Sequence[Unit], sources: Sequence[FetchedSource], store: Store, *, is_current: bool
) -> Plan:
    """Count what is there and what is not."""
    chosen = [unit.id for unit in units if unit.is_known]
    records: list[int] = []
    stages: list[PlannedStage] = []
    for leg in legs_of(corpus.stages):
        store.select(chosen)
        records.append(store.count_records())
        is_open = any(stage.missing for stage in stages)  # what a pass will give is then not known
        for stage, digest in zip(leg.stages, chain_digests(leg.stages), strict=False):
            cached = 0 if is_open else store.count_results(store.chain(digest))
            stages.append(PlannedStage(name=stage.name, cached=cached, missing=records[-1] - cached))
        chosen = [store.file(leg.unit_name).id] if leg.passes else []
    fetched = [
        PlannedSource(
            name=source.table.name,
            fetch=source.needs_fetch(),
            pinned=len(source.pinned.records) if source.pinned else 0,
        )
        for source in sources
    ]
    return Plan(
        is_current=is_current,
        fetched=fetched,
        files=sum(unit.fetched is None for unit in units),
        unread=sum(not unit.is_known for unit in units),
        records=records[0],
        stages=stages,
        outputs=[output.path for output in corpus.outputs],
    )
