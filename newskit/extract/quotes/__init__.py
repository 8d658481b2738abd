"""Quotations, direct, indirect and mixed: what was said, with which words, by whom.

On a parse, cues are looked for in the grammar and graded by a lexicon; without one, quotation marks and cue words next
to them give the direct quotations.
"""

from __future__ import annotations

from newskit.article import Quote
from newskit.extract.document import Document
from newskit.extract.quotes.attribution import attribute

__all__ = ["extract_quotes"]


def extract_quotes(document: Document) -> list[Quote]:
    """Return the attributions of a document in the order of the text.

    ``content`` has the quotation marks with it; ``speakers`` point to entities where the article
    has them. A quotation without words that attribute it has no ``cue`` and the speakers of the one before it.
    """
    return attribute(document)
