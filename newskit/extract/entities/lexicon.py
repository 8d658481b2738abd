"""Words that tell what a name is, by language, from ``resources/extract/entities/<language>/lexicon.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import tomli

ROOM = "newskit.resources"
FOLDER = "extract/entities"
_FEMALE, _MALE = "f", "m"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language. Sets hold lower-case forms unless they say otherwise."""

    articles: frozenset[str]
    #: Articles with which something new is brought in ("a minister").
    indefinite: frozenset[str]
    possessives: frozenset[str]
    conjunctions: frozenset[str]
    joints: frozenset[str]
    person_joints: frozenset[str]
    #: Forms of address as written, with the gender that they tell (``m``, ``f`` or empty).
    address: dict[str, str]
    role_heads: frozenset[str]
    role_modifiers: frozenset[str]
    #: Short ranks as written.
    role_short: frozenset[str]
    role_definite: frozenset[str]
    role_gender: dict[str, str]
    role_of: frozenset[str]
    #: Nouns for a person without a name: roles, relatives, "man", "worker".
    people: frozenset[str]
    #: Last words of names as written, with the label that they tell.
    heads: dict[str, str]
    #: First words of names as written, with the label that they tell.
    starts: dict[str, str]
    #: Common nouns that say what a thing is ("band", "village"), with the label that they tell.
    types: dict[str, str]
    #: Words around names, by section.
    context: dict[str, frozenset[str]]
    #: Capitalised words that are no names by themselves, as written.
    never: frozenset[str]
    #: Pronouns of the third person with their gender.
    pronouns: dict[str, str]
    #: Whether every noun is capitalised, so that a capital tells little.
    capital_nouns: bool

    def around(self, section: str) -> frozenset[str]:
        """Return one section of context words, empty where the language has none."""
        return self.context.get(section, frozenset())


@lru_cache(maxsize=8)
def load_lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language; an empty one where there is none."""
    data = _table(language, "lexicon.toml")
    function_words = _table(language, "function_words.toml").get("words", "").split()
    roles, address = data.get("roles", {}), data.get("address", {})
    pronouns = data.get("pronouns", {})
    return Lexicon(
        articles=frozenset(data.get("articles", ())),
        indefinite=frozenset(data.get("indefinite", ())),
        possessives=frozenset(data.get("possessives", ())),
        conjunctions=frozenset(data.get("conjunctions", ())),
        joints=frozenset(data.get("joints", ())),
        person_joints=frozenset(data.get("person_joints", ())),
        address={
            **dict.fromkeys(address.get("any", ()), ""),
            **dict.fromkeys(address.get("male", ()), _MALE),
            **dict.fromkeys(address.get("female", ()), _FEMALE),
        },
        role_heads=frozenset(roles.get("heads", ())),
        role_modifiers=frozenset(roles.get("modifiers", ())),
        role_short=frozenset(roles.get("short", ())),
        role_definite=frozenset(roles.get("definite", ())),
        role_gender={**dict.fromkeys(roles.get("male", ()), _MALE), **dict.fromkeys(roles.get("female", ()), _FEMALE)},
        role_of=frozenset(roles.get("of", ())),
        people=frozenset(roles.get("heads", ())) | frozenset(roles.get("people", ())),
        heads={word: label for label, words in data.get("heads", {}).items() for word in words},
        starts={word: label for label, words in data.get("starts", {}).items() for word in words},
        types={word: label for label, words in data.get("types", {}).items() for word in words},
        context={section: frozenset(words) for section, words in data.get("context", {}).items()},
        never=frozenset(data.get("never", {}).get("words", ())) | {word.capitalize() for word in function_words},
        pronouns={
            **dict.fromkeys(pronouns.get("male", ()), _MALE),
            **dict.fromkeys(pronouns.get("female", ()), _FEMALE),
        },
        capital_nouns=bool(data.get("capital_nouns")),
    )


def _table(language: str, name: str) -> dict[str, Any]:
    """Return one file of a language; an empty one where there is none."""
    path = resources.files(ROOM).joinpath(f"{FOLDER}/{language}/{name}")
    return tomli.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
