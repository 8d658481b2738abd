"""A language: its words and rules, read from the data files of its folder and compiled once a process.

``lexicon.toml`` holds classes of words: a table a class, ``words`` either a list or a table from word to value;
a word may be several tokens ("new year's day"). ``cased`` words count only with a capital, ``small`` ones only
without. ``slot`` is what the value of the class is called, its own name else. ``also`` names classes that the
words are in as well. ``rules.toml`` holds macros and rules by level (see ``grammar``). The rules of the folder
``common`` serve every language.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from itertools import groupby
from typing import Any

import tomli

from newskit.errors import NewskitError
from newskit.extract.times.pattern import Capture, compile_pattern, context, needed, words_of
from newskit.extract.times.tokens import BREAK, NAME, WORD, Item, number_classes, number_samples, raw_tokens

_ROOT = "extract/times"
_COMMON = "common"
#: Rules for languages that have none of their own for these.
_GENERAL = "general"
_FIRST_SIGN = 0xE000

Values = dict[str, Any]

LEADING = 3
"""A cue of the future where it stands before the time, and of nothing behind it."""
_CUES = {"auxiliary": 0, "no_cue": 0, "past_cue": -1, "future_cue": 1, "surely_future": 2, "leading_cue": LEADING}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it looks for and what it makes of it."""

    #: For the reader, and for the tests of its examples.
    name: str
    #: Rules of a level read what those of the levels before have made.
    level: int
    #: Over the characters of items.
    regex: re.Pattern[str]
    #: What a row must have one of each of, to be matched at all.
    needs: tuple[frozenset[str], ...]
    #: What the groups hold.
    captures: tuple[Capture, ...]
    #: How the time is resolved; ``None``: as its head is.
    kind: str | None
    #: The class of the capture that decides how the time is resolved.
    head: str | None
    #: Classes of the item that the rule makes.
    gives: tuple[str, ...]
    #: Fixed parts.
    parts: Values
    #: Sentences with their times in brackets.
    examples: tuple[str, ...]
    #: Whether it serves every language.
    common: bool


@dataclass(slots=True)
class Lookup:
    """What is known of a word: its character and values, written small and with a capital."""

    small: tuple[str, Values]
    capital: tuple[str, Values]


@dataclass(slots=True)
class Language:
    """The words and rules of a language."""

    code: str
    #: Order of numeric dates, what joins the ends of a range and so on.
    settings: Values
    words: dict[str, Lookup] = field(default_factory=dict)
    #: Entries of several tokens by the first one, longest first.
    phrases: dict[str, list[tuple[tuple[str, ...], Lookup]]] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    #: The rules of each level, with their rank in it.
    levels: list[list[tuple[int, Rule]]] = field(default_factory=list)
    #: Character of each set of classes.
    signs: dict[frozenset[str], str] = field(default_factory=dict)
    #: Words that tell the tense: -1 of the past, 1 perhaps and 2 surely of the future, 0 a participle follows, or
    #: LEADING.
    cues: dict[str, int] = field(default_factory=dict)
    #: Classes whose value goes by another name than the class.
    slots: dict[str, str] = field(default_factory=dict)
    _members: dict[str, frozenset[str]] = field(default_factory=dict)

    def read(self, text: str, start: int, end: int) -> list[Item]:
        """Return the items of a stretch of text, words that belong together joined."""
        raw = list(raw_tokens(text, start, end))
        lowered = [token.lower().replace("’", "'") for _, _, token in raw]
        items: list[Item] = []
        place = 0
        while place < len(raw):
            first, last, token = raw[place]
            small = lowered[place]
            joined = 1
            known = self.words.get(small)
            for entry, lookup in self.phrases.get(small, ()):
                if lowered[place : place + len(entry)] == list(entry):
                    joined, known, last = len(entry), lookup, raw[place + len(entry) - 1][1]
                    break
            if known is not None:
                sign, values = known.capital if token[0].isupper() else known.small
            else:
                sign, values = self._other(token)
            items.append(Item(first, last, sign, values))
            place += joined
        return items

    def _other(self, token: str) -> tuple[str, Values]:
        """Return character and values of a token that no lexicon has: a number, a name, any word."""
        if token[0].isdecimal():
            values = number_classes(token)
            if values:
                return self.signs.get(frozenset(values), self.sign(frozenset({WORD}))), values
        name = BREAK if token[0] == "\n" else NAME if token[0].isupper() else WORD
        return self.sign(frozenset({name})), {}

    def words_in(self, name: str) -> frozenset[str]:
        """Return the single words of a class."""
        if name not in self._members:
            self._members[name] = frozenset(
                word for word, lookup in self.words.items() if lookup.capital[0] in self._signs_of(name)
            )
        return self._members[name]

    def _signs_of(self, name: str) -> set[str]:
        return {sign for classes, sign in self.signs.items() if name in classes}

    def sign(self, classes: frozenset[str]) -> str:
        """Return the character of a set of classes, a new one for a new set."""
        if classes not in self.signs:
            self.signs[classes] = chr(_FIRST_SIGN + len(self.signs))
        return self.signs[classes]


