"""Entities: who and where. Mentions of names, one label each, grouped by what they name, with roles and links."""

from __future__ import annotations

from newskit.article import Entity
from newskit.extract.document import Document
from newskit.extract.entities.build import build_entities

__all__ = ["extract_entities"]


def extract_entities(document: Document, gazetteer: str | None = None) -> list[Entity]:
    """Return one entity for each thing that the article names, in order of first mention.

    Identifiers are ``e1``, ``e2`` and so on. Mentions are sorted by offset; one overlaps another only where a
    country or people stands inside another name ("Oman" in "Oman Chamber of Commerce"). ``kind`` tells names from
    nominals ("the prime minister") and pronouns, which are there only where the evidence is strong. ``gazetteer`` is
    the path of a table (surface, label, canonical name, identifier; tab-separated) whose names override the model.
    Without a parse, rules and tables give what they can, and ``document.notes`` says so.
    Raises InputError or UsageError where the gazetteer cannot be used.
    """
    return build_entities(document, gazetteer)
