"""Characters: one form for what is printed the same, and the class of every character as an array."""

from __future__ import annotations

import functools
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOWER, UPPER, CASELESS, DIGIT, SPACE, TERMINAL, CLOSING, OPENING, QUOTE, OTHER, MARK = range(1, 12)
"""Classes of characters; ``TERMINAL`` ends a sentence, ``QUOTE`` is a straight mark that opens or closes."""

TERMINALS = frozenset(".!?…。！？｡।॥؟۔")
AROUND_WORDS = ".,;:!?\"'“”„«»()[]…‘’"
"""Marks that are no part of the word beside them."""

_LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n\n", "\x85": "\n", "\x0b": "\n"}
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def normalise(text: str) -> str:
    """Return text in NFC, with plain spaces and line feeds, without invisible and control characters.

    Joiners stay (they carry meaning in Indic and Arabic scripts), and the form feed, which parts pages.
    """
    for end, replacement in _LINE_ENDS.items():
        if end in text:
            text = text.replace(end, replacement)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.translate(_translation())


@functools.cache
def _translation() -> dict[int, str]:
    table = dict.fromkeys((*range(9), *range(14, 32), *range(127, 160)), "")
    table.update({ord(character): " " for character in _SPACES})
    table.update({ord(character): "" for character in _INVISIBLE})
    return table


def classes(text: str) -> NDArray[np.uint8]:
    """Return the class of every character."""
    import numpy as np

    points: NDArray[np.uint32] = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    table: NDArray[np.uint8] = _table()
    return table[np.minimum(points, len(table) - 1)]


@functools.cache
def _table() -> Any:
    import numpy as np

    by_category = {"Ll": LOWER, "Lu": UPPER, "Lt": UPPER, "Lo": CASELESS, "Lm": CASELESS, "Nd": DIGIT, "Nl": DIGIT}
    by_category |= {"No": DIGIT, "Zs": SPACE, "Zl": SPACE, "Zp": SPACE, "Cc": SPACE, "Mn": MARK, "Mc": MARK}
    by_category |= {"Pe": CLOSING, "Pf": CLOSING, "Ps": OPENING, "Pi": OPENING}
    table = np.full(0x11000, OTHER, dtype=np.uint8)
    for point in range(0x10FFF):
        table[point] = by_category.get(unicodedata.category(chr(point)), OTHER)
    for character in TERMINALS:
        table[ord(character)] = TERMINAL
    table[ord('"')] = table[ord("'")] = QUOTE
    return table
