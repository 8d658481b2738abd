"""Which label a name gets: one for all its mentions in an article, from everything the article says of it.

A tagger labels each mention by itself and so the same name in three ways. Here each mention gives evidence (the model's
label, the tables, its first and last word, the words around it), names that are parts of others inherit from them, and
the sum decides for all. The weights are data: ``resources/extract/entities/world/evidence.toml``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from importlib import resources
from typing import cast

import tomli

from newskit.article import EntityLabel
from newskit.extract.entities.boundaries import is_title
from newskit.extract.entities.gazetteer import LARGE_CITY, Gazetteer
from newskit.extract.entities.lexicon import FOLDER, ROOM, Lexicon
from newskit.extract.entities.spans import Found
from newskit.extract.entities.tokens import Line

_AGE = re.compile(r",? \(?(?:aged )?\d{1,2}\)?(?:,|\)| who)")
_INITIAL = re.compile(r"[A-Z]\.?(?:-?[A-Z]\.)*$")
_LONG_ACRONYM = 6
_NAMES = 4
_OFTEN = 4
_PEOPLE = re.compile(r"^[A-ZÀ-Þ][a-zß-ÿ]+(?:ians|ists|istas|ites|eños)$")
_OTHERS = frozenset({"NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"})
_PROPER = frozenset({"NNP", "NNPS", ""})
_PHRASE = 9
_INSIDE = frozenset({"JJ", "JJS", "JJR", "NN", "NNS", "NNP", "NNPS", "HYPH", "CD", "VBN", "VBG", "RB", "POS"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_SHORTEST, _PAIR = 2, 2
_SHORT_WORD = 3
_LONG_JOINT = 6
_JOINTS = frozenset({", ", " and ", " & ", ", and ", " or ", "/", ","})
_QUOTE = frozenset("\"“”‘’«»'")
_SMALL = frozenset({"of", "the", "and", "for", "in", "de", "la", "del", "y", "du", "des", "und", "&"})


Score = defaultdict[str, float]
"""Sum of the evidence by label."""


def _score() -> Score:
    return defaultdict(float)


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """Return what each kind of evidence weighs."""
    path = resources.files(ROOM).joinpath(f"{FOLDER}/world/evidence.toml")
    return {name: float(weight) for name, weight in tomli.loads(path.read_text(encoding="utf-8")).items()}


def key(text: str) -> str:
    """Return the form under which mentions of the same name meet."""
    return " ".join(text.replace("’", "'").casefold().split())


def give_labels(spans: list[Found], text: str, lexicon: Lexicon, known: Gazetteer) -> list[Found]:
    """Set the label of every span that is a name; return those."""
    weight = weights()
    scores: dict[str, Score] = defaultdict(_score)
    around: dict[str, Score] = defaultdict(_score)
    keys = [key(text[span.start : span.end]) for span in spans]
    modelled: Counter[tuple[str, str]] = Counter()
    seen: set[str] = set()
    for span, name in zip(spans, keys, strict=True):
        score = scores[name]
        if span.label is not None and span.source == "model":
            modelled[name, span.label] += 1
        if span.source == "user" and span.label is not None:
            score[span.label] += weight["user"]
        if span.entry is not None and span.source != "user":
            score[span.entry.label] += weight[span.entry.kind] if name not in seen else 0
        if name not in seen:
            seen.add(name)
            _form(score, text[span.start : span.end], span, lexicon, known)
        _surroundings(around[name], span, text, lexicon, known)
    for (name, claimed), count in modelled.items():
        scores[name][claimed] += weight["model"] + min(count - 1, _OFTEN) * weight["model_again"]
    for name, told in around.items():
        for label, total in told.items():
            scores[name][label] += min(total, weight["around_most"])
    _neighbours(scores, spans, keys, text)
    _bracketed(scores, spans, keys, text, lexicon)
    _ambiguous(scores, spans, keys, text, known)
    parts = _parts(scores, keys, spans, known)
    entries = {name: span.entry for span, name in zip(spans, keys, strict=True) if span.entry is not None}
    times = Counter(keys)
    accepted = []
    for span, name in zip(spans, keys, strict=True):
        best, total = _best(scores[name], span)
        if (
            best is None
            or best == "-"
            or (span.weak and name not in parts)
            or (total <= weight["model"] and _unlikely(span, best))
            or (
                span.source == "run"
                and not _claimed(name, modelled)
                and (
                    total + _again(span, times[name], lexicon) < weight["accept"]
                    or (name not in parts and _is_noun(span, lexicon, known))
                )
            )
        ):
            continue
        if span.source != "user":
            span.label = cast("EntityLabel", best)
            span.entry = entries.get(name)
        accepted.append(span)
    return accepted


def _best(score: Score, span: Found) -> tuple[str | None, float]:
    if not score:
        return span.label, 0.0
    label = max(score, key=lambda label: (score[label], label == span.label, label))
    return label, score[label]


def _again(span: Found, times: int, lexicon: Lexicon) -> float:
    """Return what it weighs that a name stands so many times in the article: nothing for what may be any word."""
    return 0 if _is_doubtful(span, lexicon) else min(times - 1, _OFTEN) * weights()["again"]


def _is_doubtful(span: Found, lexicon: Lexicon) -> bool:
    """Whether the capital of a single word that no model has read may be that of any noun, or of a sentence."""
    i, j = span.line.range(span.start, span.end)
    return j - i == 1 and not span.line.tags[i] and (lexicon.capital_nouns or i in span.line.openings)


def _is_noun(span: Found, lexicon: Lexicon, known: Gazetteer) -> bool:
    """Whether a word is any noun, where all have capitals: no table of names has it, and no title is before it."""
    if not lexicon.capital_nouns or not _is_doubtful(span, lexicon):
        return False
    place, _ = span.line.range(span.start, span.end)
    word = span.line.words[place]
    if word.isupper() or word in known.given or word in known.family or word in known.cities:
        return False
    return not (place and is_title(span.line.words[place - 1], lexicon))


def _unlikely(span: Found, label: str) -> bool:
    """Whether a name that only the model has seen, once, is none: an adjective, or the first word of a sentence."""
    i, j = span.line.range(span.start, span.end)
    if span.source != "model" or label in _OTHERS:
        return False
    return span.line.tags[i] not in _PROPER or (label != "PERSON" and j - i == 1 and i in span.line.openings)


def _claimed(name: str, modelled: Counter[tuple[str, str]]) -> bool:
    return any(modelled[name, label] for label in ("PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT"))


def _form(score: Score, surface: str, span: Found, lexicon: Lexicon, known: Gazetteer) -> None:
    """Weigh what the name itself tells."""
    weight = weights()
    words = surface.replace("’", "'").split()
    last, first = words[-1], words[0]
    if span.line.capitals:
        last, first, words = last.capitalize(), first.capitalize(), [word.capitalize() for word in words]
    several = len(words) > 1
    if several:
        head = lexicon.heads.get(last)
        if head is not None:
            score[head] += weight["head"]
        start = lexicon.starts.get(first)
        if start is not None:
            score[start] += weight["start"]
    elif first.isupper() and _SHORTEST < len(first) <= _LONG_ACRONYM and not span.line.capitals:
        score["ORG"] += weight["acronym"]
    if span.entry is None:
        if surface in known.foreign:
            score["GPE"] += weight["ambiguous_country"]
        place = surface.title() if surface.isupper() and len(surface) > _SHORT_WORD else " ".join(words)
        size = _size(place, known)
        if size is not None:
            if size == "city" and not several and (place in known.family or place in known.given):
                size = "namesake"
            elif size == "city" and _is_doubtful(span, lexicon):
                size = "unread_city"
            score["GPE"] += weight[size]
    if several and len(words) <= _NAMES and lexicon.heads.get(last) is None:
        if first in known.given:
            score["PERSON"] += weight["given_and_more"]
        elif _INITIAL.fullmatch(first) and "." in first:
            score["PERSON"] += weight["initial"]
        if last in known.family:
            score["PERSON"] += weight["family_last"]
    elif not several:
        if _PEOPLE.search(first):
            score["NORP"] += weight["people"]
        if first in known.given:
            score["PERSON"] += weight["given"]
        if first in known.family:
            score["PERSON"] += weight["family"]


def _size(place: str, known: Gazetteer) -> str | None:
    """Return what kind of place a name is, by the largest that has it."""
    cities = known.cities.get(place)
    if not cities:
        return None
    if cities[0].capital:
        return "capital"
    return "large_city" if cities[0].population >= LARGE_CITY else "city"


def _surroundings(score: Score, span: Found, text: str, lexicon: Lexicon, known: Gazetteer) -> None:
    """Weigh what the words before and after it tell."""
    weight = weights()
    line = span.line
    i, j = line.range(span.start, span.end)
    words, size = line.words, len(line.words)
    if i > 0:
        before = words[i - 1]
        lower = before.lower()
        if (
            before in lexicon.address
            or before in lexicon.role_short
            or (lower in lexicon.role_heads and is_title(before, lexicon) and lower not in lexicon.around("relatives"))
        ):
            score["PERSON"] += weight["title"]
        elif lower in lexicon.around("relatives"):
            score["PERSON"] += weight["relative"]
        elif lower in lexicon.around("place_before_strong"):
            score["GPE"] += weight["place_before_strong"]
        elif lower in lexicon.around("place_before"):
            score["GPE"] += weight["place_before"]
        elif lower in lexicon.articles:
            score["PERSON"] -= weight["article"]
            if line.tags[j - 1] == "NNPS":
                score["ORG"] += weight["plural"]
        _office_of(score, line, i, lexicon)
        told = lexicon.types.get(lower)
        if told is None and i > 1 and lower in lexicon.around("naming"):
            told = lexicon.types.get(words[i - 2].lower())
        if told is not None:
            score[told] += weight["type_before"]
    if j < size:
        after = words[j].lower()
        if after in lexicon.possessives and j + 1 < size:
            after = words[j + 1].lower()
        if after in lexicon.around("speech") and not (i + 1 == j and words[i].isupper()):
            score["PERSON"] += weight["speech"]
        elif after in lexicon.around("person_after") or (after == "," and _person_follows(line.words, j, lexicon)):
            score["PERSON"] += weight["person_after"]
        elif (told := _told(line, j, lexicon)) is not None:
            score[told] += weight["type_told"]
        elif lexicon.types.get(after) in _PLACES:
            score[lexicon.types[after]] += weight["type_after"]
        elif after in lexicon.around("place_after"):
            score["GPE"] += weight["place_after"]
        elif after in lexicon.around("organization_after"):
            score["ORG"] += weight["organization_after"]
        if after == "," and j + 1 < size and _is_place(line.words[j + 1 : j + 3], known):
            score["GPE"] += weight["in_place"]
    if span.start and text[span.start - 1] in _QUOTE and text[span.end : span.end + 1] in _QUOTE:
        score["WORK_OF_ART"] += weight["quoted"] if j - i > 1 else weight["quoted_word"]
    if _AGE.match(text, span.end):
        score["PERSON"] += weight["age"]


def _office_of(score: Score, line: Line, place: int, lexicon: Lexicon) -> None:
    """Weigh "director of the" before a name against a person, and "wife of" for one."""
    words = line.words
    place -= 1
    if place > 0 and words[place].lower() in lexicon.articles:
        place -= 1
    if place < 1 or words[place].lower() not in lexicon.role_of:
        return
    office = words[place - 1].lower()
    if office in lexicon.around("relatives"):
        score["PERSON"] += weights()["relative"]
    elif office in lexicon.role_heads:
        score["ORG"] += weights()["office_of"]
        score["PERSON"] -= weights()["office_of"]


def _told(line: Line, place: int, lexicon: Lexicon) -> str | None:
    """Return the label of the noun in ", a German company" or "is a small village in"."""
    words = line.words
    if words[place] != "," and words[place].lower() not in lexicon.around("being"):
        return None
    place += 1
    if place >= len(words) or words[place].lower() not in lexicon.articles:
        return None
    label = None
    for offset in range(place + 1, min(place + _PHRASE, len(words))):
        word, tag = words[offset].lower(), line.tags[offset]
        if word in lexicon.types:
            label = lexicon.types[word]
        elif word in lexicon.role_heads:
            label = "PERSON"
        elif tag not in _INSIDE and word not in lexicon.conjunctions:
            break
    return label


def _is_place(words: list[str], known: Gazetteer) -> bool:
    for size in (1, 2):
        entry = known.entries.get(" ".join(words[:size]))
        if entry is not None and entry.kind in {"country", "region"}:
            return True
    return False


def _neighbours(scores: dict[str, Score], spans: list[Found], keys: list[str], text: str) -> None:
    """Names in a list are of one kind: "Lod, Ramle and Acre"."""
    weight = weights()["listed"]
    given: dict[str, Score] = defaultdict(_score)
    for before, after, first, second in zip(spans, spans[1:], keys, keys[1:], strict=False):
        if after.start - before.end > _LONG_JOINT or first == second or text[before.end : after.start] not in _JOINTS:
            continue
        for one, other in ((first, second), (second, first)):
            if scores[one]:
                label = max(scores[one], key=scores[one].__getitem__)
                given[other][label] = weight
    for name, told in given.items():
        for label, total in told.items():
            scores[name][label] += total


def _ambiguous(scores: dict[str, Score], spans: list[Found], keys: list[str], text: str, known: Gazetteer) -> None:
    """Take "Jordan" for the country where the article also speaks of Jordanians."""
    countries = {span.entry.country for span in spans if span.entry is not None}
    for span, name in dict(zip(keys, zip(spans, keys, strict=True), strict=True)).values():
        if span.entry is None and (entry := known.foreign.get(text[span.start : span.end])) is not None:
            scores[name]["GPE"] += weights()["in_article"] if entry.country in countries else 0


def _bracketed(scores: dict[str, Score], spans: list[Found], keys: list[str], text: str, lexicon: Lexicon) -> None:
    """Make a short form in brackets what the name before it is; after an office it is none."""
    weight = weights()["bracketed"]
    ends = {span.end: name for span, name in zip(spans, keys, strict=True)}
    for span, name in zip(spans, keys, strict=True):
        if text[span.start - 1 : span.start] != "(" or text[span.end : span.end + 1] != ")":
            continue
        long = ends.get(span.start - 2)
        if long is not None and (scores[long] and is_short_form(name, long)):
            label = max(scores[long], key=scores[long].__getitem__)
            if label not in {"PERSON", "GPE"}:
                scores[name][label] += weight
        elif long is None:
            i, _ = span.line.range(span.start, span.end)
            if i > 1 and span.line.words[i - 2] in lexicon.role_heads:
                scores[name]["-"] += weight


def is_short_form(short: str, long: str) -> bool:
    """Whether letters are the initials of a name, or of most of its words, in order."""
    initials = [word[0] for word in long.replace("-", " ").split() if word not in _SMALL]
    letters = [letter for letter in short if letter.isalpha()]
    if not letters or not initials or letters[0] != long[0]:
        return False
    rest = iter("".join(letters))
    matched = sum(1 for initial in initials if any(initial == letter for letter in rest))
    return matched * 2 >= len(initials) + 1


def _person_follows(words: list[str], comma: int, lexicon: Lexicon) -> bool:
    """Whether ", who" or ", the prime minister" follows."""
    place = comma + 1
    if place < len(words) and words[place].lower() in lexicon.around("person_after"):
        return True
    for offset in range(place, min(place + 5, len(words))):
        lower = words[offset].lower()
        if lower in lexicon.role_heads:
            return lower not in lexicon.around("relatives") or True
        if lower not in lexicon.articles and lower not in lexicon.role_modifiers:
            return False
    return False


def _parts(scores: dict[str, Score], keys: list[str], spans: list[Found], known: Gazetteer) -> set[str]:
    """Let single names inherit from the full names of persons that they are a part of; return these names."""
    weight = weights()
    parts: set[str] = set()
    persons: dict[str, float] = {}
    unread = {name for span, name in zip(spans, keys, strict=True) if not span.line.tags[span.line.first(span.start)]}
    for name in dict.fromkeys(keys):
        words = name.split()
        if name in unread and scores[name]["PERSON"] < weight["accept"]:
            continue
        if 1 < len(words) <= _NAMES and max(scores[name], key=scores[name].__getitem__, default="") == "PERSON":
            persons[words[-1]] = weight["part_of_person"]
            if words[0].title() not in known.cities:
                persons.setdefault(words[0], weight["part_of_person"])
            if len(words) > _PAIR:
                persons.setdefault(" ".join(words[1:]), weight["part_of_person"])
                persons.setdefault(" ".join(words[-2:]), weight["part_of_person"])
    for span, name in zip(spans, keys, strict=True):
        if name in persons and (span.entry is None or span.entry.kind not in {"country", "demonym"}):
            scores[name]["PERSON"] += persons.pop(name)
            parts.add(name)
    return parts
