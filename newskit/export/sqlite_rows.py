"""The rows that an article becomes in the tables of the SQLite export (newskit/resources/export/tables.sql)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from newskit.article import Article, Participant, Quantity, Span

Rows = list[tuple[Any, ...]]
_ORDER = (
    "articles",
    "authors",
    "agencies",
    "keywords",
    "images",
    "blocks",
    "sentences",
    "tokens",
    "entities",
    "entity_names",
    "mentions",
    "times",
    "quantities",
    "quotes",
    "quote_contents",
    "quote_speakers",
    "events",
    "event_participants",
    "summaries",
    "keyphrases",
    "topics",
    "provenance",
)
_QUESTIONS = ("who", "what", "whom", "when", "where", "why", "how")


class Tables:
    """Rows that wait to be inserted, and the numbers that articles and annotations have."""

    def __init__(self) -> None:
        self.waiting = 0
        self._rows: dict[str, Rows] = defaultdict(list)
        self._articles = self._entities = self._times = self._quantities = self._quotes = self._events = 0

    def taken(self) -> Iterator[tuple[str, tuple[int, Rows]]]:
        """Yield the waiting rows by table, with their number of columns, and wait for new ones."""
        for name in _ORDER:
            rows = self._rows.pop(name, [])
            if rows:
                yield name, (len(rows[0]), rows)
        self.waiting = 0

    def add(self, article: Article) -> None:
        """Take the rows of one article."""
        self._articles += 1
        number = self._articles
        text = article.text or ""
        self._metadata(number, article)
        for name in ("blocks", "sentences", "tokens"):
            self._spans(name, number, text, getattr(article, name) or ())
        entities = self._add_entities(number, text, article)
        self._add_times(number, text, article)
        self._add_quantities(number, text, article.quantities or ())
        self._add_quotes(number, text, article, entities)
        self._add_events(number, text, article, entities)
        self._times += len(article.times or ())
        self._add_summary(number, text, article)
        self._put(
            "keyphrases", ((number, place, p.text, p.score, len(p.mentions)) for place, p in _each(article.keyphrases))
        )
        seen = {topic.code: topic for topic in article.topics or ()}
        self._put("topics", ((number, topic.code, topic.name, topic.score) for topic in seen.values()))

    def _put(self, table: str, rows: Any) -> None:
        there = self._rows[table]
        before = len(there)
        there.extend(rows)
        self.waiting += len(there) - before

    def _metadata(self, number: int, article: Article) -> None:
        self._put(
            "articles",
            [
                (
                    number,
                    article.headline or article.id,
                    article.id,
                    article.url,
                    article.canonical_url,
                    article.headline,
                    article.description,
                    article.publisher,
                    article.date_published,
                    article.date_modified,
                    article.section,
                    article.language,
                    article.is_accessible_for_free,
                    article.text,
                    None if article.text is None else sha256(article.text),
                    article.duplicate_of,
                    article.duplicate_kind,
                    _json(article.source),
                    _json(article.extra),
                )
            ],
        )
        self._put("authors", ((number, place, each.name, each.url) for place, each in _each(article.authors)))
        self._put("agencies", ((number, place, name) for place, name in _each(article.agencies)))
        self._put("keywords", ((number, place, name) for place, name in _each(article.keywords)))
        self._put("images", ((number, n, each.url, each.caption, each.credit) for n, each in _each(article.images)))
        self._put(
            "provenance",
            (
                (number, place, each.stage, each.version, _json(each.options), _json(each.model))
                for place, each in _each(article.provenance)
            ),
        )

    def _spans(self, name: str, number: int, text: str, spans: Sequence[Any]) -> None:
        if name == "blocks":
            self._put(name, ((number, place, each.start, each.end, each.kind) for place, each in enumerate(spans)))
        else:
            self._put(
                name,
                ((number, n, each.start, each.end, text[each.start : each.end]) for n, each in enumerate(spans)),
            )

    def _add_entities(self, number: int, text: str, article: Article) -> dict[str, int]:
        """Take the entities; return their numbers by id."""
        numbers: dict[str, int] = {}
        entities, other_names, mentions = self._rows["entities"], self._rows["entity_names"], self._rows["mentions"]
        before = len(entities) + len(other_names) + len(mentions)
        for entity in article.entities or ():
            self._entities += 1
            own = numbers[entity.id] = self._entities
            entities.append(
                (own, number, entity.id, entity.name, entity.label, entity.country, entity.wikidata, entity.confidence)
            )
            other_names.extend((own, "alias", place, name) for place, name in enumerate(entity.aliases))
            other_names.extend((own, "role", place, name) for place, name in enumerate(entity.roles))
            mentions.extend(
                (own, place, number, each.start, each.end, each.kind, text[each.start : each.end])
                for place, each in enumerate(entity.mentions)
            )
        self.waiting += len(entities) + len(other_names) + len(mentions) - before
        return numbers

    def _add_times(self, number: int, text: str, article: Article) -> None:
        for place, time in _each(article.times):
            first, last = (*(time.interval or ()), None, None)[:2]
            words = text[time.start : time.end]
            row = (time.start, time.end, words, time.type, time.value, time.mod, time.anchor, first, last)
            self._put("times", [(self._times + place + 1, number, *row)])

    def _add_quantities(self, number: int, text: str, quantities: Sequence[Quantity]) -> None:
        for place, each in enumerate(quantities):
            low, high = (*(each.range or ()), None, None)[:2]
            of = each.of
            counted = (None, None, None) if of is None else (of.start, of.end, text[of.start : of.end])
            part_of = None if each.part_of is None else self._quantities + each.part_of + 1
            words = text[each.start : each.end]
            value = (each.start, each.end, words, each.type, each.value, each.bound, each.unit, low, high)
            self._put("quantities", [(self._quantities + place + 1, number, *value, *counted, part_of)])
        self._quantities += len(quantities)

    def _add_quotes(self, number: int, text: str, article: Article, entities: dict[str, int]) -> None:
        for quote in article.quotes or ():
            self._quotes += 1
            own = self._quotes
            words = " […] ".join(text[span.start : span.end] for span in quote.content)
            cue = quote.cue
            told = (None,) * 4 if cue is None else (cue.start, cue.end, text[cue.start : cue.end], cue.lemma)
            self._put("quotes", [(own, number, words, quote.kind, quote.polarity, *told)])
            self._put("quote_contents", ((own, n, span.start, span.end) for n, span in enumerate(quote.content)))
            self._put(
                "quote_speakers", ((own, n, *_who(text, each, entities)) for n, each in enumerate(quote.speakers))
            )

    def _add_events(self, number: int, text: str, article: Article, entities: dict[str, int]) -> None:
        known = len(article.times or ())
        events, participants = self._rows["events"], self._rows["event_participants"]
        before = len(events) + len(participants)
        for event in article.events or ():
            self._events += 1
            own = self._events
            time = None if event.time is None or event.time >= known else self._times + event.time + 1
            words = text[event.start : event.end]
            what = (event.start, event.end, words, event.lemma, event.class_, event.modality, event.negated, time)
            events.append((own, number, *what))
            places = () if event.place is None else (event.place,)
            for role, each in (("agent", event.agents), ("patient", event.patients), ("place", places)):
                participants.extend((own, role, n, *_who(text, one, entities)) for n, one in enumerate(each))
        self.waiting += len(events) + len(participants) - before

    def _add_summary(self, number: int, text: str, article: Article) -> None:
        if article.summary is None:
            return
        for question in _QUESTIONS:
            answer: Any = getattr(article.summary, question)
            if answer is not None:
                words = text[answer.start : answer.end]
                value = getattr(answer, "value", None)
                self._put("summaries", [(number, question, 0, answer.start, answer.end, words, value)])
        lead: list[Span] = article.summary.lead
        self._put(
            "summaries",
            (
                (number, "lead", n, each.start, each.end, text[each.start : each.end], None)
                for n, each in enumerate(lead)
            ),
        )


def sha256(text: str) -> str:
    """Return the hash of a text's UTF-8, by which stand-off annotations are checked against their text."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _each(values: Sequence[Any] | None) -> Iterator[tuple[int, Any]]:
    return enumerate(values or ())


def _who(text: str, who: Participant, entities: dict[str, int]) -> tuple[Any, ...]:
    return (who.start, who.end, text[who.start : who.end], entities.get(who.entity or ""))


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
