"""newskit: from news as it is found to a corpus that can be counted, searched, trained on and cited.

``Pipeline(Clean(), Segment(), Extract())(read("seeds/*.txt"))`` yields articles, and rejects for what failed.
Nothing heavy is loaded until it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from newskit.version import __version__

if TYPE_CHECKING:
    from newskit.article import Article
    from newskit.clean import Clean
    from newskit.errors import Reject
    from newskit.extract import Extract
    from newskit.io.reader import read
    from newskit.io.writer import Output
    from newskit.segment import Segment
    from newskit.stage import Pipeline

__all__ = ["Article", "Clean", "Extract", "Output", "Pipeline", "Reject", "Segment", "__version__", "read"]

_HOMES = {
    "Article": "newskit.article",
    "Clean": "newskit.clean",
    "Extract": "newskit.extract",
    "Output": "newskit.io.writer",
    "Pipeline": "newskit.stage",
    "Reject": "newskit.errors",
    "Segment": "newskit.segment",
    "read": "newskit.io.reader",
}


def __getattr__(name: str) -> Any:
    """Load a public name where it is first used."""
    if name not in _HOMES:
        message = f"module 'newskit' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
