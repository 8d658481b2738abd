"""What a language says about numbers, read once a process from its folder of data files.

``resources/extract/quantities/und`` holds what is the same everywhere (signs of money, symbols of units), a folder by
the primary language subtag the rest. A language without a folder has the first alone: digits, money, per cent, units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

import tomli

from newskit.extract.quantities.tokens import HAN

_FOLDER = "extract/quantities"
_EVERYWHERE = "und"
_KINDS = {
    "units": "unit",
    "teens": "teen",
    "tens": "ten",
    "scores": "score",
    "full_hundreds": "full",
    "hundreds": "hundred",
    "scales": "scale",
    "dozens": "dozen",
}

Phrases = dict[tuple[str, ...], str]
"""Phrases by their tokens, with what they mean."""


@dataclass(slots=True)
class Lexicon:
    """The words, signs and habits of one language."""

    language: str
    numbers: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    #: Number words: kind and value.
    words: dict[str, tuple[str, int]] = field(default_factory=dict)
    #: Parts of numbers that are written together, and what links them ("und").
    parts: dict[str, tuple[str, int]] = field(default_factory=dict)
    links: frozenset[str] = frozenset()
    longest_part: int = 0
    #: The separator of groups of three digits and the decimal sign.
    group: str = ","
    decimal: str = "."
    #: Bounds before and after a number, by their tokens.
    before: Phrases = field(default_factory=dict)
    after: Phrases = field(default_factory=dict)
    bounds: dict[str, Any] = field(default_factory=dict)
    #: Words that join the ends of a range: kind of each.
    joins: dict[tuple[str, ...], str] = field(default_factory=dict)
    measures: dict[str, Any] = field(default_factory=dict)
    #: Names of units (any letter case) and symbols (letter case counts) with their UCUM code.
    unit_names: dict[str, str] = field(default_factory=dict)
    unit_symbols: dict[str, str] = field(default_factory=dict)
    glued_symbols: frozenset[str] = frozenset()
    percent: dict[str, str] = field(default_factory=dict)
    currencies: dict[str, Any] = field(default_factory=dict)
    #: Names of money: ISO 4217 code and how many make one.
    money_names: dict[str, tuple[str, int]] = field(default_factory=dict)
    #: What a name or a sign means in the news of a country.
    money_context: dict[str, dict[str, str]] = field(default_factory=dict)
    #: What stands between a scale and a name: "millions de dollars".
    money_links: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    strict_codes: frozenset[str] = frozenset()
    #: What may follow a number: units, money, per cent, by their words and by their symbols.
    names: re.Pattern[str] = field(default=re.compile(r"(?!)"))
    symbols: re.Pattern[str] = field(default=re.compile(r"(?!)"))

    #: How plural nouns end, and how words that only look like them.
    plural_endings: tuple[str, ...] = ("s",)
    singular_endings: tuple[str, ...] = ()

    def listed(self, key: str) -> frozenset[str]:
        """Return a list of ``context.toml`` as a set."""
        return _frozen(self.language, "context", key)

    def number_words(self, key: str) -> frozenset[str]:
        """Return a list of ``numbers.toml`` as a set."""
        return _frozen(self.language, "numbers", key)

    def measure_words(self, key: str) -> frozenset[str]:
        """Return a list of ``units.toml`` as a set."""
        return _frozen(self.language, "measures", key)


@lru_cache(maxsize=32)
def beginnings(language: str) -> frozenset[str] | None:
    """Return all words that a number in words can begin with; ``None`` where a number is written as one word."""
    rules = lexicon(language)
    numbers = rules.numbers
    if rules.links or numbers.get("and_after_tens"):
        return None
    found = {*rules.words, *rules.number_words("article"), *numbers.get("indefinite", {}).get("words", ())}
    for table in ("fractions", "abbreviated_scales", "ordinals", "vague"):
        found.update(numbers.get(table, ()))
    for suffix in numbers.get("factors", {}).get("suffixes", ()):
        found.update(word + suffix for word in rules.words)
    return frozenset(found)


@lru_cache(maxsize=1024)
def _frozen(language: str, table: str, key: str) -> frozenset[str]:
    return frozenset(getattr(lexicon(language), table).get(key, ()))


@lru_cache(maxsize=64)
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language by its primary subtag."""
    made = Lexicon(language)
    known = has_rules(language)
    made.numbers = _table(language, "numbers") if known else {}
    made.context = _table(language, "context") if known else {}
    made.measures = _table(language, "units") if known else {}
    made.bounds = _table(language, "bounds") if known else {}
    money = _table(language, "money") if known else {}
    everywhere = _table(_EVERYWHERE, "units")
    made.currencies = _table(_EVERYWHERE, "currencies")
    if "months" not in made.context:
        made.context["months"] = _months().get(language, ())
    made.plural_endings = tuple(made.context.get("plural_endings", ["s"]))
    made.singular_endings = tuple(made.context.get("singular_endings", []))
    _number_words(made)
    _bounds(made)
    _units(made, everywhere)
    _money(made, money)
    _patterns(made)
    return made


@lru_cache(maxsize=256)
def has_rules(language: str) -> bool:
    """Whether a language has a folder of rules."""
    return bool(re.fullmatch(r"[a-z]{2,3}", language)) and _path(language, "numbers.toml").is_file()


def _path(language: str, name: str) -> Any:
    return resources.files("newskit.resources").joinpath(_FOLDER, language, name)


def _table(language: str, name: str) -> dict[str, Any]:
    path = _path(language, f"{name}.toml")
    return tomli.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@lru_cache(maxsize=1)
