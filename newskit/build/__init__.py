"""Build: one file describes a corpus; the same bytes come of it everywhere, and only what changed is done again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newskit.build.check import verify
    from newskit.build.corpus import Build, Report

__all__ = ["Build", "Report", "verify"]

_HOMES = {"Build": "corpus", "Report": "corpus", "verify": "check"}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
