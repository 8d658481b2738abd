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


def find_deck(page: Outline, judgement: Judgement, body: set[int], headline: int) -> list[int]:
    """Return the indices of the blocks that are the deck: some before the body's end that the classifier names."""
    chances = judgement.parts["description"]
    last = max(body, default=len(page.texts))
    chosen = [place for place in range(len(page.texts)) if chances[place] > 0.5 and place not in body and place < last and place != headline]
    seen: set[str] = set()
    kept = []
    for place in chosen[:MAX_BLOCKS]:
        letters = squeeze(page.texts[place])
        if not any(letters in other or other in letters for other in seen):
            kept.append(place)
        seen.add(letters)
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
    given = [(text, source) for text, source in candidates if text and len(squeeze(text)) > 8]
    whole = [(text, source) for text, source in given if not _CUT.search(text.strip())]
    return (whole or given or [None])[0]
