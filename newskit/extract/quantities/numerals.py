"""Numerals: the numbers of a text with their value, in digits, in words and mixed, before anything is known of units.

"twenty six", "1.4 million", "4 thousand 3 hundred and 21", "two-thirds", "half a dozen", "10 1/2", "tens of
thousands", "sixfold", "42nd". Which words there are is data (``numbers.toml``).
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

from newskit.extract.quantities.cardinals import CardinalReader, Value, tidy
from newskit.extract.quantities.digits import read_digits
from newskit.extract.quantities.fractions import DENOMINATORS, FractionReader
from newskit.extract.quantities.lexicon import Lexicon, beginnings
from newskit.extract.quantities.tokens import Token

_MOST_WORDS = 24
_HALF = 2
_GROUP = 3
_HUNDRED = 100
_LARGEST_POWER = 30


@dataclass(slots=True)
class Numeral:
    """A number as it stands in a text."""

    #: Offsets in the text.
    start: int
    end: int
    #: Tokens, half-open.
    first: int
    last: int
    #: ``None`` for an indefinite or a vague number.
    value: Value | None
    #: ``cardinal`` ``ordinal`` ``fraction`` ``vague`` ``indefinite`` ``factor``.
    kind: str = "cardinal"
    #: Both ends of a vague number.
    range: tuple[Value, Value] | None = None
    #: Digits alone, without separators, sign and scale: what could be a year or a name.
    plain: bool = False
    #: Begins in digits.
    digits: bool = False
    #: Has a scale ("million") that an earlier end of a range may share.
    scale: Value = 1
    #: Stands without "of" and the like, so that only its surroundings can tell what it is.
    bare: bool = False


class NumeralReader:
    """Finds the numerals of one tokenized text."""

    def __init__(self, text: str, tokens: list[Token], lexicon: Lexicon) -> None:
        self.text = text
        self.tokens = tokens
        self.lexicon = lexicon
        numbers = lexicon.numbers
        self.beginnings = beginnings(lexicon.language)
        self.cardinals = CardinalReader(tokens, lexicon)
        self.articles = lexicon.number_words("article")
        self.negatives = lexicon.number_words("negative")
        self.fractions = FractionReader(tokens, lexicon, self.cardinals)
        self.ordinals: dict[str, int] = numbers.get("ordinals", {})
        self.vague: dict[str, int] = numbers.get("vague", {})
        self.indefinite = frozenset(numbers.get("indefinite", {}).get("words", ()))
        self.suffixes = frozenset(numbers.get("ordinal_suffixes", {}).get("words", ()))
        self.factors = tuple(numbers.get("factors", {}).get("suffixes", ()))
        self.of = frozenset(lexicon.context.get("of", ()))

    def read(self) -> list[Numeral]:
        """Return the numerals in order; they do not overlap."""
        found: list[Numeral] = []
        place = 0
        while place < len(self.tokens):
            made = self._at(place)
            if made:
                found.extend(made)
                place = max(place + 1, made[-1].last)
            else:
                place += 1
        return found

    def _at(self, place: int) -> list[Numeral]:
        token = self.tokens[place]
        if token.kind == "s":
            return self._leading_point(place) if token.text == "." else []
        if token.kind == "n":
            return self._digits(place)
        if token.kind == "f":
            return [self._made(place, place + 1, _vulgar(token.text), kind="fraction", digits=True)]
        if token.glued and place and self.tokens[place - 1].kind == "n":
            return []
        if self.beginnings is not None and token.lower not in self.beginnings:
            return []
        one = self._words(place)
        return [one] if one else []

    def _made(self, first: int, last: int, value: Value | None, **more: object) -> Numeral:
        if isinstance(value, float) and more.get("scale", 1) != 1:
            value = tidy(value)
        numeral = Numeral(self.tokens[first].start, self.tokens[last - 1].end, first, last, value)
        for name, what in more.items():
            setattr(numeral, name, what)
        return self._signed(numeral)

    def _signed(self, numeral: Numeral) -> Numeral:
        """Take in a minus sign or word before a number."""
        if numeral.first == 0 or numeral.value is None or numeral.kind == "ordinal":
            return numeral
        before = self.tokens[numeral.first - 1]
        if before.lower in self.negatives and not self._bounds(numeral.first):
            first = numeral.first - 1
        elif before.text == "-" and numeral.first > 1 and self.tokens[numeral.first - 2].lower in self.negatives:
            first = numeral.first - 2
        elif before.text in "-−" and (numeral.first == 1 or (self.tokens[numeral.first].glued and self._opens(before))):
            first = numeral.first - 1
        else:
            return numeral
        numeral.first, numeral.start, numeral.value, numeral.plain = (
            first,
            self.tokens[first].start,
            -numeral.value,
            False,
        )
        return numeral

    def _bounds(self, place: int) -> bool:
        """Whether a phrase that bounds ends before a token: "au moins" is no minus."""
        return any(
            tuple(token.lower for token in self.tokens[max(0, place - size) : place]) in self.lexicon.before
            for size in (2, 3)
        )

    def _opens(self, token: Token) -> bool:
        """Whether nothing that a minus would join to stands before a sign."""
        return token.start == 0 or self.text[token.start - 1] in " \t\n\u00a0\u202f(\"'“‘$€£¥:"

    # Digits

    def _leading_point(self, place: int) -> list[Numeral]:
        """Read ".5": a point glued to digits with nothing before it."""
        if place + 1 >= len(self.tokens) or self.lexicon.decimal != ".":
            return []
        point, run = self.tokens[place], self.tokens[place + 1]
        if run.kind != "n" or not run.glued or not run.text.isdigit() or len(run.text) > _MOST_WORDS:
            return []
        if point.start and not self._opens(point):
            return []
        return [self._scaled(place, place + 2, float(f"0.{run.text}"), plain=False)]

    def _digits(self, place: int) -> list[Numeral]:
        token = self.tokens[place]
        end, run = self._spaced_groups(place)
        if end > place + 1:
            return [self._scaled(place, end, run, plain=False)]
        values = read_digits(token.text, self.lexicon.group, self.lexicon.decimal)
        if len(values) != 1:
            return [
                Numeral(token.start + start, token.start + stop, place, place + 1, value, digits=True)
                for start, stop, value in values
            ]
        value = values[0][2]
        plain = token.text.isdigit()
        after = self._glued(place + 1)
        if plain and after and after.lower in self.suffixes:
            return [self._made(place, place + 2, value, kind="ordinal", digits=True)]
        divided = self._divided(place, value) if plain else None
        if divided:
            return [divided]
        if after and self.factors and after.lower in self.factors:
            return [self._made(place, place + 2, value, kind="factor", digits=True)]
        if self.cardinals.token(place + 1) == "-" and self.cardinals.token(place + 2) in self.factors:
            return [self._made(place, place + 3, value, kind="factor", digits=True)]
        share = (
            (self.fractions.proportion(value, place + 1) or self.fractions.over(value, place + 1)) if plain else None
        )
        if share:
            return [self._made(place, share[1], share[0], kind="fraction", digits=True)]
        power = self._power(place, value)
        if power:
            return [power]
        if plain and not after:
            mixed = self._mixed(place, value)
            if mixed:
                return [mixed]
        if after and after.kind == "f":
            return [self._scaled(place, place + 2, value + _vulgar(after.text), plain=False)]
        return [self._scaled(place, place + 1, value, plain=plain)]

    def _spaced_groups(self, place: int) -> tuple[int, Value]:
        """Join "1 234 567": a short run and runs of exactly three digits, one space between."""
        run = self.tokens[place].text
        if not run.isdigit() or len(run) > _GROUP or run[0] == "0":
            return place + 1, 0
        end = place + 1
        while end < len(self.tokens) and end - place < _GROUP * 2:
            token = self.tokens[end]
            gap = token.start - self.tokens[end - 1].end
            if token.kind != "n" or gap != 1 or not _is_group(token.text, self.lexicon.decimal):
                break
            run += token.text
            end += 1
            if len(token.text) > _GROUP:
                break
        after = self.tokens[end] if end < len(self.tokens) else None
        if (
            after
            and end > place + 1
            and (
                (after.glued and after.kind == "w")
                or (after.kind == "n" and after.start - self.tokens[end - 1].end <= 1)
            )
        ):
            return place + 1, 0
        if end == place + 1 and after and after.text == "," and after.glued and self._zeros(end + 1):
            return end + 2, int(run + self.tokens[end + 1].text)
        return end, float(run.replace(self.lexicon.decimal, ".")) if not run.isdigit() else int(run)

    @staticmethod
    def _runs_on(token: Token, before: Token) -> bool:
        """Whether groups of digits go on otherwise than by threes, or end in letters ("18 777s")."""
        return (token.glued and token.kind == "w") or (token.kind == "n" and token.start - before.end <= 1)

    def _zeros(self, place: int) -> bool:
        """Whether the rest of "10, 000" stands at a place: three digits that no number begins with."""
        token = self.tokens[place] if place < len(self.tokens) else None
        return bool(
            token and token.kind == "n" and token.text[0] == "0" and len(token.text) == _GROUP and token.text.isdigit()
        )

    def _divided(self, place: int, value: Value) -> Numeral | None:
        """Read "3/4"; "24/7" and "9/11" are none."""
        slash, below = self._glued(place + 1), self._glued(place + 2)
        if not slash or slash.text not in "/⁄" or not below or not below.text.isdigit():
            return None
        further = self._glued(place + 3)
        divisor = int(below.text) if len(below.text) < _GROUP + 1 else 0
        if divisor not in DENOMINATORS or value >= divisor or (further and further.text == "/"):
            return None
        if place and self.tokens[place].glued and self.tokens[place - 1].text == "/":
            return None
        return self._scaled(place, place + 3, value / divisor, plain=False, kind="fraction")

    def _mixed(self, place: int, value: Value) -> Numeral | None:
        """Read "10 1/2" and "10 ½"."""
        after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        if after is None or after.start - self.tokens[place].end > _HALF:
            return None
        if after.kind == "f":
            return self._scaled(place, place + 2, value + _vulgar(after.text), plain=False)
        if after.kind == "n" and after.text.isdigit() and len(after.text) < _GROUP:
            part = self._divided(place + 1, int(after.text))
            if part and part.value is not None and 0 < part.value < 1:
                return self._scaled(place, place + 4, value + part.value, plain=False)
        return None

    def _power(self, place: int, value: Value) -> Numeral | None:
        """Read "1e10", "6.23x10^-4" and "1.1^23"."""
        mark = self._glued(place + 1)
        if mark is None or mark.lower not in {"e", "x", "×", "^"}:
            return None
        base, at = (value, place + 2) if mark.text == "^" else (10, place + 2)
        if mark.lower in {"x", "×"}:
            if self.cardinals.token(at) != "10" or self.cardinals.token(at + 1) != "^":
                return None
            at += 2
        sign = 1
        while self._glued(at) and self.tokens[at].text in "+-−":
            sign = 1 if self.tokens[at].text == "+" else -1
            at += 1
        exponent = self._glued(at)
        if exponent is None or not exponent.text.isdigit() or len(exponent.text) >= _GROUP or self._letters(at + 1):
            return None
        if mark.lower == "e" and sign == 1 and isinstance(value, int) and len(exponent.text) == 1:
            return None
        power = sign * int(exponent.text)
        if value == 0 or abs(math.log10(abs(base) or 1) * power) > _LARGEST_POWER:
            return None
        total = float(base) ** power
        return self._made(place, at + 1, total if mark.text == "^" else value * total, digits=True)

    def _letters(self, place: int) -> bool:
        after = self._glued(place)
        return after is not None and after.kind == "w"

    def _scaled(self, first: int, last: int, value: Value, *, plain: bool, kind: str = "cardinal") -> Numeral:
        """Multiply by the scale that follows, if any, and add a half or a lower group ("4 thousand 3 hundred")."""
        made = self.cardinals.cardinal(last, start=value)
        if made is None:
            return self._made(first, last, value, plain=plain, digits=True, kind=kind)
        return self._after_cardinal(first, *made, digits=True)

    # Words

    def _glued(self, place: int) -> Token | None:
        return self.tokens[place] if place < len(self.tokens) and self.tokens[place].glued else None

    def _words(self, place: int) -> Numeral | None:
        word = self.cardinals.token(place)
        if word in self.vague and (made := self._vague(place)):
            return made
        if made := self._lone_fraction(place, place):
            return made
        if word in self.indefinite:
            scale = self.cardinals.cardinal(place + 1)
            if scale and scale[2] > 1:
                return self._made(place, scale[1], None, kind="indefinite")
            return None
        if word in self.articles:
            return self._after_article(place)
        cardinal = self.cardinals.cardinal(place)
        if cardinal:
            return self._after_cardinal(place, *cardinal)
        if word in self.ordinals:
            return self._made(place, place + 1, self.ordinals[word], kind="ordinal")
        for factor in self.factors:
            known = self.lexicon.words.get(word.removesuffix(factor)) if word.endswith(factor) else None
            if known:
                return self._made(place, place + 1, known[1], kind="factor")
        return None

    def _vague(self, place: int) -> Numeral | None:
        """Read "thousands of" and "tens of thousands of": from one to ten of them."""
        low = self.vague[self.cardinals.token(place)]
        end = place + 1
        if self.cardinals.token(end) in self.of and self.cardinals.token(end + 1) in self.vague:
            low *= self.vague[self.cardinals.token(end + 1)]
            end += 2
        elif self.cardinals.token(end) not in self.of:
            return None
        return self._made(place, end, None, kind="vague", range=(low, low * 10))

    def _after_article(self, place: int) -> Numeral | None:
        """Read "a hundred", "a dozen", "a third", "a half"."""
        lexeme = self.cardinals.lexeme(place + 1)
        if lexeme and lexeme[0] in {"hundred", "scale", "dozen"}:
            cardinal = self.cardinals.cardinal(place + 1)
            if cardinal:
                return self._after_cardinal(place, *cardinal)
        return self._lone_fraction(place, place + 1)

    def _lone_fraction(self, first: int, place: int) -> Numeral | None:
        made = self.fractions.lone(place, article=first != place)
        if made is None:
            return None
        value, end, scale, bare = made
        kind = "cardinal" if scale > 1 else "fraction"
        return self._made(first, end, value, kind=kind, scale=scale, bare=bare)

    def _after_cardinal(self, first: int, value: Value, end: int, scale: Value, *, digits: bool = False) -> Numeral:
        """Read what may follow number words: an ordinal, a denominator, "and a half"."""
        rank = self._rank(value, end) if not digits else None
        if rank:
            return self._made(first, rank[1], rank[0], kind="ordinal")
        made = self.fractions.after(value, end, scale)
        if made is None:
            return self._made(first, end, value, scale=scale, digits=digits)
        value, end, scale, kind = made
        return self._made(first, end, value, scale=scale, kind=kind, digits=digits)

    def _rank(self, value: Value, end: int) -> tuple[Value, int] | None:
        """Read the ordinal that ends a number: "twenty-first", "two hundredth"."""
        at = self.cardinals.next(end)
        word = self.cardinals.token(at)
        top = self.cardinals.lexeme(end - 1)
        rank = self.ordinals.get(word)
        if rank is None or top is None or rank == value:
            return None
        low = {"ten": 10, "hundred": 100, "scale": top[1]}.get(top[0], 0)
        if rank < low:
            return value + rank, at + 1
        return (value * rank, at + 1) if rank >= _HUNDRED and value > 1 else None


def _vulgar(sign: str) -> float:
    return unicodedata.numeric(sign)


def _is_group(digits: str, decimal: str) -> bool:
    """Whether a run is a group of three digits, or the last one with its decimals."""
    whole, _, rest = digits.partition(decimal)
    return len(whole) == _GROUP and whole.isdigit() and (rest.isdigit() or whole == digits) and len(rest) < _MOST_WORDS
