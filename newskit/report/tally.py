"""Counting values of an open vocabulary in bounded memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

CAPACITY = 100_000
"""Values that a figure keeps when it has grown to twice as many."""
_LABELS = 8


class Value:
    """How often one value occurs, in how many articles, and in which."""

    __slots__ = ("articles", "count", "key", "labels", "places")

    def __init__(self, key: str, *, placed: bool) -> None:
        self.key = key
        self.count = 0
        self.articles = 0
        #: How often each label was given, for the first few.
        self.labels: dict[str, int] = {}
        #: Numbers of the articles, ascending, where they are asked for.
        self.places: array[int] | None = array("I") if placed else None

    @property
    def label(self) -> str:
        """The label given most often, the first of those."""
        return max(self.labels, key=lambda label: self.labels[label])


class Tally:
    """The values of one figure.

    Exact up to ``2 * capacity`` different values. Beyond, the rarest are let go, and a count may be too low by at most
    ``missed`` articles (Manku and Motwani's lossy counting, cut by number instead of by time).
    """

    def __init__(self, *, placed: bool = False, capacity: int = CAPACITY) -> None:
        self._values: dict[str, Value] = {}
        self._placed = placed
        self._capacity = capacity
        #: How many articles a count may be too low by.
        self.missed = 0
        #: How many values were let go.
        self.dropped = 0
        #: Articles that have at least one value.
        self.articles = 0

    def add(self, article: int, given: Iterable[tuple[str, str]]) -> None:
        """Count all keys and labels that one article gives; ``article`` is its number."""
        touched: dict[str, None] = {}
        for key, label in given:
            value = self._values.get(key)
            if value is None:
                value = self._values[key] = Value(key, placed=self._placed)
            value.count += 1
            if label in value.labels or len(value.labels) < _LABELS:
                value.labels[label] = value.labels.get(label, 0) + 1
            touched[key] = None
        for key in touched:
            value = self._values[key]
            value.articles += 1
            if value.places is not None:
                value.places.append(article)
        self.articles += bool(touched)
        if len(self._values) > 2 * self._capacity:
            self._prune()

    def _prune(self) -> None:
        ranked = self.ranked()
        for value in ranked[self._capacity :]:
            del self._values[value.key]
        self.missed += ranked[self._capacity].articles
        self.dropped += len(ranked) - self._capacity

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: str) -> Value | None:
        """Return a value, where it was counted."""
        return self._values.get(key)

    def ranked(self) -> list[Value]:
        """Return the values, those in most articles first."""
        return sorted(self._values.values(), key=lambda value: (-value.articles, -value.count, value.key))

    def ordered(self) -> list[Value]:
        """Return the values in the order of their keys."""
        return sorted(self._values.values(), key=lambda value: value.key)
