"""Which addresses a run has asked for, so that none is asked for twice and no host too often."""

from __future__ import annotations

from newskit.fetch.errors import FetchError
from newskit.fetch.node import Counts
from newskit.fetch.urls import Target, canonical


class Asked:
    """The addresses of a run so far, under their canonical form, and how many each host was asked for."""

    def __init__(self, counts: Counts, max_per_host: int | None) -> None:
        self._counts = counts
        self._max_per_host = max_per_host
        self._seen: set[int] = set()
        self._per_host: dict[str, int] = {}

    def is_new(self, url: str) -> bool:
        """Whether an article was not asked for in this run under any of its addresses; from now on it was."""
        try:
            key = hash(canonical(url))
        except ValueError:
            return True
        if key in self._seen:
            self._counts.repeated += 1
            return False
        self._seen.add(key)
        return True

    def over_budget(self, place: Target) -> FetchError | None:
        """Count a request to a host; an error where it has had as many as it may have."""
        if self._max_per_host is None:
            return None
        asked = self._per_host[place.host] = self._per_host.get(place.host, 0) + 1
        if asked <= self._max_per_host:
            return None
        return FetchError(f"{place.host} was asked for {self._max_per_host:,} pages already", "budget")
