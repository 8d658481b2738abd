"""How alike two texts are, by runs of four letters: works in every script."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

_SIZE = 4
_MAX = 240
"""Letters of a text that are compared."""
_UNIT = 2
"""Bytes of a letter in UTF-16: four are an integer of 64 bits."""


def likeness(one: str, other: str) -> float:
    """Return how many runs of four letters two texts (letters alone) share, from 0 to 1 (Dice)."""
    if one == other:
        return 1.0 if one else 0.0
    return shared_runs(runs_of(one), runs_of(other))


def shared_runs(first: frozenset[int | str], second: frozenset[int | str]) -> float:
    """Return how many runs two texts share, given all runs of each, from 0 to 1 (Dice)."""
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def runs_of(text: str) -> frozenset[int | str]:
    """Return the runs of four letters in as much of a text as is compared."""
    return runs(text[:_MAX])


@lru_cache(maxsize=2000)
def runs(text: str) -> frozenset[int | str]:
    """Return the runs of four letters in a text of up to 240, each as a number; one that is shorter is a run itself."""
    if len(text) < _SIZE:
        return frozenset((text,) if text else ())
    data = text.encode("utf-16-le", "surrogatepass")
    whole = (data[start : start + (len(data) - start) // 8 * 8] for start in range(0, _SIZE * _UNIT, _UNIT))
    return frozenset(chain.from_iterable(memoryview(part).cast("Q").tolist() for part in whole))
