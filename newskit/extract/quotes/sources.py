"""Who is said to have said it: the source of a cue, found on the parse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newskit.extract.quotes.passage import Range

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLIMB = 6
_MANY = 20
_NOT_PART = frozenset({"relcl", "acl", "appos", "advcl", "punct", "cc", "conj", "parataxis", "ccomp", "prep", "advmod"})
_MESSAGES = frozenset(
    {"statement", "letter", "memo", "email", "e-mail", "tweet", "post", "ad", "advertisement", "robocall", "speech"}
    | {
        "interview",
        "video",
        "message",
        "note",
        "column",
        "article",
        "book",
        "point",
        "case",
        "motion",
        "lawsuit",
        "suit",
    }
    | {
        "complaint",
        "petition",
        "report",
        "release",
        "declaration",
        "announcement",
        "call",
        "filing",
        "brief",
        "editorial",
    }
    | {"op-ed", "song", "poster", "sign", "banner", "text", "remark", "comment", "resolution", "bill", "amendment"}
)
_RECEIVING = frozenset({"receive", "get", "read", "see", "hear", "obtain", "cite", "quote", "find"})
_QUOTING = frozenset({"quote", "cite"})
_CONTROL = frozenset(
    {"ask", "urge", "tell", "order", "force", "encourage", "allow", "want", "help", "let", "make", "lead", "prompt"}
    | {
        "leave",
        "cause",
        "persuade",
        "convince",
        "require",
        "get",
        "invite",
        "push",
        "press",
        "expect",
        "permit",
        "enable",
    }
)


def source_heads(head: Token, word_class: str, *, passive: bool) -> list[Token]:
    """Return the heads of the noun phrases that name the source of a cue, coordinated ones one by one."""
    if word_class == "verb":
        found = _agent(head) if passive else _subject(head)
    else:
        found = _of_noun(head) if word_class == "noun" else _of_adjective(head)
    return coordinated(found) if found is not None else []


def _agent(verb: Token) -> Token | None:
    """Return who does what a passive verb says: ``by the court``."""
    agent = next((child for child in verb.children if child.dep_ == "agent"), None)
    return next((child for child in agent.children if child.dep_ == "pobj"), None) if agent is not None else None


def _subject(verb: Token) -> Token | None:
    """Return the subject of a verb, its own or that of the verb it depends on."""
    for _ in range(_CLIMB):
        own = next((child for child in verb.children if child.dep_ in {"nsubj", "csubj"}), None)
        if own is not None:
            return own
        if verb.dep_ in {"acl", "relcl"}:
            return _holder(verb.head, infinitive=any(child.tag_ == "TO" for child in verb.children))
        above = verb.head
        if above.i == verb.i:
            return next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
        if above.lower_ == "as" and above.head.lemma_ in _QUOTING:
            return next((child for child in above.head.children if child.dep_ in {"dobj", "nsubjpass"}), None)
        if verb.dep_ == "xcomp":
            told = next((child for child in above.children if child.dep_ in {"dobj", "dative"}), None)
            if told is not None and above.lemma_ in _CONTROL and above.i < told.i < verb.i:
                return told
        passive = next((child for child in above.children if child.dep_ == "nsubjpass"), None)
        if passive is not None:
            return passive
        if above.pos_ in {"NOUN", "PROPN"} and verb.dep_ not in {"pcomp", "conj"}:
            if verb.lower_ == "of" and above.dep_ == "dobj":
                return _subject(above.head)
            return above
        verb = above
    return None


def _holder(noun: Token, *, infinitive: bool) -> Token:
    """Return who holds a message that says something: in ``Shoigu issued a statement saying``, Shoigu."""
    verb = noun.head if noun.dep_ == "dobj" else noun.head.head if noun.dep_ == "pobj" else None
    if (
        verb is not None
        and verb.pos_ == "VERB"
        and verb.lemma_ not in _RECEIVING
        and (infinitive or noun.lemma_.lower() in _MESSAGES)
    ):
        subject = _subject(verb)
        if subject is not None:
            return subject
    owner = next((child for child in noun.children if child.dep_ == "poss"), None)
    return owner if owner is not None and noun.lemma_.lower() in _MESSAGES else noun


def _of_noun(noun: Token) -> Token | None:
    subject = next((child for child in noun.children if child.dep_ == "nsubj"), None)
    if subject is not None:
        return subject
    owner = next((child for child in noun.children if child.dep_ == "poss"), None)
    if owner is not None:
        holder = _subject(noun.head) if owner.pos_ == "PRON" and noun.dep_ == "dobj" else None
        return holder or owner
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in {"by", "from", "among"}:
            return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
    name = next((child for child in noun.children if child.dep_ == "compound" and child.pos_ == "PROPN"), None)
    if name is not None:
        return name
    if noun.dep_ in {"dobj", "attr"}:
        return _subject(noun.head)
    if noun.dep_ == "pobj" and noun.head.lower_ == "with" and noun.head.head.pos_ == "VERB":
        return _subject(noun.head.head)
    return None


def _of_adjective(adjective: Token) -> Token | None:
    own = next((child for child in adjective.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
    if own is not None:
        return own
    if adjective.dep_ in {"acomp", "oprd", "conj", "advcl"}:
        return _subject(adjective.head)
    return adjective.head if adjective.dep_ in {"amod", "acl"} and adjective.head.i < adjective.i else None


def author(noun: Token) -> Token:
    """Return who made a document (``an analysis by the institute``), else the noun itself."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ == "by":
            return next((inner for inner in child.children if inner.dep_ == "pobj"), noun)
        if child.dep_ == "acl" and child.tag_ == "VBN":
            return _agent(child) or noun
    return noun


def coordinated(head: Token) -> list[Token]:
    """Return a noun and those coordinated with it, one by one."""
    heads = [head]
    while True:
        further = [child for child in heads[-1].children if child.dep_ == "conj"]
        if not further or len(heads) == _MANY:
            return heads
        heads.append(further[0])


def named(head: Token) -> Token:
    """Return the name in apposition to a common noun ("the bank's chief, Ken Lewis"), else the noun itself."""
    titled = head.pos_ == "PROPN" and any(child.dep_ in {"poss", "det"} for child in head.children)
    if head.pos_ in {"NOUN", "ADJ"} or titled:
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
        elif child.i > head.i and child.dep_ in {"nummod", "flat"}:
            last = max(last, child.i + 1)
    return first, last


def _before_clause(preposition: Token) -> int:
    """Return where a prepositional phrase ends, its own relative clauses and appositions left off."""
    for child in preposition.children:
        if child.dep_ == "pobj" and child.i > preposition.i:
            return noun_phrase(child)[1]
    return preposition.i
