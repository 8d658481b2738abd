"""Dates in timestamp lines: published and updated, ISO 8601, no finer and no coarser than printed.

What is ambiguous stays unread: ``04/05/2015`` in an English text that gives no hint which is the month has no value.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import resources

import tomli

from newskit.clean.language_table import primary
from newskit.clean.plain.lexicon import BIT, WORD, Lexicon, lexicon

_YEARS = range(1900, 2100)
_MONTHS = 12
_DAYS = 31
_HALF_DAY = 12
_FULL_YEAR = 4
_LONGEST_LINE = 600

_ISO = re.compile(
    r"(?<![\d/.-])(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)"
    r"(?:[T ](?P<t>\d\d:\d\d(?::\d\d)?)(?:[.,]\d{1,9})?\s?(?P<z>Z|[+-]\d\d:?\d\d)?)?(?![\d/-])"
)
_EAST = re.compile(r"(?P<y>\d{4})\s?[年년]\s?(?P<m>\d\d?)\s?[月월]\s?(?:(?P<d>\d\d?)\s?[日일])?")
_NUMERIC = re.compile(r"(?<![\d./])(?<!\d[:-])(\d{1,4})\s?([./|-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?!\d)(?!\.\d)(?!:)")
_YEAR_FIRST = re.compile(r"(?<![\d.:/-])(\d{4})\s?([./])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<![\d.])(?<!\d:)(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?,?\s{0,2}(?:de |di |d['’]|of |-)?"
    r"(?P<m>[^\W\d_]{2,20})\.?,?"
    r"(?:\s{0,2}(?:de |del |,|-)?\s{0,2}(?P<y>\d{4})(?!\d)|(?:\s{1,2}|(?<=\.))['’]?(?P<s>\d\d)(?![\d:.]))?"
)
_MONTH_DAY = re.compile(
    r"(?P<m>[^\W\d_]{2,20})\.?\s{1,2}(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:(?![\d:.])|\.(?=\s\d{4}))"
    r"(?:,?\s{1,2}(?:(?P<t>\d\d:\d\d(?::\d\d)?)\s(?:(?P<z>[A-Z]{3,5})\s)?)?(?P<y>\d{4}))?(?!\d)"
)
_MONTH_YEAR = re.compile(r"(?P<m>[^\W\d_]{3,20})\.?,?\s{1,2}(?:de )?(?P<y>\d{4})(?!\d)")
_TIME = re.compile(
    r"(?<![\d:.,/])(?P<h>[01]?\d|2[0-3])(?P<sep>[:.h]|\s?:\s?)(?P<min>[0-5]\d)(?::(?P<sec>[0-5]\d))?(?!\d)(?![./]\d)"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?<![\d:.])(?P<h>1[0-2]|[1-9])\s?(?P<half>[ap])\.?m\b\.?", re.IGNORECASE)
_EAST_TIME = re.compile(r"(?P<h>[01]?\d|2[0-3])\s?[時时시]\s?(?P<min>[0-5]\d)\s?[分분]")
_OFFSET = re.compile(r"^\W{0,3}(?:(?:UTC|GMT)\s?)?(?P<sign>[+−-])(?P<h>\d{1,2}):?(?P<min>\d\d)?(?!\d)")
_UTC = re.compile(r"^\W{0,3}(?P<sign>)(?:UTC|GMT|Z)\b(?!\s?[+−-]\s?\d)")
_ZONE = re.compile(r"^\W{0,3}(?P<name>[A-Z]{3,5})\b")
_GLUED = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[ .,/-][12]\d{3})(?=[^\W\d_]|\d{1,2}[.:h]\s?[^\W_])")
"""Where an element ends inside a line without a space: ``Ann LeeJanuary 4, 2026Updated``, ``March 7, 20247:55 AM``."""
_MONTH_FIRST_HINT = re.compile(r"\.(?:us)(?:/|$)")
_MONTH_FIRST_REGIONS = ("us", "ph")
_REGIONS_OF_BOTH = ("", "ca", "001")
_DAY_FIRST_HINT = re.compile(r"\.(?:uk|au|nz|ie|in|za|ke|ng|pk|my|sg|gh|lk|bd|mt)(?:[:/]|$)")


@dataclass(slots=True, frozen=True)
class Stamp:
    """A date in a line, and whether it is one of change."""

    value: str
    updated: bool


@dataclass(slots=True)
class _Found:
    start: int
    end: int
    date: str
    time: str = ""


def stamps(
    line: str, *, language: str | None = None, url: str | None = None, words: Lexicon | None = None
) -> list[Stamp]:
    """Return the dates of a timestamp line, in order of print.

    A date follows its label ("Updated Oct 8, 2015") or, in East Asian lines, its label follows; one without a label
    counts as the date of publication. A date without a year takes that of another date in the line, or has no value.
    ``words`` are those of all languages where none are given.
    """
    text = _GLUED.sub(" ", line[:_LONGEST_LINE])
    words = words or lexicon()
    found = _dates(text, language, url, words)
    result = []
    last = 0
    # between two dates a label belongs to the second, unless that one has its label behind it
    is_behind = len(found) == 1 or (found and any(_label(text[found[-1].end :], words)))
    for place, date in enumerate(found):
        end = found[place + 1].start if place + 1 < len(found) else len(text)
        label = text[last : date.start]
        updated, published = _label(label, words)
        is_followed = place + 1 < len(found) and text[date.end : end].rstrip().endswith((":", "："))
        if not (updated or published) and place == 0 and is_behind and not is_followed:
            updated, published = _label(text[date.end : end], words, is_behind=True)
            updated = updated and not any(mark in text[date.end : end] for mark in "|•·")
        updated = updated and not published
        result.append(Stamp(date.date + _time(text, last, date, end, words, updated=updated), updated))
        last = date.end
    return result


def _label(text: str, known: Lexicon, *, is_behind: bool = False) -> tuple[bool, bool]:
    """Return whether the nearest label says updated, and whether it says published.

    Of the labels behind a date ``25 April, 2:26 pm, last updated 9 min ago`` a number shows that it has its own date.
    """
    words = WORD.findall(text.casefold())
    hits = [hit for hit in known.hits(words) if hit[2] & (BIT["updated"] | BIT["published"])]
    if is_behind:
        hits = [hit for hit in hits if not any(word.isdigit() for word in words[hit[1] :])]
    hits += [hit for hit in known.hits_inside(text) if hit[2] & (BIT["updated"] | BIT["published"])]
    if not hits:
        return False, False
    bits = hits[-1][2]
    return bool(bits & BIT["updated"]), bool(bits & BIT["published"] and not bits & BIT["updated"])


def _dates(text: str, language: str | None, url: str | None, words: Lexicon) -> list[_Found]:
    """Return all dates that do not overlap, the surest patterns first, in order."""
    taken: list[_Found] = []

    def add(found: _Found | None) -> None:
        if found is not None and not any(found.start < other.end and other.start < found.end for other in taken):
            taken.append(found)

    for match in _ISO.finditer(text):
        found = _calendar(match, match["y"], match["m"], match["d"])
        if found is not None and match["t"]:
            found.time = "T" + match["t"] + _zone_of_iso(match["z"])
        add(found)
    for match in _EAST.finditer(text):
        add(_calendar(match, match["y"], match["m"], match["d"]))
    for match in _YEAR_FIRST.finditer(text):
        add(_calendar(match, match[1], match[3], match[4]))
    for match in _NUMERIC.finditer(text):
        add(_numeric(match, language, url))
    open_dates: list[tuple[re.Match[str], int]] = []
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            month = _month(match["m"], language, words)
            year = match["y"] or (match.groupdict().get("s") and "20" + match["s"])
            if month and year:
                found = _calendar(match, year, str(month), match["d"])
                if found is not None and match.groupdict().get("t"):
                    zone = _zones().get(match["z"] or "")
                    found.time = f"T{match['t']}{'' if zone is None else _offset(zone)}"
                add(found)
            elif month:
                open_dates.append((match, month))
    years = {found.date[:4] for found in taken}
    if len(years) == 1:
        for match, month in open_dates:
            add(_calendar(match, next(iter(years)), str(month), match["d"]))
    if not taken:
        for match in _MONTH_YEAR.finditer(text):
            month = _month(match["m"], language, words)
            add(_calendar(match, match["y"], str(month), None) if month else None)
    return sorted(taken, key=lambda found: found.start)


def _calendar(match: re.Match[str], year: str, month: str, day: str | None) -> _Found | None:
    if int(year) not in _YEARS or not 1 <= int(month) <= _MONTHS or (day and not 1 <= int(day) <= _DAYS):
        return None
    date = f"{int(year):04}-{int(month):02}" + (f"-{int(day):02}" if day else "")
    return _Found(match.start(), match.end(), date)


def _numeric(match: re.Match[str], language: str | None, url: str | None) -> _Found | None:
    """Read ``8.10.2015``: the day first, but where slashes stand in English the month may be."""
    if len(match[1]) > 2:
        return None
    first, second = int(match[1]), int(match[3])
    year = match[4] if len(match[4]) == _FULL_YEAR else "20" + match[4]
    month_first = False
    if first <= _MONTHS and second > _MONTHS:
        month_first = True
    elif match[2] == "/" and first <= _MONTHS and first != second and (language or "en").startswith("en"):
        if url and _MONTH_FIRST_HINT.search(url):
            month_first = True
        elif not (url and _DAY_FIRST_HINT.search(url)):
            region = (language or "").replace("_", "-").lower().partition("-")[2]
            if region in _REGIONS_OF_BOTH:
                return None
            month_first = region in _MONTH_FIRST_REGIONS
    day, month = (second, first) if month_first else (first, second)
    return _calendar(match, year, str(month), str(day))


def _month(name: str, language: str | None, words: Lexicon) -> int:
    """Return the number of a month by its name: in the text's language, else where all that know it agree, else 0."""
    months = words.months
    word = name.casefold().rstrip(".")
    code = primary(language)
    number = months.get(_LIKE.get(code, code), {}).get(word) or months.get("en", {}).get(word)
    if number:
        return number
    numbers = {names[word] for names in months.values() if word in names}
    return numbers.pop() if len(numbers) == 1 else 0


