"""W3C Web Annotation: a page of annotations an article, each with positions (code points) and the words themselves.

A target has a TextPositionSelector, exact for the text whose hash is ``text_sha256``, and a TextQuoteSelector with
some words before and after, by which the place is found again in any other copy of the article.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar
from urllib.parse import quote as percent

from newskit.article import Article
from newskit.export.marks import Mark, marks, text_sha256
from newskit.export.pages import Pages

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
VOCABULARY = "urn:newskit:terms:"
"""Namespace of what the W3C's vocabulary has no word for."""
_AROUND = 32
"""Characters of prefix and suffix."""
_WIKIDATA = "http://www.wikidata.org/entity/"


class WebAnnotationExport(Pages):
    """One AnnotationPage a line; in a folder one file an article."""

    ending: ClassVar[str] = ".jsonld"

    def page(self, article: Article) -> str:
        """Return the annotations of one article on one line."""
        return json.dumps(annotation_page(article), ensure_ascii=False) + "\n"


def annotation_page(article: Article) -> dict[str, Any]:
    """Return the annotations of an article as an AnnotationPage."""
    text = article.text or ""
    own = f"urn:newskit:{percent(article.id, safe='')}"
    source = article.canonical_url or article.url or own
    return {
        "@context": [CONTEXT, {"newskit": VOCABULARY, "text_sha256": "newskit:text_sha256"}],
        "id": f"{own}:annotations",
        "type": "AnnotationPage",
        "text_sha256": text_sha256(text),
        "items": [_annotation(text, own, source, mark) for mark in marks(article)],
    }


def _annotation(text: str, own: str, source: str, mark: Mark) -> dict[str, Any]:
    bodies: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "tagging", "value": mark.label}]
    told = {f"newskit:{name}": value for name, value in mark.attributes.items()}
    for role, other in mark.links:
        told.setdefault(f"newskit:{role}", []).append({"id": f"{own}:{other}"})
    if told:
        bodies.append({"type": "newskit:Details", "purpose": "describing", **told})
    if "wikidata" in mark.attributes:
        item = _WIKIDATA + mark.attributes["wikidata"]
        bodies.append({"type": "SpecificResource", "purpose": "identifying", "source": item})
    targets = [_target(text, source, span) for span in mark.spans]
    return {
        "id": f"{own}:{mark.id}",
        "type": "Annotation",
        "motivation": "identifying" if mark.layer == "entities" else "tagging",
        "body": bodies,
        "target": targets[0] if len(targets) == 1 else targets,
    }


def _target(text: str, source: str, span: tuple[int, int]) -> dict[str, Any]:
    start, end = span
    words = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - _AROUND) : start],
        "suffix": text[end : end + _AROUND],
    }
    return {"source": source, "selector": [{"type": "TextPositionSelector", "start": start, "end": end}, words]}
