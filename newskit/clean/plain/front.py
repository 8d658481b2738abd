"""What stands before the text: names beside the date, and a deck taken for a caption."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newskit.clean.plain.classify import BYLINE, CAPTION, CREDIT, DESCRIPTION, DROP, HEADLINE, PARAGRAPH, TIMESTAMP
from newskit.clean.plain.lexicon import WORD, lexicon
from newskit.clean.plain.names import LONGEST_SIGNATURE, is_signed, read_byline
from newskit.clean.plain.pictures import FRONT_BLOCKS
from newskit.clean.plain.reasons import reason_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from newskit.clean.plain.features import Block

_BEFORE_TIME = re.compile(r"([^\d·|•]{4,60}?)[\s·|•–-]*\d")
_DECK_THRESHOLD = 0.15


def read_front(kinds: NDArray[np.intp], blocks: list[Block], probabilities: NDArray[np.float32]) -> None:
    """Look again at what stands before the text: names beside the date, and a deck taken for a caption."""
    import numpy as np

    body = np.flatnonzero(kinds == PARAGRAPH)
    first = int(body[0]) if len(body) else 0
    start = int(np.flatnonzero(kinds == HEADLINE)[0]) if (kinds == HEADLINE).any() else max(0, first - FRONT_BLOCKS)
    for place in range(start + 1, first):
        text = blocks[place].text
        beside = {int(kinds[place - 1]), int(kinds[place + 1])}
        if kinds[place] == DROP and len(text) <= LONGEST_SIGNATURE:
            beside |= {int(kinds[_said(blocks, place, step)]) for step in (-1, 1)}
            signs = beside & {TIMESTAMP, BYLINE} and kinds[place + 1] != CREDIT
            name = _BEFORE_TIME.match(text)
            timed = name[1] if name is not None and reason_of(text, after=False) == "reading time" else ""
            if is_signed(text) or (signs and read_byline(text).people) or read_byline(timed).people:
                kinds[place] = BYLINE
        elif (
            kinds[place] == CAPTION and DESCRIPTION not in kinds and probabilities[place, DESCRIPTION] > _DECK_THRESHOLD
        ):
            others = [probabilities[other, CAPTION] for other in range(start, first) if other != place]
            likelier = [other for other in others if other > probabilities[place, CAPTION]]
            if likelier or CREDIT not in beside:
                kinds[place] = DESCRIPTION


def _said(blocks: list[Block], place: int, step: int) -> int:
    """Return the next block in a direction that is more than a mark or an "and" between names."""
    joins = lexicon().by_category["join"]
    place += step
    while 0 < place < len(blocks) - 1 and set(WORD.findall(blocks[place].text[:LONGEST_SIGNATURE].casefold())) <= joins:
        place += step
    return place
