"""From pieces to blocks with a kind: which pieces belong together, then what each block is.

Three ensembles of boosted trees: one for each boundary between pieces, one for the kind of each block by itself and
its neighbours, and one that looks again, knowing what the first thought of the whole text. Learned by
``benchmarks/train_plain.py``; the file of weights says from what.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from newskit.clean.plain.credits import is_credit, is_label, names_agency
from newskit.clean.plain.names import is_commissioned, is_led
from newskit.clean.plain.pieces import BLANK, GLUE, LINE, SEPARATOR, SPACES, Piece

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from newskit.clean.plain.features import Block
    from newskit.clean.plain.trees import Trees

KINDS = ("drop", "paragraph", "heading", "headline", "description", "caption", "credit", "byline", "timestamp")
"""What a block can be, in the order of the classifier's outputs."""
DROP, PARAGRAPH, HEADING, HEADLINE, DESCRIPTION, CAPTION, CREDIT, BYLINE, TIMESTAMP = range(len(KINDS))

WEIGHTS = "weights.npz"
_JOIN = {GLUE: 0.5, SPACES: 0.5, SEPARATOR: 0.5, LINE: 0.5, BLANK: 0.9}
_GLUED = 3
"""Where fewer places look glued, they are names such as iPhone rather than blocks that have lost their line end."""
_LONGEST_CAMEL = 14
"""Characters of a name with a capital inside it."""
_LONGEST_CREDIT = 110
_LONGEST_NAME = 80
"""Characters of a name that belongs to the label of a credit on the line before it."""
_MOST_BRACKETED, _LEAST_TITLED = 10, 0.7
"""Words of names in brackets, and the share of them with a capital."""
_HOUSE = re.compile(r"[\w-]+\.\w{2,8}/[^\W\d_a-zß-ÿ]")
"""The site that a photographer works for, and the name: "orbit.example/Jane Doe"."""
_MARKS = ".,;:!?\"'“”„«»()"
_NO_SPACE_BEFORE = frozenset(".,;:!?)]}»”’%…、。，：；！？」』")


@dataclass(slots=True, frozen=True)
class Model:
    """The three ensembles."""

    join: Trees
    kind: Trees
    again: Trees

    def arrays(self) -> dict[str, Any]:
        """Return all arrays under names for one file; ``from_arrays`` reads them back."""
        parts = ("join", "kind", "again")
        return {key: array for name in parts for key, array in getattr(self, name).arrays(name).items()}

    @classmethod
    def from_arrays(cls, stored: Any) -> Model:
        """Read the weights from a loaded ``.npz`` file."""
        from newskit.clean.plain.trees import Trees

        join, kind, again = (Trees.from_arrays(stored, name) for name in ("join", "kind", "again"))
        return cls(join, kind, again)


@functools.cache
def model() -> Model:
    """Load the weights, once a process."""
    import numpy as np

    file = resources.files("newskit.resources") / "clean" / "plain" / WEIGHTS
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        return Model.from_arrays(stored)


def blocks_of(pieces: list[Piece], joined: NDArray[np.float32] | None) -> list[Block]:
    """Join pieces into blocks, given the probability that each but the first goes on from the one before."""
    from newskit.clean.plain.features import Block

    found: list[Block] = []
    parts: list[str] = []
    size = 0
    names = _camel_names(pieces)
    for place, piece in enumerate(pieces):
        # a credit is short: a long block is never joined to be looked at, which keeps the time linear
        block = "".join(parts) if size <= _LONGEST_CREDIT else ""
        if place and joined is not None and _goes_on(pieces[place - 1], piece, block, joined[place - 1], names):
            parts.append(_between(pieces[place - 1], piece) + piece.text)
            size += len(parts[-1])
            found[-1].pieces += 1
            continue
        if found:
            found[-1].text = "".join(parts)
        parts, size = [piece.text], len(piece.text)
        found.append(Block("", piece.before, piece.distance, piece.indent, 1))
    if found:
        found[-1].text = "".join(parts)
    return found


