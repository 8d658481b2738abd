"""What the names that authors of pages give to elements (class, id, role …) say about the text inside them."""

from __future__ import annotations

import re
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
        self.rows = {word: tuple(map(float, row)) for word, row in zip(words, scores, strict=True)}
        self.known: dict[str, tuple[float, ...]] = {}
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
        for key in zip(tags, names, strict=True):
            place = places.get(key)
            if place is None:
                place = places[key] = len(places)
                self.scores[place % _CACHED] = self._score(*key)
            found.append(place)
        return self.scores[found]

    def _score(self, tag: str, names: str) -> tuple[float, ...]:
        parts = [part for name in (f"<{tag}>", *names.split()[:_MAX_NAMES]) if (part := self._summary(name))]
        if not parts:
            return NEUTRAL
        if len(parts) == 1:
            total, count, *rest = parts[0]
            return (total / count, *rest)
        totals, counts, least, *most = zip(*parts, strict=True)
        return (sum(totals) / sum(counts), min(least), *map(max, most))

    def _summary(self, name: str) -> tuple[float, ...]:
        """Return what one name adds to an element's score; nothing where no word of it is known.

        The sum of its words' scores for the body, their number, the least of them, and the greatest for each role.
        """
        known = self.known.get(name)
        if known is None:
            if len(self.known) > _CACHED:
                self.known.clear()
            words = (name,) if name[:1] == "<" else _words_of_one(name)
            rows = [self.rows[word] for word in words if word in self.rows]
            if not rows:
                known = ()
            elif len(rows) == 1:
                known = (rows[0][0], 1, rows[0][0], *rows[0])
            else:
                bodies = [row[0] for row in rows]
                known = (sum(bodies), len(rows), min(bodies), *map(max, *rows))
            self.known[name] = known
        return known


NEUTRAL = (0.0,) * (2 + len(ROLES))
