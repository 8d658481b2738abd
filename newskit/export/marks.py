"""The annotations of an article as marks over its text: what every stand-off format is written from.

A mark has a label, one or more spans, attributes and links to other marks. Empty spans cannot be marked and are left
out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from newskit.article import Article, EntityLabel, Participant, QuantityType, TimeType

Span = tuple[int, int]
QUOTE, CUE, TRIGGER, PARTICIPANT, COUNTED = "QUOTE", "CUE", "TRIGGER", "PARTICIPANT", "COUNTED"
LABELS: dict[str, tuple[str, ...]] = {
    "entities": get_args(EntityLabel),
    "times": get_args(TimeType),
    "quantities": (*get_args(QuantityType), COUNTED),
    "quotes": (QUOTE, CUE),
    "events": (TRIGGER, PARTICIPANT),
}
"""Every label, by the layer that it comes from; times are TIMEX3 types."""
LINKS = ("cue", "speaker", "agent", "patient", "place", "time", "of", "part_of")
"""The roles of links."""


@dataclass
class Mark:
    """One annotation over the text."""

    #: Unique in the article.
    id: str
    #: Layer of the record that it comes from.
    layer: str
    #: One of :data:`LABELS`.
    label: str
    #: Where it stands; several where it is interrupted.
    spans: list[Span]
    #: What else the record says of it, without what is absent.
    attributes: dict[str, Any] = field(default_factory=dict)
    #: ``(role, id of another mark)``.
    links: list[tuple[str, str]] = field(default_factory=list)


def marks(article: Article) -> list[Mark]:
    """Return all marks of an article, by layer and then in the order of the record."""
    return _Marker(article).found


def text_sha256(text: str) -> str:
    """Return the hash of a text's UTF-8, by which offsets are checked against the text that they belong to."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


class _Marker:
    """Builds the marks of one article; participants are linked to the mention that stands in the same place."""

    def __init__(self, article: Article) -> None:
        self.found: list[Mark] = []
        self._mentions: dict[Span, str] = {}
        self._entities(article)
        numbered = self._times(article), self._quantities(article)
        self._quotes(article)
        self._events(article, numbered[0])

    def _add(self, mark: Mark) -> bool:
        mark.spans = [(start, end) for start, end in mark.spans if end > start]
        mark.attributes = {name: value for name, value in mark.attributes.items() if value not in (None, [], "")}
        if mark.spans:
            self.found.append(mark)
        return bool(mark.spans)

    def _entities(self, article: Article) -> None:
        for entity in article.entities or ():
            told = {
                "entity": entity.id,
                "name": entity.name,
                "roles": entity.roles,
                "country": entity.country,
                "wikidata": entity.wikidata,
            }
            for number, mention in enumerate(entity.mentions):
                span = (mention.start, mention.end)
                mark = Mark(
                    f"{entity.id}.{number}", "entities", entity.label, [span], {**told, "mention": mention.kind}
                )
                if self._add(mark):
                    self._mentions.setdefault(span, mark.id)

    def _times(self, article: Article) -> set[str]:
        ids = set()
        for number, time in enumerate(article.times or ()):
            told = {"value": time.value, "mod": time.mod, "anchor": time.anchor, "interval": time.interval}
            if self._add(Mark(f"t{number}", "times", time.type, [(time.start, time.end)], told)):
                ids.add(f"t{number}")
        return ids

    def _quantities(self, article: Article) -> set[str]:
        quantities = article.quantities or []
        ids = {f"n{number}" for number, each in enumerate(quantities) if each.end > each.start}
        for number, each in enumerate(quantities):
            told = {"value": each.value, "bound": each.bound, "unit": each.unit, "range": each.range}
            mark = Mark(f"n{number}", "quantities", each.type, [(each.start, each.end)], told)
            if each.part_of is not None and f"n{each.part_of}" in ids:
                mark.links.append(("part_of", f"n{each.part_of}"))
            if self._add(mark) and each.of is not None:
                counted = Mark(f"n{number}.of", "quantities", COUNTED, [(each.of.start, each.of.end)])
                if self._add(counted):
                    mark.links.append(("of", counted.id))
        return ids

    def _quotes(self, article: Article) -> None:
        for number, quote in enumerate(article.quotes or ()):
            told: dict[str, Any] = {"kind": quote.kind, "polarity": quote.polarity}
            spans = [(span.start, span.end) for span in quote.content]
            mark = Mark(f"q{number}", "quotes", QUOTE, spans, told)
            if not self._add(mark):
                continue
            if quote.cue is not None:
                place = (quote.cue.start, quote.cue.end)
                cue = Mark(f"q{number}.cue", "quotes", CUE, [place], {"lemma": quote.cue.lemma})
                if self._add(cue):
                    mark.links.append(("cue", cue.id))
            self._take_part(mark, "speaker", quote.speakers)

    def _events(self, article: Article, times: set[str]) -> None:
        for number, event in enumerate(article.events or ()):
            told = {"lemma": event.lemma, "class": event.class_, "modality": event.modality}
            if event.negated:
                told["negated"] = "true"
            mark = Mark(f"v{number}", "events", TRIGGER, [(event.start, event.end)], told)
            if not self._add(mark):
                continue
            self._take_part(mark, "agent", event.agents)
            self._take_part(mark, "patient", event.patients)
            self._take_part(mark, "place", [event.place] if event.place else [])
            if event.time is not None and f"t{event.time}" in times:
                mark.links.append(("time", f"t{event.time}"))

    def _take_part(self, mark: Mark, role: str, who: Iterable[Participant]) -> None:
        for each in who:
            span = (each.start, each.end)
            there = self._mentions.get(span)
            if there is None:
                new = Mark(f"{mark.id}.{role}{len(mark.links)}", mark.layer, PARTICIPANT, [span])
                new.attributes["entity"] = each.entity
                if not self._add(new):
                    continue
                there = self._mentions[span] = new.id
            mark.links.append((role, there))


def pieces(text: str, spans: Iterable[Span], breaks: str) -> Iterator[Span]:
    """Yield spans cut at characters that a format cannot have inside a span, without white space at their ends."""
    for start, end in spans:
        begin = start
        for place in range(start, end + 1):
            if place == end or text[place] in breaks:
                words = text[begin:place]
                if words.strip():
                    left = begin + len(words) - len(words.lstrip())
                    yield left, left + len(words.strip())
                begin = place + 1
