"""What a block is like among the others: printed twice nearby, of a shape that recurs, of words that the text uses.

A caption is often printed again beside its picture, a house style gives all headings one shape, and the small words of
a sentence are those of the running text. All is read off the text itself, for any language.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from newskit.clean.plain.characters import AROUND_WORDS
from newskit.clean.plain.names import is_commissioned

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLUMNS = 12
NEAR = 5
"""The first columns, which say something of the neighbours too."""

_NEARBY = (1, -1, 2, -2, 3, -3, 4, -4)
_KEY = 400
_LEAST, _LEAST_PREFIX = 6, 10
_SHORT = 110
_RUNNING_WORDS, _MOST_WORDS = 12, 40
_OFTEN = 3
_SIGNS = "/©|—–("
_SIZES = (3, 12, 25)
Shape = tuple[tuple[str, ...], str, int]
"""The first two words, the last character and the length of a line, each roughly."""


def repetition(texts: list[str], good: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a row for each block, given its text and whether it is a long sentence (1) or not (0)."""
    table = np.zeros((len(texts), COLUMNS), dtype=np.float32)
    _repeated(texts, table)
    for place, text in enumerate(texts):
        if len(text) <= _SHORT:
            words = text.split()
            capitals = sum(word.isupper() for word in words) / len(words) if len(words) > 1 else 0
            table[place, 2:NEAR] = is_commissioned(text), text[0] in _SIGNS, capitals
    _shapes(texts, good, table)
    _words(texts, table)
    return table


def _repeated(texts: list[str], table: NDArray[np.float32]) -> None:
    """Note how far off the same text stands, and one that begins like it or as which it begins."""
    keys = ["".join(filter(str.isalnum, text[:_KEY])).casefold() for text in texts]
    for place, key in enumerate(keys):
        if len(key) < _LEAST:
            continue
        for step in _NEARBY:
            other = keys[place + step] if 0 <= place + step < len(keys) else ""
            if not other:
                continue
            if other == key:
                table[place, 0] = table[place, 0] or step
            elif min(len(other), len(key)) >= _LEAST_PREFIX and (other.startswith(key) or key.startswith(other)):
                table[place, 1] = table[place, 1] or step


def _shapes(texts: list[str], good: NDArray[np.float32], table: NDArray[np.float32]) -> None:
    """Note how many lines have the same shape, and how many of the others stand above and below long sentences."""
    shapes = [_shape(text) for text in texts]
    below = [bool(value) for value in [*good[1:], 0]]
    above = [bool(value) for value in [0, *good[:-1]]]
    counts, heads, follows = Counter(shapes), Counter[Shape](), Counter[Shape]()
    for place, shape in enumerate(shapes):
        heads[shape] += below[place]
        follows[shape] += above[place]
    for place, shape in enumerate(shapes):
        others = counts[shape] - 1
        table[place, 5] = np.log1p(others)
        table[place, 6] = (heads[shape] - below[place]) / others if others else -1
        table[place, 7] = (follows[shape] - above[place]) / others if others else -1


def _shape(text: str) -> Shape:
    words = text.split()
    return (
        tuple(map(_word_shape, words[:2])),
        "x" if text[-1].isalnum() else text[-1],
        sum(len(words) > size for size in _SIZES),
    )


def _word_shape(word: str) -> str:
    if word.isdigit():
        return "9"
    if any(map(str.isdigit, word)):
        return "8:" if ":" in word else "8"
    if word.isupper() and len(word) > 1:
        return "U"
    first = word[0]
    return "A" if first.isupper() else "a" if first.islower() else "c" if first.isalnum() else first


def _words(texts: list[str], table: NDArray[np.float32]) -> None:
    """Note which share of a short block's small words and of its names the running text uses, and its last word."""
    inside: Counter[str] = Counter()
    split = [text.split() for text in texts]
    for words in split:
        if len(words) > _RUNNING_WORDS:
            inside.update(word.strip(AROUND_WORDS) for word in words[:-1])
    for place, words in enumerate(split):
        if not words or len(words) >= _MOST_WORDS:
            continue
        bare = [word.strip(AROUND_WORDS) for word in words]
        small = [word for word in bare if word[:1].islower()]
        names = [word for word in bare[1:] if word[:1].isupper()]
        table[place, 8] = sum(inside[word] >= _OFTEN for word in small) / len(small) if small else -1
        table[place, 9] = sum(inside[word] >= 1 for word in names) / len(names) if names else -1
        table[place, 10] = np.log1p(inside[bare[-1]]) if bare[-1] else 0
        table[place, 11] = len(names) / len(bare)
