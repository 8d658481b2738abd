"""Anchors: the day on which a stretch of text was said.

That is the day of publication; inside a quotation it is the day of speaking: the day named beside the words that
attribute it ("Shoigu said on Tuesday"), or, where the speaker goes on as a pronoun ("he said"), the day of the
attribution before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from newskit.article import Quote
from newskit.extract.document import Document, ParsedBlock
from newskit.extract.times.language import Language
from newskit.extract.times.narrative import Found, Narrative

#: Length of an ISO date with its day; what is shorter anchors nothing.
_DAY = len("2015-10-08")
_OPENING = "“«„"
_CLOSING = "”»"
_MARKS = re.compile('["“”«»„]')
_WORDS = re.compile(r"[^\W\d_]+")
#: A date of publication stands in a short block near the top.
_SHORT_BLOCK = 60
_FIRST_BLOCKS = 8
#: How far from the attributing word the day of speaking stands, in code points.
_NEAR = 70
#: How many blocks farther a speaker goes on as a pronoun.
_GOES_ON = 2
#: How long ago a reported speech was held, in days.
_LONGEST_AGO = 370
_FEWEST_WORDS = 3


def publication_day(document: Document, language: Language) -> str | None:
    """Return the ISO date that an article is anchored to.

    From its metadata, else from a timestamp or a line of its own that is a full date; ``None`` where there is none.
    """
    article = document.article
    for day in (article.date_published, article.date_modified):
        if day and len(day) >= _DAY:
            return day
    for place, parsed in enumerate(document.blocks):
        start, end = parsed.start, parsed.block.end
        if parsed.block.kind in {"timestamp", "dateline"} or (place < _FIRST_BLOCKS and end - start <= _SHORT_BLOCK):
            for found in Narrative(document.text, language, None).read(start, end):
                value = found.resolved.value or ""
                alone = found.end - found.start >= (end - start) / 2 or parsed.block.kind == "timestamp"
                if found.resolved.period is not None and len(value) >= _DAY and value[0].isdigit() and alone:
                    return value[:_DAY]
    return None


@dataclass(slots=True)
class _Attribution:
    """A sentence that says who said something, and when."""

    cue: int
    block: int
    sentence: int
    day: str | None
    goes_on: bool
    speaker: str | None


@dataclass(slots=True)
class Speech:
    """The quotations of an article with their days of speaking."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    days: list[str | None] = field(default_factory=list)

    def day_at(self, offset: int) -> str | None:
        """Return the day of speaking of the quotation around an offset, where it is known."""
        place = bisect_right(self.spans, offset, key=lambda span: span[0]) - 1
        if place >= 0 and self.spans[place][0] <= offset < self.spans[place][1]:
            return self.days[place]
        return None


def days_of_speaking(document: Document, language: Language, anchor: str, found: list[Found]) -> Speech:
    """Return the quotations of an article with the day on which each was said.

    ``found`` are the times of the article, resolved against its publication.
    """
    quotes = [quote for quote in document.article.quotes or [] if quote.kind != "indirect"]
    marked = sorted(
        [(span.start, span.end) for quote in quotes for span in quote.content]
        if document.article.quotes is not None
        else [span for parsed in document.blocks for span in quoted_spans(document.text, parsed)]
    )
    days = [each for each in found if _may_be_day_of_speaking(each, anchor, document.text, language)]
    days = [each for each in days if not _inside(each.start, marked)]
    attributions = _attributions(document, language, marked, days)
    speech = Speech()
    for start, end in marked:
        speech.spans.append((start, end))
        speech.days.append(_day_of(start, end, document, quotes, attributions))
    return speech


def quoted_spans(text: str, parsed: ParsedBlock) -> Iterator[tuple[int, int]]:
    """Yield the stretches in double quotation marks of a block; one left open runs to the end of the block."""
    opened = None
    for match in _MARKS.finditer(text, parsed.start, parsed.block.end):
        mark = match.group()
        if opened is None:
            if mark not in _CLOSING or mark == "»":
                opened = match.start()
        elif mark not in _OPENING:
            if len(_WORDS.findall(text, opened, match.end())) >= _FEWEST_WORDS:
                yield opened, match.end()
            opened = None
    if opened is not None:
        yield opened, parsed.block.end


