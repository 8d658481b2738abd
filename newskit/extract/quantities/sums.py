"""Sums of money in two parts: "3 dollars 50 cents", "thirteen dollars and forty-five cents", "17 USD 25"."""

from __future__ import annotations

from newskit.extract.quantities.amounts import Amount
from newskit.extract.quantities.cardinals import tidy
from newskit.extract.quantities.lexicon import Lexicon
from newskit.extract.quantities.tokens import Token

_PARTS = 100
_STOPS = frozenset(".,;:!?)")


def add_small_change(tokens: list[Token], low: Amount, high: Amount, lexicon: Lexicon) -> bool:
    """Add the hundredths that follow a sum of money to it; return whether they did."""
    if low.type != "MONEY" or low.parts != 1 or low.range or low.value is None or high.range:
        return False
    change = high.numeral.value
    if change is None or not 0 < change < _PARTS or high.numeral.scale != 1 or float(low.value) != int(low.value):
        return False
    between = [token.lower for token in tokens[low.last : high.first]]
    if between and (len(between) > 1 or between[0] not in lexicon.number_words("and")):
        return False
    if low.numeral.last == low.last and (not between or high.bare):
        return False
    if not (high.type == "MONEY" and high.parts == _PARTS):
        after = tokens[high.last] if high.last < len(tokens) else None
        if not high.bare or not (after is None or (after.text in _STOPS and after.glued)):
            return False
    low.value = tidy(low.value + change / _PARTS)
    low.end, low.last, low.after = high.end, high.last, high.after
    return True
