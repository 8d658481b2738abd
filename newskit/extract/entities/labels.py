"""Which label a name gets: one for all its mentions in an article, from everything the article says of it.

A tagger labels each mention by itself and so the same name in three ways. Here each mention gives evidence (the model's
label, the tables, its first and last word, the words around it), names that are parts of others inherit from them, and
the sum decides for all. The weights are data: ``resources/extract/entities/world/evidence.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from functools import lru_cache
from importlib import resources
from typing import cast

from newskit.article import EntityLabel
from newskit.extract.entities.gazetteer import LARGE_CITY, Gazetteer
from newskit.extract.entities.lexicon import FOLDER, ROOM, Lexicon
from newskit.extract.entities.spans import Found, is_title

_AGE = re.compile(r",? \(?(?:aged )?\d{1,2}\)?(?:,|\)| who)")
_INITIAL = re.compile(r"[A-Z]\.?(?:-?[A-Z]\.)*$")
_QUOTES = frozenset("\"“‘'«”’»")
_LONG_ACRONYM = 6
_NAMES = 4


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """Return what each kind of evidence weighs."""
    path = resources.files(ROOM).joinpath(f"{FOLDER}/world/evidence.toml")
    return {name: float(weight) for name, weight in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def key(text: str) -> str:
    """Return the form under which mentions of the same name meet."""
    return " ".join(text.replace("’", "'").casefold().split())


def give_labels(spans: list[Found], text: str, lexicon: Lexicon, known: Gazetteer) -> list[Found]:
    """Set the label of every span that is a name; return those."""
    weight = weights()
    scores: dict[str, Counter[str]] = defaultdict(Counter)
    keys = [key(text[span.start : span.end]) for span in spans]
    modelled: Counter[tuple[str, str]] = Counter()
    seen: set[str] = set()
    for span, name in zip(spans, keys, strict=True):
        score = scores[name]
        if span.label is not None and span.source == "model":
            modelled[name, span.label] += 1
            score[span.label] += weight["model"] if modelled[name, span.label] == 1 else weight["model_again"]
        if span.source == "user" and span.label is not None:
            score[span.label] += weight["user"]
        if span.entry is not None and span.source != "user":
            score[span.entry.label] += weight[span.entry.kind] if name not in seen else 0
        if name not in seen:
            seen.add(name)
            _form(score, text[span.start : span.end], span, lexicon, known)
        _surroundings(score, span, text, lexicon)
    _parts(scores, keys, spans, known)
    accepted = []
    for span, name in zip(spans, keys, strict=True):
        label, total = _best(scores[name], span)
        if label is None or (span.source == "run" and not _claimed(name, modelled) and total < weight["accept"]):
            continue
        if span.source != "user":
            span.label = cast("EntityLabel", label)
        accepted.append(span)
    return accepted


def _best(score: Counter[str], span: Found) -> tuple[str | None, float]:
    if not score:
        return span.label, 0.0
    label = max(score, key=lambda label: (score[label], label == span.label, label))
    return label, score[label]


def _claimed(name: str, modelled: Counter[tuple[str, str]]) -> bool:
    return any(modelled[name, label] for label in ("PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT"))


def _form(score: Counter[str], surface: str, span: Found, lexicon: Lexicon, known: Gazetteer) -> None:
    """What the name itself tells."""
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
    elif first.isupper() and 1 < len(first) <= _LONG_ACRONYM and not span.line.capitals:
        score["ORG"] += weight["acronym"]
    if span.entry is None:
        cities = known.cities.get(" ".join(words))
        if cities:
            score["GPE"] += weight["large_city" if cities[0].population >= LARGE_CITY else "city"]
    if several and len(words) <= _NAMES and lexicon.heads.get(last) is None:
        if first in known.given:
            score["PERSON"] += weight["given_and_more"]
        elif _INITIAL.fullmatch(first) and "." in first:
            score["PERSON"] += weight["initial"]
        if last in known.family:
            score["PERSON"] += weight["family_last"]
    elif not several:
        if first in known.given:
            score["PERSON"] += weight["given"]
        if first in known.family:
            score["PERSON"] += weight["family"]


def _surroundings(score: Counter[str], span: Found, text: str, lexicon: Lexicon) -> None:
    """What the words before and after it tell."""
    weight = weights()
    line = span.line
    i, j = line.range(span.start, span.end)
    words, size = line.words, len(line.words)
    context = lexicon.context
    if i > 0:
        before = words[i - 1]
        lower = before.lower()
        if before in lexicon.address or before in lexicon.role_short or (
            lower in lexicon.role_heads and is_title(before, lexicon) and lower not in context["relatives"]
        ):
            score["PERSON"] += weight["title"]
        elif lower in context["relatives"]:
            score["PERSON"] += weight["relative"]
        elif lower in context["place_before_strong"]:
            score["GPE"] += weight["place_before_strong"]
        elif lower in context["place_before"]:
            score["GPE"] += weight["place_before"]
        elif lower in context["organization_before"]:
            score["ORG"] += weight["organization_before"]
        elif lower in context["work_before"]:
            score["WORK_OF_ART"] += weight["work_before"]
    if j < size:
        after = words[j].lower()
        if after in lexicon.possessives and j + 1 < size:
            after = words[j + 1].lower()
        if after in context["speech"]:
            score["PERSON"] += weight["speech"]
        elif after in context["person_after"] or (after == "," and _person_follows(line.words, j, lexicon)):
            score["PERSON"] += weight["person_after"]
        elif after in context["place_after"]:
            score["GPE"] += weight["place_after"]
        elif after in context["organization_after"]:
            score["ORG"] += weight["organization_after"]
    if _AGE.match(text, span.end):
        score["PERSON"] += weight["person_after"]


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


def _parts(scores: dict[str, Counter[str]], keys: list[str], spans: list[Found], known: Gazetteer) -> None:
    """Single names inherit from the full names of persons that they are the first or last word of."""
    weight = weights()
    persons: dict[str, int] = {}
    for name in dict.fromkeys(keys):
        words = name.split()
        if 1 < len(words) <= _NAMES and max(scores[name], key=scores[name].__getitem__, default="") == "PERSON":
            persons[words[-1]] = persons.get(words[-1], 0) + 1
            persons.setdefault(words[0], 1)
            if len(words) > 2:
                persons.setdefault(" ".join(words[1:]), 1)
                persons.setdefault(" ".join(words[-2:]), 1)
    for span, name in zip(spans, keys, strict=True):
        if name in persons and (span.entry is None or span.entry.kind not in {"country", "demonym"}):
            scores[name]["PERSON"] += weight["part_of_person"]
            del persons[name]
    _ = known
