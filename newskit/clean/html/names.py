"""What the names that authors of pages give to elements (class, id, role …) say about the text inside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
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


def _words_of_each(names: list[str]) -> list[dict[str, None]]:
    """Return the words and the pairs of words in each of these names, once a name."""
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
            if previous:
                words[f"{previous}_{lower}"] = None
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
        keys = list(zip(tags, names, strict=True))
        new = [key for key in dict.fromkeys(keys) if key not in places]
        if new:
            elements = [(f"<{tag}>", *called.split()[:_MAX_NAMES]) for tag, called in new]
            self._look_up(elements)
            self._score([(len(places) + number, *self._words(element)) for number, element in enumerate(elements)])
            places.update(zip(new, range(len(places), len(places) + len(new)), strict=True))
        return self.scores[[places[key] for key in keys]]

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

    def _words(self, element: tuple[str, ...]) -> tuple[list[int], float]:
        """Return the rows of the known words in an element's tag and names, and the sum of their scores for the body.

        A word counts once in every name that has it.
        """
        rows: list[int] = []
        total = 0.0
        for name in element:
            found, score = self.known[name]
            if found:
                rows.extend(found)
                total += score
        return rows, total

    def _look_up(self, elements: list[tuple[str, ...]]) -> None:
        """Look up the words of all names that were not seen yet, of all elements at once."""
        if len(self.known) > _CACHED:
            self.known.clear()
        known, rows, scores = self.known, self.rows, self.body_scores
        new = [name for name in dict.fromkeys(chain.from_iterable(elements)) if name not in known]
        words_of_new: dict[str, Iterable[str]] = {name: (name,) for name in new if name[0] == "<"}
        names = [name for name in new if name[0] != "<"]
        words_of_new.update(zip(names, _words_of_each(names), strict=True))
        for name, words in words_of_new.items():
            found = [row for word in words if (row := rows.get(word)) is not None]
            known[name] = found, sum([scores[row] for row in found])


NEUTRAL = (0.0,) * (2 + len(ROLES))
