"""Plain text to blocks and metadata: raw scrapes, copied text, newsletters, PDF text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newskit.clean.plain.furniture import Furniture
    from newskit.clean.plain.scrape import clean_plain

__all__ = ["Furniture", "clean_plain"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for: pages in HTML need only the reader of dates."""
    if name == "Furniture":
        from newskit.clean.plain.furniture import Furniture

        return Furniture
    if name == "clean_plain":
        from newskit.clean.plain.scrape import clean_plain

        return clean_plain
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
