"""Learn the model of words of ``newskit.clean.plain``: what a block looks like by what it says.

A multinomial logistic regression over hashed features (``newskit.clean.plain.words``). A feature counts only if several
publishers write it, and a text once a publisher, so that no house's own furniture is learned by heart. Needs scipy,
which comes with lightgbm.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from newskit.clean.plain.words import Words, hashed

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_PUBLISHERS = 4
PENALTY = 1e-5
ITERATIONS = 60
FOLDS = 4
STEPS = 127
"""Greatest weight in units of a column."""


@dataclass(slots=True, frozen=True)
class Example:
    """What one publisher writes as one kind."""

    publisher: str
    text: str
    kind: int
    weight: float


def fold_of(publisher: str) -> int:
    """Return the fold in which a publisher's texts are judged by what others write."""
    return zlib.crc32(f"w{publisher}".encode()) % FOLDS


def fit_words(examples: Iterable[Example], kinds: int) -> Words:
    """Learn what the words say, each text of a publisher counting once a kind."""
    once = {(example.publisher, example.text, example.kind): example for example in examples}
    kept = list(once.values())
    features = [_hashed(example.text) for example in kept]
    keys = _shared([example.publisher for example in kept], features)
    table = _table(features, keys)
    labels = np.array([example.kind for example in kept])
    weights = np.array([example.weight for example in kept])
    found = _minimum(table, labels, weights / weights.sum(), kinds)
    matrix, bias = found[: len(keys) * kinds].reshape(len(keys), kinds), found[len(keys) * kinds :]
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / STEPS
    rounded = np.rint(matrix / scale).astype(np.int8)
    says = rounded.any(axis=1)
    return Words(keys[says], rounded[says], scale.astype(np.float32), bias.astype(np.float32))


_KNOWN: dict[str, NDArray[np.uint32]] = {}


def _hashed(text: str) -> NDArray[np.uint32]:
    found = _KNOWN.get(text)
    if found is None:
        found = _KNOWN[text] = hashed(text)
    return found


def _shared(publishers: list[str], features: list[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    """Return the features that enough publishers write."""
    own: dict[str, list[NDArray[np.uint32]]] = {}
    for publisher, found in zip(publishers, features, strict=True):
        own.setdefault(publisher, []).append(found)
    keys, counts = np.unique(
        np.concatenate([np.unique(np.concatenate(found)) for found in own.values()]), return_counts=True
    )
    return np.asarray(keys[counts >= LEAST_PUBLISHERS], dtype=np.uint32)


def _table(features: list[NDArray[np.uint32]], keys: NDArray[np.uint32]) -> Any:
    """Return texts by features; all features of a text, known or not, make its length."""
    counts = np.array([len(found) for found in features])
    every = np.concatenate(features)
    places = np.minimum(np.searchsorted(keys, every), len(keys) - 1)
    hits = keys[places] == every
    rows = np.repeat(np.arange(len(features)), counts)
    values = np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts)
    return csr_matrix((values[hits], (rows[hits], places[hits])), shape=(len(features), len(keys)))


def _minimum(table: Any, labels: NDArray[np.int64], weights: NDArray[np.float64], kinds: int) -> NDArray[np.float64]:
    """Return weights and biases of least loss."""
    size = table.shape[1]
    turned = table.T.tocsr()
    wanted = np.zeros((len(labels), kinds))
    wanted[np.arange(len(labels)), labels] = 1

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return the loss and its gradient."""
        matrix, bias = values[: size * kinds].reshape(size, kinds), values[size * kinds :]
        scores = table @ matrix + bias
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        missed = (np.exp(scores) - wanted) * weights[:, None]
        total = -(weights * (scores * wanted).sum(axis=1)).sum() + PENALTY / 2 * (matrix * matrix).sum()
        return total, np.concatenate([(turned @ missed + PENALTY * matrix).ravel(), missed.sum(axis=0)])

    start = np.zeros((size + 1) * kinds)
    found: NDArray[np.float64] = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}).x
    return found
