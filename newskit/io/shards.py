"""Shards: which part of its inputs one of several runs reads. A pure function of the inputs and of the two numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from newskit.errors import UsageError
from newskit.io.streams import STDIN, Missing, Source

_TOLD = re.compile(r"(\d{1,6})/(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of the inputs: all that begins in the ``number``-th of ``of`` equal stretches of their bytes."""

    number: int
    of: int

    @classmethod
    def parse(cls, told: str) -> Self:
        """Return the shard that ``2/8`` names; raises UsageError for anything else."""
        found = _TOLD.fullmatch(told.strip())
        if found is None or not 1 <= int(found[1]) <= int(found[2]):
            raise UsageError(f"--shard takes a part and a number of parts, 1/8 to 8/8 for example, not {told!r}")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a file lies among the bytes of all inputs, and which of its places a shard takes."""

    shard: Shard
    start: int
    size: int
    total: int

    def takes(self, place: int) -> bool:
        """Whether the shard takes what begins at a place of the file, in bytes."""
        return self._part(place) == self.shard.number

    def is_past(self, place: int) -> bool:
        """Whether all from a place of the file on is another shard's."""
        return self._part(place) > self.shard.number

    @property
    def is_empty(self) -> bool:
        """Whether the shard takes nothing of the file."""
        return self._part(0) > self.shard.number or self._part(self.size) < self.shard.number

    def _part(self, place: int) -> int:
        at = self.start + min(place, self.size)
        return min(at * self.shard.of // max(self.total, 1), self.shard.of - 1) + 1


def stretches(sources: Sequence[Source | Missing], shard: Shard) -> list[Stretch]:
    """Return for each source its stretch; raises UsageError for standard input, which has no size."""
    sizes = [_size(source) for source in sources]
    total = sum(sizes)
    found, start = [], 0
    for size in sizes:
        found.append(Stretch(shard, start, size, total))
        start += size
    return found


def _size(source: Source | Missing) -> int:
    if isinstance(source, Missing):
        return 0
    if source.path is None:
        raise UsageError(f"a shard of standard input ({STDIN}) cannot be told; name files")
    try:
        return source.path.stat().st_size
    except OSError:
        return 0
