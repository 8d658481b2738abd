"""What the names that authors of pages give to elements (class, id, role …) say about the text inside them."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

import numpy as np

_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])")
_MAX_NAMES, _MAX_WORD = 16, 16
_CACHED = 60_000

ROLES = ("body", "description", "caption", "credit", "byline", "headline")
"""What an element's text can be, as far as its names tell."""


def words_of(names: str) -> tuple[str, ...]:
    """Return the words in an element's names, each once: ``articleBody entry-2`` gives article, body, entry.

    Neighbouring words in one name also count as a pair (``article_body``).
    """
    found: dict[str, None] = {}
    for name in names.split()[:_MAX_NAMES]:
        found.update(_words_of_one(name))
    return tuple(found)


def _words_of_one(name: str) -> dict[str, None]:
    found: dict[str, None] = {}
    previous = ""
    for word in _WORD.findall(name):
        if len(word) > _MAX_WORD:
            previous = ""
            continue
        lower = word.lower()
        found[lower] = None
        if previous:
            found[f"{previous}_{lower}"] = None
        previous = lower
    return found


class NameTable:
    """Scores of words in names: for each role, how much likelier the role is under an element so named (log odds)."""

    def __init__(self, words: list[str], scores: Any) -> None:
        """Keep ``scores``, an array of one row a word and one column a role."""
        self.rows = {word: row for row, word in enumerate(words)}
        self.word_scores = np.array(scores, dtype=np.float64)
        self.body_scores: list[float] = self.word_scores[:, 0].tolist()
        #: Names that were seen: the rows of the known words in each, and the sum of their scores for the body.
        self.known: dict[str, tuple[list[int], float]] = {}
        self.places: dict[tuple[str, str], int] = {}
        self.scores = np.zeros((_CACHED, len(NEUTRAL)), dtype=np.float32)

    def score_all(self, tags: list[str], names: list[str]) -> Any:
        """Return an array of one row an element, given by tag and names.

        The columns are the mean, the least and the greatest score for the body, the greatest for each other role.
        """
        places = self.places
        if len(places) + len(tags) > _CACHED:
            places.clear()
        found = []
        new = []
        for key in zip(tags, names, strict=True):
            place = places.get(key)
            if place is None:
                place = places[key] = len(places)
                new.append((place, *self._words(*key)))
            found.append(place)
        if new:
            self._score(new)
        return self.scores[found]

    def _score(self, elements: list[tuple[int, list[int], float]]) -> None:
        """Write down the scores of elements, of each its place, the rows of its words and their sum for the body."""
        self.scores[[place for place, _, _ in elements]] = NEUTRAL
        elements = [element for element in elements if element[1]]
        if not elements:
            return
        places, rows, totals = zip(*elements, strict=True)
        counts = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
        starts = np.cumsum(counts) - counts
        words = self.word_scores[np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(counts.sum()))]
        columns = np.empty((len(rows), len(NEUTRAL)))
        columns[:, 0] = np.array(totals) / counts
        columns[:, 1] = np.minimum.reduceat(words[:, 0], starts)
        columns[:, 2:] = np.maximum.reduceat(words, starts)
        self.scores[list(places)] = columns

    def _words(self, tag: str, names: str) -> tuple[list[int], float]:
        """Return the rows of the known words in an element's tag and names, and the sum of their scores for the body.

        A word counts once in every name that has it.
        """
        rows: list[int] = []
        total = 0.0
        for name in (f"<{tag}>", *names.split()[:_MAX_NAMES]):
            known = self.known.get(name)
            if known is None:
                if len(self.known) > _CACHED:
                    self.known.clear()
                known = self.known[name] = self._words_in(name)
            if known[0]:
                rows.extend(known[0])
                total += known[1]
        return rows, total

    def _words_in(self, name: str) -> tuple[list[int], float]:
        words = (name,) if name[0] == "<" else _words_of_one(name)
        rows = [row for word in words if (row := self.rows.get(word)) is not None]
        return rows, sum([self.body_scores[row] for row in rows])


NEUTRAL = (0.0,) * (2 + len(ROLES))
