"""What stands before the text: names beside the date, and a deck taken for a caption."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newskit.clean.plain.classify import BYLINE, CAPTION, CREDIT, DESCRIPTION, DROP, HEADLINE, PARAGRAPH, TIMESTAMP
from newskit.clean.plain.credits import credit_name, is_credit
from newskit.clean.plain.lexicon import BIT, WORD, lexicon
from newskit.clean.plain.names import LONGEST_SIGNATURE, is_led, is_signed, read_byline
from newskit.clean.plain.pictures import FRONT_BLOCKS
from newskit.clean.plain.pieces import SEPARATOR
from newskit.clean.plain.reasons import reason_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from newskit.clean.plain.features import Block

_BEFORE_TIME = re.compile(r"([^\d·|•]{4,60}?)[\s·|•–-]*\d")
_PLACE = re.compile(r"[^\W\d_a-zß-ÿ][^\W\d_]{2,20}(?:[ /-][^\W\d_]{2,20}){0,2}\.")
_DECK_THRESHOLD = 0.15
_ABOVE_HEADLINE = 4
_DECK_BLOCKS, _LESS_LIKELY = 2, 0.3
_LEAST_DECK = 60
_DESK_WORDS = (2, 3)


def read_front(kinds: NDArray[np.intp], blocks: list[Block], probabilities: NDArray[np.float32]) -> None:
    """Look again at what stands before the text: names beside the date, and a deck taken for a caption."""
    import numpy as np

    body = np.flatnonzero(kinds == PARAGRAPH)
    first = int(body[0]) if len(body) else 0
    start = int(np.flatnonzero(kinds == HEADLINE)[0]) if (kinds == HEADLINE).any() else max(0, first - FRONT_BLOCKS)
    for place in range(max(0, start - _ABOVE_HEADLINE) + 1, first):
        text = blocks[place].text
        beside = {int(kinds[place - 1]), int(kinds[place + 1])}
        if kinds[place] == BYLINE:
            kinds[place] = TIMESTAMP if _is_stamp(text) else DROP if text[-1] == ":" else BYLINE
        elif kinds[place] == CREDIT and _is_source(place, kinds, blocks):
            kinds[place] = BYLINE
        if kinds[place] == DROP and len(text) <= LONGEST_SIGNATURE:
            after = {int(kinds[place + 1]), int(kinds[_said(blocks, place, 1)])}
            beside |= {int(kinds[_said(blocks, place, -1)])} | after
            signs = (beside if place > start else after) & {TIMESTAMP, BYLINE} and kinds[place + 1] != CREDIT
            name = _BEFORE_TIME.match(text)
            timed = name[1] if name is not None and reason_of(text, after=False) == "reading time" else ""
            if text[-1] != ":" and (
                is_signed(text) or (signs and read_byline(text).people) or read_byline(timed).people
            ):
                kinds[place] = BYLINE
        elif (
            place > start
            and kinds[place] == CAPTION
            and DESCRIPTION not in kinds
            and probabilities[place, DESCRIPTION] > _DECK_THRESHOLD
        ):
            others = [probabilities[other, CAPTION] for other in range(start, first) if other != place]
            likelier = [other for other in others if other > probabilities[place, CAPTION]]
            if likelier or CREDIT not in beside:
                kinds[place] = DESCRIPTION


def one_deck(kinds: NDArray[np.intp], blocks: list[Block], probabilities: NDArray[np.float32]) -> None:
    """Take what looks like a deck and stands above a credit for a caption, and what looks much less like one for text.

    Where none was found, a sentence is one that a place stands below: "Lindau.".
    """
    import numpy as np

    if DESCRIPTION not in kinds and (deck := _deck(kinds, blocks)) is not None:
        kinds[deck] = DESCRIPTION
    for place in np.flatnonzero(kinds[:-1] == DESCRIPTION).tolist():
        if kinds[place + 1] == CREDIT and blocks[place + 1].before == SEPARATOR:
            kinds[place] = CAPTION
    found = np.flatnonzero(kinds == DESCRIPTION)
    likely = probabilities[:, DESCRIPTION]
    best = int(found[likely[found].argmax()]) if len(found) else 0
    for place in found[found > best + _DECK_BLOCKS].tolist():
        if likely[place] < _LESS_LIKELY * likely[best]:
            others = probabilities[place].copy()
            others[[HEADLINE, DESCRIPTION]] = 0
            kinds[place] = others.argmax()


def _deck(kinds: NDArray[np.intp], blocks: list[Block]) -> int | None:
    """Return the place of a deck that was taken for text or a caption: a place stands below it, "Lindau.", and text."""
    import numpy as np

    body = np.flatnonzero(kinds == PARAGRAPH)[:2].tolist()
    for place in range(max(0, body[0] - FRONT_BLOCKS), min(body[0] + 1, len(kinds) - 2)) if len(body) > 1 else ():
        if kinds[place] not in (PARAGRAPH, CAPTION) or len(blocks[place].text) < _LEAST_DECK:
            continue
        if _PLACE.fullmatch(blocks[place + 1].text) and kinds[place + 2] == PARAGRAPH:
            return place
    return None


def read_signatures(kinds: NDArray[np.intp], blocks: list[Block]) -> None:
    """Take for a byline who signs below a paragraph: the desk, or names that no picture belongs to."""
    import numpy as np

    body = np.flatnonzero(kinds == PARAGRAPH)
    for place in (body[body + 1 < len(kinds)] + 1).tolist():
        text = blocks[place].text
        if len(text) > LONGEST_SIGNATURE or text[-1] in ".:?!":
            continue
        if kinds[place] == DROP:
            signed = len(WORD.findall(text)) in _DESK_WORDS and read_byline(text).staff
        else:
            last = kinds[place] == CREDIT and place > body[-1] and not is_credit(text)
            signed = last and not (kinds[place + 1 : place + 2] == CAPTION).any()
        if signed:
            kinds[place] = BYLINE


def _is_source(place: int, kinds: NDArray[np.intp], blocks: list[Block]) -> bool:
    """Whether what looks like a credit says whom the text is from: "Author: / AFP", "Source: AFP" below the date."""
    text = blocks[place].text
    if ":" in text:
        agencies = read_byline(credit_name(text) or "").agencies
        return kinds[place - 1] == TIMESTAMP and not is_credit(text) and bool(agencies)
    signs = kinds[place + 1] == TIMESTAMP or is_led(blocks[place - 1].text)
    signature = read_byline(text)
    named = signature.agencies and not (signature.people or signature.publisher)
    return bool(signs and kinds[place - 1] != CAPTION and named)


def _is_stamp(text: str) -> bool:
    """Whether a line says when the text was published, and names nobody."""
    hits = lexicon().hits(WORD.findall(text.casefold()))
    published = any(start == 0 and bits & (BIT["published"] | BIT["updated"]) for start, _, bits in hits)
    return published and any(map(str.isdigit, text)) and not is_signed(text)


def _said(blocks: list[Block], place: int, step: int) -> int:
    """Return the next block in a direction that is more than a mark or an "and" between names."""
    joins = lexicon().by_category["join"]
    place += step
    while 0 < place < len(blocks) - 1 and set(WORD.findall(blocks[place].text[:LONGEST_SIGNATURE].casefold())) <= joins:
        place += step
    return place
