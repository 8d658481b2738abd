"""The main event: who, what, whom, when, where, why, how, and the sentences to show."""

from __future__ import annotations

from newskit.article import Summary
from newskit.extract.document import Document
from newskit.extract.summary.lead import lead_sentences
from newskit.extract.summary.questions import answer

__all__ = ["extract_summary"]


def extract_summary(document: Document) -> Summary:
    """Return the main event of a document: each answer a span of the text, ``None`` where the article does not say.

    The headline, the standfirst and the lead are read, in this order; without a parse only ``when``, ``where`` and
    ``lead`` are answered.
    """
    return Summary(**answer(document), lead=lead_sentences(document))
