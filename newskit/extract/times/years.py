"""Parts of a year and stretches of years: quarters, halves, seasons, holidays, decades, centuries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from newskit.extract.times import calendar
from newskit.extract.times.calendar import Period
from newskit.extract.times.context import Context, Resolved, Says, at, unknown
from newskit.extract.times.dates import year_number

_HALF_YEAR = 183
_QUARTER_YEAR = 92


def _years_apart(says: Says, context: Context, near: Callable[[int], Period]) -> Resolved:
    """Resolve a part of a year: by its year, by last and next, else the nearest that the tense allows."""
    year = year_number(says, context)
    if year is not None:
        return at(near(year), relative=False)
    anchor = context.anchor
    if anchor is None:
        return unknown("XXXX" + near(2000).value[4:])
    amount = says.get("shift")
    if amount is not None:
        if says.get("unit") == "Y":
            return at(near(anchor.year + amount))
        if amount < 0:
            return at(near(anchor.year if near(anchor.year).last < anchor else anchor.year - 1))
        if amount > 0:
            return at(near(anchor.year if near(anchor.year).first > anchor else anchor.year + 1))
        return at(near(anchor.year))
    return at(near(_nearest_year(near, anchor, context)))


def _nearest_year(near: Callable[[int], Period], anchor: date, context: Context) -> int:
    this = near(anchor.year)
    if (this.first - anchor).days > _HALF_YEAR and context.tense() <= 0:
        return anchor.year - 1
    if (anchor - this.last).days > _QUARTER_YEAR and context.tense() > 1:
        return anchor.year + 1
    return anchor.year


def resolve_quarter(says: Says, context: Context) -> Resolved | None:
    """Resolve the third quarter."""
    if not 1 <= says["quarter"] <= 4:
        return None
    return _years_apart(says, context, lambda year: calendar.quarter(year, says["quarter"]))


def resolve_period_of(says: Says, context: Context) -> Resolved | None:
    """Resolve the 1988 period: the quarter spoken of, in that year."""
    if context.quarter is None:
        return at(calendar.year(says["year4"]), relative=False)
    return at(calendar.quarter(says["year4"], int(context.quarter.value[-1])), relative=False)


def resolve_half(says: Says, context: Context) -> Resolved | None:
    """Resolve the first half."""
    if not 1 <= says["half"] <= 2:
        return None
    return _years_apart(says, context, lambda year: calendar.half(year, says["half"]))


def resolve_season(says: Says, context: Context) -> Resolved:
    """Resolve a season of the north."""
    return _years_apart(says, context, lambda year: calendar.season(year, says["season"]))


def resolve_holiday(says: Says, context: Context) -> Resolved:
    """Resolve a day or weekend by the name of its feast."""

    def near(year: int) -> Period:
        found = calendar.holiday(says["holiday"], year)
        assert found is not None
        return calendar.weekend(found) if says.get("weekend") else calendar.day(found)

    return _years_apart(says, context, near)


def resolve_decade(says: Says, context: Context) -> Resolved:
    """Resolve the 1980s, the eighties: of the century past, unless that lies ahead by more than a few years."""
    if "decade" in says:
        return at(calendar.decade(says["decade"]), relative=False)
    now = context.anchor.year if context.anchor else 2000
    found = now - now % 100 + says["tens"]
    return at(calendar.decade(found - 100 if found > now else found))


def resolve_century(says: Says, _: Context) -> Resolved:
    """Resolve the 20th century."""
    era = says.get("era")
    number = says["century"]
    if not 1 <= number <= 30:
        return Resolved("DATE", None)
    if era == "BC":
        return Resolved("DATE", f"BC{number - 1:02d}")
    return at(calendar.century((number - 1) * 100 + 1), relative=False) if number > 1 else Resolved("DATE", "00")
