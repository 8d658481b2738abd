"""Who wrote it: people, and the agencies, desks and houses that stand in their place.

Every source of the page (what its head declares, the byline, marked names, short lines at the body's ends) is a
candidate for the whole list of names; which one is believed is learned.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from newskit.article import Author
from newskit.clean.html.classify import Judgement
from newskit.clean.html.outline import Mention, Outline
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.evidence import Evidence
from newskit.clean.metadata.json_ld import plain, text_of
from newskit.clean.metadata.names import NameRules, is_organisation, key_of, name_rules
from newskit.clean.metadata.ranking import AGREED, Rankers

AUTHOR_META = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "dc.contributor",
    "citation_author",
    "og:article:author",
    "twitter:data1",
    "article:author_name",
    "creator",
    "shareaholic:article_author_name",
    "cxenseparse:author",
    "rbauthors",
)
MAX_AUTHORS = 20
MAX_BYLINE = 200
MAX_DEPTH = 4
UNSURE, SURE = 0.1, 0.25
"""Chances from which a block may be, and is, the byline."""
REACH = 4
"""Blocks around the best one in which further authors are looked for."""
_OTHER_TYPES = ("Comment", "Review", "Recipe", "Book", "ImageObject", "VideoObject", "Quotation", "CreativeWork")
SOURCES = (
    *("json-ld", "people", "json-ld other", "meta", "meta other", "text", "byline", "mention", "edge"),
    *("microdata", "union", "organisations"),
)
"""Where a list of names was found; ``union`` is the people of JSON-LD and of the byline together."""
FEATURES = (
    *SOURCES,
    *("names", "people", "organisations here", "houses", "single words", "likely names", "capitals", "lower case"),
    *("agreeing", "around", "inside", "json-ld has people", "json-ld has houses", "has meta", "has text"),
    *("chance", "below likeliest", "strength", "after headline", "to body", "after body", "begins with by"),
    *("covered", "block", "name of byline", "names of byline", "is news", "has article", "candidates", "bicameral"),
    *("mentioned", "longest", "first source", "people beside house", "people printed", "json-ld people missing"),
)
"""What is known of a candidate, in this order."""
HOUSE_PRIOR, PRINTED = 2.0, 0.5
"""Log odds against the house alone where a byline names people, and the chance of that byline."""
_PEOPLE, _HOUSES, _BESIDE = map(FEATURES.index, ("people", "houses", "people beside house"))
_EDGE, _EDGE_LETTERS = 3, 60
_NAME_WORDS = range(2, 5)
_SHORT_NAMES = range(2, 5)
_LOWER = re.compile(r"^[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Named:
    """One name as printed, its address, and whether it is an organisation (``agency``, or ``house`` by itself)."""

    name: str
    url: str | None
    kind: str


@dataclass(slots=True)
class Candidate:
    """A list of names that may be the authors, and where it was found."""

    names: list[Named]
    sources: dict[str, None] = field(default_factory=dict)
    #: Index of the block that gives it, or -1.
    place: int = -1
    strength: int = 0


@dataclass(frozen=True, slots=True)
class Credits:
    """People and organisations named as authors, where they were found, and how sure."""

    people: list[Author]
    organisations: list[str]
    source: str
    chance: float


def find_authors(evidence: Evidence, rankers: Rankers) -> Credits | None:
    """Return who is named as author, or nothing."""
    chosen, chance = undisputed(evidence), AGREED
    if chosen is None:
        candidates = author_candidates(evidence)
        if not candidates:
            return None
        best, chance = 0, 1.0
        if len(candidates) > 1:
            rows = author_features(candidates, evidence)
            priors = [
                -HOUSE_PRIOR if row[_PEOPLE] == 0 < row[_HOUSES] and row[_BESIDE] > PRINTED else 0.0 for row in rows
            ]
            best, chance = rankers.choose("authors", rows, priors, is_news=evidence.is_filed)
        chosen = _with_agencies(candidates[best], candidates)
    source = next(iter(chosen.sources))
    people = [Author(name=one.name, url=one.url) for one in chosen.names if one.kind == "person"]
    organisations = [one.name for one in chosen.names if one.kind != "person"]
    origin = "json-ld" if source.startswith("json-ld") else "meta" if source.startswith("meta") else "text"
    return Credits(people[:MAX_AUTHORS], organisations[:MAX_AUTHORS], origin, chance)


def _with_agencies(chosen: Candidate, candidates: list[Candidate]) -> Candidate:
    """Return the candidate that names the same people and agencies beside them, where JSON-LD does; else the chosen."""
    names = {key_of(one.name) for one in chosen.names}
    for other in candidates:
        more = [one for one in other.names if key_of(one.name) not in names]
        if (
            "json-ld" in other.sources
            and len(other.names) == len(chosen.names) + len(more)
            and all(one.kind == "agency" for one in more)
        ):
            return other
    return chosen


def undisputed(evidence: Evidence) -> Candidate | None:
    """Return the people that JSON-LD names, where the byline and all that may be one name them and nobody else."""
    page, judgement = evidence.page, evidence.judgement
    if judgement is None:
        return None
    stated = _once(_read(_declared_authors(evidence.declared), evidence))
    if not stated or any(one.kind != "person" for one in stated.values()):
        return None
    places, entries = _printed_authors(page, judgement, name_rules(evidence.declared.language))
    if _once(_read(entries, evidence)).keys() != stated.keys():
        return None
    bylines = [place for place in (judgement.parts["byline"] > SURE).nonzero()[0].tolist() if place not in places]
    lines = ((page.texts[place], None) for place in bylines if len(page.texts[place]) < MAX_BYLINE)
    if not _once(_read(lines, evidence)).keys() <= stated.keys():
        return None
    return Candidate([*stated.values()], {"json-ld": None, "text": None}, places[0])


def _once(names: list[Named]) -> dict[str, Named]:
    """Return the names by their letters, the first of each."""
    once = {key_of(one.name): one for one in reversed(names)}
    return dict(reversed(once.items()))


def _read(entries: Iterable[Entry], evidence: Evidence) -> list[Named]:
    """Return the names in some texts, each with the address of its text where it is the only one in it."""
    rules = name_rules(evidence.declared.language)
    houses = [name for name in (evidence.publisher, evidence.declared.first_meta("og:site_name")) if name]
    out: list[Named] = []
    for text, address in entries:
        names = rules.people(text)
        for name in names:
            kind = "agency" if is_organisation(name) else "house" if is_organisation(name, houses) else "person"
            out.append(Named(name, address if len(names) == 1 else None, kind))
    return out


def author_candidates(evidence: Evidence) -> list[Candidate]:
    """Return the lists of names that may be the authors, each once."""
    declared, page, judgement = evidence.declared, evidence.page, evidence.judgement
    rules = name_rules(declared.language)
    found: dict[frozenset[str], Candidate] = {}

    def add(names: Iterable[Named], source: str, place: int = -1, strength: int = 0) -> list[Named]:
        once = _once(list(names))
        listed = list(once.values())
        if listed:
            candidate = found.setdefault(frozenset(once), Candidate(listed))
            candidate.sources[source] = None
            if place >= 0 and candidate.place < 0:
                candidate.place = place
            candidate.strength = max(candidate.strength, strength)
        return listed

    def read(entries: Iterable[Entry]) -> list[Named]:
        return _read(entries, evidence)

    stated = add(read(_declared_authors(declared)), "json-ld")
    people = [one for one in stated if one.kind == "person"]
    if not people:
        add(read(_other_authors(declared)), "json-ld other")
    for number, values in enumerate(_meta_authors(declared)):
        add(read(values), "meta other" if number else "meta")
    add(read(_item_authors(declared)), "microdata")
    if judgement is not None:
        places, entries = _printed_authors(page, judgement, rules)
        printed = add(read(entries), "text", places[0] if places else -1)
        if people and printed:
            add((*people, *(one for one in printed if one.kind == "person")), "union")
        for place, names, source, strength in _lines(evidence, judgement, rules):
            add(read(names), source, place, strength)
    for candidate in list(found.values()):
        alone = [one for one in candidate.names if one.kind == "person"]
        if 0 < len(alone) < len(candidate.names):
            add(alone, "people", candidate.place)
    return list(found.values())


def _lines(evidence: Evidence, judgement: Judgement, rules: NameRules) -> list[tuple[int, list[Entry], str, int]]:
    """Return the blocks that may be the byline, with the names in each: likely, marked, and at the body's edges."""
    page, headline, body = evidence.page, evidence.headline, evidence.body_places
    chances = judgement.parts["byline"].tolist()
    order = evidence.likeliest("byline", 3)
    lines: list[tuple[int, list[Entry], str, int]] = [
        (place, [(page.texts[place], None)], "byline", 0)
        for place in order
        if chances[place] > UNSURE / 3 and len(page.texts[place]) < MAX_BYLINE
    ]
    first, last = (body[0], body[-1]) if body else (max(headline, 0), max(headline, 0))
    start = min(headline, first) if headline >= 0 else first
    near = range(max(0, start - _EDGE), min(len(page.texts), last + 2 * _EDGE))
    marked: dict[int, list[Mention]] = {}
    for mention in page.mentions:
        if mention.place in near:
            marked.setdefault(mention.place, []).append(mention)
    for place in list(marked)[:4]:
        strength = max(mention.strength for mention in marked[place])
        names = [mention for mention in marked[place] if mention.strength == strength]
        lines.append((place, [(mention.text, mention.address) for mention in names], "mention", strength))
    edges = {*range(max(0, start - 1), first + 2), *range(last - 1, last + 1 + _EDGE)} if last - first < 5000 else set()
    for place in sorted(edges):
        if 0 <= place < len(page.texts) and len(page.texts[place]) <= _EDGE_LETTERS and place != headline:
            names_here = rules.people(page.texts[place])
            if names_here and all(map(_is_likely, names_here)):
                lines.append((place, [(page.texts[place], None)], "edge", 0))
    for place in order:
        after = rules.after_by(page.texts[place]) if len(page.texts[place]) < MAX_BYLINE else None
        if after:
            lines.append((place, [(after, None)], "byline", 0))
    return lines


