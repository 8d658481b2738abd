"""Pictures of the article with caption and credit, paired by the container that they share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urljoin

import numpy as np

from newskit.article import Image
from newskit.clean.html.characters import squeeze
from newskit.clean.html.classify import Judgement
from newskit.clean.html.outline import CAPTION, FIGURE, Outline, Picture
from newskit.clean.html.phrases import FAMILIES, Phrases
from newskit.clean.metadata.credits import MAX_CREDIT, is_credit, split_credit, tidy_credit
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import plain, text_of, types_of

MAX_IMAGES = 60
NAMED = 5
"""How much likelier a credit a block is that is named or worded like one."""
REACH = 2
"""Blocks between a caption and the credit that belongs to it, and one."""
ALONE, SURE, LIKELY, LIKELY_CREDIT, WORDED, POSSIBLE = 0.7, 0.35, 0.3, 0.12, 0.12, 0.08
"""Chances from which a block is a picture's text: far from the article, near it, in a figure there, there as a credit,
there with its credit in words, beside another."""
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-full-src", "src", "srcset", "data-srcset")
_CREDIT_NAME = re.compile(
    r"credit|copyright|(?:^|[\s_-])source|photographer|attribution|rights|quelle|urheber|(?:^|[\s_-])author|byline|agency",
    re.IGNORECASE,
)

CAPTION_WORDS, CREDIT_WORDS = 4, 7
"""Words from which a text before a credit is a caption; words of a credit in brackets at the most."""
MAX_LABEL = 40
_LABELS = sum(
    1 << FAMILIES.index(family)
    for family in ("share", "navigation", "promo", "subscribe", "consent", "advert", "comments", "reading", "published")
)
_PICTURED = 1 << FAMILIES.index("caption")
_LAST_BRACKETS = re.compile(r"(?P<after>[.!?…][\"”’»]?\s*)?(?P<brackets>\((?P<credit>[^()]{2,80})\))$")
_RIGHTS = re.compile(
    r"\W*(?:copyright|©|\(c\))\s*(?:\d{4}\b)?[^|/]{0,40}\ball rights reserved\W*$|\W*\ball rights reserved\W*$",
    re.IGNORECASE,
)

PictureText = Literal["caption", "credit"]


@dataclass(slots=True)
class Figure:
    """The blocks around one picture."""

    #: Node of the container that they share, or -1.
    node: int
    #: Whether the container is marked as a figure or as a caption.
    marked: bool
    places: list[int] = field(default_factory=list)


def find_pictures(
    declared: Declared, page: Outline, judgement: Judgement, body: set[int], phrases: Phrases
) -> tuple[list[Image], dict[int, PictureText]]:
    """Return the pictures that say something, and which blocks are their captions and credits.

    ``body`` holds the indices of the body's blocks, no picture's text; ``phrases`` are of the page's language.
    """
    kinds: dict[int, PictureText] = {}
    images: list[Image] = []
    seen: set[tuple[str, str]] = set()
    for figure in _figures(page, judgement, body, phrases):
        captions, credits_ = _read(page, judgement, figure, kinds, phrases)
        pictures = _pictures(page, figure)
        if not credits_:
            credits_.extend(_credit_of(pictures))
        image = Image(
            url=_address(pictures, declared.url),
            caption=_joined(captions, " "),
            credit=_joined(credits_, ", "),
        )
        key = squeeze(image.caption or ""), squeeze(image.credit or "")
        if any(key) and key not in seen:
            seen.add(key)
            images.append(image)
    images = _without_echoes(images)
    _add_declared(declared, images)
    return images[:MAX_IMAGES], kinds


def _read(
    page: Outline, judgement: Judgement, figure: Figure, kinds: dict[int, PictureText], phrases: Phrases
) -> tuple[list[str], list[str]]:
    """Return the captions and the credits that a figure's blocks hold, and write down the kinds of the blocks."""
    captions: list[str] = []
    credits_: list[str] = []
    for place in figure.places:
        text = page.texts[place]
        caption, credit = split_credit(text)
        if not credit:
            caption, credit = _bracketed_credit(text, phrases)
        kinds[place] = _kind(page, judgement, place)
        if kinds[place] == "credit" and credit and len(caption.split()) >= CAPTION_WORDS and not is_credit(caption):
            kinds[place] = "caption"
        if kinds[place] == "credit":
            credits_.append(_without_rights(tidy_credit(text)))
        else:
            captions.extend([caption] if caption else [])
            credits_.extend([_without_rights(credit)] if credit else [])
            if credit and not caption:
                kinds[place] = "credit"
    return captions, credits_


