"""Which candidates are copies of each other: every pair is verified on all its shingles.

Two articles are joined when the smaller shares enough of what is its own with the larger. What is its own leaves out
the shingles that stand under many different stories (house texts, forms): they are common, however often one
story was printed. Forms with little wording of their own are told apart by their facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from newskit.dedup.shelf import Shelf

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAME = 0.75
"""Share of the larger article's shingles that makes two articles one story whatever else there is."""
STRONG = 0.7
"""Share of its shingles by which an article belongs to the story of a larger one."""
COMMON = 4
"""Different stories beyond which a shingle is common."""
OWN = 0.4
"""Share of the smaller article's own shingles that a copy needs."""
OWN_SHINGLES = 6
"""Own shingles, of those that are kept, that a copy needs to share at least."""
FACTS = 0.35
"""Share of the smaller article's facts that a copy needs where the wording does not speak for itself."""
FEW_FACTS = 4
PLAIN = 0.8
"""Share of shingles from which the wording speaks for itself."""
CONTAINED = 0.63
"""Share of the larger article up to which a copy counts as contained in it, not as near to it."""

_KEPT = 4_096
"""Articles whose own shingles are held in memory."""

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
    #: How many shingles the smaller and the larger of the two have, and how many both.
    smaller: int
    larger: int
    shared: int
    is_first_smaller: bool

    @property
    def coverage(self) -> float:
        return self.shared / self.smaller


def verify(shelf: Shelf, letters: NDArray[np.uint64]) -> list[Pair]:
    """Return the pairs of copies among the articles of a shelf; ``letters`` holds each one's hash of its words."""
    overlaps = [overlap for overlap in _overlaps(shelf) if overlap.shared]
    own = _Own(shelf, shelf.common(_stories(len(shelf), overlaps), COMMON))
    pairs = []
    for overlap in overlaps:
        if _is_copy(shelf, overlap, own):
            is_exact = letters[overlap.first] == letters[overlap.second]
            near = overlap.shared / overlap.larger >= CONTAINED
            kind: Kind = "exact" if is_exact else "near" if near else "contained"
            pairs.append(Pair(overlap.first, overlap.second, kind, overlap.coverage))
    return pairs


def _overlaps(shelf: Shelf) -> Iterator[_Overlap]:
    for first, second in shelf.candidates().tolist():
        one, other = shelf.read_alike(first, second)
        smaller, larger = sorted((len(one), len(other)))
        shared = count_shared(one, other)
        yield _Overlap(first, second, max(smaller, 1), max(larger, 1), shared, len(one) <= len(other))


def _stories(number: int, overlaps: Sequence[_Overlap]) -> NDArray[np.int64]:
    """Return for each of ``number`` articles the story that it surely belongs to.

    Articles that are nearly the same are one story. One that stands nearly whole in a larger one belongs to that one's
    story, but joins no others to it: under a long house text it would join all that have the house text.
    """
    stories = components(number, [(o.first, o.second) for o in overlaps if o.shared >= SAME * o.larger])
    best: dict[int, tuple[float, int]] = {}
    for overlap in overlaps:
        if overlap.coverage >= STRONG:
            small, large = overlap.first, overlap.second
            if not overlap.is_first_smaller:
                small, large = large, small
            best[small] = max(best.get(small, (0.0, 0)), (overlap.coverage, -large))
    found = stories.copy()
    for small, (_, large) in best.items():
        found[small] = stories[-large]
    return found


def count_shared(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> int:
    """Return how many values two sorted arrays without repeats share."""
    if len(one) > len(other):
        one, other = other, one
    if not len(one):
        return 0
    places = np.searchsorted(other, one)
    places[places == len(other)] = 0
    return int(np.count_nonzero(other[places] == one))


def without(values: NDArray[np.uint64], common: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the values of a sorted array that do not stand in another."""
    if not len(common):
        return values
    places = np.searchsorted(common, values)
    places[places == len(common)] = 0
    own: NDArray[np.uint64] = values[common[places] != values]
    return own


class _Own:
    """The shingles of articles without the common ones; those of the last articles that were asked for are kept."""

    def __init__(self, shelf: Shelf, common: NDArray[np.uint64]) -> None:
        self._shelf = shelf
        self._common = common
        self._kept: dict[tuple[int, int], NDArray[np.uint64]] = {}

    def alike(self, first: int, second: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Return the own shingles of two articles, as far as they can be compared."""
        one, other = self._shelf.read_alike(first, second)
        return self._of(first, one), self._of(second, other)

    def _of(self, number: int, shingles: NDArray[np.uint64]) -> NDArray[np.uint64]:
        key = (number, len(shingles))
        if key not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[key] = without(shingles, self._common)
        return self._kept[key]


def _is_copy(shelf: Shelf, overlap: _Overlap, own: _Own) -> bool:
    if overlap.shared < min(OWN_SHINGLES, PLAIN * overlap.smaller):
        return False
    one, other = own.alike(overlap.first, overlap.second)
    smaller = min(len(one), len(other))
    shared = count_shared(one, other)
    if smaller == 0 or shared < OWN * smaller or shared < min(OWN_SHINGLES, PLAIN * overlap.smaller):
        return False
    if overlap.coverage >= PLAIN:
        return True
    facts, others = (shelf.read(number)[1] for number in (overlap.first, overlap.second))
    few = min(len(facts), len(others))
    return few < FEW_FACTS or count_shared(facts, others) >= FACTS * few


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
