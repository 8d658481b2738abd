"""Attributions in one block, drafted from the parse: candidates graded by the lexicon, cut clean, and set apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newskit.article import Polarity
from newskit.extract.quotes.candidates import SUBJECTS, Candidate, candidates, reach
from newskit.extract.quotes.grading import graded
from newskit.extract.quotes.lexicon import Lexicon
from newskit.extract.quotes.passage import Passage, Range
from newskit.extract.quotes.sources import coordinated, source_heads

if TYPE_CHECKING:
    from spacy.tokens import Token

THRESHOLD = 4
"""The grade from which a candidate counts as an attribution."""

_ORDER = ("c", "n", "as", "raising", "x", "p", "o")
_LONG = 3
_SET_OFF = frozenset({",", '"', "”", "''", "’", "'", "?", "!"})
_ACCORDING = "according to"
_NOMINAL = frozenset({"PROPN", "NOUN", "ADJ", "DET", "NUM", "PART", "CCONJ", "PRON"})
_SURE = 5


@dataclass(slots=True)
class Draft:
    """An attribution in token numbers of its block."""

    lemma: str
    polarity: Polarity
    #: Cue words; ``None`` for a quotation that stands without any.
    cue: Range | None
    content: list[Range]
    #: Heads of the noun phrases of the source.
    sources: list[Token] = field(default_factory=list)
    grade: float = 9
    #: Number of the cue's head, to order and to nest.
    head: int = -1


def grammatical_drafts(passage: Passage, lexicon: Lexicon, labelled: list[Draft]) -> list[Draft]:
    """Return what the grammar of the block attributes, outermost first decided, in order of the text."""
    by_head: dict[int, list[tuple[float, Candidate]]] = {}
    for candidate in candidates(passage.parse, passage.quoted, lexicon):
        grade = graded(candidate, lexicon, passage)
        if grade >= THRESHOLD:
            by_head.setdefault(candidate.head.i, []).append((grade, candidate))
    drafts = [_draft(passage, lexicon, *_best(found)) for found in by_head.values()]
    drafts += _according(passage)
    drafts += labelled
    return set_apart(passage, (draft for draft in drafts if draft is not None))


def _best(found: list[tuple[float, Candidate]]) -> tuple[float, Candidate]:
    def rank(item: tuple[float, Candidate]) -> tuple[int, float]:
        frame = item[1].frame
        return -_ORDER.index(frame) if frame in _ORDER else -_ORDER.index("x"), item[0]

    return max(found, key=rank)


def _draft(passage: Passage, lexicon: Lexicon, grade: float, candidate: Candidate) -> Draft | None:
    entry = lexicon.entry(candidate.word_class, candidate.lemma)
    assert entry is not None
    head = candidate.head
    cue = cue_range(head, candidate.particles)
    sources = [] if candidate.frame == "raising" else sources_of(passage, candidate)
    taken = [cue]
    if not sources and candidate.frame in {"c", "p"} and not candidate.passive:
        phrase = phrase_before(passage, cue[0])
        if phrase is not None and any(start < phrase[0] and phrase[1] <= end for start, end in candidate.content):
            taken.append(phrase)
            sources = heads_in(passage, phrase)
    if candidate.word_class == "verb":
        taken += [reach(child) for child in head.children if child.dep_ == "nsubj" and child in sources]
    kept = _quoted_side(passage, candidate.content, cue) if candidate.frame == "c" else candidate.content
    content = [_unmarked(passage, _after_colon(passage, part, cue)) for part in _without(kept, taken)]
    if not content:
        return None
    return Draft(candidate.lemma.replace("_", " "), entry.polarity, cue, content, sources, grade, head.i)


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
        for quotation in passage.quotations:
            first = quotation.tokens[0]
            if start < first < end and passage.parse[first - 1].text == ":":
                start = first
    return start, end


def sources_of(passage: Passage, candidate: Candidate) -> list[Token]:
    """Return the heads of a candidate's source, after the cue where the order is inverted."""
    if candidate.word_class == "verb" and not candidate.passive and candidate.frame in {"c", "p"}:
        inverted = inverted_subject(passage, candidate.head)
        if inverted:
            return inverted
    return source_heads(candidate.head, candidate.word_class, passive=candidate.passive)


def inverted_subject(passage: Passage, verb: Token) -> list[Token]:
    """Return the subject that follows its verb: ``…, said Doyle and others, …``; empty where it does not."""
    parse = passage.parse
    if verb.i == 0 or verb.tag_ not in {"VBD", "VBZ", "VBP"} or parse[verb.i - 1].text not in _SET_OFF:
        return []
    end = verb.i + 1
    while end < len(parse) and parse[end].pos_ in _NOMINAL:
        end += 1
    if end < len(parse) and parse[end].pos_ in {"VERB", "AUX"}:
        return []
    return heads_in(passage, (verb.i + 1, end)) if end > verb.i + 1 else []


