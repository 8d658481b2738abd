"""From the parser's dependencies (ClearNLP's scheme) to those of Universal Dependencies 2.

Three shapes differ and are turned round: a preposition is the case marker of its noun, not the noun's head; a copula
hangs on the predicate, not the other way; a conjunction stands with the conjunct that follows it. The rest is a
table of names (newskit/resources/export/relations.tsv).
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

_PREPOSITIONS = frozenset({"prep", "agent", "dative"})
_COMPLEMENTS = frozenset({"pobj", "pcomp"})
_PREDICATES = frozenset({"attr", "acomp"})
_NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})


def to_universal(heads: list[int], relations: list[str], tags: list[str], lemmas: list[str]) -> None:
    """Change heads and relations of one sentence to those of Universal Dependencies, in place.

    Heads are indices, the root's is its own. What comes out is a tree where a tree went in.
    """
    prepositional = _turn_prepositions(heads, relations, tags)
    copulas = _turn_copulas(heads, relations, lemmas)
    names = _names()
    for place, relation in enumerate(relations):
        if place in copulas:
            relations[place] = "cop"
        elif place not in prepositional:
            relations[place] = "root" if heads[place] == place else names.get(relation, "dep")
    _move_conjunctions(heads, relations)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    lines = resources.files("newskit.resources").joinpath("export", "relations.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {own: universal for own, universal in pairs}  # noqa: C416 - dict() of lists is no dict of texts to mypy


def _turn_prepositions(heads: list[int], relations: list[str], tags: list[str]) -> set[int]:
    """Hang the noun where the preposition hung, and the preposition on the noun; return what is named already."""
    done: set[int] = set()
    for place, relation in enumerate(relations):
        if relation not in _COMPLEMENTS or place in done:
            continue
        preposition = heads[place]
        if preposition == place or relations[preposition] not in _PREPOSITIONS or preposition in done:
            continue
        above = heads[preposition]
        nominal = above != preposition and tags[above] in _NOUNS
        heads[place] = place if above == preposition else above
        heads[preposition] = place
        if relation == "pcomp":
            relations[place], marker = ("acl" if nominal else "advcl"), "mark"
        else:
            agent = relations[preposition] == "agent"
            relations[place], marker = ("nmod" if nominal else "obl:agent" if agent else "obl"), "case"
        relations[preposition] = marker
        done |= {place, preposition}
        for other, head in enumerate(heads):
            if head == preposition and other not in (place, preposition):
                heads[other] = place  # a case marker has no dependents of its own
    return done


def _turn_copulas(heads: list[int], relations: list[str], lemmas: list[str]) -> set[int]:
    """Make the predicate of "be" the head of its clause; return the copulas."""
    copulas: set[int] = set()
    for place, relation in enumerate(relations):
        verb = heads[place]
        if relation not in _PREDICATES or verb == place or lemmas[verb] != "be" or verb in copulas:
            continue
        heads[place] = place if heads[verb] == verb else heads[verb]
        relations[place] = relations[verb]
        heads[verb] = place
        copulas.add(verb)
        for other, head in enumerate(heads):
            if head == verb and other != place:
                heads[other] = place
    return copulas


def _move_conjunctions(heads: list[int], relations: list[str]) -> None:
    """Hang each conjunction on the next conjunct of the same head."""
    for place, relation in enumerate(relations):
        if relation == "cc":
            following = (
                other
                for other in range(place + 1, len(heads))
                if relations[other] == "conj" and heads[other] == heads[place]
            )
            heads[place] = next(following, heads[place])
