"""The main clause of a sentence, cut into who, what, whom, why and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newskit.extract.events.lexicon import lexicon
from newskit.extract.events.participants import is_passive, phrase, prepositional

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens
    from spacy.tokens import Token

Range = tuple[int, int]

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_CORE = frozenset({"dobj", "attr", "acomp", "oprd", "prt", "xcomp", "dative"})
_LONG = 8
"""Tokens from which on phrases of place and manner are left out of what happened."""
_HANGING = frozenset({"relcl", "acl", "advcl", "appos", "punct", "cc", "conj", "parataxis"})
_CAUSES = frozenset({"because", "since"})
_MANNER = frozenset({"by", "with", "from", "via", "using", "through"})
_REPORTING = frozenset({"say", "tell", "report", "announce", "claim", "add", "warn", "write", "state"})
_TRAILING = frozenset({"as", "after", "while", "amid", "because", "since", "before", "when"})


@dataclass(frozen=True, slots=True)
class Clause:
    """Token ranges of one clause in its parse."""

    lemma: str
    who: Range | None
    what: Range | None
    aimed: Range | None
    whom: Range | None
    why: Range | None
    how: Range | None

    def is_like(self, other: Clause) -> bool:
        """Whether two clauses may tell of one event: the same verb, or verbs of one class."""
        if self.lemma == other.lemma:
            return True
        words = lexicon("en")
        if words is None:
            return False
        mine, theirs = words.classes.get(self.lemma), words.classes.get(other.lemma)
        return mine is None or theirs is None or mine == theirs


def main_clause(sentence: Tokens, showing: frozenset[str] = frozenset()) -> Clause | None:
    """Return the main clause of a sentence; what somebody says counts, not that it is said.

    ``None`` without a verb, and where the subject only shows what happened (the lemmas in ``showing``: "footage").
    """
    verb = _main_verb(sentence.root)
    if verb is None:
        return None
    subject = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
    if subject is not None and subject.lemma_.lower() in showing:
        return None
    agent = next((child for child in verb.children if child.dep_ == "agent"), None)
    if is_passive(verb) and agent is not None:
        doer = next((child for child in agent.children if child.dep_ == "pobj"), subject)
    else:
        doer = subject
    return Clause(
        lemma=verb.lemma_.lower(),
        who=phrase(doer) if doer is not None else None,
        what=_what(verb, sentence),
        aimed=_aimed(verb),
        whom=_whom(verb, subject),
        why=_why(verb),
        how=_how(verb),
    )


def _main_verb(root: Token) -> Token | None:
    verb = (
        root
        if root.pos_ in ("VERB", "AUX")
        else next((t for t in root.children if t.pos_ == "VERB" and t.dep_ != "relcl"), None)
    )
    if verb is not None and verb.lemma_.lower() in _REPORTING:
        told = next((child for child in verb.children if child.dep_ == "ccomp" and child.pos_ in ("VERB", "AUX")), None)
        return told or verb
    return verb


def _what(verb: Token, sentence: Tokens) -> Range:
    """Return the verb with what belongs to it, up to the next clause that only adds to it."""
    auxiliaries = [
        child.i for child in verb.children if child.dep_ in ("aux", "auxpass", "neg", "prt") and child.i < verb.i
    ]
    first = min([verb.i, *auxiliaries])
    behind = [child for child in verb.children if child.i > verb.i]
    core = [child for child in behind if child.dep_ in _CORE]
    if not core:
        core = [
            child for child in behind if child.dep_ in ("prep", "agent", "ccomp") and child.lower_ not in _TRAILING
        ][:1]
    last = max([verb.i, *(_end(child) for child in core)])
    for child in behind:
        if child.dep_ == "prep" and child.lower_ not in _TRAILING and child.right_edge.i - first < _LONG:
            last = max(last, child.right_edge.i)
    while last > verb.i and sentence.doc[last].is_punct:
        last -= 1
    return first, last + 1


def _end(child: Token) -> int:
    """Return the last token of a complement, without the clauses that hang on it."""
    reach = child.i
    pending = [child]
    while pending:
        token = pending.pop()
        reach = max(reach, token.i)
        pending += [inner for inner in token.children if inner.i > token.i and inner.dep_ not in _HANGING]
    return reach


def _aimed(verb: Token) -> Range | None:
    """Return at whom or at what it is aimed ("fired rockets at positions")."""
    aimed = prepositional(verb, ("against", "at"))
    for child in verb.children:
        if child.dep_ == "dobj":
            aimed = aimed or prepositional(child, ("against", "at"))
    aimed = [noun for noun in aimed if noun.ent_type_ not in ("DATE", "TIME", "CARDINAL", "MONEY", "GPE", "FAC")]
    return phrase(aimed[0]) if aimed else None


def _whom(verb: Token, subject: Token | None) -> Range | None:
    """Return to whom it is done: the object, else the subject of a passive."""
    found = next((child for child in verb.children if child.dep_ in ("dobj", "dative")), None)
    if found is None and subject is not None and is_passive(verb):
        found = subject
    return phrase(found) if found is not None and found.pos_ in ("NOUN", "PROPN", "PRON") else None


def _why(verb: Token) -> Range | None:
    """Return a stated reason: a clause with because, due to, a purpose, or what it was about."""
    for child in verb.children:
        if child.dep_ == "advcl" and any(mark.lower_ in _CAUSES for mark in child.children if mark.dep_ == "mark"):
            return _subtree(child)
        if child.lower_ in ("because", "due") and child.dep_ == "prep":
            return _subtree(child)
    return None


def _how(verb: Token) -> Range | None:
    """Return a stated manner or means: by doing something, with something, from somewhere."""
    for child in _with_objects(verb):
        if child.dep_ == "prep" and child.lower_ in _MANNER and not is_passive(verb):
            inner = next(iter(child.children), None)
            if (
                inner is not None
                and inner.ent_type_ not in ("DATE", "TIME")
                and (child.lower_ != "from" or inner.dep_ == "pobj")
            ):
                return _subtree(child)
    return None


def _with_objects(verb: Token) -> Iterable[Token]:
    for child in verb.children:
        yield child
        if child.dep_ == "dobj":
            yield from child.children


def _subtree(token: Token) -> Range:
    return token.left_edge.i, token.right_edge.i + 1
