"""The legs of a build: stages run on one record after the other, and then, where a stage asks for it, all go by again.

``join_pages`` and ``learn_furniture`` of clean are such passes: what they make of a record depends on others. The
stages before a pass are one leg and those after it the next, which takes what the pass gives as its records. A pass is
made anew in every build that has anything to do; the results of stages are kept on both sides of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import msgspec

from newskit.article import Article
from newskit.build.inputs import Unit
from newskit.build.stages import BuildStage
from newskit.build.work import Progress, Run, Work, chain_digests
from newskit.errors import Reject

if TYPE_CHECKING:
    from newskit.build.store import Entry, Store

Item = Article | Reject

_PLACE = "newskit_build_place"
"""The key in which a record carries its place, which only this process knows, past what keeps records on disk."""


@dataclass(frozen=True)
class Leg:
    """Stages, and the passes over all records after them."""

    stages: tuple[BuildStage, ...]
    passes: tuple[str, ...] = ()

    @property
    def unit_name(self) -> str:
        """What the store calls the records after the passes."""
        return f"stage:{self.stages[-1].name}"


@dataclass(frozen=True)
class Done:
    """What running all legs came to."""

    #: The chain of the stages of the last leg.
    chain: int
    #: The units of all legs: what a build has used.
    used: list[int]
    #: Records that passes took into others.
    joined: int
    #: Records that went through stages; of the legs, the one that had most to do counts.
    built: int


@dataclass(frozen=True)
class _Again(Unit):
    """What passes give of the results of the leg before."""

    entries: Callable[[], Iterator[Entry]] = lambda: iter(())
    passes: tuple[str, ...] = ()

    def items(self) -> Iterator[tuple[int, Item]]:
        """Yield the records after the passes, and rejects, with their numbers."""
        from newskit.build.outputs import item_of

        items: Iterator[Item] = (_with_place(item_of(entry)) for entry in self.entries())
        for place in self.passes:
            module, _, function = place.partition(":")
            items = getattr(import_module(module), function)(items)
        return enumerate(map(_at_place, items))


def legs_of(stages: Sequence[BuildStage]) -> list[Leg]:
    """Return the stages leg by leg; the last leg has no passes, and may have no stages."""
    legs, begun = [], 0
    for number, stage in enumerate(stages, 1):
        if stage.passes:
            legs.append(Leg(tuple(stages[begun:number]), tuple(stage.passes.values())))
            begun = number
    return [*legs, Leg(tuple(stages[begun:]))]


def leg_digests(stages: Sequence[BuildStage]) -> list[str]:
    """Return the hash of every chain of stages that results are kept of."""
    return [digest for leg in legs_of(stages) for digest in chain_digests(leg.stages)]


def again_units(stages: Sequence[BuildStage], store: Store) -> list[int]:
    """Return the units that passes make."""
    return [store.file(leg.unit_name).id for leg in legs_of(stages) if leg.passes]


def run_legs(
    stages: Sequence[BuildStage],
    units: Sequence[Unit],
    store: Store,
    *,
    engine: Run,
    progress: Progress,
    on_progress: Callable[[Progress], None],
) -> Done:
    """Read what is new or changed, run the stages on what has no result, and pass over all records where asked to.

    The units of the last leg are chosen in the store after it.
    """
    used: list[int] = []
    counts: list[int] = []
    built: list[int] = []
    for leg in legs_of(stages):
        chosen = [unit.id for unit in units]
        work = Work(store, leg.stages, engine, progress, on_progress)
        if not used:
            store.select(chosen)
            unfinished = store.unfinished(work.last)
            units = [unit for unit in units if not unit.is_known or unit.id in unfinished]
        work.run(units)  # after the first leg they read what is chosen then: the entries of the leg before
        store.select(chosen)
        used += chosen
        counts.append(store.count())
        built.append(progress.built - sum(built))
        if leg.passes:
            progress.phase, progress.total, progress.read = "again", counts[-1], 0
            units = [_again(leg, work.last, store)]
    return Done(work.last, used, counts[0] - counts[-1], max(built))


def _again(leg: Leg, chain: int, store: Store) -> _Again:
    unit = store.file(leg.unit_name)
    return _Again(unit.id, leg.unit_name, "", is_known=False, entries=partial(store.entries, chain), passes=leg.passes)


def _with_place(item: Item) -> Item:
    if isinstance(item, Article):
        item.extra = {**(item.extra or {}), _PLACE: msgspec.Raw(msgspec.json.encode(item.origin))}
    return item


def _at_place(item: Item) -> Item:
    if isinstance(item, Article):
        extra = dict(item.extra or {})
        item.origin = msgspec.json.decode(extra.pop(_PLACE))
        item.extra = extra or None
    return item