@lru_cache(maxsize=64)
def load_language(code: str) -> Language | None:
    """Return a language, ``None`` where there is no folder of that name; a folder may refer to another (``same_as``).

    Raises NewskitError for a rule that is not well formed.
    """
    own = _read(code)
    if own is None or code in {_COMMON, _GENERAL}:
        return None
    if "same_as" in own.get("settings", {}):
        return load_language(own["settings"]["same_as"])
    common = _read(_COMMON) or {}
    if own.get("settings", {}).get("general", True):
        _merge(common, _read(_GENERAL) or {})
    folders = [own, common]
    language = Language(code, {**common.get("settings", {}), **own.get("settings", {})})
    for folder in folders:
        for name, table in folder.get("class", {}).items():
            language.slots[name] = table.get("slot", name)
    macros = {**common.get("macros", {}), **own.get("macros", {})}
    drafts = [{**draft, "common": folder is common} for folder in folders for draft in folder.get("rule", [])]
    classes = _classes(folders)
    for draft in drafts:
        for word in words_of(draft["pattern"], macros) | set(_context_words(draft)):
            classes[(word,)].setdefault(f"={word}", (None, None))
    _fill(language, classes)
    for draft in drafts:
        gives = frozenset(draft.get("gives", [draft.get("kind", draft["name"])]))
        language.sign(gives)
    for draft in sorted(drafts, key=lambda draft: draft.get("level", 1)):
        language.rules.append(_rule(draft, macros, language))
    for _, rules in groupby(language.rules, key=lambda rule: rule.level):
        language.levels.append(list(enumerate(rules)))
    return language


def languages() -> list[str]:
    """Return the codes of the languages that have a folder."""
    root = resources.files("newskit.resources").joinpath(_ROOT)
    return sorted(
        folder.name for folder in root.iterdir() if folder.is_dir() and folder.name not in {_COMMON, _GENERAL}
    )


def _read(code: str) -> dict[str, Any] | None:
    """Return the merged data files of a folder."""
    folder = resources.files("newskit.resources").joinpath(_ROOT, code)
    if not code.isalpha() or not folder.is_dir():
        return None
    merged: dict[str, Any] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            try:
                data = tomli.loads(file.read_text(encoding="utf-8"))
            except tomli.TOMLDecodeError as error:
                message = f"the times of {code!r}: {file.name} is not TOML: {error}"
                raise NewskitError(message) from error
            _merge(merged, data)
    return merged


def _merge(into: dict[str, Any], data: dict[str, Any]) -> None:
    """Add the tables and rules of a file to those before, its rules first; its words replace earlier ones."""
    for key, value in data.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        elif isinstance(value, list) and isinstance(into.get(key), list):
            into[key] = value + into[key]
        else:
            into[key] = value


