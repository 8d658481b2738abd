"""What the names that authors of pages give to elements (class, id, role …) say about the text inside them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])")
_MAX_WORDS, _MAX_WORD = 24, 16
_CACHED = 50_000

ROLES = ("body", "description", "caption", "credit", "byline", "headline")
"""What an element's text can be, as far as its names tell."""


def words_of(names: str) -> tuple[str, ...]:
    """Return the words in an element's names, each once: ``articleBody entry-2`` gives article, body, entry.

    Neighbouring words in one name also count as a pair (``article_body``).
    """
    found: dict[str, None] = {}
    for name in names.split():
        found.update(_words_of_one(name))
        if len(found) >= _MAX_WORDS:
            break
    return tuple(found)


@lru_cache(maxsize=_CACHED)
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
        self.rows = {word: [float(x) for x in row] for word, row in zip(words, scores, strict=True)}
        self.cached: dict[str, tuple[float, ...]] = {}

    def score(self, tag: str, names: str) -> tuple[float, ...]:
        """Return for an element: mean, least and greatest score for the body, and the greatest for each other role."""
        key = f"{tag} {names}"
        known = self.cached.get(key)
        if known is None:
            if len(self.cached) > _CACHED:
                self.cached.clear()
            known_rows = self.rows
            rows = [known_rows[word] for word in (f"<{tag}>", *words_of(names)) if word in known_rows]
            known = self.cached[key] = _summary(rows) if rows else NEUTRAL
        return known


NEUTRAL = (0.0,) * (2 + len(ROLES))


def _summary(rows: list[list[float]]) -> tuple[float, ...]:
    body, *rest = zip(*rows, strict=True)
    if len(rows) == 1:
        return (body[0], body[0], body[0], *(column[0] for column in rest))
    return (sum(body) / len(body), min(body), max(body), *map(max, rest))
