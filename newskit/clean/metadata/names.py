"""Names of authors: split, freed from "By" and roles, and told from agencies, desks and the house itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import tomli

from newskit.clean.language_table import language_table, primary

_MAX_BYLINE, _MAX_WORDS = 600, 7
_INITIALS, _SHORT = 2, 4
_FURNITURE = ("navigation", "share", "promo", "subscribe", "consent", "advert", "comments", "reading")
_PREPOSITIONS = ("by", "von", "par", "por", "di", "door", "av", "af", "przez", "oleh")
MAX_NAME = 80
"""A longer string is no name."""

_CACHED, _CACHED_LINES = 20_000, 2_000
_PARTS = re.compile(r"[\s/,+]+|-(?=[A-Za-z]{2,5}$)")
_LETTERS = re.compile(r"[\W_]+")
_ADDRESS = re.compile(r"(?:https?:)?//|www\.|\S+\.(?:com|de|net|org|co|php|html?)/", re.IGNORECASE)
_NO_NAME = re.compile(r"[©<>{}=?!»«→›‹_]|^(?:photo|foto|image|bild|quelle|source|credits?)s?\b", re.IGNORECASE)
_DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[（【][^()\[\]（）【】]{0,80}[)\]）】]")
_SPLIT = re.compile(r"\s*(?:[;|•·/\n]|\s[–—-]\s|\s&\s|\s\+\s)\s*")
_COMMA = re.compile(r"\s*[,、，]\s*")
_DIGIT = re.compile(r"(?:^|\s)\d")
_JOINED_BY = re.compile(r"(?<=[a-z\s])By(?=[A-Z])")
_GLUED_BY = re.compile(r"(?:[Bb]y|BY)(?=[A-Z][a-z])")
_GLUED = re.compile(r"(?<=[^\W\d_]{2}[a-zß-öø-ÿ])[A-ZÀ-ÖØ-Þ][^\W\d_A-Z]+$")
_AFTER_BY = re.compile(r"\s*[:：]\s*|\s+")
_MARKS = " .,:;·•|*-–—\u200b\ufeff\"'“”"
_RANKS = frozenset(
    ("senior", "staff", "chief", "deputy", "managing", "executive", "associate", "assistant", "freelance")
)
# "By" and its like behind a sentence, then two to four words in capitals
_SIGNATURE = re.compile(
    rf"[.!?…][\"”»]?(\s+(?:{'|'.join(word.capitalize() for word in _PREPOSITIONS)})"
    r"\s+([^\W\d_a-z][\w.’'-]*(?:\s+[^\W\d_a-z][\w.’'-]*){1,3}))\.?$"
)
_DATE = re.compile(r"\b\d{1,2}[./:-]\d{1,2}\b|\b(?:19|20)\d\d\b")


class NameRules:
    """How names are read on pages in one language (English always included)."""

    def __init__(self, language: str | None) -> None:
        """Read the words for "by", "and" and roles."""
        tables = [language_table(code) for code in dict.fromkeys((primary(language), "en")) if code]
        by = sorted({phrase for table in tables for key in ("by", "also") for phrase in table.get(key, ())}, key=len)
        every_by = ("von", "par", "por", "di", "door", "av", "af", "przez", "автор", "от", "oleh", "di", "de")
        starts = sorted({*by, *_organisations().before, *every_by}, key=lambda start: (-len(start), start))
        self.starts = tuple(map(str.lower, starts))
        self.inner_starts = [word for word in {*starts, *_PREPOSITIONS} if len(word) > 1]
        joins = [word for table in tables for word in table.get("join", ())]
        joins = [
            *dict.fromkeys((*joins, "and", "und", "et", "y", "e", "og", "och", "en", "ja", "ve", "i", "и", "та", "và"))
        ]
        self.join = re.compile(rf"\s+(?:{'|'.join(map(re.escape, joins))})\s+", re.IGNORECASE)
        roles = {
            phrase for table in tables for phrase in table.get("role", ()) if phrase not in ("for", "in", "head of")
        }
        furniture = [phrase for table in tables for key in _FURNITURE for phrase in table.get(key, ())]
        self.no_names = {key_of(word) for word in (*roles, *starts, *furniture)}
        self.role_words = {role.lower() for role in roles if " " not in role} | _RANKS
        self.rest = {word for table in tables for month in table.get("months", ()) for word in month}
        self.rest.update(_organisations().beside)
        for table in tables:
            for key in ("published", "updated", "reading", "comments", "share"):
                self.rest.update(table.get(key, ()))
        self.endings = tuple(
            sorted({role for role in roles if not role.isascii() or len(role) > _SHORT}, key=len, reverse=True)
        )
        # the same line is read for several fields, and an author's name stands on many pages
        self._read = lru_cache(maxsize=_CACHED_LINES)(self._people)

    def people(self, text: str) -> list[str]:
        """Return the names in a byline or an author declaration, agencies and all, each once, as printed."""
        return list(self._read(text)) if len(text) <= _MAX_BYLINE else self._people(text)

    def without_signature(self, text: str) -> str:
        """Return a text without the "By Ann Lee" after its last sentence."""
        found = _SIGNATURE.search(text, max(0, len(text) - MAX_NAME))
        name = found[2].rstrip(".") if found else ""
        return text[: found.start(1)] if found and self.name(name) == name else text

    def _people(self, text: str) -> list[str]:
        text = " ".join(text.split())
        if not text or len(text) > _MAX_BYLINE or _is_address(text):
            return []
        # "(责编：张三)" is a byline, "Ann Lee (Reuters)" has a remark
        inside = text[1:-1] if _BRACKETS.fullmatch(text) else ""
        text = self._without_by(inside if self.begins_by(inside) else _BRACKETS.sub("", text))
        # what follows a date is seldom a name
        digit = _DIGIT.search(text)
        return (self._split(text[: digit.end() + 1]) if digit else []) or self._split(text)

    def _split(self, text: str) -> list[str]:
        found: list[str] = []
        for part in _SPLIT.split(text):
            for half in self.join.split(part):
                pieces = _COMMA.split(half)
                names = [name for piece in pieces if (name := self.name(piece))]
                found.extend(name for place, name in enumerate(names) if not _is_place(names, place))
        return unique(found)

    def after_by(self, text: str) -> str | None:
        """Return what follows the last word for "by" inside a line ("Posted by Ann Lee"), or nothing."""
        place = max((found.end() for found in _JOINED_BY.finditer(text)), default=0)
        for by in self.inner_starts:
            start = text.rfind(by)
            # not at the beginning nor at the end, and no part of a word
            while start > 0 and (end := start + len(by)) > place:
                if end < len(text) and not _is_word(text[start - 1]) and not _is_word(text[end]):
                    place = end
                start = text.rfind(by, 0, end - 1)
        return text[place:].strip(" :") or None if place else None

    def begins_by(self, text: str) -> str:
        """Return the word for "by" that a text begins with, and the space or the colon after it; empty where none.

        "ByAnn Lee" is what is left where the space is a matter of style.
        """
        bare = text.lstrip()
        lower = bare[: len(self.starts[0])].lower()
        if lower.startswith(self.starts):
            for start in filter(lower.startswith, self.starts):
                if bare[: len(start)].lower() == start and (found := _AFTER_BY.match(bare, len(start))):
                    return text[: len(text) - len(bare) + found.end()]
        glued = _GLUED_BY.match(bare)
        return text[: len(text) - len(bare) + glued.end()] if glued else ""

    def name(self, text: str) -> str | None:
        """Return one name without what does not belong to it, or nothing where no name is left."""
        text = self._without_by(text.strip(_MARKS)).strip()
        if found := _DIGIT.search(text):
            text = self._without_rest(text[: found.start()])
        text = self._without_role(text)
        lower = text.lower()
        ends = lower.endswith(self.endings) and not is_organisation(text)
        for ending in self.endings if ends else ():
            if lower.endswith(ending) and len(text) > len(ending):
                before = text[: -len(ending)]
                if before[-1].isspace() or (not ending.isascii() and not _is_bicameral(ending)):
                    text = before.rstrip(" ,-–")
                    break
        if (
            not text
            or len(text) > MAX_NAME
            or (key_of(text) in self.no_names and key_of(text) not in _organisations().desks)
            or _DATE.search(text)
            or _is_address(text)
            or _NO_NAME.search(text)
            or text.endswith(_organisations().saying)
        ):
            return None
        if not any(map(str.isalpha, text)) or len(text.split()) > _MAX_WORDS:
            return None
        return text

    def _without_by(self, text: str) -> str:
        """Return a name without "by" before it; "Redaktion" and the like may be part of the name of a desk."""
        by = self.begins_by(text)
        if not by or (key_of(by) in _organisations().desks and ":" not in by):
            return text
        return text[len(by) :]

    def _without_rest(self, text: str) -> str:
        """Return what stands before a date, without the words that lead to it ("… on December")."""
        words = text.split()
        while words:
            word = words.pop().strip(_MARKS)
            if word.lower() in self.rest:
                continue
            glued = _GLUED.search(word)
            if glued is None or glued[0].lower() not in self.rest:
                words.append(word)
                break
            words.append(word[: glued.start()])
        return " ".join(words).strip(_MARKS)

    def _without_role(self, text: str) -> str:
        """Return a name without the role that follows it ("Keith Barry Senior Autos")."""
        words = text.split()
        for place in range(2, len(words)):
            if words[place].strip(_MARKS).lower() in self.role_words:
                return text if is_organisation(text) else " ".join(words[:place]).strip(_MARKS)
        return text


def name_rules(language: str | None) -> NameRules:
    """Return the rules for a page in this language (BCP 47)."""
    return _rules(primary(language))


@cache
def _rules(language: str) -> NameRules:
    return NameRules(language)


def is_organisation(name: str, houses: Iterable[str] = ()) -> bool:
    """Whether a name is an agency, a desk, or the house that published (``houses`` are its names and addresses)."""
    if _is_known_organisation(name):
        return True
    key = key_of(name)
    for house in houses:
        other = key_of(house)
        if min(len(other), len(key)) > _INITIALS and (
            key == other or (len(key) > _SHORT and (key in other or other in key))
        ):
            return True
    return False


@lru_cache(maxsize=_CACHED)
def _is_known_organisation(name: str) -> bool:
    """Whether a name is an agency or a desk."""
    key = key_of(name)
    known = _organisations()
    if key in known.agencies or (key.startswith("the") and key[3:] in known.agencies) or _DOMAIN.match(name.strip()):
        return True
    if not known.desks.isdisjoint(map(key_of, name.split())):
        return True
    if not name.isascii() and any(desk in key for desk in known.unspaced_desks):
        return True
    return name.isupper() and any(
        part in known.agencies for part in map(key_of, _PARTS.split(name)) if len(part) > _INITIALS and part.isalpha()
    )


def unique(names: Iterable[str]) -> list[str]:
    """Return names once each, compared by their letters; the first printed form stays."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(key_of(name), name)
    return list(seen.values())


