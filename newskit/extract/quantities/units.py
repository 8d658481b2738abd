"""Units: what a numeral counts in: money, units of measure, per cent.

Money stands before a number (sign, code) or after it (name, code, sign, hundredths); units and per cent stand after.
Each look is at a fixed window around the number.
"""

from __future__ import annotations

import re

from newskit.extract.quantities.amounts import Amount, variants
from newskit.extract.quantities.cardinals import tidy
from newskit.extract.quantities.lexicon import Lexicon
from newskit.extract.quantities.money import SignReader
from newskit.extract.quantities.nearby import counted_noun
from newskit.extract.quantities.numerals import Numeral
from newskit.extract.quantities.rates import RateReader
from newskit.extract.quantities.tokens import Token

_NAME = 48
_GAP = re.compile(r"[ \u00a0\u202f]{0,2}(?:- ?)?")
_CODE = re.compile(r" ?([A-Z]{3}|US)(?![^\W_]|[ -][^\W_])")
_OPEN_BRACKETS = frozenset("([{<")
_CLOSING_BRACKETS = frozenset(")]}>")
_CENTS = 100
_YEARS = (1900, 2060)
_MINUTE = 60
_MILLION = 1_000_000
_HOT = 200
_LONGEST_SCREEN = 500
_SHORT_SYMBOL = 3
_NEAR = 6
_QUOTED = 400
_AGE_UNITS = frozenset({"a", "mo", "wk", "d"})


