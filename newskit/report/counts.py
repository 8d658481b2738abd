"""The counts of a corpus, article by article: what ``newskit stats`` prints and ``newskit report`` draws."""

from __future__ import annotations

from typing import Any

from newskit.article import Article
from newskit.errors import Reject, UsageError
from newskit.report.facts import FIGURES, SEPARATOR, date, facts, words
from newskit.report.tally import CAPACITY, Tally, Value

LAYERS = ("sentences", "entities", "quotes", "times", "quantities", "events")
"""Layers whose annotations are counted in the totals and in the groups."""
GROUPS = ("publisher", "month", "language")
"""What the totals can be told by."""
_MISSING = ("day", "publisher", "language", "author", "section")
_DIVIDED = ("polarity", "publisher")


class Counts:
    """Counts articles and rejects one by one.

    ``placed`` also keeps the numbers of the articles behind each value. Memory is bounded by ``capacity`` values a
    figure, and with ``placed`` grows by four bytes for each value of each article.
    """

    def __init__(self, *, placed: bool = False, by: str | None = None, capacity: int = CAPACITY) -> None:
        """Raise UsageError for a ``by`` that is not one of ``GROUPS``."""
        if by is not None and by not in GROUPS:
            raise UsageError(f"cannot count by {by}; choose one of {', '.join(GROUPS)}")
        self.articles = 0
        self.tallies = {name: Tally(placed=placed, capacity=capacity) for name in FIGURES}
        self.rejects = Tally(capacity=capacity)
        self.rejected = 0
        #: Smallest and largest value of each kind of quantity.
        self.ranges: dict[str, tuple[float, float]] = {}
        self.totals = dict.fromkeys(("words", "characters", *LAYERS, "copies", "not_free"), 0)
        self.by = by
        self._groups: dict[str, dict[str, int]] = {}
        self._capacity = capacity

    def add(self, article: Article) -> int:
        """Count one article; return its number of words."""
        length = words(article) if article.text else 0
        given: dict[str, list[tuple[str, str]]] = {}
        for figure, key, label in facts(article, length):
            given.setdefault(figure, []).append((key, label))
        for figure, pairs in given.items():
            self.tallies[figure].add(self.articles, pairs)
        self._range(article, [key for key, _ in given.get("quantity", ())])
        numbers = {
            "words": length,
            "characters": len(article.text or ""),
            **{layer: len(getattr(article, layer) or ()) for layer in LAYERS},
            "copies": int(article.duplicate_of is not None),
            "not_free": int(article.is_accessible_for_free is False),
        }
        for name, number in numbers.items():
            self.totals[name] += number
        if self.by is not None:
            self._group(article, numbers)
        self.articles += 1
        return length

    def add_reject(self, reject: Reject) -> None:
        """Count one rejected input."""
        self.rejects.add(self.rejected, [(f"{reject.stage}{SEPARATOR}{reject.reason}", reject.reason)])
        self.rejected += 1

    def _range(self, article: Article, kinds: list[str]) -> None:
        for kind, quantity in zip(kinds, article.quantities or (), strict=True):
            if quantity.value is not None:
                low, high = self.ranges.get(kind, (quantity.value, quantity.value))
                self.ranges[kind] = (min(low, quantity.value), max(high, quantity.value))

    def _group(self, article: Article, numbers: dict[str, int]) -> None:
        dated = date(article)
        told = (dated or "")[:7] if self.by == "month" else getattr(article, self.by or "")
        group = self._groups.setdefault(told or "", dict.fromkeys(("articles", *self.totals), 0))
        group["articles"] += 1
        for name, number in numbers.items():
            group[name] += number
        if len(self._groups) > 2 * self._capacity:
            kept = sorted(self._groups, key=lambda name: (-self._groups[name]["articles"], name))[: self._capacity]
            self._groups = {name: self._groups[name] for name in kept}

    def groups(self) -> list[tuple[str, dict[str, int]]]:
        """Return the groups that were asked for with their numbers; months in order, others the largest first.

        A group without a name holds the articles that do not say.
        """
        by_name = self.by == "month"
        return sorted(self._groups.items(), key=lambda pair: (0 if by_name else -pair[1]["articles"], pair[0]))

    def values(self, figure: str, top: int | None = None) -> list[Value]:
        """Return the values of a figure: all in order for those with an order, else at most ``top``, the most used."""
        tally = self.tallies[figure]
        return tally.ordered() if FIGURES[figure].is_ordered else tally.ranked()[:top]

    def divided(self, figure: str, values: list[Value]) -> dict[str, dict[str, list[Value]]]:
        """Return the parts of values by what divides them: ``{"polarity": {key: [parts]}, …}``."""
        wanted = {value.key for value in values}
        found: dict[str, dict[str, list[Value]]] = {}
        for name in _DIVIDED:
            parts: dict[str, list[Value]] = {}
            for part in self.tallies[f"{figure}_{name}"].ranked():
                key = part.key.split(SEPARATOR)[0]
                if key in wanted:
                    parts.setdefault(key, []).append(part)
            found[name] = parts
        return found

    def summary(self, top: int = 10) -> dict[str, Any]:
        """Return everything that was counted as JSON values."""
        told: dict[str, Any] = {
            "articles": self.articles,
            "totals": dict(self.totals),
            "missing": {
                "date" if name == "day" else name: self.articles
                - self.tallies["year" if name == "day" else name].articles
                for name in _MISSING
            },
            "figures": {name: self._figure(name, top) for name, figure in FIGURES.items() if figure.divides is None},
            "rejects": {"total": self.rejected, "reasons": self._reasons()},
        }
        if self.by is not None:
            told["by"] = {
                "field": self.by,
                "groups": [{"name": name or None, **group} for name, group in self.groups()],
            }
        return told

    def _figure(self, name: str, top: int) -> dict[str, Any]:
        tally = self.tallies[name]
        values = self.values(name, top)
        rows = [_row(value) for value in values]
        if name == "speaker":
            divided = self.divided(name, values)
            for row, value in zip(rows, values, strict=True):
                for part in _DIVIDED:
                    ranked = sorted(divided[part].get(value.key, ()), key=lambda each: (-each.count, each.key))
                    row[part] = {each.label: each.count for each in ranked[: None if part == "polarity" else top]}
        if name == "quantity":
            for row in rows:
                if row["key"] in self.ranges:
                    row["smallest"], row["largest"] = self.ranges[row["key"]]
        told = {"title": FIGURES[name].title, "articles": tally.articles, "distinct": len(tally), "values": rows}
        if tally.dropped:
            told |= {"dropped": tally.dropped, "too_low_by_at_most": tally.missed}
        return told

    def _reasons(self) -> list[dict[str, Any]]:
        found = []
        for value in self.rejects.ranked():
            stage, reason = value.key.split(SEPARATOR)
            found.append({"stage": stage, "reason": reason, "count": value.count})
        return found


def _row(value: Value) -> dict[str, Any]:
    return {"key": value.key, "label": value.label, "count": value.count, "articles": value.articles}
