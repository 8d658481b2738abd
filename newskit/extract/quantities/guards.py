"""Numbers that are no quantities: dates, years, clock times, telephone numbers, addresses, scores, names and labels.

The guards look at the surroundings alone, so that the layer works without the times layer; where times were found,
what they cover is left out as well.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from newskit.extract.quantities.amounts import Amount
from newskit.extract.quantities.lexicon import Lexicon
from newskit.extract.quantities.nearby import is_plural
from newskit.extract.quantities.numerals import Numeral
from newskit.extract.quantities.tokens import UNSPACED, Token

#: What is written in digits and is no number, in any language. Every repetition is bounded.
_WRITTEN = re.compile(
    r"""
    (?:https?://|www\.)\S{1,2000}
  | (?<![\w.,])\d{4}-\d{1,2}-\d{1,2}(?:[T\ ]\d{1,2}:\d{2}[\d:.,Z+-]{0,20})?
  | (?<![\w.,/-])\d{1,2}(?P<d>[./-])\d{1,2}(?P=d)(?:\d{4}|\d{2})(?![\w/-])
  | (?<![\w.,:])\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,3})?(?![\d:])(?:[\ \u00a0]?[ap]\.?m\b\.?)?
  | (?<![\w.,:])\d{1,2}:\d{1,2}(?![\w:]|\.\d)
  | (?<![\w.,:$£€])\d{1,2}(?:[.:]\d{2})?[\ \u00a0]?(?:[ap]\.m\.?|[ap]m)(?!\w)
  | (?<![\w.,-])(?:1[5-9]|20)\d{2}[-–](?:\d{2}|(?:19|20)\d{2})(?![\w,]|\.\d|-)
  | (?<![\w.,-])(?:19|20)\d{2}\ [-–]\ (?:19|20)\d{2}(?![\w,]|\.\d|-)
  | (?<![\w])\+\d{1,3}[\ \u00a0(-]{1,2}\d{1,4}(?:[\ \u00a0()/.-]{1,2}\d{2,4}){1,6}
  | (?<![\w.,])0\d{2,4}(?:[\ -]\d{3,4}){1,3}(?![\w-])
  | (?<![\w-])\(?\d{3}\)?[\ -]\d{3}-\d{4}(?![\w-])
  | (?<![\w-])\d{1,12}(?:-\d{1,12}){2,6}(?![\w-])
  | (?<![\w.])(?!\d{1,3}(?:\.\d{3}){2,5}(?!\.?\d))\d{1,4}(?:\.\d{1,4}){2,5}(?![\w])(?!,)
  | (?<![\w./])\d{1,4}/\d{1,4}(?:/\d{2,4})?(?![\w/])(?=[\s.,;:!?)'"”]|$)
    """,
    re.VERBOSE,
)
_YEARS = (1000, 2100)
_RECENT = (1900, 2060)
_DAYS = 31
#: Year, month, day, hour and number in Chinese and Japanese, written to the digits.
_CALENDAR = frozenset("年月日号號時时点點")
_ROUND = 100
_SCORE = 200
_FOUR = 4
_GROUP = 3
_HOURS = 24
_LONGEST_NAME = 24
_LONGEST_PHRASE = 3


def written_otherwise(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a text whose digits are addresses, dates, clock times or telephone numbers."""
    return [match.span() for match in _WRITTEN.finditer(text)] if any(map(str.isdigit, text)) else []


class Guard:
    """Tells numerals that are no quantities."""

    def __init__(self, text: str, tokens: list[Token], lexicon: Lexicon, covered: list[tuple[int, int]]) -> None:
        self.text = text
        self.tokens = tokens
        self.lexicon = lexicon
        self.written = written_otherwise(text)
        self.covered = covered
        self.months = lexicon.listed("months")
        self.small = text.islower()
        self.capital_nouns = bool(lexicon.context.get("capital_nouns"))

    def _word(self, place: int) -> str:
        return self.tokens[place].lower if 0 <= place < len(self.tokens) else ""

    def refuses(self, numeral: Numeral) -> bool:
        """Whether a numeral is part of something that is no number, whatever follows it."""
        if any(_overlaps(spans, numeral.start, numeral.end) for spans in (self.written, self.covered)):
            divided = numeral.digits and "/" in self.text[numeral.start : numeral.end]
            if not divided or _overlaps(self.covered, numeral.start, numeral.end):
                return True
        return self._inside_name(numeral) or self._is_date(numeral) or self._is_clock(numeral)

    def _inside_name(self, numeral: Numeral) -> bool:
        """Whether letters touch a number in digits on the left: A380, COVID-19, #5."""
        place = numeral.first
        if not numeral.digits or not place:
            return False
        token, before = self.tokens[place], self.tokens[place - 1]
        if not token.glued:
            return before.text in "#@" and before.start + 1 == token.start and len(str(numeral.value)) < _FOUR
        if before.kind == "w":
            if UNSPACED.match(before.text[-1]):
                return False
            if place > 1 and before.glued and self.tokens[place - 2].text == "$":
                return False
            return before.text[-1] != "$" and not self._is_code(before)
        if before.text in "-‐‑" and before.glued and place > 1:
            return self._capital_run(self.tokens[place - 2].end) or self.tokens[place - 2].lower in self.lexicon.listed(
                "names"
            )
        if before.text == "." and before.glued and place > 1 and self.tokens[place - 2].kind == "w":
            return not self._is_code(self.tokens[place - 2])
        if before.text in "'’‘":
            return numeral.plain and len(str(numeral.value)) < _GROUP and not before.glued
        return before.text in "@_/" and numeral.kind != "fraction"

    def _capital_run(self, end: int) -> bool:
        """Whether the run of letters and digits that ends at an offset begins with a capital: A330, SCP, CX."""
        start = end
        while (
            start and end - start < _LONGEST_NAME and (self.text[start - 1].isalnum() or self.text[start - 1] in "-.")
        ):
            start -= 1
        return start < end and self.text[start].isupper()

    def _is_code(self, token: Token) -> bool:
        lexicon = self.lexicon
        return (
            token.text in lexicon.codes
            or token.text in lexicon.currencies["signs"]
            or token.text in lexicon.strict_codes
        )

    def _is_date(self, numeral: Numeral) -> bool:
        """Whether a month stands next to a day or a year."""
        value = numeral.value
        if not numeral.digits or value is None or numeral.scale != 1 or value != int(value):
            return False
        is_day, is_year = 1 <= value <= _DAYS, _YEARS[0] <= value <= _YEARS[1] and numeral.plain
        if not is_day and not is_year:
            return False
        before, after = numeral.first - 1, numeral.last
        while self._word(before) in {".", ","} and numeral.first - before < _GROUP:
            before -= 1
        if self._is_month(before):
            return True
        if is_day and self._is_month(after):
            return True
        if is_day and self._word(after) in self.lexicon.listed("date_of") and self._is_month(after + 1):
            return True
        if is_day and self._word(after) == "." and self._is_month(after + 1):
            return self.lexicon.decimal == ","
        if is_year and before > 0 and self.tokens[before].kind == "n" and self._is_month(before - 1):
            return True
        return is_day and self._continues_date(numeral)

    def _is_month(self, place: int) -> bool:
        word = self._word(place)
        if word not in self.months:
            return False
        token = self.tokens[place]
        capital = token.text[0].isupper() or self.small
        return capital or not self.lexicon.context.get("capital_months")

    def _continues_date(self, numeral: Numeral) -> bool:
        """Whether a number is the second day of "Sept. 20-24" or "Oct. 3 and 4", or the first of "3 - 5 May"."""
        first = numeral.first
        if first >= _GROUP and self._word(first - 1) in {"-", "–", "—", "/"} and self.tokens[first - 2].kind == "n":
            place = first - 3
            return self._is_month(place - 1 if self._word(place) == "." else place)
        last = numeral.last
        if (
            self._word(last) in {"-", "–", "—", "/"}
            and last + 1 < len(self.tokens)
            and self.tokens[last + 1].kind == "n"
        ):
            return self._is_month(last + 2)
        return False

    def _is_clock(self, numeral: Numeral) -> bool:
        if numeral.value is None or not 0 <= numeral.value <= _HOURS:
            return False
        after = self.lexicon.listed("clock_after")
        word = self._word(numeral.last)
        if word in after:
            return True
        rest = self.text[numeral.end : numeral.end + 8].lower().lstrip()
        return any(
            rest.startswith(phrase) for phrase in after if len(phrase) > len(word) and phrase.startswith(word or "\0")
        )

    def drops(self, amount: Amount) -> bool:
        """Whether a number without a unit is a year, a name's number, a label or a pronoun."""
        numeral = amount.numeral
        if amount.type == "ORDINAL":
            return self._titled(amount)
        if not amount.bare:
            return False
        return (
            self._stuck(amount)
            or self._is_year(amount)
            or self._names(amount)
            or self._labels(amount)
            or self._is_pronoun(amount)
            or self._is_vain_fraction(amount)
            or self._is_marker(amount)
            or self._is_address(amount)
            or (
                numeral.digits
                and numeral.plain
                and len(self.text[numeral.start : numeral.end]) > 1
                and self.text[numeral.start] == "0"
            )
        )

    def _stuck(self, amount: Amount) -> bool:
        """Whether letters that are no unit are glued to the digits: 5G, 777s, 3D."""
        place = amount.last
        if not amount.numeral.digits or place >= len(self.tokens):
            return False
        after = self.tokens[place]
        if UNSPACED.match(after.text[0]):
            return after.text in _CALENDAR
        return (
            after.glued
            and after.kind == "w"
            and amount.numeral.kind == "cardinal"
            and not self.text[after.start - 1].isalpha()
        )

    def _titled(self, amount: Amount) -> bool:
        """Whether an ordinal is part of a name: "Fifth Avenue", "First Financial Corp."."""
        following = self.tokens[amount.last] if amount.last < len(self.tokens) else None
        capital = self.tokens[amount.first].text[0].isupper() and not self.lexicon.context.get("capital_nouns")
        return bool(capital and following and following.kind == "w" and following.text[0].isupper())

    def _is_marker(self, amount: Amount) -> bool:
        """Whether a number counts the points of a list: "1) first"."""
        if self._word(amount.last) != ")" or not amount.numeral.plain or (amount.value or 0) > _DAYS:
            return False
        return "(" not in self.text[max(0, amount.start - 40) : amount.start]

    def _is_address(self, amount: Amount) -> bool:
        """Whether a street follows: "123 Random Street"."""
        streets = self.lexicon.listed("streets")
        if not amount.numeral.plain:
            return False
        for token in self.tokens[amount.last : amount.last + 4]:
            if token.kind != "w" or not token.text[0].isupper():
                return False
            if token.lower in streets:
                return True
        return False

    def _counts(self, place: int) -> bool:
        """Whether a plural noun in small letters stands at a place or one word on."""
        for at in (place, place + 1):
            if at >= len(self.tokens):
                return False
            token = self.tokens[at]
            if token.kind != "w" or token.lower in self.lexicon.listed("stops"):
                return False
            if is_plural(token, self.lexicon) and (self.capital_nouns or token.text.islower()):
                return True
        return False

    def _is_year(self, amount: Amount) -> bool:
        numeral = amount.numeral
        value = numeral.value
        if not numeral.plain or value is None or not _YEARS[0] <= value <= _YEARS[1]:
            return False
        if amount.bound != "=":
            dated = {self._word(amount.first - 1), self._word(amount.first)} & self.lexicon.listed("old_year_before")
            return bool(dated) and _RECENT[0] <= value <= _RECENT[1] and not self._counts(amount.last)
        following = self.tokens[amount.last] if amount.last < len(self.tokens) else None
        if following and following.lower in self.lexicon.listed("counted_after"):
            return False
        recent = _RECENT[0] <= value <= _RECENT[1]
        if following and following.text == "-":
            return recent
        counted = self._counts(amount.last)
        if recent:
            return not (counted and value % _ROUND == 0)
        return self._word(numeral.first - 1) in self.lexicon.listed("old_year_before") and not counted

    def _names(self, amount: Amount) -> bool:
        """Whether a number belongs to the name before it: iPhone 11, Boeing 737, S&P 500."""
        numeral = amount.numeral
        place = numeral.first - 1
        if place < 0 or amount.bound != "=" or self.text[self.tokens[place].end : numeral.start].strip(" \u00a0-"):
            return False
        if numeral.scale != 1 or (numeral.digits and not numeral.plain):
            return False
        before = self.tokens[place]
        if before.text == "-" and place:
            before = self.tokens[place - 1]
        if self._known_name(place) and (numeral.digits or before.text[0].isupper()):
            return True
        if before.kind != "w" or not before.text[0].isupper():
            return before.kind == "w" and any(char.isupper() for char in before.text[1:])
        if before.lower in self.lexicon.listed("function_words"):
            return False
        opens = place == 0 or self.tokens[place - 1].text in {".", "!", "?", ":", "“", '"', "(", "\n"}
        capital = bool(self.lexicon.listed("function_words"))
        if not numeral.digits:
            named = self.tokens[numeral.first].text[0].isupper()
            return named and not opens and not self._counts(amount.last)
        return (
            capital
            and not self._counts(amount.last)
            and not (opens and before.text.isupper() is False and self._verbal(before))
        )

    def _known_name(self, place: int) -> bool:
        """Whether a name that always has a number ends at a token."""
        names = self.lexicon.listed("names")
        for size in range(1, min(_LONGEST_PHRASE, place + 1) + 1):
            tokens = self.tokens[place + 1 - size : place + 1]
            if self.text[tokens[0].start : tokens[-1].end].lower() in names:
                return True
        return False

    def _verbal(self, token: Token) -> bool:
        return token.lower.endswith(("ing", "ed", "ly"))

    def _labels(self, amount: Amount) -> bool:
        """Whether a number names the one of several: page 4, chapter two, No. 10."""
        place = amount.numeral.first - 1
        if self._word(place) in {".", "-"}:
            place -= 1
        word = self._word(place)
        if word not in self.lexicon.listed("labels") or amount.bound != "=":
            return False
        return not (
            word in self.lexicon.listed("weak_labels") and (self._counts(amount.last) or amount.numeral.scale > 1)
        )

    def _is_pronoun(self, amount: Amount) -> bool:
        """Whether "one" stands for a noun instead of counting it."""
        numeral = amount.numeral
        lexicon = self.lexicon
        if numeral.value != 1 or numeral.digits or numeral.last - numeral.first != 1:
            return False
        if self._word(numeral.first) not in lexicon.number_words("one"):
            return False
        following = self.tokens[numeral.last] if numeral.last < len(self.tokens) else None
        if following is not None and following.lower in lexicon.listed("of"):
            return False
        if following is None or following.kind != "w":
            hyphened = following is not None and following.text in "-‐‑"
            return not hyphened or self._word(numeral.last + 1) in lexicon.number_words("one_after")
        if following.lower in lexicon.number_words("one_after"):
            return True
        before = self._word(numeral.first - 1)
        return before in lexicon.number_words("one_before") and (
            following.lower in lexicon.listed("stops") or before in {"no", "any", "every"}
        )

    def _is_vain_fraction(self, amount: Amount) -> bool:
        """Whether "half" or "a third" without "of" is no share: "the second half", "a third man"."""
        numeral = amount.numeral
        if numeral.kind != "fraction" or numeral.digits:
            return False
        if self._word(numeral.first - 1) in self.lexicon.number_words("fraction_not_after"):
            return True
        if not numeral.bare:
            return False
        following = self._word(amount.last)
        if not following or following in self.lexicon.listed("determiners") or following in {"off", "more", "less"}:
            return False
        if amount.bound != "=":
            return False
        return not (
            numeral.last - numeral.first == 1
            and self._counts(amount.last)
            and self._word(numeral.first - 1) not in self.lexicon.listed("determiners")
        )


def is_score(text: str, tokens: list[Token], low: Amount, high: Amount, lexicon: Lexicon) -> bool:
    """Whether "X-Y" is the result of a game or a vote: no unit, no counted noun behind it."""
    if not (low.bare and high.bare) or low.numeral.digits != high.numeral.digits:
        return False
    if low.numeral.digits and not (low.numeral.plain and high.numeral.plain):
        return False
    if max(low.value or 0, high.value or 0) > _SCORE:
        return False
    between = text[low.end : high.start].strip()
    if between not in {"-", "–", "—"}:
        return False
    after = high.last
    if after < len(tokens) and tokens[after].kind == "w":
        word = tokens[after].lower
        if word in lexicon.listed("score_after"):
            return True
        if any(is_plural(token, lexicon) for token in tokens[after : after + 2]) and word not in lexicon.listed(
            "stops"
        ):
            return False
    return True


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    place = bisect_right(spans, start, key=lambda span: span[1])
    return place < len(spans) and spans[place][0] < end
