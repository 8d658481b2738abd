"""Splits and shards: which part of a corpus an article belongs to, and a folder with one output for each part."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from newskit.article import Article
from newskit.errors import UsageError
from newskit.export.target import Folder

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_TOLERANCE = 1e-6
ALL = "articles"
"""The one part of a corpus that is not split."""


class Part(Protocol):
    """An open output for a part of the corpus."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Finish."""

    def write(self, article: Article, /) -> None:
        """Add one article."""


def parse_splits(told: str) -> dict[str, float]:
    """Read ``train=0.9,test=0.1``; shares that do not make up 1 are refused with a UsageError."""
    shares: dict[str, float] = {}
    for piece in told.split(","):
        name, _, share = (part.strip() for part in piece.partition("="))
        if _NAME.fullmatch(name) is None or name in shares or re.fullmatch(r"\d*\.?\d+", share) is None:
            raise UsageError(f"--split takes names and shares such as train=0.9,test=0.1, not {told!r}")
        shares[name] = float(share)
    if abs(sum(shares.values()) - 1) > _TOLERANCE:
        raise UsageError(f"the shares of --split {told} make up {sum(shares.values()):g}, not 1")
    return shares


def split_of(article: Article, shares: Mapping[str, float]) -> str:
    """Return the split of an article: by a hash of its id, or of the article's that it repeats.

    So it is the same in every run and for every subset of the corpus, and copies stay with their original.
    """
    key = (article.duplicate_of or article.id).encode("utf-8", "replace")
    place = int.from_bytes(hashlib.sha256(key).digest()[:8]) / 2**64
    for name, share in shares.items():
        place -= share
        if place < 0:
            return name
    return [name for name, share in shares.items() if share][-1]


class Parts:
    """A folder of outputs: each split a file of its own, begun anew after so many articles.

    ``open_part`` is called with a path and gives an output. Files are called ``train-00000-of-00003`` and so on; they
    take these names, and the folder its own, when all are whole.
    """

    def __init__(
        self,
        target: str,
        ending: str,
        open_part: Callable[[str], Part],
        *,
        shares: Mapping[str, float],
        shard_size: int | None = None,
    ) -> None:
        self._folder = Folder(target)
        self._ending = ending
        self._open_part = open_part
        self._shares = shares
        self._shard_size = shard_size
        self._open: dict[str, Part] = {}
        self._shards: dict[str, int] = dict.fromkeys(shares or (ALL,), 0)
        self._written: dict[str, int] = dict.fromkeys(self._shards, 0)

    @property
    def written(self) -> Mapping[str, int]:
        """Articles in each split."""
        return self._written

    @property
    def folder(self) -> Folder:
        """The folder, for what else is to stand in it."""
        return self._folder

    def write(self, article: Article) -> None:
        """Add one article to its part."""
        name = split_of(article, self._shares) if self._shares else ALL
        if self._shard_size and name in self._open and self._written[name] % self._shard_size == 0:
            self._close(name)
        self._part(name).write(article)
        self._written[name] += 1

    def _part(self, name: str) -> Part:
        if name not in self._open:
            path = self._folder.path / f"{name}-{self._shards[name]:05}{self._ending}"
            self._open[name] = self._open_part(str(path)).__enter__()
            self._shards[name] += 1
        return self._open[name]

    def _close(self, name: str) -> None:
        self._open.pop(name).__exit__(None, None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            for name in self._shards:
                if kind is None:
                    self._part(name)  # a split without an article is a file without one
            while self._open:
                name, part = self._open.popitem()
                part.__exit__(kind, error, traceback)
            if kind is None:
                self._name_shards()
        except BaseException as failure:
            self._folder.__exit__(type(failure), failure, None)
            raise
        self._folder.__exit__(kind, error, traceback)

    def _name_shards(self) -> None:
        """Tell in each name how many there are, as the Hugging Face hub does."""
        for name, number in self._shards.items():
            for shard in range(number):
                path: Path = self._folder.path / f"{name}-{shard:05}{self._ending}"
                path.rename(path.with_name(f"{name}-{shard:05}-of-{number:05}{self._ending}"))
