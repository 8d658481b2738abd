"""Pictures of the article with caption and credit, paired by the container that they share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from newskit.article import Image
from newskit.clean.html.classify import Judgement
from newskit.clean.html.features import squeeze
from newskit.clean.html.outline import CAPTION, FIGURE, Outline, Picture
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import text_of

MAX_IMAGES = 60
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-full-src", "src", "srcset", "data-srcset")
_MARKER = (
    r"(?:(?:photo(?:graph)?s?|foto(?:s|credit|graf(?:ie)?)?|image(?:s)?|picture|bild(?:er|quelle|nachweis|rechte)?|quelle|"
    r"credit|cr[ée]dit(?:\s+photo)?|source|kuva|copyright|fotograf[íi]a|imagen|immagine|illustration|grafik|agencja|"
    r"zdj[ęe]cie|fotó|фото|φωτο(?:γραφία)?)\s*(?:credit|courtesy|by|von|de|di|:)*\s*[:/©]\s*|©\s*|\(c\)\s*|写真[::=]|"
    r"(?:photo(?:graph)?|image|picture)\s+(?:by|courtesy(?:\s+of)?)\s+)"
)
_CREDIT = re.compile(rf"[\s(\[|•·–-]*(?P<credit>{_MARKER}\S.{{0,120}}?)\s*[)\]]?\s*$", re.IGNORECASE)
_CREDIT_START = re.compile(rf"^\W*{_MARKER}", re.IGNORECASE)
_LEADING = re.compile(r"^[\s|•·,;:–—()\[\]/-]+|[\s|•·,;:–—(\[/-]+$")


@dataclass(slots=True)
class Figure:
    """What stands around one picture."""

    node: int
    places: list[int] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def find_pictures(
    declared: Declared, page: Outline, judgement: Judgement | None, body: set[int]
) -> tuple[list[Image], dict[int, str]]:
    """Return the pictures that say something, and which blocks are their captions and credits."""
    kinds: dict[int, str] = {}
    images: list[Image] = []
    if judgement is None:
        return images, kinds
    caption, credit = judgement.parts["caption"], judgement.parts["credit"]
    figures = _figures(page, judgement, body)
    seen: set[tuple[str, str]] = set()
    for figure in figures:
        if max((max(caption[place], credit[place]) for place in figure.places), default=0) < 0.4:
            continue
        captions, credits_ = [], []
        for place in figure.places:
            if max(caption[place], credit[place]) < 0.15:
                continue
            text = page.texts[place]
            kinds[place] = "credit" if credit[place] > caption[place] else "caption"
            if kinds[place] == "credit":
                credits_.append(text)
            else:
                words, tail = split_credit(text)
                captions.extend([words] if words else [])
                credits_.extend([tail] if tail else [])
        image = Image(
            url=_address(figure.pictures, declared.url),
            caption=" ".join(dict.fromkeys(captions)) or None,
            credit=" ".join(dict.fromkeys(tidy_credit(text) for text in credits_)) or None,
        )
        key = squeeze(image.caption or ""), squeeze(image.credit or "")
        if (image.caption or image.credit) and key not in seen:
            seen.add(key)
            images.append(image)
    return images[:MAX_IMAGES], kinds


def split_credit(text: str) -> tuple[str, str]:
    """Return a caption without the credit at its end, and the credit: "… in Berlin. Foto: A. Bee/dpa"."""
    if _CREDIT_START.match(text) and len(text) < 90:
        return "", text
    found = _CREDIT.search(text[-160:])
    if found:
        start = max(0, len(text) - 160) + found.start("credit")
        return text[:start].rstrip(" ([|•·–-"), text[start:].strip(" )]")
    return text, ""


def tidy_credit(text: str) -> str:
    """Return a credit without the word that introduces it."""
    bare = _CREDIT_START.sub("", text).strip()
    return _LEADING.sub("", bare or text)


def _figures(page: Outline, judgement: Judgement, body: set[int]) -> list[Figure]:
    """Group blocks and pictures by the outermost figure-like container that they stand in."""
    tops: list[int] = []
    for place, parent in enumerate(page.parents):
        inside = bool(page.flags[place] & (FIGURE | CAPTION))
        above = tops[parent] if parent >= 0 else -1
        tops.append(above if above >= 0 else place if inside else -1)
    figures: dict[int, Figure] = {}
    caption, credit = judgement.parts["caption"], judgement.parts["credit"]
    previous = -1
    for place, node in enumerate(page.nodes):
        if place in body or max(caption[place], credit[place]) < 0.15:
            continue
        key = tops[node] if node >= 0 and tops[node] >= 0 else -2 - place
        if key < -1 and previous == place - 1 and figures:
            last = next(reversed(figures.values()))
            if last.places[-1] == place - 1 and credit[place] > caption[place]:
                last.places.append(place)
                previous = place
                continue
        figures.setdefault(key, Figure(node)).places.append(place)
        previous = place
    for figure in figures.values():
        first = figure.places[0]
        same = [picture for picture in page.pictures if picture.node >= 0 and _shares(page, picture.node, figure.node, tops)]
        near = [picture for picture in page.pictures if abs(picture.place - first) <= 1]
        figure.pictures = same or near
    return [figures[key] for key in sorted(figures, key=lambda key: figures[key].places[0])]


def _shares(page: Outline, one: int, other: int, tops: list[int]) -> bool:
    if tops[one] >= 0 and tops[one] == tops[other]:
        return True
    top = tops[other] if tops[other] >= 0 else other
    parent = page.parents[top]
    return parent >= 0 and (one == parent or page.parents[one] == parent)


def _address(pictures: list[Picture], base: str | None) -> str | None:
    for picture in pictures:
        for name in _SOURCES:
            value = (picture.attributes.get(name) or "").strip()
            if value and not value.startswith("data:"):
                try:
                    return urljoin(base or "", value.split(",")[0].split()[0])
                except ValueError:
                    continue
    return None


def declared_image(declared: Declared) -> dict[str, Any]:
    """Return the JSON-LD object of the article's picture, where it has a caption or a credit."""
    value = declared.article.get("image")
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and (text_of(item.get("caption")) or text_of(item.get("creditText"))):
            return item
    return {}
