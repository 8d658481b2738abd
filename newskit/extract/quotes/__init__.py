"""Quotations, direct, indirect and mixed: what was said, with which words, by whom."""

from __future__ import annotations

from newskit.article import Cue, Participant, Quote, QuoteKind, Span
from newskit.extract.document import Document
from newskit.extract.quotes.drafts import Draft, grammatical_drafts, phrase_of
from newskit.extract.quotes.lexicon import lexicon
from newskit.extract.quotes.passage import Passage
from newskit.extract.quotes.utterances import join_quotations

_EDGES = " \t\n\u00a0,;:.–—-"


def extract_quotes(document: Document) -> list[Quote]:
    """Return the attributions of a document in the order of the text."""
    words = lexicon(document.language)
    quotes: list[Quote] = []
    if words is None:
        return quotes
    for parsed in document.blocks:
        if parsed.parse is None:
            continue
        passage = Passage(document.text, parsed, parsed.parse)
        drafts = join_quotations(passage, words, grammatical_drafts(passage, words))
        quotes += [quote for quote in (_quote(passage, draft) for draft in drafts) if quote is not None]
    return quotes


def _quote(passage: Passage, draft: Draft) -> Quote | None:
    spans = [span for span in (_trimmed(passage, passage.offsets(part)) for part in draft.content) if span[0] < span[1]]
    if not spans:
        return None
    cue = None
    if draft.cue is not None:
        start, end = passage.offsets(draft.cue)
        cue = Cue(start=start, end=end, lemma=draft.lemma)
    speakers = []
    for head in draft.sources:
        start, end = passage.offsets(phrase_of(head))
        speakers.append(Participant(start=start, end=end))
    return Quote(
        kind=_kind(passage, spans),
        content=[Span(start=start, end=end) for start, end in spans],
        cue=cue,
        speakers=speakers,
        polarity=draft.polarity,
    )


def _trimmed(passage: Passage, span: tuple[int, int]) -> tuple[int, int]:
    start, end = span
    while start < end and passage.text[start] in _EDGES:
        start += 1
    while end > start and passage.text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _kind(passage: Passage, spans: list[tuple[int, int]]) -> QuoteKind:
    quoted = words = 0
    marked = [(span.start, span.end) for span in passage.spans if not span.single]
    for start, end in spans:
        words += end - start
        quoted += sum(max(0, min(end, high) - max(start, low)) for low, high in marked)
    return "direct" if quoted >= words * 0.98 else "mixed" if quoted else "indirect"
