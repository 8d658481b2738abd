"""IPTC ninjs 3.1: an article as agencies exchange it.

ninjs wants full times with a zone where newskit may know the day alone. Such dates are not filled up: they stand in
``altIds`` under the name that the record has for them.
"""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar
from urllib.parse import quote as percent
from urllib.parse import urlsplit

from newskit.article import Article, Entity
from newskit.export.pages import Pages, reading_text

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?(Z|[+-]\d\d(:?\d\d)?)")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-\[\]_a-z~%]+")
_WIKIDATA = "http://www.wikidata.org/entity/"
_MEDIA_TOPIC = "http://cv.iptc.org/newscodes/mediatopic/"


class NinjsExport(Pages):
    """One object a line; in a folder one file an article."""

    ending: ClassVar[str] = ".json"

    def page(self, article: Article) -> str:
        """Return the article on one line."""
        return json.dumps(news_object(article, reading_text(article, self.options)), ensure_ascii=False) + "\n"


def news_object(article: Article, text: str) -> dict[str, Any]:
    """Return an article as a ninjs object with the text as its body."""
    names = [author.name for author in article.authors or ()]
    sources = [{"name": name, "role": "agency"} for name in article.agencies or ()]
    if article.publisher:
        sources.append({"name": article.publisher, "role": "publisher"})
    created, modified = _date_time(article.date_published), _date_time(article.date_modified)
    ids = [{"role": "newskit", "value": article.id}]
    ids += [
        {"role": name, "value": value}
        for name, value, full in (
            ("date_published", article.date_published, created),
            ("date_modified", article.date_modified, modified),
        )
        if value and not full
    ]
    entities = article.entities or []
    found = {
        "uri": _uri(article),
        "type": "text",
        "standard": {"name": "ninjs", "version": "3.1", "schema": SCHEMA},
        "firstCreated": created,
        "versionCreated": modified or created,
        "language": article.language,
        "title": article.headline,
        "by": ", ".join(names),
        "headlines": _values(article.headline),
        "descriptions": _values(article.description),
        "bodies": [{"contentType": "text/plain", "charCount": len(text), "wordCount": len(text.split()), "value": text}]
        if text
        else None,
        "people": [_named(entity) for entity in entities if entity.label == "PERSON"],
        "organisations": [_named(entity) for entity in entities if entity.label == "ORG"],
        "places": [_named(entity) for entity in entities if entity.label in ("GPE", "LOC", "FAC")],
        "subjects": [_subject(topic.code, topic.name, topic.score) for topic in article.topics or ()]
        + [{"name": keyword, "rel": "keyword"} for keyword in article.keywords or ()],
        "infoSources": sources,
        "associations": _pictures(article),
        "altIds": ids,
    }
    return {key: value for key, value in found.items() if value not in (None, [], "")}


def _uri(article: Article) -> str:
    for address in (article.canonical_url, article.url):
        if address and _is_uri(address):
            return address
    return f"urn:newskit:{percent(article.id, safe='') or 'unknown'}"


def _is_uri(address: str) -> bool:
    """Whether an address is a URI of RFC 3986, which one with letters beyond ASCII is not."""
    try:
        return _URI.fullmatch(address) is not None and bool(urlsplit(address).netloc)
    except ValueError:
        return False


def _date_time(date: str | None) -> str | None:
    """Return a full time with its zone in the form of RFC 3339, or ``None`` where the record knows less."""
    if date is None or _DATE_TIME.fullmatch(date) is None:
        return None
    match = re.fullmatch(r"(.{10}).(\d\d:\d\d)(?::(\d\d))?(?:[.,](\d+))?\s?(Z|([+-]\d\d):?(\d\d)?)", date)
    if match is None:
        return None
    day, minute, second, fraction, zone, hours, minutes = match.groups()
    if minute.startswith("24"):
        return None  # midnight at the end of a day, which RFC 3339 does not have
    part = f".{fraction}" if fraction else ""
    offset = "Z" if zone == "Z" else f"{hours}:{minutes or '00'}"
    return f"{day}T{minute}:{second or '00'}{part}{offset}"


def _values(value: str | None) -> list[dict[str, str]] | None:
    return [{"value": value}] if value else None


def _named(entity: Entity) -> dict[str, str]:
    found = {"name": entity.name, "rel": "mentioned", "literal": entity.id}
    if entity.wikidata:
        found["uri"] = _WIKIDATA + entity.wikidata
    return found


def _subject(code: str, name: str, score: float) -> dict[str, Any]:
    return {
        "name": name,
        "rel": "about",
        "uri": _MEDIA_TOPIC + percent(code.removeprefix("medtop:"), safe=""),
        "creator": "newskit",
        "confidence": max(0, min(100, round(score * 100))),
    }


def _pictures(article: Article) -> list[dict[str, Any]]:
    """Return the pictures as associated objects; one without an address is named by its place in the article."""
    found = []
    for number, image in enumerate(article.images or ()):
        own = f"urn:newskit:{percent(article.id, safe='')}:picture:{number}"
        address = image.url if image.url and _is_uri(image.url) else None
        picture: dict[str, Any] = {"name": f"picture-{number}", "uri": address or own, "type": "picture"}
        if image.caption:
            picture["descriptions"] = [{"role": "caption", "value": image.caption}]
        if image.credit:
            picture["by"] = image.credit
        if address:
            picture["renditions"] = [{"name": "original", "href": address}]
        found.append(picture)
    return found
