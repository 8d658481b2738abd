"""Quotations and their cues: each long quotation is joined to the words that attribute it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from newskit.extract.quotes.cover import Cover
from newskit.extract.quotes.draft import THRESHOLD, Draft
from newskit.extract.quotes.drafts import cue_range
from newskit.extract.quotes.lexicon import Lexicon
from newskit.extract.quotes.passage import Passage, Quotation, Range
from newskit.extract.quotes.sources import source_heads
from newskit.extract.quotes.subjects import adjacent_subject, heads_in, inverted_subject, phrase_before

if TYPE_CHECKING:
    from spacy.tokens import Token

_REACH = 14
_JOINED = 60
_GAP = 3
_PARTS = 100
_FLOATING_WORDS = 6
_SIGNATURE = re.compile(r"\s*[―—–]\s*((?:[A-Z][\w.'’-]{0,30})(?: [A-Z][\w.'’-]{0,30}){0,5})(?=\s*(?:[\n,.(\"“]|$))")
_SENTENCE_END = frozenset(".!?")


def join_quotations(passage: Passage, lexicon: Lexicon, drafts: list[Draft]) -> list[Draft]:
    """Give every long quotation of the block to a draft, new ones where needed; return all drafts in order."""
    drafts = list(drafts)
    by_head = {draft.head: draft for draft in drafts}
    cover = Cover(len(passage.parse))
    for number, draft in sorted(enumerate(drafts), key=lambda item: -item[1].size):
        for part in draft.content:
            cover.mark(part, number)
    last: Draft | None = None
    for number, quotation in enumerate(passage.quotations):
        owner = _owner(quotation, drafts, cover)
        if owner is None:
            owner = _cued(passage, lexicon, number, by_head) or _signed(passage, number)
            if owner is not None and owner.head not in by_head:
                by_head[owner.head] = owner
                drafts.append(owner)
        if owner is None and last is not None and _continues(passage, number, last):
            owner = last
        if owner is None:
            if quotation.words >= _FLOATING_WORDS:
                owner = Draft("", "asserts", None, [quotation.tokens], [], 9, quotation.tokens[0])
                drafts.append(owner)
            else:
                continue
        _absorb(owner, quotation.tokens)
        last = owner
    drafts.sort(key=lambda draft: draft.head)
    return drafts


def introduction(passage: Passage, lexicon: Lexicon) -> Draft | None:
    """Return the cue of a block that ends in a colon and so introduces the next: ``Mr. Hale continued:``."""
    parse = passage.parse
    last = len(parse) - 1
    while last >= 0 and parse[last].is_space:
        last -= 1
    if last < 0 or parse[last].text != ":":
        return None
    for place in range(last - 1, max(-1, last - _REACH), -1):
        token = parse[place]
        if token.text in _SENTENCE_END or passage.quoted[place] >= 0:
            return None
        if _speaks(token, lexicon):
            entry = lexicon.entry("verb", lexicon.lemma(token))
            polarity = entry.polarity if entry is not None else "asserts"
            return Draft(lexicon.lemma(token), polarity, cue_range(token), [], _speaker(passage, token), 9, place)
    return None


def _owner(quotation: Quotation, drafts: list[Draft], cover: Cover) -> Draft | None:
    """Return the draft whose content meets the quotation most."""
    met = Counter(number for place in range(*quotation.tokens) if (number := cover.of(place)) >= 0)
    return drafts[met.most_common(1)[0][0]] if met else None


def _signed(passage: Passage, number: int) -> Draft | None:
    """Read a name that a dash sets behind a quotation: ``"…" — Jane Doe``."""
    quotation = passage.quotations[number]
    match = _SIGNATURE.match(passage.text, quotation.span.end, passage.end)
    if match is None:
        return None
    name = passage.tokens(*match.span(1))
    if name[1] <= name[0]:
        return None
    return Draft("", "asserts", None, [quotation.tokens], [passage.parse[name[1] - 1]], 9, name[0])


def _absorb(draft: Draft, tokens: Range) -> None:
    """Widen a draft's content so that it covers a quotation whole, without swallowing its own cue."""
    start, end = tokens
    rest: list[Range] = []
    for low, high in draft.content:
        if low <= end and start <= high and not _between(draft.cue, min(low, start), max(high, end)):
            start, end = min(start, low), max(end, high)
        else:
            rest.append((low, high))
    draft.content = sorted([*rest, (start, end)])


