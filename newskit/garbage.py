"""How often a process looks for garbage in cycles."""

from __future__ import annotations

import gc

COLLECT_EVERY = 250_000
"""Objects made between two looks at the youngest ones; to start makes half as many."""


def collect_rarely() -> None:
    """Look for cycles seldom: a record is thousands of objects that live as long as it does, hardly any in cycles."""
    gc.set_threshold(COLLECT_EVERY, 10, 10)
