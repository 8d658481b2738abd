"""Tokens: a stretch of text as words, numbers and signs, each with the classes that rules speak of.

A token is looked up once. What comes out is a row of items and a string with one character an item: the character
stands for the set of classes the item is in, so that a rule over classes is an ordinary regular expression over
that string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

#: Digit groups joined by the signs of dates, clocks and decimals; ordinals keep their ending as a word.
#: Scripts written without spaces are read sign by sign.
_SIGNWISE = r"\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af"
TOKEN = re.compile(rf"\d+(?:[.,:/\-]\d+)*|[{_SIGNWISE}]|[^\W\d_{_SIGNWISE}]+|\n\s*\n|[^\s\w]|_")
_PARTS = re.compile(r"\d+|[.,:/\-]")
#: Longer groups of digits and signs are no date; they are read part by part.
_LONGEST_NUMBER = 24

BREAK = "break"
WORD = "low"
NAME = "Cap"

_YEARS = range(1000, 2200)
_MODERN = range(1880, 2036)
_LATE_DECADES = range(50, 100)
_DAYS = range(1, 32)
_MONTHS = range(1, 13)
_HOURS = range(25)
_MINUTES = 60
_TWO_DIGITS = 2
_FOUR_DIGITS = 4


@dataclass(slots=True)
class Item:
    """A token, or several that a rule has joined."""

    #: First code point.
    start: int
    #: One past the last code point.
    end: int
    #: The character that stands for its classes.
    sign: str
    #: What each class says of it: a number, a name, or named parts.
    values: dict[str, Any]


def raw_tokens(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield ``(start, end, text)`` of the words, numbers and signs between two offsets."""
    for match in TOKEN.finditer(text, start, end):
        token = match.group()
        first = match.start()
        if token[0].isdigit() and not token.isdigit() and number_classes(token) is None:
            for part in _PARTS.finditer(token):
                yield first + part.start(), first + part.end(), part.group()
        else:
            yield first, match.end(), token


@lru_cache(maxsize=65536)
def number_classes(token: str) -> dict[str, Any] | None:
    """Return the classes of a token that begins with a digit, ``None`` if it is no number, date or clock time.

    ``int`` ``dec`` whole and other numbers; ``d2`` a day of the month, ``m2`` a month, ``h2`` an hour, ``min2``
    minutes in two digits, ``yy`` two digits, ``year4`` a year; ``iso`` 2015-10-07; ``isomonth`` 2015-10;
    ``triple`` 7/10/2015; ``pair`` 7/10; ``colon`` 10:30 and 10:30:15; ``dotpair`` 10.30; ``fraction`` 1/2;
    ``years`` 2014-2018; ``span`` 10-12; ``compact`` 20151007.
    """
    if token.isdigit():
        return _whole(token)
    if len(token) > _LONGEST_NUMBER:
        return None
    for name, shape in _SHAPES:
        match = shape.fullmatch(token)
        if match:
            return _shaped(name, [int(group) for group in match.groups() if group is not None], token)
    return None