def _goes_on(last: Piece, piece: Piece, block: str, probability: float, names: frozenset[str]) -> bool:
    """Whether a piece goes on in the block that the last piece ends, by the classifier and by what it says itself."""
    inside = piece.before in (GLUE, SPACES, SEPARATOR)
    if ":" in (piece.text[0], last.text) or (inside and not _says(piece.text)):
        return True
    closed = block[:1] in ("(", "[") and block[-1:] in (")", "]")
    if piece.before == SEPARATOR and len(piece.text) <= _LONGEST_NAME and block and not closed and is_credit(block):
        return True
    if inside and (is_credit(piece.text) or _is_signature(last.text, piece)):
        return False
    if len(piece.text) <= _LONGEST_NAME and is_label(last.text) and not is_credit(piece.text):
        return True
    if piece.before == GLUE and last.text[-1].islower() and piece.text[0].isupper():
        return probability > _JOIN[GLUE] or _junction(last.text, piece.text) in names
    return bool(probability > _JOIN[piece.before])


def _camel_names(pieces: list[Piece]) -> frozenset[str]:
    """Return the words that look like two glued ones and are names: those that recur, such as WhatsApp.

    Where few places look glued all are names, but those of which both halves stand in the text as words of their own.
    """
    glued = [(last, piece) for last, piece in itertools.pairwise(pieces) if piece.before == GLUE]
    if len(glued) < _GLUED:
        words = {word.strip(_MARKS) for piece in pieces for word in piece.text.split()[1:-1]}
        return frozenset(
            _junction(last.text, piece.text)
            for last, piece in glued
            if not {*last.text.split()[-1:], *(word.strip(_MARKS) for word in piece.text.split()[:1])} <= words
        )
    counted = Counter(_junction(last.text, piece.text) for last, piece in glued)
    return frozenset(
        word for word, count in counted.items() if count > 1 and word[0].isupper() and len(word) <= _LONGEST_CAMEL
    )


def _junction(left: str, right: str) -> str:
    """Return the word that the end of one piece and the start of the next make."""
    tail, head = left[-_LONGEST_CAMEL:].split(), right[:_LONGEST_CAMEL].split()
    return (tail[-1] if tail else "") + (head[0].rstrip(".,;:!?") if head else "")


def _is_signature(last: str, piece: Piece) -> bool:
    """Whether a sentence has ended and somebody signs: "harbour.dpa", "| Doe/AFP", "(Doe)", "Jane Doe for Orbit"."""
    if not last.rstrip(" |–—").endswith((".", "!", "?", "…")):
        return False
    text = piece.text.lstrip(" |–—")
    return ((not piece.gap or "/" in text or " via " in text) and names_agency(text)) or (
        is_commissioned(text) or _is_bracketed(text) or _HOUSE.match(text) is not None
    )


def _is_bracketed(text: str) -> bool:
    """Whether a line is names in brackets: "(Harbour Board, City of Lindau)"."""
    words = text[1:-1].split()
    if text[0] + text[-1] != "()" or not 1 < len(words) <= _MOST_BRACKETED or any(map(str.isdigit, text)):
        return False
    return sum(word[0].isupper() for word in words) >= _LEAST_TITLED * len(words)


def _says(text: str) -> bool:
    return any(map(str.isalnum, text))


def _between(last: Piece, piece: Piece) -> str:
    """Return what stands between two pieces of one block."""
    if piece.before not in (LINE, BLANK):
        return " " if piece.gap or is_led(last.text) else ""
    if piece.text[0] in _NO_SPACE_BEFORE and not (piece.text[0] == "»" and piece.text[1:2] == " "):
        return ""
    return "" if last.text[-1] in "([„“«‘" and last.text[-1] != "“" else " "


def classify(pieces: list[Piece], model: Model) -> tuple[list[Block], NDArray[np.float32]]:
    """Return the blocks of the pieces, and for each the probability of every kind."""
    import numpy as np

    from newskit.clean.plain import features

    joined = model.join.probabilities(features.boundaries(pieces))[:, 0] if len(pieces) > 1 else None
    found = blocks_of(pieces, joined)
    rows = features.blocks(found)
    first = model.kind.probabilities(rows)
    second = model.again.probabilities(np.concatenate([features.context(first), rows], axis=1))
    return found, both(first, second)


def both(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what two looks think together: their geometric mean, better than either alone."""
    import numpy as np

    mean = np.sqrt(first * second)
    return np.asarray(mean / np.maximum(mean.sum(axis=1, keepdims=True), 1e-9), dtype=np.float32)
