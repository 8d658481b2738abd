"""Bylines: people, agencies and the house, out of one line of print."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from importlib import resources

import tomli

from newskit.clean.plain.lexicon import WORD, lexicon

LONGEST_SIGNATURE = 80
_LONGEST_LINE = 300
_MOST_WORDS = 5
_LONGEST_CASELESS = 12
_PARTS = re.compile(r"\s*(?:[,;|•·/&+]|\s[–—-]\s|\bund\b|\n)\s*")
_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]{0,80}[)\]）】]")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|@\w+")
_HAS_DIGIT = re.compile(r"\d")
_CASELESS_NAME = re.compile(r"^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af・]{2,12}$")
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{3,}")
_DOMAIN = re.compile(r"\w+\.\w{2,4}\b")


@functools.cache
def _words() -> dict[str, frozenset[str]]:
    """Load what tells names of people from names of houses, once a process."""
    file = resources.files("newskit.resources") / "clean" / "plain" / "names.toml"
    return {name: frozenset(words) for name, words in tomli.loads(file.read_text(encoding="utf-8")).items()}


@functools.cache
def _east_role(place: str) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _words()[place]), key=len, reverse=True))
    return re.compile(rf"(?:{words})\s*$" if place == "roles_after" else rf"(?:{words})\s?[:：/／]\s?")


@dataclass(slots=True)
class Byline:
    """What a byline says."""

    people: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    #: The house that signs beside agencies ("TRTWorld and agencies").
    publisher: str | None = None
    #: A desk or the staff signs.
    staff: bool = False


def read_byline(line: str, *, sure: bool = True) -> Byline:
    """Read a byline; where it is not ``sure`` to be one, only what stands after "by" or before "기자" is a person."""
    result = Byline()
    text = line[:_LONGEST_LINE].strip()
    whole = _BRACKETS.fullmatch(text)
    text = text[1:-1] if whole else _BRACKETS.sub(" ", text)
    text = _ADDRESS.sub(" ", text).strip(" .:-–—|•·")
    text, led = _without_lead(text)
    unknown: list[str] = []
    for part in _split(text):
        _, again = _without_lead(part)
        _read_part(_without_lead(part)[0], result, unknown, person=led or again or sure)
    if result.agencies and unknown and result.publisher is None:
        result.publisher = unknown[0]
    return result


def is_signed(text: str) -> bool:
    """Whether a line says itself that it is a byline: "von Jane Doe"."""
    return len(text) <= LONGEST_SIGNATURE and bool(read_byline(text, sure=False).people)


def is_led(text: str) -> bool:
    """Whether a line only says that a name follows: "By", "Author of the article:"."""
    return len(text) <= LONGEST_SIGNATURE and text.strip(" :").casefold() in lexicon().by_category["by"]


def is_commissioned(text: str) -> bool:
    """Whether a line is a person with the house that sent them: "Jane Doe for Orbit", "Jane Doe für den Boten"."""
    words = text.split()
    for place in range(2, min(len(words) - 1, _MOST_WORDS)):
        if words[place].casefold() in _words()["worked_for"]:
            house = words[place + 1 :]
            titled = sum(word[0].isupper() for word in house)
            return (
                _looks_like_person(words[:place]) and 2 * titled >= len(house) <= _MOST_WORDS and house[-1][0].isupper()
            )
    return False


def agency_of(text: str) -> str | None:
    """Return the agency that a text names, and nothing else, or ``None``."""
    known = lexicon()
    folded = text.casefold().strip(" .()[]©–—-")
    name = known.agencies.get(folded)
    if name is None and "/" in folded:
        names = [known.agencies.get(part.strip()) for part in folded.split("/")]
        name = "/".join(part for part in names if part) if names and all(names) else None
    return name


def _without_lead(text: str) -> tuple[str, bool]:
    """Return the text without "By", "Text:" and the like at its start, and whether there was one."""
    known = lexicon()
    leads = known.by_category["by"] | known.by_category["also"]
    led = False
    for _ in range(3):
        words = [match.span() for match in WORD.finditer(text[:60])]
        for count in range(min(4, len(words) - 1), 0, -1):
            end = words[count - 1][1]
            if words[0][0] == 0 and text[:end].casefold() in leads:
                text, led = text[end:].lstrip(" :.-–—"), True
                break
        else:
            break
    match = _east_role("roles_before").match(text)
    return (text[match.end() :], True) if match else (text, led)


def _split(text: str) -> list[str]:
    """Split a list of names at commas, strokes and the word "and" of any language."""
    joins = lexicon().by_category["join"]
    parts: list[str] = []
    for part in _PARTS.split(text):
        words: list[str] = []
        for word in part.replace("、", " , ").split():
            if word in joins or word == ",":
                parts.append(" ".join(words))
                words = []
            else:
                words.append(word)
        parts.append(" ".join(words))
    return [part.strip(" .:-–—()") for part in parts if part.strip(" .:-–—()")]


def _read_part(part: str, result: Byline, unknown: list[str], *, person: bool) -> None:
    known = lexicon()
    folded = part.casefold()
    if (name := agency_of(part)) is not None or folded in known.by_category["agencies"]:
        name = name or folded
        if name not in result.agencies:
            result.agencies.append(name)
        return
    if folded in known.by_category["staff"]:
        result.staff = True
        return
    signed = _east_role("roles_after").search(part) is not None
    words = _east_role("roles_after").sub("", part).split()
    while len(words) > 1 and words[0].casefold().rstrip(".") in _words()["titles"]:
        words = words[1:]
    part = " ".join(words)
    plain = WORD.findall(folded)
    if not words or _HAS_DIGIT.search(part) or any(word in known.by_category["staff"] for word in plain):
        result.staff = result.staff or any(word in known.by_category["staff"] for word in plain)
        return
    if any(word in known.by_category["role"] for word in plain):
        words = _before_role(words)
        part = " ".join(words)
    if _CASELESS_NAME.match(part) and (person or signed):
        result.people.append(part)
    elif _looks_like_outlet(part) or len(words) == 1:
        unknown.append(part)
    elif person and _looks_like_person(words) and part not in result.people:
        result.people.append(part)


def _before_role(words: list[str]) -> list[str]:
    """Return the words before the first that is a role or a preposition of one: "Jane Doe Lifestyle Writer"."""
    roles = lexicon().by_category["role"]
    for place, word in enumerate(words):
        if word.casefold().strip(".,") in roles:
            return words[: min(place, 2)] if place > 2 else words[:place]
    return words


def _looks_like_outlet(part: str) -> bool:
    words = part.casefold().split()
    camel = len(words) == 1 and _CAMEL.search(part) is not None
    return camel or _DOMAIN.search(part) is not None or not _words()["outlets"].isdisjoint(words)


def _looks_like_person(words: list[str]) -> bool:
    if not 2 <= len(words) <= _MOST_WORDS:
        return False
    if words[0].casefold() in _words()["particles"] and words[0].islower():
        return False
    titled = [word[:1].isupper() or not (word[:1].islower() or word[:1].isupper()) for word in words]
    return titled[-1] and all(good or word in _words()["particles"] for good, word in zip(titled, words, strict=True))
