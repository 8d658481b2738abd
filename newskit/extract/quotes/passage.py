"""One parsed block with its quotations: the ground on which cues, contents and sources are looked for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newskit.extract.quotation_marks import QuotedSpan, quoted_spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from newskit.extract.document import ParsedBlock

Range = tuple[int, int]
"""Token numbers within the block, half-open."""

SPEECH_WORDS = 4
"""A quotation of fewer words is a phrase that the reporter borrows, not an utterance of its own."""

_LONGEST = 600
"""Tokens of the longest stretch that can be a sentence; beyond it stands a table, a list or noise."""

_WORD = re.compile(r"\w+")
_DATELINE = re.compile(r"[A-Z][A-Z.]{2,20}(?:[ ,][\w.,' ]{0,30})?(?:\([\w .,/]{1,30}\) ?)?[-–—]{1,2} ")


@dataclass(slots=True)
class Quotation:
    """A quoted span that is long enough to be speech."""

    span: QuotedSpan
    #: Tokens that it covers, marks included.
    tokens: Range
    words: int


class Passage:
    """Tokens of one block, and which of them stand inside which quotation."""

    def __init__(self, text: str, parsed: ParsedBlock, parse: Doc) -> None:
        self.text = text
        self.parse = parse
        self.start = parsed.start
        self.end = parsed.block.end
        self.kind = parsed.block.kind
        places: Any = parse.to_array("IDX")
        self._starts: list[int] = [self.start + place for place in places.tolist()]
        dateline = _DATELINE.match(text, self.start, self.end)
        #: First token behind a dateline ("PARIS (Agency) - ").
        self.lead = self.tokens(self.start, dateline.end())[1] if dateline is not None else 0
        self.spans = quoted_spans(text, self.start, self.end)
        self.quotations: list[Quotation] = []
        #: For each token the number of the quotation it stands in, or -1.
        self.quoted = [-1] * len(parse)
        for span in self.spans:
            words = _count_words(text, span)
            if words < SPEECH_WORDS and not self._ends_like_speech(span):
                continue
            tokens = self.tokens(span.start, span.end)
            for place in range(*tokens):
                self.quoted[place] = len(self.quotations)
            self.quotations.append(Quotation(span, tokens, words))

    def _ends_like_speech(self, span: QuotedSpan) -> bool:
        """Whether a short quotation ends as an utterance does before its speaker: ``"No," he said``."""
        last = self.text[span.inside()[1] - 1]
        return not span.single and span.closed and (last in "?!" or (last == "," and self._goes_on(span.end)))

    def _goes_on(self, offset: int) -> bool:
        return self.text[offset : offset + 1].isspace() and self.text[offset + 1 : offset + 2].isalpha()

    def tokens(self, start: int, end: int) -> Range:
        """Return the tokens that begin in a stretch of the article's text."""
        return bisect_left(self._starts, start), bisect_left(self._starts, end)

    def offsets(self, tokens: Range) -> tuple[int, int]:
        """Return the stretch of the article's text that some tokens cover."""
        last = self.parse[tokens[1] - 1]
        return self._starts[tokens[0]], self.start + last.idx + len(last)

    def quotations_in(self, start: int, end: int) -> list[Quotation]:
        """Return the quotations that begin between two tokens."""
        first = bisect_left(self.quotations, start, key=lambda quotation: quotation.tokens[0])
        last = bisect_left(self.quotations, end, key=lambda quotation: quotation.tokens[0])
        return self.quotations[first:last]

    def opens_in(self, start: int, end: int) -> bool:
        """Whether a quoted span, long or short, begins in a stretch of the article's text."""
        place = bisect_left(self.spans, start, key=lambda span: span.start)
        return place < len(self.spans) and self.spans[place].start < end

    @property
    def is_grammatical(self) -> bool:
        """Whether the parse can be trusted to be one of sentences."""
        return all(len(sentence) <= _LONGEST for sentence in self.parse.sents)

    def token_at(self, offset: int) -> Token | None:
        """Return the token that holds an offset into the article's text."""
        place = bisect_right(self._starts, offset) - 1
        return self.parse[place] if place >= 0 else None


def _count_words(text: str, span: QuotedSpan) -> int:
    return sum(1 for _ in _WORD.finditer(text, span.start, span.end))
