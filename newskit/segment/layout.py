"""Boundaries that layout draws inside a block, where lines that stood apart have run together.

Broken lines, items of a list, rules of dashes, addresses in a row, date stamps, the credit behind a caption, the
signature of a letter. Each kind is sought only where its telltale characters stand in the block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from newskit.segment.rules import Rules

_MARKER = re.compile(
    r"(?:(?P<bullet>[•⁃‣◦▪●∙*·])[ \u00a0]?)?(?:(?P<number>\d{1,3})|(?P<letter>[a-z]))?(?P<close>\.\)|[.)])?[ \u00a0]"
)
_LATER = re.compile(
    r"(?<=\s)(?:(?P<bullet>[•⁃‣◦▪●∙])[ \u00a0]?)?"
    r"(?:(?P<number>\d{1,3})|(?P<letter>[a-z]))(?P<close>\.\)|[.)])[ \u00a0](?=\S)"
)
_BULLETS = re.compile(r"(?<=\s)[•⁃‣◦▪●∙](?=[ \u00a0]?\S)")
_LINE = re.compile(r"(?<!\s)[^\S\n]*+\n\s*+")
_COLUMN = 45
"""Where all lines are shorter than a column of print, none was broken by one."""
_FULL_LINE = 0.6
"""A line this long, of the longest of its block, was broken where the column ended."""

_TELLTALE = re.compile(r"[\n@/*_=~#)]")
"""A block without any of these, and without two dashes, has no layout to cut at."""
_RULE = re.compile(r"(?<!\S)(?:([-=_*~#+])\1{3,}+|\*{3}|--)(?!\S)\s*+")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s]*+(?<![.,;:!?])\s++")
_MAIL_LABEL = re.compile(
    r"\w[\w\-]{2,8}:\s(?:\"[^\"\n]{1,60}\"\s?|[\w .]{0,60})<?[^\s@<>]{1,60}@[^\s@<>]{1,60}>?\s+(?=[\w\"“])"
)
_STAMP = re.compile(
    r"\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\b\.?)?+(?: (?:[A-Z]{1,3}T|UTC)\b)?+"
    r"\s++(?=[^\s\d,;:.)])"
)
_SMILEY = re.compile(r"[:;]['’]?-?[)DP](?=\s)\s++")
_SOURCE = re.compile(r"\((?:[A-Z][\w&.’'\-]{0,20})(?: [A-Z][\w&.’'\-]{0,20}){0,3}\)\s++(?=[\"“]?[A-Z])")


def cuts(text: str, start: int, end: int, rules: Rules, kind: str) -> list[tuple[int, int]]:
    """Return the boundaries of a block's layout in order: the end of one unit, the start of the next."""
    found: list[tuple[int, int]] = []
    if not text[start].isupper():
        found.extend(_items(text, start, end))
    if (
        rules.date_line is not None
        and text[start] in rules.date_initials
        and (match := rules.date_line.match(text, start, end))
    ):
        found.append((match.end("date"), match.end()))
    if rules.credits is not None and kind in {"caption", "credit"}:
        found.extend(match.span() for match in rules.credits.finditer(text, start, end))
    telltales = set(_TELLTALE.findall(text, start, end))
    if text.find("--", start, end) >= 0:
        telltales.add("--")
    if not telltales:
        return found
    if "\n" in telltales:
        found.extend(_broken_lines(text, start, end, every=kind in {"table", "caption", "credit"}))
    for telltale in sorted(telltales):
        for sign, seek in _SIGNS.get(telltale, ()):
            if text.find(sign, start, end) >= 0:
                found.extend(seek(text, start, end, rules))
    return _in_order(found, end) if found else found


def _in_order(found: list[tuple[int, int]], end: int) -> list[tuple[int, int]]:
    """Sort, and drop what overlaps."""
    ordered: list[tuple[int, int]] = []
    for cut, following in sorted(set(found)):
        if following < end and (not ordered or cut >= ordered[-1][1]):
            ordered.append((cut, following))
    return ordered


