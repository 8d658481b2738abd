"""CSV and TSV: one row an article or an annotation, readable by spreadsheets and unable to harm them.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, and so does one that begins with
apostrophes and then such a character; :func:`plain` takes it off again and gives back every text as it was.
Numbers and truth values are written as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, ClassVar, Self

import msgspec

from newskit.article import Article, body
from newskit.export.options import Options
from newskit.export.record_fields import top_level
from newskit.export.rows import chosen, columns_of, exploded
from newskit.export.target import Target

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, also in full width (OWASP, CSV injection)."""
JOINT = "; "
"""What stands between several values of a cell."""

COLUMNS: dict[str, Callable[[Article], object]] = {
    "id": lambda article: article.id,
    "url": lambda article: article.url,
    "canonical_url": lambda article: article.canonical_url,
    "headline": lambda article: article.headline,
    "description": lambda article: article.description,
    "authors": lambda article: [author.name for author in article.authors or ()],
    "agencies": lambda article: article.agencies,
    "publisher": lambda article: article.publisher,
    "date_published": lambda article: article.date_published,
    "date_modified": lambda article: article.date_modified,
    "section": lambda article: article.section,
    "keywords": lambda article: article.keywords,
    "language": lambda article: article.language,
    "is_accessible_for_free": lambda article: article.is_accessible_for_free,
    "body": body,
    "duplicate_of": lambda article: article.duplicate_of,
    "duplicate_kind": lambda article: article.duplicate_kind,
}
"""The columns of an article and how each is filled."""


def cell(value: object) -> str:
    """Return a value as the text of a cell: nothing for ``None``, several values joined, objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = JOINT.join(value)
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def plain(text: str) -> str:
    """Return the text that :func:`cell` made a cell of: without the apostrophe that kept a spreadsheet from it."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text


class CsvExport:
    """One row an article or an annotation, RFC 4180, UTF-8, with a header."""

    delimiter: ClassVar[str] = ","

    def __init__(self, target: str, options: Options) -> None:
        self._layer = options.explode
        if self._layer is None:
            self._columns, self._fill = _article_columns(options)
        else:
            self._columns = chosen(options.columns, columns_of(self._layer))
        self._target = Target(target)
        self._line = io.StringIO()
        self._rows = csv.writer(self._line, delimiter=self.delimiter, lineterminator="\r\n")
        self._write_row(self._columns)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._target.__exit__(kind, error, traceback)

    def write(self, article: Article) -> None:
        """Add one article, as a row or as one for each annotation."""
        if self._layer is None:
            self._write_row([cell(self._fill[name](article)) for name in self._columns])
            return
        for row in exploded(article, self._layer):
            self._write_row([cell(row[name]) for name in self._columns])

    def _write_row(self, cells: list[str]) -> None:
        self._rows.writerow(cells)
        self._target.write(self._line.getvalue().encode("utf-8", "replace"))
        self._line.seek(0)
        self._line.truncate()


class TsvExport(CsvExport):
    """The same with tabs."""

    delimiter: ClassVar[str] = "\t"


def _article_columns(options: Options) -> tuple[list[str], Mapping[str, Callable[[Article], Any]]]:
    """Return the columns of a row and what fills each; beside the usual ones every field of the record can be had."""
    fill: dict[str, Callable[[Article], Any]] = {name: _field(name) for name in top_level()}
    fill |= COLUMNS
    if options.text == "body":
        fill["body"] = fill["text"]  # the body is the whole text already
    usual = ["text" if name == "body" and options.text == "full" else name for name in COLUMNS]
    return (chosen(options.columns, fill) if options.columns is not None else usual), fill


def _field(name: str) -> Callable[[Article], Any]:
    return lambda article: getattr(article, name)
