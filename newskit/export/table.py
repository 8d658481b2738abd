"""CSV and TSV: one row an article, readable by spreadsheets and unable to harm them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from types import TracebackType
from typing import ClassVar, Self

from newskit.article import Article, body
from newskit.export.target import Target

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""


COLUMNS: dict[str, Callable[[Article], object]] = {
    "id": lambda article: article.id,
    "url": lambda article: article.url,
    "canonical_url": lambda article: article.canonical_url,
    "headline": lambda article: article.headline,
    "description": lambda article: article.description,
    "authors": lambda article: "; ".join(author.name for author in article.authors or ()),
    "agencies": lambda article: "; ".join(article.agencies or ()),
    "publisher": lambda article: article.publisher,
    "date_published": lambda article: article.date_published,
    "date_modified": lambda article: article.date_modified,
    "section": lambda article: article.section,
    "keywords": lambda article: "; ".join(article.keywords or ()),
    "language": lambda article: article.language,
    "is_accessible_for_free": lambda article: article.is_accessible_for_free,
    "body": body,
    "duplicate_of": lambda article: article.duplicate_of,
    "duplicate_kind": lambda article: article.duplicate_kind,
}
"""The columns and how each is filled; several values are joined by ``; ``."""


def cell(value: object) -> str:
    """Return a value as the text of a cell; what a spreadsheet would run is quoted with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) else text


class CsvExport:
    """One row an article, RFC 4180, UTF-8, with a header."""

    delimiter: ClassVar[str] = ","

    def __init__(self, target: str) -> None:
        self._target = Target(target)
        self._line = io.StringIO()
        self._rows = csv.writer(self._line, delimiter=self.delimiter, lineterminator="\r\n")
        self._write_row(list(COLUMNS))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._target.__exit__(kind, error, traceback)

    def write(self, article: Article) -> None:
        """Add one row."""
        self._write_row([cell(fill(article)) for fill in COLUMNS.values()])

    def _write_row(self, cells: list[str]) -> None:
        self._rows.writerow(cells)
        self._target.write(self._line.getvalue().encode("utf-8", "replace"))
        self._line.seek(0)
        self._line.truncate()


class TsvExport(CsvExport):
    """The same with tabs."""

    delimiter: ClassVar[str] = "\t"
