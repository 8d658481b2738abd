"""Text to sentences: lines, list items and credits cut first, then the marks; quotations kept whole where asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from newskit.segment.boundaries import boundaries
from newskit.segment.layout import cuts
from newskit.segment.quotations import outside_quotations
from newskit.segment.rules import Rules, load_rules

Quotes = Literal["split", "keep"]
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def split_sentences(text: str, language: str | None = "en", quotes: Quotes = "split") -> list[tuple[int, int]]:
    """Return the sentences of a text as ``(start, end)`` code point offsets, half-open, in order.

    Blank lines always separate. ``language`` is a BCP 47 tag; one without rules of its own gets the general ones.
    ``quotes`` says whether a quotation of several sentences is several units (``split``) or stays in one (``keep``).
    Every character that is not white space is in exactly one sentence.
    """
    rules = load_rules(language)
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        spans.extend(split_block(text, start, gap.start(), rules, quotes=quotes))
        start = gap.end()
    spans.extend(split_block(text, start, len(text), rules, quotes=quotes))
    return spans


def split_block(
    text: str, start: int, end: int, rules: Rules, *, quotes: Quotes = "split", kind: str = "paragraph"
) -> list[tuple[int, int]]:
    """Return the sentences of one block, ``text[start:end]``."""
    start, end = _strip(text, start, end)
    places = _places(text, start, end, rules, kind)
    if quotes == "keep":
        places = outside_quotations(text, start, end, rules, places)
    return list(_spans(text, start, end, places))


def _places(text: str, start: int, end: int, rules: Rules, kind: str) -> Iterator[tuple[int, int]]:
    """Yield the boundaries of a block in order: those of its layout and, between them, those at marks."""
    begin = start
    for cut, following in cuts(text, start, end, rules, kind):
        yield from boundaries(text, begin, cut, rules)
        yield cut, following
        begin = following
    yield from boundaries(text, begin, end, rules)


def _spans(text: str, start: int, end: int, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what lies between the boundaries, without white space at its ends."""
    begin = start
    for cut, _ in places:
        first, last = _strip(text, begin, cut)
        if first < last:
            yield first, last
        begin = cut  # what no-width characters stand between go with the next sentence
    first, last = _strip(text, begin, end)
    if first < last:
        yield first, last


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
