"""An article on its way through the extractors: parsed once, read by all of them.

The text is parsed block by block, with the sentences that ``segment`` found as fixed boundaries, so that a parse never
runs across a caption and a credit. Extractors run in a fixed order (entities, quotes, times, quantities, events,
summary, keyphrases, topics); each reads the layers of those before it from ``Document.article`` and sets its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newskit.article import BODY_KINDS, Article, Block
from newskit.extract.morphology import run

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Tokens

PARSE_BATCH = 256
"""How many blocks the tagger sees at once."""
MAX_BLOCK = 200_000
"""Characters of the longest block that is parsed."""
MAX_RUN = 1_000
"""Characters of the longest stretch without a blank that is parsed: the tokenizer's time grows with its square."""


@dataclass(slots=True)
class ParsedBlock:
    """One block of the text with its parse."""

    #: The block as it stands in the article.
    block: Block
    #: Sentences of the block, as ``(start, end)`` offsets into the article's text.
    sentences: list[tuple[int, int]]
    #: spaCy's parse of the block's text, its sentences those of ``segment``; ``None`` without a model.
    parse: Doc | None = None

    @property
    def start(self) -> int:
        """Offset of the block in the article's text: add it to ``token.idx``."""
        return self.block.start

    @property
    def is_body(self) -> bool:
        """Whether the block belongs to the article body."""
        return self.block.kind in BODY_KINDS

    def span(self, tokens: Tokens | Token) -> tuple[int, int]:
        """Return the offsets in the article's text of some tokens of this block."""
        if hasattr(tokens, "idx"):
            start = self.start + tokens.idx
            return start, start + len(tokens)
        return self.start + tokens.start_char, self.start + tokens.end_char

    def tokens(self, start: int, end: int, *, mode: str = "expand") -> Tokens | None:
        """Return the tokens that a stretch of the article's text covers (spaCy's ``alignment_mode``)."""
        if self.parse is None:
            return None
        return self.parse.char_span(start - self.start, end - self.start, alignment_mode=mode)


@dataclass(slots=True)
class Document:
    """One article with its parse."""

    article: Article
    text: str
    blocks: list[ParsedBlock]
    #: What provenance says of the model; ``None`` when rules and lexicons ran alone.
    model: dict[str, str] | None = None
    #: What a reader of the record should know, for provenance.
    notes: list[str] = field(default_factory=list)

    @property
    def language(self) -> str:
        """Primary subtag of the article's language; ``en`` where it is unknown."""
        return (self.article.language or "en").split("-")[0].lower()

    def block_at(self, offset: int) -> ParsedBlock | None:
        """Return the block that holds an offset."""
        place = bisect_right(self.blocks, offset, key=lambda parsed: parsed.start) - 1
        if place >= 0 and offset < self.blocks[place].block.end:
            return self.blocks[place]
        return None

    def body(self) -> Iterator[ParsedBlock]:
        """Yield the blocks of the article body."""
        return (parsed for parsed in self.blocks if parsed.is_body)


def tokens_of(parse: Doc, classes: frozenset[str]) -> Iterator[Token]:
    """Yield the tokens of a parse that have one of some parts of speech, in order.

    All are asked at once: asking one token after the other takes most of the time of an extractor.
    """
    from spacy.symbols import IDS

    wanted = {IDS[name] for name in classes}
    found: Any = parse.to_array("POS")
    return (parse[place] for place, number in enumerate(found.tolist()) if number in wanted)


def open_documents(articles: Sequence[Article]) -> list[Document]:
    """Make documents of segmented articles, without a parse."""
    return [_open(article) for article in articles]


def _open(article: Article) -> Document:
    text = article.text or ""
    sentences = sorted((sentence.start, sentence.end) for sentence in article.sentences or [])
    starts = [start for start, _ in sentences]
    blocks = []
    for block in sorted(article.blocks or [], key=lambda block: block.start):
        first = bisect_right(starts, block.start - 1)
        last = bisect_right(starts, block.end - 1)
        blocks.append(ParsedBlock(block, sentences[first:last] or [(block.start, block.end)]))
    return Document(article, text, blocks)


def parse_documents(documents: Iterable[Document], pipeline: Language, facts: dict[str, str]) -> None:
    """Parse all blocks of all documents in batches and keep the parse in them."""
    pending: list[tuple[Doc, ParsedBlock]] = []
    for document in documents:
        document.model = facts
        for parsed in document.blocks:
            text = document.text[parsed.block.start : parsed.block.end]
            if not _is_parsable(text):
                document.notes.append(f"the block at {parsed.block.start} is too long to parse; rules alone read it")
            elif text.strip():
                pending.append((_tokenize(text, parsed, pipeline), parsed))
    for parse, (_, parsed) in zip(run(pipeline, (one for one, _ in pending), PARSE_BATCH), pending, strict=True):
        parsed.parse = parse


def _is_parsable(text: str) -> bool:
    """Whether a block is of a size that the parser reads in reasonable time."""
    return len(text) <= MAX_BLOCK and (len(text) <= MAX_RUN or max(map(len, text.split()), default=0) <= MAX_RUN)


def _tokenize(text: str, parsed: ParsedBlock, pipeline: Language) -> Doc:
    """Tokenize one block and fix the sentence boundaries that ``segment`` found."""
    import numpy as np

    tokens = pipeline.make_doc(text)
    places = tokens.to_array(["IDX"])
    starts = np.isin(places, [start - parsed.start for start, _ in parsed.sentences])
    starts[:1] = True
    # all at once: a token's own setter looks through the whole document
    marks: Any = np.where(starts, 1, -1).astype(np.int64).astype(np.uint64)
    return tokens.from_array(["SENT_START"], marks)
