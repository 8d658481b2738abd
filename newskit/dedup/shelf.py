"""Sketches on disk: written one after the other, read back by number, and indexed by shingle."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from newskit.dedup.sketch import Sketch, sampled

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = 64
"""Files of the index; each is sorted in memory by itself."""
_PART_SHIFT = np.uint64(58)
_BUFFER = 1 << 18
"""Shingles that wait in memory before they are sorted into the parts."""
_NEIGHBOURS = ((50, 8), (1 << 62, 2))
"""Up to so many articles with a shingle, each is paired with so many before it."""
MIN_SHARE = 0.06
"""Share of the smaller article's shingles that two articles must share to be looked at."""
MIN_SHARED = 3
"""Shingles looked at that two articles must share to be looked at."""


class Shelf:
    """Keeps the sketches of a corpus in a folder; memory holds some bytes an article."""

    def __init__(self, folder: Path) -> None:
        """Open the files of the shelf in an existing folder."""
        self._sketches: IO[bytes] = (folder / "sketches").open("w+b")
        self._parts: list[IO[bytes]] = [(folder / f"part-{number}").open("w+b") for number in range(PARTS)]
        self._places = array("Q", [0])
        self._sizes = array("L")
        self._short = bytearray()
        self._waiting: list[NDArray[np.uint64]] = []
        self._number_waiting = 0
        self._map: NDArray[np.uint64] | None = None

    def __len__(self) -> int:
        return len(self._sizes)

    def add(self, sketch: Sketch) -> None:
        """Keep one more sketch; its number is how many were there before."""
        number = len(self)
        self._sketches.write(sketch.shingles.tobytes())
        self._sketches.write(sketch.facts.tobytes())
        self._sizes.append(len(sketch.shingles))
        self._short.append(sketch.is_short)
        self._places.append(self._places[-1] + len(sketch.shingles) + len(sketch.facts))
        pairs = np.empty((len(sketch.shingles), 2), np.uint64)
        pairs[:, 0], pairs[:, 1] = sketch.shingles, number
        self._waiting.append(pairs)
        self._number_waiting += len(pairs)
        if self._number_waiting >= _BUFFER:
            self._sort_in()

    def _sort_in(self) -> None:
        """Write the waiting shingles into the parts."""
        if not self._waiting:
            return
        pairs = np.concatenate(self._waiting)
        parts = pairs[:, 0] >> _PART_SHIFT
        order = np.argsort(parts, kind="stable")
        bounds = np.searchsorted(parts[order], np.arange(PARTS + 1, dtype=np.uint64))
        for number, part in enumerate(self._parts):
            part.write(pairs[order[bounds[number] : bounds[number + 1]]].tobytes())
        self._waiting, self._number_waiting = [], 0

    def read(self, number: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Return the shingles and the facts of an article."""
        start, end, size = self._places[number], self._places[number + 1], self._sizes[number]
        values = self._values()[start:end]
        return values[:size], values[size:]

    def read_alike(self, first: int, second: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Return the shingles of two articles that can be compared: a short one's sample, unless both are short."""
        one, other = self.read(first)[0], self.read(second)[0]
        if self._short[first] == self._short[second]:
            return one, other
        return (sampled(one), other) if self._short[first] else (one, sampled(other))

    def _values(self) -> NDArray[np.uint64]:
        if self._map is None or len(self._map) < self._places[-1]:
            self._sketches.flush()
            empty = self._places[-1] == 0
            self._map = np.zeros(0, np.uint64) if empty else np.asarray(np.memmap(self._sketches.name, np.uint64, "r"))
        return self._map

    def candidates(self) -> NDArray[np.int64]:
        """Return the pairs of articles that share enough shingles, as rows ``(earlier, later)`` in order."""
        found: list[tuple[NDArray[np.uint64], NDArray[np.uint16]]] = []
        for part in self._read_parts():
            codes, count = np.unique(_pair_up(*_sorted(part), len(self)), return_counts=True)
            found.append((codes, np.minimum(count, np.iinfo(np.uint16).max).astype(np.uint16)))
        ranges = np.linspace(0, len(self), PARTS + 1).astype(np.uint64) * np.uint64(len(self))
        return np.concatenate([self._enough(found, *bounds) for bounds in pairwise(ranges)])

    def _enough(
        self, found: list[tuple[NDArray[np.uint64], NDArray[np.uint16]]], low: np.uint64, high: np.uint64
    ) -> NDArray[np.int64]:
        """Return the pairs whose code is in a range, where all parts together have enough of their shingles."""
        places = [slice(*np.searchsorted(codes, (low, high))) for codes, _ in found]
        codes, inverse = np.unique(
            np.concatenate([codes[place] for (codes, _), place in zip(found, places, strict=True)]), return_inverse=True
        )
        counts = np.concatenate([count[place] for (_, count), place in zip(found, places, strict=True)])
        shared = np.bincount(inverse, counts, minlength=len(codes))
        pairs = np.stack([codes // np.uint64(len(self)), codes % np.uint64(len(self))], axis=1).astype(np.int64)
        sizes = np.frombuffer(self._sizes, np.dtype("L"))[pairs].min(axis=1, initial=np.iinfo(np.int64).max)
        kept: NDArray[np.int64] = pairs[shared >= np.maximum(MIN_SHARED, MIN_SHARE * sizes)]
        return kept

    def common(self, clusters: NDArray[np.int64], limit: int) -> NDArray[np.uint64]:
        """Return the shingles that stand in more than ``limit`` clusters, sorted.

        ``clusters`` gives for each article the number of the cluster that it surely belongs to, so that a story that
        was printed a hundred times counts once, and a house text as often as it stands under another story.
        """
        found = []
        for part in self._read_parts():
            shingles, articles = _sorted(part)
            frequent = _group_sizes(shingles) > limit  # of the others none can stand in so many clusters
            shingles, articles = shingles[frequent], articles[frequent]
            values, places = np.unique(shingles, return_inverse=True)
            codes = np.unique(places * len(clusters) + clusters[articles.astype(np.int64)])
            number = np.bincount(codes // len(clusters), minlength=len(values))
            found.append(values[number > limit])
        return np.sort(np.concatenate(found)) if found else np.zeros(0, np.uint64)

    def _read_parts(self) -> Iterator[NDArray[np.uint64]]:
        self._sort_in()
        for part in self._parts:
            part.flush()
            part.seek(0)
            yield np.frombuffer(part.read(), np.uint64).reshape(-1, 2)

    def close(self) -> None:
        """Close the files; the folder is the caller's to remove."""
        self._map = None
        for file in (self._sketches, *self._parts):
            file.close()


def _sorted(pairs: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return shingles and articles in the order of the shingles, equal ones in the order of the articles."""
    order = np.argsort(pairs[:, 0], kind="stable")
    return pairs[order, 0], pairs[order, 1]


def _pair_up(shingles: NDArray[np.uint64], articles: NDArray[np.uint64], number: int) -> NDArray[np.uint64]:
    """Return the pairs of neighbours within each group of equal shingles, as ``earlier * number + later``."""
    sizes = _group_sizes(shingles)
    codes = []
    low = 1
    for limit, neighbours in _NEIGHBOURS:
        chosen = (sizes > low) & (sizes <= limit)
        group, members = shingles[chosen], articles[chosen]
        for lag in range(1, neighbours + 1):
            same = group[lag:] == group[:-lag]
            if not same.any():
                break
            codes.append(members[:-lag][same] * np.uint64(number) + members[lag:][same])
        low = limit
    return np.concatenate(codes) if codes else np.zeros(0, np.uint64)


def _group_sizes(shingles: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return for each of the sorted shingles how many are equal to it."""
    if not len(shingles):
        return np.zeros(0, np.int64)
    bounds = np.flatnonzero(np.concatenate(([True], shingles[1:] != shingles[:-1], [True])))
    sizes = np.diff(bounds)
    return np.repeat(sizes, sizes)
