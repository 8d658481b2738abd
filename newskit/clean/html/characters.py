"""Kinds of characters in many texts at once, in numpy: counts of them, and letters and digits alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

UPPER, LOWER, OTHER_LETTER, IDEOGRAPH, DIGIT, SPACE, COMMA, STOP, COLON, QUOTE, DASH, BAR, REST = range(13)
KINDS = 13
"""How many kinds there are."""

_MARKS = {
    COMMA: ",،、，;；",
    STOP: ".!?…。！？।።؟",
    COLON: ":：",
    QUOTE: "\"'“”„«»‘’‚‹›「」『』",
    DASH: "-–—",
    BAR: "|•·›»/",
}


def count(texts: list[str]) -> tuple[Any, Any, Any]:
    """Return counts (texts × kinds), the kind of each text's first and of its last character.

    No text may be empty.
    """
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _table()[np.minimum(points, 0xFFFF)]
    ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
    starts = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1]))
    owner = np.repeat(np.arange(len(texts)), ends - starts)
    counts = np.bincount(owner * KINDS + kinds, minlength=len(texts) * KINDS).reshape(len(texts), KINDS)
    return counts, kinds[starts], kinds[ends - 1]


def squeeze(text: str) -> str:
    """Return the letters and digits of a text, lower-case."""
    letters = _known.get(text)
    if letters is None:
        letters = _letters(text.replace("\n", " ")) if len(text) > _LONG else "".join(_ALNUM.findall(text.lower()))
        if len(_known) > _KNOWN:
            _known.clear()
        if len(text) <= _KNOWN_LENGTH:
            _known[text] = letters
    return letters


def squeeze_all(texts: list[str]) -> list[str]:
    """Return the letters and digits of every text, lower-case; none may hold a line feed but a single one."""
    if len(texts) == 1:
        return [squeeze(texts[0])]
    letters = _letters("\n".join(texts)).split("\n")
    _remember(texts, letters)
    return letters


def _letters(text: str) -> str:
    """Return the letters, digits and line feeds of a text, lower-case."""
    points = np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kept = points[_kept()[np.minimum(points, 0xFFFF)]]
    letters: str = kept.tobytes().decode("utf-32-le", "surrogatepass")
    return letters


# blocks, titles and captions are compared again and again while their page is read
_known: dict[str, str] = {}


def _remember(texts: Sequence[str], letters: Sequence[str]) -> None:
    if len(_known) > _KNOWN:
        _known.clear()
    _known.update((text, some) for text, some in zip(texts, letters, strict=True) if len(text) <= _KNOWN_LENGTH)


_ALNUM = re.compile(r"[^\W_]+")
_LONG = 200
"""Characters from which numpy is faster than a regular expression."""
_KNOWN, _KNOWN_LENGTH = 1_000, 3_000
"""How many texts are remembered, of how many characters at the most."""


@cache
def _kept() -> Any:
    """Return for every character of the basic plane whether it is a letter, a digit or a line feed."""
    kept = np.fromiter((chr(point).isalnum() for point in range(0x10000)), dtype=bool, count=0x10000)
    kept[ord("\n")] = True
    return kept


@cache
def _table() -> Any:
    """Return the kind of every character of the basic plane."""
    table = np.full(0x10000, REST, dtype=np.uint8)
    for point in range(0x10000):
        category = unicodedata.category(chr(point))
        if category == "Lu":
            table[point] = UPPER
        elif category == "Ll":
            table[point] = LOWER
        elif category[0] in "LM":
            table[point] = OTHER_LETTER
        elif category[0] == "N":
            table[point] = DIGIT
        elif category[0] == "Z":
            table[point] = SPACE
    for low, high in ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)):
        table[low : high + 1] = IDEOGRAPH
    for low, high in ((0x0E00, 0x0E7F), (0x0E80, 0x0EFF), (0x1780, 0x17FF), (0x1000, 0x109F)):
        table[low : high + 1] = IDEOGRAPH
    for kind, marks in _MARKS.items():
        for mark in marks:
            table[ord(mark)] = kind
    return table
