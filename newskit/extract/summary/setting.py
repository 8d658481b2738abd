"""When and where the main event is."""

from __future__ import annotations

from collections import Counter
from datetime import date

from newskit.article import Mention, Span, Time, When
from newskit.extract.document import Document

REACH = 1500
"""Characters from the headline on in which the setting is told."""
_PLACES = ("GPE", "LOC", "FAC")
_TELLING = ("headline", "description", "paragraph", "dateline", "list_item", "blockquote")
_IN_HEADLINE = 3
_IN_FIRST = 2
_NEAR_DAYS = 7


def when(document: Document) -> When | None:
    """Return the time of the main event: the first day near the publication that the beginning names."""
    article = document.article
    published = _day(article.date_published or article.date_modified)
    times = [time for time in article.times or () if time.type in ("DATE", "TIME") and _day(time.value) is not None]
    told = [time for time in times if _kind(document, time) in _TELLING and not _is_name(document, time)]
    beginning = [time for time in told if time.start < _limit(document)]
    for choice in (beginning, told, times):
        for time in choice:
            day = _day(time.value)
            if day is not None and (published is None or -_NEAR_DAYS <= (day - published).days <= 1):
                return When(start=time.start, end=time.end, value=time.value)
    return None


def _is_name(document: Document, time: Time) -> bool:
    """Whether the words are in capitals, as in the name of a paper (USA TODAY)."""
    words = document.text[time.start : time.end]
    return words.isupper() and words.isalpha() and len(words) > 3


def where(document: Document) -> Span | None:
    """Return the place of the main event: the place that the beginning names most, the headline's before others."""
    limit = _limit(document)
    weights: Counter[str] = Counter()
    first: dict[str, Mention] = {}
    for entity in document.article.entities or ():
        if entity.label not in _PLACES:
            continue
        for mention in sorted(entity.mentions, key=lambda mention: mention.start):
            if mention.kind != "name" or mention.start >= limit:
                continue
            weights[entity.id] += _weight(document, mention)
            first.setdefault(entity.id, mention)
    if not weights:
        return None
    best = max(weights, key=lambda name: (weights[name], -first[name].start))
    return Span(start=first[best].start, end=first[best].end)


def _weight(document: Document, mention: Mention) -> int:
    """Return what a mention counts: more in the headline, behind a preposition of place, and for a narrow place."""
    before = document.text[max(0, mention.start - 12) : mention.start].lower().split()
    is_placed = bool(before) and before[-1] in ("in", "at", "near", "into", "inside", "outside", "off", "around")
    if not is_placed and len(before) > 1 and before[-1] == "the":
        is_placed = before[-2] in ("in", "at", "near", "into", "inside", "outside", "off", "around")
    in_headline = _kind(document, mention) == "headline"
    return 1 + _IN_HEADLINE * in_headline + _IN_FIRST * is_placed


def _kind(document: Document, span: Time | Mention) -> str:
    block = document.block_at(span.start)
    return block.block.kind if block is not None else ""


def _limit(document: Document) -> int:
    start = document.blocks[0].start if document.blocks else 0
    return start + REACH


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None
