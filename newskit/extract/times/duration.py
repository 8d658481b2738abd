"""Durations and sets as TIMEX3 values: ``P2Y6M``, ``PT30M``, ``PXW``, ``XXXX-WXX-4``."""

from __future__ import annotations

from typing import Any

from newskit.extract.times.clock import clock_value

_LETTERS = {
    "S": "TS",
    "MIN": "TM",
    "H": "TH",
    "D": "D",
    "W": "W",
    "M": "M",
    "Q": "Q",
    "Y": "Y",
    "E": "E",
    "C": "C",
    "WE": "WE",
}
#: Units that TIMEX3 counts in smaller ones, when there is a number.
_IN_SMALLER = {"E": (10, "Y"), "C": (100, "Y"), "H6": (6, "M"), "FN": (2, "W"), "L": (1000, "Y")}
#: What half a unit is in whole ones.
_HALVES = {"MIN": (30, "S"), "H": (30, "MIN"), "D": (12, "H"), "Y": (6, "M")}


def duration_value(says: dict[str, Any]) -> str:
    """Return the value of a number of units, of two such numbers ("3 hours 30 minutes"), of a vague one."""
    number, unit = says.get("number", 1), says["unit"]
    if number == "X":
        return _period([("X", {"H6": "M", "FN": "W", "L": "Y"}.get(unit, unit))])
    if unit in _IN_SMALLER:
        factor, unit = _IN_SMALLER[unit]
        number *= factor
    parts = [(number, unit)]
    if number != int(number):
        whole, rest = int(number), number - int(number)
        if rest == 0.5 and unit in _HALVES:
            parts = [(whole, unit)] if whole else []
            parts.append(_HALVES[unit])
    if "and_number" in says or "and_unit" in says:
        and_number, and_unit = says.get("and_number", 1), says["and_unit"]
        factor, and_unit = _IN_SMALLER.get(and_unit, (1, and_unit))
        parts.append((and_number if and_number == "X" else and_number * factor, and_unit))
    return _period(parts)


def _period(parts: list[tuple[Any, str]]) -> str:
    """Put parts together, those of the clock behind a ``T``."""
    value = "P"
    for number, unit in parts:
        letters = _LETTERS[unit]
        if letters[0] == "T":
            value += ("" if "T" in value else "T") + f"{_plain(number)}{letters[1:]}"
        else:
            value += f"{_plain(number)}{letters}"
    return value


def _plain(number: Any) -> str:
    return str(number) if number == "X" or number != int(number) else str(int(number))


def set_value(says: dict[str, Any]) -> str:
    """Return the value of what happens again and again: every two weeks, each Thursday, every July."""
    if "weekday" in says:
        value = f"XXXX-WXX-{says['weekday']}"
    elif "month" in says:
        value = f"XXXX-{says['month']:02d}" + (f"-{says['day']:02d}" if "day" in says else "")
    elif "day" in says:
        value = f"XXXX-XX-{says['day']:02d}"
    elif "season" in says:
        value = f"XXXX-{says['season']}"
    elif "part" in says or "hour" in says:
        value = "XXXX-XX-XX"
    elif says.get("unit") == "WE":
        value = "XXXX-WXX-WE"
    else:
        return duration_value(says)
    if "hour" in says:
        return f"{value}T{clock_value(says)}"
    return f"{value}T{says['part']}" if "part" in says else value
