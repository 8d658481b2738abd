"""The sentences that stand for the article: the first of the body that say something."""

from __future__ import annotations

from newskit.article import Span
from newskit.extract.document import Document

SENTENCES = 2
MIN_WORDS = 9
"""Words below which a sentence is a label, a credit or an exclamation."""


def lead_sentences(document: Document) -> list[Span]:
    """Return the first full sentences of the body's paragraphs."""
    found: list[Span] = []
    for block in document.body():
        if block.block.kind not in ("paragraph", "list_item", "blockquote"):
            continue
        for start, end in block.sentences:
            if len(document.text[start:end].split()) >= MIN_WORDS:
                found.append(Span(start=start, end=end))
            if len(found) == SENTENCES:
                return found
    return found
