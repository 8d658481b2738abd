"""Quotations of a block, paired in one pass, for those who keep a quotation of several sentences whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from newskit.segment.context import CJK
from newskit.segment.rules import Rules


def outside_quotations(
    text: str, start: int, end: int, rules: Rules, places: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the boundaries that lie in no open quotation of the block ``text[start:end]``."""
    opened = quotations(text, start, end, rules)
    current = next(opened, None)
    for cut, following in places:
        while current is not None and current[1] <= cut:
            current = next(opened, None)
        if current is None or cut <= current[0]:
            yield cut, following


def quotations(text: str, start: int, end: int, rules: Rules) -> Iterator[tuple[int, int]]:
    """Yield the quotations of a block, marks included.

    An opening mark may close with another kind (straight with curly). A mark that nothing closes opens a quotation only
    at the start of the block, which then runs to its end; the next paragraph repeats the mark.
    """
    opening = _marks("".join(rules.pairs))
    place, unclosed = start, set[str]()
    while (match := opening.search(text, place, end)) is not None:
        at = match.start()
        mark = text[at]
        place = at + 1
        if mark in unclosed or not _opens(text, at, start, end):
            continue
        close = _closing(text, mark, place, end, rules.pairs)
        if close is None:
            unclosed.add(mark)
            if at == start:
                yield at, end
                return
            continue
        place = close + 1
        yield at, place


@cache
def _marks(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(characters)}]")


def _opens(text: str, at: int, start: int, end: int) -> bool:
    """Whether a mark can open here: not behind a letter, and a straight one not before a blank."""
    before = text[at - 1] if at > start else " "
    if before.isalnum() and ord(before) < CJK:
        return False
    return text[at] != '"' or (at + 1 < end and not text[at + 1].isspace())


def _closing(text: str, mark: str, place: int, end: int, pairs: Mapping[str, str]) -> int | None:
    """Return the offset of the mark that closes; a straight one does not close behind a blank."""
    for match in _marks(pairs[mark]).finditer(text, place, end):
        if match.group() != '"' or not text[match.start() - 1].isspace():
            return match.start()
    return None