def _bracketed_credit(text: str, phrases: Phrases) -> tuple[str, str]:
    """Return a caption and the credit in brackets after its last sentence: "… were not consulted. (Ann Lee/CBC)"."""
    found = _LAST_BRACKETS.search(text[-MAX_CREDIT:])
    if found is None or not (found["after"] or "/" in found["credit"]):
        return text, ""
    credit = found["credit"]
    if not credit[0].isupper() or len(credit.split()) > CREDIT_WORDS or phrases.look_up(credit)[1] & _PICTURED:
        return text, ""
    return text[: len(text) - len(found["brackets"])].rstrip(), tidy_credit(credit)


def _without_rights(credit: str) -> str:
    """Return a credit without the rights stated after it ("… /Copyright 2026 The AP. All rights reserved")."""
    bare = _RIGHTS.sub("", credit).strip(" /|,.")
    return bare or credit


def _without_echoes(images: list[Image]) -> list[Image]:
    """Leave out credits without a caption that the picture right before or after has too."""
    out: list[Image] = []
    for place, image in enumerate(images):
        beside = (other for other in images[max(0, place - 1) : place + 2] if other is not image and other.caption)
        letters = squeeze(image.credit or "")
        if image.caption or not any(letters in squeeze(other.credit or "") for other in beside):
            out.append(image)
    return out


def _joined(texts: list[str], between: str) -> str | None:
    once = list(dict.fromkeys(text for text in texts if text))
    once = [text for text in once if not any(text != other and text in other for other in once)]
    return between.join(once) or None


def _kind(page: Outline, judgement: Judgement, place: int) -> PictureText:
    node = page.nodes[place]
    text = page.texts[place]
    if len(text) > MAX_CREDIT:
        return "caption"
    caption, credit = judgement.parts["caption"][place], judgement.parts["credit"][place]
    if (node >= 0 and _names_credit(page.names[node])) or is_credit(text):
        credit *= NAMED
    return "credit" if credit > caption else "caption"


@lru_cache(maxsize=2_000)
def _names_credit(names: str) -> bool:
    """Whether an element is named as a credit; every text of a picture is asked several times."""
    return _CREDIT_NAME.search(names) is not None


def _figures(page: Outline, judgement: Judgement, body: set[int], phrases: Phrases) -> list[Figure]:
    """Group the blocks that may be a picture's text by the figure that they stand in."""
    parts = judgement.parts
    chance = np.maximum(parts["caption"], parts["credit"])
    likely = (chance >= POSSIBLE) & (chance >= parts["byline"]) & (chance >= parts["description"])
    groups: dict[int, Figure] = {}
    times = {place for place, _ in page.times}
    candidates = [
        place
        for place in np.flatnonzero(likely).tolist()
        if place not in body and place not in times and not _is_label(page.texts[place], phrases)
    ]
    for place in candidates:
        node = page.nodes[place]
        container = _container(page, node)
        key = container if container >= 0 else -2 - place
        groups.setdefault(key, Figure(container, container >= 0)).places.append(place)
    first, last = min(body, default=0), max(body, default=0)
    figures: list[Figure] = []
    for figure in groups.values():
        best = max(chance[place] for place in figure.places)
        near = first - 12 <= figure.places[0] <= last + REACH
        credit = max(float(parts["credit"][place]) for place in figure.places)
        in_figure = near and figure.marked and (best >= LIKELY or credit >= LIKELY_CREDIT)
        if (
            best >= (SURE if near else ALONE)
            or in_figure
            or (near and best >= WORDED and any(all(split_credit(page.texts[place])) for place in figure.places))
        ):
            figures.append(figure)
    taken = body.union(times, *(figure.places for figure in figures))
    for figure in figures:
        _add_overlooked_credit(page, judgement, figure, taken)
    figures.sort(key=lambda figure: figure.places[0])
    return _with_loose_credits(page, judgement, figures, body)


def _add_overlooked_credit(page: Outline, judgement: Judgement, figure: Figure, taken: set[int]) -> None:
    """Add to a figure of captions alone the short text inside it or below that is worded or named as a credit."""
    if any(_kind(page, judgement, place) == "credit" for place in figure.places):
        return
    parts, last = judgement.parts, figure.places[-1]
    is_credited = any(split_credit(page.texts[place])[1] for place in figure.places)
    for place in range(max(0, figure.places[0] - REACH), min(len(page.texts), last + REACH + 1)):
        node, text = page.nodes[place], page.texts[place]
        if place in taken or len(text) > MAX_CREDIT:
            continue
        if figure.node < 0 or not figure.node <= node < page.ends[figure.node]:
            likely = parts["credit"][place] >= POSSIBLE and parts["credit"][place] > parts["byline"][place]
            if place < last or is_credited or not likely:
                continue
        if is_credit(text) or _names_credit(page.names[node]):
            figure.places = sorted([*figure.places, place])
            taken.add(place)


