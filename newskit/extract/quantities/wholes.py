"""Part and whole: "55 air strikes out of a total of 57", "two of the five models"."""

from __future__ import annotations

from itertools import pairwise

from newskit.extract.quantities.amounts import Amount
from newskit.extract.quantities.lexicon import Lexicon, words_of
from newskit.extract.quantities.tokens import Token

_FARTHEST = 14
_TAIL = 3


def find_wholes(tokens: list[Token], amounts: list[Amount], lexicon: Lexicon) -> None:
    """Set the whole of every amount that is said to be a part of the next one."""
    phrases = {words_of(phrase) for phrase in lexicon.context.get("whole", ())}
    determiners = lexicon.listed("determiners")
    for part, whole in pairwise(amounts):
        if part.type not in {"CARDINAL", "PERCENT"} or whole.type != "CARDINAL" or part.range or whole.range:
            continue
        between = tokens[part.last : whole.first]
        if not between or len(between) > _FARTHEST or any(token.text in ".;!?:\n" for token in between):
            continue
        if part.type == "CARDINAL" and not (part.numeral.kind == "fraction" or (part.value or 0) <= (whole.value or 0)):
            continue
        words = [token.lower for token in between]
        while words and words[-1] in determiners:
            words.pop()
        if tuple(words) in phrases or any(_ends(words, phrase) for phrase in phrases if len(phrase) > 1):
            part.whole = whole


def _ends(words: list[str], phrase: tuple[str, ...]) -> bool:
    """Whether the words before the whole end in a phrase of more than one word."""
    return tuple(words[-len(phrase) :]) == phrase
