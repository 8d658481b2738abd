"""How surely a candidate attributes: the lexicon's grade for word and frame, moved by what stands around it."""

from __future__ import annotations

from newskit.extract.quotes.candidates import Candidate
from newskit.extract.quotes.lexicon import Entry, Lexicon
from newskit.extract.quotes.passage import Passage
from newskit.extract.quotes.sources import source_heads

_CLAUSAL = frozenset({"c", "x", "p"})
_INHERITING = frozenset({"xcomp", "pcomp", "acl"})
_PARENTHETICAL = frozenset({"parataxis"})


def graded(candidate: Candidate, lexicon: Lexicon, passage: Passage) -> float:
    """Return the grade of a candidate, 0 to 9 and a little beyond; 0 where the lexicon does not know the word so."""
    entry = lexicon.entry(candidate.word_class, candidate.lemma)
    base = _base(candidate, entry, passage)
    if not base or not candidate.content:
        return 0.0
    weights = lexicon.context
    return base + sum(weights.get(feature, 0.0) for feature in _context(candidate, passage, lexicon))


def _base(candidate: Candidate, entry: Entry | None, passage: Passage) -> int:
    if entry is None:
        return 0
    if candidate.frame == "o" and "person" in entry.frames and candidate.content and not candidate.passive:
        content = passage.parse[slice(*candidate.content[-1])]
        if content.root.pos_ == "PROPN" or content.root.ent_type_ == "PERSON":
            return entry.frames["person"]
    if candidate.frame == "p" and candidate.word_class == "verb":
        return entry.frames.get("c", 0)
    return entry.frames.get(candidate.frame, 0)


def _context(candidate: Candidate, passage: Passage, lexicon: Lexicon) -> list[str]:
    """Name what stands around a candidate, by the keys of the lexicon's ``[context]`` table."""
    head, frame = candidate.head, candidate.frame
    side = f"{candidate.word_class}.{'clause' if frame in _CLAUSAL else 'object'}"
    features = ["caption"] if passage.kind == "caption" else []
    if candidate.word_class == "verb":
        if head.tag_ == "VB":
            features.append(f"{side}.infinitive")
        elif head.tag_ in {"VBD", "VBZ"} and head.dep_ in {"ROOT", "conj"}:
            features.append(f"{side}.finite")
        if head.dep_ in _INHERITING:
            features.append(f"{side}.inherited")
        if frame == "p":
            features.append("parenthetical." + (head.dep_ if head.dep_ in _PARENTHETICAL else "other"))
        children = list(head.children)
        if any(
            child.dep_ == "aux" and child.lower_ in {"would", "could", "might", "should", "can"} for child in children
        ):
            features.append(f"{side}.modal")
        if any(child.dep_ == "neg" for child in children):
            features.append(f"{side}.negated")
    sources = source_heads(head, candidate.word_class, passive=candidate.passive)
    if any(source.lemma_.lower() in lexicon.words["evidence"] for source in sources):
        features.append(f"{side}.evidence")
    if not sources:
        features.append(f"{side}.{'passive' if candidate.passive else 'sourceless'}")
    length = sum(end - start for start, end in candidate.content)
    features.append(f"{side}.{_size(length)}")
    last = candidate.content[-1]
    if length == 1 and passage.parse[last[0]].pos_ == "PRON":
        features.append(f"{side}.pronoun")
    if passage.opens_in(*passage.offsets(last)):
        features.append(f"{side}.quoting")
    return features


def _size(length: int) -> str:
    for limit, name in ((1, "one"), (2, "two"), (4, "few"), (9, "some")):
        if length <= limit:
            return name
    return "many"
