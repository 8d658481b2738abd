"""Cardinal numbers in words, and the words behind a number in digits: "four thousand three hundred", "4.5 million".

One grammar serves all languages: additive words fill the room that the word before left ("twenty" leaves ten, "hundred"
a hundred, French "soixante" twenty), scales multiply what stands before them. Which words there are is data.
"""

from __future__ import annotations

from dataclasses import dataclass

from newskit.extract.quantities.compounds import compound
from newskit.extract.quantities.lexicon import Lexicon
from newskit.extract.quantities.tokens import Token

Value = int | float

ROOM = {"unit": 0, "teen": 0, "ten": 10, "score": 20, "full": 100, "digits": 0}
_MOST_WORDS = 24
_SHORT = 4
_FOUR = 4
_TWENTY = 20
_HUNDRED = 100
_TENS = range(20, 100, 10)
_LARGEST = 1e24
_EXACT = 1e15
_HYPHENS = frozenset("-‐‑–")


@dataclass(slots=True)
class _Sum:
    """What was read so far: closed groups, the open group, the room that its last word left."""

    group: Value | None
    total: Value = 0
    room: Value = 0
    #: Scales fall from left to right, so that "two million" can add a thousand, and no million.
    ceiling: Value = _LARGEST
    largest: Value = 1
    multiplied: bool = False

    @property
    def value(self) -> Value:
        return self.total + (self.group or 0)

    @property
    def limit(self) -> Value:
        """What a word that is added must stay below."""
        return self.room if self.group is not None else self.ceiling

    def add(self, kind: str, value: Value) -> bool:
        if kind == "score" and self.group == _FOUR and value == _TWENTY:
            self.group, self.room = _FOUR * _TWENTY, ROOM[kind]
            return True
        if (self.group is not None or self.total) and not 0 < value < self.limit:
            return False
        self.group = (self.group or 0) + value
        self.room = ROOM[kind]
        return True

    def close(self, value: Value, room: Value) -> None:
        self.group, self.room = (self.group or 0) + value, room

    def hundred(self, value: Value, *, first: bool) -> bool:
        if self.group is None:
            self.group = value
        elif self.group < value or first:
            self.group *= value
        else:
            return False
        self.room, self.largest = value, max(self.largest, value)
        return True

    def dozen(self, value: Value) -> Value:
        return self.total + (1 if self.group is None else self.group) * value

    def scale(self, value: Value) -> bool:
        if self.group is None and not self.total:
            self.total = value
        elif self.group is not None and value < self.ceiling:
            self.total += self.group * value
        elif not self.multiplied and self.total * value < _LARGEST:
            self.total, self.multiplied = self.value * value, True
        else:
            return False
        self.group, self.ceiling, self.largest = None, value, max(self.largest, value)
        return True


