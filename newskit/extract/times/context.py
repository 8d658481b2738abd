"""What resolution starts from and what it comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from newskit.article import TimeType
from newskit.extract.times.calendar import Period

Says = dict[str, Any]
"""The parts that an expression names, with its ``kind``."""


@dataclass(slots=True)
class Context:
    """What is known where an expression stands."""

    #: Day of speaking; ``None`` where it is not known.
    anchor: date | None
    #: The last point of the calendar that the text spoke of.
    reference: Period | None
    #: The last quarter the text spoke of, while it is near.
    quarter: Period | None
    #: Tells whether the clause speaks of what was (-1), perhaps (1) or surely (2) will be, or neither (0).
    tense: Callable[[], int]
    #: The year that a day or month was last named with.
    years: dict[tuple[int, int | None], int]
    #: Settings of the language.
    settings: dict[str, Any]
    #: ISO date and time of speaking.
    spoken_at: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A TIMEX3 expression without its place in the text."""

    type: TimeType
    value: str | None
    #: The stretch of the calendar, where it is one.
    period: Period | None = None
    mod: str | None = None
    #: Whether the value depends on the day of speaking.
    relative: bool = False


def at(period: Period, *, relative: bool = True) -> Resolved:
    """Return a stretch of the calendar as a date."""
    return Resolved("DATE", period.value, period, relative=relative)


def unknown(value: str | None = None) -> Resolved:
    """Return what is left of an expression where the day of speaking is not known."""
    return Resolved("DATE", value, relative=True)