def _months() -> dict[str, list[str]]:
    """Return the names of months of languages without a folder that has them."""
    lines = _path(_EVERYWHERE, "months.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {language: names.split("|") for language, names in rows}


@lru_cache(maxsize=1)
def _decimal_commas() -> frozenset[str]:
    """Return the languages that write decimals with a comma."""
    lines = _path(_EVERYWHERE, "separators.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _number_words(made: Lexicon) -> None:
    for table, kind in _KINDS.items():
        for word, value in made.numbers.get(table, {}).items():
            made.words[word] = (kind, value)
    compounds = made.numbers.get("compounds", {})
    made.links = frozenset(compounds.get("links", ()))
    made.parts = {part: ("unit", value) for part, value in compounds.get("parts", {}).items()}
    made.longest_part = max(map(len, [*made.words, *made.parts, *made.links]), default=0)
    separators = made.numbers.get("separators", {})
    comma = made.language in _decimal_commas()
    made.group = separators.get("group", "." if comma else ",")
    made.decimal = separators.get("decimal", "," if comma else ".")


@lru_cache(maxsize=8192)
def words_of(phrase: str) -> tuple[str, ...]:
    """Return a phrase of a data file as lower-case tokens."""
    return tuple(re.findall(r"\w+|[^\w\s]", phrase.lower()))


def _phrases(tables: dict[str, list[str]]) -> Phrases:
    return {words_of(phrase): meaning for meaning, phrases in tables.items() for phrase in phrases}


def _bounds(made: Lexicon) -> None:
    made.before = {**_phrases(made.bounds.get("before", {})), **_phrases(made.bounds.get("signs", {}))}
    made.before.update({("~",): "~", ("≈",): "~", ("±",): "~", (">",): ">", ("<",): "<", ("≥",): ">=", ("≤",): "<="})
    made.after = {**_phrases(made.bounds.get("after", {})), ("+",): ">="}
    ranges = made.bounds.get("ranges", {"to": ["-", "–", "—"]})
    for kind in ("or", "and", "to"):
        for phrase in ranges.get(kind, ()):
            made.joins[words_of(phrase)] = kind


def _units(made: Lexicon, everywhere: dict[str, Any]) -> None:
    suffixes = made.measures.get("plural_suffixes", [])
    for code, names in made.measures.get("names", {}).items():
        made.unit_names.update((form, code) for form in _forms(names, suffixes))
    for code, names in made.measures.get("weights", {}).items():
        if code not in {"words", "money"}:
            made.unit_names.update((form, code) for form in _forms(names, suffixes))
    for code, symbols in everywhere["symbols"].items():
        made.unit_symbols.update(dict.fromkeys(symbols, code))
    made.glued_symbols = frozenset(everywhere["glued"]["symbols"])
    made.percent = dict.fromkeys(everywhere["percent"]["signs"], "%")
    made.percent["‰"] = "[per_mille]"
    made.percent.update(dict.fromkeys(made.measures.get("percent", ()), "%"))
    made.percent.update(dict.fromkeys(made.measures.get("percentage_point", ()), "{percentage_point}"))


def _forms(names: Iterable[str], suffixes: Iterable[str]) -> set[str]:
    forms = {name.lower() for name in names}
    return forms | {name + suffix for name in forms for suffix in suffixes}


def _money(made: Lexicon, money: dict[str, Any]) -> None:
    path = _path(made.language, "currency_names.tsv")
    if has_rules(made.language) and path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                code, names = line.split("\t")
                made.money_names.update(dict.fromkeys(names.split("|"), (code, 1)))
    suffixes = money.get("plural_suffixes", [])
    for code, names in money.get("names", {}).items():
        made.money_names.update(dict.fromkeys(_forms(names, suffixes), (code, 1)))
    for name, of in money.get("minor", {}).items():
        made.money_names.update(dict.fromkeys(_forms([name], suffixes), (of["currency"], of["parts"])))
    made.money_links = frozenset(money.get("links", ()))
    for country in {*made.currencies["context"], *money.get("context", {})}:
        meant = dict(made.currencies["context"].get(country, {}))
        for name, code in money.get("context", {}).get(country, {}).items():
            meant.update(dict.fromkeys(_forms([name], suffixes), code))
        made.money_context[country] = meant
    made.strict_codes = frozenset(made.currencies["codes"]["strict"].split())
    made.codes = frozenset(made.currencies["codes"]["all"].split()) - made.strict_codes


def _patterns(made: Lexicon) -> None:
    names = {*made.unit_names, *made.money_names, *(name for name in made.percent if name[0].isalpha())}
    symbols = {
        *made.unit_symbols,
        *made.codes,
        *(f"M{code}" for code in made.codes),
        *made.currencies["after"],
        *made.currencies["minor"],
        *(sign for sign in made.percent if not sign[0].isalpha()),
    }
    signs = {symbol for symbol in symbols if not symbol[-1].isalnum()}
    end = rf"(?![^\W_{HAN}])"
    made.names = re.compile(_alternatives(names) + end, re.IGNORECASE)
    made.symbols = re.compile(f"{_alternatives(symbols - signs)}{end}|{_alternatives(signs)}")


def _alternatives(words: Iterable[str]) -> str:
    """Return a pattern of fixed strings, the longest first, grouped by their first letter to fail fast."""
    grouped: dict[str, list[str]] = {}
    for word in words:
        grouped.setdefault(word[0], []).append(word)
    branches = []
    for first, group in sorted(grouped.items()):
        ends = sorted(
            {re.escape(word[1:]).replace(r"\ ", r"[ \u00a0\u202f-]") for word in group}, key=len, reverse=True
        )
        branches.append(f"{re.escape(first)}(?:{'|'.join(ends)})")
    return "(?:" + "|".join(branches) + ")" if branches else "(?!)"