Classes = dict[tuple[str, ...], dict[str, tuple[Any, bool | None]]]
"""By the tokens of an entry: the classes it is in, the value in each, whether only with a capital (or only without)."""


def _classes(folders: list[dict[str, Any]]) -> Classes:
    """Collect the classes of every word of the lexicons."""
    classes: Classes = defaultdict(dict)
    for folder in folders:
        for name, table in folder.get("class", {}).items():
            words = table["words"]
            cased = {**dict.fromkeys(table.get("cased", []), True), **dict.fromkeys(table.get("small", []), False)}
            entries = words.items() if isinstance(words, dict) else ((word, None) for word in words)
            for word, value in entries:
                tokens = tuple(token.lower() for _, _, token in raw_tokens(word, 0, len(word)))
                for each in (name, *table.get("also", [])):
                    classes[tokens][each] = (value, cased.get(word))
    return classes


def _fill(language: Language, classes: Classes) -> None:
    """Give every set of classes its character, and every word its set."""
    for name in (WORD, NAME, BREAK):
        language.sign(frozenset({name}))
    for sample in number_samples():
        values = number_classes(sample)
        if values and (sample,) not in classes:
            language.sign(frozenset(values))
    for tokens, known in classes.items():
        capital = {name: value for name, (value, cased) in known.items() if cased is not False}
        small = {name: value for name, (value, cased) in known.items() if cased is not True}
        if len(tokens) == 1 and tokens[0][0].isdigit():
            numeric = number_classes(tokens[0]) or {}
            capital, small = {**numeric, **capital}, {**numeric, **small}
        lookup = Lookup(*(_looked_up(language, values, name) for values, name in ((small, WORD), (capital, NAME))))
        if known.keys() <= _CUES.keys() and len(tokens) > 1:
            continue
        if len(tokens) == 1:
            language.words[tokens[0]] = lookup
        else:
            language.phrases.setdefault(tokens[0], []).append((tokens, lookup))
    for tokens, known in classes.items():
        for name, tense in _CUES.items():
            if name in known:
                language.cues[" ".join(tokens)] = tense
    for entries in language.phrases.values():
        entries.sort(key=lambda entry: -len(entry[0]))


def _looked_up(language: Language, values: Values, name: str) -> tuple[str, Values]:
    known = frozenset(values) or frozenset({name})
    return language.sign(known), {key: value for key, value in values.items() if value is not None}


def _context_words(draft: Mapping[str, Any]) -> Iterator[str]:
    for key in ("after", "not_after", "before", "not_before"):
        yield from (word for word in draft.get(key, "").split() if word[0] != "<" and word != "$")


def _rule(draft: Mapping[str, Any], macros: Mapping[str, str], language: Language) -> Rule:
    """Compile a rule. Raises NewskitError that names it."""

    def signs(name: str) -> str:
        return "".join(sign for classes, sign in language.signs.items() if name in classes)

    source, captures = compile_pattern(draft["pattern"], macros, signs)
    for key, look in (("before", "(?={})"), ("not_before", "(?!{})")):
        if key in draft:
            source = f"(?:{source}){look.format(context(draft[key], signs))}"
    for key, look in (("after", "(?<={})"), ("not_after", "(?<!{})")):
        if key in draft:
            source = f"{look.format(context(draft[key], signs))}(?:{source})"
    try:
        regex = re.compile(source)
    except re.error as error:
        message = f"the rule {draft['name']!r} of the times of {language.code!r}: {error}"
        raise NewskitError(message) from error
    kind = draft.get("kind")
    return Rule(
        name=draft["name"],
        level=draft.get("level", 1),
        regex=regex,
        needs=needed(draft["pattern"], macros, signs),
        captures=tuple(captures),
        kind=kind,
        head=draft.get("head"),
        gives=tuple(draft.get("gives", [kind or draft["name"]])),
        parts=draft.get("with", {}),
        examples=tuple(draft.get("examples", [])),
        common=draft["common"],
    )
