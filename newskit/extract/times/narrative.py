"""The narrative: times of one text in their order, each resolved with what was said before it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from newskit.extract.times.calendar import Period
from newskit.extract.times.context import Context, Resolved
from newskit.extract.times.grammar import RANGE, apply_rules
from newskit.extract.times.language import Language
from newskit.extract.times.resolve import is_time, resolve
from newskit.extract.times.tense import tense_around

#: What stands between the ends of a range that is one token.
_SIGN = re.compile(r"[-/]")
#: Length of an ISO date.
_DAY = len("2015-10-08")
#: How far back a quarter is still what "the year-ago period" is compared with, in code points.
_NEAR = 1500


@dataclass(slots=True)
class Found:
    """An expression with what it was resolved to."""

    start: int
    end: int
    resolved: Resolved
    anchor: str | None


@dataclass(slots=True)
class Narrative:
    """Reads a text stretch by stretch and keeps in mind what it spoke of last."""

    text: str
    language: Language
    #: Day of speaking, ISO 8601; ``None`` where it is not known.
    anchor: str | None
    reference: Period | None = None
    quarter: Period | None = None
    quarter_at: int = -_NEAR
    #: The year that a day or month was last named with.
    years: dict[tuple[int, int | None], int] = field(default_factory=dict)

    def read(self, start: int, end: int, spoken_on: Callable[[int], str | None] | None = None) -> list[Found]:
        """Return the times between two offsets. ``spoken_on`` gives the day of speaking where it is another one."""
        found = []
        for item in apply_rules(self.language.read(self.text, start, end), self.language):
            says = next(
                (
                    value
                    for value in item.values.values()
                    if isinstance(value, dict) and (is_time(value) or value.get("kind") == RANGE)
                ),
                None,
            )
            if says is None:
                continue
            anchor = (spoken_on(item.start) if spoken_on else None) or self.anchor
            for first, last, part in self._parts(item.start, item.end, says):
                resolved = resolve(part, self._context(item.start, item.end, anchor))
                if resolved is not None:
                    self._remember(resolved, part, first)
                    found.append(Found(first, last, resolved, anchor[:_DAY] if anchor and resolved.relative else None))
        return found

    def _parts(self, start: int, end: int, says: dict[str, Any]) -> list[tuple[int, int, dict[str, Any]]]:
        """Return an expression with its place, a range as its two ends."""
        if says["kind"] != RANGE:
            return [(start, end, says)]
        cut = says["cut"]
        if cut is None:
            sign = next(match for match in _SIGN.finditer(self.text, start, end))
            cut = sign.span()
        return [(start, cut[0], says["low"]), (cut[1], end, says["high"])]

    def _context(self, start: int, end: int, anchor: str | None) -> Context:
        return Context(
            anchor=date.fromisoformat(anchor[:10]) if anchor else None,
            reference=self.reference,
            quarter=self.quarter if start - self.quarter_at <= _NEAR else None,
            tense=partial(tense_around, self.text, start, end, self.language),
            years=self.years,
            settings=self.language.settings,
            spoken_at=anchor if anchor and len(anchor) > len("2015-10-08T") else None,
        )

    def _remember(self, resolved: Resolved, says: dict[str, Any], start: int) -> None:
        if resolved.period is None or says["kind"] == "ref":
            return
        self.reference = resolved.period
        if not resolved.relative and resolved.period.unit in "DM":
            first = resolved.period.first
            self.years[first.month, first.day if resolved.period.unit == "D" else None] = first.year
        if resolved.period.unit == "Q" and self._is_reported(resolved.period, says):
            self.quarter, self.quarter_at = resolved.period, start

    def _is_reported(self, quarter: Period, says: dict[str, Any]) -> bool:
        """Tell whether a quarter is what the text reports on: named as such, and over."""
        named = says["kind"] in {"quarter", "unit"} and says.get("shift", 0) == 0
        return named and (self.anchor is None or quarter.last.isoformat() <= self.anchor)
