"""Export: every tool that people already use opens the corpus.

A format is a class that is called with a target and gives a context manager with ``write(article)``. The formats of
newskit are in the table below; others come from packages through the entry point group ``newskit.exporters``.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, cast

from newskit.article import Article
from newskit.errors import UsageError

GROUP = "newskit.exporters"


class Exporter(Protocol):
    """An open export: takes articles one by one, and is whole when the context ends without an error."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Finish, or leave nothing behind after an error."""

    def write(self, article: Article, /) -> None:
        """Add one article."""


#: Name, what it is, file name endings, and where the class stands.
FORMATS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "jsonl": ("one record a line", (".jsonl", ".ndjson"), "newskit.io.writer:Output"),
    "parquet": ("one row an article, nested columns", (".parquet",), "newskit.io.writer:Output"),
    "csv": ("one row an article, safe to open in a spreadsheet", (".csv",), "newskit.export.table:CsvExport"),
    "tsv": ("the same with tabs", (".tsv",), "newskit.export.table:TsvExport"),
    "text": ("the article bodies as plain text", (".txt",), "newskit.export.text:TextExport"),
}


def names() -> list[str]:
    """Return the names of all formats, those of other packages last."""
    return [*FORMATS, *sorted(entry.name for entry in entry_points(group=GROUP) if entry.name not in FORMATS)]


def open_export(target: str, format_name: str | None = None) -> Exporter:
    """Open an export to a file, or to standard output with ``-``.

    The format is the one named, else the one that the file's name ends in. Raises UsageError for an unknown format and
    for a target that cannot be written.
    """
    name = format_name or _by_ending(target)
    if name in FORMATS:
        module, _, attribute = FORMATS[name][2].partition(":")
        return cast("Exporter", getattr(import_module(module), attribute)(target))
    for entry in entry_points(group=GROUP, name=name):
        return cast("Exporter", entry.load()(target))
    raise UsageError(f"no such format: {name}; choose from {', '.join(names())}")


def _by_ending(target: str) -> str:
    if target == "-" or target.startswith("/dev/"):
        return "jsonl"
    path = Path(target)
    if path.suffix in (".gz", ".zst"):
        path = path.with_suffix("")
    for name, (_, endings, _) in FORMATS.items():
        if path.suffix in endings:
            return name
    raise UsageError(f"cannot tell a format from the name {target}; choose one with --format: {', '.join(names())}")
