"""Plain text: the article bodies in one file."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from newskit.article import Article, body
from newskit.export.target import Target


class TextExport:
    """The bodies one after the other, headline first, three line ends between articles."""

    def __init__(self, target: str) -> None:
        self._target = Target(target)
        self._is_first = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._target.__exit__(kind, error, traceback)

    def write(self, article: Article) -> None:
        """Add one article."""
        parts = [part for part in (article.headline, body(article)) if part]
        page = ("" if self._is_first else "\n\n") + "\n\n".join(parts) + "\n"
        self._is_first = False
        self._target.write(page.encode("utf-8", "replace"))
