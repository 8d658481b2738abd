"""Boosted oblivious trees, evaluated in numpy for all blocks of a page at once.

In an oblivious tree all nodes of a level ask the same question, so a tree of depth d is d comparisons and one look-up
among 2^d values (Kohavi 1994; the trees of CatBoost, Prokhorenkova et al. 2018).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Forest:
    """A sum of oblivious trees of equal depth.

    ``features`` and ``borders`` have one row a tree and one column a level, of which there are eight at the most;
    ``leaves`` has one row a tree and one column a leaf. Leaves of half precision are summed without rounding, so that
    the sum is the same in whatever order a processor adds.
    """

    features: Any
    borders: Any
    leaves: Any
    bias: float
    #: Every question that is asked, once: its feature and its border.
    asked: Any = field(init=False)
    limits: Any = field(init=False)
    #: Which of them the last level of every tree asks, then the level before, up to the first.
    questions: Any = field(init=False)
    #: The leaves of all trees, and where those of every tree begin.
    values: Any = field(init=False)
    starts: Any = field(init=False)

    def __post_init__(self) -> None:
        """Lay out once what every evaluation reads."""
        trees, leaves = self.leaves.shape
        features, borders = (np.ascontiguousarray(each.T[::-1]).ravel() for each in (self.features, self.borders))
        # feature and border as one number, for pairs are slow to compare
        pairs = features.astype(np.int64) << 32 | borders.astype(np.float32).view(np.uint32)
        _, first, questions = np.unique(pairs, return_index=True, return_inverse=True)
        object.__setattr__(self, "asked", features[first])
        object.__setattr__(self, "limits", borders[first, np.newaxis])
        object.__setattr__(self, "questions", questions)
        object.__setattr__(self, "values", self.leaves.astype(np.float64).ravel())
        kind = np.min_scalar_type(self.leaves.size)
        object.__setattr__(self, "starts", np.arange(0, trees * leaves, leaves, dtype=kind)[:, np.newaxis])

    def predict(self, columns: Any) -> Any:
        """Return the sum over all trees for every column of ``columns`` (features × rows, contiguous)."""
        return self.sums(columns, 1)[0] + self.bias

    def sums(self, columns: Any, parts: int) -> Any:
        """Return the sums over the trees of each of so many equal parts for every column of ``columns``."""
        trees, depth = self.features.shape
        rows = columns.shape[1]
        answers = (columns.take(self.asked, axis=0) > self.limits).view(np.uint8)
        leaf, *further = answers.take(self.questions, axis=0).reshape(depth, trees, rows)
        for level in further:
            np.add(leaf, leaf, out=leaf)
            np.add(leaf, level, out=leaf)
        values = self.values.take(leaf + self.starts, mode="clip").reshape(parts, -1, rows)
        return np.ones(values.shape[1]) @ values


class Forests:
    """Several forests of equal shape over the same features, evaluated in one go."""

    def __init__(self, forests: dict[str, Forest]) -> None:
        """Put the trees of all forests into one table; raises ValueError where their shapes differ."""
        self.names = tuple(forests)
        features, borders, leaves = (
            np.concatenate([getattr(forest, name) for forest in forests.values()])
            for name in ("features", "borders", "leaves")
        )
        self.trees = Forest(features, borders, leaves, 0.0)
        self.biases = np.array([[forest.bias] for forest in forests.values()])

    def predict(self, columns: Any) -> Any:
        """Return what each forest predicts (forests × rows), in the order of ``names``."""
        return self.trees.sums(columns, len(self.names)) + self.biases
