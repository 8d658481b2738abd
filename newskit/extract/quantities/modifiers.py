"""Ranges and bounds: "between 15 and 20", "5-10 W", "more than", "up to", "or so"."""

from __future__ import annotations

import re
from typing import Any, cast

from newskit.article import Bound
from newskit.extract.quantities.amounts import Amount
from newskit.extract.quantities.guards import is_score
from newskit.extract.quantities.lexicon import Lexicon, words_of
from newskit.extract.quantities.nearby import is_plural
from newskit.extract.quantities.sums import add_small_change
from newskit.extract.quantities.tokens import Token

_LONGEST = 5
_THOUSAND = 1000
_YEARS = (1900, 2060)
_OLD = 1000
_DURATIONS = frozenset({"a", "mo", "wk", "d", "h", "min", "s"})
_HYPHENS = frozenset({"-", "–", "—", "‑", "‐"})


class ModifierReader:
    """Joins the ends of ranges and reads what bounds an amount."""

    def __init__(self, text: str, tokens: list[Token], lexicon: Lexicon) -> None:
        self.text = text
        self.tokens = tokens
        self.lexicon = lexicon
        ranges: dict[str, Any] = lexicon.bounds.get("ranges", {})
        self.between = {words_of(phrase) for phrase in ranges.get("between", ())}
        self.from_ = {words_of(phrase) for phrase in ranges.get("from", ())}
        self.unless = frozenset(lexicon.bounds.get("after_unless", {}).get("next", ()))
        self.change = frozenset(ranges.get("change", ()))
        self.changed = frozenset(ranges.get("changed", ()))
        self.hedges = frozenset(lexicon.bounds.get("hedges", {}).get("words", ()))
        prepositions = lexicon.bounds.get("prepositions", {})
        self.prepositions = frozenset(prepositions.get("words", ()))
        self.lasting = frozenset(prepositions.get("lasting", ()))
        self.skipped = {words_of(phrase) for phrase in lexicon.bounds.get("between", {}).get("words", ())}

    # Ranges

    def join(self, amounts: list[Amount]) -> list[Amount]:
        """Join amounts that are the ends of a range; drop scores."""
        joined: list[Amount] = []
        dropped: set[int] = set()
        for amount in amounts:
            low = joined[-1] if joined else None
            if low is not None and add_small_change(self.tokens, low, amount, self.lexicon):
                continue
            if low is not None and id(low) not in dropped:
                kind = self._kind(low, amount)
                if kind == "score":
                    dropped.update((id(low), id(amount)))
                elif kind == "alternatives":
                    self._share(low, amount)
                elif kind == "range":
                    joined[-1] = self._range(low, amount)
                    continue
            joined.append(amount)
        return [amount for amount in joined if id(amount) not in dropped]

    def _kind(self, low: Amount, high: Amount) -> str | None:
        if low.value is None or high.value is None or low.range or "ORDINAL" in {low.type, high.type}:
            return None
        gap = tuple(token.lower for token in self.tokens[low.after : high.first])
        repeated = False
        if len(gap) > 1 and gap[-1] == "-":
            gap = gap[:-1]
        join = "to" if gap == ("/",) and low.type == high.type == "MONEY" else self.lexicon.joins.get(gap)
        if join is None or "\n" in self.text[low.end : high.start]:
            return None
        if high.type == "CARDINAL" and high.unit is None and low.unit is not None and join != "or":
            repeated = join == "to" and low.type == "MONEY" and gap[0] in _HYPHENS
            if not repeated and not self._opened(low, self.between | self.from_):
                return None
        if low.unit is not None and high.unit is not None and low.unit != high.unit.split("/")[0]:
            return None
        if "factor" in {low.numeral.kind, high.numeral.kind} or self._is_year(low, high):
            return None
        if (
            "fraction" in {low.numeral.kind, high.numeral.kind}
            and low.unit is None
            and high.unit is None
            and join != "to"
        ):
            return None
        if self._are_years(low, high):
            return "score"
        if is_score(self.text, self.tokens, low, high, self.lexicon):
            return "score"
        if join == "and":
            return "range" if self._opened(low, self.between) else None
        if join == "or":
            return self._alternatives(low, high)
        if low.type == "PERCENT" and self._before(low, self.changed):
            return None
        if low.type in {"MONEY", "MEASURE"} and (self._before(low, self.change) or low.parts != high.parts):
            return None
        if gap[0] in _HYPHENS and high.value is not None and low.value is not None and high.value <= low.value:
            return None
        return "range"

    def _are_years(self, low: Amount, high: Amount) -> bool:
        """Whether both ends are years: "between 1600 and 1900", "from 1914 to 1918"."""
        ends = (low, high)
        plain = all(end.bare and end.numeral.plain and _OLD <= (end.value or 0) <= _YEARS[1] for end in ends)
        if not plain or not self._opened(low, self.between | self.from_):
            return False
        after = self.tokens[high.last] if high.last < len(self.tokens) else None
        return not (after and after.kind == "w" and is_plural(after, self.lexicon))

    def _is_year(self, low: Amount, high: Amount) -> bool:
        """Whether the first is a year, so that "in 2018 to 3.9 million" is no range."""
        year = low.unit is None and low.numeral.plain and _YEARS[0] <= (low.value or 0) <= _YEARS[1]
        return year and (high.numeral.scale > 1 or high.unit is not None or high.type != "CARDINAL")

    def _alternatives(self, low: Amount, high: Amount) -> str | None:
        """Read "three or four years" as a range; "25k or 40k" as two amounts."""
        if low.unit is not None or not isinstance(low.value, int) or not isinstance(high.value, int):
            return None
        if low.numeral.digits or high.numeral.digits:
            return "alternatives"
        return "range" if high.value == low.value + 1 else "alternatives"

    def _opened(self, low: Amount, phrases: set[tuple[str, ...]]) -> bool:
        return any(
            tuple(token.lower for token in self.tokens[max(0, low.first - size) : low.first]) in phrases
            for size in range(1, _LONGEST)
        )

    def _before(self, amount: Amount, words: frozenset[str]) -> bool:
        at = amount.first - 1
        while at > 0 and self.tokens[at].lower in self.hedges and amount.first - at <= _LONGEST:
            at -= 1
        return at >= 0 and self.tokens[at].lower in words

    def _share(self, low: Amount, high: Amount) -> None:
        """Let the first of two alternatives have the unit of the second: "40 or 50 miles"."""
        if low.unit is None and high.unit is not None:
            low.unit, low.type = high.unit, high.type

    def _range(self, low: Amount, high: Amount) -> Amount:
        first, second = low.value, high.value
        assert first is not None
        assert second is not None
        shared = low.numeral.scale == 1 and high.numeral.scale > 1 and abs(first) < _THOUSAND
        if shared and abs(first) < abs(high.numeral.value or 0) / high.numeral.scale * 10:
            first *= high.numeral.scale
        if high.unit is None and low.unit is not None:
            high.unit, high.type = low.unit, low.type
        if low.type == "PERCENT" or high.type == "MONEY":
            high.type = high.type if high.type != "CARDINAL" else low.type
        high.range = (first, second)
        high.value = None
        high.first, high.start = low.first, low.start
        for phrases in (self.between, self.from_):
            for size in range(_LONGEST, 0, -1):
                start = high.first - size
                if start >= 0 and tuple(token.lower for token in self.tokens[start : high.first]) in phrases:
                    if phrases is self.between:
                        high.start = self.tokens[start].start
                    high.first = start
                    return high
        return high

    # Bounds

    def bound(self, amount: Amount) -> None:
        """Read what bounds an amount on either side and take it into the span."""
        amount.core = (amount.start, amount.end)
        if amount.type == "ORDINAL":
            return
        if amount.numeral.kind != "vague":
            self._bound_before(amount)
        self._bound_after(amount)

    def _bound_before(self, amount: Amount) -> None:
        at = amount.first
        for _ in range(3):
            found = self._phrase_before(at)
            if found is None:
                skip = self._skipped(at)
                if skip and (found := self._phrase_before(at - skip)):
                    at -= skip
                else:
                    return
            size, bound = found
            words = [token.lower for token in self.tokens[at - size : at]]
            if self._is_preposition(amount, words, at - size):
                return
            if amount.bound == "=":
                amount.bound = cast("Bound", bound)
            at -= size
            amount.first, amount.start = at, self.tokens[at].start

    def _phrase_before(self, at: int) -> tuple[int, str] | None:
        for size in range(min(_LONGEST, at), 0, -1):
            words = tuple(token.lower for token in self.tokens[at - size : at])
            bound = self.lexicon.before.get(words)
            if bound and "\n" not in self.text[self.tokens[at - size].start : self.tokens[at - 1].end]:
                return size, bound
        return None

    def _skipped(self, at: int) -> int:
        for size in range(min(3, at), 0, -1):
            if tuple(token.lower for token in self.tokens[at - size : at]) in self.skipped:
                return size
        return 0

    def _is_preposition(self, amount: Amount, words: list[str], at: int) -> bool:
        """Whether "over" before a duration is "during", unless something lasts that long."""
        if len(words) != 1 or words[0] not in self.prepositions or amount.unit not in _DURATIONS:
            return False
        return not (at > 0 and self.tokens[at - 1].lower in self.lasting)

    def _is_number(self, place: int) -> bool:
        token = self.tokens[place]
        return token.kind in "nfs" or token.lower in self.lexicon.words

    def _lower(self, place: int) -> str:
        return self.tokens[place].lower if place < len(self.tokens) else ""

    def _bound_after(self, amount: Amount) -> None:
        for size in range(3, 0, -1):
            words = tuple(token.lower for token in self.tokens[amount.last : amount.last + size])
            bound = self.lexicon.after.get(words) if len(words) == size else None
            if bound is None:
                continue
            if self._lower(amount.last + size) in self.unless:
                continue
            if words == ("+",) and not self.tokens[amount.last].glued:
                continue
            if words == ("plus",) and amount.last + 1 < len(self.tokens) and self._is_number(amount.last + 1):
                continue
            if words in {("at", "least"), ("at", "most")} and re.match(
                r"\s*[\d$£€]", self.text[self.tokens[amount.last + 1].end :][:4]
            ):
                continue
            if amount.bound == "=":
                amount.bound = cast("Bound", bound)
            amount.last += size
            amount.end = self.tokens[amount.last - 1].end
            amount.after = max(amount.after, amount.last)
            return
