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

    ``features`` and ``borders`` have one row a tree and one column a level; ``leaves`` one row a tree and one column a
    leaf, with one value an output where it has a third axis.
    """

    features: Any
    borders: Any
    leaves: Any
    bias: Any

    def predict(self, matrix: Any) -> Any:
        """Return the sum over all trees for each row of the matrix (rows × features): one column an output."""
        trees, depth = self.features.shape
        answers = matrix[:, self.features.ravel()] > self.borders.ravel()
        powers = (1 << np.arange(depth)).astype(np.float32)
        leaf = (answers.reshape(-1, depth) @ powers).astype(np.int32).reshape(-1, trees)
        places = leaf + np.arange(trees, dtype=np.int32) * self.leaves.shape[1]
        flat = self.leaves.reshape(-1, *self.leaves.shape[2:])
        return flat[places].sum(1) + self.bias
