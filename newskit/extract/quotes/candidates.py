"""Every place where the grammar leaves room for an attribution: a verb, noun or adjective with what it may report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newskit.extract.document import tokens_of
from newskit.extract.quotes.lexicon import Lexicon
from newskit.extract.quotes.passage import Range

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_CLAUSES = frozenset({"ccomp"})
_PREDICATIVE = frozenset({"acomp", "conj", "ROOT", "amod", "oprd", "advcl"})
_QUALITIES = frozenset({"amod", "acomp"})
_VERBAL = frozenset({"VERB", "AUX"})
_BEARERS = frozenset({"VERB", "AUX", "NOUN", "ADJ"})


@dataclass(slots=True)
class Candidate:
    """A possible cue with the content that one of its frames would give."""

    #: Head of the cue.
    head: Token
    #: Key into the lexicon: lemma, with its particle (``point_out``).
    lemma: str
    #: Part of the lexicon: ``verb``, ``noun``, ``adjective``, ``phrase``.
    word_class: str
    #: ``c`` clause, ``x`` infinitive, ``o`` object, ``n`` naming, else the preposition that leads to the content.
    frame: str
    #: What would be reported.
    content: list[Range]
    #: Whether the verb is passive.
    passive: bool = False
    #: Words of the cue besides its head.
    particles: tuple[int, ...] = ()


def reach(token: Token) -> Range:
    """Return the range of a token's subtree."""
    return token.left_edge.i, token.right_edge.i + 1


def candidates(parse: Doc, quoted: list[int], lexicon: Lexicon) -> Iterator[Candidate]:
    """Yield the candidates of one block.

    ``quoted`` has, for each token, the number of its long quotation or -1; the object of a verb that
    the lexicon lists as addressing is the hearer and no part of what is said ("told reporters that").
    """
    for token in tokens_of(parse, _BEARERS):
        if quoted[token.i] >= 0:
            continue
        if token.pos_ in _VERBAL:
            yield from _of_verb(token, lexicon)
            if token.tag_ == "VBN" and _is_passive(token):
                yield from _of_adjective(token, token.lower_)
        elif token.pos_ == "NOUN":
            yield from _of_noun(token)
        elif token.pos_ == "ADJ" and token.dep_ in _PREDICATIVE:
            yield from _of_adjective(token, token.lemma_.lower())


def _of_verb(verb: Token, lexicon: Lexicon) -> Iterator[Candidate]:
    children = list(verb.children)
    if verb.pos_ == "AUX" and not any(child.dep_ in {"ccomp", "xcomp"} for child in children):
        return
    passive = _is_passive(verb)
    particle = next((child for child in children if child.dep_ == "prt"), None)
    addressing = lexicon.words["addressing"]
    lemma = lexicon.lemma(verb) + (f"_{particle.lower_}" if particle is not None else "")
    particles = (particle.i,) if particle is not None else ()
    if lemma == "make" and verb.i + 1 < len(verb.doc) and verb.nbor().lower_ in {"clear", "plain"}:
        lemma, particles = "make_clear", (verb.i + 1,)

    def found(frame: str, *content: Range) -> Candidate:
        return Candidate(verb, lemma, "verb", frame, list(content), passive, particles)

    clauses = [reach(child) for child in children if child.dep_ in _CLAUSES]
    clauses = clauses or _misplaced_clauses(verb, addressing=lemma in addressing)
    infinitives = [child for child in children if child.dep_ == "xcomp"]
    objects = [child for child in children if child.dep_ in {"dobj", "attr"} and child.i > verb.i]
    named = [child for child in children if child.dep_ == "oprd"]
    patient = next((child for child in children if child.dep_ == "nsubjpass"), None)
    told = reach(objects[0]) if objects and lemma not in addressing else None
    undergone = reach(patient) if passive and patient is not None and lemma not in addressing else None
    if clauses:
        yield found("c", *clauses)
    if infinitives:
        span = reach(infinitives[0])
        if undergone is not None:
            yield found("x", undergone, span)
        elif told is not None and told[0] < span[0]:
            yield found("x", (told[0], span[1]))
        else:
            yield found("x", span)
            subject = next((child for child in children if child.dep_ in SUBJECTS), None)
            if subject is not None and subject.dep_ != "expl":
                yield found("raising", reach(subject), span)
    if named:
        first = told if told is not None and told[0] < named[0].i else undergone
        yield found("n", *([first] if first is not None else []), reach(named[0]))
    if objects:
        yield found("o", _own_phrase(objects[0]))
    elif passive and patient is not None:
        yield found("o", reach(patient))
    for preposition in children:
        if preposition.dep_ == "prep" and preposition.i > verb.i:
            content = _governed(preposition)
            if content is None:
                continue
            if told is not None and told[1] <= content[0]:
                yield found(preposition.lower_, (told[0], content[1]))
            elif undergone is not None:
                yield found(preposition.lower_, undergone, content)
            else:
                yield found(preposition.lower_, content)
    if not clauses and not objects and not infinitives:
        yield from _parenthetical(verb, found)


