"""schema.org NewsArticle in JSON-LD: the words that search engines and knowledge graphs know for an article."""

from __future__ import annotations

import json
from typing import Any, ClassVar
from urllib.parse import quote as percent

from newskit.article import Article, Entity, Quote
from newskit.export.pages import Pages, reading_text

CONTEXT = "https://schema.org"
_TYPES = {
    "PERSON": "Person",
    "ORG": "Organization",
    "GPE": "AdministrativeArea",
    "LOC": "Place",
    "FAC": "Place",
    "EVENT": "Event",
    "PRODUCT": "Product",
    "WORK_OF_ART": "CreativeWork",
    "LAW": "Legislation",
}
_WIKIDATA = "https://www.wikidata.org/wiki/"
_MEDIA_TOPIC = "http://cv.iptc.org/newscodes/mediatopic/"


class JsonLdExport(Pages):
    """One document with all articles in its graph; in a folder one document an article."""

    ending: ClassVar[str] = ".jsonld"
    opening: ClassVar[str] = f'{{"@context": "{CONTEXT}", "@graph": [\n'
    joint: ClassVar[str] = ",\n"
    closing: ClassVar[str] = "\n]}\n"

    def page(self, article: Article) -> str:
        """Return a document of its own."""
        return _written({"@context": CONTEXT, **news_article(article, reading_text(article, self.options))}) + "\n"

    def piece(self, article: Article) -> str:
        """Return a node of the graph."""
        return _written(news_article(article, reading_text(article, self.options)))


def _written(value: dict[str, Any]) -> str:
    # the one sequence that would end a script element, where the document is put into a page
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def news_article(article: Article, text: str) -> dict[str, Any]:
    """Return an article as a NewsArticle node with the text as its body; what is absent is left out."""
    entities = {entity.id: entity for entity in article.entities or ()}
    node = {
        "@type": "NewsArticle",
        "@id": article.canonical_url or article.url or f"urn:newskit:{percent(article.id, safe='')}",
        "identifier": article.id,
        "url": article.canonical_url or article.url,
        "headline": article.headline,
        "description": article.description,
        "datePublished": article.date_published,
        "dateModified": article.date_modified,
        "author": [_lean({"@type": "Person", "name": each.name, "url": each.url}) for each in article.authors or ()],
        "sourceOrganization": [{"@type": "Organization", "name": name} for name in article.agencies or ()],
        "publisher": {"@type": "Organization", "name": article.publisher} if article.publisher else None,
        "articleSection": article.section,
        "keywords": article.keywords,
        "inLanguage": article.language,
        "isAccessibleForFree": article.is_accessible_for_free,
        "image": [
            _lean({"@type": "ImageObject", "url": each.url, "caption": each.caption, "creditText": each.credit})
            for each in article.images or ()
        ],
        "articleBody": text,
        "about": [
            {
                "@type": "DefinedTerm",
                "@id": _MEDIA_TOPIC + topic.code.removeprefix("medtop:"),
                "name": topic.name,
                "termCode": topic.code,
            }
            for topic in article.topics or ()
        ],
        "mentions": [_entity(entity) for entity in entities.values() if entity.label in _TYPES],
        "hasPart": [_quotation(article, quote, entities) for quote in article.quotes or ()],
        "isBasedOn": f"urn:newskit:{percent(article.duplicate_of, safe='')}" if article.duplicate_of else None,
    }
    return _lean(node)


def _entity(entity: Entity) -> dict[str, Any]:
    return _lean(
        {
            "@type": _TYPES[entity.label],
            "name": entity.name,
            "alternateName": entity.aliases,
            "jobTitle": entity.roles if entity.label == "PERSON" else None,
            "sameAs": _WIKIDATA + entity.wikidata if entity.wikidata else None,
        }
    )


def _quotation(article: Article, quote: Quote, entities: dict[str, Entity]) -> dict[str, Any]:
    text = article.text or ""
    who = []
    for speaker in quote.speakers:
        entity = entities.get(speaker.entity or "")
        if entity is not None and entity.label in ("PERSON", "ORG"):
            who.append(_entity(entity))
        else:
            name = entity.name if entity else text[speaker.start : speaker.end]
            who.append({"@type": "Person" if entity is None else _TYPES.get(entity.label, "Thing"), "name": name})
    return _lean(
        {
            "@type": "Quotation",
            "text": " […] ".join(text[span.start : span.end] for span in quote.content),
            "spokenByCharacter": who,
        }
    )


def _lean(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value not in (None, [], "")}
