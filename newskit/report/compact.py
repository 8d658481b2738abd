"""An article as the page holds it: what is shown of it, with short keys, nulls left out."""

from __future__ import annotations

from typing import Any

from newskit.article import Article, Block, Entity, Event, Participant, Quantity, Quote, Span, Summary, Time

_QUESTIONS = ("who", "what", "whom", "when", "where", "why", "how")
_NO_TEXT = "This article has no text yet: newskit clean finds it."


def compact(article: Article) -> dict[str, Any]:
    """Return an article as JSON values; spans are ``[start, end]`` in code points of the text.

    Entities are referred to by their place in the list. ``newskit/resources/report/article.js`` reads this.
    """
    text = article.text
    places = {entity.id: number for number, entity in enumerate(article.entities or ())}
    blocks = article.blocks if article.blocks is not None else [Block(start=0, end=len(text or ""), kind="paragraph")]
    told = {
        "id": article.id,
        "h": article.headline,
        "url": article.canonical_url or article.url,
        "from": article.source.uri if article.source else None,
        "authors": [author.name for author in article.authors or ()],
        "agencies": article.agencies,
        "section": article.section,
        "published": article.date_published,
        "modified": article.date_modified,
        "keywords": article.keywords,
        "free": article.is_accessible_for_free,
        "text": _NO_TEXT if text is None else text,
        "blocks": [[0, len(_NO_TEXT), "paragraph"]] if text is None else [[b.start, b.end, b.kind] for b in blocks],
        "entities": [_entity(entity) for entity in article.entities or ()],
        "times": [_time(time) for time in article.times or ()],
        "quantities": [_quantity(quantity) for quantity in article.quantities or ()],
        "quotes": [_quote(quote, places) for quote in article.quotes or ()],
        "events": [_event(event, places) for event in article.events or ()],
        "summary": _summary(article.summary),
        "keyphrases": [each.text for each in article.keyphrases or ()][:20],
        "topics": [[topic.name, round(topic.score, 2)] for topic in article.topics or ()],
        "copy": [article.duplicate_of, article.duplicate_kind] if article.duplicate_of else None,
    }
    return _present(told)


def _present(told: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if value is not None and value not in ([], {})}


def _span(span: Span | Participant | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _entity(entity: Entity) -> dict[str, Any]:
    return _present(
        {
            "l": entity.label,
            "n": entity.name,
            "a": entity.aliases,
            "r": entity.roles,
            "c": entity.country,
            "w": entity.wikidata,
            "m": [[mention.start, mention.end, mention.kind[:2]] for mention in entity.mentions],
        }
    )


def _time(time: Time) -> dict[str, Any]:
    span = [time.start, time.end]
    return _present({"s": span, "t": time.type, "v": time.value, "m": time.mod, "a": time.anchor, "i": time.interval})


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return _present(
        {
            "s": [quantity.start, quantity.end],
            "t": quantity.type,
            "v": quantity.value,
            "b": None if quantity.bound == "=" else quantity.bound,
            "u": quantity.unit,
            "o": _span(quantity.of),
            "r": quantity.range,
        }
    )


def _quote(quote: Quote, places: dict[str, int]) -> dict[str, Any]:
    return _present(
        {
            "k": quote.kind,
            "p": quote.polarity,
            "s": [[span.start, span.end] for span in quote.content],
            "c": [quote.cue.start, quote.cue.end, quote.cue.lemma] if quote.cue else None,
            "w": [_participant(speaker, places) for speaker in quote.speakers],
        }
    )


def _event(event: Event, places: dict[str, int]) -> dict[str, Any]:
    return _present(
        {
            "s": [event.start, event.end],
            "l": event.lemma,
            "c": event.class_,
            "n": event.negated or None,
            "m": None if event.modality == "actual" else event.modality,
            "a": [_participant(agent, places) for agent in event.agents],
            "p": [_participant(patient, places) for patient in event.patients],
            "o": _participant(event.place, places) if event.place else None,
            "t": event.time,
        }
    )


def _participant(participant: Participant, places: dict[str, int]) -> list[int]:
    """Return a span, and the place of its entity in the list where it has one."""
    place = places.get(participant.entity or "")
    return [participant.start, participant.end, *([] if place is None else [place])]


def _summary(summary: Summary | None) -> dict[str, Any] | None:
    if summary is None:
        return None
    told: dict[str, Any] = {name: _span(getattr(summary, name)) for name in _QUESTIONS if name != "when"}
    if summary.when is not None:
        told["when"] = [summary.when.start, summary.when.end, summary.when.value]
    return _present(told)
