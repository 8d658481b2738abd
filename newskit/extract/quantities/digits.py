"""The value of a run of digits with separators: 1,234.5 and 1.234,5 and 1'234 and 12,34,567.

A run that has no single reading as one number is a list of numbers (22,24,26) or no number at all (1.2.3, 192.168.1.2).
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 24
"""Longer runs of digits are serial numbers."""

_LIST = 12
_EXACT = 15


def read_digits(run: str, group: str, decimal: str) -> list[tuple[int, int, int | float]]:
    """Return start, end and value of the numbers in a run, by the language's separators."""
    if run.isdigit():
        return [(0, len(run), int(run))] if len(run) <= LONGEST else []
    if len(run) > 2 * LONGEST + _LIST:
        return []
    for pattern, groups, point in _readings(group, decimal):
        if pattern.fullmatch(run):
            whole = run.translate(groups)
            return [(0, len(run), _number(whole.replace(point, ".", 1) if point else whole))]
    return _list(run)


def _number(written: str) -> int | float:
    if "." in written:
        value = float(written)
        return int(value) if value.is_integer() and len(written) < _EXACT else value
    return int(written)


@lru_cache(maxsize=16)
def _readings(group: str, decimal: str) -> list[tuple[re.Pattern[str], dict[int, None], str]]:
    g, d = re.escape(group), re.escape(decimal)
    without = {ord(group): None}
    swiss = {ord("'"): None, ord("’"): None}
    return [
        (re.compile(rf"\d{{1,3}}(?:{g}\d{{3}})+(?:{d}\d+)?"), without, decimal),
        (re.compile(rf"\d{{1,2}}(?:{g}\d{{2}})+{g}\d{{3}}(?:{d}\d+)?"), without, decimal),
        (re.compile(rf"\d+{d}\d+"), {}, decimal),
        (re.compile(rf"\d{{1,3}}(?:{d}\d{{3}})+{g}\d+"), {ord(decimal): None}, group),
        (re.compile(rf"\d{{1,3}}(?:{d}\d{{3}}){{2,}}"), {ord(decimal): None}, ""),
        (re.compile(rf"\d+{g}\d{{1,2}}"), {}, group),
        (re.compile(rf"\d{{1,3}}(?:['’]\d{{3}})+(?:{d}\d+)?"), swiss, decimal),
    ]


def _list(run: str) -> list[tuple[int, int, int | float]]:
    parts = list(re.finditer(r"\d+", run))
    if len(parts) > _LIST or "." in run or any(len(part.group()) > LONGEST for part in parts):
        return []
    return [(part.start(), part.end(), int(part.group())) for part in parts]