_LIKE = {"id": "ms"}
"""Languages that call the months as another does."""


def _time(text: str, start: int, date: _Found, end: int, words: Lexicon, *, updated: bool) -> str:
    """Return the time of day that belongs to a date, with its zone: after it, else just before it.

    That of a change (``8 Oct 2015, updated at 10:30``) does not belong to the date of publication.
    """
    if date.time:
        return date.time
    if len(date.date) < len("2015-10-08"):
        return ""
    after = text[date.end : min(end, date.end + 40)]
    match = _TIME.search(after) or _EAST_TIME.search(after) or _HOUR.search(after)
    if match is not None and (updated or not _label(after[: match.start()], words)[0]):
        return _clock(match, after[match.end() : match.end() + 12])
    before = text[max(start, date.start - 24) : date.start]
    match = _TIME.search(before) or _EAST_TIME.search(before)
    return _clock(match, before[match.end() :]) if match is not None else ""


def _clock(match: re.Match[str], rest: str) -> str:
    parts = match.groupdict()
    hour = int(parts["h"])
    half = (parts.get("half") or "").lower()
    if half and hour <= _HALF_DAY:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0)
    second = f":{parts['sec']}" if parts.get("sec") else ""
    return f"T{hour:02}:{int(parts.get('min') or 0):02}{second}{_zone(rest)}"


def _zone(rest: str) -> str:
    if _UTC.match(rest):
        return "+00:00"
    offset = _OFFSET.match(rest)
    if offset is not None and (offset["min"] or "UTC" in rest or "GMT" in rest):
        return _offset((-1 if offset["sign"] != "+" else 1) * (int(offset["h"]) * 60 + int(offset["min"] or 0)))
    zone = _ZONE.match(rest)
    return _offset(_zones()[zone["name"]]) if zone is not None and zone["name"] in _zones() else ""


@functools.cache
def _zones() -> dict[str, int]:
    file = resources.files("newskit.resources") / "clean" / "plain" / "time_zones.toml"
    minutes: dict[str, int] = tomli.loads(file.read_text(encoding="utf-8"))["minutes"]
    return minutes


def _offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def _zone_of_iso(zone: str | None) -> str:
    if not zone or zone == "Z":
        return "+00:00" if zone else ""
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
