"""An article with every annotation moved to other offsets, or left out where it has no place any more.

Used where the text itself changes (the body alone) and where annotations must go (inside a redacted quotation).
Indices between layers follow what is left.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from newskit.article import Article, Entity, Event, Quantity, Quote, Record, Summary

Place = Callable[[int, int], tuple[int, int] | None]
"""Gives the new offsets of a span, or ``None`` where it is left out."""
R = TypeVar("R", bound=Record)
_QUESTIONS = ("who", "what", "whom", "when", "where", "why", "how")


def remapped(article: Article, place: Place, *, quoted: Place | None = None) -> Article:
    """Return a copy of the article with all spans placed anew.

    ``quoted`` places the contents of quotations, where that is to differ. An annotation without a place is left out:
    an entity with its last mention, a quotation with its last content; an event or quantity loses what it points to.
    """
    found = copy.copy(article)
    for name in ("blocks", "sentences", "tokens"):
        setattr(found, name, _list(getattr(article, name), place))
    times, time_numbers = _numbered(article.times, place)
    quantities, quantity_numbers = _numbered(article.quantities, place)
    found.times = times
    found.entities = _entities(article.entities, place)
    if quantities is not None:
        found.quantities = [_quantity(quantity, place, quantity_numbers) for quantity in quantities]
    if article.quotes is not None:
        placed_quotes = (_quote(quote, place, quoted or place) for quote in article.quotes)
        found.quotes = [quote for quote in placed_quotes if quote is not None]
    if article.events is not None:
        placed_events = (_event(event, place, time_numbers, quantity_numbers) for event in article.events)
        found.events = [event for event in placed_events if event is not None]
    if article.summary is not None:
        found.summary = _summary(article.summary, place)
    if article.keyphrases is not None:
        placed = [replace(phrase, mentions=_list(phrase.mentions, place) or []) for phrase in article.keyphrases]
        found.keyphrases = [
            new for new, old in zip(placed, article.keyphrases, strict=True) if new.mentions or not old.mentions
        ]
    if article.topics is not None:  # a topic is the article's, whatever is left of the words that spoke for it
        found.topics = [replace(topic, mentions=_list(topic.mentions, place) or []) for topic in article.topics]
    return found


def _one(span: R | None, place: Place) -> R | None:
    """Return a span at its new place; any record with ``start`` and ``end``."""
    if span is None:
        return None
    there: Any = span
    new = place(there.start, there.end)
    return None if new is None else replace(span, start=new[0], end=new[1])


def _list(spans: Iterable[R] | None, place: Place) -> list[R] | None:
    if spans is None:
        return None
    return [new for span in spans if (new := _one(span, place)) is not None]


def _numbered(spans: Sequence[R] | None, place: Place) -> tuple[list[R] | None, dict[int, int]]:
    """Return what is left of a layer, and the new index of each by its old one."""
    if spans is None:
        return None, {}
    left: list[R] = []
    numbers: dict[int, int] = {}
    for number, span in enumerate(spans):
        new = _one(span, place)
        if new is not None:
            numbers[number] = len(left)
            left.append(new)
    return left, numbers


def _entities(entities: Sequence[Entity] | None, place: Place) -> list[Entity] | None:
    if entities is None:
        return None
    placed = [replace(entity, mentions=_list(entity.mentions, place) or []) for entity in entities]
    return [new for new, old in zip(placed, entities, strict=True) if new.mentions or not old.mentions]


def _quantity(quantity: Quantity, place: Place, numbers: dict[int, int]) -> Quantity:
    part_of = None if quantity.part_of is None else numbers.get(quantity.part_of)
    return replace(quantity, of=_one(quantity.of, place), part_of=part_of)


def _quote(quote: Quote, place: Place, quoted: Place) -> Quote | None:
    content = _list(quote.content, quoted) or []
    if not content and quote.content:
        return None
    return replace(quote, content=content, cue=_one(quote.cue, place), speakers=_list(quote.speakers, place) or [])


def _event(event: Event, place: Place, times: dict[int, int], quantities: dict[int, int]) -> Event | None:
    new = _one(event, place)
    if new is None:
        return None
    return replace(
        new,
        agents=_list(event.agents, place) or [],
        patients=_list(event.patients, place) or [],
        place=_one(event.place, place),
        time=None if event.time is None else times.get(event.time),
        quantities=[quantities[number] for number in event.quantities if number in quantities],
    )


def _summary(summary: Summary, place: Place) -> Summary:
    answers = {name: _one(getattr(summary, name), place) for name in _QUESTIONS}
    return replace(summary, **answers, lead=_list(summary.lead, place) or [])
