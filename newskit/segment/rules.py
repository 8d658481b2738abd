"""Sentence rules as data: one folder a language under ``newskit/resources/segment``, read once a process.

A folder holds ``rules.toml``; what it leaves out comes from ``und`` (the root, named as in BCP 47). Lists are written
as text, words separated by blanks. To add a language, add a folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import tomli

from newskit.errors import NewskitError

ROOT = "und"
UNKNOWN = "en"

#: What an abbreviation's class says of the full stop behind it.
CLASSES = (
    "title",  # stands before a name: ends a sentence only before a starter
    "numbered",  # is an abbreviation only before a number (No. 10), else a word
    "inner",  # never ends a sentence
    "final",  # may end a sentence: it does before a starter
    "company",  # organisation suffix: ends before a starter, or before a name with a verb of its own
    "place",  # state, province: after a comma ends before any capital
    "clock",  # a.m. and p.m.: end before any capital but zones and days
    "street",  # part of a street name behind its name, a title before one
    "unit",  # is an abbreviation only behind a number (50 km): ends before any capital
    "club",  # clipped name of a club, an abbreviation only before the second half of one (Man. Utd)
    "suffixed",  # ends compound words (Goethestr.): before a number or a small letter it goes on
    "closing",  # closes a list (etc.): ends before any capital
    "month",  # month or weekday: never before a number, else as final
)
_CAPITALS = "A-ZÀ-ÖØ-ÞĄĆĘŁŃŚŹŻČĎĚŇŘŠŤŮŽĞİŞŐŰА-ЯЁЄІЇҐ"
LowerStart = Literal["any", "starters", "none"]


@dataclass(frozen=True, slots=True)
class Rules:
    """The sentence rules of one language, compiled."""

    language: str
    #: Candidate boundaries: group 1 is set in the common case; else group 2 is the end of the marks and what closes.
    candidate: re.Pattern[str]
    #: Marks that end a sentence whatever follows.
    hard: frozenset[str]
    #: Classes of an abbreviation, by its form without the last full stop.
    abbreviations: Mapping[str, frozenset[str]]
    #: Capitalised words that begin sentences far more often than they continue a name.
    starters: frozenset[str]
    #: Names that stand alone (countries, agencies): behind an acronym they begin a sentence.
    subjects: frozenset[str]
    #: Capitalised nouns that continue a name behind an acronym or a company (Senate, Chairman).
    continuations: frozenset[str]
    #: Words between a number and its unit (million).
    scales: frozenset[str]
    #: Words behind a clock time that belong to it (EDT, Monday).
    zones: frozenset[str]
    #: Month names, behind an ordinal with its full stop.
    months: frozenset[str]
    #: Words that stand between an ordinal and what it counts, or call for one (German "am", "der").
    ordinal_cues: frozenset[str]
    #: Second halves of the names of clubs.
    clubs: frozenset[str]
    #: Finite verbs in small letters, by which a name is seen to be a subject.
    verbs: frozenset[str]
    #: Endings by which a word in small letters is taken for a finite verb.
    verb_endings: tuple[str, ...]
    #: Ends of compound words that are abbreviations.
    suffixes: tuple[str, ...]
    #: Verbs of speech behind a quotation that ends in a question or exclamation mark.
    speech: frozenset[str]
    #: Names that end in an exclamation mark.
    exclaiming: frozenset[str]
    #: Words behind which a single letter is no initial (vitamin C).
    lettered: frozenset[str]
    #: Words in small letters that stand inside names (Bank of America).
    links: frozenset[str]
    #: A run of capitalised words, with links, and the word in small letters behind it.
    name_then_word: re.Pattern[str]
    #: Prepositions with which a fronted time or place begins ("At 5 a.m. Mr. Smith …").
    fronting: frozenset[str]
    #: What follows a closed quotation in scripts without blanks and keeps the sentence open.
    attributions: tuple[str, ...]
    #: Begins a credit inside a caption.
    credits: re.Pattern[str] | None
    #: Words that are cut off before an apostrophe (l'homme).
    elisions: frozenset[str]
    #: What a name can begin with that begins sentences as well (Le Pen).
    particles: frozenset[str]
    #: Words that sign a post ("Posted by").
    signature: re.Pattern[str] | None
    #: Words that close a letter, with the comma, before the name that signs it.
    closings: re.Pattern[str] | None
    #: The letters that those words begin with.
    closing_initials: frozenset[str]
    #: A date at the head of a block, run together with what stands below it.
    date_line: re.Pattern[str] | None
    #: What such a date can begin with.
    date_initials: frozenset[str]
    #: Opening quotation marks with the marks that may close them.
    pairs: Mapping[str, str]
    #: Before what a number with a full stop is an ordinal: nothing, small letters, capitals too (3. Oktober).
    ordinals: Literal["none", "small", "capital"]
    #: Whether a capitalised word with a small one behind it begins a sentence behind an abbreviation.
    lone_capital_starts: bool
    #: Whether a small letter begins a sentence behind a full stop.
    lower_start: LowerStart
    #: Whether the script has small and capital letters.
    cased: bool


def load_rules(language: str | None) -> Rules:
    """Return the rules of a BCP 47 tag's primary language, or the root's where there are none.

    Where no language is known the rules are those for English.
    """
    code = re.split(r"[-_]", language or UNKNOWN, maxsplit=1)[0].lower()
    return _load(code if code in _known() else ROOT)


def languages() -> list[str]:
    """Return the codes of the languages that have rules of their own."""
    folder = files("newskit.resources").joinpath("segment")
    return sorted(
        entry.name for entry in folder.iterdir() if entry.is_dir() and entry.name != ROOT and _has(entry.name)
    )


@cache
def _known() -> frozenset[str]:
    return frozenset(languages())


@cache
def _load(code: str) -> Rules:
    base = _read(ROOT)
    own = _read(code) if code != ROOT else {"abbreviations": base["elsewhere"]}
    return _compile(code, _merge(base, own))


def _has(code: str) -> bool:
    return code.isalpha() and files("newskit.resources").joinpath("segment", code, "rules.toml").is_file()


def _read(code: str) -> dict[str, Any]:
    path = files("newskit.resources").joinpath("segment", code, "rules.toml")
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomli.TOMLDecodeError) as error:
        message = f"the sentence rules {path} cannot be read: {error}"
        raise NewskitError(message, reason="resource") from error


def _merge(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Own tables over the root's, key by key; abbreviations of the root are kept beside a language's own."""
    merged: dict[str, Any] = {}
    for name in {*base, *own}:
        first, second = base.get(name, {}), own.get(name, {})
        merged[name] = {**first, **second}
        if name == "abbreviations":
            for kind in first:
                merged[name][kind] = f"{first[kind]} {second.get(kind, '')}"
    return merged


