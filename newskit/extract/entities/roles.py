"""Roles: the titles and offices that an article gives a person, before the name and in apposition after it."""

from __future__ import annotations

import re

from newskit.extract.entities.clusters import Thing
from newskit.extract.entities.gazetteer import Gazetteer
from newskit.extract.entities.lexicon import Lexicon
from newskit.extract.entities.spans import Found
from newskit.extract.entities.tokens import Line

_REACH = 12
_AGE = re.compile(r"\d{1,3}$")
_VERBS = ("VB", "MD")
_GROUPS = frozenset({"GPE", "NORP", "ORG", "LOC"})


def give_roles(things: list[Thing], text: str, lexicon: Lexicon, known: Gazetteer) -> None:
    """Set roles and gender of every person among the things."""
    covered: dict[int, dict[int, Found]] = {}
    for thing in things:
        for span in thing.spans:
            if span.nested:
                continue
            i, j = span.line.range(span.start, span.end)
            places = covered.setdefault(span.line.index, {})
            places.update(dict.fromkeys(range(i, j), span))
    for thing in things:
        if thing.label != "PERSON":
            continue
        for span in thing.spans:
            places = covered[span.line.index]
            for role in (_before(span, text, lexicon, places), _after(span, text, lexicon, places)):
                if role and role not in thing.roles:
                    thing.roles.append(role)
        thing.gender = _gender(thing, lexicon, known)


def _before(span: Found, text: str, lexicon: Lexicon, places: dict[int, Found]) -> str | None:
    """Read the title before a name: "US Secretary of Defense" Ashton Carter."""
    line = span.line
    words = line.words
    i, _ = line.range(span.start, span.end)
    place = i - 1
    if place > 0 and words[place] == ",":
        if not _closed(line, span) or words[place - 1].lower() not in lexicon.role_heads:
            return None
        place -= 1
    i = place + 1
    start: int | None = None
    headed = False
    while place >= 0 and i - place <= _REACH:
        word = words[place]
        lower = word.lower()
        other = places.get(place)
        if lower in lexicon.role_heads or word in lexicon.role_short:
            headed = True
            start = place
        elif other is not None and other.label in _GROUPS:
            first, _ = line.range(other.start, other.end)
            if not headed and not (first > 1 and _is_of(words, first, lexicon)):
                break
            start = place = first
            if headed and not (first > 1 and _is_of(words, first, lexicon)):
                if first and words[first - 1].islower() and words[first - 1] in lexicon.role_modifiers:
                    start = first - 1
                break
        elif lower in lexicon.role_modifiers or (word in {"-", "and", "&"} and headed):
            start = place if lower in lexicon.role_modifiers else start
        elif not (
            (lower in lexicon.role_of and place > 0 and start == place + 1)
            or (
                lower in lexicon.articles
                and start == place + 1
                and place > 0
                and words[place - 1].lower() in lexicon.role_of
            )
            or (word in lexicon.possessives and start is not None)
        ):
            break
        elif lower in lexicon.role_of or lower in lexicon.articles:
            start = place
        place -= 1
    if not headed or start is None:
        return None
    while start < i and (words[start].lower() in lexicon.role_of or words[start].lower() in lexicon.articles):
        start += 1
    return _clean(text[line.starts[start] : line.ends[i - 1]]) if start < i else None


def _closed(line: Line, span: Found) -> bool:
    """Whether a name ends at a comma or a full stop, as an apposition does: "the club's president, Anna Meyer,"."""
    _, j = line.range(span.start, span.end)
    return j >= len(line.words) or line.words[j] in {",", ".", ";", ")"}


def _is_of(words: list[str], first: int, lexicon: Lexicon) -> bool:
    place = first - 1
    if words[place].lower() in lexicon.articles:
        place -= 1
    return place > 0 and words[place].lower() in lexicon.role_of


def _after(span: Found, text: str, lexicon: Lexicon, places: dict[int, Found]) -> str | None:
    """Read the apposition after a name: Ahmet Davutoglu, the "Turkish prime minister"."""
    line = span.line
    words, size = line.words, len(line.words)
    _, place = line.range(span.start, span.end)
    if place >= size or words[place] != ",":
        return None
    place += 1
    if place + 1 < size and _AGE.match(words[place]) and words[place + 1] == ",":
        place += 2
    while place < size and words[place].lower() in lexicon.articles:
        place += 1
    start, head = place, None
    while place < size and place - start < _REACH:
        word, lower, other = words[place], words[place].lower(), places.get(place)
        if other is not None and other.label == "PERSON":
            return None
        if lower in lexicon.role_heads:
            head = place
        elif head is not None or not (
            lower in lexicon.role_modifiers
            or word in lexicon.possessives
            or other is not None
            or word == "-"
            or line.tags[place] in {"JJ", "NN", "NNP"}
        ):
            break
        place += 1
    if head is None:
        return None
    end = _complement(line, head + 1, lexicon, places)
    following = places.get(end)
    if following is not None and following.label == "PERSON" and following.start - line.ends[end - 1] <= 1:
        return None
    return _clean(text[line.starts[start] : line.ends[end - 1]])


def _complement(line: Line, place: int, lexicon: Lexicon, places: dict[int, Found]) -> int:
    """Return where "of the Aqaba Development Corporation" after an office ends."""
    words, size, end = line.words, len(line.words), place
    if place >= size or words[place].lower() not in lexicon.role_of:
        return place
    limit = min(size, place + _REACH)
    while place < limit:
        word, lower = words[place], words[place].lower()
        named = (
            place in places
            or word[:1].isupper()
            or lower in lexicon.role_modifiers
            or line.tags[place] in {"NN", "NNS", "NNP", "NNPS", "JJ"}
        )
        if named and places.get(place) is not None and places[place].label == "PERSON":
            break
        if named:
            end = place + 1
        elif not (
            lower in lexicon.role_of
            or lower in lexicon.articles
            or word in lexicon.possessives
            or word in lexicon.conjunctions
        ):
            break
        if line.tags[place].startswith(_VERBS):
            break
        place += 1
    return end


def _clean(role: str) -> str | None:
    role = " ".join(role.split()).strip(" ,;:-–—")
    return role if any(map(str.isalpha, role)) else None


def _gender(thing: Thing, lexicon: Lexicon, known: Gazetteer) -> str:
    for span in thing.spans:
        i, _ = span.line.range(span.start, span.end)
        told = lexicon.address.get(span.line.words[i - 1], "") if i else ""
        if told:
            return told
    for role in thing.roles:
        for word in role.lower().split():
            if word in lexicon.role_gender and word not in lexicon.around("relatives"):
                return lexicon.role_gender[word]
    words = thing.name.split()
    gender = known.given.get(words[0], "") if len(words) > 1 else ""
    return "" if gender == "?" else gender
