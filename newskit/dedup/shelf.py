"""Sketches on disk: written one after the other, read back by number, and indexed by shingle."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from newskit.dedup.sketch import Sketch

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = 16
"""Files of the index; each is sorted in memory by itself."""
_PART_SHIFT = np.uint64(60)
SAMPLE = 4
"""One shingle in so many is looked at for candidates; of short articles all are."""
SHORT = 160
"""Shingles up to which an article counts as short."""
_NEIGHBOURS = ((50, 20), (1 << 62, 2))
"""Up to so many articles with a shingle, each is paired with so many before it."""
MIN_SHARED = 3
"""Shingles looked at that two articles must share to be looked at."""


class Shelf:
    """Keeps the sketches of a corpus in a folder; memory holds some bytes an article."""

    def __init__(self, folder: Path) -> None:
        """Open the files of the shelf in an existing folder."""
        self._folder = folder
        self._sketches: IO[bytes] = (folder / "sketches").open("w+b")
        self._parts: list[IO[bytes]] = [(folder / f"part-{number}").open("w+b") for number in range(PARTS)]
        self._places = array("Q", [0])
        self._sizes = array("L")

    def __len__(self) -> int:
        return len(self._sizes)

    def size(self, number: int) -> int:
        """Return how many shingles an article has."""
        return self._sizes[number]

    def add(self, sketch: Sketch) -> None:
        """Keep one more sketch; its number is how many were there before."""
        number = len(self)
        self._sketches.write(sketch.shingles.tobytes())
        self._sketches.write(sketch.facts.tobytes())
        self._sizes.append(len(sketch.shingles))
        self._places.append(self._places[-1] + len(sketch.shingles) + len(sketch.facts))
        shingles = sketch.shingles
        parts = shingles >> _PART_SHIFT
        bounds = np.searchsorted(parts, np.arange(PARTS + 1, dtype=np.uint64))
        for part in range(PARTS):
            chosen = shingles[bounds[part] : bounds[part + 1]]
            if len(chosen):
                pairs = np.empty((len(chosen), 2), np.uint64)
                pairs[:, 0], pairs[:, 1] = chosen, number
                self._parts[part].write(pairs.tobytes())

    def read(self, number: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Return the shingles and the facts of an article."""
        start, end = self._places[number], self._places[number + 1]
        self._sketches.seek(start * 8)
        values = np.frombuffer(self._sketches.read((end - start) * 8), np.uint64)
        return values[: self._sizes[number]], values[self._sizes[number] :]

    def candidates(self) -> NDArray[np.int64]:
        """Return the pairs of articles that share enough shingles, as rows ``(earlier, later)`` in order."""
        found: list[NDArray[np.uint64]] = []
        counts: list[NDArray[np.int64]] = []
        is_short = np.frombuffer(self._sizes, np.dtype("L")) <= SHORT
        for part in self._read_parts():
            chosen = (part[:, 0] % np.uint64(SAMPLE) == 0) | is_short[part[:, 1].astype(np.int64)]
            shingles, articles = _sorted(part[chosen])
            codes = _pair_up(shingles, articles, len(self))
            unique, count = np.unique(codes, return_counts=True)
            found.append(unique)
            counts.append(count)
        codes, inverse = np.unique(np.concatenate(found), return_inverse=True)
        shared = np.bincount(inverse, np.concatenate(counts)) if len(codes) else np.zeros(0)
        kept = codes[shared >= MIN_SHARED]
        return np.stack([kept // np.uint64(len(self)), kept % np.uint64(len(self))], axis=1).astype(np.int64)

    def common(self, clusters: NDArray[np.int64], limit: int) -> NDArray[np.uint64]:
        """Return the shingles that stand in more than ``limit`` clusters, sorted.

        ``clusters`` gives for each article the number of the cluster that it surely belongs to, so that a story that
        was printed a hundred times counts once, and a house text as often as it stands under another story.
        """
        found = []
        for part in self._read_parts():
            shingles, articles = _sorted(part)
            pairs = np.unique(
                np.stack([shingles, clusters[articles.astype(np.int64)].astype(np.uint64)], axis=1), axis=0
            )
            unique, count = np.unique(pairs[:, 0], return_counts=True)
            found.append(unique[count > limit])
        return np.sort(np.concatenate(found)) if found else np.zeros(0, np.uint64)

    def _read_parts(self) -> Iterator[NDArray[np.uint64]]:
        for part in self._parts:
            part.flush()
            part.seek(0)
            yield np.frombuffer(part.read(), np.uint64).reshape(-1, 2)

    def close(self) -> None:
        """Close the files; the folder is the caller's to remove."""
        for file in (self._sketches, *self._parts):
            file.close()


def _sorted(pairs: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return shingles and articles in the order of the shingles, equal ones in the order of the articles."""
    order = np.argsort(pairs[:, 0], kind="stable")
    return pairs[order, 0], pairs[order, 1]


def _pair_up(shingles: NDArray[np.uint64], articles: NDArray[np.uint64], number: int) -> NDArray[np.uint64]:
    """Return the pairs of neighbours within each group of equal shingles, as ``earlier * number + later``."""
    starts = np.flatnonzero(np.r_[True, shingles[1:] != shingles[:-1]]) if len(shingles) else np.zeros(0, np.int64)
    sizes = np.repeat(np.diff(np.r_[starts, len(shingles)]), np.diff(np.r_[starts, len(shingles)]))
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
