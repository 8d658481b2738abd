"""What is known of a page when its headline, description and authors are chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from newskit.article import BODY_KINDS, BlockKind
from newskit.clean.html.classify import Judgement
from newskit.clean.html.outline import Outline
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import types_of
from newskit.clean.metadata.titles import houses_of

_RUNNING = 60
"""Letters from which a body block counts as the first paragraph."""


@dataclass
class Evidence:
    """A page's head, its blocks, and what the classifier says of them."""

    declared: Declared
    page: Outline
    #: Nothing where the page has no block.
    judgement: Judgement | None
    #: Which blocks are body, by index.
    body: dict[int, BlockKind] = field(default_factory=dict)
    publisher: str | None = None
    #: Index of the headline's block, or -1 while it is not known or where none shows it.
    headline: int = -1

    @cached_property
    def body_places(self) -> list[int]:
        """The indices of the body's blocks, in order."""
        return sorted(place for place, kind in self.body.items() if kind in BODY_KINDS)

    @cached_property
    def first_paragraph(self) -> int:
        """The index of the body's first paragraph of some length, else of its first block, else 0."""
        body, texts = self.body_places, self.page.texts
        running = (place for place in body if self.body[place] == "paragraph" and len(texts[place]) > _RUNNING)
        return next(running, body[0] if body else 0)

    @cached_property
    def houses(self) -> set[str]:
        """The letters of the names that the site goes by."""
        return houses_of(self.declared, self.publisher)

    @cached_property
    def is_news(self) -> bool:
        """Whether JSON-LD says that the page is news."""
        return any("News" in name or name == "LiveBlogPosting" for name in types_of(self.declared.article))

    @cached_property
    def is_filed(self) -> bool:
        """Whether the page is treated as news: it says so, has keywords for news, or a section and a time."""
        declared = self.declared
        return (
            self.is_news
            or bool(declared.first_meta("news_keywords"))
            or bool(
                declared.first_meta("article:section", "og:article:section", "section")
                and declared.first_meta("article:published_time")
            )
        )

    def likeliest(self, part: str, count: int) -> list[int]:
        """Return the indices of the blocks that are likeliest a part (headline, byline …), the likeliest first."""
        if self.judgement is None:
            return []
        chances = self.judgement.parts[part]
        return [int(place) for place in (-chances).argsort(kind="stable")[:count]]

    def tag(self, place: int) -> str:
        """Return the name of the element that a block stands in, empty where there is none."""
        node = self.page.nodes[place]
        return self.page.tags[node] if node >= 0 else ""
