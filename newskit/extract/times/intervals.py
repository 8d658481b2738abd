"""Intervals: two times that are the ends of a range get both values ("from May 3 to May 5", "1990-1995")."""

from __future__ import annotations

from newskit.article import Time
from newskit.extract.times.language import Language
from newskit.extract.times.narrative import Found

#: Longest connection between two ends, in code points.
_LONGEST = 14


def with_intervals(found: list[Found], text: str, language: Language) -> list[Time]:
    """Return times as the record has them, the ends of ranges with their interval."""
    times = []
    partner: Found | None = None
    for place, each in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        interval = _interval(partner, each) if partner is not None else None
        partner = None
        if interval is None and following is not None and _connected(each, following, text, language):
            interval = _interval(each, following)
            partner = each if interval else None
        times.append(_as_time(each, interval))
    return times


def _interval(first: Found, second: Found) -> list[str] | None:
    """Return both values, where they are two dates or clock times and the first is not after the second."""
    ends = [first.resolved.value, second.resolved.value]
    known = [end for end in ends if end]
    if len(known) < len(ends) or first.resolved.type != second.resolved.type:
        return None
    ordered = len(known[0]) != len(known[1]) or known[0] <= known[1]
    return known if ordered and first.resolved.type in {"DATE", "TIME"} else None


def _connected(first: Found, second: Found, text: str, language: Language) -> bool:
    """Tell whether the text between two times makes them a range."""
    if not 0 < second.start - first.end <= _LONGEST:
        return False
    between = " ".join(text[first.end : second.start].lower().split())
    words = [word for word in between.split(" ") if word not in language.settings.get("articles", ())]
    link = " ".join(words)
    if link in language.settings.get("range", ()):
        return True
    if link not in language.settings.get("between", ()):
        return False
    before = text[max(0, first.start - _LONGEST) : first.start].lower().split()
    return bool(before) and any(word in language.settings.get("opens_between", ()) for word in before[-2:])


def _as_time(found: Found, interval: list[str] | None) -> Time:
    resolved = found.resolved
    return Time(
        start=found.start,
        end=found.end,
        type=resolved.type,
        value=resolved.value,
        mod=resolved.mod,
        anchor=found.anchor,
        interval=interval,
    )