def _broken_lines(text: str, start: int, end: int, *, every: bool) -> Iterator[tuple[int, int]]:
    """Yield the line ends that end a unit.

    Every one does in a table; elsewhere those before a marker or a blank line, and those of a short line that no small
    letter follows.
    """
    breaks = [match.span() for match in _LINE.finditer(text, start, end)]
    edges = [start, *(after for _, after in breaks), end]
    longest = max(after - before for before, after in pairwise(edges))
    begin = start
    for cut, following in breaks:
        blank = text.count("\n", cut, following) > 1
        marker = _MARKER.match(text, following, end)
        listed = marker is not None and any(marker.group("bullet", "close"))
        short = cut - begin < _FULL_LINE * longest and not text[following].islower()
        if every or blank or listed or short or longest < _COLUMN:
            yield cut, following
        begin = following


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the boundaries between the items of a list that runs on in one line: 1. … 2. … or a. … b. …."""
    first = _MARKER.match(text, start, end)
    if first is None or not any(first.group("bullet", "close")):
        return
    if not (first["number"] or first["letter"]):
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


def _next_label(match: re.Match[str]) -> str:
    if match["number"]:
        return str(int(match["number"]) + 1)
    return chr(ord(match["letter"] or "a") + 1)


def _rules_of_dashes(text: str, start: int, end: int, rules: Rules) -> Iterator[tuple[int, int]]:
    """Yield the boundaries around a row of dashes or stars; two dashes only before a signature."""
    for match in _RULE.finditer(text, start, end):
        dashes = match.group().rstrip()
        if dashes == "--" and not (rules.signature and rules.signature.match(text, match.end(), end)):
            continue
        if dashes != "***" and match.start() > start:
            yield _before(text, match.start()), match.start()
        yield match.start() + len(dashes), match.end()


def _addresses(text: str, start: int, end: int, rules: Rules) -> Iterator[tuple[int, int]]:
    """Yield the boundary behind an address before another one or before a word that begins sentences."""
    for match in _ADDRESS.finditer(text, start, end):
        place = match.end()
        if place >= end:
            return
        word = re.match(r"[\"“(]?(\w{1,20})", text[place : place + 24])
        starts = word is not None and word[1] in rules.starters
        bracketed = match.start() > start and text[match.start() - 1] == "[" and text[_before(text, place) - 1] == "]"
        next_address = text.startswith(("http://", "https://", "www."), place)
        if starts or next_address or (bracketed and (text[place].isupper() or text[place] == "(")):
            yield _before(text, place), place


def _mail_labels(text: str, start: int, end: int, _: Rules) -> Iterator[tuple[int, int]]:
    """Yield the boundary behind a contact line at the head of a block ("Email: desk@example.org")."""
    match = _MAIL_LABEL.match(text, start, end)
    if match is not None:
        yield _before(text, match.end()), match.end()


def _stamps(text: str, start: int, end: int, _: Rules) -> Iterator[tuple[int, int]]:
    """Yield the boundaries around a stamp of date and time that stood on a line of its own."""
    for match in _STAMP.finditer(text, start, end):
        before = text[max(start, match.start() - 40) : match.start()].split()
        named = len(before) > 1 and before[-1].isalpha() and before[-1][0].isupper() and before[-2][0].isupper()
        if named or (before and "@" in before[-1]):
            yield _before(text, match.start()), match.start()
        yield _before(text, match.end()), match.end()


def _smileys(text: str, start: int, end: int, _: Rules) -> Iterator[tuple[int, int]]:
    """Yield the boundary behind a smiley before a capital."""
    for match in _SMILEY.finditer(text, start, end):
        if text[match.start() - 1].isspace() and text[match.end() : match.end() + 1].isupper():
            yield _before(text, match.end()), match.end()


def _sources(text: str, start: int, end: int, _: Rules) -> Iterator[tuple[int, int]]:
    """Yield the boundary behind a source in brackets that stands before a sentence: "(BBC) The …"."""
    for match in _SOURCE.finditer(text, start, end):
        before = text[max(start, match.start() - 2) : match.start()]
        if before and not (before[0] in '.!?])”"' and before[-1] == " "):
            continue
        yield _before(text, match.end()), match.end()


def _posted(text: str, start: int, end: int, rules: Rules) -> Iterator[tuple[int, int]]:
    """Yield the boundary before "Posted by"."""
    if rules.signature is not None:
        for match in rules.signature.finditer(text, start + 1, end):
            if not text[_before(text, match.start()) - 1].isalnum():
                yield _before(text, match.start()), match.start()


def _before(text: str, place: int) -> int:
    while place and text[place - 1].isspace():
        place -= 1
    return place


_Seek = Callable[[str, int, int, Rules], Iterator[tuple[int, int]]]
#: By telltale: what must stand in the block, and what then looks for boundaries.
_SIGNS: dict[str, tuple[tuple[str, _Seek], ...]] = {
    "--": (("-- ", _rules_of_dashes), ("---", _rules_of_dashes), ("osted", _posted)),
    "=": (("====", _rules_of_dashes),),
    "*": (("**", _rules_of_dashes),),
    "_": (("____", _rules_of_dashes),),
    "~": (("~~~~", _rules_of_dashes),),
    "#": (("####", _rules_of_dashes),),
    "/": (("://", _addresses), ("www.", _addresses), (":", _stamps)),
    "@": (("@", _mail_labels),),
    ")": ((":)", _smileys), ("-)", _smileys), (";)", _smileys), ("osted", _posted), (") ", _sources)),
}
