"""Attributions that overlap: which stay, which are cut, and which are kept inside another."""

from __future__ import annotations

from collections.abc import Iterable

from newskit.extract.quotes.candidates import SUBJECTS
from newskit.extract.quotes.cover import Cover
from newskit.extract.quotes.draft import Draft
from newskit.extract.quotes.lexicon import Lexicon
from newskit.extract.quotes.passage import Passage, Range

ACCORDING = "according to"
"""The lemma of a cue that goes before every other in its sentence."""

_CLAUSAL = frozenset({"c", "x"})
_SURE = 5
_NESTED = 9


def set_apart(passage: Passage, drafts: Iterable[Draft], lexicon: Lexicon) -> list[Draft]:
    """Resolve overlaps: a cue inside another's content goes, unless it goes on with what the same source says.

    A strong cue, or one that tells what the speaker plans, is kept inside another's content as a draft of its own.
    """
    kept: list[Draft] = []
    contents: set[tuple[Range, ...]] = set()
    cover = Cover(len(passage.parse))
    for draft in sorted(drafts, key=lambda draft: (draft.lemma != ACCORDING, -draft.size, draft.head)):
        if tuple(draft.content) in contents:
            continue
        number = cover.of(draft.head)
        over = _reaching(kept[number], draft.head) if number >= 0 else None
        if over is not None:
            boundary = _goes_on(passage, over, draft)
            if boundary is not None:
                over.content = [(start, min(end, boundary)) for start, end in over.content if start < boundary]
                draft.sources = over.sources
                over.sibling = draft
            elif draft.grade < _NESTED and not _holds_plan(passage, draft, lexicon):
                continue
        contents.add(tuple(draft.content))
        kept.append(draft)
        for part in draft.content:
            cover.mark(part, len(kept) - 1)
    kept.sort(key=lambda draft: draft.head)
    return kept


def _reaching(draft: Draft, place: int) -> Draft | None:
    """Return the draft, or the sibling it was cut for, that covers a token still."""
    found: Draft | None = draft
    while found is not None and not found.covers(place):
        found = found.sibling
    return found


def _holds_plan(passage: Passage, draft: Draft, lexicon: Lexicon) -> bool:
    """Whether a nested cue says what the speaker means to do: ``said that it plans``, ``said the company expects``."""
    if draft.frame not in _CLAUSAL or draft.lemma not in lexicon.words["expecting"]:
        return False
    subjects = [child for child in passage.parse[draft.head].children if child.dep_ == "nsubj"]
    return any(
        subject.tag_ == "PRP" or any(child.lower_ == "the" for child in subject.children) for subject in subjects
    )


def _goes_on(passage: Passage, over: Draft, draft: Draft) -> int | None:
    """Return where ``over`` ends if ``draft`` is its sibling: ``…, adding that``, ``… and said that``."""
    verb = passage.parse[draft.head]
    if (
        draft.grade < _SURE
        or over.head > draft.head
        or not any(start <= over.head for start, _ in [over.cue or (0, 0)])
    ):
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