def phrase_before(passage: Passage, place: int) -> Range | None:
    """Return the noun phrases between the last comma and a cue: ``…, Minister A and President B said``."""
    start = place
    while start > 0 and passage.parse[start - 1].pos_ in _NOMINAL:
        start -= 1
    while start < place and passage.parse[start].pos_ in {"CCONJ", "ADV"}:
        start += 1
    set_off = start > 0 and passage.parse[start - 1].text in _SET_OFF
    return (start, place) if start < place and set_off else None


def heads_in(passage: Passage, phrase: Range) -> list[Token]:
    """Return the last noun of each of the coordinated phrases in a range."""
    heads: list[Token] = []
    for place in range(*phrase):
        token = passage.parse[place]
        last = place + 1 == phrase[1] or passage.parse[place + 1].pos_ == "CCONJ"
        if last and token.pos_ in {"PROPN", "NOUN", "PRON"}:
            heads.append(token)
    return heads


def cue_range(head: Token, particles: Iterable[int] = ()) -> Range:
    """Return the verb group of a cue: auxiliaries, negation and adverbs before the head, the particle after it."""
    first = head.i
    for child in sorted(head.children, key=lambda child: -child.i):
        if child.i >= head.i:
            continue
        if child.dep_ in {"aux", "auxpass", "neg", "advmod"} and first - child.i <= 1:
            first = child.i
    while first < head.i and head.doc[first].dep_ == "advmod":
        first += 1
    last = max([head.i, *(place for place in particles if place - head.i <= 1)]) + 1
    return first, last


def _without(content: list[Range], taken: list[Range]) -> list[Range]:
    """Cut some ranges out; of the sides that remain of one stretch keep the larger, or both where both are long."""
    kept: list[Range] = []
    for start, end in content:
        pieces = [(start, end)]
        for low, high in taken:
            pieces = [
                piece
                for a, b in pieces
                for piece in ((a, min(b, low)), (max(a, high), b))
                if piece[1] > piece[0]
            ]
        if len(pieces) > 1:
            longest = max(pieces, key=lambda piece: piece[1] - piece[0])
            pieces = [piece for piece in pieces if piece[1] - piece[0] >= _LONG or piece == longest]
        kept += pieces
    return sorted(set(kept))


def _according(passage: Passage) -> Iterable[Draft]:
    """``According to X``: the rest of the sentence is what X says."""
    for token in passage.parse[:-2]:
        if token.lower_ != "according" or passage.parse[token.i + 1].lower_ != "to" or passage.quoted[token.i] >= 0:
            continue
        source = next(
            (child for place in (token, passage.parse[token.i + 1]) for child in place.children if child.dep_ == "pobj"),
            None,
        )
        if source is None:
            continue
        sentence = token.sent
        phrase = (token.i, max(source.right_edge.i + 1, token.i + 2))
        content = _without([(sentence.start, sentence.end)], [phrase])
        yield Draft(_ACCORDING, "asserts", (token.i, token.i + 2), content, coordinated(source), 9, token.i)


def set_apart(passage: Passage, drafts: Iterable[Draft]) -> list[Draft]:
    """Resolve overlaps: a cue inside another's content goes, unless it goes on with what the same source says."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda draft: (draft.lemma != _ACCORDING, -_size(draft), draft.head)):
        over = next((other for other in kept if _covers(other, draft.head)), None)
        if over is not None:
            boundary = _goes_on(passage, over, draft)
            if boundary is None:
                continue
            over.content = [(start, min(end, boundary)) for start, end in over.content if start < boundary]
            draft.sources = over.sources
        kept.append(draft)
    kept.sort(key=lambda draft: draft.head)
    return kept


def _goes_on(passage: Passage, over: Draft, draft: Draft) -> int | None:
    """Return where ``over`` ends if ``draft`` is its sibling: ``…, adding that``, ``… and said that``."""
    verb = passage.parse[draft.head]
    if draft.grade < _SURE or over.head > draft.head or not any(start <= over.head for start, _ in [over.cue or (0, 0)]):
        return None
    if any(child.dep_ in SUBJECTS for child in verb.children):
        return None
    before = draft.head
    while before > 0 and passage.parse[before - 1].dep_ in {"advmod", "cc", "punct", "aux", "neg"}:
        before -= 1
    set_off = passage.parse[before].text == "," or passage.parse[before].dep_ == "cc"
    participle = verb.tag_ == "VBG" and verb.dep_ in {"advcl", "acl", "xcomp", "conj"}
    coordinated = verb.dep_ == "conj" and verb.tag_ == passage.parse[over.head].tag_ and verb.tag_ in {"VBD", "VBZ"}
    inside = any(start < before < end for start, end in over.content)
    return before if set_off and inside and (participle or coordinated) else None


def _size(draft: Draft) -> int:
    return sum(end - start for start, end in draft.content)


def _covers(draft: Draft, place: int) -> bool:
    return any(start <= place < end for start, end in draft.content)
