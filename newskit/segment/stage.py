"""The segment stage: sentences, and tokens on request, for every block of an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from newskit.article import Article, Block, Span
from newskit.errors import RecordError, UsageError
from newskit.segment.paragraphs import refine_blocks
from newskit.segment.rules import Rules, load_rules
from newskit.segment.sentences import Quotes, split_block
from newskit.segment.splitters import OWN, load_splitter, run_splitter
from newskit.segment.tokens import tokens

Paragraphs = Literal["off", "auto"]
WHOLE_KINDS = frozenset({"dateline", "byline", "timestamp", "credit", "agency"})
"""Kinds of block that are one unit each, whatever marks stand in them."""


@dataclass(frozen=True)
class Segment:
    """Adds sentences, and tokens if asked, to articles in blocks. No sentence crosses a block.

    ``quotes`` says whether a quotation of several sentences is several units (``split``) or one (``keep``).
    ``paragraphs="auto"`` first divides blocks in which paragraphs ran together. ``splitter`` names who finds the
    sentences: ``newskit``, ``spacy``, or an entry point of the group ``newskit.segmenters``.
    """

    quotes: Quotes = "split"
    tokens: bool = False
    paragraphs: Paragraphs = "off"
    splitter: str = OWN

    def __post_init__(self) -> None:
        """Refuse options and splitters that nobody knows."""
        for name, given, known in (("quotes", self.quotes, Quotes), ("paragraphs", self.paragraphs, Paragraphs)):
            if given not in get_args(known):
                message = f"{name} is {given!r}; choose from {', '.join(get_args(known))}"
                raise UsageError(message)
        if self.splitter != OWN:
            if self.quotes == "keep":
                message = f"quotes can be kept whole by the splitter {OWN} alone, not by {self.splitter}"
                raise UsageError(message)
            load_splitter(self.splitter)

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
        """Return all options."""
        return {
            "quotes": self.quotes,
            "tokens": self.tokens,
            "paragraphs": self.paragraphs,
            "splitter": self.splitter,
        }

    def __call__(self, articles: Sequence[Article]) -> list[Article]:
        """Segment one batch; raises ``RecordError`` where text or blocks are missing or do not fit each other."""
        for article in articles:
            self._segment(article)
        return list(articles)

    def _segment(self, article: Article) -> None:
        rules = load_rules(article.language)
        text, blocks = _checked(article)
        if self.paragraphs == "auto":
            blocks = article.blocks = refine_blocks(text, blocks, rules)
        spans = [span for block in blocks for span in self._sentences(text, block, rules, article.language)]
        article.sentences = [Span(start=start, end=end) for start, end in spans]
        if self.tokens:
            article.tokens = [
                Span(start=first, end=last) for start, end in spans for first, last in tokens(text, start, end, rules)
            ]

    def _sentences(self, text: str, block: Block, rules: Rules, language: str | None) -> list[tuple[int, int]]:
        if block.kind in WHOLE_KINDS:
            piece = text[block.start : block.end]
            start = block.start + len(piece) - len(piece.lstrip())
            return [(start, block.start + len(piece.rstrip()))] if piece.strip() else []
        if self.splitter != OWN:
            piece = text[block.start : block.end]
            return [
                (block.start + start, block.start + end) for start, end in run_splitter(self.splitter, piece, language)
            ]
        return split_block(text, block.start, block.end, rules, quotes=self.quotes, kind=block.kind)


def _checked(article: Article) -> tuple[str, list[Block]]:
    """Return text and blocks, in the order of the text."""
    if article.text is None or article.blocks is None:
        missing = "text" if article.text is None else "blocks"
        message = f"the article has no {missing}; run clean first"
        raise RecordError(message, field=missing)
    blocks = sorted(article.blocks, key=lambda block: block.start)
    place = 0
    for block in blocks:
        if not place <= block.start <= block.end <= len(article.text):
            message = f"the block from {block.start} to {block.end} overlaps another or lies outside the text"
            raise RecordError(message, field="blocks")
        place = block.end
    return article.text, blocks