_SHAPES = [
    ("iso", re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")),
    ("isomonth", re.compile(r"(\d{4})[-/](\d{1,2})")),
    ("years", re.compile(r"(\d{4})-(\d{4})")),
    ("triple", re.compile(r"(\d{1,2})(?:/(\d{1,2})/|\.(\d{1,2})\.|-(\d{1,2})-)(\d{4}|\d{2})")),
    ("monthyear", re.compile(r"(\d{1,2})[-/](\d{4})")),
    ("colon", re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")),
    ("pair", re.compile(r"(\d{1,2})/(\d{1,2})")),
    ("span", re.compile(r"(\d{1,2})-(\d{1,2})")),
    ("clockspan", re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")),
    ("dec", re.compile(r"\d{1,3}(?:[.,]\d{3}){1,5}(?:[.,]\d{1,2})?|\d+[.,]\d+")),
]


def _whole(token: str) -> dict[str, Any]:
    if len(token) > _LONGEST_NUMBER:
        return {"int": True}
    number = int(token)
    classes: dict[str, Any] = {"int": number, "number": number}
    if len(token) <= _TWO_DIGITS:
        if number in _DAYS:
            classes["d2"] = number
        if number in _MONTHS:
            classes["m2"] = number
        if number in _HOURS:
            classes["h2"] = number
        if len(token) == _TWO_DIGITS:
            classes["yy"] = number
            if number < _MINUTES:
                classes["min2"] = number
            if number % 10 == 0:
                classes["yy0"] = number
                if number in _LATE_DECADES:
                    classes["yy0late"] = number
    elif len(token) == _FOUR_DIGITS:
        if number in _YEARS:
            classes["year4"] = number
        if number in _MODERN:
            classes["modern"] = number
        if number in _YEARS and number % 10 == 0:
            classes["decade"] = number
        if number // 100 in _HOURS and number % 100 < _MINUTES:
            classes["hhmm"] = {"hour": number // 100, "minute": number % 100}
    elif len(token) == 2 * _FOUR_DIGITS:
        year, month, day = number // 10000, number // 100 % 100, number % 100
        if year in _YEARS and month in _MONTHS and day in _DAYS:
            classes = {"iso": {"year": year, "month": month, "day": day}}
    return classes


def _shaped(name: str, numbers: list[int], token: str) -> dict[str, Any] | None:
    """Return the classes of a number of some shape, ``None`` where its parts are out of range."""
    if name == "iso" and numbers[0] in _YEARS and numbers[1] in _MONTHS and numbers[2] in _DAYS:
        return {"iso": {"year": numbers[0], "month": numbers[1], "day": numbers[2]}}
    if name == "isomonth" and numbers[0] in _YEARS and numbers[1] in _MONTHS and "-" in token:
        return {"isomonth": {"year": numbers[0], "month": numbers[1]}}
    if name == "isomonth" and numbers[0] in _YEARS and numbers[1] == numbers[0] % 100 + 1:
        return {"years": {"low": numbers[0], "high": numbers[0] + 1}}
    if name == "years" and all(number in _YEARS for number in numbers) and numbers[0] < numbers[1]:
        return {"years": {"low": numbers[0], "high": numbers[1]}}
    if name == "triple" and numbers[0] in _DAYS and numbers[1] in _DAYS and min(numbers[:2]) in _MONTHS:
        return {"triple": {"first": numbers[0], "second": numbers[1], "last": numbers[2]}}
    if name == "monthyear" and numbers[0] in _MONTHS and numbers[1] in _YEARS:
        return {"isomonth": {"year": numbers[1], "month": numbers[0]}}
    if name == "colon" and numbers[0] in _HOURS and all(number < _MINUTES for number in numbers[1:]):
        parts = dict(zip(("hour", "minute", "second"), numbers, strict=False))
        return {"colon": parts}
    if name == "clockspan" and numbers[0] in _HOURS and numbers[2] in _HOURS and max(numbers[1], numbers[3]) < _MINUTES:
        return {"clockspan": {"hour": numbers[0], "minute": numbers[1]}}
    if name == "pair":
        classes: dict[str, Any] = {}
        if numbers[0] in _DAYS and numbers[1] in _DAYS and min(numbers) in _MONTHS:
            classes["pair"] = {"first": numbers[0], "second": numbers[1]}
        if numbers[1] in (2, 3, 4) and numbers[0] < numbers[1]:
            classes["fraction"] = numbers[0] / numbers[1]
        return classes or None
    if name == "span" and token[0] != "0":
        return {"span": {"low": numbers[0], "high": numbers[1]}}
    if name == "dec":
        return _decimal(token)
    return None


def _decimal(token: str) -> dict[str, Any]:
    """Return the value of a number with separators, a group of three digits after the last being thousands."""
    head, mark, tail = token.replace(",", ".").rpartition(".")
    digits = head.replace(".", "")
    if len(tail) == 3 and (head != "0"):
        return {"dec": True, "number": int(digits + tail)}
    classes: dict[str, Any] = {"dec": True, "number": float(digits + mark + tail)}
    if len(tail) == _TWO_DIGITS and int(digits) in _HOURS and int(tail) < _MINUTES:
        classes["dotpair"] = {"hour": int(digits), "minute": int(tail)}
    return classes


def number_samples() -> Iterator[str]:
    """Yield one token of every shape, so that all sets of classes that numbers can have are known beforehand."""
    for number in range(100):
        yield str(number)
        yield f"{number:02d}"
        yield f"{number}:30"
        yield f"{number}:30:15"
        yield f"{number}.30"
        yield f"{number}.5"
        for second in range(32):
            yield f"{number}/{second}"
    for number in _YEARS:
        yield str(number)
    yield from ("007", "123", "999", "0730", "0799", "2200", "2260", "9999", "12345", "1" * 25)
    yield from ("20151007", "99999999", "2015-10-07", "2015-10", "2015/16", "2014-2018", "5/3/18", "31.12.2018")
    yield from ("12-2015", "9:30-10:30", "10-12", "32-12", "2,000", "1.234,50", "0.123")
