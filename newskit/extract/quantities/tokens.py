"""Tokens for reading numbers: runs of digits, words, single signs.

Digits and letters are always apart ("256GB" is two tokens, the second one glued to the first), so that a number can be
told from the unit behind it and from the name before it. One pass, no backtracking: the time is linear in the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
"""Fractions that are one character."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
"""Characters that are words of their own."""

UNSPACED = re.compile(rf"[{HAN}\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af]")
"""Letters of scripts whose words touch: a number next to one is no part of a name."""

_TOKEN = re.compile(
    rf"(?P<n>\d+(?:[.,'’]\d+)*)|(?P<f>[{VULGAR}])|(?P<w>[{HAN}]|[^\W\d_{VULGAR}{HAN}]+)|(?P<s>[^\w\s]|_)"
)


class Token(NamedTuple):
    """A run of digits with its separators, a fraction sign, a word or a single sign."""

    text: str
    #: Without letter case.
    lower: str
    start: int
    end: int
    #: ``n`` digits, ``f`` fraction sign, ``w`` word, ``s`` sign.
    kind: str
    #: Nothing stands between it and the token before.
    glued: bool


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text with their offsets."""
    tokens = []
    last = -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match.group()
        tokens.append(Token(word, word.lower(), start, end, match.lastgroup or "s", start == last))
        last = end
    return tokens
