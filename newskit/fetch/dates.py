"""Dates as feeds, sitemaps and HTTP headers print them: RFC 5322, ISO 8601, asctime, and what systems make of these.

The result is ISO 8601 at the granularity that was printed: a day stays a day, a time keeps its zone.
"""

from __future__ import annotations

import datetime as dt
import functools
import re

_ISO = re.compile(
    r"([0-9]{4})(?:-?([0-9]{1,2})(?:-?([0-9]{1,2}))?)?"
    r"(?:(?:\s*T\s*|\s+)([0-9]{1,2}):?([0-9]{2})(?::?([0-9]{2})(?:[.,][0-9]{1,9})?)?\s*(.*))?$",
    re.IGNORECASE,
)
_ORDINAL_DAY = re.compile(r"([0-9]{4})-([0-9]{3})$")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?(?:\s*([AaPp])\.?[Mm]\b\.?)?")
_WORD = re.compile(r"[^\W\d_]+|[0-9]+")
_OFFSET = re.compile(r"^(?:GMT|UTC|Z)?\s*([+-])\s*([0-9]{1,2}):?([0-9]{2})?$", re.IGNORECASE)
_EPOCH = re.compile(r"[0-9]{9,10}(?:[0-9]{3})?$")
_SLASHES = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})\b")

#: Hours from UTC of the zone names that RFC 5322 knows and of those that feeds use besides.
_ZONES = {
    **dict.fromkeys(("", "gmt", "utc", "ut", "z", "wet"), 0.0),
    "est": -5.0,
    "edt": -4.0,
    "cst": -6.0,
    "cdt": -5.0,
    "mst": -7.0,
    "mdt": -6.0,
    "pst": -8.0,
    "pdt": -7.0,
    "akst": -9.0,
    "akdt": -8.0,
    "hst": -10.0,
    "ast": -4.0,
    "adt": -3.0,
    "nst": -3.5,
    "ndt": -2.5,
    "et": -5.0,
    "ct": -6.0,
    "mt": -7.0,
    "pt": -8.0,
    "bst": 1.0,
    "cet": 1.0,
    "mez": 1.0,
    "west": 1.0,
    "cest": 2.0,
    "mesz": 2.0,
    "eet": 2.0,
    "sast": 2.0,
    "eest": 3.0,
    "msk": 3.0,
    "ist": 5.5,
    "jst": 9.0,
    "kst": 9.0,
    "hkt": 8.0,
    "sgt": 8.0,
    "awst": 8.0,
    "aest": 10.0,
    "aedt": 11.0,
    "nzst": 12.0,
    "nzdt": 13.0,
}
_NOON = 12
_LAST_HOUR = 24
_MAX_PRINTED = 100
_FIRST_YEAR = 1400
"""Before printing there was no news: "0001-01-01" is how a system prints that it knows no date."""


@functools.lru_cache(maxsize=1024)
def iso_date(printed: str) -> str | None:
    """Return a printed date as ISO 8601, or ``None`` where it cannot be read or is no date ("0000-00-00")."""
    text = " ".join(printed[:_MAX_PRINTED].split())
    if not text:
        return None
    try:
        return _iso(text) or _epoch(text) or _printed(text)
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> str | None:
    if match := _ORDINAL_DAY.match(text):
        ordinal = dt.date(int(match[1]), 1, 1) + dt.timedelta(days=int(match[2]) - 1)
        return ordinal.isoformat()
    match = _ISO.match(text)
    if match is None or (len(match[0]) in (5, 7) and "-" not in match[0]):
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    if int(year) < _FIRST_YEAR:
        return None
    if month is None:
        return year if 1900 <= int(year) <= 2100 else None
    if day is None:
        return f"{year}-{int(month):02}" if 1 <= int(month) <= _NOON else None
    if hour is None:
        return dt.date(int(year), int(month), int(day)).isoformat()
    clock = (int(hour), int(minute), int(second or 0))
    return _moment(int(year), int(month), int(day), clock, _zone(zone), seconds=second is not None)


def _epoch(text: str) -> str | None:
    if not _EPOCH.match(text):
        return None
    seconds = int(text[:10])
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()


def _printed(text: str) -> str | None:
    """Read a date in words, the parts in any order that cannot be misread."""
    clock = _CLOCK.search(text)
    zone_text = text[clock.end() :] if clock else ""
    front = text[: clock.start()] if clock else text
    words = _WORD.findall(front)
    if clock and not re.search(r"[0-9]{4}", front):
        # asctime: the year stands after the time.
        year_after = re.search(r"\b([12][0-9]{3})\b", zone_text)
        if year_after:
            words.append(year_after[1])
            zone_text = zone_text.replace(year_after[1], " ", 1)
    if slashes := _SLASHES.search(front):
        first, second, year = (int(part) for part in slashes.groups())
        # Day first, unless that cannot be; a date that can be read both ways is not guessed.
        if first <= _NOON and second <= _NOON and first != second and "." not in slashes[0]:
            return None
        day, month = (first, second) if second <= _NOON else (second, first)
    else:
        month = next((number for word in words if (number := _month(word))), 0)
        numbers = [word for word in words if word.isdigit()]
        years = [number for number in numbers if len(number) == 4]
        days = [int(number) for number in numbers if len(number) <= 2]
        if not month or not days:
            return None
        day = days[0]
        if years:
            year = int(years[0])
        elif len(days) > 1:
            year = 2000 + days[1] if days[1] < 70 else 1900 + days[1]
        else:
            return None
    if clock is None:
        return dt.date(year, month, day).isoformat()
    hour = int(clock[1])
    if clock[4]:
        hour = hour % _NOON + (_NOON if clock[4] in "Pp" else 0)
    return _moment(
        year,
        month,
        day,
        (hour, int(clock[2]), int(clock[3] or 0)),
        _zone(zone_text.strip()),
        seconds=clock[3] is not None,
    )


def _moment(
    year: int, month: int, day: int, clock: tuple[int, int, int], offset: float | None, *, seconds: bool
) -> str | None:
    if year < _FIRST_YEAR:
        return None
    hour, minute, second = clock
    next_day = hour == _LAST_HOUR and minute == 0
    moment = dt.datetime(year, month, day, 0 if next_day else hour, minute, min(second, 59))  # noqa: DTZ001 - the zone is set below, where one is printed
    if next_day:
        moment += dt.timedelta(days=1)
    if offset is not None:
        moment = moment.replace(tzinfo=dt.timezone(dt.timedelta(hours=offset)))
    written = moment.isoformat(timespec="seconds" if seconds else "minutes")
    return written.replace("+00:00", "Z") if offset == 0 else written


def _zone(text: str | None) -> float | None:
    """Hours from UTC; ``None`` where no zone is printed or it is not known."""
    zone = (text or "").strip().rstrip(".")
    zone = re.sub(r"\s*\([^)]*\)$", "", zone)
    if not zone:
        return None
    if match := _OFFSET.match(zone):
        hours = int(match[2]) + int(match[3] or 0) / 60
        if hours > _LAST_HOUR - 1:
            return None
        return -hours if match[1] == "-" else hours
    return _ZONES.get(zone.split()[0].lower())


def _month(word: str) -> int | None:
    lowered = word.lower()
    months = _months()
    return months.get(lowered) or (months.get(lowered[:3]) if lowered.isascii() and len(lowered) > 3 else None)


@functools.cache
def _months() -> dict[str, int]:
    from importlib.resources import files

    names: dict[str, int] = {}
    for line in files("newskit.resources").joinpath("fetch", "months.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            number, words = line.split("\t")
            for word in words.split():
                names.setdefault(word, int(number))
    return names
