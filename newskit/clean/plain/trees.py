"""Boosted trees in numpy: what a gradient-boosting library learned, as arrays, without the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROWS = 64
"""Rows that are looked at at once: few enough to stay in the cache."""
_STORED: dict[str, Any] = {"feature": np.int16, "threshold": np.float32, "left": np.int32, "value": np.float32}
_STORED["roots"] = np.int32


@dataclass(slots=True, frozen=True)
class Trees:
    """An ensemble, nodes of all trees in one array. A leaf points to itself, so that all ways are equally long."""

    #: Column that a node asks about; 0 in a leaf.
    feature: NDArray[np.integer[Any]]
    #: A value up to this goes left; infinite in a leaf.
    threshold: NDArray[np.float32]
    #: Node on the left, after which comes the one on the right; the leaf itself in a leaf.
    left: NDArray[np.integer[Any]]
    #: What a leaf adds.
    value: NDArray[np.float32]
    #: First node of each tree; trees take turns for the classes.
    roots: NDArray[np.integer[Any]]
    #: Number of outputs: 1 for a yes or no, else the number of classes.
    outputs: int
    #: Longest way from root to leaf.
    depth: int

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each class, or of yes in one column, for each row."""
        scores = np.empty((len(rows), self.outputs), dtype=np.float32)
        for start in range(0, len(rows), _ROWS):
            scores[start : start + _ROWS] = self._scores(rows[start : start + _ROWS])
        if self.outputs == 1:
            return np.asarray(1 / (1 + np.exp(-scores)), dtype=np.float32)
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)

    def _scores(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        flat = np.ascontiguousarray(rows).ravel()
        offsets = (np.arange(len(rows), dtype=np.intp) * rows.shape[1])[:, None]
        nodes = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        for _ in range(self.depth):
            right = flat.take(offsets + self.feature.take(nodes)) > self.threshold.take(nodes)
            nodes = self.left.take(nodes) + right
        leaves = self.value.take(nodes).reshape(len(rows), -1, self.outputs)
        summed: NDArray[np.float32] = leaves.sum(axis=1, dtype=np.float32)
        return summed

    def arrays(self, name: str) -> dict[str, Any]:
        """Return the arrays under names for one file; ``from_arrays`` reads them back."""
        stored: dict[str, Any] = {
            f"{name}.{field}": getattr(self, field).astype(kind) for field, kind in _STORED.items()
        }
        return stored | {f"{name}.shape": np.array([self.outputs, self.depth], dtype=np.int32)}

    @classmethod
    def from_arrays(cls, stored: Any, name: str) -> Trees:
        """Read an ensemble from a loaded ``.npz`` file."""
        outputs, depth = (int(number) for number in stored[f"{name}.shape"])
        feature, threshold, left, value, roots = (stored[f"{name}.{field}"] for field in _STORED)
        # numpy looks things up by this kind of number, and turns others into it every time
        feature, left, roots = (array.astype(np.intp) for array in (feature, left, roots))
        return cls(feature, threshold, left, value, roots, outputs, depth)