def _is_likely(name: str) -> bool:
    """Whether a text has the form of a person's name: two to four words in capitals, or two to four ideographs."""
    words = name.split()
    if name.upper() == name.lower():
        return len(name.replace(" ", "")) in _SHORT_NAMES
    return len(words) in _NAME_WORDS and sum(word[0].isupper() for word in words) >= len(words) - 1


def author_features(candidates: list[Candidate], evidence: Evidence) -> list[list[float]]:
    """Return ``FEATURES`` of every candidate."""
    declared, page, judgement = evidence.declared, evidence.page, evidence.judgement
    headline, body = evidence.headline, evidence.body_places
    first, last = (body[0], body[-1]) if body else (0, len(page.texts))
    chances: list[float] = judgement.parts["byline"].tolist() if judgement is not None else []
    likeliest = max(chances, default=0.0)
    by_source = {source: one for one in reversed(candidates) for source in one.sources}
    json_ld, text = by_source.get("json-ld"), by_source.get("text")
    keys = [frozenset(key_of(one.name) for one in candidate.names) for candidate in candidates]
    mentioned = {key_of(mention.text) for mention in page.mentions}
    rules = name_rules(declared.language)
    text_keys = keys[candidates.index(text)] if text is not None else frozenset()
    # who is printed as a person where only the house is declared
    printed_people = max(
        (
            chances[one.place]
            for one in candidates
            if one.place >= 0 and any(name.kind == "person" and _is_likely(name.name) for name in one.names)
        ),
        default=-1.0,
    )
    stated = {key_of(one.name) for one in json_ld.names if one.kind == "person"} if json_ld else set()
    declared_people = any(
        one.kind == "person"
        for other in candidates
        if other.sources.keys() & {"json-ld", "json-ld other", "meta", "meta other", "microdata"}
        for one in other.names
    )
    shared = [
        float(evidence.is_news),
        float(bool(declared.article)),
        float(min(len(candidates), 12)),
    ]
    rows = []
    for candidate, names in zip(candidates, keys, strict=True):
        printed = [one.name for one in candidate.names]
        place = candidate.place
        block = page.texts[place] if place >= 0 else ""
        chance = chances[place] if place >= 0 else 0.0
        others = [(other, known) for other, known in zip(candidates, keys, strict=True) if other is not candidate]
        rows.append(
            [
                *(float(source in candidate.sources) for source in SOURCES),
                float(min(len(printed), 8)),
                float(sum(one.kind == "person" for one in candidate.names)),
                float(sum(one.kind == "agency" for one in candidate.names)),
                float(sum(one.kind == "house" for one in candidate.names)),
                float(sum(" " not in name for name in printed)),
                sum(map(_is_likely, printed)) / len(printed),
                sum(name.isupper() for name in printed) / len(printed),
                sum(bool(_LOWER.match(name)) and name[0].islower() for name in printed) / len(printed),
                float(len(candidate.sources)),
                float(sum(len(other.sources) for other, known in others if names < known)),
                float(sum(len(other.sources) for other, known in others if names > known)),
                float(sum(one.kind == "person" for one in json_ld.names)) if json_ld else -1.0,
                float(sum(one.kind != "person" for one in json_ld.names)) if json_ld else -1.0,
                float("meta" in by_source),
                float(text is not None),
                chance,
                likeliest - chance,
                float(candidate.strength),
                float(max(-20, min(60, place - headline))) if place >= 0 <= headline else -30.0,
                float(max(-20, min(20, first - place))) if place >= 0 else -30.0,
                float(max(-20, min(20, place - last))) if place >= 0 else -30.0,
                float(bool(rules.begins_by(block.lstrip("(（")))) if block else -1.0,
                sum(map(len, printed)) / len(block) if block else -1.0,
                math.log1p(len(block)),
                float(judgement.features.columns["own name byline"][place]) if judgement and place >= 0 else 0.0,
                float(judgement.features.columns["names byline"][place]) if judgement and place >= 0 else 0.0,
                *shared,
                float(printed[0].upper() != printed[0].lower()),
                float(any(key in mentioned for key in names)),
                float(max(len(name.split()) for name in printed)),
                float(bool(names & text_keys)),
                -1.0 if any(one.kind == "person" for one in candidate.names) else printed_people,
                -1.0 if declared_people else printed_people,
                float(len(stated - names)),
            ]
        )
    return rows


