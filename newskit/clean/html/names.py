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
        lower = word.lower()
        if len(lower) > _MAX_WORD:
            previous = ""
            continue
        found[lower] = None
        if previous:
            found[f"{previous}_{lower}"] = None
        previous = lower
    return found


class NameTable:
    """Scores of words in names: for each role, how much likelier the role is under an element so named (log odds)."""

    def __init__(self, words: list[str], scores: Any) -> None:
        """Keep ``scores``, an array of one row a word and one column a role."""
        self.words = {word: row for row, word in enumerate(words)}
        self.word_scores = np.array(scores, dtype=np.float64)
        #: Rows of the known words in a name, for names that were seen.
        self.rows: dict[str, tuple[int, ...]] = {}
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
                new.append((place, self._rows_of(*key)))
            found.append(place)
        if new:
            self._score([place for place, _ in new], [rows for _, rows in new])
        return self.scores[found]

    def _score(self, places: list[int], rows: list[list[int]]) -> None:
        """Write down the scores of elements, given the rows of all words in their names."""
        self.scores[places] = NEUTRAL
        told = [place for place, some in zip(places, rows, strict=True) if some]
        if not told:
            return
        rows = [some for some in rows if some]
        counts = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
        starts = np.cumsum(counts) - counts
        words = self.word_scores[np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(counts.sum()))]
        columns = np.empty((len(rows), len(NEUTRAL)))
        columns[:, 0] = np.add.reduceat(words[:, 0], starts) / counts
        columns[:, 1] = np.minimum.reduceat(words[:, 0], starts)
        columns[:, 2:] = np.maximum.reduceat(words, starts)
        self.scores[told] = columns

    def _rows_of(self, tag: str, names: str) -> list[int]:
        """Return the rows of the known words in an element's tag and names; a word counts in every name that has it."""
        tag_row = self.words.get(f"<{tag}>")
        rows = [] if tag_row is None else [tag_row]
        known = self.rows
        for name in names.split()[:_MAX_NAMES]:
            some = known.get(name)
            if some is None:
                if len(known) > _CACHED:
                    known.clear()
                words = self.words
                some = known[name] = tuple(words[word] for word in _words_of_one(name) if word in words)
            rows.extend(some)
        return rows


NEUTRAL = (0.0,) * (2 + len(ROLES))
