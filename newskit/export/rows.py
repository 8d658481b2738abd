"""Annotations as rows: one for each sentence, entity, mention, quotation, time, quantity or event, with article keys.

The tables are the same for every format of rows. A column holds a text, a number, a truth value or a list of texts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from newskit.article import Article, Entity, Participant, Span
from newskit.errors import UsageError

ColumnKind = Literal["text", "integer", "number", "bool", "texts"]
Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A layer as a table."""

    #: Kind of each column, by its name, in order.
    columns: dict[str, ColumnKind]
    #: The rows of an article, without the article's keys.
    rows: Callable[[Article], Iterator[Row]]


KEYS: dict[str, ColumnKind] = {
    "id": "text",
    "url": "text",
    "headline": "text",
    "publisher": "text",
    "date_published": "text",
    "language": "text",
}
"""What tells the article, at the head of every row."""
_PLACE: dict[str, ColumnKind] = {"start": "integer", "end": "integer", "text": "text"}


def exploded(article: Article, layer: str) -> Iterator[Row]:
    """Yield one row for each annotation of a layer, the article's keys first."""
    keys = {name: getattr(article, name) for name in KEYS}
    for number, row in enumerate(TABLES[layer].rows(article)):
        yield {**keys, "number": number, **row}


def columns_of(layer: str) -> dict[str, ColumnKind]:
    """Return all columns of an exploded layer; raises UsageError for a layer that has no table."""
    if layer not in TABLES:
        raise UsageError(f"cannot explode {layer}; choose from {', '.join(TABLES)}")
    return {**KEYS, "number": "integer", **TABLES[layer].columns}


def chosen(columns: Iterable[str] | None, known: Iterable[str]) -> list[str]:
    """Return the columns to write; raises UsageError for one that does not exist."""
    known = list(known)
    if columns is None:
        return known
    wanted = list(columns)
    for name in wanted:
        if name not in known:
            raise UsageError(f"no such column: {name}; choose from {', '.join(known)}")
    return wanted


def _placed(article: Article, span: Any) -> Row:
    """Return where a span stands, and its text."""
    return {"start": span.start, "end": span.end, "text": _words(article, span)}


def _words(article: Article, span: Any) -> str | None:
    return None if span is None else (article.text or "")[span.start : span.end]


def _named(article: Article) -> dict[str, Entity]:
    return {entity.id: entity for entity in article.entities or ()}


def _name(article: Article, participant: Participant, named: dict[str, Entity]) -> str:
    """Return the name of who acts or speaks: the entity's, else the words that stand there."""
    found = named.get(participant.entity or "")
    return found.name if found else (_words(article, participant) or "")


# ------------------------------------------------------------------ the tables


def _sentences(article: Article) -> Iterator[Row]:
    blocks = article.blocks or []
    starts = [block.start for block in blocks]
    for sentence in article.sentences or ():
        place = bisect_right(starts, sentence.start) - 1
        yield {**_placed(article, sentence), "block": blocks[place].kind if place >= 0 else None}


def _entities(article: Article) -> Iterator[Row]:
    for entity in article.entities or ():
        yield {
            "entity": entity.id,
            "label": entity.label,
            "name": entity.name,
            "aliases": entity.aliases,
            "roles": entity.roles,
            "country": entity.country,
            "wikidata": entity.wikidata,
            "confidence": entity.confidence,
            "mentions": len(entity.mentions),
        }


def _mentions(article: Article) -> Iterator[Row]:
    for entity in article.entities or ():
        for mention in entity.mentions:
            yield {
                "entity": entity.id,
                "label": entity.label,
                "name": entity.name,
                "wikidata": entity.wikidata,
                "kind": mention.kind,
                **_placed(article, mention),
            }


def _quotes(article: Article) -> Iterator[Row]:
    named = _named(article)
    for quote in article.quotes or ():
        hull = Span(
            start=min((span.start for span in quote.content), default=0),
            end=max((span.end for span in quote.content), default=0),
        )
        yield {
            "kind": quote.kind,
            "polarity": quote.polarity,
            "start": hull.start,
            "end": hull.end,
            "content": [_words(article, span) for span in quote.content],
            "cue": _words(article, quote.cue),
            "cue_lemma": quote.cue.lemma if quote.cue else None,
            "speakers": [_name(article, speaker, named) for speaker in quote.speakers],
            "speaker_entities": [speaker.entity for speaker in quote.speakers if speaker.entity],
            "speaker_words": [_words(article, speaker) for speaker in quote.speakers],
        }


def _times(article: Article) -> Iterator[Row]:
    for time in article.times or ():
        first, last = (*(time.interval or ()), None, None)[:2]
        yield {
            "type": time.type,
            "value": time.value,
            "mod": time.mod,
            "anchor": time.anchor,
            "interval_start": first,
            "interval_end": last,
            **_placed(article, time),
        }


def _quantities(article: Article) -> Iterator[Row]:
    for quantity in article.quantities or ():
        low, high = (*(quantity.range or ()), None, None)[:2]
        yield {
            "type": quantity.type,
            "value": quantity.value,
            "bound": quantity.bound,
            "unit": quantity.unit,
            "of": _words(article, quantity.of),
            "low": low,
            "high": high,
            "part_of": quantity.part_of,
            **_placed(article, quantity),
        }


def _events(article: Article) -> Iterator[Row]:
    named = _named(article)
    times = article.times or []
    for event in article.events or ():
        yield {
            "lemma": event.lemma,
            "class": event.class_,
            "agents": [_name(article, agent, named) for agent in event.agents],
            "patients": [_name(article, patient, named) for patient in event.patients],
            "place": _name(article, event.place, named) if event.place else None,
            "time": times[event.time].value if event.time is not None and event.time < len(times) else None,
            "negated": event.negated,
            "modality": event.modality,
            **_placed(article, event),
        }


TABLES: dict[str, Table] = {
    "sentences": Table({**_PLACE, "block": "text"}, _sentences),
    "entities": Table(
        {
            "entity": "text",
            "label": "text",
            "name": "text",
            "aliases": "texts",
            "roles": "texts",
            "country": "text",
            "wikidata": "text",
            "confidence": "number",
            "mentions": "integer",
        },
        _entities,
    ),
    "mentions": Table(
        {"entity": "text", "label": "text", "name": "text", "wikidata": "text", "kind": "text", **_PLACE}, _mentions
    ),
    "quotes": Table(
        {
            "kind": "text",
            "polarity": "text",
            "start": "integer",
            "end": "integer",
            "content": "texts",
            "cue": "text",
            "cue_lemma": "text",
            "speakers": "texts",
            "speaker_entities": "texts",
            "speaker_words": "texts",
        },
        _quotes,
    ),
    "times": Table(
        {
            "type": "text",
            "value": "text",
            "mod": "text",
            "anchor": "text",
            "interval_start": "text",
            "interval_end": "text",
            **_PLACE,
        },
        _times,
    ),
    "quantities": Table(
        {
            "type": "text",
            "value": "number",
            "bound": "text",
            "unit": "text",
            "of": "text",
            "low": "number",
            "high": "number",
            "part_of": "integer",
            **_PLACE,
        },
        _quantities,
    ),
    "events": Table(
        {
            "lemma": "text",
            "class": "text",
            "agents": "texts",
            "patients": "texts",
            "place": "text",
            "time": "text",
            "negated": "bool",
            "modality": "text",
            **_PLACE,
        },
        _events,
    ),
}
"""The layers that can be exploded."""