Entry = tuple[str, str | None]


def _declared_authors(declared: Declared) -> list[Entry]:
    entries: list[Entry] = []
    for key in ("author", "creator"):
        entries.extend(_named(declared, declared.article.get(key)))
        if entries:
            break
    return entries


def _named(declared: Declared, value: Any, depth: int = 0) -> list[Entry]:
    if depth > MAX_DEPTH:
        return []
    if isinstance(value, list):
        return [entry for item in value for entry in _named(declared, item, depth + 1)]
    if isinstance(value, dict):
        name = value.get("name")
        if isinstance(name, list | dict):
            return _named(declared, name, depth + 1)
        if not name and value.get("@id"):
            return next(
                (
                    _named(declared, item, depth + 1)
                    for item in declared.objects
                    if item.get("@id") == value["@id"] and item.get("name")
                ),
                [],
            )
        if not name and (value.get("givenName") or value.get("familyName")):
            name = f"{text_of(value.get('givenName')) or ''} {text_of(value.get('familyName')) or ''}"
        if not name:
            return []
        address = value.get("url") or value.get("sameAs")
        return [(plain(str(name)), address if isinstance(address, str) and address.startswith("http") else None)]
    if isinstance(value, str):
        for item in declared.objects:
            if item.get("@id") == value and item.get("name"):
                return _named(declared, item, depth + 1)
        return [(plain(value), None)]
    return []


