"""How alike two texts are, by runs of four letters: works in every script."""

from __future__ import annotations

from functools import lru_cache

_SIZE = 4
_MAX = 240
"""Letters of a text that are compared."""


def likeness(one: str, other: str) -> float:
    """Return how many runs of four letters two texts (letters alone) share, from 0 to 1 (Dice)."""
    if one == other:
        return 1.0 if one else 0.0
    first, second = runs(one[:_MAX]), runs(other[:_MAX])
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


@lru_cache(maxsize=2000)
def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of four letters in a text; one that is shorter is a run itself."""
    if len(text) < _SIZE:
        return frozenset((tuple(text),) if text else ())
    return frozenset(zip(text, text[1:], text[2:], text[3:], strict=False))
