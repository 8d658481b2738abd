"""What the words of a block make it look like: a linear model over hashed words, their parts and their order.

Captions, credits, decks and prompts have a way of speaking that length and punctuation do not show. The model sees
each block by itself and gives one opinion a kind; the second look of the classifier weighs it. Learned by
``benchmarks/train_plain.py``: only what several publishers write is in it.
"""

from __future__ import annotations

import itertools
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[^\w\s]")
_HEAD, _TAIL = 18, 9
"""Tokens of a block that are looked at, from both ends."""
_HEAD_LETTERS, _TAIL_LETTERS = 220, 90
_LONGEST_TOKEN = 30
_PREFIX, _SUFFIX = 4, 3
_EDGE = 4
_SHORT = 7
_CASELESS = "\u0e00"
"""From here on scripts have no spaces or no case, and pairs of characters are looked at."""


@dataclass(slots=True, frozen=True)
class Words:
    """A linear model: what each hashed feature says for each kind."""

    #: Hashes of the features, in ascending order.
    keys: NDArray[np.uint32]
    #: One row a feature, one column a kind, in units of ``scale``.
    weights: NDArray[np.int8]
    #: What one unit of a column is worth.
    scale: NDArray[np.float32]
    #: What speaks for each kind whatever is said.
    bias: NDArray[np.float32]

    def opinions(self, texts: list[str]) -> NDArray[np.float32]:
        """Return the logarithm of the probability of each kind for each text."""
        scores = np.zeros((len(texts), len(self.bias)), dtype=np.float32)
        known: dict[str, int] = {}
        for text in texts:
            known.setdefault(text, len(known))
        if known and len(self.keys):
            scores = self._scores([hashed(text) for text in known])[[known[text] for text in texts]]
        scores -= scores.max(axis=1, keepdims=True)
        return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)), dtype=np.float32)

    def _scores(self, features: list[NDArray[np.uint32]]) -> NDArray[np.float32]:
        counts = np.array([len(found) for found in features])
        rows = np.repeat(np.arange(len(features)), counts)
        every = np.concatenate(features)
        places = np.minimum(np.searchsorted(self.keys, every), len(self.keys) - 1)
        hits = self.keys[places] == every
        scores = np.zeros((len(features), len(self.bias)), dtype=np.float32)
        np.add.at(scores, rows[hits], self.weights[places[hits]].astype(np.float32))
        return np.asarray(scores * self.scale / np.sqrt(np.maximum(counts, 1))[:, None] + self.bias, dtype=np.float32)

    def arrays(self, name: str) -> dict[str, Any]:
        """Return the arrays under names for one file; ``from_arrays`` reads them back."""
        return {f"{name}.{field}": getattr(self, field) for field in ("keys", "weights", "scale", "bias")}

    @classmethod
    def from_arrays(cls, stored: Any, name: str) -> Words:
        """Read a model from a loaded ``.npz`` file."""
        return cls(*(stored[f"{name}.{field}"] for field in ("keys", "weights", "scale", "bias")))


def hashed(text: str) -> NDArray[np.uint32]:
    """Return the hashes of what a text says, each once, in no order."""
    return np.array([zlib.crc32(feature.encode("utf-8", "replace")) for feature in _features(text)], dtype=np.uint32)


def _features(text: str) -> set[str]:
    """Return words, beginnings and ends of words, pairs, how it starts and ends, and the shape of both ends."""
    cut = len(text) > _HEAD_LETTERS + _TAIL_LETTERS
    tokens = _TOKEN.findall(f"{text[:_HEAD_LETTERS]} {text[-_TAIL_LETTERS:]}" if cut else text)
    if len(tokens) > _HEAD + _TAIL:
        tokens = tokens[:_HEAD] + tokens[-_TAIL:]
    found: set[str] = set()
    words: list[str] = []
    shapes: list[str] = []
    for token in tokens:
        first = token[0]
        if first.isdigit():
            words.append("0" * min(len(token), 5))
            shapes.append("0")
        elif not first.isalpha():
            words.append(token)
            shapes.append(token)
        elif first > _CASELESS:
            found.update(f"c{token[place : place + 2]}" for place in range(min(len(token), _LONGEST_TOKEN)))
            words.append(token[:_LONGEST_TOKEN])
            shapes.append("c")
        else:
            word = token[:_LONGEST_TOKEN].casefold()
            words.append(word)
            shapes.append("A" if len(token) > 1 and token.isupper() else "X" if first.isupper() else "x")
            if len(word) >= _PREFIX:
                found.add(f"p{word[:_PREFIX]}")
                found.add(f"s{word[-_SUFFIX:]}")
    found.update(f"w{word}" for word in words)
    found.update(f"b{left} {right}" for left, right in itertools.pairwise(words))
    found.update(f"3{''.join(shapes[place : place + 3])}" for place in range(len(shapes) - 2))
    if words:
        found |= {f"f{words[0]}", f"l{words[-1]}", f"F{' '.join(words[:2])}", f"L{' '.join(words[-2:])}"}
        found |= {f"S{''.join(shapes[:_EDGE])}", f"T{''.join(shapes[-_EDGE:])}"}
    if len(words) < _SHORT:
        found.add(f"U{''.join(shapes)}")
    found.add(f"#{min(9, len(text).bit_length())}")
    return found
