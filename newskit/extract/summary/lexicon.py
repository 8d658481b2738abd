"""The words that the main event is read by, a file a language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import tomli

FOLDER = "extract/summary"


@dataclass(frozen=True)
class Lexicon:
    """Words of headlines and of places in one language."""

    verbs: frozenset[str]
    #: Third persons of the verbs.
    forms: frozenset[str]
    participles: frozenset[str]
    trailing: frozenset[str]
    causes: frozenset[str]
    aims: frozenset[str]
    places: frozenset[str]
    between: frozenset[str]
    showing: frozenset[str]


@lru_cache(maxsize=8)
def lexicon(language: str) -> Lexicon | None:
    """Return the words of a language, or ``None`` where there are none."""
    path = resources.files("newskit.resources").joinpath(f"{FOLDER}/{language}/lexicon.toml")
    if not path.is_file():
        return None
    table: dict[str, str | list[str]] = tomli.loads(path.read_text(encoding="utf-8"))
    lists = {name: frozenset(value.split() if isinstance(value, str) else value) for name, value in table.items()}
    return Lexicon(**lists, forms=frozenset(_third_person(verb) for verb in lists["verbs"]))


def _third_person(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}s"