def _other_authors(declared: Declared) -> list[Entry]:
    """Return the authors of the other things that JSON-LD describes, the first that has some."""
    for item in declared.objects:
        if item is not declared.article and item.get("author") and item.get("@type") not in _OTHER_TYPES:
            entries = _named(declared, item["author"])
            if entries:
                return entries
    return []


def _meta_authors(declared: Declared) -> list[list[Entry]]:
    """Return what the first two of the meta elements for authors say that say anything."""
    found: list[list[Entry]] = []
    for meta in AUTHOR_META:
        values = [value for value in declared.meta.get(meta, ()) if value and not value.startswith(("http", "/"))]
        if values:
            found.append([(value, None) for value in values])
    return found[:2]


def _item_authors(declared: Declared) -> list[Entry]:
    return [(text, None) for text in declared.items.get("author", ()) if text.strip() and len(text) < MAX_BYLINE]


def _printed_authors(page: Outline, judgement: Judgement, rules: NameRules) -> tuple[list[int], list[Entry]]:
    """Return the blocks of the byline, and what it says: the names marked in it, or its words."""
    chances = judgement.parts["byline"].tolist()
    marked: dict[int, list[Mention]] = {}
    for mention in page.mentions:
        if mention.place < len(page.texts):
            marked.setdefault(mention.place, []).append(mention)
    scores = {
        place: chances[place] + 0.1 * max((mention.strength for mention in marked.get(place, ())), default=0)
        for place in range(len(page.texts))
        if len(page.texts[place]) < MAX_BYLINE and (chances[place] > UNSURE or place in marked)
    }
    if not scores:
        return [], []
    best = max(scores, key=lambda place: (scores[place], -place))
    if scores[best] < SURE:
        return [], []
    places: list[int] = []
    entries: list[Entry] = []
    for place in sorted(scores):
        if abs(place - best) > REACH or scores[place] < max(SURE, scores[best] / 2):
            continue
        places.append(place)
        strongest = max((mention.strength for mention in marked.get(place, ())), default=0)
        names = [mention for mention in marked.get(place, ()) if mention.strength == strongest]
        shortest = [one for one in names if not any(one is not other and other.text in one.text for other in names)]
        if any(rules.people(mention.text) for mention in shortest):
            entries.extend((mention.text, mention.address) for mention in shortest)
        else:
            entries.append((page.texts[place], None))
    places.sort(key=lambda place: (place != best, place))
    return places, entries
