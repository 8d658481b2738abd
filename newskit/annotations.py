"""What the layers of an article are made of: spans of its text and what is said of them, as typed structs.

Offsets everywhere are Unicode code points, half-open ``[start, end)``, into ``Article.text``.
Names follow TIMEX3 for time, and source/cue/content for attribution. Everybody imports them from ``newskit.article``.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar, cast

import msgspec
from msgspec import Meta, Raw, Struct

EXTRA_KEY = "\ue000extra"
"""The JSON name under which the encoder meets ``extra``; newskit.io.record flattens it away."""

Offset = Annotated[int, Meta(ge=0)]

BlockKind = Literal[
    "headline",
    "description",
    "dateline",
    "byline",
    "timestamp",
    "caption",
    "credit",
    "agency",
    "heading",
    "paragraph",
    "list_item",
    "blockquote",
    "table",
    "correction",
]
BODY_KINDS: frozenset[str] = frozenset({"dateline", "heading", "paragraph", "list_item", "blockquote", "table"})
"""The block kinds that make up the article body."""

EntityLabel = Literal["PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"]
MentionKind = Literal["name", "nominal", "pronoun"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
QuantityType = Literal["CARDINAL", "ORDINAL", "MONEY", "PERCENT", "MEASURE"]
Bound = Literal["=", "~", "<", "<=", ">", ">="]
QuoteKind = Literal["direct", "indirect", "mixed"]
Polarity = Literal[
    "asserts",
    "denies",
    "accuses",
    "criticises",
    "praises",
    "asks",
    "orders",
    "promises",
    "warns",
    "suggests",
]
Modality = Literal["actual", "planned", "possible", "reported"]

_EXACT_INTEGERS = 2**53

T = TypeVar("T")


def written(value: T) -> T:
    """Return a default that is written out all the same: a literal default would be left out as absent."""
    copied = value.copy if isinstance(value, list | dict) else lambda: value
    return cast("T", msgspec.field(default_factory=copied))


class Record(Struct, kw_only=True, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Base of every object inside an article: immutable, absent values left out, unknown keys kept."""

    #: Keys that newskit does not know, as raw JSON.
    extra: dict[str, Raw] | None = msgspec.field(default=None, name=EXTRA_KEY)


class Span(Record, frozen=True):
    """A stretch of the article's text."""

    #: First code point.
    start: Offset
    #: One past the last code point.
    end: Offset


class Block(Record, frozen=True):
    """A kept block of the page: a paragraph, a caption, a credit line and so on."""

    #: First code point.
    start: Offset
    #: One past the last code point.
    end: Offset
    #: What the block is.
    kind: BlockKind


class Mention(Record, frozen=True):
    """One place where an entity is named or referred to."""

    #: First code point.
    start: Offset
    #: One past the last code point.
    end: Offset
    #: By name, by a common noun ("the minister") or by a pronoun.
    kind: MentionKind = written("name")


class Entity(Record, frozen=True):
    """One thing in the world with all its mentions in the article."""

    #: Identifier, unique in the article.
    id: str
    #: OntoNotes class.
    label: EntityLabel
    #: The fullest form in the article.
    name: str
    #: Other names it has in the article.
    aliases: list[str] = written([])
    #: Titles it is given in the article ("Turkish Prime Minister").
    roles: list[str] = written([])
    #: ISO 3166-1 alpha-2 code.
    country: str | None = None
    #: Wikidata item.
    wikidata: str | None = None
    #: Confidence in the link, 0 to 1.
    confidence: float | None = None
    #: Where it stands in the text.
    mentions: list[Mention] = written([])


class Time(Record, frozen=True):
    """A TIMEX3 expression."""

    #: First code point.
    start: Offset
    #: One past the last code point.
    end: Offset
    #: TIMEX3 type.
    type: TimeType
    #: TIMEX3 value: ``2015-10-07``, ``2015-W41``, ``P4Y``, ``PRESENT_REF``; ``None`` where it cannot be resolved.
    value: str | None = None
    #: TIMEX3 modifier: ``START`` ``END`` ``APPROX`` ``LESS_THAN`` and so on.
    mod: str | None = None
    #: ISO date that the value was resolved against.
    anchor: str | None = None
    #: Ends of the range that this time is one end of.
    interval: list[str] | None = None


