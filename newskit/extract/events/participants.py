"""Who takes part in an event, read from the parse (dependencies as in spaCy's English models, ClearNLP style)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_PASSIVE = frozenset({"nsubjpass", "csubjpass", "auxpass"})
_OBJECTS = frozenset({"dobj", "dative", "obj"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_CUT = frozenset({"relcl", "appos", "acl", "advcl", "parataxis"})
_ATTACHED = frozenset({"conj", "xcomp", "acl"})
_CLIMBS = 4
_FAR = 6
"""Tokens behind a noun from which on a prepositional phrase is taken for a stray."""


def is_passive(verb: Token) -> bool:
    """Whether a verb stands in the passive."""
    if any(child.dep_ in _PASSIVE for child in verb.children):
        return True
    return verb.dep_ == "acl" and verb.tag_ == "VBN"


def subjects(verb: Token, climbs: int = _CLIMBS) -> list[Token]:
    """Return the heads of the phrases that are the subject of a verb, its own or the one that it shares.

    A shared subject is looked for so many verbs up.
    """
    own = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    if own:
        return own[:1]
    if verb.dep_ in ("acl", "relcl"):
        is_infinitive = any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)
        if is_infinitive and not is_passive(verb):  # "Boeing won a contract to supply tankers": who won will supply
            return _governing_subject(verb.head, climbs - 1)
        return [verb.head] if verb.head.pos_ in ("NOUN", "PROPN", "PRON", "NUM") else []
    above = verb
    for _ in range(climbs):
        if above.dep_ not in _ATTACHED:
            break
        controller = above.head
        if above.dep_ == "xcomp":
            objects = [child for child in controller.children if child.dep_ in _OBJECTS]
            if objects:
                return objects[:1]
        found = [child for child in controller.children if child.dep_ in ("nsubj", "nsubjpass")]
        if found:
            return found[:1]
        if controller.dep_ in ("acl", "relcl"):
            return [controller.head]
        above = controller
    return []


def _governing_subject(noun: Token, climbs: int) -> list[Token]:
    """Return the subject of the verb whose object a noun is ("Airbus announced job cuts")."""
    if climbs < 0 or noun.dep_ != "dobj" or is_passive(noun.head):
        return []
    return subjects(noun.head, climbs)


def objects(verb: Token) -> list[Token]:
    """Return the heads of the direct objects of a verb."""
    own = [child for child in verb.children if child.dep_ == "dobj"]
    if not own and verb.dep_ == "relcl":
        relative = [child for child in verb.children if child.dep_ in ("dobj", "pobj") and child.lower_ in _RELATIVE]
        has_subject = any(child.dep_ == "nsubj" and child.lower_ not in _RELATIVE for child in verb.children)
        if relative or (has_subject and not any(child.dep_ in ("attr", "acomp", "prep") for child in verb.children)):
            return [verb.head]
    return own


def antecedent(token: Token) -> Token:
    """Return what a relative pronoun stands for, the noun that its clause belongs to; any other token itself."""
    if token.lower_ in _RELATIVE:
        for above in (token.head, token.head.head):
            if above.dep_ == "relcl":
                return above.head
    return token


def by_phrase(head: Token) -> list[Token]:
    """Return who does it, where a passive verb or an event noun says "by"."""
    found: list[Token] = []
    for child in head.children:
        if child.dep_ in ("agent", "prep") and child.lower_ == "by":
            found += [noun for noun in child.children if noun.dep_ == "pobj"]
    return [noun for noun in found if noun.ent_type_ not in ("DATE", "TIME", "PERCENT", "MONEY", "CARDINAL")]


def between(head: Token) -> list[Token]:
    """Return the two sides of it ("a quarrel between the two towns")."""
    return prepositional(head, ("between",))


def is_expletive(pronoun: Token) -> bool:
    """Whether "it" only holds the place of a clause ("it is expected that")."""
    return any(child.dep_ in ("ccomp", "csubj") for child in pronoun.head.children) and is_passive(pronoun.head)


def of_phrase(noun: Token) -> list[Token]:
    """Return what an event noun is about ("the death of the king")."""
    return prepositional(noun, ("of",))


def prepositional(head: Token, words: tuple[str, ...]) -> list[Token]:
    """Return what stands behind the first of some prepositions at a head."""
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in words:
            return [inner for inner in child.children if inner.dep_ == "pobj"]
    return []


def owners(noun: Token) -> list[Token]:
    """Return whose event it is ("Obama's visit")."""
    return [child for child in noun.children if child.dep_ == "poss"]


def modifiers(noun: Token) -> list[Token]:
    """Return the nouns and names that stand before an event noun ("job cuts", "Russian strikes")."""
    return [child for child in noun.children if child.dep_ in ("compound", "nmod") and child.pos_ in ("NOUN", "PROPN")]


def phrase(head: Token) -> tuple[int, int]:
    """Return the noun phrase of a head as ``(first token, one past the last)``, without the clauses that hang on it."""
    first = last = head.i
    pending = [head]
    while pending:
        token = pending.pop()
        first, last = min(first, token.i), max(last, token.i)
        pending += [child for child in token.children if child.dep_ not in _CUT and not _is_far(child)]
    while last > head.i and _is_edge(head.doc[last], ")]"):
        last -= 1
    while first < head.i and _is_edge(head.doc[first], "(["):
        first += 1
    return first, last + 1


def _is_edge(token: Token, brackets: str) -> bool:
    """Whether a token at the edge of a phrase is no part of it: a space, or a mark but for brackets that close it."""
    return token.is_space or (token.is_punct and not token.is_quote and token.text not in brackets)


def _is_far(child: Token) -> bool:
    return child.dep_ == "prep" and child.i - child.head.i > _FAR
