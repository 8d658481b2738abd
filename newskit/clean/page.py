"""What comes out of a page or a scrape before it becomes a record: blocks and metadata.

Both readers of this room, the one for HTML and the one for plain text, return this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from newskit.article import Author, BlockKind, FieldOrigin, Image

PageKind = Literal["article", "live_blog", "section", "gallery", "video", "other"]


@dataclass(slots=True)
class CleanedPage:
    """One page, cleaned: its blocks in reading order, its metadata, and what was left out.

    A value that the page does not state is ``None``, or an empty list where the field is a list.
    """

    #: Text and kind of every kept block, in reading order; no text is empty or has blank lines inside.
    blocks: list[tuple[str, BlockKind]] = field(default_factory=list)
    #: Headline, without the site's name.
    headline: str | None = None
    #: Standfirst, deck.
    description: str | None = None
    #: People who wrote it.
    authors: list[Author] = field(default_factory=list)
    #: Wire services and desks credited.
    agencies: list[str] = field(default_factory=list)
    #: Who published it.
    publisher: str | None = None
    #: When it was published, ISO 8601 at the granularity printed.
    date_published: str | None = None
    #: When it was last changed, ISO 8601.
    date_modified: str | None = None
    #: Section, as the publisher filed it.
    section: str | None = None
    #: Keywords, as the publisher filed them.
    keywords: list[str] = field(default_factory=list)
    #: BCP 47.
    language: str | None = None
    #: Pictures of the article.
    images: list[Image] = field(default_factory=list)
    #: ``False`` for a paywalled stub, ``True`` where the page says that it is free.
    is_accessible_for_free: bool | None = None
    #: Address as the page states it, without tracking parameters.
    canonical_url: str | None = None
    #: What kind of page it is; ``other`` for pages that are none of the named ones.
    page_kind: PageKind = "article"
    #: Where each metadata field was found, by name.
    origins: dict[str, FieldOrigin] = field(default_factory=dict)
    #: What was left out and why, in reading order: text and a lower-case reason ("navigation", "caption repeated").
    dropped: list[tuple[str, str]] = field(default_factory=list)
    #: What a reader should know: a fallback, a limit that was reached.
    notes: list[str] = field(default_factory=list)

    def texts(self, *kinds: BlockKind) -> Iterator[str]:
        """Yield the texts of the blocks of these kinds, in reading order."""
        for text, kind in self.blocks:
            if kind in kinds:
                yield text
