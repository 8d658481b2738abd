"""What the names that authors of pages give to elements (class, id, role …) say about the text inside them."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import chain
from typing import Any

import numpy as np

_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])|\n")
_MAX_NAMES, _MAX_WORD = 16, 16
_CACHED = 60_000

ROLES = ("body", "description", "caption", "credit", "byline", "headline")
"""What an element's text can be, as far as its names tell."""


def words_of(names: str) -> tuple[str, ...]:
    """Return the words in an element's names, each once: ``articleBody entry-2`` gives article, body, entry.

    Neighbouring words in one name also count as a pair (``article_body``).
    """
    return tuple(dict.fromkeys(chain.from_iterable(_words_of_each(names.split()[:_MAX_NAMES]))))


def _words_of_each(names: list[str], firsts: Container[str] | None = None) -> list[dict[str, None]]:
    """Return the words and the pairs of words in each of these names, once a name.

    With ``firsts`` there are only the pairs of which the first word is one of them.
    """
    found: list[dict[str, None]] = []
    words: dict[str, None] = {}
    previous = ""
    # one search through all names, with a line feed after each
    for word in _WORD.findall("\n".join([*names, ""])):
        if word == "\n":
            found.append(words)
            words, previous = {}, ""
        elif len(word) > _MAX_WORD:
            previous = ""
        else:
            lower = word.lower()
            words[lower] = None
            if previous and (firsts is None or previous in firsts):
                words[f"{previous}_{lower}"] = None
            previous = lower
    return found


class NameTable:
    """Scores of words in names: for each role, how much likelier the role is under an element so named (log odds)."""

    def __init__(self, words: list[str], scores: Any) -> None:
        """Keep ``scores``, an array of one row a word and one column a role."""
        self.rows = {word: row for row, word in enumerate(words)}
        self.firsts = frozenset(word.partition("_")[0] for word in words if "_" in word)
        self.word_scores = np.array(scores, dtype=np.float64)
        #: Names that were seen: the rows of the known words in each.
        self.known: dict[str, list[int]] = {}
        self.places: dict[tuple[str, str], int] = {}
        self.scores = np.zeros((_CACHED, len(NEUTRAL)), dtype=np.float32)

    def score_all(self, tags: list[str], names: list[str]) -> Any:
        """Return an array of one row an element, given by tag and names.

        The columns are the mean, the least and the greatest score for the body, the greatest for each other role.
        """
        places = self.places
        if len(places) + len(tags) > _CACHED:
            places.clear()
        keys = list(zip(tags, names, strict=True))
        new = [key for key in dict.fromkeys(keys) if key not in places]
        if new:
            elements = [(f"<{tag}>", *called.split()[:_MAX_NAMES]) for tag, called in new]
            self._look_up(elements)
            self._score(len(places), elements)
            places.update(zip(new, range(len(places), len(places) + len(new)), strict=True))
        return self.scores[[places[key] for key in keys]]

    def _score(self, place: int, elements: list[tuple[str, ...]]) -> None:
        """Write down from a place on the scores of elements, given by their tag and their names.

        A word counts once in every name that has it.
        """
        rows = [[row for name in element for row in self.known[name]] for element in elements]
        counts = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
        scores = self.scores[place : place + len(elements)]
        scores[:] = NEUTRAL
        telling = np.flatnonzero(counts)
        if not len(telling):
            return
        counts = counts[telling]
        starts = np.cumsum(counts) - counts
        words = self.word_scores[list(chain.from_iterable(rows))]
        scores[telling, 0] = np.add.reduceat(words[:, 0], starts) / counts
        scores[telling, 1] = np.minimum.reduceat(words[:, 0], starts)
        scores[telling, 2:] = np.maximum.reduceat(words, starts)

    def _look_up(self, elements: list[tuple[str, ...]]) -> None:
        """Look up the words of all names that were not seen yet, of all elements at once."""
        if len(self.known) > _CACHED:
            self.known.clear()
        known, rows = self.known, self.rows
        new = [name for name in dict.fromkeys(chain.from_iterable(elements)) if name not in known]
        names = [name for name in new if name[0] != "<"]
        known.update((name, [rows[name]] if name in rows else []) for name in new if name[0] == "<")
        for name, words in zip(names, _words_of_each(names, self.firsts), strict=True):
            known[name] = [rows[word] for word in words if word in rows]


NEUTRAL = (0.0,) * (2 + len(ROLES))
