"""Keyphrases: the words, names and phrases that say what an article is about, ranked."""

from __future__ import annotations

from newskit.article import Keyphrase
from newskit.extract.document import Document
from newskit.extract.keyphrases.ranking import rank

__all__ = ["extract_keyphrases"]


def extract_keyphrases(document: Document) -> list[Keyphrase]:
    """Return the keyphrases of a document, the most telling first, grouped by lemma, with their mentions.

    None without a parse.
    """
    return rank(document)
