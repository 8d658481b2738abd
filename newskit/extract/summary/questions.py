"""The reporter's questions, answered from the headline, the standfirst and the lead.

The main clause is the headline's; where the headline has no verb, that of the first sentence of the body. Answers are
read from the parse of that clause, and where it does not say, from the next passage.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newskit.article import Span
from newskit.extract.document import Document, ParsedBlock
from newskit.extract.events.finding import LONGEST
from newskit.extract.summary.clause import Clause, main_clause
from newskit.extract.summary.headline import Reading, read_headline
from newskit.extract.summary.lexicon import Lexicon, lexicon
from newskit.extract.summary.setting import when, where

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens

PASSAGES = 4
"""Sentences that are read: the headline, the standfirst, and the beginning of the body."""


def answer(document: Document) -> dict[str, Any]:
    """Return the answers by question; absent where the article does not say."""
    passages = list(_passages(document))
    answers: dict[str, Any] = {"where": where(document)}
    words = lexicon(document.language)
    told = _headline(document, words) if words is not None else None
    showing = words.showing if words is not None else frozenset()
    clauses = [
        (block, clause) for block, sentence in passages if (clause := main_clause(sentence, showing)) is not None
    ]
    if told is not None:
        answers["who"], answers["what"] = _span(told[0], told[1].who), _span(told[0], told[1].what)
    if not clauses:
        answers["when"] = when(document, answers.get("what"))
        return answers
    block, first = clauses[0]
    answers["what"] = answers.get("what") or _span(block, first.what)
    answers["who"] = answers.get("who") or _span(block, first.who) or _first_name(document, passages)
    answers["when"] = when(document, answers["what"])
    alike = [(place, clause) for place, clause in clauses if clause.is_like(first)]
    answers["whom"] = _told(alike, "aimed") or _told(alike, "whom")
    answers["why"] = _told(clauses, "why") or (_span(told[0], told[1].why) if told is not None else None)
    answers["how"] = _told(clauses, "how")
    return answers


def _headline(document: Document, words: Lexicon) -> tuple[ParsedBlock, Reading] | None:
    """Return what the headline tells, read from left to right."""
    for block in document.blocks:
        if block.block.kind == "headline" and block.parse is not None:
            reading = read_headline(block.parse, words)
            return (block, reading) if reading is not None else None
    return None


def _told(clauses: list[tuple[ParsedBlock, Clause]], question: str) -> Span | None:
    """Return the first answer that one of the clauses gives."""
    return next((span for block, clause in clauses if (span := _span(block, getattr(clause, question)))), None)


def _passages(document: Document) -> Iterator[tuple[ParsedBlock, Tokens]]:
    """Yield the sentences to read in the order of their weight."""
    number = 0
    for kinds in (("headline",), ("description",), ("paragraph",)):
        for block in document.blocks:
            if block.parse is None or block.block.kind not in kinds:
                continue
            for sentence in block.parse.sents:
                if number >= PASSAGES:
                    return
                if 3 < len(sentence) <= LONGEST:
                    yield block, sentence
                    number += 1


def _span(block: ParsedBlock, tokens: tuple[int, int] | None) -> Span | None:
    if tokens is None or block.parse is None:
        return None
    start, end = block.span(block.parse[tokens[0] : tokens[1]])
    return Span(start=start, end=end)


def _first_name(document: Document, passages: list[tuple[ParsedBlock, Tokens]]) -> Span | None:
    """Return the first person or organisation that the passages name."""
    named = [
        (mention.start, mention.end)
        for entity in document.article.entities or ()
        if entity.label in ("PERSON", "ORG", "GPE", "NORP")
        for mention in entity.mentions
        if mention.kind == "name"
    ]
    for block, sentence in passages:
        start, end = block.span(sentence)
        inside = sorted(span for span in named if start <= span[0] and span[1] <= end)
        if inside:
            return Span(start=inside[0][0], end=inside[0][1])
    return None
