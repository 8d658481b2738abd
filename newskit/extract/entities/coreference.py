"""Pronouns and nominals: "he", "her", "the prime minister", resolved to a person where the evidence is strong.

A reader's ladder, after Hobbs and the sieves of Lee et al. (2013), cut to what news allows with few mistakes: the
candidates are the persons of this sentence before the pronoun and of the two sentences before; gender must agree; the
subject and the person last spoken of come first; where two stay level, nothing is resolved. What stands in quotation
marks and what stands outside are told apart, since "he" in a quotation is seldom its speaker.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from newskit.extract.entities.clusters import Thing
from newskit.extract.entities.lexicon import Lexicon
from newskit.extract.entities.tokens import Line

_BACK = 2
_OPEN, _CLOSE, _BOTH = "“«„", "”»", '"'
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_MODIFIERS = 4


@dataclass(slots=True)
class _Sighting:
    """A person seen at a place of the text."""

    thing: Thing
    sentence: int
    start: int
    subject: bool
    quoted: bool


def resolve(things: list[Thing], blocks: list[Line], lexicon: Lexicon) -> None:
    """Add pronouns and nominals to the persons that they refer to."""
    if not lexicon.pronouns and not lexicon.role_definite:
        return
    names = _names(things)
    sentence = 0
    seen: list[_Sighting] = []
    people: list[Thing] = []
    for line in blocks:
        here = names.get(line.index, {})
        quoted = _quoted(line)
        place, size = 0, len(line.words)
        while place < size:
            if place in line.openings:
                sentence += 1
                seen = [sighting for sighting in seen if sentence - sighting.sentence <= _BACK]
            named = here.get(place)
            if named is not None:
                thing, end = named
                seen.append(_Sighting(thing, sentence, line.starts[place], _is_subject(line, place, end), quoted[place]))
                if thing not in people:
                    people.append(thing)
                place = end
                continue
            lower = line.words[place].lower()
            gender = lexicon.pronouns.get(lower)
            if gender is not None and line.words[place] != "HER":
                found = _antecedent(seen, gender, sentence, quoted=quoted[place])
                if found is not None:
                    found.others.append((line.starts[place], line.ends[place], "pronoun"))
                    found.gender = found.gender or gender
                    seen.append(
                        _Sighting(found, sentence, line.starts[place], _is_subject(line, place, place + 1), quoted[place])
                    )
            elif lower in lexicon.articles and place not in here:
                place = _nominal(line, place, people, seen, sentence, lexicon, here, quoted) or place
            place += 1


def _names(things: list[Thing]) -> dict[int, dict[int, tuple[Thing, int]]]:
    names: dict[int, dict[int, tuple[Thing, int]]] = {}
    for thing in things:
        if thing.label == "PERSON":
            for span in thing.spans:
                i, j = span.line.range(span.start, span.end)
                names.setdefault(span.line.index, {})[i] = (thing, j)
    return names


def _quoted(line: Line) -> list[bool]:
    """Whether each word stands in quotation marks."""
    inside, flags = False, []
    for word in line.words:
        if word[0] in _OPEN:
            inside = True
        elif word[0] in _CLOSE or (word[-1] in _CLOSE and len(word) > 1):
            flags.append(inside)
            inside = False
            continue
        elif word in {_BOTH, "''", "``"}:
            flags.append(inside)
            inside = not inside
            continue
        flags.append(inside)
    return flags


def _is_subject(line: Line, i: int, j: int) -> bool:
    parse = line.parsed.parse
    if parse is None or j > len(parse):
        return False
    return parse[i:j].root.dep_ in _SUBJECTS


def _antecedent(seen: list[_Sighting], gender: str, sentence: int, *, quoted: bool) -> Thing | None:
    fitting = [sighting for sighting in seen if sighting.thing.gender in {"", gender}]
    if quoted and any(not sighting.quoted for sighting in fitting):
        inside = [sighting for sighting in fitting if sighting.quoted]
        fitting = inside
    elif not quoted:
        outside = [sighting for sighting in fitting if not sighting.quoted]
        fitting = outside or fitting
    best: tuple[float, Thing] | None = None
    second = 0.0
    scores: dict[int, tuple[float, Thing]] = {}
    for sighting in fitting:
        score = 3.0 - (sentence - sighting.sentence)
        score += 1.5 if sighting.subject else 0.0
        score += 0.75 if sighting.thing.gender == gender else 0.0
        held = scores.get(id(sighting.thing))
        if held is None or score >= held[0]:
            scores[id(sighting.thing)] = (score, sighting.thing)
    for score, thing in scores.values():
        if best is None or score > best[0]:
            second = best[0] if best else 0.0
            best = (score, thing)
        else:
            second = max(second, score)
    if best is None or best[0] - second < 0.5:
        return None
    return best[1]


def _nominal(
    line: Line,
    place: int,
    people: list[Thing],
    seen: list[_Sighting],
    sentence: int,
    lexicon: Lexicon,
    here: dict[int, tuple[Thing, int]],
    quoted: list[bool],
) -> int | None:
    """Resolve "the (Turkish prime) minister"; return the place of its last word."""
    if lexicon.articles and line.words[place].lower() in {"a", "an"}:
        return None
    words, size = line.words, len(line.words)
    end = place + 1
    head = None
    while end < size and end - place <= _MODIFIERS:
        lower = words[end].lower()
        if lower in lexicon.role_heads:
            head = end
        elif head is not None or (lower not in lexicon.role_modifiers and not words[end][:1].isupper()):
            break
        end += 1
    if head is None or words[head].lower() not in lexicon.role_definite or head + 1 in here:
        return None
    if head + 1 < size and (words[head + 1].lower() in lexicon.role_of or words[head + 1][:1].isupper()):
        return None
    wanted = {word.lower() for word in words[place + 1 : head + 1]}
    scored = [(len(wanted & held), thing) for thing in people if words[head].lower() in (held := _held(thing))]
    if not scored:
        return None
    most = max(score for score, _ in scored)
    best = [thing for score, thing in scored if score == most]
    if len(best) > 1:
        recent = [sighting.thing for sighting in seen if sighting.thing in best]
        if not recent or len(set(map(id, recent))) > 1:
            return None
        best = recent[-1:]
    thing = best[0]
    thing.others.append((line.starts[place], line.ends[head], "nominal"))
    seen.append(_Sighting(thing, sentence, line.starts[place], _is_subject(line, place, head + 1), quoted[place]))
    return head


def _held(thing: Thing) -> set[str]:
    """The words of all roles of a person."""
    return {word for role in thing.roles for word in role.lower().replace("’s", "").replace("'s", "").split()}


_ = bisect_right
