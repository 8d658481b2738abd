"""The record: one news article as typed structs, the way every stage reads and writes it.

Offsets everywhere are Unicode code points, half-open ``[start, end)``, into ``Article.text``.
A layer that is ``None`` was not computed; an empty list was computed and found nothing.
Keys that newskit does not know are kept in ``extra`` as the JSON bytes they came in and leave the same way.
Names follow schema.org NewsArticle (in snake_case), TIMEX3 for time, and source/cue/content for attribution.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar, cast

import msgspec
from msgspec import Meta, Raw, Struct

SCHEMA: Literal["newskit/1"] = "newskit/1"

EXTRA_KEY = "\ue000extra"
"""The JSON name under which the encoder meets ``extra``; newskit.io.record flattens it away."""

ORIGIN_KEY = "\ue000origin"
"""The JSON name of ``Article.origin``, which never leaves the process."""

#: ISO 8601 at the granularity that was printed: year, month, day, or a time with an optional zone.
ISO_DATE = (
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
    r"([T ]([01]\d|2[0-4]):[0-5]\d(:[0-6]\d([.,]\d+)?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?)?)?)?$"
)
Date = Annotated[str, Meta(pattern=ISO_DATE)]
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
SourceKind = Literal["file", "url", "feed", "sitemap", "warc"]
DuplicateKind = Literal["exact", "near", "contained", "updated"]

_EXACT_INTEGERS = 2**53


T = TypeVar("T")


def _written(value: T) -> T:
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


class Source(Record, frozen=True):
    """Where the bytes of an article came from."""

    #: What was read: a file, a URL, a feed or sitemap entry, an archive.
    kind: SourceKind | None = None
    #: Path or address.
    uri: str | None = None
    #: Media type as declared or detected, without parameters.
    media_type: str | None = None
    #: Encoding that the bytes were decoded with, by its WHATWG name.
    charset: str | None = None
    #: HTTP status of the last response.
    status: int | None = None
    #: When the bytes were received, ISO 8601.
    fetched_at: str | None = None
    #: Hash of the payload's bytes as received after content decoding.
    sha256: str | None = None
    #: Byte offset of the record in its archive.
    offset: int | None = None
    #: Byte length of the record in its archive.
    length: int | None = None
    #: Addresses that redirected, the one asked for first.
    redirects: list[str] | None = None
    #: Header fields of the answer, names in lower case, without cookies.
    headers: dict[str, str] | None = None
    #: Address of the feed or sitemap that named the article.
    found_in: str | None = None
    #: Seconds that the last exchange took, on request.
    elapsed: float | None = None
    #: Address of the page on which the article goes on, where the page names one.
    next: str | None = None


class Author(Record, frozen=True):
    """A person who wrote the article; never an agency, a desk or "Staff"."""

    #: Name as printed, without "By" and without a role.
    name: str
    #: Author's page.
    url: str | None = None


class Image(Record, frozen=True):
    """A picture of the article with what is printed about it."""

    #: Address of the picture.
    url: str | None = None
    #: What the picture shows.
    caption: str | None = None
    #: Photographer, agency or owner.
    credit: str | None = None


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
    kind: MentionKind = _written("name")


class Entity(Record, frozen=True):
    """One thing in the world with all its mentions in the article."""

    #: Identifier, unique in the article.
    id: str
    #: OntoNotes class.
    label: EntityLabel
    #: The fullest form in the article.
    name: str
    #: Other names it has in the article.
    aliases: list[str] = _written([])
    #: Titles it is given in the article ("Turkish Prime Minister").
    roles: list[str] = _written([])
    #: ISO 3166-1 alpha-2 code.
    country: str | None = None
    #: Wikidata item.
    wikidata: str | None = None
    #: Confidence in the link, 0 to 1.
    confidence: float | None = None
    #: Where it stands in the text.
    mentions: list[Mention] = _written([])


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
    bound: Bound = _written("=")
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
    speakers: list[Participant] = _written([])
    #: What the speaker does by saying it.
    polarity: Polarity = _written("asserts")


class Event(Record, frozen=True):
    """Something that happens in the text, with who does it to whom."""

    #: First code point of the trigger.
    start: Offset
    #: One past its last code point.
    end: Offset
    #: Dictionary form of the trigger.
    lemma: str
    #: Who does it.
    agents: list[Participant] = _written([])
    #: To whom it is done.
    patients: list[Participant] = _written([])
    #: Where.
    place: Participant | None = None
    #: Index into ``times``.
    time: int | None = None
    #: Indices into ``quantities``.
    quantities: list[int] = msgspec.field(default_factory=list)
    #: Said not to happen.
    negated: bool = _written(value=False)
    #: Whether it happened, is planned, possible or only reported.
    modality: Modality = _written("actual")
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
    lead: list[Span] = _written([])


class Keyphrase(Record, frozen=True):
    """A phrase that says what the article is about."""

    #: Its most frequent form.
    text: str
    #: Weight, higher is more telling.
    score: float
    #: Where it stands.
    mentions: list[Span] = _written([])


class Topic(Record, frozen=True):
    """A subject of the IPTC Media Topics."""

    #: IPTC code, eight digits.
    code: str
    #: English name.
    name: str
    #: Confidence, 0 to 1.
    score: float
    #: The words that speak for it.
    mentions: list[Span] = _written([])


class FieldOrigin(Record, frozen=True):
    """Where a metadata field was found."""

    #: ``json-ld`` ``meta`` ``microdata`` ``text`` ``url``.
    source: str
    #: 0 to 1.
    confidence: float | None = None


class Provenance(Record, frozen=True):
    """What a stage was run with: enough to run it again."""

    #: Name of the stage.
    stage: str
    #: Version of newskit.
    version: str
    #: Options of the stage.
    options: dict[str, Any] = _written({})
    #: Name, version and hash of the model, where one was used.
    model: dict[str, str] | None = None
    #: Origin of each metadata field, by name.
    fields: dict[str, FieldOrigin] | None = None
    #: What a reader should know: a missing model, a fallback.
    notes: list[str] | None = None


class Article(Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One article. A stage adds layers; it never changes ``text`` once a layer points into it."""

    #: Version of this contract.
    schema: Literal["newskit/1"] = _written(SCHEMA)
    #: Stable: from the canonical URL, else from the content; equal input, equal id.
    id: str = ""
    #: Address as asked for.
    url: str | None = None
    #: Address as the page or the redirects say, without tracking parameters.
    canonical_url: str | None = None
    #: Where the bytes came from.
    source: Source | None = None
    #: The payload as decoded text (HTML or plain); dropped by ``clean`` unless asked to keep it.
    content: str | None = None
    #: Headline, without the site's name.
    headline: str | None = None
    #: Standfirst, deck.
    description: str | None = None
    #: People who wrote it.
    authors: list[Author] | None = None
    #: Wire services and desks credited.
    agencies: list[str] | None = None
    #: Who published it.
    publisher: str | None = None
    #: When it was published, ISO 8601 at the granularity printed.
    date_published: Date | None = None
    #: When it was last changed, ISO 8601.
    date_modified: Date | None = None
    #: Section, as the publisher filed it.
    section: str | None = None
    #: Keywords, as the publisher filed it.
    keywords: list[str] | None = None
    #: BCP 47.
    language: str | None = None
    #: Pictures.
    images: list[Image] | None = None
    #: ``False`` for a paywalled stub.
    is_accessible_for_free: bool | None = None
    #: Every kept block, once, in reading order, joined by a blank line.
    text: str | None = None
    #: The blocks of ``text``.
    blocks: list[Block] | None = None
    #: Sentences; none crosses a block.
    sentences: list[Span] | None = None
    #: Tokens, on request.
    tokens: list[Span] | None = None
    #: One per real-world thing.
    entities: list[Entity] | None = None
    #: TIMEX3 expressions.
    times: list[Time] | None = None
    #: Numbers with unit and object.
    quantities: list[Quantity] | None = None
    #: Attributions.
    quotes: list[Quote] | None = None
    #: Who did what to whom.
    events: list[Event] | None = None
    #: The main event.
    summary: Summary | None = None
    #: Ranked phrases.
    keyphrases: list[Keyphrase] | None = None
    #: IPTC Media Topics.
    topics: list[Topic] | None = None
    #: Identifier of the article that this one repeats.
    duplicate_of: str | None = None
    #: How it repeats it.
    duplicate_kind: DuplicateKind | None = None
    #: What was run on the article, in order.
    provenance: list[Provenance] | None = None
    #: Keys that newskit does not know, as raw JSON.
    extra: dict[str, Raw] | None = msgspec.field(default=None, name=EXTRA_KEY)
    #: Where it was read, for error messages (``articles.jsonl:12``); never written out.
    origin: str | None = msgspec.field(default=None, name=ORIGIN_KEY)


LAYERS = (
    "blocks",
    "sentences",
    "tokens",
    "entities",
    "times",
    "quantities",
    "quotes",
    "events",
    "summary",
    "keyphrases",
    "topics",
)
"""The fields that point into the text."""


def body(article: Article) -> str:
    """Return the article body: its body blocks joined by a blank line, or the text where there are no blocks."""
    text = article.text or ""
    if article.blocks is None:
        return text
    return "\n\n".join(text[block.start : block.end] for block in article.blocks if block.kind in BODY_KINDS)
