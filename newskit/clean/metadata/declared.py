"""What stands in the head of a page: meta elements, links, title, microdata and JSON-LD, gathered in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from newskit.clean.metadata.json_ld import main_article, plain, read_json_ld


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


def read_declared(root: Any, url: str | None, *, has_items: bool = True) -> Declared:
    """Gather what the page (root element of an lxml tree) declares.

    ``has_items`` is false where the page is known to have no microdata.
    """
    declared = Declared(url=url)
    scripts = []
    for element in root.iter("meta", "link", "title", "script"):
        tag = element.tag
        if tag == "script":
            scripts.append(element)
        elif tag == "meta":
            attributes = dict(element.items())
            value = attributes.get("content")
            if value is None:
                value = attributes.get("value")
            if value is None:
                continue
            value = plain(value)
            for key in ("property", "name", "itemprop", "http-equiv"):
                name = attributes.get(key)
                if name:
                    declared.meta.setdefault(name.strip().lower(), []).append(value)
        elif tag == "link":
            for relation in (element.get("rel") or "").lower().split():
                declared.links.setdefault(relation, []).append((element.get("href") or "").strip())
        elif declared.title is None and element.getparent() is not None and element.getparent().tag != "svg":
            declared.title = plain("".join(element.itertext())) or None
    for element in _marked()(root) if has_items else ():
        for name in element.get("itemprop").lower().split():
            values = _names_inside(element) if name == "author" else ()
            declared.items.setdefault(name, []).extend(values or (_item_value(element),))
    declared.language = (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    )
    declared.objects = read_json_ld(scripts)
    declared.article = main_article(declared.objects, url, *declared.links.get("canonical", ()))
    return declared


@cache
def _marked() -> Callable[[Any], list[Any]]:
    """Return what finds the elements with microdata, other than the meta elements of the head."""
    from lxml import etree

    found: Callable[[Any], list[Any]] = etree.XPath("descendant-or-self::*[@itemprop][not(self::meta[ancestor::head])]")
    return found


def _names_inside(element: Any) -> list[str]:
    """Return the names that an element marks inside it."""
    inner = element.xpath(".//*[@itemprop='name']")
    return [" ".join(("".join(item.itertext()) or item.get("content") or "").split()) for item in inner]


def _item_value(element: Any) -> str:
    for attribute in ("content", "datetime"):
        value = element.get(attribute)
        if value:
            return plain(value)
    if element.tag in ("a", "link"):
        text = " ".join("".join(element.itertext()).split())
        return text or (element.get("href") or "")
    if element.tag == "img":
        return element.get("src") or ""
    if element.get("itemprop") == "articleBody":
        return ""
    return " ".join("".join(element.itertext()).split())[:2000]
