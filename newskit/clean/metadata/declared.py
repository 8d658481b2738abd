"""What stands in the head of a page: meta elements, links, title, microdata and JSON-LD, gathered in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from newskit.clean.html.events import Events
from newskit.clean.metadata.json_ld import main_article, plain, read_json_ld

_DATES_AND_NAMES = frozenset(("author", "datePublished", "dateCreated", "dateModified"))
_COMMENTS = ("/Comment", "/UserComments")
_MAX_TELLING = 20
"""Statements of microdata whose scope is looked for."""


@dataclass(slots=True)
class Declared:
    """The declarations of one page, as printed."""

    #: Address that the page was asked for at.
    url: str | None = None
    #: Values of meta elements by lower-case name or property.
    meta: dict[str, list[str]] = field(default_factory=dict)
    #: Addresses of link elements by lower-case relation.
    links: dict[str, list[str]] = field(default_factory=dict)
    #: Values of microdata and RDFa properties by lower-case name.
    items: dict[str, list[str]] = field(default_factory=dict)
    #: Text of the title element.
    title: str | None = None
    #: Language of the html element.
    language: str | None = None
    #: Every JSON-LD object of the page.
    objects: list[dict[str, Any]] = field(default_factory=list)
    #: The JSON-LD object that describes the article; empty where there is none.
    article: dict[str, Any] = field(default_factory=dict)

    def first_meta(self, *names: str) -> str | None:
        """Return the first value of the first of these names that has one."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return None


def read_declared(events: Events, url: str | None) -> Declared:
    """Gather what a parsed page declares."""
    declared = Declared(url=url)
    scripts = []
    marked = []
    for place in events.declaring:
        tag, attributes = events.element(place)
        if tag == "meta":
            _add_meta(declared, attributes)
        elif tag == "script":
            if "ld+json" in (attributes.get("type") or "").lower():
                scripts.append(events.text_at(place + 1))
        elif tag == "link":
            for relation in (attributes.get("rel") or "").lower().split():
                declared.links.setdefault(relation, []).append((attributes.get("href") or "").strip())
        elif tag == "title" and declared.title is None:
            parent = events.parent(place)
            if parent >= 0 and events.element(parent)[0] != "svg":
                declared.title = plain(events.text(place)) or None
        if "itemprop" in attributes:
            marked.append(place)
    declared.objects = read_json_ld(scripts)
    titles = (declared.title, *declared.meta.get("og:title", ()))
    declared.article = main_article(declared.objects, url, *declared.links.get("canonical", ()), titles=titles)
    if not declared.article:
        marked = _before_comments(events, marked)
    head = events.end(next(events.starts("head"), 0)) if marked else 0
    for place in marked:
        tag, attributes = events.element(place)
        if tag == "meta" and place < head:
            continue
        for name in attributes["itemprop"].lower().split():
            values = _names_inside(events, place) if name == "author" else ()
            declared.items.setdefault(name, []).extend(values or (_item_value(events, place),))
    _, root = events.element(0)
    declared.language = root.get("lang") or root.get("xml:lang")
    return declared


def _before_comments(events: Events, marked: list[int]) -> list[int]:
    """Return the places of microdata before the first that says who wrote a comment, or when."""
    telling = (place for place in marked if _DATES_AND_NAMES.intersection(events.element(place)[1]["itemprop"].split()))
    for place in islice(telling, _MAX_TELLING):
        around = events.parent(place)
        while around >= 0:
            kind = events.element(around)[1].get("itemtype") or ""
            if kind.endswith(_COMMENTS):
                return marked[: marked.index(place)]
            around = -1 if kind and not kind.endswith("Person") else events.parent(around)
    return marked


def _add_meta(declared: Declared, attributes: Mapping[str, str]) -> None:
    value = attributes.get("content")
    if value is None:
        value = attributes.get("value")
    if value is None:
        return
    value = plain(value)
    for key in ("property", "name", "itemprop", "http-equiv"):
        name = attributes.get(key)
        if name:
            declared.meta.setdefault(name.strip().lower(), []).append(value)


def _names_inside(events: Events, place: int) -> list[str]:
    """Return the names that an element marks inside it."""
    names = []
    end = events.end(place)
    for inner in events.declaring:
        if place < inner < end:
            _, attributes = events.element(inner)
            if attributes.get("itemprop") == "name":
                names.append(" ".join((events.text(inner) or attributes.get("content") or "").split()))
    return names


def _item_value(events: Events, place: int) -> str:
    tag, attributes = events.element(place)
    for name in ("content", "datetime"):
        value = attributes.get(name)
        if value:
            return plain(value)
    if tag in ("a", "link"):
        return " ".join(events.text(place).split()) or (attributes.get("href") or "")
    if tag == "img":
        return attributes.get("src") or ""
    if tag == "abbr" and attributes.get("title"):
        return plain(attributes["title"])
    if attributes.get("itemprop") == "articleBody":
        return ""
    return " ".join(events.text(place).split())[:2000]
