"""Dedup: the same story once, whether it was copied whole, edited, cut, or printed inside another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newskit.dedup.corpus import Corpus, Decision

__all__ = ["Corpus", "Decision"]


def __getattr__(name: str) -> Any:
    """Load the room where it is first used: it computes with numpy."""
    if name not in __all__:
        message = f"module 'newskit.dedup' has no attribute {name!r}"
        raise AttributeError(message)
    from newskit.dedup import corpus

    return getattr(corpus, name)
