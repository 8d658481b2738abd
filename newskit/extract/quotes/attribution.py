"""Quotes of a document: drafts of each block, with speakers as entities, joined across paragraphs."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

import msgspec

from newskit.article import Cue, Quote, QuoteKind, Span
from newskit.extract.document import Document
from newskit.extract.quotation_marks import QuotedSpan
from newskit.extract.quotes.draft import Draft
from newskit.extract.quotes.drafts import grammatical_drafts
from newskit.extract.quotes.labels import labelled_drafts
from newskit.extract.quotes.lexicon import Lexicon, lexicon
from newskit.extract.quotes.passage import Passage
from newskit.extract.quotes.speakers import Speakers
from newskit.extract.quotes.surface import surface_quotes
from newskit.extract.quotes.utterances import introduction, join_quotations

_EDGES = frozenset(" \t\n\r\u00a0\u202f\u2009,;:.–—-…")
_WHOLE = 0.98
"""Share of a content inside quotation marks from which it is direct."""


def attribute(document: Document) -> list[Quote]:
    """Return the quotes of a document."""
    words = lexicon(document.language)
    if words is None:
        return []
    speakers = Speakers.of(document.article, words)
    quotes: list[_Told] = []
    open_at: int | None = None
    introduced: Quote | None = None
    for parsed in document.blocks:
        if parsed.parse is None:
            quotes += [_Told(quote, quote.cue is None) for quote in surface_quotes(document, parsed, words, speakers)]
            continue
        passage = Passage(document.text, parsed, parsed.parse)
        if not passage.is_grammatical:
            quotes += [_Told(quote, quote.cue is None) for quote in surface_quotes(document, parsed, words, speakers)]
            continue
        labelled = labelled_drafts(passage, words.words["reporting"])
        drafts = join_quotations(passage, words, grammatical_drafts(passage, words, labelled))
        found = _quotes(passage, drafts, speakers, words, quotes[-1].quote if quotes else None)
        if found and introduced is not None and _opens_block(passage, found[0]):
            first = found[0].quote
            found[0] = _Told(
                msgspec.structs.replace(introduced, kind=first.kind, content=first.content), floating=False
            )
        if found and _goes_on(passage, open_at, found[0], quotes):
            found[0] = _joined(quotes.pop(), found[0])
        quotes += found
        open_at = parsed.block.end if found and _stays_open(passage) else None
        introduced = _introduced(passage, speakers, words)
    return [told.quote for told in quotes]


class _Told(NamedTuple):
    """A quote, and whether it stands without a cue or a speaker of its own."""

    quote: Quote
    floating: bool


def _quotes(
    passage: Passage, drafts: list[Draft], speakers: Speakers, words: Lexicon, previous: Quote | None
) -> list[_Told]:
    found: list[_Told] = []
    for draft in drafts:
        spans = [_trimmed(passage.text, passage.offsets(part)) for part in draft.content]
        spans = [span for span in spans if span[0] < span[1]]
        if not spans:
            continue
        cue = None
        if draft.cue is not None:
            start, end = passage.offsets(draft.cue)
            cue = Cue(start=start, end=end, lemma=draft.lemma)
        named = speakers.participants(passage, draft.sources, words)
        floating = cue is None and not named
        if floating and previous is not None:
            named = previous.speakers
        previous = Quote(
            kind=kind_of(spans, passage.spans),
            content=[Span(start=start, end=end) for start, end in spans],
            cue=cue,
            speakers=named,
            polarity=draft.polarity,
        )
        found.append(_Told(previous, floating))
    return found


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    start, end = span
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def kind_of(spans: list[tuple[int, int]], quoted: list[QuotedSpan]) -> QuoteKind:
    """Return the kind of some content by how much of it stands between quotation marks."""
    inside = 0
    for start, end in spans:
        place = max(0, bisect_right(quoted, start, key=lambda mark: mark.start) - 1)
        while place < len(quoted) and quoted[place].start < end:
            mark = quoted[place]
            if not mark.single:
                inside += max(0, min(end, mark.end) - max(start, mark.start))
            place += 1
    if not inside:
        return "indirect"
    return "direct" if inside >= _WHOLE * sum(end - start for start, end in spans) else "mixed"


def _introduced(passage: Passage, speakers: Speakers, words: Lexicon) -> Quote | None:
    """Return a quote without content for the cue with which a block introduces the next."""
    draft = introduction(passage, words)
    if draft is None or draft.cue is None:
        return None
    start, end = passage.offsets(draft.cue)
    named = speakers.participants(passage, draft.sources, words)
    cue = Cue(start=start, end=end, lemma=draft.lemma)
    return Quote(kind="direct", content=[], cue=cue, speakers=named, polarity=draft.polarity)


def _opens_block(passage: Passage, told: _Told) -> bool:
    """Whether a quotation without a cue of its own stands at the start of a block."""
    return told.floating and told.quote.content[0].start <= passage.start + 1


def _stays_open(passage: Passage) -> bool:
    """Whether a quotation runs unclosed to the end of the block."""
    return bool(passage.spans) and not passage.spans[-1].closed and passage.spans[-1].end >= passage.end - 1


def _goes_on(passage: Passage, open_at: int | None, first: _Told, before: list[_Told]) -> bool:
    """Whether a block begins by reopening the quotation that the block before left open."""
    if open_at is None or before[-1].quote.content[-1].end < open_at - 1:
        return False
    opens = passage.start + 1
    reopened = bool(passage.spans) and passage.spans[0].start <= opens >= first.quote.content[0].start
    return reopened and (first.floating or before[-1].floating)


def _joined(told: _Told, more: _Told) -> _Told:
    """Return two quotes as one, with the cue and the speakers of the one that has them."""
    whose = told if more.floating else more
    content = [*told.quote.content, *more.quote.content]
    return _Told(msgspec.structs.replace(whose.quote, content=content), told.floating and more.floating)