def _is_place(names: list[str], place: int) -> bool:
    """Whether a single word after a full name says where its bearer was ("Anna Sleegers, Frankfurt")."""
    if place == 0 or not (names[0].isascii() or _is_bicameral(names[0])):
        return False
    if " " in names[place] or is_organisation(names[place]):
        return False
    return is_organisation(names[0]) or (" " in names[0] and place == len(names) - 1 == 1)


@lru_cache(maxsize=_CACHED)
def key_of(name: str) -> str:
    """Return the letters of a name, by which names are compared."""
    return _LETTERS.sub("", unicodedata.normalize("NFKC", name).casefold())


def _is_address(text: str) -> bool:
    return "@" in text or _ADDRESS.match(text) is not None


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _is_bicameral(text: str) -> bool:
    return text.upper() != text.lower()


@dataclass(frozen=True, slots=True)
class _Organisations:
    """Names of agencies and words of desks, words between a name and a date, and words before and after a name."""

    agencies: frozenset[str]
    desks: frozenset[str]
    unspaced_desks: tuple[str, ...]
    beside: frozenset[str]
    before: tuple[str, ...]
    saying: tuple[str, ...]


@cache
def _organisations() -> _Organisations:
    table = tomli.loads(files("newskit.resources").joinpath("clean", "agencies.toml").read_text("utf-8"))
    desks = frozenset(map(key_of, table["desks"]))
    return _Organisations(
        frozenset(map(key_of, table["agencies"])),
        desks,
        tuple(desk for desk in desks if not desk.isascii() and not _is_bicameral(desk)),
        frozenset(table["beside_dates"]),
        tuple(table["before_names"]),
        tuple(f" {word}" for word in table["saying"]),
    )