def _misplaced_clauses(verb: Token, *, addressing: bool) -> list[Range]:
    """Return the clause that the parse hangs on a noun beside the verb: ``said in a statement that``."""
    nouns = [
        child
        for child in verb.children
        if child.dep_ in {"npadvmod", "dative"} or (addressing and child.dep_ == "dobj")
    ]
    nouns += [
        inner for child in verb.children if child.dep_ == "prep" for inner in child.children if inner.dep_ == "pobj"
    ]
    for noun in nouns:
        for child in noun.children:
            complement = any(inner.dep_ == "mark" and inner.lower_ == "that" for inner in child.children)
            if noun.i > verb.i and child.dep_ in {"acl", "relcl", "ccomp"} and complement:
                return [reach(child)]
    return []


def _is_passive(verb: Token) -> bool:
    children = list(verb.children)
    if any(child.dep_ in {"auxpass", "nsubjpass"} for child in children):
        return True
    if verb.dep_ == "acl" and verb.i and verb.nbor(-1).text == "," and any(child.dep_ == "ccomp" for child in children):
        return False
    reduced = verb.tag_ == "VBN" and verb.dep_ in {"acl", "advcl", "amod"}
    return reduced and not any(child.dep_ in {"aux", "dobj"} for child in children)


def _governed(preposition: Token) -> Range | None:
    """Return the range of what a preposition governs."""
    for child in preposition.children:
        if child.dep_ in {"pobj", "pcomp"} or (preposition.lower_ == "as" and child.dep_ in _QUALITIES):
            return reach(child)
    return None


def _own_phrase(noun: Token) -> Range:
    """Return a noun phrase up to a relative clause that a comma sets off."""
    start, end = reach(noun)
    for child in noun.children:
        left = child.left_edge.i
        if child.dep_ == "relcl" and left > noun.i and noun.doc[left - 1].text == ",":
            end = min(end, left - 1)
    return start, max(end, noun.i + 1)


def _parenthetical(verb: Token, found: Callable[..., Candidate]) -> Iterator[Candidate]:
    """``Russia has won, Putin said``, where the parse made the reported clause the head."""
    if not any(child.dep_ == "nsubj" for child in verb.children):
        return
    head = verb.head
    if head.i != verb.i and verb.dep_ in {"ccomp", "parataxis", "advcl", "dep"} and head.pos_ in _VERBAL:
        left, right = reach(head)
        a, b = reach(verb)
        parts = [part for part in ((left, a), (b, right)) if part[1] > part[0]]
        yield found("p", *parts)


def _of_noun(noun: Token) -> Iterator[Candidate]:
    lemma = noun.lemma_.lower()
    for child in noun.children:
        if child.i < noun.i:
            continue
        content = reach(child)
        if child.dep_ in {"acl", "ccomp", "relcl"} and _is_complement(child):
            yield Candidate(noun, lemma, "noun", "c", [content])
        elif child.dep_ in {"acl", "xcomp"} and any(c.tag_ == "TO" for c in child.children):
            yield Candidate(noun, lemma, "noun", "x", [content])
        elif child.dep_ == "prep":
            governed = _governed(child)
            if governed is not None:
                yield Candidate(noun, lemma, "noun", child.lower_, [governed])


def _is_complement(clause: Token) -> bool:
    """Whether a clause on a noun says what the noun is about, not which one is meant."""
    return any(
        child.i < clause.i and (child.dep_ == "mark" or (child.lower_ == "that" and child.tag_ != "WDT"))
        for child in clause.children
    )


def _of_adjective(adjective: Token, lemma: str) -> Iterator[Candidate]:
    for child in adjective.children:
        if child.i < adjective.i:
            continue
        if child.dep_ == "ccomp":
            yield Candidate(adjective, lemma, "adjective", "c", [reach(child)])
        elif child.dep_ == "xcomp":
            yield Candidate(adjective, lemma, "adjective", "x", [reach(child)])
        elif child.dep_ == "prep":
            content = _governed(child)
            if content is not None:
                yield Candidate(adjective, lemma, "adjective", child.lower_, [content])
