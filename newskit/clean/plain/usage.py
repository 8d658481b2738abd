"""How a text uses its own words: a line that ends with a word that elsewhere always goes on is not at its end.

Whether "the" or "der" may end a block is read off the text itself, so no list of words of any language is needed.
"""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from newskit.clean.plain.characters import AROUND_WORDS, TERMINALS
from newskit.clean.plain.pieces import BLANK, GLUE, LINE, START

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from newskit.clean.plain.pieces import Piece

_WORDS = 400
"""Words of a piece that are looked at, at each end."""
COLUMNS = 16


def usage(pieces: list[Piece]) -> NDArray[np.float32]:
    """Return for each piece how its first word, and the last of the one before, are used elsewhere in the text.

    The first row, which has no piece before it, is zero.
    """
    words = [_words(piece.text) for piece in pieces]
    inside, starting, ending, pairs = _counted(words)
    junctions = Counter(
        _junction(words[place - 1], words[place]) for place in range(1, len(pieces)) if pieces[place].before == GLUE
    )
    lines, sizes = _lines(pieces)
    glued = Counter(_glue(last, piece) for last, piece in itertools.pairwise(pieces) if piece.before == GLUE)
    shares = [np.log1p(glued[kind]) - np.log1p(len(pieces)) for kind in ("end", "small", "other")]
    table = np.zeros((len(pieces), COLUMNS), dtype=np.float32)
    for place in range(1, len(pieces)):
        last = words[place - 1][-1] if words[place - 1] else ""
        first = words[place][0] if words[place] else ""
        pair = last, first
        bare = len(words[place]) > 1
        table[place] = (
            *(np.log1p(inside[last]), ending[last] / (1 + inside[last] + ending[last]), len(last)),
            *(np.log1p(inside[first]), starting[first] / (1 + inside[first] + starting[first]), len(first)),
            *(np.log1p(pairs[pair]), bare, np.log1p(junctions[_junction(words[place - 1], words[place])])),
            *(lines[place] == lines[place - 1], np.log1p(sizes[lines[place]]), np.log1p(sizes[lines[place - 1]])),
            *shares,
            float(last.islower() and first.islower()),
        )
    return table


def _words(text: str) -> list[str]:
    """Return the words of a piece without marks around them: all of a short one, those at both ends of a long one."""
    words = text.split() if len(text) < 8 * _WORDS else [*text[: 4 * _WORDS].split(), *text[-4 * _WORDS :].split()]
    return [bare for word in words if (bare := word.strip(AROUND_WORDS))]


def _counted(words: list[list[str]]) -> tuple[Counter[str], Counter[str], Counter[str], Counter[tuple[str, str]]]:
    """Count words that another follows in their piece, words that begin and that end one, and pairs of neighbours."""
    inside: Counter[str] = Counter()
    starting: Counter[str] = Counter()
    ending: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for piece in words:
        if piece:
            inside.update(piece[1:-1])
            starting[piece[0]] += 1
            ending[piece[-1]] += 1
            pairs.update(itertools.pairwise(piece))
    return inside, starting, ending, pairs


def _junction(left: list[str], right: list[str]) -> str:
    return (left[-1] if left else "") + (right[0] if right else "")


def _glue(last: Piece, piece: Piece) -> str:
    if last.text[-1] in TERMINALS:
        return "end"
    return "small" if last.text[-1].islower() and piece.text[0].isupper() else "other"


def _lines(pieces: list[Piece]) -> tuple[list[int], list[int]]:
    """Return the number of the line that each piece stands in, and the characters of every line."""
    numbers: list[int] = []
    sizes: list[int] = []
    for piece in pieces:
        if piece.before in (START, BLANK, LINE) or not sizes:
            sizes.append(0)
        numbers.append(len(sizes) - 1)
        sizes[-1] += len(piece.text)
    return numbers, sizes