class Quantity(Record, frozen=True):
    """A number with its unit, its bound and what it counts."""

    #: First code point.
    start: Offset
    #: One past the last code point.
    end: Offset
    #: What kind of number.
    type: QuantityType
    #: The number; an integer where it is whole. ``None`` for vague amounts ("several").
    value: int | float | None = None
    #: How the value bounds the quantity.
    bound: Bound = written("=")
    #: ISO 4217 for money, UCUM for measures, ``%`` for per cent.
    unit: str | None = None
    #: What is counted.
    of: Span | None = None
    #: Both ends, ``[low, high]``.
    range: list[int | float] | None = None
    #: Index of the quantity that this one is a part of.
    part_of: int | None = None

    def __post_init__(self) -> None:
        if type(self.value) is float and self.value.is_integer() and abs(self.value) < _EXACT_INTEGERS:
            msgspec.structs.force_setattr(self, "value", int(self.value))
        elif type(self.value) is int and abs(self.value) >= _EXACT_INTEGERS:
            msgspec.structs.force_setattr(self, "value", float(self.value))
        if self.range is not None:
            msgspec.structs.force_setattr(self, "range", [_whole(number) for number in self.range])


def _whole(number: float) -> int | float:
    return int(number) if float(number).is_integer() and abs(number) < _EXACT_INTEGERS else float(number)


class Cue(Record, frozen=True):
    """The words that attribute: "said", "according to"."""

    #: First code point.
    start: Offset
    #: One past the last code point.
    end: Offset
    #: Dictionary form.
    lemma: str


class Participant(Record, frozen=True):
    """Somebody who speaks, acts or undergoes, as a span and as an entity."""

    #: First code point.
    start: Offset
    #: One past the last code point.
    end: Offset
    #: Identifier of the entity, where it is known.
    entity: str | None = None


class Quote(Record, frozen=True):
    """An attribution: what was said, by whom, with which words."""

    #: In quotation marks, reported, or both.
    kind: QuoteKind
    #: What was said, quotation marks included; several spans where it is interrupted.
    content: list[Span]
    #: The attributing words.
    cue: Cue | None = None
    #: Who said it.
    speakers: list[Participant] = written([])
    #: What the speaker does by saying it.
    polarity: Polarity = written("asserts")


class Event(Record, frozen=True):
    """Something that happens in the text, with who does it to whom."""

    #: First code point of the trigger.
    start: Offset
    #: One past its last code point.
    end: Offset
    #: Dictionary form of the trigger.
    lemma: str
    #: Who does it.
    agents: list[Participant] = written([])
    #: To whom it is done.
    patients: list[Participant] = written([])
    #: Where.
    place: Participant | None = None
    #: Index into ``times``.
    time: int | None = None
    #: Indices into ``quantities``.
    quantities: list[int] = msgspec.field(default_factory=list)
    #: Said not to happen.
    negated: bool = written(value=False)
    #: Whether it happened, is planned, possible or only reported.
    modality: Modality = written("actual")
    #: PLOVER event type.
    class_: str | None = msgspec.field(default=None, name="class")


class When(Record, frozen=True):
    """The time of the main event."""

    #: First code point.
    start: Offset
    #: One past the last code point.
    end: Offset
    #: TIMEX3 value.
    value: str | None = None


class Summary(Record, frozen=True):
    """The main event, as the answers to the reporter's questions; ``None`` where the article does not say."""

    who: Span | None = None
    what: Span | None = None
    whom: Span | None = None
    when: When | None = None
    where: Span | None = None
    why: Span | None = None
    how: Span | None = None
    #: The sentences to show as a summary.
    lead: list[Span] = written([])


class Keyphrase(Record, frozen=True):
    """A phrase that says what the article is about."""

    #: Its most frequent form.
    text: str
    #: Weight, higher is more telling.
    score: float
    #: Where it stands.
    mentions: list[Span] = written([])


class Topic(Record, frozen=True):
    """A subject of the IPTC Media Topics."""

    #: IPTC code, eight digits.
    code: str
    #: English name.
    name: str
    #: Confidence, 0 to 1.
    score: float
    #: The words that speak for it.
    mentions: list[Span] = written([])
