"""The words that speak for each topic, and where they stand in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

import tomli

FOLDER = "extract/topics"
STRENGTHS = {"sure": 3.0, "likely": 1.0, "hint": 0.3}
"""What a term of each list counts."""
_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_NEXT = re.compile(rf"[\s.,&]{{1,3}}({_WORD.pattern})")
"""The word after another, across blanks, the point of an abbreviation, "&"."""
CACHED_WORDS = 1 << 16
"""Words whose place in a lexicon is remembered."""
_LONGEST_WORD = 40
"""Characters; nothing longer is a word."""
_SHORTEST_STEM = 3

Weights = tuple[tuple[str, float], ...]
"""Topic codes with what a term counts for each."""


class Evidence(NamedTuple):
    """A term where it stands, with what it counts for which topic."""

    term: str
    start: int
    end: int
    weights: Weights


class _Known(NamedTuple):
    """What a lexicon knows of one word."""

    stem: str
    weights: Weights
    #: Terms of several words that begin with it: the other words with what the term counts, the longest first.
    phrases: list[tuple[tuple[str, ...], Weights]]


class Lexicon:
    """The terms of one language."""

    def __init__(self, endings: list[tuple[str, str]], terms: Mapping[str, Mapping[str, float]]) -> None:
        self._endings = endings
        self._words: dict[str, Weights] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], Weights]]] = {}
        self._beginnings: dict[str, Weights] = {}
        self._ends: dict[str, Weights] = {}
        for term, weights in _joined(terms, self._stems).items():
            self._add(term, tuple(sorted(weights.items())))
        for others in self._phrases.values():
            others.sort(key=lambda pair: -len(pair[0]))
        self._known = lru_cache(maxsize=CACHED_WORDS)(self._look_up)

    def find(self, text: str, start: int, end: int) -> Iterator[Evidence]:
        """Yield the terms of a stretch of text; a word belongs to one term, the longest."""
        known = self._known
        taken = start
        for match in _WORD.finditer(text, start, end):
            first, last = match.span()
            if first < taken or last - first > _LONGEST_WORD:
                continue
            stem, weights, phrases = known(match.group())
            if not (weights or phrases):
                continue
            taken = last
            for rest, others in phrases:
                beyond = self._follow(rest, text, last, end)
                if beyond is not None:
                    stem, weights, taken = " ".join((stem, *rest)), others, beyond
                    break
            if weights:
                yield Evidence(stem, first, taken, weights)

    def _follow(self, rest: tuple[str, ...], text: str, start: int, end: int) -> int | None:
        """Return where the words of a term end that follow its first, or ``None`` where others follow."""
        for wanted in rest:
            match = _NEXT.match(text, start, end)
            if match is None or match.end() - start > _LONGEST_WORD or self._known(match.group(1)).stem != wanted:
                return None
            start = match.end()
        return start

    def _stems(self, words: str) -> str:
        return " ".join(map(self._stem, _WORD.findall(words)))

    def _stem(self, word: str) -> str:
        """Return a word in lower case, without its ending."""
        lower = word.lower()
        for ending, instead in self._endings:
            if lower.endswith(ending) and len(lower) - len(ending) >= _SHORTEST_STEM:
                return lower.removesuffix(ending) + instead
        return lower

    def _look_up(self, word: str) -> _Known:
        stem, weights = self._stem(word), dict[str, float]()
        for others in (self._words.get(stem, ()), self._affixed(word.lower())):
            weights.update((code, max(weight, weights.get(code, 0.0))) for code, weight in others)
        return _Known(stem, tuple(weights.items()), self._phrases.get(stem, []))

    def _affixed(self, word: str) -> Weights:
        for size in range(len(word), 1, -1):
            if word[:size] in self._beginnings:
                return self._beginnings[word[:size]]
            if word[-size:] in self._ends:
                return self._ends[word[-size:]]
        return ()

    def _add(self, term: str, weights: Weights) -> None:
        if term.endswith("*"):
            self._beginnings[term.removesuffix("*")] = weights
        elif term.startswith("*"):
            self._ends[term.removeprefix("*")] = weights
        elif " " in term:
            first, *rest = term.split()
            self._phrases.setdefault(first, []).append((tuple(rest), weights))
        else:
            self._words[term] = weights


def _joined(terms: Mapping[str, Mapping[str, float]], stems: Callable[[str], str]) -> dict[str, dict[str, float]]:
    """Bring terms to their stems; of two terms with the same stems the stronger holds."""
    joined: dict[str, dict[str, float]] = defaultdict(dict)
    for term, weights in terms.items():
        kept = joined[term if "*" in term else stems(term)]
        for code, weight in weights.items():
            kept[code] = max(kept.get(code, 0.0), weight)
    return joined


@lru_cache(maxsize=1)
def names() -> Mapping[str, str]:
    """Return the names of the topics by code."""
    table = resources.files("newskit.resources").joinpath(f"{FOLDER}/media_topics.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[0]: row[1] for row in rows}


@lru_cache(maxsize=16)
def lexicon(language: str) -> Lexicon | None:
    """Return the terms of a language, or ``None`` where there are none."""
    path = resources.files("newskit.resources").joinpath(f"{FOLDER}/{language}.toml")
    if not path.is_file():
        return None
    table: dict[str, Any] = tomli.loads(path.read_text(encoding="utf-8"))
    endings = [(ending, instead) for ending, instead in table.pop("endings")]
    terms: dict[str, dict[str, float]] = defaultdict(dict)
    for code, lists in table.items():
        for name, listed in lists.items():
            for term in filter(None, map(str.strip, listed.split(","))):
                terms[term][code] = max(terms[term].get(code, 0.0), STRENGTHS[name])
    return Lexicon(endings, terms)