def tidy(value: Value) -> Value:
    """Undo what binary fractions add: 3.06 * 1e6 is 3060000."""
    rounded = float(f"{value:.12g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < _EXACT else rounded


class CardinalReader:
    """Reads cardinals from a place on in a tokenized text."""

    def __init__(self, tokens: list[Token], lexicon: Lexicon) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.ands = lexicon.number_words("and")
        self.and_after_tens = bool(lexicon.numbers.get("and_after_tens"))
        self.points = lexicon.number_words("point")
        self.fractions: dict[str, int] = lexicon.numbers.get("fractions", {})
        ranges = lexicon.bounds.get("ranges", {})
        self.between = frozenset(phrase.rpartition(" ")[2] for phrase in ranges.get("between", ()))
        self.abbreviated: dict[str, int] = lexicon.numbers.get("abbreviated_scales", {})

    def token(self, place: int) -> str:
        """Return a token in small letters; empty past either end."""
        return self.tokens[place].lower if 0 <= place < len(self.tokens) else ""

    def lexeme(self, place: int) -> tuple[str, int] | None:
        """Return kind and value of the number word at a place."""
        if not 0 <= place < len(self.tokens):
            return None
        token = self.tokens[place]
        if token.kind == "n":
            return ("digits", int(token.text)) if token.text.isdigit() and len(token.text) <= _SHORT else None
        known = self.lexicon.words.get(token.lower)
        if known is None and token.lower in self.abbreviated and place and self.tokens[place - 1].kind in "nf":
            return ("scale", self.abbreviated[token.lower])
        return known or compound(token.lower, self.lexicon)

    def next(self, place: int) -> int:
        """Skip a hyphen between the parts of a number."""
        if place < len(self.tokens) and self.tokens[place].text in _HYPHENS:
            return place + 1
        return place

    def cardinal(
        self, place: int, *, start: Value | None = None, joined: bool = True, scales: bool = True
    ) -> tuple[Value, int, Value] | None:
        """Read number words from a token on; ``start`` is a number in digits before it.

        Returns value, end and the largest scale; ``None`` when no word was read.
        """
        sum_ = _Sum(group=start)
        end = place
        for _ in range(_MOST_WORDS):
            at = self.next(end) if end > place or start is not None else end
            lexeme = self.lexeme(at)
            if lexeme is None:
                opened = sum_.largest > 1 or (self.and_after_tens and sum_.room > 1)
                step = self._and(end, sum_.limit, opened=self._between(place)) if joined and opened else None
                if step is None:
                    break
                value, end, scale = step
                sum_.close(value, ROOM["ten"] if self.and_after_tens and value in _TENS else 0)
                if scale > 1:
                    break
                continue
            kind, value = lexeme
            if not scales and kind in {"hundred", "scale", "dozen"}:
                break
            if kind == "digits":
                kind_after, scale_after = self.lexeme(at + 1) or ("", 0)
                grouped = kind_after == "hundred" or (kind_after == "scale" and scale_after < sum_.ceiling)
                fits = start is not None and grouped and sum_.add(kind, value)
            elif kind in ROOM:
                fits = sum_.add(kind, value)
            elif kind == "hundred":
                fits = sum_.hundred(value, first=end == place and start is not None)
            elif kind == "dozen":
                fits = sum_.group is not None or not sum_.total
                if fits:
                    return self._decimals(sum_.dozen(value), at + 1, max(sum_.largest, value))
            else:
                fits = sum_.scale(value)
            if not fits:
                break
            end = at + 1
        if end == place:
            return None
        return self._decimals(sum_.value, end, sum_.largest)

    def _and(self, place: int, limit: Value, *, opened: bool) -> tuple[Value, int, Value] | None:
        """Read what "and" adds to a number that has a hundred or a scale: "two hundred and two".

        A scale behind it is for the caller, who multiplies all ("two hundred and two thousand"), unless the number was
        ``opened`` by a word that makes "and" the middle of a range ("between two hundred and two thousand").
        """
        if self.token(place) not in self.ands or limit <= 1:
            return None
        lexeme = self.lexeme(place + 1)
        if lexeme is None or lexeme[0] not in ROOM:
            return None
        if lexeme[0] == "digits":
            following = self.lexeme(place + 2)
            larger = following is not None and following[0] in {"hundred", "scale", "dozen"}
            return (lexeme[1], place + 2, 1) if 0 < lexeme[1] < limit and not larger else None
        below = self.cardinal(place + 1, joined=False, scales=limit > _HUNDRED or opened)
        if below is not None and limit <= _HUNDRED and (self.lexeme(below[1]) or ("", 0))[0] == "hundred":
            return None
        if below is None or not 0 < below[0] < limit:
            return None
        if below[0] < self.fractions.get(self.token(self.next(below[1])), 0):
            return None
        return below

    def _between(self, place: int) -> bool:
        return self.token(place - 1) in self.between

    def _decimals(self, value: Value, end: int, largest: Value) -> tuple[Value, int, Value]:
        """Read "point seven one"."""
        if self.token(end) not in self.points:
            return value, end, largest
        digits = ""
        at = end + 1
        while at - end < _MOST_WORDS:
            lexeme = self.lexeme(at)
            if lexeme is None or lexeme[0] not in {"unit", "teen", "ten"}:
                break
            digits += str(lexeme[1])
            at += 1
            if lexeme[0] == "ten" and self.token(at) == "-":
                at += 1
            if lexeme[0] == "ten" and (self.lexeme(at) or ("", 0))[0] == "unit":
                digits = digits[:-1] + str(self.lexicon.words[self.token(at)][1])
                at += 1
        return (value + float(f"0.{digits}"), at, largest) if digits else (value, end, largest)
