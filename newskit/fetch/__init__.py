"""Fetch pages, feeds, sitemaps and web archives as records: politely, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newskit.fetch.fetcher import Fetcher
    from newskit.fetch.options import FetchOptions

__all__ = ["FetchOptions", "Fetcher"]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name == "Fetcher":
        from newskit.fetch.fetcher import Fetcher

        return Fetcher
    if name == "FetchOptions":
        from newskit.fetch.options import FetchOptions

        return FetchOptions
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
