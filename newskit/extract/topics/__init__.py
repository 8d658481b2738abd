"""Topics: what an article is about, in the top level of the IPTC Media Topics."""

from __future__ import annotations

from newskit.article import Topic
from newskit.extract.document import Document
from newskit.extract.topics.scoring import score_topics

__all__ = ["extract_topics"]


def extract_topics(document: Document) -> list[Topic]:
    """Return the topics of a document, the surest first, with the words that speak for each; none when unsure.

    Reads the words of the text alone, without a parse, in the languages that have a lexicon.
    """
    return score_topics(document)
