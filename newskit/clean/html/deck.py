"""The description (standfirst, deck): the blocks that the page shows as such, else what its head declares."""

from __future__ import annotations

import re

from newskit.clean.html.classify import Judgement
from newskit.clean.html.features import squeeze
from newskit.clean.html.outline import Outline
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import text_of

_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])$")
MAX_BLOCKS = 6
LEAST = 8
"""Letters that a description must have more of."""
UNSURE, SURE = 0.25, 0.5
"""Chances from which a block may be, and is, the deck."""


def find_deck(page: Outline, judgement: Judgement, last: int, headline: int) -> list[int]:
    """Return the indices of the blocks that are the deck: those that the classifier names, up to the body's end.

    Where it is sure of none, the likeliest one is taken if it is likelier the deck than body.
    """
    chances, body = judgement.parts["description"], judgement.body
    places = [place for place in range(min(last, len(page.texts))) if place != headline and chances[place] > UNSURE]
    places = [place for place in places if chances[place] > body[place] or chances[place] > SURE]
    chosen = [place for place in places if chances[place] > SURE] or sorted(places, key=lambda place: -chances[place])[
        :1
    ]
    kept: list[int] = []
    for place in chosen[:MAX_BLOCKS]:
        letters = squeeze(page.texts[place])
        others = [squeeze(page.texts[other]) for other in kept]
        if not any(letters in other or other in letters for other in others):
            kept.append(place)
    return kept


def find_description(declared: Declared, page: Outline, deck: list[int]) -> tuple[str, str] | None:
    """Return the description and where it was found."""
    if deck:
        return " ".join(page.texts[place] for place in deck), "text"
    candidates = [
        (declared.first_meta("og:description"), "meta"),
        (text_of(declared.article.get("description")), "json-ld"),
        (declared.first_meta("description"), "meta"),
        (declared.first_meta("twitter:description"), "meta"),
        (next((value for value, _ in declared.items.get("description", ())), None), "microdata"),
    ]
    given = [(text, source) for text, source in candidates if text and len(squeeze(text)) > LEAST]
    whole = [(text, source) for text, source in given if not _CUT.search(text.strip())]
    best = whole or given
    return best[0] if best else None
