"""Captions and credits: which lines belong to a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newskit.clean.plain.classify import BYLINE, CAPTION, CREDIT, DROP, HEADING, HEADLINE, PARAGRAPH, TIMESTAMP
from newskit.clean.plain.credits import credit_name, is_credit, names_agency
from newskit.clean.plain.pieces import GLUE, SEPARATOR, SPACES
from newskit.clean.plain.reasons import reason_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from newskit.clean.plain.features import Block

_SURE_CAPTION, _LEAST_RUNNING = 0.5, 0.1
_CAPTION_WORDS = 4, 70
FRONT_BLOCKS, _TAIL_BLOCKS = 8, 4


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
    for place in range(max(0, int(body[0]) - FRONT_BLOCKS), min(len(kinds), int(body[-1]) + _TAIL_BLOCKS)):
        text = blocks[place].text
        if kinds[place] in (CAPTION, CREDIT, TIMESTAMP, HEADLINE):
            continue
        before = kinds[place - 1] if place else DROP
        below = before == CAPTION and kinds[place] in (DROP, BYLINE)
        if is_credit(text) or (below and (names_agency(text) or text[0] in "/©")):
            kinds[place] = CREDIT
            caption = place and before == DROP and _is_caption(blocks[place - 1].text)
            if caption:
                kinds[place - 1] = CAPTION


def _is_caption(text: str) -> bool:
    return _CAPTION_WORDS[0] <= len(text.split()) <= _CAPTION_WORDS[1] and reason_of(text, after=False) == "furniture"


def printed(block: Block, kind: int) -> str:
    """Return what a block says; a credit in the middle of a line is the name, its label only parts it from the rest."""
    inside = block.before in (GLUE, SPACES, SEPARATOR)
    return (credit_name(block.text) if kind == CREDIT and inside else None) or block.text
