"""Dates as pages write them, in ISO 8601."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from typing import Any

FIRST_YEAR, LAST_YEAR = 1990, 2100


def iso_date(text: Any) -> str | None:
    """Return a date as pages write it as ISO 8601 at the granularity given, or nothing where it is none."""
    if not isinstance(text, str | int):
        return None
    text = str(text).strip()
    if not any(map(str.isdigit, text)):
        return None
    if _EPOCH.match(text):
        seconds = int(text[:10])
        return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    text = text[:100]
    if found := _ISO.match(text):
        year, month, day, hour, minute, second, zone = found.groups()
        return _written((year, month, day), hour, minute, second or "", zone or "")
    if found := _YEAR_FIRST.search(text):
        return _written((found[1], found[2], found[3]), found[4], found[5])
    if (found := _DAY_FIRST.search(text)) and not _HALF_DAY.search(text):
        day, month, year, hour, minute = found.groups()
        if int(month) > _MONTHS:
            day, month = month, day
        return _written((year, month, day), hour, minute)
    try:
        moment = email.utils.parsedate_to_datetime(text) if _MAIL.match(text) else None
    except (ValueError, TypeError, IndexError):
        moment = None
    if moment is None or moment.tzinfo is None:
        return _read_words(text)
    return moment.isoformat() if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _read_words(text: str) -> str | None:
    """Read "April 28, 2023 9:14 am" and the like; machines that write am and pm put the month first."""
    from newskit.clean.plain.dates import stamps
    from newskit.clean.plain.lexicon import lexicon

    language = "en-US" if _HALF_DAY.search(text) else None
    # English first, for the tables of all languages take a while to load
    found = (stamp for words in (("en",), ()) for stamp in stamps(text, language=language, words=lexicon(*words)))
    return next((stamp.value for stamp in found if is_full(stamp.value)), None)


def is_full(value: str) -> bool:
    """Whether a date (ISO 8601) has year, month and day, and a plausible year."""
    return len(value) >= len("2015-10-08") and value[:4].isdigit() and FIRST_YEAR <= int(value[:4]) <= LAST_YEAR


def _written(
    day_parts: tuple[str, str, str],
    hour: str | None = None,
    minute: str | None = None,
    second: str = "",
    zone: str = "",
) -> str | None:
    year, month, day = day_parts
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        return None
    if hour is None or minute is None or int(hour) >= _HOURS or int(minute) >= _MINUTES:
        return date.isoformat()
    time = f"{date.isoformat()}T{int(hour):02}:{minute}:{second if second and int(second) < _MINUTES else '00'}"
    if not zone:
        return time
    zone = zone.upper()
    if zone in ("Z", "UTC", "GMT"):
        return time + "+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{time}{zone[0]}{digits[:2]}:{digits[2:]}"


def is_machine_made(text: str) -> bool:
    """Whether a date is written as machines write it: as ISO 8601, or as in mail."""
    return bool(_ISO.match(text) or _MAIL.match(text))


_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:(?:[T ]|\s*\|\s*)\s*(\d{1,2})[:.]?(\d{2})(?:[:.]?(\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\D{1,5}(\d{1,2})[:.h](\d{2}))?")
_YEAR_FIRST = re.compile(r"(\d{4})[./年](\d{1,2})[./月](\d{1,2})日?(?:\D{1,3}(\d{1,2}):(\d{2}))?")
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)
_MAIL = re.compile(r"(?:\w{3},\s+)?\d{1,2} \w{3} \d{4} \d{1,2}:\d{2}")
_MONTHS, _HOURS, _MINUTES = 12, 24, 60
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