def _inside(offset: int, spans: list[tuple[int, int]]) -> bool:
    place = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return place >= 0 and spans[place][0] <= offset < spans[place][1]


def _may_be_day_of_speaking(each: Found, anchor: str, text: str, language: Language) -> bool:
    """Tell whether a time is a day not after the publication, said without "since" or "until"."""
    period = each.resolved.period
    if period is None or period.unit != "D" or not each.resolved.relative:
        return False
    ago = (date.fromisoformat(anchor[:_DAY]) - period.first).days
    before = _WORDS.findall(text, max(0, each.start - 12), each.start)
    return 0 <= ago <= _LONGEST_AGO and not (before and before[-1].lower() in language.settings.get("bounds", ()))


def _attributions(
    document: Document, language: Language, marked: list[tuple[int, int]], days: list[Found]
) -> list[_Attribution]:
    """Return the attributing words outside quotations, in order, with the day of speaking where it is named."""
    speech_words = language.words_in("speech")
    pronouns = language.words_in("pronoun")
    cues = {quote.cue.start: quote for quote in document.article.quotes or [] if quote.cue is not None}
    attributions: list[_Attribution] = []
    for number, parsed in enumerate(document.blocks):
        for start, end in parsed.sentences:
            near = [each for each in days if start <= each.start < end]
            for match in _WORDS.finditer(document.text, start, end):
                quote = cues.get(match.start())
                if quote is None and (match.group().lower() not in speech_words or _inside(match.start(), marked)):
                    continue
                words = [
                    word.lower()
                    for word in _WORDS.findall(document.text, max(start, match.start() - 12), match.end() + 12)
                ]
                attributions.append(
                    _Attribution(
                        cue=match.start(),
                        block=number,
                        sentence=start,
                        day=_nearest_day(near, match.start()),
                        goes_on=any(word in pronouns for word in words),
                        speaker=next((each.entity for each in quote.speakers if each.entity), None) if quote else None,
                    )
                )
    _carry_on(attributions)
    return attributions


def _nearest_day(days: list[Found], cue: int) -> str | None:
    """Return the day named nearest to an attributing word, if it is near enough."""
    near = [each for each in days if abs(each.start - cue) <= _NEAR and each.resolved.period]
    nearest = min(near, key=lambda each: abs(each.start - cue), default=None)
    return nearest.resolved.period.first.isoformat() if nearest and nearest.resolved.period else None


def _carry_on(attributions: list[_Attribution]) -> None:
    """Give the attributions of a speaker who goes on the day of the one before."""
    last: _Attribution | None = None
    by_speaker: dict[str, str] = {}
    for each in attributions:
        if each.day is None and each.speaker is not None:
            each.day = by_speaker.get(each.speaker)
        if each.day is None and last is not None and each.block - last.block <= _GOES_ON:
            unknown = each.speaker is None or last.speaker is None
            if each.sentence == last.sentence or (each.goes_on and unknown):
                each.day = last.day
        if each.day is not None and each.speaker is not None:
            by_speaker[each.speaker] = each.day
        last = each


def _day_of(
    start: int, end: int, document: Document, quotes: list[Quote], attributions: list[_Attribution]
) -> str | None:
    """Return the day of the attribution that governs a quotation: its own cue, else the nearest in its block."""
    own = next(
        (quote.cue.start for quote in quotes if quote.cue and any(span.start == start for span in quote.content)), None
    )
    if own is not None:
        return next((each.day for each in attributions if each.cue == own), None)
    block = document.block_at(start)
    if block is None:
        return None
    inside = [each for each in attributions if block.start <= each.cue < block.block.end]
    if not inside:
        return None
    return min(inside, key=lambda each: min(abs(each.cue - start), abs(each.cue - end))).day
