"""Links: the ISO code of a country, and Wikidata items of countries, cities and well-known names.

A city is linked where one reading stands out: a country that the article names, or a population that no namesake comes
near. What stays in doubt gets no link.
"""

from __future__ import annotations

from newskit.extract.entities.clusters import Thing
from newskit.extract.entities.gazetteer import City, Gazetteer

_SURE = 0.99
_KNOWN = 0.95
_BY_COUNTRY = 0.9
_BY_SIZE = 0.75
_STANDS_OUT = 5
_LARGE = 100_000
_LINKED = frozenset({"country", "region", "demonym", "organization", "area", "user"})


def give_links(things: list[Thing], known: Gazetteer) -> None:
    """Set country, Wikidata item and confidence of every thing that can be linked."""
    for thing in things:
        _link_entry(thing, known)
    countries = {thing.country.lower() for thing in things if thing.country}
    for thing in things:
        if thing.label in {"GPE", "LOC"} and thing.wikidata is None and thing.country is None:
            _link_city(thing, known, countries)


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
    named = {number: city for number, (city, name) in found.items() if city.name == name}
    candidates = named or {number: city for number, (city, _) in found.items()}
    if not candidates:
        return
    ranked = sorted(candidates.values(), key=lambda city: (-city.population, city.geonames))
    city, confidence = _choose(ranked, countries)
    if city is None:
        return
    thing.country = city.country.upper()
    thing.confidence = confidence
    for name in (thing.name, city.name):
        thing.wikidata = thing.wikidata or known.city_ids.get((name, city.country))


def _choose(ranked: list[City], countries: set[str]) -> tuple[City | None, float]:
    near = [city for city in ranked if city.country in countries]
    if near and near[0].population * _STANDS_OUT * _STANDS_OUT >= ranked[0].population:
        return near[0], _BY_COUNTRY
    if ranked[0].population >= _LARGE and (
        len(ranked) == 1 or ranked[0].population >= _STANDS_OUT * ranked[1].population
    ):
        return ranked[0], _BY_SIZE
    return None, 0.0
