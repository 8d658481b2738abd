"""Fractions: "two-thirds", "three twenty-firsts", "half a million", "3 million and a half", "one in five"."""

from __future__ import annotations

from newskit.extract.quantities.cardinals import CardinalReader, Value
from newskit.extract.quantities.lexicon import Lexicon
from newskit.extract.quantities.tokens import Token

DENOMINATORS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100})
"""What is divided by in news: "24/7" is no fraction."""

_HALF = 2
_QUARTER = 4
_TEN = 10
_MILLION = 1_000_000
_YEARS = range(1900, 2100)
_LONGEST_RUN = 12


class FractionReader:
    """Reads the fractions that stand alone or follow a number."""

    def __init__(self, tokens: list[Token], lexicon: Lexicon, cardinals: CardinalReader) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.cardinals = cardinals
        self.fractions: dict[str, int] = lexicon.numbers.get("fractions", {})
        self.ordinals: dict[str, int] = lexicon.numbers.get("ordinals", {})
        self.plural = bool(lexicon.numbers.get("plural_fractions"))
        self.ands = lexicon.number_words("and")
        self.articles = lexicon.number_words("article")
        self.proportions = lexicon.number_words("proportion")
        self.divisions = lexicon.number_words("division")
        self.of = lexicon.listed("of")

    def lone(self, place: int, *, article: bool) -> tuple[Value, int, Value, bool] | None:
        """Read "half of", "half a million", "a third of": no numerator.

        Returns value, end, scale and whether only the surroundings can tell that it is a share.
        """
        divisor = self.fractions.get(self.cardinals.token(place))
        if divisor is None:
            return None
        end = place + 1
        scale = self._scale(end + 1 if self.cardinals.token(end) in self.articles else end)
        if divisor in {_HALF, _QUARTER} and scale:
            return scale[0] / divisor, scale[1], scale[0], False
        if divisor == _HALF or article:
            return 1 / divisor, end, 1, self.cardinals.token(end) not in self.of
        return None

    def after(self, value: Value, end: int, scale: Value) -> tuple[Value, int, Value, str] | None:
        """Read what makes a fraction of a number or adds one to it; returns value, end, scale and kind."""
        divided = self._divided(value, end)
        if divided:
            at = divided[1]
            if self.cardinals.token(at) in self.of and self.cardinals.token(at + 1) in self.articles:
                times = self._scale(at + 2)
            else:
                times = self._scale(at)
            if times and times[0] >= _MILLION:
                return divided[0] * times[0], times[1], times[0], "cardinal"
            return *divided, 1, "fraction"
        share = self.proportion(value, end) or self.over(value, end)
        if share:
            return *share, 1, "fraction"
        added = self._added(end)
        if added is None:
            return None
        part, at = added
        times = self._scale(at)
        if times and scale > times[0]:
            return value + part * times[0], times[1], scale, "cardinal"
        if times and scale == 1:
            return (value + part) * times[0], times[1], times[0], "cardinal"
        unit = scale if scale >= _MILLION and float(value) % scale == 0 else 1
        return value + part * unit, at, scale, "cardinal"

    def _scale(self, place: int) -> tuple[int, int] | None:
        lexeme = self.cardinals.lexeme(place)
        return (lexeme[1], place + 1) if lexeme and lexeme[0] in {"scale", "dozen"} else None

    def denominator(self, place: int) -> tuple[int, int, bool] | None:
        """Read "thirds", "hundredth", "twenty-firsts": divisor, end, and whether it is a plural."""
        word = self.cardinals.token(place)
        if word in self.fractions:
            return self.fractions[word], place + 1, word.endswith("s") or not self.plural
        if not self.plural:
            return None
        for form, plural in ((word, False), (word.removesuffix("s"), True)):
            rank = self.ordinals.get(form)
            if rank and rank > _HALF and form + "s" * plural == word:
                return rank, place + 1, plural
        ten = self.cardinals.lexeme(place)
        if ten and ten[0] == "ten":
            at = self.cardinals.next(place + 1)
            word = self.cardinals.token(at)
            rank = self.ordinals.get(word.removesuffix("s"))
            if rank and rank < _TEN:
                return ten[1] + rank, at + 1, word.endswith("s")
        return None

    def _divided(self, value: Value, end: int) -> tuple[Value, int] | None:
        below = self.denominator(self.cardinals.next(end))
        if below is None:
            return None
        divisor, last, plural = below
        if not plural and value != 1:
            return None
        if divisor == _QUARTER and value in {1, _HALF} and self.cardinals.token(last) not in self.of:
            return None
        if divisor in {_HALF, _QUARTER} and value >= divisor:
            return None
        return value / divisor, last

    def proportion(self, value: Value, end: int) -> tuple[Value, int] | None:
        """Read "one in five" and "9 in 10": a small number in a larger one, no time behind it."""
        if self.cardinals.token(end) not in self.proportions or not 0 < value < _TEN:
            return None
        below = self._whole(end + 1)
        if below is None or below[0] <= value or float(value) != int(value) or below[0] in _YEARS:
            return None
        divisor, last = below
        if value != 1 and divisor not in DENOMINATORS:
            return None
        if last < len(self.tokens):
            after = self.tokens[last]
            name = self.lexicon.names.match(after.text)
            if name or after.text in {"%", "/", ":"} or (after.kind != "s" and after.glued):
                return None
        return value / divisor, last

    def over(self, value: Value, end: int) -> tuple[Value, int] | None:
        """Read "one over twenty", where nothing follows that could be counted."""
        if self.cardinals.token(end) not in self.divisions:
            return None
        below = self._whole(end + 1)
        if below is None or below[0] <= 1 or (below[1] < len(self.tokens) and self.tokens[below[1]].text not in ".;!?"):
            return None
        return value / below[0], below[1]

    def _whole(self, place: int) -> tuple[Value, int] | None:
        token = self.tokens[place] if place < len(self.tokens) else None
        if token and token.kind == "n" and token.text.isdigit() and len(token.text) < _LONGEST_RUN:
            return int(token.text), place + 1
        made = self.cardinals.cardinal(place) if token else None
        return made[:2] if made else None

    def _added(self, end: int) -> tuple[float, int] | None:
        """Read "and a half", "and three quarters"."""
        if self.cardinals.token(end) not in self.ands:
            return None
        if self.cardinals.token(end + 1) in self.articles:
            below = self.denominator(end + 2)
            return (1 / below[0], below[1]) if below and not below[2] else None
        count = self.cardinals.cardinal(end + 1, joined=False)
        if count is None:
            return None
        below = self.denominator(self.cardinals.next(count[1]))
        if below is None or not 0 < count[0] < below[0] or not (below[2] or count[0] == 1):
            return None
        return count[0] / below[0], below[1]
