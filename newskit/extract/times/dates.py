"""Dates by the calendar: years, months, days and weekdays, as far as they are named."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from newskit.extract.times import calendar
from newskit.extract.times.context import Context, Resolved, Says, at, unknown

#: How many months ahead a month without year may be, by the tense of its clause.
_AHEAD = {-1: 0, 0: 3, 1: 6, 2: 12}
#: From how many months behind a month without year is the next one.
_BEHIND = {1: -8, 2: -3}
_QUARTER_YEAR = 92
#: How far ahead a year of two digits may lie, and from which year where the day of speaking is not known.
_YEARS_AHEAD = 20
_NO_ANCHOR = 2020
_MONTHS = 12


def resolve_date(says: Says, context: Context) -> Resolved | None:
    """Year, month, day and weekday, as far as they are given."""
    year = year_number(says, context)
    of_month, of_day = says.get("month"), says.get("day")
    if year is not None:
        if of_month is None:
            return at(calendar.year(year), relative=False)
        if of_day is None:
            return at(calendar.month(year, of_month), relative=False)
        return at(calendar.day(date(year, of_month, of_day)), relative=False)
    if of_month is None:
        return _day_of_month(says, context) if of_day is not None else resolve_weekday(says, context)
    if context.anchor is None:
        return unknown(f"XXXX-{of_month:02d}" + (f"-{of_day:02d}" if of_day is not None else ""))
    if "shift" in says:
        return _shifted_month(says, context.anchor)
    if of_day is None:
        return at(calendar.month(_year_of_month(of_month, context), of_month))
    return _year_of_day(says, context)


def year_number(says: Says, context: Context) -> int | None:
    """Return the year of an expression, two digits being of the hundred years that end a while after the anchor."""
    if "of" in says:
        whole = says.get("whole")
        return whole.period.first.year if whole and whole.period else None
    if "yy" in says:
        now = context.anchor.year if context.anchor else _NO_ANCHOR
        found = now - now % 100 + int(says["yy"])
        return found - 100 if found > now + _YEARS_AHEAD else found
    year = says.get("year", says.get("year4", says.get("modern")))
    return int(year) if year is not None else None


def _year_of_month(of_month: int, context: Context) -> int:
    """Return the year of a month named without one."""
    anchor = context.anchor
    assert anchor is not None
    ahead = of_month - anchor.month
    tense = context.tense()
    if ahead > 0:
        return anchor.year if ahead <= _AHEAD[tense] else anchor.year - 1
    return anchor.year + 1 if ahead <= _BEHIND.get(tense, -_MONTHS) else anchor.year


def _year_of_day(says: Says, context: Context) -> Resolved | None:
    """Return a day and month without year: the nearest, unless the tense tells otherwise."""
    anchor = context.anchor
    assert anchor is not None
    named = context.years.get((says["month"], says["day"]))
    found = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1) if named is None else (named,):
        try:
            found.append(date(year, says["month"], says["day"]))
        except ValueError:
            continue
    if "weekday" in says:
        found = [each for each in found if each.isoweekday() == says["weekday"]] or found
    if not found:
        return None
    nearest = min(found, key=lambda each: abs((each - anchor).days))
    if abs((nearest - anchor).days) > _QUARTER_YEAR:
        tense = context.tense()
        past = [each for each in found if each <= anchor]
        ahead = [each for each in found if each >= anchor]
        if tense <= 0 and past:
            nearest = past[-1]
        if tense > 0 and ahead:
            nearest = ahead[0]
    return at(calendar.day(nearest))


def _shifted_month(says: Says, anchor: date) -> Resolved:
    """Last June, next June, this June."""
    of_month, amount = says["month"], says["shift"]
    year = anchor.year
    if amount < 0 and of_month >= anchor.month:
        year -= 1
    if amount > 0 and of_month <= anchor.month:
        year += 1
    if "day" in says:
        return at(calendar.day(date(year, of_month, says["day"])))
    return at(calendar.month(year, of_month))


def resolve_weekday(says: Says, context: Context) -> Resolved | None:
    """Resolve a day of the week: the last one, unless something is to come; last, next and this as they say."""
    weekday = says.get("weekday")
    if weekday is None:
        return None
    anchor = context.anchor
    if says.get("origin") == "reference" and context.reference is not None:
        anchor = context.reference.first
    if anchor is None:
        return unknown(f"XXXX-WXX-{weekday}")
    amount = says.get("shift")
    if "week" in says:
        return at(calendar.day(calendar.nearest_weekday(anchor + timedelta(weeks=says["week"]), weekday, 0)))
    if amount is None:
        return at(calendar.day(calendar.nearest_weekday(anchor, weekday, 1 if context.tense() > 1 else -1)))
    if amount < 0:
        return at(calendar.day(calendar.nearest_weekday(anchor - timedelta(days=1), weekday, -1)))
    return at(calendar.day(calendar.nearest_weekday(anchor + timedelta(days=amount), weekday, 1)))


def _day_of_month(says: Says, context: Context) -> Resolved | None:
    """Resolve the 18th: of the month spoken of, or the nearest."""
    anchor = context.anchor
    of_day = says["day"]
    if anchor is None:
        return unknown(f"XXXX-XX-{of_day:02d}")
    if context.reference is not None and context.reference.unit in {"D", "M"}:
        anchor = context.reference.first
    found = []
    for amount in (-1, 0, 1):
        other = calendar.shift_months(anchor.replace(day=1), amount)
        try:
            found.append(other.replace(day=of_day))
        except ValueError:
            continue
    if "weekday" in says:
        found = [each for each in found if each.isoweekday() == says["weekday"]] or found
    tense = context.tense()
    if tense:
        found = [each for each in found if (each - anchor).days * tense >= 0] or found
    return at(calendar.day(min(found, key=lambda each: abs((each - anchor).days)))) if found else None


def resolve_day(says: Says, context: Context) -> Resolved:
    """Today, yesterday, tomorrow: some days from the day of speaking."""
    if context.anchor is None:
        return unknown()
    return at(calendar.day(context.anchor + timedelta(days=says["days"])))


def resolve_numeric(says: Says, context: Context) -> Resolved | None:
    """7/10/2015, 7/10: day and month in the order of the language, the other where that cannot be."""
    first, second = says["first"], says["second"]
    day_first = context.settings.get("order", "dmy") == "dmy"
    of_day, of_month = (first, second) if day_first else (second, first)
    if of_month > _MONTHS:
        of_day, of_month = of_month, of_day
    parts: dict[str, Any] = {"month": of_month, "day": of_day}
    if "last" in says:
        parts["yy" if says["last"] < 100 else "year"] = says["last"]
    return resolve_date({**says, **parts}, context)


def resolve_week_number(says: Says, context: Context) -> Resolved | None:
    """Resolve week 31."""
    year = year_number(says, context)
    if year is None:
        year = context.anchor.year if context.anchor else None
    if year is None:
        return unknown(f"XXXX-W{says['number']:02d}")
    return at(calendar.week(date.fromisocalendar(year, says["number"], 1)))
