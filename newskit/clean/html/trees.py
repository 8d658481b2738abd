"""Boosted oblivious trees, evaluated in numpy for all blocks of a page at once.

In an oblivious tree all nodes of a level ask the same question, so a tree of depth d is d comparisons and one look-up
among 2^d values (Kohavi 1994; the trees of CatBoost, Prokhorenkova et al. 2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Forest:
    """A sum of oblivious trees of equal depth.

    ``features`` and ``borders`` have one row a tree and one column a level, of which there are eight at the most;
    ``leaves`` has one row a tree and one column a leaf.
    """

    features: Any
    borders: Any
    leaves: Any
    bias: float

    def predict(self, columns: Any) -> Any:
        """Return the sum over all trees for every column of ``columns`` (features × rows, contiguous)."""
        trees, depth = self.features.shape
        leaf = np.zeros((trees, columns.shape[1]), dtype=np.uint8)
        above = np.empty(leaf.shape, dtype=bool)
        bits = above.view(np.uint8)
        for level in range(depth):
            np.greater(columns[self.features[:, level]], self.borders[:, level, np.newaxis], out=above)
            np.left_shift(bits, np.uint8(level), out=bits)
            np.bitwise_or(leaf, bits, out=leaf)
        starts = np.arange(trees) * self.leaves.shape[1]
        return self.leaves.ravel().take(leaf + starts[:, np.newaxis]).sum(0) + self.bias
