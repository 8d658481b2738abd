"""Compare: what differs between two builds of a corpus, article by article and layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newskit.compare.builds import Builds, Change

__all__ = ["Builds", "Change"]


def __getattr__(name: str) -> Any:
    """Load a public name where it is first used."""
    if name not in __all__:
        message = f"module 'newskit.compare' has no attribute {name!r}"
        raise AttributeError(message)
    from newskit.compare import builds

    return getattr(builds, name)
