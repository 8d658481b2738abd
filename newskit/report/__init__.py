"""Report: what is in a corpus, counted once for the terminal and for the page that people look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newskit.report.counts import Counts
    from newskit.report.page import Report

__all__ = ["Counts", "Report"]


def __getattr__(name: str) -> Any:
    """Load a public name where it is first used."""
    if name == "Counts":
        from newskit.report.counts import Counts

        return Counts
    if name == "Report":
        from newskit.report.page import Report

        return Report
    message = f"module 'newskit.report' has no attribute {name!r}"
    raise AttributeError(message)
