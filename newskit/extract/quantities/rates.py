"""Rates, as in "$3,500 a month", "10 mg per day", "52 dollars a barrel", "78,000 times a minute"."""

from __future__ import annotations

from newskit.extract.quantities.amounts import Amount, variants
from newskit.extract.quantities.lexicon import Lexicon
from newskit.extract.quantities.nearby import counted_noun
from newskit.extract.quantities.tokens import Token

_NAME = 48
_TIMES = frozenset({"a", "mo", "wk", "d", "h", "min", "s"})


class RateReader:
    """Adds to the unit of an amount what divides it."""

    def __init__(self, text: str, tokens: list[Token], lexicon: Lexicon) -> None:
        self.text = text
        self.tokens = tokens
        self.lexicon = lexicon
        self.per = lexicon.measure_words("per")
        self.times = lexicon.measure_words("times")

    def read(self, amount: Amount) -> None:
        """Add what a rate is for: "$3,500 a month", "10 mg per day", "52 dollars a barrel", "5 A/cm2"."""
        if amount.last >= len(self.tokens) or (amount.value is None and amount.range is None):
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
        if (
            divider == "-"
            and at + 1 < len(self.tokens)
            and self.tokens[at + 1].lower in self.per
            and amount.type != "CARDINAL"
        ):
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
        unit = variants(name.group().lower(), self.lexicon.unit_names) if name else None
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
            if self.tokens[at].lower in self.lexicon.listed("stops") | self.lexicon.listed("determiners"):
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
            if amount.type == "CARDINAL" and not (divider == "per" or counted or unit in _TIMES):
                return
            if amount.type == "CARDINAL" and unit not in _TIMES:
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


def _singular(noun: str) -> str:
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
