"""Which candidates are copies of each other: every pair is verified on all its shingles.

Two articles are joined when the smaller shares enough of what is its own with the larger. What is its own leaves out
the shingles that stand under many different stories (house texts, forms): they are common, however often one
story was printed. Forms with little wording of their own are told apart by their facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from newskit.dedup.shelf import Shelf

if TYPE_CHECKING:
    from numpy.typing import NDArray

STRONG = 0.7
"""Share of the smaller article's shingles that joins two articles whatever else there is."""
COMMON = 4
"""Different stories beyond which a shingle is common."""
OWN = 0.35
"""Share of the smaller article's own shingles that a copy needs."""
OWN_SHINGLES = 20
"""Own shingles that a copy needs to share at least."""
FACTS = 0.25
"""Share of the smaller article's facts that a copy needs where the wording does not speak for itself."""
FEW_FACTS = 4
PLAIN = 0.8
"""Share of shingles from which the wording speaks for itself."""
CONTAINED = 0.63
"""Share of the larger article up to which a copy counts as contained in it, not as near to it."""

Kind = Literal["exact", "near", "contained"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles of one story."""

    first: int
    second: int
    kind: Kind
    #: Share of the smaller article's shingles that the larger has, 0 to 1.
    score: float


@dataclass(frozen=True, slots=True)
class _Overlap:
    first: int
    second: int
    smaller: int
    larger: int
    shared: int

    @property
    def coverage(self) -> float:
        return self.shared / self.smaller


def verify(shelf: Shelf, letters: NDArray[np.uint64]) -> list[Pair]:
    """Return the pairs of copies among the articles of a shelf; ``letters`` holds each one's hash of its words."""
    overlaps = [overlap for overlap in _overlaps(shelf) if overlap.shared]
    clusters = components(len(shelf), [(o.first, o.second) for o in overlaps if o.coverage >= STRONG])
    common = shelf.common(clusters, COMMON)
    pairs = []
    for overlap in overlaps:
        if _is_copy(shelf, overlap, common):
            is_exact = letters[overlap.first] == letters[overlap.second]
            near = overlap.shared / overlap.larger >= CONTAINED
            kind: Kind = "exact" if is_exact else "near" if near else "contained"
            pairs.append(Pair(overlap.first, overlap.second, kind, overlap.coverage))
    return pairs


def _overlaps(shelf: Shelf) -> Iterator[_Overlap]:
    number, shingles = -1, np.zeros(0, np.uint64)
    for first, second in shelf.candidates():
        if first != number:
            number, shingles = int(first), shelf.read(int(first))[0]
        others = shelf.read(int(second))[0]
        shared = len(np.intersect1d(shingles, others, assume_unique=True))
        smaller, larger = sorted((len(shingles), len(others)))
        yield _Overlap(int(first), int(second), smaller, larger, shared)


def _is_copy(shelf: Shelf, overlap: _Overlap, common: NDArray[np.uint64]) -> bool:
    first, first_facts = shelf.read(overlap.first)
    second, second_facts = shelf.read(overlap.second)
    own_first, own_second = (np.setdiff1d(one, common, assume_unique=True) for one in (first, second))
    smaller = min(len(own_first), len(own_second))
    shared = len(np.intersect1d(own_first, own_second, assume_unique=True))
    if smaller == 0 or shared < OWN * smaller or shared < min(OWN_SHINGLES, PLAIN * overlap.smaller):
        return False
    if overlap.coverage >= PLAIN:
        return True
    few = min(len(first_facts), len(second_facts))
    return few < FEW_FACTS or len(np.intersect1d(first_facts, second_facts, assume_unique=True)) >= FACTS * few


def components(number: int, joined: list[tuple[int, int]]) -> NDArray[np.int64]:
    """Return for each of ``number`` articles the lowest number of those that it is joined with, directly or not."""
    parents = list(range(number))

    def root(one: int) -> int:
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    for first, second in joined:
        low, high = sorted((root(first), root(second)))
        parents[high] = low
    return np.fromiter((root(one) for one in range(number)), np.int64, number)
