"""Captions and credits: which lines belong to a picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newskit.clean.plain.classify import BYLINE, CAPTION, CREDIT, DROP, HEADING, HEADLINE, PARAGRAPH, TIMESTAMP
from newskit.clean.plain.credits import credit_names, is_credit, names_agency
from newskit.clean.plain.names import is_commissioned, is_signed, read_byline
from newskit.clean.plain.pieces import GLUE, SEPARATOR, SPACES
from newskit.clean.plain.reasons import reason_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from newskit.clean.plain.features import Block

_SURE_CAPTION, _LEAST_CAPTION, _LEAST_RUNNING = 0.5, 0.01, 0.1
_CAPTION_WORDS = 4, 70
FRONT_BLOCKS, _TAIL_BLOCKS = 8, 4
_SENTENCES = re.compile(r"[.!?]\s")


def give_back_captions(kinds: NDArray[np.intp], probabilities: NDArray[np.float32]) -> None:
    """Give a doubtful caption without a credit beside it back to the running text that it stands in."""
    for place in range(1, len(kinds) - 1):
        if kinds[place] != CAPTION or probabilities[place, CAPTION] >= _SURE_CAPTION:
            continue
        beside = {int(kinds[place - 1]), int(kinds[place + 1])}
        running = probabilities[place, PARAGRAPH], probabilities[place, HEADING]
        if beside <= {PARAGRAPH, HEADING} and max(running) > _LEAST_RUNNING:
            kinds[place] = PARAGRAPH if running[0] >= running[1] else HEADING


def find_credits(kinds: NDArray[np.intp], blocks: list[Block]) -> None:
    """Take for credits what says so itself or names an agency under a caption, and for captions what stands before."""
    import numpy as np

    body = np.flatnonzero(kinds == PARAGRAPH)
    if not len(body):
        return
    for place in range(max(1, int(body[0]) - FRONT_BLOCKS), int(body[0]) - 1):
        shown = kinds[place] in (BYLINE, DROP) and _is_name(blocks[place].text)
        if shown and is_credit(blocks[place + 1].text) and kinds[place + 2] == BYLINE:
            kinds[place] = CAPTION
    for place in range(max(0, int(body[0]) - FRONT_BLOCKS), min(len(kinds), int(body[-1]) + _TAIL_BLOCKS)):
        text = blocks[place].text
        if kinds[place] in (CAPTION, CREDIT, TIMESTAMP, HEADLINE):
            continue
        inside = body[0] < place < body[-1] and kinds[place] in (DROP, HEADING)
        if inside and text[0].isalpha() and text[-1].isalpha() and is_commissioned(text):
            kinds[place] = CREDIT
            continue
        before = kinds[place - 1] if place else DROP
        below = before == CAPTION and kinds[place] in (DROP, BYLINE)
        if is_credit(text) or (below and (names_agency(text) or text[0] in "/©")):
            kinds[place] = CREDIT
            caption = place and before == DROP and _is_caption(blocks[place - 1].text)
            if caption:
                kinds[place - 1] = CAPTION


def find_captions(kinds: NDArray[np.intp], blocks: list[Block], probabilities: NDArray[np.float32]) -> None:
    """Take a line of one sentence before a credit that has no caption for the caption."""
    for place in range(1, len(kinds) - 1):
        text = blocks[place].text
        if kinds[place] not in (PARAGRAPH, HEADING, DROP) or probabilities[place, CAPTION] < _LEAST_CAPTION:
            continue
        after = kinds[place + 2] if place + 2 < len(kinds) else DROP
        credited = kinds[place + 1] == CREDIT and kinds[place - 1] != CREDIT and after != CAPTION
        if credited and text[-1] != ":" and _is_caption(text) and len(_SENTENCES.findall(text)) <= 1:
            kinds[place] = CAPTION


def _is_name(text: str) -> bool:
    """Whether a line is nothing but a name: who is seen above a credit, where another line signs."""
    return not is_signed(text) and read_byline(text).people == [text]


def _is_caption(text: str) -> bool:
    return _CAPTION_WORDS[0] <= len(text.split()) <= _CAPTION_WORDS[1] and reason_of(text, after=False) == "furniture"


def printed(block: Block, kind: int) -> list[str]:
    """Return what a block says; of a credit in the middle of a line the names, for its label only sets it off."""
    inside = block.before in (GLUE, SPACES, SEPARATOR)
    return credit_names(block.text) if kind == CREDIT and inside else [block.text]
