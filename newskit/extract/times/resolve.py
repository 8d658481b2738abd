"""Resolution: from what an expression says, and the day it is said on, to a TIMEX3 value.

Each kind of expression has its function below. Granularity is never invented: "last year" is ``2014``, "two weeks ago" a week.
Where the day of speaking is not known, what depends on it has no value, and what is merely underspecified keeps its known
parts (``XXXX-09-30``, ``XXXX-WXX-3``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from newskit.article import TimeType
from newskit.extract.times import calendar
from newskit.extract.times.calendar import Period
from newskit.extract.times.clock import clock_value
from newskit.extract.times.duration import duration_value, set_value

#: How many months ahead a month without year may be, by the tense of its clause.
_AHEAD = {-1: 0, 0: 3, 1: 6, 2: 12}
_SEASON = 3
_HALF_YEAR = 183
_QUARTER_YEAR = 92
_MONTHS = 12
_VAGUE = "X"
_CLOCK_UNITS = frozenset({"S", "MIN", "H"})
_FINER = {"D": 0, "WE": 1, "W": 1, "FN": 1, "M": 2, "Q": 3, "S": 3, "H": 4, "Y": 5, "E": 6, "C": 7}


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


def resolve(says: dict[str, Any], context: Context) -> Resolved | None:
    """Return the type and value of an expression, ``None`` where it is no time after all (the 31st of February)."""
    try:
        resolved = _KINDS[says["kind"]](says, context)
    except (OverflowError, ValueError):
        return None
    if resolved is None:
        return None
    resolved = _at_time_of_day(says, resolved)
    if "type" in says:
        resolved = replace(resolved, type=says["type"])
    return replace(resolved, mod=says.get("mod", resolved.mod))


def is_time(says: dict[str, Any]) -> bool:
    """Tell whether an item is an expression of time by itself."""
    return says.get("kind") in _KINDS and not says.get("hidden")


def _at(period: Period, *, relative: bool = True) -> Resolved:
    return Resolved("DATE", period.value, period, relative=relative)


def _unknown(value: str | None = None) -> Resolved:
    """Return what is left of an expression where the day of speaking is not known."""
    return Resolved("DATE", value, relative=True)


def _at_time_of_day(says: dict[str, Any], resolved: Resolved) -> Resolved:
    """Add clock time or part of the day to a day."""
    if resolved.type != "DATE" or not ("hour" in says or "part" in says):
        return resolved
    value = resolved.value
    if resolved.period is not None and resolved.period.unit != "D":
        return resolved
    if "hour" in says:
        return replace(resolved, type="TIME", value=value and f"{value}T{clock_value(says)}")
    return replace(resolved, type="TIME", value=value and f"{value}T{says['part']}")


def _date(says: dict[str, Any], context: Context) -> Resolved | None:
    """Year, month, day and weekday, as far as they are given."""
    year = _year_number(says, context)
    of_month, of_day = says.get("month"), says.get("day")
    if year is not None:
        if of_month is None:
            return _at(calendar.year(year), relative=False)
        if of_day is None:
            return _at(calendar.month(year, of_month), relative=False)
        return _at(calendar.day(date(year, of_month, of_day)), relative=False)
    if of_month is None:
        return _day_of_month(says, context) if of_day is not None else _weekday(says, context)
    if context.anchor is None:
        return _unknown(f"XXXX-{of_month:02d}" + (f"-{of_day:02d}" if of_day is not None else ""))
    if "shift" in says:
        return _shifted_month(says, context.anchor)
    if of_day is None:
        return _at(calendar.month(_year_of_month(of_month, context), of_month))
    return _year_of_day(says, context)


def _year_number(says: dict[str, Any], context: Context) -> int | None:
    """Return the year of an expression, two digits being of the hundred years around the anchor."""
    if "of" in says:
        whole = resolve(says["of"], context)
        return whole.period.first.year if whole and whole.period else None
    if "yy" in says:
        now = context.anchor.year if context.anchor else date.today().year  # noqa: DTZ011 - only picks a century
        found = now - now % 100 + int(says["yy"])
        return found - 100 if found > now + 20 else found
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
    return anchor.year + 1 if tense > 0 and ahead <= -_SEASON else anchor.year


def _year_of_day(says: dict[str, Any], context: Context) -> Resolved | None:
    """Return a day and month without year: the nearest, unless the tense tells otherwise."""
    anchor = context.anchor
    assert anchor is not None
    found = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
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
    return _at(calendar.day(nearest))


def _shifted_month(says: dict[str, Any], anchor: date) -> Resolved:
    """Last June, next June, this June."""
    of_month, amount = says["month"], says["shift"]
    year = anchor.year
    if amount < 0 and of_month >= anchor.month:
        year -= 1
    if amount > 0 and of_month <= anchor.month:
        year += 1
    if "day" in says:
        return _at(calendar.day(date(year, of_month, says["day"])))
    return _at(calendar.month(year, of_month))


def _weekday(says: dict[str, Any], context: Context) -> Resolved | None:
    """A day of the week: the last one, unless something is to come; last, next and this as they say."""
    weekday = says.get("weekday")
    if weekday is None:
        return None
    anchor = context.anchor
    if says.get("origin") == "reference" and context.reference is not None:
        anchor = context.reference.first
    if anchor is None:
        return _unknown(f"XXXX-WXX-{weekday}")
    amount = says.get("shift")
    if "week" in says:
        return _at(calendar.day(calendar.nearest_weekday(anchor + timedelta(weeks=says["week"]), weekday, 0)))
    if amount is None:
        return _at(calendar.day(calendar.nearest_weekday(anchor, weekday, 1 if context.tense() > 1 else -1)))
    if amount < 0:
        return _at(calendar.day(calendar.nearest_weekday(anchor - timedelta(days=1), weekday, -1)))
    return _at(calendar.day(calendar.nearest_weekday(anchor + timedelta(days=amount), weekday, 1)))


def _day_of_month(says: dict[str, Any], context: Context) -> Resolved | None:
    """The 18th: of the month spoken of, or the nearest."""
    anchor = context.anchor
    of_day = says["day"]
    if anchor is None:
        return _unknown(f"XXXX-XX-{of_day:02d}")
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
    return _at(calendar.day(min(found, key=lambda each: abs((each - anchor).days)))) if found else None


def _day(says: dict[str, Any], context: Context) -> Resolved:
    """Today, yesterday, tomorrow: some days from the day of speaking."""
    if context.anchor is None:
        return _unknown()
    return _at(calendar.day(context.anchor + timedelta(days=says["days"])))


def _unit(says: dict[str, Any], context: Context) -> Resolved:
    """Last year, this week, next month: a unit counted from the one that holds the day of speaking."""
    start = _start(says, context)
    unit = says["unit"]
    if unit in _CLOCK_UNITS:
        return Resolved("TIME", "PAST_REF" if says["shift"] < 0 else "FUTURE_REF", relative=True)
    if start is None:
        return _unknown()
    amount = says["shift"]
    if unit == "WE" and says.get("shift") == 0 and start.isoweekday() == 1 and context.tense() < 0:
        amount = -1
    if unit == "Q" and amount == 0 and says.get("origin") != "reference":
        return _at(calendar.unit_of(start, "Q"))
    return _at(calendar.unit_of(calendar.shift(start.replace(day=1) if unit in "MQHYEC" else start, amount, unit), unit))


def _start(says: dict[str, Any], context: Context) -> date | None:
    """Return the day to count from: of speaking, or what the text spoke of last."""
    if says.get("origin") == "reference" and context.reference is not None:
        return context.reference.first
    return context.anchor


def _same(says: dict[str, Any], context: Context) -> Resolved:
    """That day, the quarter, the same year: the unit that holds what the text spoke of last."""
    unit, reference = says["unit"], context.reference
    if unit == "Q" and context.quarter is not None:
        return _at(context.quarter)
    if reference is not None and _FINER[reference.unit] <= _FINER.get(unit, 0):
        return _at(calendar.unit_of(reference.first, unit))
    if context.anchor is None:
        return _unknown()
    if unit == "Q":
        return _at(calendar.unit_of(calendar.shift(context.anchor, -1, "Q"), "Q"))
    return _at(calendar.unit_of(context.anchor, unit))


def _offset(says: dict[str, Any], context: Context) -> Resolved:
    """Two weeks ago, a year earlier, three days later, two days after Christmas."""
    number, unit, direction = says.get("number", 1), says["unit"], says["direction"]
    if unit in _CLOCK_UNITS and number != _VAGUE:
        return _clock_offset(says, number, context)
    if number == _VAGUE or unit in _CLOCK_UNITS:
        return Resolved("DATE", "PAST_REF" if direction < 0 else "FUTURE_REF", relative=True)
    start = _start(says, context)
    if "of" in says:
        whole = resolve(says["of"], context)
        start = whole.period.first if whole and whole.period else None
    if start is None:
        return _unknown()
    if unit == "Y" and number == 1 and "of" not in says and context.quarter is not None and direction < 0:
        quarter = context.quarter
        return _at(calendar.quarter(quarter.first.year - 1, int(quarter.value[-1])))
    if number != int(number):
        months = calendar.MONTHS_OF.get(unit)
        if months is None:
            number = int(number) + 1
        else:
            number, unit = round(number * months), "M"
    found = calendar.shift(start, direction * int(number), unit)
    if says.get("exact") or (unit == "W" and says.get("number", 1) == 1):
        return _at(calendar.day(found))
    return _at(calendar.unit_of(found, unit))


def _clock_offset(says: dict[str, Any], number: float, context: Context) -> Resolved:
    """Three hours ago: known only where the hour of speaking is."""
    vague = "PAST_REF" if says["direction"] < 0 else "FUTURE_REF"
    if says.get("origin") == "reference" or context.spoken_at is None or context.anchor is None:
        return Resolved("TIME", vague, relative=True)
    hour, minute = int(context.spoken_at[11:13]), int(context.spoken_at[14:16])
    seconds = {"S": 1, "MIN": 60, "H": 3600}[says["unit"]] * number * says["direction"] + hour * 3600 + minute * 60
    days, rest = divmod(int(seconds), 86400)
    whole = context.anchor + timedelta(days=days)
    value = f"{whole.isoformat()}T{rest // 3600:02d}:{rest // 60 % 60:02d}"
    return Resolved("TIME", value, calendar.day(whole), relative=True)


def _duration(says: dict[str, Any], _: Context) -> Resolved:
    return Resolved("DURATION", duration_value(says))


def _set(says: dict[str, Any], _: Context) -> Resolved:
    return Resolved("SET", set_value(says))


def _reference(says: dict[str, Any], _: Context) -> Resolved:
    return Resolved("DATE", says["ref"])


def _clock(says: dict[str, Any], context: Context) -> Resolved:
    """A clock time by itself: of the day spoken of, else of the day of speaking."""
    reference = context.reference
    whole = reference.first if reference is not None and reference.unit == "D" else context.anchor
    if whole is None:
        return Resolved("TIME", f"XXXX-XX-XXT{clock_value(says)}", relative=True)
    return Resolved("TIME", f"{whole.isoformat()}T{clock_value(says)}", calendar.day(whole), relative=True)


def _part(says: dict[str, Any], context: Context) -> Resolved:
    """The morning: of the day spoken of."""
    reference = context.reference
    whole = reference.first if reference is not None and reference.unit == "D" else context.anchor
    if whole is None:
        return Resolved("TIME", f"XXXX-XX-XXT{says['part']}", relative=True)
    return Resolved("TIME", f"{whole.isoformat()}T{says['part']}", calendar.day(whole), relative=True)


def _years_apart(says: dict[str, Any], context: Context, near: Callable[[int], Period]) -> Resolved:
    """Resolve a part of a year: by its year, by last and next, else the nearest that the tense allows."""
    year = _year_number(says, context)
    if year is not None:
        return _at(near(year), relative=False)
    anchor = context.anchor
    if anchor is None:
        return _unknown("XXXX" + near(2000).value[4:])
    amount = says.get("shift")
    if amount is not None:
        if says.get("unit") == "Y":
            return _at(near(anchor.year + amount))
        if amount < 0:
            return _at(near(anchor.year if near(anchor.year).last < anchor else anchor.year - 1))
        if amount > 0:
            return _at(near(anchor.year if near(anchor.year).first > anchor else anchor.year + 1))
        return _at(near(anchor.year))
    return _at(near(_nearest_year(near, anchor, context)))


def _nearest_year(near: Callable[[int], Period], anchor: date, context: Context) -> int:
    this = near(anchor.year)
    if (this.first - anchor).days > _HALF_YEAR and context.tense() <= 0:
        return anchor.year - 1
    if (anchor - this.last).days > _QUARTER_YEAR and context.tense() > 0:
        return anchor.year + 1
    return anchor.year


def _quarter(says: dict[str, Any], context: Context) -> Resolved | None:
    if not 1 <= says["quarter"] <= 4:  # noqa: PLR2004 - quarters of a year
        return None
    return _years_apart(says, context, lambda year: calendar.quarter(year, says["quarter"]))


def _period_of(says: dict[str, Any], context: Context) -> Resolved | None:
    """The 1988 period: the quarter spoken of, in that year."""
    if context.quarter is None:
        return _at(calendar.year(says["year4"]), relative=False)
    return _at(calendar.quarter(says["year4"], int(context.quarter.value[-1])), relative=False)


def _half(says: dict[str, Any], context: Context) -> Resolved | None:
    if not 1 <= says["half"] <= 2:  # noqa: PLR2004 - halves of a year
        return None
    return _years_apart(says, context, lambda year: calendar.half(year, says["half"]))


def _season(says: dict[str, Any], context: Context) -> Resolved:
    return _years_apart(says, context, lambda year: calendar.season(year, says["season"]))


def _holiday(says: dict[str, Any], context: Context) -> Resolved:
    def near(year: int) -> Period:
        found = calendar.holiday(says["holiday"], year)
        assert found is not None
        return calendar.weekend(found) if says.get("weekend") else calendar.day(found)

    return _years_apart(says, context, near)


def _decade(says: dict[str, Any], context: Context) -> Resolved:
    """The 1980s, the eighties: of the century past, unless that lies ahead by more than a few years."""
    if "decade" in says:
        return _at(calendar.decade(says["decade"]), relative=False)
    now = context.anchor.year if context.anchor else 2000
    found = now - now % 100 + says["tens"]
    return _at(calendar.decade(found - 100 if found > now else found))


def _century(says: dict[str, Any], _: Context) -> Resolved:
    era = says.get("era")
    number = says["century"]
    if not 1 <= number <= 30:  # noqa: PLR2004 - nobody speaks of later ones
        return Resolved("DATE", None)
    if era == "BC":
        return Resolved("DATE", f"BC{number - 1:02d}")
    return _at(calendar.century((number - 1) * 100 + 1), relative=False) if number > 1 else Resolved("DATE", "00")


def _nth(says: dict[str, Any], context: Context) -> Resolved | None:
    """The last week of March, the first Monday of next month, the third month of 2021."""
    whole = resolve(says["of"], context)
    if whole is None or whole.period is None:
        return whole and Resolved("DATE", None, relative=True)
    number, period = says["nth"], whole.period
    if "weekday" in says:
        start = period.first if number > 0 else period.last
        found = calendar.nearest_weekday(start, says["weekday"], 1 if number > 0 else -1)
        found += timedelta(weeks=number - 1 if number > 0 else number + 1)
        return _at(calendar.day(found)) if period.first <= found <= period.last else None
    unit = says["unit"]
    if unit == "W":
        start = calendar.nearest_weekday(period.first, 4, 1) if number > 0 else calendar.nearest_weekday(period.last, 4, -1)
        return _at(calendar.week(start + timedelta(weeks=number - 1 if number > 0 else number + 1)))
    if unit in _CLOCK_UNITS or _FINER[unit] >= _FINER[period.unit]:
        return None
    if number > 0:
        return _at(calendar.unit_of(calendar.shift(period.first, number - 1, unit), unit))
    return _at(calendar.unit_of(calendar.shift(period.last, number + 1, unit), unit))


def _week_of(says: dict[str, Any], context: Context) -> Resolved | None:
    """The week of March 6, the weekend of Halloween."""
    whole = resolve(says["of"], context)
    if whole is None or whole.period is None:
        return whole and Resolved("DATE", None, relative=True)
    return _at(calendar.unit_of(whole.period.first, says["unit"]))


def _numeric(says: dict[str, Any], context: Context) -> Resolved | None:
    """7/10/2015, 7/10: day and month in the order of the language, the other where that cannot be."""
    first, second = says["first"], says["second"]
    day_first = context.settings.get("order", "dmy") == "dmy"
    of_day, of_month = (first, second) if day_first else (second, first)
    if of_month > _MONTHS:
        of_day, of_month = of_month, of_day
    parts: dict[str, Any] = {"month": of_month, "day": of_day}
    if "last" in says:
        parts["yy" if says["last"] < 100 else "year"] = says["last"]  # noqa: PLR2004 - two digits or four
    return _date({**says, **parts}, context)


def _week_number(says: dict[str, Any], context: Context) -> Resolved | None:
    year = _year_number(says, context)
    if year is None:
        year = context.anchor.year if context.anchor else None
    if year is None:
        return _unknown(f"XXXX-W{says['number']:02d}")
    return _at(calendar.week(date.fromisocalendar(year, says["number"], 1)))


_KINDS: dict[str, Callable[[dict[str, Any], Context], Resolved | None]] = {
    "date": _date,
    "numeric": _numeric,
    "day": _day,
    "unit": _unit,
    "same": _same,
    "offset": _offset,
    "duration": _duration,
    "set": _set,
    "ref": _reference,
    "clock": _clock,
    "part": _part,
    "quarter": _quarter,
    "period_of": _period_of,
    "half": _half,
    "season": _season,
    "holiday": _holiday,
    "decade": _decade,
    "century": _century,
    "nth": _nth,
    "week_of": _week_of,
    "week_number": _week_number,
}
