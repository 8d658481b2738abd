"""What belongs to a content and what does not: its edges, its quotation marks, what hangs on behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newskit.extract.quotes.passage import Passage, Range
from newskit.extract.quotes.subjects import RELATIVE

if TYPE_CHECKING:
    from spacy.tokens import Token

    from newskit.extract.quotes.candidates import Candidate
    from newskit.extract.quotes.lexicon import Lexicon

_LONG = 3
_CLAUSAL = frozenset({"c", "p", "x", "raising", "q"})


def trimmed_content(passage: Passage, candidate: Candidate, taken: list[Range], lexicon: Lexicon) -> list[Range]:
    """Return the content of a candidate without its cue and its subject (``taken``, the cue first)."""
    cue, frame, content, head = taken[0], candidate.frame, candidate.content, candidate.head
    kept = _quoted_side(passage, content, cue) if frame == "c" else content
    if frame not in _CLAUSAL:
        kept = [*kept[:-1], _extended(passage, head, kept[-1], lexicon.words["extending"])]
    kept = [_own_clause(passage, part) for part in kept]
    return [_utterance(passage, _unmarked(passage, _after_colon(passage, part, cue))) for part in without(kept, taken)]


def _unmarked(passage: Passage, content: Range) -> Range:
    """Leave off a ``that`` that a comma or colon parts from the quotation it leads to."""
    start, end = content
    if end - start > _LONG and passage.parse[start].lower_ == "that" and passage.parse[start + 1].text in {",", ":"}:
        return start + 2, end
    return content


def _quoted_side(passage: Passage, content: list[Range], cue: Range) -> list[Range]:
    """Keep to the quotation before a cue where the parse hangs an unquoted clause behind the cue on it as well."""
    before = [part for part in content if part[1] <= cue[0] and passage.quoted[part[0]] >= 0]
    return [part for part in content if part[1] <= cue[0] or passage.quoted[part[0]] >= 0] if before else content


def _after_colon(passage: Passage, content: Range, cue: Range) -> Range:
    """Let a quotation that its cue follows begin at its own mark, where a colon parts it from what comes before."""
    start, end = content
    if end <= cue[0]:
        for quotation in passage.quotations_in(start + 1, end):
            first = quotation.tokens[0]
            if passage.parse[first - 1].text == ":":
                start = first
    return start, end


def _utterance(passage: Passage, content: Range) -> Range:
    """Leave off what the parse hangs behind a quotation that ends like a sentence: ``"…," before he left``."""
    start, end = content
    number = passage.quoted[start]
    if number >= 0 and passage.quotations[number].tokens[0] == start:
        quotation = passage.quotations[number]
        last = quotation.tokens[1]
        ends = passage.text[quotation.span.inside()[1] - 1] in ",.?!"
        if ends and last < end and not any(passage.quoted[place] >= 0 for place in range(last, end)):
            return start, last
    return content


def _extended(passage: Passage, head: Token, content: Range, prepositions: frozenset[str]) -> Range:
    """Let an object run on over the phrases behind it that the parse hangs on the verb."""
    start, end = content
    while end < len(passage.parse) and start > head.i:
        token = passage.parse[end]
        if token.lower_ not in prepositions or token.head.i > end or token.head.i < head.i or token.right_edge.i < end:
            break
        end = token.right_edge.i + 1
    return start, end


def _own_clause(passage: Passage, content: Range) -> Range:
    """Leave off a clause set off by a comma at the end, in which the reporter adds: ``…, which had been ill``."""
    start, end = content
    for place in range(start + _LONG, end):
        token = passage.parse[place]
        if token.tag_ in RELATIVE and passage.parse[place - 1].text == "," and passage.quoted[place] < 0:
            clause = token.head
            while clause.dep_ != "relcl" and clause.head.i != clause.i and clause.head.i >= start:
                clause = clause.head
            if clause.dep_ == "relcl" and clause.right_edge.i + 1 >= end - 1:
                return start, place - 1
    return content


def without(content: list[Range], taken: list[Range]) -> list[Range]:
    """Cut some ranges out; of the sides that remain of one stretch keep the larger, or both where both are long."""
    kept: list[Range] = []
    for start, end in content:
        pieces = [(start, end)]
        for low, high in taken:
            pieces = [
                piece for a, b in pieces for piece in ((a, min(b, low)), (max(a, high), b)) if piece[1] > piece[0]
            ]
        if len(pieces) > 1:
            longest = max(pieces, key=lambda piece: piece[1] - piece[0])
            pieces = [piece for piece in pieces if piece[1] - piece[0] >= _LONG or piece == longest]
        kept += pieces
    return sorted(set(kept))
