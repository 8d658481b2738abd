"""Events: what happens in the text, who does it to whom, where and when."""

from __future__ import annotations

from newskit.article import Event
from newskit.extract.document import Document
from newskit.extract.events.finding import find_events

__all__ = ["extract_events"]


def extract_events(document: Document) -> list[Event]:
    """Return the events of a document in the order of the text; none without a parse.

    ``agents``, ``patients`` and ``place`` point to entities where ``document.article.entities`` holds them, ``time``
    to ``document.article.times``; what stands in a quotation is ``reported``.
    """
    return find_events(document)
