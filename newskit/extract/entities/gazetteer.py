"""Known names: countries, demonyms, regions, organisations, cities, given and family names, and the user's own.

The tables lie in ``resources/extract/entities``: those of ``world`` hold for every language, those of a language's
folder for texts in it. Each is read once a process.
"""

from __future__ import annotations

import gzip
import operator
import re
from bisect import insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from newskit.article import EntityLabel
from newskit.errors import InputError, UsageError
from newskit.extract.entities.lexicon import FOLDER, ROOM

LABELS: frozenset[str] = frozenset(
    {"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"}
)
LARGE_CITY = 300_000
"""Cities from this population on are known names by themselves; smaller ones are only evidence."""
SHORTEST = 4
"""Shorter names of countries in languages without a table of their own may be anything."""
TOWN = 100_000
"""A region that has the name of a city from this population on gives way to the city."""
_FIRST_WORD = re.compile(r"\w+")
_PLURAL = re.compile(r"(?:s|sh|ch|ese|x|z|men|women|(?:ch|sh|ts)(?:wo)?man)$")
_COLUMNS = 2


class Entry(NamedTuple):
    """One known thing."""

    #: Fullest or most usual name.
    name: str
    label: EntityLabel
    #: ``country`` ``region`` ``area`` ``demonym`` ``group`` ``organization`` ``other`` or ``user``.
    kind: str
    #: ISO 3166-1 alpha-2 code.
    country: str | None = None
    #: Wikidata item, or the user's own identifier.
    wikidata: str | None = None
    population: int = 0


class City(NamedTuple):
    """One city of GeoNames."""

    name: str
    country: str
    population: int
    geonames: int
    #: Whether it is the capital of its country.
    capital: bool = False


@dataclass(slots=True)
class Gazetteer:
    """The known names for texts of one language."""

    #: Entry by name as written.
    entries: dict[str, Entry] = field(default_factory=dict)
    #: Names as written by themselves in lower case.
    folded: dict[str, str] = field(default_factory=dict)
    #: Lengths of the names that start with a word in lower case, longest first.
    lengths: dict[str, list[int]] = field(default_factory=dict)
    #: Other-language names of countries, for names that a model found already.
    foreign: dict[str, Entry] = field(default_factory=dict)
    #: Cities by name, largest first.
    cities: dict[str, list[City]] = field(default_factory=dict)
    #: Gender by given name: ``m``, ``f`` or ``?``.
    given: dict[str, str] = field(default_factory=dict)
    family: frozenset[str] = frozenset()
    #: Wikidata items of cities by name and country.
    city_ids: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, name: str, entry: Entry) -> None:
        """Make a name known; the first entry of a name stays."""
        name = name.replace("’", "'")
        first = _FIRST_WORD.search(name)
        if not first or name in self.entries:
            return
        self.entries[name] = entry
        self.folded.setdefault(name.lower(), name)
        lengths = self.lengths.setdefault(first.group().lower(), [])
        if len(name) not in lengths:
            insort(lengths, len(name), key=operator.neg)


@lru_cache(maxsize=8)
def load_gazetteer(language: str) -> Gazetteer:
    """Read the tables for a language: its own, and those of the world."""
    known = Gazetteer()
    cities: dict[str, list[City]] = defaultdict(list)
    for name, names, country, population, geonames, capital in _rows("world/cities.tsv.gz"):
        city = City(name, country, int(population), int(geonames), capital == "capital")
        for each in (name, *_split(names)):
            cities[each].append(city)
    known.cities = dict(cities)
    _add_language(known, language)
    _add_territories(known, language)
    known.given = {row[0]: row[1] for row in _rows("world/given_names.tsv.gz")}
    known.family = frozenset(row[0] for row in _rows("world/family_names.tsv.gz"))
    known.city_ids = {(name, country): item for name, country, item in _rows("world/city_ids.tsv")}
    return known


