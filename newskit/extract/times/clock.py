"""Clock times as ISO 8601."""

from __future__ import annotations

from typing import Any

_NOON = 12


def clock_value(says: dict[str, Any]) -> str:
    """Return a clock time as ISO 8601 at the granularity given."""
    hour = says["hour"]
    meridiem = says.get("meridiem") or ("pm" if says.get("part") in {"AF", "EV"} and hour < _NOON else None)
    if meridiem == "pm" and hour < _NOON:
        hour += _NOON
    if meridiem == "am" and hour == _NOON:
        hour = 0
    value = f"{hour:02d}:{says.get('minute', 0):02d}"
    if "second" in says:
        value += f":{says['second']:02d}"
    return value + str(says.get("zone", ""))
