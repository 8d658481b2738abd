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
    if start == end:
        return []
    places: Iterable[tuple[int, int]]
    layout = cuts(text, start, end, rules, kind)
    places = _places(text, start, end, rules, layout) if layout else boundaries(text, start, end, rules)
    if quotes == "keep":
        places = outside_quotations(text, start, end, rules, places)
    initials = rules.closing_initials
    spans = []
    begin, signed = start, text[start] in initials
    for cut, following in places:
        spans.append((begin, cut))
        begin = following
        signed = signed or text[following] in initials
    spans.append((begin, end))
    return _with_signatures(text, spans, rules) if signed else spans


def _places(text: str, start: int, end: int, rules: Rules, layout: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the boundaries of a block in order: those of its layout and, between them, those at marks."""
    begin = start
    for cut, following in layout:
        yield from boundaries(text, begin, cut, rules)
        yield cut, following
        begin = following
    yield from boundaries(text, begin, end, rules)


def _with_signatures(text: str, spans: list[tuple[int, int]], rules: Rules) -> list[tuple[int, int]]:
    """Cut the name that signs a letter off the closing words that a sentence begins with ("Sincerely, Jane Doe")."""
    closings, initials = rules.closings, rules.closing_initials
    signed = []
    for start, end in spans:
        match = closings.match(text, start, end) if closings is not None and text[start] in initials else None
        if match is None:
            signed.append((start, end))
        else:
            signed.extend([(start, match.end(1)), (match.end(), end)])
    return signed


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
