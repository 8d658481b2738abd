"""The words around news text, in all languages at once: what a line says that is not the story."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from importlib import resources

import tomli

from newskit.clean.language_table import language_table, languages, primary

CATEGORIES = (
    "by",
    "also",
    "join",
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
    "agency",
)
"""What a phrase is a sign of; ``agency`` is the name of a wire service, ``agencies`` the common noun."""

BIT = {category: 1 << place for place, category in enumerate(CATEGORIES)}

WORD = re.compile(r"\w+")
_CASELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONGEST = 8


@dataclass(slots=True)
class Lexicon:
    """Phrases by their words, names of months by language, agencies by their forms."""

    #: First word of a phrase to the rests of the phrases that it opens, longest first, with their categories.
    phrases: dict[str, list[tuple[tuple[str, ...], int]]] = field(default_factory=dict)
    #: Phrases of scripts without spaces, to be found anywhere.
    inside: dict[str, int] = field(default_factory=dict)
    #: Language to month name to number.
    months: dict[str, dict[str, int]] = field(default_factory=dict)
    #: All names of months that are one word.
    month_names: frozenset[str] = frozenset()
    #: Form of an agency's name, case-folded, to the name.
    agencies: dict[str, str] = field(default_factory=dict)
    #: Category to its phrases, case-folded.
    by_category: dict[str, set[str]] = field(default_factory=dict)
    #: One of the phrases in ``inside``.
    inside_pattern: re.Pattern[str] | None = None

    def hits(self, words: list[str]) -> list[tuple[int, int, int]]:
        """Return the phrases in the case-folded words, longest first and without overlap: start, end, categories."""
        found = []
        place = 0
        while place < len(words):
            for rest, categories in self.phrases.get(words[place], ()):
                end = place + 1 + len(rest)
                if not rest or tuple(words[place + 1 : end]) == rest:
                    found.append((place, end, categories))
                    place = end
                    break
            else:
                place += 1
        return found

    def hits_inside(self, text: str) -> list[tuple[int, int, int]]:
        """Return the phrases of scripts without spaces, with character offsets: start, end, categories."""
        if self.inside_pattern is None or not _CASELESS.search(text):
            return []
        matches = self.inside_pattern.finditer(text.casefold())
        return [(match.start(), match.end(), self.inside[match.group()]) for match in matches]


def lexicon_of(language: str | None) -> Lexicon:
    """Return the words of a language (BCP 47) and of English; those of all where it is unknown or has no table."""
    code = primary(language)
    return lexicon(*dict.fromkeys((code, "en"))) if code and language_table(code) else lexicon()


@functools.cache
def lexicon(*codes: str) -> Lexicon:
    """Load these languages (ISO 639-1), once a process; all that there are where none is named."""
    folder = resources.files("newskit.resources") / "clean" / "plain"
    loaded = Lexicon(by_category={category: set() for category in CATEGORIES})
    categories: dict[str, int] = {}
    for code in codes or languages():
        table = language_table(code)
        names = ((name, number) for number, forms in enumerate(table.get("months", []), 1) for name in forms)
        loaded.months[code] = dict(names)
        for category in CATEGORIES:
            phrases = dict.fromkeys(map(str.casefold, table.get(category, ())))
            loaded.by_category[category].update(phrases)
            for phrase in phrases:
                categories[phrase] = categories.get(phrase, 0) | BIT[category]
    loaded.month_names = frozenset(name for names in loaded.months.values() for name in names if name.isalpha())
    agencies = tomli.loads((folder / "agencies.toml").read_text(encoding="utf-8"))
    for name, forms in agencies["names"].items():
        for form in (name, *forms):
            loaded.agencies[form.casefold()] = name
            loaded.by_category["agency"].add(form.casefold())
            categories[form.casefold()] = categories.get(form.casefold(), 0) | BIT["agency"]
    for phrase, bits in categories.items():
        _add(loaded, phrase, bits)
    for rests in loaded.phrases.values():
        rests.sort(key=lambda entry: -len(entry[0]))
    ordered = sorted(loaded.inside, key=len, reverse=True)
    loaded.inside_pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None
    return loaded


def _add(loaded: Lexicon, phrase: str, bits: int) -> None:
    if _CASELESS.search(phrase):
        loaded.inside[phrase] = bits
        return
    words = WORD.findall(phrase)[:_LONGEST]
    if words:
        loaded.phrases.setdefault(words[0], []).append((tuple(words[1:]), bits))
