"""Units counted from a day: last year, the quarter, two weeks ago, the first Monday of May."""

from __future__ import annotations

from datetime import date, timedelta

from newskit.extract.times import calendar
from newskit.extract.times.context import Context, Resolved, Says, at, unknown

_VAGUE = "X"
_CLOCK_UNITS = frozenset({"S", "MIN", "H"})
#: Units from fine to coarse; what is none of them is of no use to the calendar.
_FINEST = 99
_FINER = {"D": 0, "WE": 1, "W": 1, "FN": 1, "M": 2, "Q": 3, calendar.SEASON: 3, "H6": 4, "Y": 5, "E": 6, "C": 7}


def resolve_unit(says: Says, context: Context) -> Resolved:
    """Last year, this week, next month: a unit counted from the one that holds the day of speaking."""
    start = _start(says, context)
    unit = says["unit"]
    if unit in _CLOCK_UNITS:
        return Resolved("TIME", "PAST_REF" if says["shift"] < 0 else "FUTURE_REF", relative=True)
    if start is None:
        return unknown()
    amount = says["shift"]
    if unit == "WE" and says.get("shift") == 0 and start.isoweekday() == 1 and context.tense() < 0:
        amount = -1
    if unit == "Q" and amount == 0 and says.get("origin") != "reference":
        return at(calendar.unit_of(start, "Q"))
    return at(
        calendar.unit_of(
            calendar.shift(start.replace(day=1) if unit in calendar.MONTHS_OF else start, amount, unit), unit
        )
    )


def _start(says: Says, context: Context) -> date | None:
    """Return the day to count from: of speaking, or what the text spoke of last."""
    if says.get("origin") == "reference" and context.reference is not None:
        return context.reference.first
    return context.anchor


def resolve_same(says: Says, context: Context) -> Resolved:
    """Resolve that day, the quarter, the same year: the unit that holds what the text spoke of last."""
    unit, reference = says["unit"], context.reference
    if unit == "Q" and context.quarter is not None:
        return at(context.quarter)
    if reference is not None and _FINER[reference.unit] <= _FINER.get(unit, -1):
        return at(calendar.unit_of(reference.first, unit))
    if context.anchor is None:
        return unknown()
    if unit == "Q":
        return at(calendar.unit_of(calendar.shift(context.anchor, -1, "Q"), "Q"))
    return at(calendar.unit_of(context.anchor, unit))


def resolve_offset(says: Says, context: Context) -> Resolved:
    """Two weeks ago, a year earlier, three days later, two days after Christmas."""
    number, unit, direction = says.get("number", 1), says["unit"], says["direction"]
    if unit in _CLOCK_UNITS and number != _VAGUE:
        return _clock_offset(says, number, context)
    if number == _VAGUE or unit in _CLOCK_UNITS:
        return Resolved("DATE", "PAST_REF" if direction < 0 else "FUTURE_REF", relative=True)
    start = _start(says, context)
    if "of" in says:
        whole = says.get("whole")
        start = whole.period.first if whole and whole.period else None
    if start is None:
        return unknown()
    if unit == "Y" and number == 1 and "of" not in says and context.quarter is not None and direction < 0:
        quarter = context.quarter
        return at(calendar.quarter(quarter.first.year - 1, int(quarter.value[-1])))
    if number != int(number):
        months = calendar.MONTHS_OF.get(unit)
        if months is None:
            number = int(number) + 1
        else:
            number, unit = round(number * months), "M"
    found = calendar.shift(start, direction * int(number), unit)
    if says.get("exact") or (unit == "W" and says.get("number", 1) == 1):
        return at(calendar.day(found))
    return at(calendar.unit_of(found, unit))


def _clock_offset(says: Says, number: float, context: Context) -> Resolved:
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


def resolve_nth(says: Says, _: Context) -> Resolved | None:
    """Resolve the last week of March, the first Monday of next month, the third month of 2021."""
    whole = says.get("whole")
    if whole is None or whole.period is None:
        return whole and Resolved("DATE", None, relative=True)
    number, period = says["nth"], whole.period
    if "weekday" in says:
        start = period.first if number > 0 else period.last
        found = calendar.nearest_weekday(start, says["weekday"], 1 if number > 0 else -1)
        found += timedelta(weeks=number - 1 if number > 0 else number + 1)
        return at(calendar.day(found)) if period.first <= found <= period.last else None
    unit = says["unit"]
    if unit == "W":
        start = (
            calendar.nearest_weekday(period.first, 4, 1) if number > 0 else calendar.nearest_weekday(period.last, 4, -1)
        )
        return at(calendar.week(start + timedelta(weeks=number - 1 if number > 0 else number + 1)))
    if _FINER.get(unit, _FINEST) >= _FINER[period.unit]:
        return None
    if number > 0:
        return at(calendar.unit_of(calendar.shift(period.first, number - 1, unit), unit))
    return at(calendar.unit_of(calendar.shift(period.last, number + 1, unit), unit))


def resolve_week_of(says: Says, _: Context) -> Resolved | None:
    """Resolve the week of March 6, the weekend of Halloween."""
    whole = says.get("whole")
    if whole is None or whole.period is None:
        return whole and Resolved("DATE", None, relative=True)
    return at(calendar.unit_of(whole.period.first, says["unit"]))
