"""The cue lexicon of a language: which words attribute, in which frames, how surely, and what is done by it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, cast

import tomli

from newskit.article import Polarity

if TYPE_CHECKING:
    from spacy.tokens import Token

FOLDER = "extract/quotes"


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the lexicon."""

    polarity: Polarity
    #: Grade by frame, 0 to 9: how surely the word attributes when it takes this frame.
    frames: dict[str, int]


@dataclass(frozen=True, slots=True)
class Form:
    """What a word form stands for where there is no parse."""

    lemma: str
    polarity: Polarity


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The cues of one language."""

    verb: dict[str, Entry]
    noun: dict[str, Entry]
    adjective: dict[str, Entry]
    #: Settings of the language: word lists by name.
    words: dict[str, frozenset[str]]
    #: Word forms that attribute quotations without a parse, in lower case.
    forms: dict[str, Form]
    #: What the surroundings of a candidate add to its grade.
    context: dict[str, float]
    #: Dictionary forms that the tagger gets wrong, and the right ones.
    lemmas: dict[str, str]
    #: Short names of offices, and the words that roles have for them.
    roles: dict[str, str]

    def entry(self, word_class: str, lemma: str) -> Entry | None:
        """Return the entry of a word, if it has one."""
        return cast("dict[str, Entry]", getattr(self, word_class)).get(lemma)

    def lemma(self, token: Token) -> str:
        """Return the dictionary form of a token, as the lexicon spells it."""
        form = token.lemma_.lower()
        return self.lemmas.get(form, form)


@cache
def lexicon(language: str) -> Lexicon | None:
    """Return the cue lexicon of a language, or ``None`` where there is none."""
    folder = resources.files("newskit.resources").joinpath(f"{FOLDER}/{language}")
    if not folder.is_dir():
        return None
    tables: dict[str, Any] = tomli.loads(folder.joinpath("words.toml").read_text(encoding="utf-8"))
    words = {name: frozenset(value) for name, value in tables.items() if isinstance(value, list)}
    return Lexicon(
        **{kind: _read(folder.joinpath(f"{kind}s.tsv")) for kind in ("verb", "noun", "adjective")},
        words=words,
        forms=_read_forms(folder.joinpath("speech.tsv")),
        context=tables.get("context", {}),
        lemmas=tables.get("lemmas", {}),
        roles=tables.get("roles", {}),
    )


def _read(table: Traversable) -> dict[str, Entry]:
    """Read a table of ``lemma <tab> polarity <tab> frames``; a frame is ``name:grade``."""
    entries: dict[str, Entry] = {}
    for lemma, polarity, frames in _rows(table):
        grades = dict(frame.split(":") for frame in frames.split())
        entries[lemma] = Entry(cast("Polarity", polarity), {frame: int(grade) for frame, grade in grades.items()})
    return entries


def _read_forms(table: Traversable) -> dict[str, Form]:
    """Read a table of ``lemma <tab> polarity <tab> forms``; a form of two words has ``_`` between them."""
    forms: dict[str, Form] = {}
    for lemma, polarity, written in _rows(table):
        for form in written.split():
            forms.setdefault(form.replace("_", " "), Form(lemma, cast("Polarity", polarity)))
    return forms


def _rows(table: Traversable) -> list[list[str]]:
    """Return the rows of a table, comments left out; none where there is no such table."""
    if not table.is_file():
        return []
    lines = table.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
