"""The record: one news article as typed structs, the way every stage reads and writes it.

Offsets everywhere are Unicode code points, half-open ``[start, end)``, into ``Article.text``.
A layer that is ``None`` was not computed; an empty list was computed and found nothing.
Keys that newskit does not know are kept in ``extra`` as the JSON bytes they came in and leave the same way.
Names follow schema.org NewsArticle (in snake_case); what layers are made of stands in ``newskit.annotations`` and is
imported from here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from newskit.annotations import (
    BODY_KINDS,
    EXTRA_KEY,
    Block,
    BlockKind,
    Bound,
    Cue,
    Entity,
    EntityLabel,
    Event,
    Keyphrase,
    Mention,
    MentionKind,
    Modality,
    Offset,
    Participant,
    Polarity,
    Quantity,
    QuantityType,
    Quote,
    QuoteKind,
    Record,
    Span,
    Summary,
    Time,
    TimeType,
    Topic,
    When,
    written,
)

__all__ = [
    "BODY_KINDS",
    "EXTRA_KEY",
    "ISO_DATE",
    "LAYERS",
    "ORIGIN_KEY",
    "SCHEMA",
    "Article",
    "Author",
    "Block",
    "BlockKind",
    "Bound",
    "Cue",
    "Date",
    "DuplicateKind",
    "Entity",
    "EntityLabel",
    "Event",
    "FieldOrigin",
    "Image",
    "Keyphrase",
    "Mention",
    "MentionKind",
    "Modality",
    "Offset",
    "Participant",
    "Polarity",
    "Provenance",
    "Quantity",
    "QuantityType",
    "Quote",
    "QuoteKind",
    "Record",
    "Source",
    "SourceKind",
    "Span",
    "Summary",
    "Time",
    "TimeType",
    "Topic",
    "When",
    "body",
]

SCHEMA: Literal["newskit/1"] = "newskit/1"

ORIGIN_KEY = "\ue000origin"
"""The JSON name of ``Article.origin``, which never leaves the process."""

#: ISO 8601 at the granularity that was printed: year, month, day, or a time with an optional zone.
ISO_DATE = (
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
    r"([T ]([01]\d|2[0-4]):[0-5]\d(:[0-6]\d([.,]\d+)?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?)?)?)?$"
)
Date = Annotated[str, Meta(pattern=ISO_DATE)]

SourceKind = Literal["file", "url", "feed", "sitemap", "warc"]
DuplicateKind = Literal["exact", "near", "contained", "updated"]


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
    options: dict[str, Any] = written({})
    #: Name, version and hash of the model, where one was used.
    model: dict[str, str] | None = None
    #: Origin of each metadata field, by name.
    fields: dict[str, FieldOrigin] | None = None
    #: What a reader should know: a missing model, a fallback.
    notes: list[str] | None = None


class Article(Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One article. A stage adds layers; it never changes ``text`` once a layer points into it."""

    #: Version of this contract.
    schema: Literal["newskit/1"] = written(SCHEMA)
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
