"""When and where the main event is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from newskit.article import Entity, Event, Mention, Span, Time, When
from newskit.extract.document import Document
from newskit.extract.entities.gazetteer import load_gazetteer
from newskit.extract.summary.lexicon import Lexicon, lexicon
from newskit.extract.times.anchors import is_post_date, publication_day
from newskit.extract.times.language import load_language

REACH = 1500
"""Characters from the headline on in which the setting is told."""
FIRST = 700
"""Characters in which the scene is named."""
_PLACES = ("GPE", "LOC", "FAC")
_TELLING = ("headline", "description", "paragraph", "dateline", "list_item", "blockquote")
_IN_HEADLINE = 3
_IN_FIRST = 2
_IN_DATELINE = 2
_NEAR_DAYS = 7
_NEW_DAYS = 4
"""Days back to which a day is news by itself; an older one is what it follows from, or of the headline's kind."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_HOUR = re.compile(r"\d{4}-\d\d-\d\dT(?!00:00)(\d\d):")
_FIRST_HOURS = 6
"""Hours of a day in which what is published has happened the day before, as a rule."""
_DATELINE = re.compile(r"[^\w\n]*(?:\([^()\n]{0,40}\)\s*)?(?:--|[-–—])\s")
_LABEL = re.compile(r"[A-Z]\d+")


def when(document: Document, what: Span | None) -> When | None:
    """Return the time of the main event.

    Of the days near the publication that the beginning names, one that belongs to an event of the headline's kind comes
    before others, else the first. Where the beginning names none, what the article tells is of the day of its
    publication, or of the day before where that is in the first hours of a day; the span is where the text names that
    day, else ``what`` happened. The dates of posts that the article shows are not what it tells.
    """
    article = document.article
    published_at = _publication(document)
    published = _day(published_at)
    times = [
        (place, time)
        for place, time in enumerate(article.times or ())
        if time.type in ("DATE", "TIME") and _is_near(_day(time.value), published)
    ]
    told = [
        (place, time) for place, time in times if _kind(document, time) in _TELLING and not _is_name(document, time)
    ]
    limit = _limit(document)
    alike = _alike(document)
    beginning = [
        (place, time)
        for place, time in told
        if time.start < limit
        and not is_post_date(document.text, time.start)
        and (place in alike or _is_new(_day(time.value), published))
    ]
    if beginning:
        chosen = next((time for place, time in beginning if place in alike), beginning[0][1])
        return When(start=chosen.start, end=chosen.end, value=chosen.value)
    if published is None:
        return When(start=told[0][1].start, end=told[0][1].end, value=told[0][1].value) if told else None
    happened = published - timedelta(days=1) if _is_in_first_hours(published_at) else published
    for _, time in told or times:
        if _day(time.value) == happened:
            return When(start=time.start, end=time.end, value=time.value)
    return When(start=what.start, end=what.end, value=happened.isoformat()) if what is not None else None


def _publication(document: Document) -> str | None:
    """Return the day of publication, with the time of day where it is known."""
    rules = load_language(document.language)
    article = document.article
    return publication_day(document, rules) if rules else article.date_published or article.date_modified


def _is_in_first_hours(published: str | None) -> bool:
    hour = _HOUR.match(published or "")
    return hour is not None and int(hour[1]) < _FIRST_HOURS


def _alike(document: Document) -> set[int]:
    """Return the times whose nearest event is of one kind with an event of the headline."""
    events = document.article.events or []
    times = document.article.times or []
    heads = [event for event in events if _kind(document, event) == "headline"]
    lemmas = {event.lemma for event in heads}
    classes = {event.class_ for event in heads if event.class_ is not None}
    nearest: dict[int, tuple[int, bool]] = {}
    for event in events:
        if event.time is not None and event not in heads:
            time = times[event.time]
            away = max(time.start - event.end, event.start - time.end, 0)
            is_alike = event.lemma in lemmas or event.class_ in classes
            nearest[event.time] = min(nearest.get(event.time, (away + 1, False)), (away, is_alike))
    return {time for time, (_, is_alike) in nearest.items() if is_alike}


def _is_near(day: date | None, published: date | None) -> bool:
    return day is not None and (published is None or -_NEAR_DAYS <= (day - published).days <= 1)


