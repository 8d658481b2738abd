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
    ``leaves`` has one row a tree and one column a leaf.
    """

    features: Any
    borders: Any
    leaves: Any
    bias: float
    #: Features and borders of every level from the last to the first, and where the leaves of every tree begin.
    levels: list[tuple[Any, Any]] = field(init=False)
    starts: Any = field(init=False)

    def __post_init__(self) -> None:
        """Lay out once what every evaluation reads."""
        trees, depth = self.features.shape
        levels = [
            (np.ascontiguousarray(self.features[:, level]), np.ascontiguousarray(self.borders[:, level, np.newaxis]))
            for level in reversed(range(depth))
        ]
        object.__setattr__(self, "levels", levels)
        object.__setattr__(self, "starts", np.arange(trees)[:, np.newaxis] * self.leaves.shape[1])

    def predict(self, columns: Any) -> Any:
        """Return the sum over all trees for every column of ``columns`` (features × rows, contiguous)."""
        return self.values(columns).sum(0) + self.bias

    def values(self, columns: Any) -> Any:
        """Return what every tree says of every column of ``columns`` (trees × rows)."""
        (features, borders), *further = self.levels
        leaf = (columns.take(features, axis=0) > borders).view(np.uint8)
        for features, borders in further:
            above = columns.take(features, axis=0) > borders
            np.add(leaf, leaf, out=leaf)
            np.add(leaf, above.view(np.uint8), out=leaf)
        return self.leaves.ravel().take(leaf + self.starts)


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
        self.biases = [forest.bias for forest in forests.values()]

    def predict(self, columns: Any) -> dict[str, Any]:
        """Return what each forest predicts, by its name."""
        values = self.trees.values(columns).reshape(len(self.names), -1, columns.shape[1]).sum(1)
        return {name: row + bias for name, row, bias in zip(self.names, values, self.biases, strict=True)}
