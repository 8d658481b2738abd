"""Stretches of the calendar: days, weeks, months, quarters and so on, with their TIMEX3 values.

Values follow TimeML's TIMEX3 (ISO 8601 with its extensions): ``2015-W41``, ``2015-W41-WE``, ``2015-10``,
``2015-Q4``, ``2015-H2``, ``2015-SU``, ``201`` for a decade, ``20`` for a century.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = 12
_WEEK = 7
#: The unit of a season.
SEASON = "SEASON"
#: First month of each season of the north, by its TIMEX3 name.
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
#: Months in a unit that is made of months.
MONTHS_OF = {"M": 1, "Q": 3, "H6": 6, "Y": 12, "E": 120, "C": 1200}
#: Days in a unit that is made of days.
DAYS_OF = {"D": 1, "W": 7, "WE": 7, "FN": 14}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole days."""

    #: TIMEX3 value.
    value: str
    first: date
    last: date
    #: ``D`` ``W`` ``WE`` ``M`` ``Q`` ``SEASON`` ``H6`` ``Y`` ``E`` ``C``.
    unit: str


def day(of: date) -> Period:
    """Return a day."""
    return Period(of.isoformat(), of, of, "D")


def month(year: int, number: int) -> Period:
    """Return a month."""
    last = calendar.monthrange(year, number)[1]
    return Period(f"{year:04d}-{number:02d}", date(year, number, 1), date(year, number, last), "M")


def year(number: int) -> Period:
    """Return a year."""
    return Period(f"{number:04d}", date(number, 1, 1), date(number, 12, 31), "Y")


def quarter(of_year: int, number: int) -> Period:
    """Return a calendar quarter."""
    return Period(f"{of_year:04d}-Q{number}", date(of_year, 3 * number - 2, 1), month(of_year, 3 * number).last, "Q")


def half(of_year: int, number: int) -> Period:
    """Return half a year."""
    return Period(f"{of_year:04d}-H{number}", date(of_year, 6 * number - 5, 1), month(of_year, 6 * number).last, "H6")


def season(of_year: int, name: str) -> Period:
    """Return a season by its TIMEX3 name; winter belongs to the year in which it begins."""
    first = date(of_year, SEASONS[name], 1)
    return Period(f"{of_year:04d}-{name}", first, shift_months(first, 3) - timedelta(days=1), SEASON)


def decade(of_year: int) -> Period:
    """Return the decade of a year."""
    start = of_year // 10
    return Period(f"{start:03d}", date(max(1, start * 10), 1, 1), date(start * 10 + 9, 12, 31), "E")


def century(of_year: int) -> Period:
    """Return the century of a year: the hundred years that share its first two digits."""
    start = of_year // 100
    return Period(f"{start:02d}", date(max(1, start * 100), 1, 1), date(start * 100 + 99, 12, 31), "C")


def week(of: date) -> Period:
    """Return the ISO week of a day."""
    monday = of - timedelta(days=of.weekday())
    iso = of.isocalendar()
    return Period(f"{iso.year:04d}-W{iso.week:02d}", monday, monday + timedelta(days=6), "W")


def weekend(of: date) -> Period:
    """Return the weekend of the ISO week of a day."""
    whole = week(of)
    return Period(f"{whole.value}-WE", whole.last - timedelta(days=1), whole.last, "WE")


def unit_of(of: date, unit: str) -> Period:
    """Return the stretch of a unit that a day lies in. Raises ValueError for a unit shorter than a day or unknown."""
    if unit == "Q":
        return quarter(of.year, (of.month + 2) // 3)
    if unit == "H6":
        return half(of.year, 1 + (of.month > _MONTHS // 2))
    if unit == "M":
        return month(of.year, of.month)
    makers = {"D": day, "W": week, "FN": week, "WE": weekend}
    if unit in makers:
        return makers[unit](of)
    longer = {"Y": year, "E": decade, "C": century}.get(unit)
    if longer is None:
        message = f"no stretch of the calendar has the unit {unit!r}"
        raise ValueError(message)
    return longer(of.year)


def shift(of: date, amount: int, unit: str) -> date:
    """Return the day some units later, earlier for a negative amount.

    Raises OverflowError outside years 1 to 9999, ValueError for a unit shorter than a day.
    """
    if unit in DAYS_OF:
        return of + timedelta(days=amount * DAYS_OF[unit])
    if unit not in MONTHS_OF:
        message = f"no number of months or days makes the unit {unit!r}"
        raise ValueError(message)
    return shift_months(of, amount * MONTHS_OF[unit])


def shift_months(of: date, amount: int) -> date:
    """Return the same day some months later, the last day of the month where there is no such day."""
    months = of.year * _MONTHS + of.month - 1 + amount
    new_year, new_month = divmod(months, _MONTHS)
    if not date.min.year <= new_year <= date.max.year:
        message = "year out of range"
        raise OverflowError(message)
    return date(new_year, new_month + 1, min(of.day, calendar.monthrange(new_year, new_month + 1)[1]))


def nearest_weekday(of: date, weekday: int, direction: int) -> date:
    """Return the nearest day of an ISO weekday: on or before a day (-1), on or after it (+1), of the same week (0)."""
    ahead = (weekday - of.isoweekday()) % _WEEK
    if direction > 0:
        return of + timedelta(days=ahead)
    if direction < 0:
        return of - timedelta(days=(of.isoweekday() - weekday) % _WEEK)
    return of + timedelta(days=weekday - of.isoweekday())


def nth_weekday(of_year: int, of_month: int, weekday: int, number: int) -> date | None:
    """Return the first, second … (1, 2 …) or last (-1) such weekday of a month."""
    whole = month(of_year, of_month)
    if number < 0:
        return nearest_weekday(whole.last, weekday, -1)
    found = nearest_weekday(whole.first, weekday, 1) + timedelta(days=_WEEK * (number - 1))
    return found if found <= whole.last else None


def easter(of_year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the anonymous algorithm of Meeus, Jones and Butcher)."""
    golden, (century_number, rest) = of_year % 19, divmod(of_year, 100)
    leap, leap_rest = divmod(century_number, 4)
    moon = (century_number - (century_number + 8) // 25 + 1) // 3
    epact = (19 * golden + century_number - leap - moon + 15) % 30
    quarter_rest, last_rest = divmod(rest, 4)
    to_sunday = (32 + 2 * leap_rest + 2 * quarter_rest - epact - last_rest) % 7
    correction = (golden + 11 * epact + 22 * to_sunday) // 451
    of_month, of_day = divmod(epact + to_sunday - 7 * correction + 114, 31)
    return date(of_year, of_month, of_day + 1)


def holiday(rule: str, of_year: int) -> date | None:
    """Return a holiday of a year by its rule.

    ``12-25``; ``11-4th-4``, the fourth Thursday of November, 0th being the last; ``easter+1``; any of
    them with days added.
    """
    name, _, later = rule.partition("+")
    if name.startswith("easter"):
        return easter(of_year) + timedelta(days=int(name[6:] or 0) + int(later or 0))
    of_month, _, rest = name.partition("-")
    number, nth, weekday = rest.partition("th-")
    if not nth:
        return date(of_year, int(of_month), int(rest))
    found = nth_weekday(of_year, int(of_month), int(weekday), int(number) or -1)
    return found + timedelta(days=int(later or 0)) if found else None
