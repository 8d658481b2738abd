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
_SHORT = 3
_LARGEST = 1e24
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
        if (self.group is not None or self.total) and not 0 < value < self.limit:
            return False
        self.group = (self.group or 0) + value
        self.room = ROOM[kind]
        return True

    def close(self, value: Value) -> None:
        self.group, self.room = (self.group or 0) + value, 0

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


class CardinalReader:
    """Reads cardinals from a place on in a tokenized text."""

    def __init__(self, tokens: list[Token], lexicon: Lexicon) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.ands = lexicon.number_words("and")
        self.points = lexicon.number_words("point")
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
        self, place: int, *, start: Value | None = None, joined: bool = True
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
                step = self._and(end, sum_.limit) if joined and sum_.largest > 1 else None
                if step is None:
                    break
                value, end, scale = step
                sum_.close(value)
                if scale > 1:
                    break
                continue
            kind, value = lexeme
            if kind == "digits":
                following = self.lexeme(at + 1)
                fits = (
                    start is not None and following is not None and following[0] == "hundred" and sum_.add(kind, value)
                )
            elif kind in ROOM:
                hyphened = sum_.group is not None and at != end and ROOM[kind] > 0 and kind != "full"
                fits = not hyphened and sum_.add(kind, value)
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

    def _and(self, place: int, limit: Value) -> tuple[Value, int, Value] | None:
        """Read what "and" adds to a number that has a hundred or a scale: "two hundred and two"."""
        if self.token(place) not in self.ands or limit <= 1:
            return None
        lexeme = self.lexeme(place + 1)
        if lexeme is None or lexeme[0] not in ROOM:
            return None
        if lexeme[0] == "digits":
            return (lexeme[1], place + 2, 1) if lexeme[1] < limit and self.tokens[place + 1].text.isdigit() else None
        below = self.cardinal(place + 1, joined=False)
        if below is None or not 0 < below[0] < limit:
            return None
        return below

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
