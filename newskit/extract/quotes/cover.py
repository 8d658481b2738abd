"""Which of many overlapping stretches covers a token, in linear time."""

from __future__ import annotations

from newskit.extract.quotes.passage import Range


class Cover:
    """Which of some drafts covers a token; what was marked first stays. Linear in tokens, however many overlap."""

    def __init__(self, size: int) -> None:
        self._owner = [-1] * size
        #: For each token the next one that nothing covers yet.
        self._next = list(range(size + 1))

    def of(self, place: int) -> int:
        """Return the number that a token was marked with, or -1."""
        return self._owner[place] if 0 <= place < len(self._owner) else -1

    def mark(self, part: Range, number: int) -> None:
        """Mark the tokens of a range that are still free."""
        place = self._free(part[0])
        while place < part[1]:
            self._owner[place] = number
            self._next[place] = place + 1
            place = self._free(place + 1)

    def _free(self, place: int) -> int:
        root = place
        while self._next[root] != root:
            root = self._next[root]
        while self._next[place] != root:
            self._next[place], place = root, self._next[place]
        return root
