"""Resolution: from what an expression says, and the day it is said on, to a TIMEX3 value.

Each kind of expression has its function. Granularity is never invented: "last year" is ``2014``, "two weeks ago"
a week. Where the day of speaking is not known, what depends on it has no value, and what is merely underspecified
keeps its known parts (``XXXX-09-30``, ``XXXX-WXX-3``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from newskit.extract.times import calendar, dates, units, years
from newskit.extract.times.clock import clock_value
from newskit.extract.times.context import Context, Resolved, Says
from newskit.extract.times.duration import duration_value, set_value


def resolve(says: Says, context: Context) -> Resolved | None:
    """Return the type and value of an expression, ``None`` where it is no time after all (the 31st of February)."""
    if "of" in says:
        says = {**says, "whole": resolve(says["of"], context)}
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


def is_time(says: Says) -> bool:
    """Tell whether an item is an expression of time by itself."""
    return says.get("kind") in _KINDS and not says.get("hidden")


def _at_time_of_day(says: Says, resolved: Resolved) -> Resolved:
    """Add clock time or part of the day to a day."""
    if resolved.type != "DATE" or not ("hour" in says or "part" in says):
        return resolved
    value = resolved.value
    if resolved.period is not None and resolved.period.unit != "D":
        return resolved
    if "hour" in says:
        return replace(resolved, type="TIME", value=value and f"{value}T{clock_value(says)}")
    return replace(resolved, type="TIME", value=value and f"{value}T{says['part']}")


def _duration(says: Says, _: Context) -> Resolved:
    return Resolved("DURATION", duration_value(says))


def _ahead(says: Says, context: Context) -> Resolved:
    """Resolve "in two weeks": a time to come where the clause surely speaks of the future, else how long it takes."""
    if context.tense() > 1 and says.get("number") != "X":
        return units.resolve_offset({**says, "direction": 1}, context)
    return _duration(says, context)


def _set(says: Says, _: Context) -> Resolved:
    return Resolved("SET", set_value(says))


def _reference(says: Says, _: Context) -> Resolved:
    return Resolved("DATE", says["ref"])


def _clock(says: Says, context: Context) -> Resolved:
    """Resolve a clock time by itself: of the day spoken of, else of the day of speaking."""
    reference = context.reference
    whole = reference.first if reference is not None and reference.unit == "D" else context.anchor
    if whole is None:
        return Resolved("TIME", f"XXXX-XX-XXT{clock_value(says)}", relative=True)
    return Resolved("TIME", f"{whole.isoformat()}T{clock_value(says)}", calendar.day(whole), relative=True)


def _part(says: Says, context: Context) -> Resolved:
    """Resolve a part of the day by itself: of the day spoken of."""
    reference = context.reference
    whole = reference.first if reference is not None and reference.unit == "D" else context.anchor
    if whole is None:
        return Resolved("TIME", f"XXXX-XX-XXT{says['part']}", relative=True)
    return Resolved("TIME", f"{whole.isoformat()}T{says['part']}", calendar.day(whole), relative=True)


_KINDS: dict[str, Callable[[Says, Context], Resolved | None]] = {
    "date": dates.resolve_date,
    "numeric": dates.resolve_numeric,
    "day": dates.resolve_day,
    "unit": units.resolve_unit,
    "same": units.resolve_same,
    "offset": units.resolve_offset,
    "duration": _duration,
    "ahead": _ahead,
    "set": _set,
    "ref": _reference,
    "clock": _clock,
    "part": _part,
    "quarter": years.resolve_quarter,
    "period_of": years.resolve_period_of,
    "half": years.resolve_half,
    "season": years.resolve_season,
    "holiday": years.resolve_holiday,
    "decade": years.resolve_decade,
    "century": years.resolve_century,
    "nth": units.resolve_nth,
    "week_of": units.resolve_week_of,
    "week_number": dates.resolve_week_number,
}
