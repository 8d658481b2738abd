"""Which lines of a page may print its date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from newskit.clean.language_table import language_table, primary
from newskit.clean.metadata.evidence import Evidence


def printed_times(evidence: Evidence) -> Iterator[str]:
    """Yield the texts that may hold the date: short blocks around the headline and the body's ends, likeliest first.

    After a block with a time element follows what the element's ``datetime`` says, under the block's own label. Then
    come blocks anywhere that begin as a date of publication does ("Published on 12 March", or "Date:" above the date)
    and time elements further down, then what follows the body, and last sentences near the headline.
    """
    texts, body, headline = evidence.page.texts, evidence.body_places, evidence.headline
    first = body[0] if body else max(headline, 0)
    start = min(first, headline) if headline >= 0 else first
    end = max(first + _AROUND, min(evidence.first_paragraph, start + _FAR) + 1)
    marked = dict(evidence.page.times)
    anchor = headline if headline >= 0 else first
    near = range(max(0, start - _AROUND - 1), min(len(texts), end))
    sentences: list[int] = []
    for place in sorted(near, key=lambda place: (place not in marked, place < anchor, abs(place - anchor))):
        if place not in marked and _is_sentence(evidence, place):
            sentences.append(place)
            continue
        if len(texts[place]) <= (_MAX_BODY_STAMP if place in evidence.body else _MAX_STAMP):
            yield texts[place]
        if marked.get(place):
            yield f"{_FROM_DIGIT.sub('', texts[place][:_MAX_BODY_STAMP])} {marked[place]}"
    labels = _labels(evidence.declared.language)
    initials = {label[0] for label in labels}
    for place, text in enumerate(texts):
        if text[:1].lower() in initials and text[:_MAX_LABELLED].lower().startswith(labels):
            if _DIGIT.search(text, 0, _MAX_LABELLED):
                yield text[:_MAX_LABELLED]
            elif len(text) <= _BARE and place + 1 < len(texts) and _is_bare(texts[place + 1]):
                yield f"{text} {texts[place + 1]}"
    for place in range(near.start - 1, max(-1, start - _FAR), -1):
        if place in marked and len(texts[place]) <= _MAX_STAMP:
            yield texts[place]
            yield f"{_FROM_DIGIT.sub('', texts[place][:_MAX_BODY_STAMP])} {marked[place]}"
    for place in range(end, min(start + _FAR, len(texts))):
        if place in marked and len(texts[place]) <= _MAX_BODY_STAMP:
            yield texts[place]
    for place in range(body[-1] + 1, min(body[-1] + 1 + _AROUND, len(texts))) if body else ():
        if len(texts[place]) <= _MAX_STAMP:
            yield texts[place]
    yield from (texts[place] for place in sentences if len(texts[place]) <= _MAX_STAMP)


def front_lines(evidence: Evidence) -> Iterator[str]:
    """Yield the lines between headline and first paragraph that hold a date, perhaps, and little else."""
    if evidence.headline >= 0:
        end = min(evidence.first_paragraph, evidence.headline + _FAR)
        for place in range(max(0, evidence.headline - 1), end):
            if _is_bare(evidence.page.texts[place]):
                yield evidence.page.texts[place]


def _is_bare(text: str) -> bool:
    return len(text) <= _BARE and bool(_DIGIT.search(text))


def _is_sentence(evidence: Evidence, place: int) -> bool:
    """Whether a block is a caption or a sentence that mentions a date, no line that gives the article's."""
    text = evidence.page.texts[place][:_MAX_STAMP]
    if evidence.judgement is None or len(text) <= _BARE:
        return False
    parts = evidence.judgement.parts
    before = _FROM_DIGIT.sub("", text)
    is_long = len(before.split()) > _WORDS or len(text.split()) > _ALL_WORDS
    return bool(parts["caption"][place] > _CAPTION or (is_long and parts["byline"][place] < _BYLINE))


@cache
def _labels(language: str | None) -> tuple[str, ...]:
    """Return what stands before a date of publication on pages in this language (BCP 47), and in English."""
    tables = (language_table(code) for code in dict.fromkeys((primary(language), "en")) if code)
    return tuple(phrase for table in tables for phrase in table.get("published", ()) if len(phrase) > _SHORT_LABEL)


_CAPTION, _BYLINE = 0.3, 0.1
"""Chances of being a caption and of being the byline that count."""
_WORDS, _ALL_WORDS = 5, 14
"""Words before the date, and in all, that a line with the article's date may have."""
_BARE = 24
"""Characters of a line that holds a date and little else, whatever it looks like."""
_MAX_LABELLED, _SHORT_LABEL = 40, 3
_FROM_DIGIT = re.compile(r"\d.*", re.DOTALL)
_AROUND, _FAR = 3, 25
"""Blocks before and after the headline and the body in which a date is looked for, and after the headline at most."""
_MAX_STAMP, _MAX_BODY_STAMP = 160, 30
"""Characters of a block, and of one of the body, that may be a line with a date."""
_DIGIT = re.compile(r"\d")
