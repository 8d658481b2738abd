"""The description (standfirst, deck): the blocks that the page shows as such, else what its head declares."""

from __future__ import annotations

import re

from newskit.clean.html.characters import squeeze
from newskit.clean.html.classify import Judgement
from newskit.clean.html.outline import Outline
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import text_of

_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])$")
MAX_BLOCKS = 6
LEAST = 8
"""Letters that a description must have more of."""
UNSURE, LIKE, CERTAIN = 0.25, 0.15, 0.97
"""Chances from which a block may be the deck, and a further point of it."""


def find_deck(page: Outline, judgement: Judgement, last: int, headline: int, *, is_news: bool) -> list[int]:
    """Return the indices of the blocks that are the deck: the likeliest one before the body's end, and its like.

    There is none where the likeliest is likelier body. A deck of several points has neighbours of the same looks.
    On pages that do not call themselves news the first paragraph is a deck only where that is certain.
    """
    chances, body, look = judgement.parts["description"], judgement.body, judgement.features.look
    places = [place for place in range(min(last, len(page.texts))) if place != headline and chances[place] > UNSURE]
    best = max(places, key=lambda place: chances[place], default=-1)
    if best < 0 or chances[best] < body[best] or (not is_news and body[best] > LIKE and chances[best] < CERTAIN):
        return []
    chosen = [best]
    for step in (-1, 1):
        place = best + step
        while (
            0 <= place < len(page.texts) and look[place] == look[best] and chances[place] > max(LIKE, body[place] / 2)
        ):
            chosen.append(place)
            place += step
    kept: list[int] = []
    for place in sorted(chosen)[:MAX_BLOCKS]:
        letters = squeeze(page.texts[place])
        if not any(letters in squeeze(page.texts[other]) for other in kept):
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
