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
from datetime import date, timedelta
from itertools import islice

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
#: How far from the attributing word the day of speaking stands, in code points: where it is known what is reported, and
#: where it is not, so that a day farther off may belong to what is said.
_NEAR = 70
_BESIDE = 28
#: How many blocks farther a speaker goes on as a pronoun.
_GOES_ON = 2
#: How long ago a reported speech was held, in days.
_LONGEST_AGO = 370
_FEWEST_WORDS = 3
#: What stands before the date of a post that an article shows: "Name (@account) ".
_ACCOUNT = re.compile(r"\(@\w{1,30}\)[ \t]{1,4}")
_ACCOUNT_BEFORE = re.compile(r"\(@\w{1,30}\)[ \t]{1,4}\Z")
_LONGEST_ACCOUNT = 40
_LONGEST_DATE = 48
_MOST_POSTS = 200
#: How far the days of two clocks may lie apart, those of the author and of the reader of a post.
_ZONES = timedelta(days=1)


def publication_day(document: Document, language: Language) -> str | None:
    """Return the ISO date that an article is anchored to.

    From its metadata, else from a timestamp or a line of its own that is a full date, else the day of the last post
    that it shows; ``None`` where there is none. A record dated days before a post that the article shows is dated
    wrongly: the day of the post stands for it.
    """
    article = document.article
    posted = _last_post(document.text, language)
    for day in (article.date_published, article.date_modified):
        if day and is_day(day):
            is_older = posted is not None and posted - date.fromisoformat(day[:_DAY]) > _ZONES
            return posted.isoformat() if posted is not None and is_older else day
    for place, parsed in enumerate(document.blocks):
        start, end = parsed.start, parsed.block.end
        if parsed.block.kind in {"timestamp", "dateline"} or (place < _FIRST_BLOCKS and end - start <= _SHORT_BLOCK):
            for found in Narrative(document.text, language, None).read(start, end):
                value = found.resolved.value or ""
                alone = found.end - found.start >= (end - start) / 2 or parsed.block.kind == "timestamp"
                if found.resolved.period is not None and is_day(value) and alone:
                    return value[:_DAY]
    return posted.isoformat() if posted is not None else None


def is_post_date(text: str, offset: int) -> bool:
    """Tell whether a date that begins at an offset is that of a post: it stands behind the name of an account."""
    return _ACCOUNT_BEFORE.search(text, max(0, offset - _LONGEST_ACCOUNT), offset) is not None


def _last_post(text: str, language: Language) -> date | None:
    """Return the day of the last post that a text shows with its account and full date."""
    last = None
    for match in islice(_ACCOUNT.finditer(text), _MOST_POSTS):
        for found in Narrative(text, language, None).read(match.end(), min(len(text), match.end() + _LONGEST_DATE))[:1]:
            value = found.resolved.value or ""
            if found.start == match.end() and is_day(value):
                day = date.fromisoformat(value[:_DAY])
                last = day if last is None or day > last else last
    return last


def is_day(value: str) -> bool:
    """Tell whether a string begins with an ISO date that the calendar has."""
    try:
        date.fromisoformat(value[:_DAY])
    except ValueError:
        return False
    return len(value) >= _DAY


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

    ``found`` are the times of the article, resolved against its publication. There are none where the article names no
    day of speaking but that of ``anchor``.
    """
    text, quotes = document.text, document.article.quotes
    days = [each for each in found if _may_be_day_of_speaking(each, anchor, text, language)]
    if all(each.resolved.period and each.resolved.period.value == anchor[:_DAY] for each in days):
        return Speech()
    marked = [span for parsed in document.blocks for span in quoted_spans(text, parsed)]
    reported = marked
    if quotes is not None:
        marked = sorted(_spoken(quotes, marked))
        reported = sorted((span.start, span.end) for quote in quotes for span in quote.content)
    days = [each for each in days if not _inside(each.start, reported)]
    attributions = _attributions(document, language, marked, days)
    cues = {span.start: quote.cue.start for quote in quotes or [] if quote.cue for span in quote.content}
    speech = Speech()
    for start, end in marked:
        speech.spans.append((start, end))
        speech.days.append(_day_of(start, end, document, cues.get(start), attributions))
    return speech


def _spoken(quotes: list[Quote], marked: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what is quoted to the letter: direct quotations whole, of mixed ones what stands in quotation marks."""
    for quote in quotes:
        for span in quote.content:
            if quote.kind == "direct" or (quote.kind == "mixed" and _inside(span.start, marked)):
                yield span.start, span.end


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
    near = _NEAR if document.article.quotes is not None else _BESIDE
    for number, parsed in enumerate(document.blocks):
        for start, end in parsed.sentences:
            for match in _WORDS.finditer(document.text, start, end):
                quote = cues.get(match.start())
                if quote is None and (match.group().lower() not in speech_words or _inside(match.start(), marked)):
                    continue
                first, last = max(start, match.start() - near), min(end, match.end() + near)
                beside = _WORDS.findall(document.text, max(start, match.start() - 12), match.end() + 12)
                attributions.append(
                    _Attribution(
                        cue=match.start(),
                        block=number,
                        sentence=start,
                        day=_nearest_day(days, match.start(), first, last),
                        goes_on=any(word.lower() in pronouns for word in beside),
                        speaker=next((each.entity for each in quote.speakers if each.entity), None) if quote else None,
                    )
                )
    _carry_on(attributions)
    return attributions


def _nearest_day(days: list[Found], cue: int, first: int, last: int) -> str | None:
    """Return the day named nearest to an attributing word, between two offsets."""
    place = bisect_right(days, cue, key=lambda each: each.start)
    near = [each for each in days[max(0, place - 1) : place + 1] if each.end >= first and each.start <= last]
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


def _day_of(start: int, end: int, document: Document, own: int | None, attributions: list[_Attribution]) -> str | None:
    """Return the day of the attribution that governs a quotation: its own cue, else the nearest in its block."""
    if own is not None:
        place = bisect_right(attributions, own, key=lambda each: each.cue) - 1
        return attributions[place].day if place >= 0 and attributions[place].cue == own else None
    block = document.block_at(start)
    if block is None:
        return None
    before = bisect_right(attributions, start, key=lambda each: each.cue)
    after = bisect_right(attributions, end, key=lambda each: each.cue)
    near = [attributions[place] for place in (before - 1, after) if 0 <= place < len(attributions)]
    near = [each for each in near if block.start <= each.cue < block.block.end]
    nearest = min(near, key=lambda each: start - each.cue if each.cue < start else each.cue - end, default=None)
    return nearest.day if nearest else None
