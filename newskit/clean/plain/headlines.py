"""The one headline of a text, among the lines that look like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newskit.clean.plain.classify import BYLINE, CAPTION, DESCRIPTION, DROP, HEADING, HEADLINE, PARAGRAPH
from newskit.clean.plain.datelines import is_dateline
from newskit.clean.plain.features import content_words
from newskit.clean.plain.names import is_signed
from newskit.clean.plain.reasons import is_mostly_phrases, reason_of
from newskit.clean.plain.sound import is_sound

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from newskit.clean.plain.features import Block

_BODY_THRESHOLD = 0.6
_HEADLINE_THRESHOLD, _SURE_HEADLINE = 0.04, 0.2
_UNTOLD = 0.5
_HEADLINE_LETTERS = 12, 160
_LEAST_POOLED = 0.02
_ALSO_HEADLINE, _LEAST_SIGNED = 0.2, 0.1
_KICKER_WORDS = 4
_STOPPED = 0.3
"""How much less probable a headline is that ends with a full stop."""
_HEADLINE_WORDS = 3, 25
_LEAST_ABOVE_SENTENCES = 2


def one_headline(kinds: NDArray[np.intp], blocks: list[Block], probabilities: NDArray[np.float32]) -> None:
    """Leave one headline: the likeliest; others become headings in the text, and go outside it."""
    import numpy as np

    likely = _pooled(blocks, probabilities[:, HEADLINE])
    text = {word for place in np.flatnonzero(kinds == PARAGRAPH).tolist() for word in content_words(blocks[place].text)}
    for doubtful in np.flatnonzero((likely >= _HEADLINE_THRESHOLD) & (likely < _BODY_THRESHOLD)).tolist():
        running = not text or kinds[doubtful] == PARAGRAPH
        led = is_signed(blocks[doubtful].text)
        if running or led or is_mostly_phrases(blocks[doubtful].text):
            likely[doubtful] = 0
        if led and kinds[doubtful] == HEADLINE:
            kinds[doubtful] = BYLINE
    for place in np.flatnonzero(likely >= _HEADLINE_THRESHOLD).tolist():
        words = content_words(blocks[place].text)
        share = sum(word in text for word in words) / len(words) if words else 0.0
        likely[place] *= (_UNTOLD + share) / (_UNTOLD + 1)
        if blocks[place].text[-1] in ".。":
            likely[place] *= _STOPPED
    best = int(np.argmax(likely))
    if likely[best] >= _HEADLINE_THRESHOLD and (likely[best] >= _SURE_HEADLINE or _may_head(blocks[best].text)):
        best = _below_kicker(best, blocks, probabilities[:, HEADLINE])
        best = _above_deck(best, kinds, blocks, likely)
        for place in np.flatnonzero(kinds == HEADLINE).tolist():
            if place != best:
                second = probabilities[place].copy()
                second[HEADLINE] = 0
                kinds[place] = second.argmax()
        kinds[best] = HEADLINE
        return
    kinds[kinds == HEADLINE] = HEADING
    signed = np.flatnonzero((kinds[:-1] == CAPTION) & (kinds[1:] == BYLINE) & (likely[:-1] > _LEAST_SIGNED))
    if len(signed) and not (kinds[: signed[0]] == PARAGRAPH).any():
        kinds[signed[0]] = HEADLINE


def _may_head(text: str) -> bool:
    """Whether a line has the length of a headline and does not end like a sentence."""
    least = _HEADLINE_LETTERS[0] <= sum(map(str.isalnum, text)) <= _HEADLINE_LETTERS[1]
    return least and text[-1] not in ".:,。"


def _below_kicker(best: int, blocks: list[Block], likely: NDArray[np.float32]) -> int:
    """Return the longer line below a few words that look like the headline too, but less: they are its kicker."""
    if best + 1 >= len(blocks) or likely[best] >= likely[best + 1]:
        return best
    upper, lower = blocks[best].text, blocks[best + 1].text
    count = len(upper.split())
    return best + 1 if count <= _KICKER_WORDS and count < len(lower.split()) and lower[0] not in ":,;.–—-|" else best


def _above_deck(best: int, kinds: NDArray[np.intp], blocks: list[Block], likely: NDArray[np.float32]) -> int:
    """Return the first of two lines that both look like the headline: the second is its deck."""
    above = best - 1
    if above < 0 or likely[above] < _ALSO_HEADLINE or DESCRIPTION in kinds:
        return best
    first, second = ("".join(filter(str.isalnum, blocks[place].text)).casefold() for place in (above, best))
    if first in second or second in first or len(first) < _HEADLINE_LETTERS[0]:
        return best
    if _below_kicker(above, blocks, likely) == best:
        return best
    kinds[best] = DESCRIPTION
    return above


def _pooled(blocks: list[Block], likely: NDArray[np.float32]) -> NDArray[np.float32]:
    """Add up what speaks for a headline that is printed more than once, on the likeliest of its places."""
    pooled = likely.copy()
    best: dict[str, int] = {}
    for place, block in enumerate(blocks):
        if likely[place] < _LEAST_POOLED:
            continue
        key = "".join(filter(str.isalnum, block.text)).casefold()
        other = best.setdefault(key, place)
        if other != place:
            low, high = sorted((other, place), key=lambda index: likely[index])
            pooled[high] = min(1.0, pooled[high] + pooled[low])
            pooled[low] = 0
            best[key] = high
    return pooled


def first_line(kinds: NDArray[np.intp], blocks: list[Block]) -> None:
    """Take the first line for the headline where there is none and the text begins with it."""
    first = blocks[0].text
    if (kinds == HEADLINE).any() or kinds[0] not in (DROP, HEADING, CAPTION) or not (kinds[1:3] > DROP).any():
        return
    words = len(first.split())
    least = _LEAST_ABOVE_SENTENCES if len(blocks) > 1 and is_sound(blocks[1:]) else _HEADLINE_WORDS[0]
    likely = least <= words <= _HEADLINE_WORDS[1] and first[-1] not in ".:," and not is_dateline(first)
    if likely and reason_of(first, after=False) == "furniture" and any(map(str.isalpha, first)):
        kinds[0] = HEADLINE
