"""A corpus whose duplicates are looked for: articles go in one by one, decisions come out for all."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from newskit.article import Article, DuplicateKind
from newskit.dedup.keep import Facts, Keep, choose, facts_of
from newskit.dedup.pairs import CONTAINED, Pair, components, count_shared, verify
from newskit.dedup.shelf import Shelf
from newskit.dedup.sketch import sketch
from newskit.errors import RecordError

UPDATED = 0.1
"""Share of the wording that two texts under one address share when one is the other's update."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one article."""

    id: str
    #: The article that it repeats; ``None`` for one that is kept.
    duplicate_of: str | None = None
    kind: DuplicateKind | None = None
    #: Share of the shorter article's wording that both have, 0 to 1.
    score: float | None = None


class Corpus:
    """Finds copies among articles: exact, near, contained, and updates of one page.

    A context manager; sketches are kept on disk in a temporary folder. Sources: Broder (1997) for resemblance and
    containment; the common wording of unrelated stories is left out of both.
    """

    def __init__(self, *, keep: Keep = "longest", folder: Path | None = None) -> None:
        """Set which copy is kept; ``folder`` is where temporary files go."""
        self.keep: Keep = keep
        self._temporary = tempfile.TemporaryDirectory(prefix="newskit-dedup-", dir=folder)
        self._shelf = Shelf(Path(self._temporary.name))
        self._facts: list[Facts] = []
        self._letters: list[int] = []

    def add(self, article: Article, *, is_reference: bool = False) -> None:
        """Take in one article; a reference is only compared with. Raises RecordError for one without text."""
        if article.text is None:
            raise RecordError("no text to compare; clean it first", field="text", reason="no_text")
        found = sketch(article)
        self._facts.append(facts_of(article, len(self._facts), is_reference=is_reference))
        self._letters.append(found.letters)
        self._shelf.add(found)

    def decide(self) -> Iterator[Decision]:
        """Yield a decision for every article that is no reference, in the order of the input."""
        later = dict(self._updates())
        pairs = [*self._exact(), *verify(self._shelf, np.array(self._letters, np.uint64))]
        pairs = [pair for pair in pairs if pair.first not in later and pair.second not in later]
        kept = self._kept(pairs)
        told = {frozenset((pair.first, pair.second)): pair for pair in pairs}
        for facts in self._facts:
            if facts.is_reference:
                continue
            if facts.number in later:
                yield Decision(facts.id, self._facts[later[facts.number]].id, "updated")
            elif kept[facts.number] == facts.number:
                yield Decision(facts.id)
            else:
                yield self._told(facts, self._facts[kept[facts.number]], told)

    def _updates(self) -> Iterator[tuple[int, int]]:
        """Yield for each earlier version of a page its number and that of the next version."""
        versions: dict[str, list[Facts]] = defaultdict(list)
        for facts in self._facts:
            if facts.url is not None:
                versions[facts.url].append(facts)
        for same in versions.values():
            chain = sorted(same, key=lambda facts: (facts.date, facts.number))
            texts = {self._letters[facts.number]: facts for facts in reversed(chain)}  # the first of each text
            for facts, after in pairwise(facts for facts in chain if texts[self._letters[facts.number]] is facts):
                if self._shared(facts.number, after.number)[0] >= UPDATED:
                    yield facts.number, after.number

    def _shared(self, first: int, second: int) -> tuple[float, float]:
        """Return which share of the smaller and of the larger article's shingles both have."""
        one, other = self._shelf.read_alike(first, second)
        shared = count_shared(one, other)
        smaller, larger = sorted((max(len(one), 1), max(len(other), 1)))
        return shared / smaller, shared / larger

    def _exact(self) -> Iterator[Pair]:
        """Yield the pairs that have the same words in the same order, or the same page with the same words."""
        first: dict[int, int] = {}
        for number, letters in enumerate(self._letters):
            if letters == 0:
                continue
            if letters in first:
                yield Pair(first[letters], number, "exact", 1.0)
            else:
                first[letters] = number

    def _kept(self, pairs: Iterable[Pair]) -> dict[int, int]:
        """Return for each article the number of the one that is kept of its story."""
        clusters = components(len(self._facts), [(pair.first, pair.second) for pair in pairs])
        members: dict[int, list[Facts]] = defaultdict(list)
        for facts in self._facts:
            members[int(clusters[facts.number])].append(facts)
        return {facts.number: choose(same, self.keep).number for same in members.values() for facts in same}

    def _told(self, copy: Facts, kept: Facts, told: dict[frozenset[int], Pair]) -> Decision:
        """Say how a copy relates to the article that is kept; over others where they were not compared themselves."""
        pair = told.get(frozenset((copy.number, kept.number)))
        if pair is None:
            coverage, resemblance = self._shared(copy.number, kept.number)
            return Decision(copy.id, kept.id, "near" if resemblance >= CONTAINED else "contained", coverage)
        return Decision(copy.id, kept.id, pair.kind, pair.score)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._shelf.close()
        self._temporary.cleanup()


def marked(article: Article, decision: Decision) -> Article:
    """Set what was decided about an article and return it."""
    article.duplicate_of, article.duplicate_kind = decision.duplicate_of, decision.kind
    return article
