"""Boundaries that layout draws inside a block: broken lines, items of a list, the credit behind a caption."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newskit.segment.rules import Rules

_MARKER = re.compile(
    r"(?:(?P<bullet>[•⁃‣◦▪●∙*·])[ \u00a0]?)?(?:(?P<number>\d{1,3})|(?P<letter>[a-z]))?(?P<close>\.\)|[.)])?[ \u00a0]"
)
_LATER = re.compile(
    r"(?<=\s)(?:(?P<bullet>[•⁃‣◦▪●∙])[ \u00a0]?)?(?:(?P<number>\d{1,3})|(?P<letter>[a-z]))(?P<close>\.\)|[.)])[ \u00a0](?=\S)"
)
_BULLETS = re.compile(r"(?<=\s)[•⁃‣◦▪●∙](?=[ \u00a0]?\S)")
_LINE = re.compile(r"\s*\n\s*")
_FULL_LINE = 0.6
"""A line this long, of the longest of its block, was broken where the column ended."""


def cuts(text: str, start: int, end: int, rules: Rules, kind: str) -> Iterator[tuple[int, int]]:
    """Yield the boundaries of a block's layout in order: the end of one unit, the start of the next."""
    found: list[tuple[int, int]] = []
    if text.find("\n", start, end) >= 0:
        found.extend(_broken_lines(text, start, end, every=kind in {"table", "caption", "credit"}))
    first = text[start : start + 1]
    if first and not first.isupper():
        found.extend(_items(text, start, end))
    if rules.credits is not None and kind in {"caption", "credit"}:
        found.extend(match.span() for match in rules.credits.finditer(text, start, end))
    yield from sorted(set(found))


def _broken_lines(text: str, start: int, end: int, *, every: bool) -> Iterator[tuple[int, int]]:
    """Yield the line ends that end a unit: every one in a table; else before a marker, a blank line, or a short line
    that is followed by no small letter."""
    breaks = [match.span() for match in _LINE.finditer(text, start, end)]
    edges = [start, *(after for _, after in breaks), end]
    longest = max(after - before for before, after in zip(edges, edges[1:], strict=False))
    begin = start
    for cut, following in breaks:
        blank = text.count("\n", cut, following) > 1
        marker = _MARKER.match(text, following, end)
        listed = marker is not None and any(marker.group("bullet", "close"))
        short = cut - begin < _FULL_LINE * longest and not text[following].islower()
        if every or blank or listed or short:
            yield cut, following
        begin = following


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the boundaries between the items of a list that runs on in one line: 1. … 2. … or a. … b. …"""
    first = _MARKER.match(text, start, end)
    if first is None or not any(first.group("bullet", "close")):
        return
    kind = first.lastgroup and (first["number"] or first["letter"])
    if not kind:
        if first["bullet"]:
            for match in _BULLETS.finditer(text, first.end(), end):
                yield _before(text, match.start()), match.start()
        return
    expected = _next_label(first)
    for match in _LATER.finditer(text, first.end() - 1, end):
        same = match["close"] == first["close"] and match["bullet"] == first["bullet"]
        if same and (match["number"] or match["letter"]) == expected:
            yield _before(text, match.start()), match.start()
            expected = _next_label(match)


def _before(text: str, place: int) -> int:
    while place and text[place - 1].isspace():
        place -= 1
    return place


def _next_label(match: re.Match[str]) -> str:
    if match["number"]:
        return str(int(match["number"]) + 1)
    return chr(ord(match["letter"] or "a") + 1)