def _is_label(text: str, phrases: Phrases) -> bool:
    """Whether a text is only a label beside a picture: "Reading time: 5 minutes", "26.10.2025 | 2:43 min"."""
    if len(text) > MAX_LABEL:
        return False
    letters = sum(map(str.isalpha, text))
    if sum(map(str.isdigit, text)) >= letters:
        return True
    begins, _, covered = phrases.look_up(text)
    return bool(begins & _LABELS) and 2 * covered >= len(text.split())


def _with_loose_credits(page: Outline, judgement: Judgement, figures: list[Figure], body: set[int]) -> list[Figure]:
    """Join a credit that stands alone to the picture text right before it, where that has none."""
    out: list[Figure] = []
    for figure in figures:
        alone = all(_kind(page, judgement, place) == "credit" for place in figure.places)
        before = out[-1] if out else None
        if (
            alone
            and before is not None
            and not (figure.marked and before.marked and figure.places[0] - before.places[-1] > 1)
            and figure.places[0] - before.places[-1] <= REACH
            and not any(place in body for place in range(before.places[-1], figure.places[0]))
            and all(_kind(page, judgement, place) == "caption" for place in before.places)
        ):
            before.places.extend(figure.places)
        else:
            out.append(figure)
    return out


def _container(page: Outline, node: int) -> int:
    """Return the figure element around a node, else the outermost element named as a caption, else -1."""
    caption = -1
    while node >= 0:
        if page.tags[node] == "figure":
            return node
        if page.flags[node] & CAPTION:
            caption = node
        elif not page.flags[node] & FIGURE:
            break
        node = page.parents[node]
    return caption


def _pictures(page: Outline, figure: Figure) -> list[Picture]:
    """Return the images that the figure holds, else those next to its text."""
    inside: list[Picture] = []
    if figure.node >= 0:
        for picture in page.pictures:
            node = picture.node
            for _ in range(8):
                if node < 0 or node == figure.node:
                    break
                node = page.parents[node]
            if node == figure.node:
                inside.append(picture)
    first, last = figure.places[0], figure.places[-1]
    return inside or [picture for picture in page.pictures if first - 1 <= picture.place <= last + 1]


def _credit_of(pictures: list[Picture]) -> list[str]:
    """Return the credit that an image's own texts end with."""
    for picture in pictures:
        for name in ("title", "alt", "data-credit", "data-copyright"):
            text = " ".join(picture.attributes.get(name, "").split())[-300:]
            if text and name.startswith("data-"):
                return [tidy_credit(text)]
            caption, credit = split_credit(text)
            if credit and caption:
                return [credit]
    return []


def _add_declared(declared: Declared, images: list[Image]) -> None:
    """Add what JSON-LD alone says about the article's picture, or about those of a gallery."""
    of_gallery = [
        item
        for gallery in declared.objects
        if _GALLERIES.intersection(types_of(gallery))
        for key in ("associatedMedia", "image", "hasPart")
        for item in _objects(gallery.get(key))
    ]
    images.extend(image for item in of_gallery if (image := _declared_image(item, images, of_gallery=True)))
    for item in () if of_gallery else _objects(declared.article.get("image")):
        if image := _declared_image(item, images, of_gallery=False):
            images.insert(0, image)
            return


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def _declared_image(item: dict[str, Any], images: list[Image], *, of_gallery: bool) -> Image | None:
    """Return an image as JSON-LD describes it; nothing where it says nothing, or what the page shows already."""
    caption = text_of(item.get("caption")) or (text_of(item.get("description")) if of_gallery else None)
    credit = next(
        (text for key in _CREDIT_KEYS if (text := text_of(item.get(key))) and not text.startswith("http")), None
    )
    if caption and not credit:
        caption, credit = split_credit(caption)
    known = squeeze(" ".join(f"{image.caption or ''} {image.credit or ''}" for image in images))
    shown = (caption and squeeze(caption) in known) or (credit and not caption and squeeze(credit) in known)
    if shown or (not of_gallery and ((credit and squeeze(credit) in known) or (caption is None and images))):
        return None
    if not caption and not (credit and is_credit(credit)):
        return None
    address = item.get("contentUrl") or item.get("url")
    return Image(
        url=plain(address) if isinstance(address, str) else None, caption=caption or None, credit=credit or None
    )


_GALLERIES = frozenset(("ImageGallery", "MediaGallery"))
_CREDIT_KEYS = ("creditText", "copyrightHolder", "copyrightNotice", "author", "creator")


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
