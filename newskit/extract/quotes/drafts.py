"""Attributions in one block, drafted from the parse: candidates graded by the lexicon, cut clean, and set apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from newskit.extract.quotes.candidates import Candidate, candidates, reach
from newskit.extract.quotes.contents import trimmed_content, without
from newskit.extract.quotes.draft import THRESHOLD, Draft
from newskit.extract.quotes.grading import graded
from newskit.extract.quotes.lexicon import Lexicon
from newskit.extract.quotes.overlaps import ACCORDING, set_apart
from newskit.extract.quotes.passage import Passage, Range
from newskit.extract.quotes.sources import author, coordinated
from newskit.extract.quotes.subjects import adjacent_subject, heads_in, phrase_before, sentence_opener, sources_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_ORDER = ("c", "n", "as", "raising", "x", "p", "o")
_CUE = "according"
_SEEMING = frozenset({"seem", "appear", "happen", "tend"})


def grammatical_drafts(passage: Passage, lexicon: Lexicon, labelled: list[Draft]) -> list[Draft]:
    """Return what the grammar of the block attributes, outermost first decided, in order of the text."""
    by_head: dict[int, list[tuple[float, Candidate]]] = {}
    for candidate in candidates(passage.parse, passage.quoted, lexicon):
        grade = graded(candidate, lexicon, passage)
        if grade >= THRESHOLD:
            by_head.setdefault(candidate.head.i, []).append((grade, candidate))
    drafts = [_draft(passage, lexicon, *_best(found)) for found in by_head.values() if not _seems(found, by_head)]
    drafts += _according(passage)
    drafts += labelled
    return set_apart(passage, (draft for draft in drafts if draft is not None), lexicon)


def _seems(found: list[tuple[float, Candidate]], by_head: dict[int, list[tuple[float, Candidate]]]) -> bool:
    """Whether a verb only says that another cue seems to attribute: ``he appeared to imply that``."""
    candidate = found[0][1]
    complements = [child.i for child in candidate.head.children if child.dep_ == "xcomp"]
    return candidate.lemma in _SEEMING and any(place in by_head for place in complements)


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
    sources = [] if candidate.frame == "raising" and candidate.lemma in _SEEMING else sources_of(passage, candidate)
    taken = [cue]
    if not sources and candidate.frame in {"c", "p"} and not candidate.passive:
        phrase = phrase_before(passage, cue[0])
        if phrase is not None and any(start <= phrase[0] and phrase[1] <= end for start, end in candidate.content):
            taken.append(phrase)
        if phrase is not None:
            sources = heads_in(passage, phrase)
    if not sources and candidate.word_class == "verb" and not candidate.passive and candidate.frame != "raising":
        sources = adjacent_subject(passage, head) or sentence_opener(passage, head)
    if candidate.word_class == "verb":
        taken += [reach(child) for child in head.children if child.dep_ == "nsubj" and child in sources]
    content = trimmed_content(passage, candidate, taken, lexicon)
    if not content:
        return None
    return Draft(
        candidate.lemma.replace("_", " "), entry.polarity, cue, content, sources, grade, head.i, candidate.frame
    )


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


def _according(passage: Passage) -> Iterable[Draft]:
    """``According to X``: the rest of the sentence is what X says."""
    if _CUE not in passage.parse.text.lower():
        return
    for token in passage.parse[:-2]:
        if token.lower_ != _CUE or passage.parse[token.i + 1].lower_ != "to" or passage.quoted[token.i] >= 0:
            continue
        source = next(
            (
                child
                for place in (token, passage.parse[token.i + 1])
                for child in place.children
                if child.dep_ == "pobj"
            ),
            None,
        )
        if source is None:
            continue
        sentence = token.sent
        phrase = (token.i, max(source.right_edge.i + 1, token.i + 2))
        content = without([(sentence.start, sentence.end)], [phrase])
        yield Draft(ACCORDING, "asserts", (token.i, token.i + 2), content, coordinated(author(source)), 9, token.i)
