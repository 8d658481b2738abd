"""Who is said to have said it: the source of a cue, found on the parse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newskit.extract.quotes.passage import Range

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLIMB = 6
_NOT_PART = frozenset({"relcl", "acl", "appos", "advcl", "punct", "cc", "conj", "parataxis", "ccomp", "prep", "advmod"})
_LIGHT = frozenset(
    {"make", "issue", "give", "release", "have", "express", "voice", "deliver", "offer", "raise", "repeat", "reject"}
)
_CONTROL = frozenset(
    {"ask", "urge", "tell", "order", "force", "encourage", "allow", "want", "help", "let", "make", "lead", "prompt"}
    | {"leave", "cause", "persuade", "convince", "require", "get", "invite", "push", "press", "expect", "permit", "enable"}
)


def source_heads(head: Token, word_class: str, *, passive: bool) -> list[Token]:
    """Return the heads of the noun phrases that name the source of a cue, coordinated ones one by one."""
    found = {"verb": _of_verb, "noun": _of_noun, "adjective": _of_adjective}[word_class](head, passive)
    return coordinated(found) if found is not None else []


def _of_verb(verb: Token, passive: bool) -> Token | None:
    if passive:
        agent = next((child for child in verb.children if child.dep_ == "agent"), None)
        if agent is not None:
            return next((child for child in agent.children if child.dep_ == "pobj"), None)
        return None
    return _subject(verb)


def _subject(verb: Token) -> Token | None:
    """Return the subject of a verb, its own or that of the verb it depends on."""
    for _ in range(_CLIMB):
        own = next((child for child in verb.children if child.dep_ in {"nsubj", "csubj"}), None)
        if own is not None:
            return own
        if verb.dep_ in {"acl", "relcl"}:
            return _holder(verb.head)
        above = verb.head
        if above.i == verb.i:
            return next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
        if verb.dep_ == "xcomp":
            told = next((child for child in above.children if child.dep_ in {"dobj", "dative"}), None)
            if told is not None and above.lemma_ in _CONTROL and above.i < told.i < verb.i:
                return told
        passive = next((child for child in above.children if child.dep_ == "nsubjpass"), None)
        if passive is not None:
            return passive
        if above.pos_ in {"NOUN", "PROPN"} and verb.dep_ not in {"pcomp", "conj"}:
            return above
        verb = above
    return None


def _holder(noun: Token) -> Token:
    """Return who holds a message that says something: in ``Shoigu issued a statement saying``, Shoigu."""
    if noun.dep_ == "dobj" and noun.head.lemma_ in _LIGHT | {"send", "post", "write", "publish", "tweet"}:
        subject = _subject(noun.head)
        if subject is not None:
            return subject
    return next((child for child in noun.children if child.dep_ == "poss"), noun)


def _of_noun(noun: Token, passive: bool) -> Token | None:
    owner = next((child for child in noun.children if child.dep_ == "poss"), None)
    if owner is not None:
        return owner
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in {"by", "from", "among"}:
            return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
    if noun.dep_ in {"dobj", "attr"}:
        return _subject(noun.head)
    if noun.dep_ == "pobj" and noun.head.lower_ == "with" and noun.head.head.pos_ == "VERB":
        return _subject(noun.head.head)
    return None


def _of_adjective(adjective: Token, passive: bool) -> Token | None:
    own = next((child for child in adjective.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
    if own is not None:
        return own
    if adjective.dep_ in {"acomp", "oprd", "conj", "advcl"}:
        return _subject(adjective.head)
    return adjective.head if adjective.dep_ in {"amod", "acl"} and adjective.head.i < adjective.i else None


def coordinated(head: Token) -> list[Token]:
    """Return a noun and those coordinated with it, one by one."""
    heads = [head]
    while True:
        further = [child for child in heads[-1].children if child.dep_ == "conj"]
        if not further:
            return heads
        heads.append(further[0])


def named(head: Token) -> Token:
    """Return the name in apposition to a common noun ("the bank's chief, Ken Lewis"), else the noun itself."""
    if head.pos_ in {"NOUN", "ADJ"}:
        for child in head.children:
            if child.dep_ == "appos" and child.i > head.i and child.pos_ == "PROPN":
                return child
    return head


def noun_phrase(head: Token) -> Range:
    """Return a source's own phrase: from its first modifier to its head, without appositions and relative clauses."""
    first = head.i
    for child in head.children:
        if child.i < head.i and child.dep_ not in _NOT_PART:
            first = min(first, child.left_edge.i)
    last = head.i + 1
    for child in head.children:
        if child.i > head.i and child.dep_ == "prep" and child.lower_ in {"of", "for", "in", "at", "from", "on"}:
            edge = _before_clause(child)
            last = max(last, edge)
        elif child.i > head.i and child.dep_ in {"case", "nummod", "flat"}:
            last = max(last, child.i + 1)
    return first, last


def _before_clause(preposition: Token) -> int:
    """Return where a prepositional phrase ends, its own relative clauses and appositions left off."""
    for child in preposition.children:
        if child.dep_ == "pobj" and child.i > preposition.i:
            return noun_phrase(child)[1]
    return preposition.i
