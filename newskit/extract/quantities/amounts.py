"""Amounts: a numeral with its money, unit or per cent sign.

Money stands before a number (sign, code) or after it (name, code, sign, hundredths); units and per cent stand after.
What divides ("a month", "per share", "/day") is added to the unit. Each look is at a fixed window around the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeVar

from newskit.article import Bound, QuantityType
from newskit.extract.quantities.lexicon import Lexicon
from newskit.extract.quantities.nearby import counted_noun
from newskit.extract.quantities.numerals import Numeral, Value
from newskit.extract.quantities.tokens import Token

_WINDOW = 8
_NAME = 48
_SPACES = " \u00a0\u202f"
_GAP = re.compile(r"[ \u00a0\u202f]{0,2}(?:- ?)?")
_OPEN_BRACKETS = "([{<"
#: Signs in a text without capitals, and those that an article and a stray letter must not become.
_SMALL_SIGNS = frozenset({"us$", "c$", "hk$", "nz$", "au$", "nt$", "u.s.$"})
_ARTICLES = frozenset({"A", "a", "s", "S."})
_CENTS = 100
_YEARS = (1900, 2060)
_MINUTE = 60
T = TypeVar("T")
_AGE_UNITS = frozenset({"a", "mo", "wk", "d"})
_SIGN_BEFORE_MINUS = frozenset("-−")


@dataclass(slots=True)
class Amount:
    """A number that counts or measures, on its way to a quantity."""

    #: Offsets in the text, with sign and unit.
    start: int
    end: int
    #: Tokens, half-open, with sign and unit.
    first: int
    last: int
    numeral: Numeral
    value: Value | None
    type: QuantityType = "CARDINAL"
    unit: str | None = None
    bound: Bound = "="
    range: tuple[Value, Value] | None = None
    #: What is counted, as offsets in the text.
    of: tuple[int, int] | None = None
    #: The amount that this one is a part of.
    whole: Amount | None = None
    #: First token after everything that belongs to the amount ("a month" too).
    after: int = 0
    #: Joined to the next word by a hyphen ("a four-year war").
    hyphen: bool = False
    #: Where the number alone stands, without its bound.
    core: tuple[int, int] = field(default=(0, 0))

    @property
    def bare(self) -> bool:
        """A number without unit, so far."""
        return self.unit is None and self.type == "CARDINAL"


class AmountReader:
    """Gives the numerals of a text their units."""

    def __init__(self, text: str, tokens: list[Token], lexicon: Lexicon, country: str | None) -> None:
        self.text = text
        self.tokens = tokens
        self.lexicon = lexicon
        self.signs: dict[str, str] = lexicon.currencies["signs"]
        self.context = lexicon.money_context.get(country or "", {})
        self.strict = frozenset(lexicon.currencies["strict"]["signs"])
        self.minor: dict[str, str] = lexicon.currencies["minor"]
        self.after: dict[str, str] = lexicon.currencies["after"]
        self.letters: dict[str, int] = lexicon.numbers.get("letter_scales", {})
        self.per = lexicon.measure_words("per")
        self.times = lexicon.measure_words("times")

    def read(self, numeral: Numeral) -> Amount:
        """Return the amount that a numeral is the number of."""
        amount = Amount(numeral.start, numeral.end, numeral.first, numeral.last, numeral, numeral.value)
        amount.range = numeral.range
        amount.after = numeral.last
        if numeral.kind == "ordinal":
            amount.type = "ORDINAL"
            return amount
        if numeral.kind == "factor":
            return amount
        money = self._sign_before(numeral)
        self._letter_scale(amount, money=money is not None)
        if money is not None:
            code, start, first = money
            self._set_money(amount, code, 1)
            amount.start, amount.first = start, first
            self._closing_name(amount, code)
        else:
            self._unit_after(amount)
        if amount.type == "MONEY" and amount.value is not None:
            self._small_change(amount)
        self._divide(amount)
        return amount

    # Money before the number

    def _sign_before(self, numeral: Numeral) -> tuple[str, int, int] | None:
        """Return currency, start and first token of a sign or code before a number."""
        end = numeral.start
        written = "".join(char for char in self.text[max(0, end - _WINDOW) : end] if char not in _SPACES)
        if not written or not (written[-1].isalpha() or written[-1] in "$€£¥₹.=#￥₩₽₺₴₦₱₫₪₡₭₮₲₵¢₸₼₾฿৳៛"):
            return None
        for length in range(min(len(written), 5), 0, -1):
            sign = written[-length:]
            code = self.context.get(sign) or self._currency(sign)
            start = self._start_of(sign, end) if code else None
            if code is None or start is None:
                continue
            if sign[:-1] in _ARTICLES and end - start > len(sign):
                continue
            glued = self.text[end - 1] not in _SPACES
            if self._is_strict(sign) and not (glued and self._weighty(numeral)) and not (sign == "#" and numeral.scale > 1):
                continue
            first = numeral.first
            while first and self.tokens[first - 1].start >= start:
                first -= 1
            if start and self.text[start - 1] in _SIGN_BEFORE_MINUS and numeral.value is not None and numeral.value > 0:
                before = self.text[start - 2] if start > 1 else " "
                if before in " \n(\u00a0":
                    numeral.value, start, first = -numeral.value, start - 1, first - 1
            return code, start, first
        return None

    def _currency(self, sign: str) -> str | None:
        if sign in self.signs:
            return self.signs[sign]
        if sign in self.lexicon.codes or sign in self.lexicon.strict_codes:
            return sign
        return self.signs[sign.upper()] if sign in _SMALL_SIGNS else None

    def _start_of(self, sign: str, end: int) -> int | None:
        """Return where a sign that ends before an offset starts, spaces inside it skipped; ``None`` inside a word."""
        at = end
        gaps = 0
        for char in reversed(sign):
            at -= 1
            while self.text[at] in _SPACES:
                at -= 1
                gaps += 1
            if self.text[at] != char:
                return None
        if gaps > _CENTS // 25:
            return None
        if sign[0].isalpha() and at and self.text[at - 1].isalnum():
            return None
        return at

    def _is_strict(self, sign: str) -> bool:
        return sign in self.strict or sign in self.lexicon.strict_codes

    def _weighty(self, numeral: Numeral) -> bool:
        """Whether a number looks like money: a scale, a separator, or a letter for a scale behind it."""
        behind = self.text[numeral.end : numeral.end + 2].strip()
        return numeral.scale > 1 or not numeral.plain or behind[:1] in self.letters or len(str(numeral.value)) > 2

    def _closing_name(self, amount: Amount, code: str) -> None:
        """Take in a name or code that repeats the sign: "$31.20 US", "$500 USD", "$3 billion dollars"."""
        match = re.compile(r" ?(US|U\.S\.|USD|AUD|CAD|NZD|EUR|GBP|HKD|SGD)(?![^\W_])").match(self.text, amount.end)
        if match and not self.text[match.end() :].startswith(" "):
            return
        if match and len(match[1]) == len(code) and match[1] in self.lexicon.codes:
            amount.unit = match[1]
            self._extend(amount, match.end())

    # Scales of one letter

    def _letter_scale(self, amount: Amount, *, money: bool) -> None:
        """Read "10k", "£5m", "12.3m tonnes": a letter that is a scale here and not a unit."""
        numeral = amount.numeral
        if numeral.last >= len(self.tokens) or not numeral.digits or numeral.value is None:
            return
        letter = self.tokens[numeral.last]
        if letter.text not in self.letters or letter.start - numeral.end > 1:
            return
        if letter.end < len(self.text) and self.text[letter.end].isalnum():
            return
        if not money and not self._is_scale(letter, numeral):
            return
        scale = self.letters[letter.text]
        numeral.value *= scale
        numeral.scale = scale
        numeral.plain = False
        numeral.last += 1
        numeral.end = letter.end
        if isinstance(numeral.value, float):
            numeral.value = _tidy(numeral.value)
        amount.value, amount.last, amount.end, amount.after = numeral.value, numeral.last, numeral.end, numeral.last

    def _is_scale(self, letter: Token, numeral: Numeral) -> bool:
        if letter.text in "kK":
            return letter.glued
        if letter.text == "G":
            return False
        at = _GAP.match(self.text, letter.end)
        name = self.lexicon.names.match(self.text, at.end() if at else letter.end, letter.end + _NAME)
        if name or self.lexicon.symbols.match(self.text, letter.end + 1, letter.end + _NAME):
            return name is not None or self.text[letter.end : letter.end + 1] == " "
        if letter.text in {"M", "B", "MM"}:
            return letter.glued
        if letter.text in {"t", "T"}:
            return False
        following = self.tokens[numeral.last + 1] if numeral.last + 1 < len(self.tokens) else None
        if following is None or following.kind != "w" or following.lower in self.lexicon.measure_words("dimension_after"):
            return False
        if isinstance(numeral.value, float) and following.lower not in self.lexicon.listed("stops"):
            return True
        return counted_noun(self.tokens, numeral.last + 1, self.lexicon, plural=True) is not None

    # What stands after the number

    def _unit_after(self, amount: Amount) -> None:
        numeral = amount.numeral
        gap = _GAP.match(self.text, numeral.end)
        at = gap.end() if gap else numeral.end
        if numeral.kind == "vague" and numeral.last + 1 < len(self.tokens):
            at = self.tokens[numeral.last + 1].start
        if self.text[at : at + 1] in _OPEN_BRACKETS and self.text[at : at + 1]:
            return self._bracketed(amount, at + 1)
        name = self.lexicon.names.match(self.text, at, at + _NAME)
        symbol = self.lexicon.symbols.match(self.text, at, at + _NAME)
        if name and (symbol is None or name.end() >= symbol.end()):
            return self._named(amount, name.group().lower(), name.end(), hyphen="-" in self.text[numeral.end : at])
        if symbol:
            return self._marked(amount, symbol.group(), symbol.start(), symbol.end())
        if self.text[at : at + 1] in {'"', "'"} and at == numeral.end and numeral.digits:
            self._quoted_unit(amount, at)
        return None

    def _bracketed(self, amount: Amount, at: int) -> None:
        """Read "20 (kg)"."""
        match = self.lexicon.symbols.match(self.text, at, at + _NAME)
        code = self.lexicon.unit_symbols.get(match.group()) if match else None
        if match and code and self.text[match.end() : match.end() + 1] in {")", "]", "}", ">"}:
            amount.type, amount.unit = "MEASURE", code

    def _quoted_unit(self, amount: Amount, at: int) -> None:
        """Read the straight marks of feet and inches: 13.3", unless a quotation is open."""
        sign = self.text[at]
        if self.text.count(sign, max(0, at - 400), at) % 2 == 0 and not self.text[at + 1 : at + 2].isalnum():
            amount.type, amount.unit = "MEASURE", "[in_i]" if sign == '"' else "[ft_i]"
            self._extend(amount, at + 1)

    def _named(self, amount: Amount, name: str, end: int, *, hyphen: bool) -> None:
        name = re.sub(r"[ \u00a0\u202f-]+", " ", name)
        lexicon = self.lexicon
        if name in lexicon.percent:
            self._set_percent(amount, lexicon.percent[name], end)
        elif self._find(name, lexicon.unit_names) and not self._is_money(amount, name):
            code = self._find(name, lexicon.unit_names) or ""
            if not self._plausible(amount, name, end):
                return
            amount.type, amount.unit, amount.hyphen = "MEASURE", code, hyphen
            self._extend(amount, end)
            self._age(amount)
        else:
            known = _variants(name, lexicon.money_names)
            if known:
                code, parts = known
                self._set_money(amount, self.context.get(name, code), parts)
                amount.hyphen = hyphen
                self._extend(amount, end)

    @staticmethod
    def _find(name: str, names: dict[str, str]) -> str | None:
        return _variants(name, names)

    def _plausible(self, amount: Amount, name: str, end: int) -> bool:
        """Whether a word that is also no unit is one here: "point two", "second half", "two bar owners"."""
        numeral = amount.numeral
        if numeral.plain and _YEARS[0] <= (numeral.value or 0) <= _YEARS[1] and not self.text[end - len(name) : end].islower():
            return False
        if name in {"second", "stone", "bar", "cup", "min"} and amount.value not in {1, 1.0} and not amount.numeral.digits:
            return self.text[amount.numeral.end : end].startswith("-")
        if name == "point" and amount.value != 1 and self.text[amount.numeral.end : amount.numeral.end + 1] != "-" and float(amount.value or 0) >= 1:
            return False
        return True

    def _is_money(self, amount: Amount, name: str) -> bool:
        """Whether a pound is money: it is where nothing weighs."""
        if name not in self.lexicon.money_names:
            return False
        weights = frozenset(self.lexicon.measures.get("weights", {}).get("words", ()))
        near = self.tokens[max(0, amount.first - 6) : amount.last + 6]
        if amount.numeral.scale >= 1_000_000:
            return True
        return not any(token.lower in weights for token in near)

    def _marked(self, amount: Amount, sign: str, start: int, end: int) -> None:
        lexicon = self.lexicon
        numeral = amount.numeral
        glued = start == numeral.end and numeral.digits
        if sign in lexicon.percent:
            self._set_percent(amount, lexicon.percent[sign], end)
        elif sign in self.minor and glued and not (sign == "c" and self._looks_hot(numeral)):
            self._set_money(amount, self.context.get("$", self.minor[sign]) if sign != "p" else "GBP", _CENTS)
            self._extend(amount, end)
        elif sign in lexicon.unit_symbols and (glued or sign not in lexicon.glued_symbols):
            if not numeral.digits and len(sign) < 3 and numeral.scale == 1:
                return
            if sign == "s" and glued and numeral.plain and ((numeral.value or 0) > _MINUTE or (numeral.value or 0) % 10 == 0):
                return
            amount.type, amount.unit = "MEASURE", lexicon.unit_symbols[sign]
            amount.hyphen = "-" in self.text[numeral.end : start]
            self._extend(amount, end)
            self._age(amount)
        elif sign in lexicon.codes or sign in self.after:
            if sign == "$" and not glued:
                return
            if sign == "R" and not numeral.digits:
                return
            code = self.context.get(sign) or self.after.get(sign, sign)
            self._set_money(amount, code, 1)
            self._extend(amount, end)

    def _looks_hot(self, numeral: Numeral) -> bool:
        return bool(numeral.value and abs(numeral.value) > 2 * _CENTS)

    def _age(self, amount: Amount) -> None:
        """Take in "old", "of age" after a duration."""
        if amount.unit not in _AGE_UNITS:
            return
        for phrase in sorted(self.lexicon.measure_words("age_after"), key=len, reverse=True):
            at = amount.end
            if self.text[at : at + 1] in {" ", "-", "\u00a0"} and phrase[0].isalpha():
                at += 1
            if self.text[at : at + len(phrase)].lower() == phrase and not self.text[at + len(phrase) : at + len(phrase) + 1].isalpha():
                self._extend(amount, at + len(phrase))
                return

    def _set_percent(self, amount: Amount, unit: str, end: int) -> None:
        amount.type, amount.unit = "PERCENT", unit
        self._extend(amount, end)

    def _set_money(self, amount: Amount, code: str, parts: int) -> None:
        amount.type, amount.unit = "MONEY", code
        if amount.numeral.value is not None:
            amount.value = amount.numeral.value if parts == 1 else _tidy(amount.numeral.value / parts)
        if amount.range and parts != 1:
            amount.range = (amount.range[0] / parts, amount.range[1] / parts)

    def _extend(self, amount: Amount, end: int) -> None:
        amount.end = end
        while amount.last < len(self.tokens) and self.tokens[amount.last].start < end:
            amount.last += 1
        amount.after = amount.last

    def _small_change(self, amount: Amount) -> None:
        """Read "3 dollars 50 cents" and "thirteen dollars and forty-five cents" as one sum."""
        words = r"[ \u00a0]{1,2}(?:and )?(\d{1,2}) cents?(?![^\W_])"
        match = re.compile(words).match(self.text, amount.end)
        if match and amount.value is not None and amount.end > amount.numeral.end:
            amount.value = _tidy(amount.value + int(match[1]) / _CENTS)
            self._extend(amount, match.end())

    def _divide(self, amount: Amount) -> None:
        """Add what a rate is for: "$3,500 a month", "10 mg per day", "52 dollars a barrel", "5 A/cm2"."""
        if amount.last >= len(self.tokens) or amount.value is None and amount.range is None:
            return
        at = amount.last
        counted = False
        if amount.type == "CARDINAL":
            if self.tokens[at].lower in self.times and amount.numeral.digits | (at + 1 < len(self.tokens)):
                at, counted = at + 1, True
            else:
                noun = counted_noun(self.tokens, at, self.lexicon, plural=True)
                at = noun[1] if noun else at
            if at >= len(self.tokens):
                return
        divider = self.tokens[at].lower
        glued = divider == "/"
        hyphens = 0
        if divider == "-" and at + 1 < len(self.tokens) and self.tokens[at + 1].lower in self.per and amount.type != "CARDINAL":
            at, hyphens = at + 1, 1
            divider = self.tokens[at].lower
        if (divider not in self.per and not glued) or at + 1 >= len(self.tokens):
            return
        at += 1
        if hyphens and self.tokens[at].text == "-":
            at += 1
        if at >= len(self.tokens) or self.tokens[at].kind != "w":
            return
        begin = self.tokens[at].start
        name = self.lexicon.names.match(self.text, begin, begin + _NAME)
        unit = _variants(name.group().lower(), self.lexicon.unit_names) if name else None
        if name and self._reference(name.end()):
            return
        if unit is None and glued:
            symbol = self.lexicon.symbols.match(self.text, begin, begin + _NAME)
            unit = self.lexicon.unit_symbols.get(symbol.group()) if symbol else None
        if unit is None:
            if amount.type not in {"MONEY", "MEASURE"} or divider == "every":
                return
            if amount.type == "MEASURE" and divider != "per" and not glued:
                return
            if amount.type == "MONEY" and divider in {"a", "an"} and self._article_noun(at):
                return
            unit = "{" + _singular(self.tokens[at].lower) + "}"
            last = at + 1
        else:
            end = name.end() if name else begin + 1
            last = at
            while last < len(self.tokens) and self.tokens[last].start < end:
                last += 1
            if amount.type == "CARDINAL" and not (divider == "per" or counted or _is_time(unit)):
                return
            if amount.type == "CARDINAL" and unit not in _TIMES_OF_RATES:
                return
            if amount.type == "MEASURE" and unit == amount.unit:
                return
            if glued and amount.type == "CARDINAL":
                return
        amount.unit = f"{amount.unit or ''}/{unit}"
        if amount.type != "CARDINAL" or counted:
            amount.after = last

    def _reference(self, end: int) -> bool:
        """Whether "a year" is part of "a year earlier"."""
        rest = self.text[end : end + 12].lower().split()
        return bool(rest) and rest[0].strip(".,;") in self.lexicon.measure_words("per_not_before")

    def _article_noun(self, at: int) -> bool:
        """Whether "a" after money begins a phrase of its own ("paid $5 a friend had lent")."""
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return bool(following and following.kind == "w" and following.lower not in self.lexicon.listed("stops"))


_TIMES_OF_RATES = frozenset({"a", "mo", "wk", "d", "h", "min", "s"})


def _is_time(unit: str) -> bool:
    return unit in _TIMES_OF_RATES


def _variants(name: str, names: dict[str, T]) -> T | None:
    """Look a name up with its spaces as spaces or hyphens."""
    name = name.replace("\u00a0", " ").replace("\u202f", " ")
    for form in (name, name.replace("-", " "), name.replace(" ", "-")):
        if form in names:
            return names[form]
    return None


def _singular(noun: str) -> str:
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _tidy(value: Value) -> Value:
    """Undo what binary fractions add: 3.06 * 1e6 is 3060000."""
    rounded = float(f"{value:.12g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
