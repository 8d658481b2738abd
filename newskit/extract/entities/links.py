"""Links: the ISO code of a country, and Wikidata items of countries, cities and well-known names.

A city is linked where one reading stands out: a country that the article names, or a population that no namesake comes
near. What stays in doubt gets no link.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from newskit.extract.entities.clusters import Thing
from newskit.extract.entities.gazetteer import City, Gazetteer
from newskit.extract.entities.lexicon import Lexicon

_SURE = 0.99
_KNOWN = 0.95
_BY_COUNTRY = 0.9
_BY_SIZE = 0.75
_STANDS_OUT = 5
_LARGE, _VERY_LARGE = 100_000, 500_000
_ALIKE = 0.8
_TEAM_SHARE = 5
"""One mention of so many that plays a match makes a country a team."""
_LINKED = frozenset({"country", "region", "demonym", "organization", "other", "area", "user"})


def give_links(things: list[Thing], lexicon: Lexicon, known: Gazetteer) -> None:
    """Set country, Wikidata item and confidence of every thing that can be linked."""
    for thing in things:
        _link_entry(thing, known)
    _unlink_foreign(things, lexicon)
    for thing in things:
        if thing.label == "GPE" and thing.wikidata and _plays(thing, lexicon):
            thing.wikidata = None
    countries = {thing.country.lower() for thing in things if thing.country}
    for thing in things:
        if thing.label in {"GPE", "LOC"} and thing.wikidata is None and thing.country is None:
            _link_city(thing, known, countries)


def _unlink_foreign(things: list[Thing], lexicon: Lexicon) -> None:
    """Take the link off "Democratic Party" where the article speaks of other countries than the table's."""
    countries = {thing.country for thing in things if thing.country and thing.label in {"GPE", "NORP"}}
    for thing in things:
        entry = thing.entry
        if entry is None or entry.kind != "organization" or entry.country is None or not thing.wikidata:
            continue
        common = any(lexicon.heads.get(word) == "ORG" for word in entry.name.split()[-1:])
        if common and countries and entry.country.upper() not in countries:
            thing.wikidata = thing.confidence = None


def _plays(thing: Thing, lexicon: Lexicon) -> bool:
    """Whether a country's name stands for its team: "Belgium beat Tunisia"."""
    before, after = lexicon.around("team_before"), lexicon.around("team_after")
    found = 0
    for span in thing.spans:
        i, j = span.line.range(span.start, span.end)
        words = span.line.words
        if i and words[i - 1].lower() in before:
            found += 1
        elif j < len(words):
            place = j + 1 if words[j] in lexicon.possessives and j + 1 < len(words) else j
            found += words[place].lower() in after or _score(words, j)
    return found * _TEAM_SHARE >= len(thing.spans)


def _score(words: list[str], place: int) -> bool:
    """Whether a result stands at a place: "3 - 0"."""
    return (
        words[place].isdigit() and place + 2 < len(words) and words[place + 1] in "-–—" and words[place + 2].isdigit()
    )


def _link_entry(thing: Thing, known: Gazetteer) -> None:
    entry = thing.entry
    if entry is None and thing.label == "GPE":
        entry = known.foreign.get(thing.name)
        if entry is not None:
            thing.entry = entry
    if entry is None or entry.kind not in _LINKED or (entry.label != thing.label and entry.kind != "user"):
        return
    if entry.kind != "organization":
        thing.country = entry.country.upper()[:2] if entry.country else None
    thing.wikidata = entry.wikidata
    if thing.country or thing.wikidata:
        thing.confidence = _SURE if entry.kind in {"country", "demonym", "user"} else _KNOWN


def _link_city(thing: Thing, known: Gazetteer, countries: set[str]) -> None:
    found = {city.geonames: (city, name) for name in thing.names for city in known.cities.get(name, ())}
    if not found:
        return
    own = max((city.population for city, name in found.values() if city.name == name), default=0)
    candidates = (
        city for city, name in found.values() if not own or city.name == name or _outshines(city, name, own, countries)
    )
    ranked = sorted(candidates, key=lambda city: (-city.population, city.geonames))
    city, confidence = _choose(ranked, countries)
    if city is None:
        return
    thing.country = city.country.upper()
    thing.confidence = confidence
    for name in (thing.name, city.name):
        thing.wikidata = thing.wikidata or known.city_ids.get((name, city.country))


def _outshines(city: City, name: str, own: int, countries: set[str]) -> bool:
    """Whether a city is meant by another form of its name, though others have it as theirs: "Odessa" for Odesa.

    ``own`` is the population of the largest of those.
    """
    is_large = city.population >= _VERY_LARGE or city.country in countries
    is_form = set(name.split()) < set(city.name.split()) or SequenceMatcher(None, name, city.name).ratio() >= _ALIKE
    return is_large and city.population >= _STANDS_OUT * own and is_form


def _choose(ranked: list[City], countries: set[str]) -> tuple[City | None, float]:
    near = [city for city in ranked if city.country in countries]
    if near and near[0].population * _STANDS_OUT * _STANDS_OUT >= ranked[0].population:
        return near[0], _BY_COUNTRY
    if ranked[0].population >= _LARGE and (
        len(ranked) == 1 or ranked[0].population >= _STANDS_OUT * ranked[1].population
    ):
        return ranked[0], _BY_SIZE
    return None, 0.0
