"""The headline: the candidate on which head and body of the page agree, without the site's name."""

from __future__ import annotations

import re

import numpy as np

from newskit.clean.html.characters import squeeze
from newskit.clean.html.classify import Judgement
from newskit.clean.html.outline import Outline
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import text_of

_SEPARATOR = re.compile(r"\s+[|–—·•»«:-]+\s+|\s*\|\s*|\s+::\s+")
MAX_HEADLINE = 400
_HOUSES = ("NewsMediaOrganization", "Organization", "WebSite")
WEIGHTS = {
    "json-ld": 2.8,
    "og:title": 2.0,
    "likeliest block": 1.9,
    "block": 1.0,
    "microdata": 0.4,
    "title": 0.3,
    "twitter:title": 0.05,
}
"""What each place where a headline may stand adds to it; learned as a conditional logit over the training pages."""
SHORT = 2
"""Weight of the block that is the headline for sure; the head of the page votes with less."""


def find_headline(
    declared: Declared, page: Outline, judgement: Judgement | None, publisher: str | None
) -> tuple[str, str, int] | None:
    """Return the headline, where it was found, and the index of its block (-1 where the page does not show it)."""
    houses = _houses(declared, publisher)
    candidates: list[tuple[str, str, float, int]] = []

    def add(text: str | None, source: str, weight: float, place: int = -1) -> None:
        if text and len(text) <= MAX_HEADLINE and squeeze(text):
            candidates.append((text, source, weight, place))

    add(text_of(declared.article.get("headline")), "json-ld", WEIGHTS["json-ld"])
    add(without_site(declared.first_meta("og:title"), houses), "meta", WEIGHTS["og:title"])
    add(without_site(declared.first_meta("twitter:title"), houses), "meta", WEIGHTS["twitter:title"])
    add(without_site(declared.title, houses), "meta", WEIGHTS["title"])
    for value, _ in declared.items.get("headline", ())[:1]:
        add(value, "microdata", WEIGHTS["microdata"])
    if judgement is not None:
        chances = judgement.parts["headline"]
        likeliest = np.argsort(-chances, kind="stable")[:3].tolist()
        for place in likeliest:
            first = WEIGHTS["likeliest block"] if place == likeliest[0] else 0.0
            add(page.texts[place], "text", first + WEIGHTS["block"] * float(chances[place]), place)
    if not candidates:
        return None
    votes: dict[str, float] = {}
    letters = [squeeze(candidate[0]) for candidate in candidates]
    for key, candidate in zip(letters, candidates, strict=True):
        votes[key] = votes.get(key, 0) + candidate[2]
    best = max(votes, key=lambda key: votes[key])
    chosen = [candidate for key, candidate in zip(letters, candidates, strict=True) if key == best]
    text, source = chosen[0][:2]
    place = next((candidate[3] for candidate in chosen if candidate[3] >= 0), -1)
    if place >= 0:
        text = page.texts[place]
    return text, source, place


def without_site(title: str | None, houses: set[str]) -> str | None:
    """Return a title without the parts that are the site's name ("Title | The Gazette")."""
    if not title:
        return None
    pieces = _SEPARATOR.split(title)
    if len(pieces) == 1:
        return title
    marks = _SEPARATOR.findall(title)
    while len(pieces) > 1 and _is_house(pieces[-1], houses):
        pieces.pop()
        marks.pop()
    while len(pieces) > 1 and _is_house(pieces[0], houses):
        pieces.pop(0)
        marks.pop(0)
    out = pieces[0]
    for mark, piece in zip(marks, pieces[1:], strict=True):
        out += mark + piece
    return out.strip()


def _is_house(piece: str, houses: set[str]) -> bool:
    letters = squeeze(piece)
    return not letters or any(
        letters == house
        or (
            len(letters) > SHORT
            and len(house) > SHORT
            and (letters in house or house in letters)
            and len(letters) < 2 * len(house) + 8
        )
        for house in houses
    )


def _houses(declared: Declared, publisher: str | None) -> set[str]:
    names = [
        publisher,
        declared.first_meta("og:site_name"),
        declared.first_meta("application-name"),
        declared.first_meta("twitter:site"),
    ]
    names.extend(text_of(item.get("name")) for item in declared.objects if item.get("@type") in _HOUSES)
    host = re.sub(r"^\w+://(?:www\.)?", "", declared.url or "").split("/")[0]
    labels = host.split(".")
    names.extend((host, labels[-2] if len(labels) > 1 else None))
    return {letters for name in names if name and len(letters := squeeze(name)) > SHORT}