def _compile(code: str, tables: Mapping[str, Any]) -> Rules:
    marks, words, options = tables["marks"], tables["words"], tables["options"]
    return Rules(
        language=code,
        candidate=_candidate(marks),
        hard=frozenset(marks["hard"].replace(" ", "")),
        abbreviations=_abbreviations(tables["abbreviations"]),
        starters=_words(words, "starters"),
        subjects=_words(words, "subjects"),
        continuations=_words(words, "continuations"),
        scales=_words(words, "scales"),
        zones=_words(words, "zones"),
        months=_words(words, "months"),
        ordinal_cues=_words(words, "ordinal_cues"),
        clubs=_words(words, "clubs"),
        verbs=_words(words, "verbs"),
        verb_endings=tuple(words.get("verb_endings", "").split()),
        suffixes=tuple(tables["abbreviations"].get("suffixed", "").split()),
        speech=_words(words, "speech"),
        exclaiming=_words(words, "exclaiming"),
        lettered=_words(words, "lettered"),
        links=_words(words, "links"),
        name_then_word=_name_then_word(words["links"].split()),
        fronting=_words(words, "fronting"),
        attributions=tuple(words.get("attributions", "").split()),
        credits=_phrases(words.get("credits", ""), r"(?<=[^\s(\[])\s+(?=[(\[]?(?:{})\s*+[:/]\s*+\S)"),
        particles=_words(words, "particles"),
        elisions=_words(words, "elisions"),
        signature=_phrases(words.get("signature", ""), r"\b(?:{})\s+(?=\w)"),
        closings=_phrases(words.get("closings", ""), r"((?:{}),)\s+(?=[A-Z])"),
        closing_initials=frozenset(line.strip()[0] for line in words.get("closings", "").splitlines() if line.strip()),
        date_initials=frozenset(tables["layout"]["date_initials"]),
        date_line=re.compile(tables["layout"]["date_line"]) if tables["layout"]["date_line"] else None,
        pairs=dict(marks["pairs"]),
        ordinals=options["ordinals"],
        lone_capital_starts=options["lone_capital_starts"],
        lower_start=options["lower_start"],
        cased=options["cased"],
    )


