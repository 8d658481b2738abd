"""Phrases that stand around news text ("read more", "photo by"), looked up in many blocks fast."""

from __future__ import annotations

import re
from functools import cache

from newskit.clean.language_table import language_table

FAMILIES = [
    "by",
    "also",
    "role",
    "published",
    "updated",
    "credit",
    "caption",
    "share",
    "navigation",
    "promo",
    "subscribe",
    "consent",
    "advert",
    "comments",
    "legal",
    "bio",
    "reading",
    "correction",
    "agencies",
    "staff",
]
"""The families of phrases that are looked for; each is a bit, in this order."""

_WORD = re.compile(r"\w+|[©@]")
_HEAD = 12
_TAIL = 8
_LONG = 600
_UNSPACED = frozenset(("ja", "zh", "th", "lo", "km", "my"))

_Index = dict[str, list[tuple[tuple[str, ...], int]]]


class Phrases:
    """The phrases of one page's language and of English, ready to be looked up."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        """Read the tables of these languages (primary subtags); unknown ones have no phrases."""
        self.index: _Index = {}
        unspaced: dict[str, int] = {}
        for language in languages:
            for phrase, bits in _table(language).items():
                if language in _UNSPACED and not phrase.isascii():
                    unspaced[phrase] = unspaced.get(phrase, 0) | bits
                    continue
                words = tuple(_WORD.findall(phrase))
                if words:
                    self.index.setdefault(words[0], []).append((words, bits))
        for entries in self.index.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self.unspaced = unspaced
        self.pattern = (
            re.compile("|".join(re.escape(phrase) for phrase in sorted(unspaced, key=len, reverse=True)))
            if unspaced
            else None
        )

    def look_up(self, text: str) -> tuple[int, int, int]:
        """Return the families that the text begins with, those it holds, and how many of its words phrases cover.

        Of a long text only the beginning and the end are read.
        """
        if len(text) > _LONG:
            words = [*_WORD.findall(text[:120].lower())[:_HEAD], "", *_WORD.findall(text[-100:].lower())[-_TAIL:]]
        else:
            words = _WORD.findall(text.lower())
            if len(words) > _HEAD + _TAIL:
                words = [*words[:_HEAD], "", *words[-_TAIL:]]
        begins = holds = covered = 0
        index = self.index
        if self.pattern is None and index.keys().isdisjoint(words):
            return 0, 0, 0
        place = 0
        count = len(words)
        while place < count:
            step = 1
            entries = index.get(words[place])
            if entries is None:
                place += 1
                continue
            for phrase, bits in entries:
                size = len(phrase)
                if size == 1 or tuple(words[place : place + size]) == phrase:
                    holds |= bits
                    if place == 0:
                        begins |= bits
                    covered += size
                    step = size
                    break
            place += step
        if self.pattern is not None:
            for found in self.pattern.finditer(text[:200].lower()):
                bits = self.unspaced[found.group()]
                holds |= bits
                if found.start() == 0:
                    begins |= bits
                covered += len(found.group())
        return begins, holds, covered


@cache
def phrases_for(language: str | None) -> Phrases:
    """Return the phrases for a page in this language (BCP 47), English always among them."""
    primary = (language or "").replace("_", "-").split("-")[0].lower()
    primary = {"nb": "no", "nn": "no", "in": "id"}.get(primary, primary)
    return Phrases(tuple(dict.fromkeys((primary, "en"))) if primary else ("en",))


@cache
def _table(language: str) -> dict[str, int]:
    table = language_table(language)
    bits: dict[str, int] = {}
    for place, family in enumerate(FAMILIES):
        for phrase in table.get(family, ()):
            bits[phrase] = bits.get(phrase, 0) | 1 << place
    return bits
