"""How alike two texts are, by runs of four letters: works in every script."""

from __future__ import annotations

from functools import lru_cache

_SIZE = 4
_MAX = 240
"""Letters of a text that are compared."""
_RUNS = [slice(place, place + _SIZE) for place in range(_MAX)]


def likeness(one: str, other: str) -> float:
    """Return how many runs of four letters two texts (letters alone) share, from 0 to 1 (Dice)."""
    if one == other:
        return 1.0 if one else 0.0
    first, second = runs(one[:_MAX]), runs(other[:_MAX])
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


@lru_cache(maxsize=2000)
def runs(text: str) -> frozenset[str]:
    """Return the runs of four letters in a text of up to 240; one that is shorter is a run itself."""
    if len(text) < _SIZE:
        return frozenset((text,) if text else ())
    return frozenset(map(text.__getitem__, _RUNS[: len(text) - _SIZE + 1]))