def _is_new(day: date | None, published: date | None) -> bool:
    """Whether a day is so near the publication that news is of it, and not of what followed from it."""
    return day is not None and (published is None or (published - day).days <= _NEW_DAYS)


def _is_name(document: Document, time: Time) -> bool:
    """Whether the words are in capitals, as in the name of a paper (USA TODAY)."""
    words = document.text[time.start : time.end]
    return words.isupper() and words.isalpha() and len(words) > 3


def where(document: Document) -> Span | None:
    """Return the place of the main event: the one that the beginning names most, the headline's before others.

    Where that is a country, a place of it that the first sentences name as the scene ("in Lindau") is told instead.
    """
    words = lexicon(document.language)
    weights: Counter[str] = Counter()
    first: dict[str, Mention] = {}
    named: dict[str, Entity] = {}
    for entity, mention in _places(document):
        weights[entity.id] += _weight(document, mention, words)
        first.setdefault(entity.id, mention)
        named[entity.id] = entity
    if not weights:
        return None
    ranked = sorted(weights, key=lambda name: (-weights[name], first[name].start))
    best = ranked[0]
    if _is_country(named[best], document.language):
        near = _limit(document) - REACH + FIRST
        for name in ranked[1:]:
            is_scene = weights[name] > _IN_FIRST and first[name].start < near
            if is_scene and named[name].country in (None, named[best].country):
                best = name if not _is_country(named[name], document.language) else best
                break
    return _whole_word(document.text, first[best])


def _is_country(entity: Entity, language: str) -> bool:
    entry = load_gazetteer(language).entries.get(entity.name) if entity.country else None
    return entry is not None and entry.kind == "country"


def _places(document: Document) -> Iterator[tuple[Entity, Mention]]:
    """Yield the places that the beginning names, and where."""
    limit = _limit(document)
    for entity in document.article.entities or ():
        if entity.label not in _PLACES:
            continue
        for mention in sorted(entity.mentions, key=lambda mention: mention.start):
            if mention.kind == "name" and mention.start < limit and not _is_part_of_name(document.text, mention):
                yield entity, mention


def _is_part_of_name(text: str, mention: Mention) -> bool:
    """Whether a mention is a label, or stands in the name of a paper (F1, USA TODAY)."""
    if _LABEL.fullmatch(text, mention.start, mention.end):
        return True
    return (
        text[mention.start : mention.end].isupper()
        and re.match(r" [A-Z]{3,}\b", text[mention.end : mention.end + 24]) is not None
    )


def _whole_word(text: str, mention: Mention) -> Span:
    """Return a mention as far as hyphens carry it (Mazar-i-Sharif)."""
    end = mention.end
    while end + 1 < len(text) and text[end] == "-" and text[end + 1].isalpha() and end - mention.start < 60:
        end += 1
        while end < len(text) and text[end].isalpha():
            end += 1
    return Span(start=mention.start, end=end)


def _weight(document: Document, mention: Mention, words: Lexicon | None) -> int:
    """Return what a mention counts: more in the headline, behind a preposition of place, and in a dateline."""
    before = document.text[max(0, mention.start - 24) : mention.start].lower().split()
    while words is not None and before and before[-1] in words.between:
        before.pop()
    is_placed = words is not None and bool(before) and before[-1] in words.places
    in_headline = _kind(document, mention) == "headline"
    is_dateline = (
        document.text[mention.start : mention.end].isupper()
        and _DATELINE.match(document.text, mention.end, mention.end + 60) is not None
    )
    return 1 + _IN_HEADLINE * in_headline + _IN_FIRST * is_placed + _IN_DATELINE * is_dateline


def _kind(document: Document, span: Time | Mention | Event) -> str:
    block = document.block_at(span.start)
    return block.block.kind if block is not None else ""


def _limit(document: Document) -> int:
    start = document.blocks[0].start if document.blocks else 0
    return start + REACH


def _day(value: str | None) -> date | None:
    """Return the day of a value, ``None`` for a week, a month or a reference."""
    try:
        return date.fromisoformat(value[:10]) if value and _DATE.match(value) else None
    except ValueError:
        return None
