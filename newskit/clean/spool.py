"""Articles that wait on disk between two passes over a run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from newskit.article import Article
from newskit.errors import MachineError
from newskit.io.record import decode_article, encode_article


class Spool:
    """A temporary file of articles, in order; a context manager that removes it."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._size = 0

    def add(self, article: Article) -> int:
        """Keep an article and return its place; raises MachineError where it cannot be written."""
        place, line = self._size, encode_article(article) + b"\n"
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise MachineError(f"cannot keep the records in a temporary file: {reason}") from error
        self._size += len(line)
        return place

    def read(self, place: int) -> Article:
        """Return the article that was kept at a place."""
        self._file.seek(place)
        return decode_article(self._file.readline())

    def placed(self) -> Iterator[tuple[int, Article]]:
        """Yield all articles with their places, in the order in which they were kept."""
        place = 0
        while place < self._size:
            self._file.seek(place)
            line = self._file.readline()
            yield place, decode_article(line)
            place += len(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()
