"""Lines that recur over the records of one publisher: furniture, whatever they say.

A first pass shows every record to ``Furniture.learn``; a second drops what recurred. Memory is bounded: what is kept
of a line is a hash and a count, and where there are more lines than the limit, of a publisher or in all, those seen
once and longest ago are forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import xxhash

from newskit.article import Image

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newskit.clean.page import CleanedPage

LINES_OF_A_PUBLISHER = 200_000
"""How many different lines are counted for one publisher."""
LINES = 2_000_000
"""How many are counted in all: some 200 MB."""
PUBLISHERS = 10_000
"""How many publishers are kept apart; further ones learn nothing."""
LEAST_RECORDS = 3
"""A line must stand in this many records ..."""
LEAST_SHARE = 0.02
"""... and in this share of all."""
_KEPT_KINDS = frozenset({"byline", "timestamp", "agency", "dateline", "credit", "headline"})
REASON = "recurs in this publisher's records"


@dataclass(slots=True)
class _Counts:
    """The lines of one publisher."""

    records: int = 0
    #: Hashes of headlines, or of first blocks: versions of one story count once.
    stories: set[int] = field(default_factory=set)
    lines: dict[int, int] = field(default_factory=dict)


class Furniture:
    """What recurs, by publisher.

    ``learn`` takes each record once, in any order; ``without`` returns a record without what recurs. Names, dates,
    credits and headlines may recur: an author writes more than once. Versions of a story under one headline count once.
    """

    def __init__(
        self,
        *,
        least_records: int = LEAST_RECORDS,
        least_share: float = LEAST_SHARE,
        lines: int = LINES_OF_A_PUBLISHER,
        all_lines: int = LINES,
        publishers: int = PUBLISHERS,
    ) -> None:
        """Set how often a line must recur, and how many lines and publishers are remembered."""
        self.least_records = least_records
        self.least_share = least_share
        self.lines = lines
        self.all_lines = all_lines
        self.publishers = publishers
        self._size = 0
        self._publishers: dict[str, _Counts] = {}

    def learn(self, publisher: str, cleaned: CleanedPage) -> None:
        """Count the lines of one record of a publisher (a host name will do)."""
        counts = self._publishers.get(publisher)
        if counts is None:
            if len(self._publishers) >= self.publishers:
                return
            counts = self._publishers[publisher] = _Counts()
        story = _hash(cleaned.headline or next((text for text, _ in cleaned.blocks), ""))
        if story in counts.stories:
            return
        if len(counts.stories) < self.lines:
            counts.stories.add(story)
            self._size += 1
        counts.records += 1
        before = len(counts.lines)
        for line in _hashes(text for text, kind in cleaned.blocks if kind not in _KEPT_KINDS):
            counts.lines[line] = counts.lines.pop(line, 0) + 1
        self._size += len(counts.lines) - before
        self._stay_within(counts)

    def recurs(self, publisher: str, text: str) -> bool:
        """Whether a line recurs often enough to be furniture."""
        counts = self._publishers.get(publisher)
        if counts is None:
            return False
        seen = counts.lines.get(_hash(text), 0)
        return seen >= self.least_records and seen >= self.least_share * counts.records

    def without(self, publisher: str, cleaned: CleanedPage) -> CleanedPage:
        """Return the record without the lines that recur; each is named among those left out."""
        kept, dropped = [], []
        for text, kind in cleaned.blocks:
            recurring = kind not in _KEPT_KINDS and self.recurs(publisher, text)
            if recurring:
                dropped.append((text, REASON))
            else:
                kept.append((text, kind))
        if not dropped:
            return cleaned
        gone = {text for text, _ in dropped}
        images = [_without_caption(image, gone) for image in cleaned.images]
        return replace(
            cleaned,
            blocks=kept,
            description=None if cleaned.description in gone else cleaned.description,
            images=[image for image in images if image.caption or image.credit or image.url],
            dropped=[*cleaned.dropped, *dropped],
        )

    def merge(self, other: Furniture) -> None:
        """Add what another learned from other records: counts of several workers become one."""
        for publisher, theirs in other._publishers.items():
            mine = self._publishers.get(publisher)
            if mine is None:
                if len(self._publishers) >= self.publishers:
                    continue
                mine = self._publishers[publisher] = _Counts()
            before = len(mine.stories) + len(mine.lines)
            mine.records += theirs.records
            mine.stories |= theirs.stories
            for line, seen in theirs.lines.items():
                mine.lines[line] = mine.lines.get(line, 0) + seen
            self._size += len(mine.stories) + len(mine.lines) - before
            self._stay_within(mine)

    def _stay_within(self, counts: _Counts) -> None:
        """Forget lines of one publisher where it has too many, and of all where all have."""
        if len(counts.lines) > self.lines:
            self._forget(counts, self.lines * 3 // 4)
        if self._size > self.all_lines:
            for each in self._publishers.values():
                self._forget(each, len(each.lines) // 2)
                each.stories.clear()
            self._size = sum(len(each.lines) for each in self._publishers.values())

    def _forget(self, counts: _Counts, room: int) -> None:
        """Forget lines seen once, the longest ago first, until no more are left than there is room for."""
        before = len(counts.lines)
        least = 1
        while len(counts.lines) > room:
            for line in [line for line, seen in counts.lines.items() if seen <= least]:
                del counts.lines[line]
                if len(counts.lines) <= room:
                    break
            least *= 2
        self._size -= before - len(counts.lines)


def _without_caption(image: Image, gone: set[str]) -> Image:
    """Return a picture without its caption where that is gone."""
    return Image(url=image.url, credit=image.credit) if image.caption in gone else image


def _hashes(texts: Iterable[str]) -> set[int]:
    return {_hash(text) for text in texts}


def _hash(text: str) -> int:
    """Return 64 bits of a line, whatever its case, its spaces and its digits: dates and counters change."""
    folded = "".join("0" if character.isdigit() else character for character in text.casefold())
    return xxhash.xxh3_64_intdigest(" ".join(folded.split()).encode("utf-8", "surrogatepass"))
