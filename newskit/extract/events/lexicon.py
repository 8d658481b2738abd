"""The words of events, a file a language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import tomli

FOLDER = "extract/events"


@dataclass(frozen=True)
class Lexicon:
    """The event words of one language, as lemmas."""

    nouns: frozenset[str]
    endings: tuple[str, ...]
    no_event: frozenset[str]
    states: frozenset[str]
    functions: frozenset[str]
    prospective: frozenset[str]
    light: frozenset[str]
    undergoing: frozenset[str]
    controlled: frozenset[str]
    undergoing_nouns: frozenset[str]
    changing: frozenset[str]
    measures: frozenset[str]
    including: frozenset[str]
    idioms: frozenset[str]
    befalling: frozenset[str]
    empty: frozenset[str]
    denying: frozenset[str]
    nobody: frozenset[str]
    refusing: frozenset[str]
    preventing: frozenset[str]
    planned: frozenset[str]
    possible: frozenset[str]
    future: frozenset[str]
    conditional: frozenset[str]
    classes: dict[str, str]

    def is_event_noun(self, lemma: str) -> bool:
        """Whether a noun names something that happens."""
        if lemma in self.nouns:
            return True
        return len(lemma) > 5 and lemma.endswith(self.endings) and lemma not in self.no_event


@lru_cache(maxsize=8)
def lexicon(language: str) -> Lexicon | None:
    """Return the event words of a language, or ``None`` where there are none."""
    path = resources.files("newskit.resources").joinpath(f"{FOLDER}/{language}/lexicon.toml")
    if not path.is_file():
        return None
    table: dict[str, Any] = tomli.loads(path.read_text(encoding="utf-8"))
    words: dict[str, list[str]] = {
        name: value.split() if isinstance(value, str) else value for name, value in table.items() if name != "classes"
    }
    classes = {lemma: name for name, lemmas in reversed(table["classes"].items()) for lemma in lemmas.split()}
    return Lexicon(
        nouns=frozenset(words["nouns"]),
        endings=tuple(words["endings"]),
        no_event=frozenset(words["no_event"]),
        states=frozenset(words["states"]),
        functions=frozenset(words["functions"]),
        prospective=frozenset(words["prospective"]),
        light=frozenset(words["light"]),
        undergoing=frozenset(words["undergoing"]),
        controlled=frozenset(words["controlled"]),
        undergoing_nouns=frozenset(words["undergoing_nouns"]),
        changing=frozenset(words["changing"]),
        measures=frozenset(words["measures"]),
        including=frozenset(words["including"]),
        idioms=frozenset(words["idioms"]),
        befalling=frozenset(words["befalling"]),
        empty=frozenset(words["empty"]),
        denying=frozenset(words["denying"]),
        nobody=frozenset(words["nobody"]),
        refusing=frozenset(words["refusing"]),
        preventing=frozenset(words["preventing"]),
        planned=frozenset(words["planned"]),
        possible=frozenset(words["possible"]),
        future=frozenset(words["future"]),
        conditional=frozenset(words["conditional"]),
        classes=classes,
    )
