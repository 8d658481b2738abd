"""JSON-LD of a page, read the way publishers write it: broken, wrapped, nested, by reference."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

ARTICLE_TYPES = (
    "LiveBlogPosting",
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "Article",
    "BlogPosting",
    "Report",
    "SocialMediaPosting",
    "TechArticle",
    "ScholarlyArticle",
    "Review",
    "MediaGallery",
    "ImageGallery",
    "WebPage",
    "ItemPage",
)
"""Types of schema.org that describe the page's text, the most telling first."""
MEDIA_TYPES = ("VideoObject", "NewsVideo", "Recipe", "PodcastEpisode", "Event", "Product")

MAX_SCRIPT = 3_000_000
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_MAX_DEPTH = 30


def read_json_ld(scripts: Iterable[str]) -> list[dict[str, Any]]:
    """Return every object of the JSON-LD in these scripts, outermost first; what cannot be read is left out."""
    objects: list[dict[str, Any]] = []
    for text in scripts:
        if text.strip() and len(text) <= MAX_SCRIPT:
            for value in _loads(text):
                objects.extend(_walk(value))
    return objects


def types_of(item: dict[str, Any]) -> list[str]:
    """Return the types of an object, without the vocabulary's address."""
    declared = item.get("@type") or item.get("type")
    names = declared if isinstance(declared, list) else [declared]
    return [name.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for name in names if isinstance(name, str)]


def main_article(
    objects: list[dict[str, Any]], *addresses: str | None, titles: Iterable[str | None] = ()
) -> dict[str, Any]:
    """Return the object that describes the page's article, or an empty one.

    Among several of the best type the one with the page's own address wins, then one with a headline that one of the
    page's ``titles`` has, then the one with the most to say.
    """
    own = {_bare(address) for address in addresses if address}
    shown = [title.casefold() for title in titles if title]
    best: tuple[tuple[int, ...], dict[str, Any]] | None = None
    for item in objects:
        ranks = [ARTICLE_TYPES.index(name) for name in types_of(item) if name in ARTICLE_TYPES]
        if not ranks:
            continue
        at = [item.get("url"), item.get("@id"), item.get("mainEntityOfPage")]
        at = [value.get("@id") or value.get("url") if isinstance(value, dict) else value for value in at]
        here = any(isinstance(value, str) and _bare(value) in own for value in at)
        says = sum(bool(item.get(key)) for key in ("headline", "datePublished", "author", "articleBody", "description"))
        kind = (
            2 if min(ranks) < ARTICLE_TYPES.index("Review") else 1 if min(ranks) < ARTICLE_TYPES.index("WebPage") else 0
        )
        headline = (text_of(item.get("headline")) or "").casefold()
        titled = bool(headline) and any(headline in title for title in shown)
        key = (kind, int(here), int(titled), says, -min(ranks))
        if best is None or key > best[0]:
            best = (key, item)
    return best[1] if best else {}


def text_of(value: Any) -> str | None:
    """Return the first text in a value that may be a text, a list, or an object with a name or ``@value``."""
    if isinstance(value, list):
        return next((text for item in value if (text := text_of(item))), None)
    if isinstance(value, dict):
        return text_of(value.get("@value") or value.get("name") or value.get("text"))
    if isinstance(value, str):
        return plain(value) or None
    return None


def plain(value: str) -> str:
    """Return a text without mark-up and entities, white space collapsed."""
    if "&" in value:
        value = html.unescape(html.unescape(value))
    if "<" in value:
        value = re.sub(r"<[a-zA-Z/!][^<>]{0,1000}>", " ", value)
    return " ".join(value.split())


def _bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.|m\.|amp\.)?", "", re.sub(r"[?#].*$", "", address, flags=re.DOTALL)).rstrip("/")


def _loads(text: str) -> Iterator[Any]:
    """Yield the values in a script, after ever harsher repairs."""
    for repair in (_as_it_is, _unwrapped, _repaired):
        candidate = repair(text)
        try:
            yield json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
        return
    decoder = json.JSONDecoder(strict=False)
    candidate = _repaired(text)
    place = 0
    for _ in range(20):
        place = _next_object(candidate, place)
        if place < 0:
            return
        try:
            value, place = decoder.raw_decode(candidate, place)
        except (ValueError, RecursionError):
            return
        yield value


def _next_object(text: str, place: int) -> int:
    found = re.compile(r"[{\[]").search(text, place)
    return found.start() if found else -1


def _as_it_is(text: str) -> str:
    return text


def _unwrapped(text: str) -> str:
    previous = ""
    text = text.strip()
    while previous != text:
        previous, text = text, _WRAPPING.sub("", text).strip()
    return text.rstrip(";")


def _repaired(text: str) -> str:
    text = _unwrapped(text)
    if "&quot;" in text and '"' not in text:
        text = html.unescape(text)
    return _TRAILING_COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", text))


def _walk(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for item in value.values():
            if isinstance(item, dict | list):
                yield from _walk(item, depth + 1)