def _words(table: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(table.get(name, "").split())


def _abbreviations(table: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Forms with their classes: an entry in small letters also stands for its capitalised and upper-case forms."""
    classes: dict[str, set[str]] = {}
    for kind, entries in table.items():
        if kind not in CLASSES:
            message = f"the sentence rules name an unknown class of abbreviations: {kind}"
            raise NewskitError(message, reason="resource")
        for entry in entries.split():
            form = entry.rstrip(".")
            forms = {form, form.capitalize(), form.title(), form.upper()} if form.islower() else {form}
            for each in forms:
                classes.setdefault(each, set()).add(kind)
    return {form: frozenset(kinds) for form, kinds in classes.items()}


def _candidate(marks: Mapping[str, str]) -> re.Pattern[str]:
    """Compile the pattern of every place where a sentence may end.

    The first branch is the common case, a full stop, a blank and a capital, and sets group 1. The second takes a run of
    marks or a spaced ellipsis, then what closes (and marks behind that), then note numbers; group 2 is where that ends,
    and the match runs on over the blanks. Possessive throughout, so that no input makes it search twice; a class comes
    first, so that the engine can skip to it.
    """
    stops = f"[{_set(marks['stops'] + marks['hard'])}]"
    closing = f"[{_set(marks['closers'])}]"
    if marks["spaced_closers"]:
        closing = rf"{closing}|[ \u00a0\u202f]{{1,2}}[{_set(marks['spaced_closers'])}]"
    behind = rf"[ \u00a0]\.|{closing}|[“‘«„\[]"
    dots = r"(?:(?<=\.)(?:[ \u00a0]\.){2,}+)?+"
    # An opening mark that stands behind a stop and before a blank closes all the same (a slip, or German usage).
    slip = r"[“‘«„](?=[\s,;.)–\-]|$)"
    notes = r"(?:\[\d{1,3}\])*+"
    return re.compile(
        rf"{stops}(?:(?<=\.) (?=[{_CAPITALS}])()"
        rf"|{stops}*+(?:(?={behind})(?:{dots}(?:(?:{closing}|{slip})++{stops}*+)*+{notes}))?+()"
        r"[\s\u200b\u200e\u200f\ufeff\u2060]*+)"
    )


def _name_then_word(links: list[str]) -> re.Pattern[str]:
    link = f"(?:{'|'.join(map(re.escape, links))})"
    return re.compile(
        rf"((?:[^\W\d_][\w&'’.\-]{{0,30}},? (?:{link} ){{0,2}}){{1,5}}?)(?!{link}\b)([a-z]{{1,20}}(?:n['’]t)?)(?!\w)"
    )


def _set(characters: str) -> str:
    return re.escape(characters.replace(" ", "")).replace("/", r"\/")


def _phrases(entries: str, pattern: str) -> re.Pattern[str] | None:
    """Put phrases, one a line, into a pattern; ``None`` where there are none."""
    phrases = [re.escape(line.strip()) for line in entries.splitlines() if line.strip()]
    return re.compile(pattern.format("|".join(phrases))) if phrases else None