class UnitReader:
    """Gives the numerals of a text their units."""

    def __init__(self, text: str, tokens: list[Token], lexicon: Lexicon, country: str | None) -> None:
        self.text = text
        self.tokens = tokens
        self.lexicon = lexicon
        self.context = lexicon.money_context.get(country or "", {})
        self.sign = SignReader(text, tokens, lexicon, self.context)
        self.rates = RateReader(text, tokens, lexicon)
        self.minor: dict[str, str] = lexicon.currencies["minor"]
        self.after: dict[str, str] = lexicon.currencies["after"]
        self.links = lexicon.money_links
        self.abbreviated = frozenset(lexicon.numbers.get("abbreviated_scales", ()))
        self.articles = lexicon.number_words("article")
        self.pounds = "£" in text
        self.taken = 0
        self.letters: dict[str, int] = lexicon.numbers.get("letter_scales", {})

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
        money = self.sign.before(numeral, self.taken)
        self._letter_scale(amount, money=money is not None)
        if money is not None:
            code, start, first = money
            amount.price(code, 1)
            amount.start, amount.first = start, first
            self._closing_name(amount, code)
        else:
            self._unit_after(amount)
        self.rates.read(amount)
        self.taken = amount.end
        return amount

    def _closing_name(self, amount: Amount, code: str) -> None:
        """Take in a name or code that repeats the sign: "$31.20 US", "$500 USD", "$3 billion dollars"."""
        match = _CODE.match(self.text, amount.end)
        if match and (match[1] in self.lexicon.codes or match[1] == "US"):
            if amount.unit in {code, "USD"} and match[1] != "US":
                amount.unit = match[1]
            amount.extend(self.tokens, match.end())

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
            numeral.value = tidy(numeral.value)
        amount.value, amount.last, amount.end, amount.after = numeral.value, numeral.last, numeral.end, numeral.last

    def _is_scale(self, letter: Token, numeral: Numeral) -> bool:
        if letter.text in "kK":
            return letter.glued or not numeral.plain
        if letter.text == "G":
            return False
        at = _GAP.match(self.text, letter.end)
        name = self.lexicon.names.match(self.text, at.end() if at else letter.end, letter.end + _NAME)
        symbol = self.lexicon.symbols.match(self.text, letter.end + 1, letter.end + _NAME)
        if name or (symbol and (symbol.group() in self.lexicon.codes or symbol.group() in self.after)):
            return name is not None or self.text[letter.end : letter.end + 1] == " "
        if letter.text in {"M", "B", "MM"}:
            return letter.glued or not numeral.plain
        if letter.text in {"t", "T"}:
            return False
        following = self.tokens[numeral.last + 1] if numeral.last + 1 < len(self.tokens) else None
        if (
            following is None
            or following.kind != "w"
            or following.lower in self.lexicon.measure_words("dimension_after")
        ):
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
        elif numeral.scale > 1:
            at = self._linked(numeral, at)
        if numeral.kind == "fraction" and numeral.bare and self._sign(numeral.last).lower() in self.articles:
            at = self.tokens[numeral.last].end + 1
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

    def _linked(self, numeral: Numeral, at: int) -> int:
        """Skip the point of "Mrd." and the "de" of "millions de dollars"."""
        place = numeral.last
        if (
            place < len(self.tokens)
            and self.tokens[place].text == "."
            and self.tokens[place - 1].lower in self.abbreviated
        ):
            place += 1
            at = self.tokens[place].start if place < len(self.tokens) else at
        if place < len(self.tokens) and self.tokens[place].lower in self.links:
            place += 2 if self._sign(place + 1) in {"'", "’"} else 1
            if place < len(self.tokens) and self.lexicon.names.match(self.text, self.tokens[place].start):
                return self.tokens[place].start
        return at

    def _sign(self, place: int) -> str:
        return self.tokens[place].text if place < len(self.tokens) else ""

    def _bracketed(self, amount: Amount, at: int) -> None:
        """Read "20 (kg)"."""
        match = self.lexicon.symbols.match(self.text, at, at + _NAME)
        code = self.lexicon.unit_symbols.get(match.group()) if match else None
        if match and code and self.text[match.end() : match.end() + 1] in {")", "]", "}", ">"}:
            amount.type, amount.unit = "MEASURE", code

    def _quoted_unit(self, amount: Amount, at: int) -> None:
        """Read the straight marks of feet and inches: 13.3", unless a quotation is open."""
        sign = self.text[at]
        before = self.text[max(0, at - _QUOTED) : at]
        opened = sum(char == sign and not before[place - 1].isdigit() for place, char in enumerate(before))
        if self.text[at + 1 : at + 2] == sign or abs(amount.value or 0) > _LONGEST_SCREEN:
            return
        if opened % 2 == 0 and not self.text[at + 1 : at + 2].isalnum():
            amount.type, amount.unit = "MEASURE", "[in_i]" if sign == '"' else "[ft_i]"
            amount.extend(self.tokens, at + 1)

    def _named(self, amount: Amount, name: str, end: int, *, hyphen: bool) -> None:
        name = re.sub(r"[ \u00a0\u202f-]+", " ", name)
        lexicon = self.lexicon
        if name in lexicon.percent:
            self._set_percent(amount, lexicon.percent[name], end)
        elif variants(name, lexicon.unit_names) and not self._is_money(amount, name):
            code = variants(name, lexicon.unit_names) or ""
            if not self._plausible(amount, name, end):
                return
            amount.type, amount.unit, amount.hyphen = "MEASURE", code, hyphen
            amount.extend(self.tokens, end)
            self._age(amount)
        else:
            known = variants(name, lexicon.money_names)
            if known:
                code, parts = known
                amount.price(self.context.get(name, code), parts)
                amount.hyphen = hyphen
                amount.extend(self.tokens, end)
                self._late_scale(amount)

    def _plausible(self, amount: Amount, name: str, end: int) -> bool:
        """Whether a word that is also no unit is one here: not in "two bar owners" and "in 2016 Stone spoke"."""
        numeral = amount.numeral
        year = numeral.plain and _YEARS[0] <= (numeral.value or 0) <= _YEARS[1]
        if year and not self.text[end - len(name) : end].islower():
            return False
        if name in self.lexicon.measure_words("ambiguous") and amount.value != 1 and not numeral.digits:
            return self.text.startswith("-", numeral.end)
        return True

    def _is_money(self, amount: Amount, name: str) -> bool:
        """Whether a pound is money: where something is paid or the text has signs of pounds, and nothing weighs."""
        if name not in self.lexicon.money_names:
            return False
        if amount.numeral.scale >= _MILLION or amount.numeral.kind == "vague":
            return True
        table = self.lexicon.measures.get("weights", {})
        near = {token.lower for token in self.tokens[max(0, amount.first - _NEAR) : amount.last + _NEAR]}
        if not near.isdisjoint(table.get("words", ())) or self.text.startswith("-", amount.numeral.end):
            return False
        return self.pounds or not near.isdisjoint(table.get("money", ()))

    def _marked(self, amount: Amount, sign: str, start: int, end: int) -> None:
        lexicon = self.lexicon
        numeral = amount.numeral
        glued = start == numeral.end and numeral.digits
        if sign in lexicon.percent:
            self._set_percent(amount, lexicon.percent[sign], end)
        elif sign in self.minor and glued and not (sign == "c" and self._looks_hot(numeral)):
            amount.price(self.context.get("$", self.minor[sign]) if sign != "p" else "GBP", _CENTS)
            amount.extend(self.tokens, end)
        elif sign in lexicon.unit_symbols and (glued or sign not in lexicon.glued_symbols):
            if not numeral.digits and len(sign) < _SHORT_SYMBOL and numeral.scale == 1:
                return
            if (
                sign == "s"
                and glued
                and numeral.plain
                and ((numeral.value or 0) > _MINUTE or (numeral.value or 0) % 10 == 0)
            ):
                return
            amount.type, amount.unit = "MEASURE", lexicon.unit_symbols[sign]
            amount.hyphen = "-" in self.text[numeral.end : start]
            amount.extend(self.tokens, end)
            self._age(amount)
        elif sign in lexicon.codes or sign in self.after:
            if sign == "$" and not glued and self.text[end : end + 1].isalnum():
                return
            if sign == "R" and not numeral.digits:
                return
            code = self.context.get(sign) or self.after.get(sign, sign)
            amount.price(code, 1)
            amount.extend(self.tokens, end)
            self._late_scale(amount)
        elif sign[0] == "M" and sign[1:] in lexicon.codes and numeral.value is not None:
            numeral.value, numeral.scale = tidy(numeral.value * _MILLION), _MILLION
            amount.price(sign[1:], 1)
            amount.extend(self.tokens, end)

    def _late_scale(self, amount: Amount) -> None:
        """Read the scale behind the currency: "75 USD million"."""
        numeral = amount.numeral
        if amount.last >= len(self.tokens) or numeral.scale != 1 or amount.value is None or amount.parts != 1:
            return
        kind, scale = self.lexicon.words.get(self.tokens[amount.last].lower, ("", 1))
        if kind == "scale":
            numeral.scale, amount.value = scale, tidy(amount.value * scale)
            amount.extend(self.tokens, self.tokens[amount.last].end)

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
            if (
                self.text[at : at + len(phrase)].lower() == phrase
                and not self.text[at + len(phrase) : at + len(phrase) + 1].isalpha()
            ):
                amount.extend(self.tokens, at + len(phrase))
                return

    def _set_percent(self, amount: Amount, unit: str, end: int) -> None:
        amount.type, amount.unit = "PERCENT", unit
        amount.extend(self.tokens, end)