def _add_language(known: Gazetteer, language: str) -> None:
    for label, name, names, country, item in _rows(f"{language}/organizations.tsv"):
        entry = Entry(name, _label(label), "organization", country or None, item or None)
        for each in (name, *_split(names)):
            known.add(each, entry)
    for label, name, names, item in _rows(f"{language}/regions.tsv"):
        entry = Entry(name, _label(label), "area", None, item or None)
        for each in (name, *_split(names)):
            known.add(each, entry)
    for country, forms in _rows(f"{language}/demonyms.tsv"):
        for form in _split(forms):
            entry = Entry(form, "NORP", "demonym", country)
            for each in _with_plural(form):
                known.add(each, entry)
    for (forms,) in _rows(f"{language}/groups.tsv"):
        first, *others = _split(forms)
        entry = Entry(first, "NORP", "group")
        for form in (first, *others):
            for each in _with_plural(form):
                known.add(each, entry)
    for label, name, names, item in _rows(f"{language}/others.tsv"):
        entry = Entry(name, _label(label), "other", None, item or None)
        for each in (name, *_split(names)):
            known.add(each, entry)
    for country, name, names in _rows(f"{language}/countries.tsv"):
        entry = Entry(name, "GPE", "country", country.split("-")[0], _territory_items().get(country))
        for each in (name, *_split(names)):
            known.add(each, entry)


def _add_territories(known: Gazetteer, language: str) -> None:
    ambiguous = dict(_rows(f"{language}/not_places.tsv"))
    own = any(True for _ in _rows(f"{language}/countries.tsv"))
    rows = sorted(_rows("world/territories.tsv"), key=lambda row: row[3] != "country")
    for code, parent, item, kind, name, names, foreign in rows:
        if kind == "historical":
            continue
        country = (parent or code).split("-")[0]
        entry = Entry(name, "GPE", "country" if kind == "country" else "region", country, item)
        for each in (name, *_split(names)):
            if kind != "country" and _is_city(known, each, country):
                continue
            if each in ambiguous:
                if kind == "country" and ambiguous[each] != "never":
                    known.foreign.setdefault(each, entry)
            elif len(each) > 1 and each[0].isupper() and "," not in each and not (" " in each and each.isupper()):
                known.add(each, entry)
        for each in _split(foreign):
            if ambiguous.get(each) == "never":
                continue
            known.foreign.setdefault(each, entry)
            if not own and len(each) >= SHORTEST and not each[0].islower():
                known.add(each, entry)


def _is_city(known: Gazetteer, name: str, country: str) -> bool:
    """Whether a region has the name of its large city, which is what news means by it."""
    return any(city.country == country and city.population >= TOWN for city in known.cities.get(name, ()))


@lru_cache(maxsize=1)
def _territory_items() -> dict[str, str]:
    return {row[0]: row[2] for row in _rows("world/territories.tsv")}


def _with_plural(form: str) -> list[str]:
    return [form] if _PLURAL.search(form) else [form, form + "s"]


def _split(names: str) -> list[str]:
    return names.split("|") if names else []


def _rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a table; nothing where a language has no such table."""
    path = resources.files(ROOM).joinpath(f"{FOLDER}/{name}")
    if not path.is_file():
        return
    data = path.read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            yield line.split("\t")


def _label(label: str) -> EntityLabel:
    if label not in LABELS:
        message = f"no such entity label: {label!r}; choose from {', '.join(sorted(LABELS))}"
        raise UsageError(message)
    return label  # type: ignore[return-value]  # checked above


@lru_cache(maxsize=8)
def load_user_gazetteer(path: str) -> Gazetteer:
    """Read a user's table: surface, label, canonical name, identifier, tab-separated, the last two optional.

    Lines that start with ``#`` and empty lines are skipped. Raises InputError where the file cannot be read and
    UsageError where a line has no label or an unknown one.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read the gazetteer {path}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}"
        raise InputError(message) from error
    known = Gazetteer()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < _COLUMNS or not cells[0]:
            message = f"gazetteer {path}, line {number}: expected surface and label, separated by a tab"
            raise UsageError(message)
        surface, label, name, item = [*cells, "", "", ""][:4]
        try:
            entry = Entry(name or surface, _label(label), "user", None, item or None)
        except UsageError as error:
            message = f"gazetteer {path}, line {number}: {error.detail}"
            raise UsageError(message) from error
        known.add(surface, entry)
    return known
