"""Agents and patients: which of the phrases around a trigger act, and which are acted upon.

The roles are PropBank's: the agent is Arg0, the patient Arg1. What changes, moves or comes about by itself is a
patient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newskit.extract.events import participants
from newskit.extract.events.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

Roles = tuple[list["Token"], list["Token"]]

_MEASURES = frozenset({"DATE", "TIME", "PERCENT", "MONEY"})
_AMOUNTS = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "CARDINAL", "QUANTITY", "ORDINAL"})
_PERSONAL = frozenset({"i", "we", "you", "he", "she", "who"})


def verb_roles(verb: Token, words: Lexicon, *, headline: bool) -> Roles:
    """Return the heads of the agents and of the patients of a verb; a headline may leave out the auxiliary."""
    subjects, objects = participants.subjects(verb), participants.objects(verb)
    if participants.is_passive(verb) or (headline and _is_short_passive(verb, objects, words)):
        return participants.by_phrase(verb) or participants.between(verb), subjects
    lemma = verb.lemma_.lower()
    joined = {f"{lemma}_{one.lower_}" for one in objects}
    if joined & words.befalling:
        return [], subjects
    if joined & words.idioms:
        return subjects, []
    is_measured = all(_is_measure(one, words) for one in objects)
    is_act = lemma in words.controlled and any(_is_person(one) for one in subjects)
    if lemma in words.undergoing and is_measured and not is_act and not _begins(verb):
        return [], subjects
    if lemma in words.changing and objects and is_measured:
        return [], subjects
    if lemma in words.including:
        return [], objects
    return subjects, objects


def carried_roles(verb: Token, noun: Token) -> Roles:
    """Return the roles of a noun that a verb carries ("carried out strikes against the rebels")."""
    return participants.subjects(verb), participants.of_phrase(noun) or participants.prepositional(noun, ("against",))


def noun_roles(noun: Token, words: Lexicon) -> Roles:
    """Return the roles around an event noun: owners, names before it, and phrases behind it."""
    agents = participants.by_phrase(noun) or participants.owners(noun) or participants.between(noun)
    patients = participants.of_phrase(noun) or participants.prepositional(noun, ("against",))
    if not agents:
        agents = [one for one in participants.modifiers(noun) if one.pos_ == "PROPN"][-1:]
    if noun.lemma_.lower() in words.undergoing_nouns:
        return [], patients or agents
    return agents, patients


def takes_part(head: Token, words: Lexicon) -> bool:
    """Whether a phrase names somebody or something, and not another event, a date or an amount.

    A part of somebody or something does ("most of its members", "90% of the members").
    """
    if _names(head, words):
        return True
    is_part = head.ent_type_ in _AMOUNTS or head.pos_ in ("ADJ", "DET", "NUM") or head.lemma_.lower() in words.measures
    return is_part and any(_names(one, words) for one in participants.of_phrase(head))


def _names(head: Token, words: Lexicon) -> bool:
    if head.ent_type_ in _AMOUNTS or head.lower_ in words.empty:
        return False
    if head.lower_ == "that" and participants.antecedent(head) is head:
        return False
    if head.lower_ == "it" and participants.is_expletive(head):
        return False
    return head.pos_ in ("PROPN", "PRON") or (head.pos_ == "NOUN" and not words.is_event_noun(head.lemma_.lower()))


def is_amount(head: Token) -> bool:
    """Whether a phrase is an amount of something ("two of the engines", "$16.6 billion in loans")."""
    return head.pos_ == "NUM" or head.ent_type_ == "MONEY"


def _is_measure(head: Token, words: Lexicon) -> bool:
    """Whether an object says by how much something changes ("gained 12 points", "lost ground")."""
    return is_amount(head) or head.ent_type_ in _MEASURES or head.lemma_.lower() in words.measures


def _is_person(head: Token) -> bool:
    return head.ent_type_ == "PERSON" or head.lower_ in _PERSONAL


def _begins(verb: Token) -> bool:
    """Whether a verb only tells how far its subject is with doing something ("continues to sell")."""
    return any(child.dep_ == "xcomp" for child in verb.children)


def _is_short_passive(verb: Token, objects: list[Token], words: Lexicon) -> bool:
    """Whether a past form in a headline is a passive without its auxiliary ("Shares dragged down by fears")."""
    if verb.tag_ not in ("VBN", "VBD") or verb.dep_ != "ROOT" or objects:
        return False
    if any(child.dep_ in ("aux", "ccomp") for child in verb.children):
        return False
    return verb.lemma_.lower() not in words.undergoing
