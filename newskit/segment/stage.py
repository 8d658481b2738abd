"""The segment stage: sentences, and tokens on request, for every block of an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from newskit.article import Article, Span
from newskit.segment.rules import load_rules
from newskit.segment.sentences import split_block

_WHOLE = frozenset({"timestamp", "credit", "agency", "byline"})


@dataclass(frozen=True)
class Segment:
    """Adds sentences (and tokens, if asked) to articles in blocks."""

    quotes: Literal["split", "keep"] = "split"
    tokens: bool = False
    paragraphs: Literal["off", "auto"] = "off"
    engine: str = "newskit"

    @property
    def name(self) -> str:
        """``segment``."""
        return "segment"

    @property
    def needs(self) -> tuple[str, ...]:
        """Text in blocks."""
        return ("text", "blocks")

    @property
    def gives(self) -> tuple[str, ...]:
        """Sentences, and tokens if asked."""
        return ("sentences", "tokens") if self.tokens else ("sentences",)

    def options(self) -> dict[str, Any]:
        """Return the options."""
        return {"quotes": self.quotes}

    def __call__(self, articles: Sequence[Article]) -> list[Article]:
        """Segment one batch."""
        for article in articles:
            rules = load_rules(article.language)
            text = article.text or ""
            article.sentences = [
                Span(start=s, end=e)
                for block in article.blocks or []
                for s, e in split_block(text, block.start, block.end, rules, quotes=self.quotes, kind=block.kind)
            ]
        return list(articles)
