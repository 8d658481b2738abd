"""Phrases that stand around news text ("read more", "photo by"), looked up in many blocks fast."""

from __future__ import annotations

import re
from functools import cache
from itertools import compress

from newskit.clean.language_table import language_table, primary

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

_WORD = re.compile(r"\w+|[©@\n\r]")
_LONG, _HEAD, _TAIL = 130, 70, 50
"""Characters from which a text is long, and how many are read at its beginning and at its end."""
_UNSPACED_HEAD = 200
_UNSPACED = frozenset(("ja", "zh", "th", "lo", "km", "my"))

_Entry = tuple[list[str], int, str, int]
"""The words of a phrase, how many they are, the second one (empty where there is none), the bits of its families."""
_Index = dict[str, list[_Entry]]


class Phrases:
    """The phrases of one page's language and of English, ready to be looked up."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        """Read the tables of these languages (primary subtags); unknown ones have no phrases."""
        # the end of a text is looked up like a word
        self.index: _Index = {"\n": []}
        unspaced: dict[str, int] = {}
        for language in languages:
            words, letters = _entries(language)
            for first, entries in words.items():
                # the longest phrase first; none is changed in place, for the tables are shared
                known = self.index.get(first)
                self.index[first] = sorted(known + entries, key=_length) if known else entries
            for phrase, bits in letters.items():
                unspaced[phrase] = unspaced.get(phrase, 0) | bits
        self.unspaced = unspaced
        self.pattern = (
            re.compile("|".join(re.escape(phrase) for phrase in sorted(unspaced, key=len, reverse=True)))
            if unspaced
            else None
        )

    def look_up(self, text: str) -> tuple[int, int, int]:
        """Return ``look_up_all`` of one text."""
        return self.look_up_all([text])[0]

    def look_up_all(self, texts: list[str]) -> list[tuple[int, int, int]]:
        """Return for each text the families that it begins with, those it holds, and how many of its words they cover.

        Of a long text only the beginning and the end are read; none may hold a line feed.
        """
        begins, holds, covered = [0] * len(texts), [0] * len(texts), [0] * len(texts)
        read = [text if len(text) <= _LONG else f"{text[:_HEAD]}\r{text[-_TAIL:]}" for text in texts]
        # one list of words for all texts, with a line feed after each
        words = _WORD.findall("\n".join([*read, ""]).lower())
        index = self.index
        text = first = free = 0
        for place in compress(range(len(words)), map(index.__contains__, words)):
            word = words[place]
            if word == "\n":
                text += 1
                first = place + 1
                continue
            if place < free:
                continue
            after = words[place + 1]
            for phrase, size, second, bits in index[word]:
                if size == 1 or (second == after and words[place : place + size] == phrase):
                    holds[text] |= bits
                    if place == first:
                        begins[text] |= bits
                    covered[text] += size
                    free = place + size
                    break
        if self.pattern is not None:
            for place, whole in enumerate(texts):
                for found in self.pattern.finditer(whole[:_UNSPACED_HEAD].lower()):
                    bits = self.unspaced[found.group()]
                    holds[place] |= bits
                    if found.start() == 0:
                        begins[place] |= bits
                    covered[place] += len(found.group())
        return list(zip(begins, holds, covered, strict=True))


@cache
def phrases_for(language: str | None) -> Phrases:
    """Return the phrases for a page in this language (BCP 47), English always among them."""
    code = primary(language)
    return Phrases(tuple(dict.fromkeys((code, "en"))) if code else ("en",))


def _length(entry: _Entry) -> int:
    return -entry[1]


@cache
def _entries(language: str) -> tuple[_Index, dict[str, int]]:
    """Return the phrases of a language by their first word, and those of a script without spaces."""
    words: _Index = {}
    unspaced: dict[str, int] = {}
    for phrase, bits in _table(language).items():
        if language in _UNSPACED and not phrase.isascii():
            unspaced[phrase] = bits
        elif parts := _WORD.findall(phrase):
            words.setdefault(parts[0], []).append((parts, len(parts), "".join(parts[1:2]), bits))
    for entries in words.values():
        entries.sort(key=_length)
    return words, unspaced


def _table(language: str) -> dict[str, int]:
    table = language_table(language)
    bits: dict[str, int] = {}
    for place, family in enumerate(FAMILIES):
        for phrase in table.get(family, ()):
            bits[phrase] = bits.get(phrase, 0) | 1 << place
    return bits
