"""What an article counts as: the one place that says which values it adds to which figure.

A fact is ``(figure, key, label)``. The key says which values are the same across articles, the label is what a person
reads. A fact that is given twice by an article is one article and two occurrences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from newskit.article import Article, Entity, Quote, body
from newskit.report.world import country_name

SEPARATOR = "\t"
"""Between the parts of the key of a figure that is counted by two things."""
_NAMED = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "group"}
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_LENGTHS = (0, 100, 250, 500, 1000, 2000, 4000)
_KEYPHRASES = 10
_LONGEST_WORDS = 60
"""Characters of a speaker or a counted thing that is known by its words alone; longer ones are not counted."""
_LONGEST_LABEL = 200
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W{_IDEOGRAPHS}]+(?:['’-][^\W{_IDEOGRAPHS}]+)*")
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?=$|[T ])")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_UNITS = {"CARDINAL": "count", "ORDINAL": "rank", "MONEY": "money", "PERCENT": "per cent", "MEASURE": "measure"}


class Fact(NamedTuple):
    """One value of one figure."""

    figure: str
    key: str
    label: str


class Figure(NamedTuple):
    """What is counted, in the words of a heading."""

    title: str
    #: Whether the values are in an order of their own (dates, lengths), not by how often they occur.
    is_ordered: bool = False
    #: Another figure whose values this one divides.
    divides: str | None = None


FIGURES: dict[str, Figure] = {
    "year": Figure("Articles by year", is_ordered=True),
    "month": Figure("Articles by month", is_ordered=True),
    "day": Figure("Articles by day", is_ordered=True),
    "publisher": Figure("Publishers"),
    "language": Figure("Languages"),
    "length": Figure("Lengths in words", is_ordered=True),
    "section": Figure("Sections"),
    "author": Figure("Authors"),
    "agency": Figure("Agencies"),
    "topic": Figure("Topics"),
    "keyphrase": Figure("Keyphrases"),
    "person": Figure("People"),
    "organisation": Figure("Organisations"),
    "place": Figure("Places"),
    "country": Figure("Countries"),
    "group": Figure("Nationalities and groups"),
    "name": Figure("Other names"),
    "speaker": Figure("Speakers"),
    "speaker_polarity": Figure("Speakers by polarity", divides="speaker"),
    "speaker_publisher": Figure("Speakers by publisher", divides="speaker"),
    "polarity": Figure("Polarity of quotations"),
    "quotation": Figure("Kinds of quotation"),
    "time_year": Figure("Years spoken of", is_ordered=True),
    "time_month": Figure("Months spoken of", is_ordered=True),
    "time_day": Figure("Days spoken of", is_ordered=True),
    "quantity": Figure("Quantities"),
    "counted": Figure("What is counted"),
    "event": Figure("Events"),
    "duplicate": Figure("Copies"),
    "cluster": Figure("Clusters of copies"),
}


def facts(article: Article, length: int) -> Iterator[Fact]:
    """Yield what an article of so many words adds to the figures, in a fixed order."""
    yield from _metadata(article, length)
    yield from _entities(article.entities or [])
    yield from _quotes(article)
    for time in article.times or ():
        if time.type in ("DATE", "TIME") and time.value:
            yield from _dated("time_", time.value)
    yield from _quantities(article)
    for event in article.events or ():
        if event.class_:
            yield _plain("event", event.class_)


def words(article: Article) -> int:
    """Return the number of words in the body; an ideograph or kana is a word."""
    return len(_WORD.findall(body(article)))


@lru_cache(maxsize=1)
def unit_words() -> dict[str, str]:
    """Return the words for units of measures."""
    return dict(_table("units.tsv"))


@lru_cache(maxsize=1)
def _pronouns() -> frozenset[str]:
    """Return the words of all languages that stand for a speaker without naming one, case folded."""
    return frozenset(word.casefold() for _, words in _table("pronouns.tsv") for word in words.split())


def _table(name: str) -> list[tuple[str, str]]:
    text = resources.files("newskit.resources").joinpath("report", name).read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return [(first, second) for first, _, second in rows]


def date(article: Article) -> str | None:
    """Return when the article was published, else when it was last changed."""
    return article.date_published or article.date_modified


def length_class(number: int) -> Fact:
    """Return the class of lengths that a number of words falls in."""
    low = max(bound for bound in _LENGTHS if bound <= number)
    above = [bound for bound in _LENGTHS if bound > low]
    return Fact("length", f"{low:05}", f"{low:,}–{above[0] - 1:,}" if above else f"{low:,} and more")


def _metadata(article: Article, length: int) -> Iterator[Fact]:
    dated = date(article)
    if dated:
        yield from _dated("", dated)
    for figure, value in (
        ("publisher", article.publisher),
        ("language", article.language),
        ("section", article.section),
    ):
        if value:
            yield _plain(figure, value)
    if article.text is not None:
        yield length_class(length)
    for author in article.authors or ():
        yield _plain("author", author.name)
    for agency in article.agencies or ():
        yield _plain("agency", agency)
    for topic in article.topics or ():
        yield Fact("topic", topic.code, topic.name)
    for keyphrase in sorted(article.keyphrases or (), key=lambda each: -each.score)[:_KEYPHRASES]:
        yield _plain("keyphrase", keyphrase.text)
    if article.duplicate_of:
        yield _plain("duplicate", article.duplicate_kind or "unknown")
        yield Fact("cluster", article.duplicate_of, article.duplicate_of)


def _plain(figure: str, value: str) -> Fact:
    label = _squeezed(value)
    return Fact(figure, label.casefold(), label)


def _squeezed(value: str) -> str:
    """Return a value on one line, at a length that can be shown."""
    return " ".join(value[: 2 * _LONGEST_LABEL].split())[:_LONGEST_LABEL]


def _dated(prefix: str, value: str) -> Iterator[Fact]:
    """Yield year, month and day of a date, as far as they are told."""
    found = _DATE.match(value)
    if found is None:
        if re.match(r"\d{4}-", value):  # a week, a season, a quarter
            yield Fact(f"{prefix}year", value[:4], value[:4])
        return
    told = ""
    for figure, part in zip(("year", "month", "day"), found.groups(), strict=True):
        if part is None:
            return
        told = f"{told}-{part}" if told else part
        yield Fact(f"{prefix}{figure}", told, told)


def is_named(entity: Entity) -> bool:
    """Whether the article says the name, not only "the minister"."""
    return not entity.mentions or any(mention.kind == "name" for mention in entity.mentions)


def entity_fact(entity: Entity) -> Fact:
    """Return an entity as a value: the same Wikidata item, else the same name in the same class."""
    figure, key, label = _plain(_NAMED.get(entity.label, "name"), entity.name)
    return Fact(figure, entity.wikidata or key, label)


def _entities(entities: list[Entity]) -> Iterator[Fact]:
    for entity in entities:
        if not is_named(entity):
            continue
        fact = entity_fact(entity)
        for _ in entity.mentions or (None,):
            yield fact
            if entity.country and entity.label in _PLACES:
                yield Fact("country", entity.country, country_name(entity.country))


def _quotes(article: Article) -> Iterator[Fact]:
    entities = {entity.id: entity for entity in article.entities or ()}
    for quote in article.quotes or ():
        yield _plain("polarity", quote.polarity)
        yield _plain("quotation", quote.kind)
        for key, label in sorted(set(speakers(quote, entities, article.text or ""))):
            yield Fact("speaker", key, label)
            yield Fact("speaker_polarity", f"{key}{SEPARATOR}{quote.polarity}", quote.polarity)
            if article.publisher:
                publisher = _plain("publisher", article.publisher)
                yield Fact("speaker_publisher", f"{key}{SEPARATOR}{publisher.key}", publisher.label)


def speakers(quote: Quote, entities: dict[str, Entity], text: str) -> Iterator[tuple[str, str]]:
    """Yield key and label of each speaker: the entity, else the words ("officials") unless they are a pronoun."""
    for speaker in quote.speakers:
        entity = entities.get(speaker.entity or "")
        if entity is not None:
            fact = entity_fact(entity)
            yield fact.key, fact.label
            continue
        told = _ARTICLE.sub("", " ".join(text[speaker.start : speaker.end].split()), count=1)
        if told and len(told) <= _LONGEST_WORDS and told.casefold() not in _pronouns():
            yield told.casefold(), told


def _quantities(article: Article) -> Iterator[Fact]:
    text = article.text or ""
    for quantity in article.quantities or ():
        kind = _UNITS[quantity.type]
        unit = quantity.unit if quantity.type in ("MONEY", "MEASURE") else None
        key = f"{kind}, {unit}" if unit else kind
        yield Fact("quantity", key, f"{kind}, {unit_words().get(unit, unit.strip('{}'))}" if unit else kind)
        if quantity.of is not None and quantity.type == "CARDINAL":
            counted = _ARTICLE.sub("", " ".join(text[quantity.of.start : quantity.of.end].split()), count=1)
            if counted and len(counted) <= _LONGEST_WORDS:
                yield _plain("counted", counted)