def _between(cue: Range | None, start: int, end: int) -> bool:
    return cue is not None and start <= cue[0] < end


def _cued(passage: Passage, lexicon: Lexicon, number: int, by_head: dict[int, Draft]) -> Draft | None:
    """Find the cue beside a quotation: after it in the same sentence, else before it."""
    quotation = passage.quotations[number]
    after = _after(passage, lexicon, quotation)
    before = _before(passage, lexicon, quotation)
    ends = passage.text[quotation.span.inside()[1] - 1]
    verb = before if before is not None and (after is None or ends == ".") else after
    if verb is None:
        return None
    known = by_head.get(verb.i)
    if known is not None:
        if known.frame not in {"c", "p"}:
            known.sources = _speaker(passage, verb) or known.sources
        return known
    entry = lexicon.entry("verb", lexicon.lemma(verb))
    sources = _speaker(passage, verb)
    polarity = entry.polarity if entry is not None else "asserts"
    return Draft(lexicon.lemma(verb), polarity, cue_range(verb), [quotation.tokens], sources, 9, verb.i)


def _speaker(passage: Passage, verb: Token) -> list[Token]:
    """Return the heads of who speaks: after an inverted verb, by the parse, else the noun before the verb."""
    inverted = inverted_subject(passage, verb)
    if inverted:
        return inverted
    parsed = [head for head in source_heads(verb, "verb", passive=False) if passage.quoted[head.i] < 0]
    if parsed and parsed[0].i < verb.i:
        return parsed
    phrase = phrase_before(passage, verb.i)
    return heads_in(passage, phrase) if phrase is not None else adjacent_subject(passage, verb) or parsed


def _after(passage: Passage, lexicon: Lexicon, quotation: Quotation) -> Token | None:
    parse = passage.parse
    for place in range(quotation.tokens[1], min(len(parse), quotation.tokens[1] + _REACH)):
        token = parse[place]
        if (
            passage.quoted[place] >= 0
            or "\n" in token.text
            or (token.text in _SENTENCE_END and place > quotation.tokens[1])
        ):
            return None
        if _speaks(token, lexicon):
            return token
    return None


def _before(passage: Passage, lexicon: Lexicon, quotation: Quotation) -> Token | None:
    parse = passage.parse
    for place in range(quotation.tokens[0] - 1, max(-1, quotation.tokens[0] - _REACH), -1):
        token = parse[place]
        if passage.quoted[place] >= 0 or "\n" in token.text or token.text in _SENTENCE_END:
            return None
        if _speaks(token, lexicon):
            return token
    return None


def _speaks(token: Token, lexicon: Lexicon) -> bool:
    if token.pos_ not in {"VERB", "AUX"}:
        closes = token.i + 1 == len(token.doc) or token.nbor().text in {".", ","}
        if token.pos_ != "NOUN" or not closes:
            return False
    entry = lexicon.entry("verb", lexicon.lemma(token))
    return entry is not None and max(entry.frames.get("q", 0), entry.frames.get("c", 0)) >= THRESHOLD


def _continues(passage: Passage, number: int, last: Draft) -> bool:
    """Whether a quotation follows right on the sentence of the cue before it: ``"…," he said. "…"``."""
    if len(last.content) >= _PARTS:
        return False
    start = max(end for _, end in [*last.content, last.cue or (0, 0)])
    place = passage.quotations[number].tokens[0]
    if last.cue is None or place - start > _JOINED:
        return False
    between = passage.parse[start:place]
    if any("\n" in token.text for token in between):
        return False
    ends = [token.i for token in between if token.text in _SENTENCE_END]
    return not ends or (len(ends) == 1 and place - ends[0] <= _GAP)
