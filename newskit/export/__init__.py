"""Export: every tool that people already use opens the corpus.

A format is a class that is called with a target and :class:`~newskit.export.options.Options` and gives a context
manager with ``write(article)``. The formats of newskit are in newskit.export.formats; others come from packages
through the entry point group ``newskit.exporters``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, cast

from newskit.article import Article
from newskit.errors import UsageError
from newskit.export.formats import FORMATS, Format
from newskit.export.options import Options

GROUP = "newskit.exporters"
_EVERY_FORMAT_TAKES = frozenset({"text", "splits", "shard_size"})
_TOLD = {"sentence_per_line": "--sentence-per-line", "parser": "--parse"}


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


def names() -> list[str]:
    """Return the names of all formats, those of other packages last."""
    return [*FORMATS, *sorted({entry.name for entry in entry_points(group=GROUP)} - set(FORMATS))]


def describe(name: str) -> Format:
    """Return what a format is; that of another package as its class tells, in a ``format`` of its own.

    Raises UsageError for a format that does not exist or whose package cannot be loaded.
    """
    if name in FORMATS:
        return FORMATS[name]
    entry = _plugin(name)
    found = getattr(_loaded(entry), "format", None)
    return found if isinstance(found, Format) else Format(line="from another package", home=entry.value, needs=())


def open_export(target: str, format_name: str | None = None, options: Options | None = None) -> Exporter:
    """Open an export to a file, a folder (with a closing slash) or standard output (``-``).

    The format is the one named, else the one that the file's name ends in. With splits or shards the target is a
    folder. Raises UsageError for an unknown format, for an option that the format has no use for, and for a target that
    cannot be written.
    """
    options = options or Options()
    name = format_name or format_by_name(target)
    found = describe(name)
    _refuse_useless(name, found, options)
    make = _maker(name, found)
    in_parts = bool(options.splits or options.shard_size)
    if in_parts and "splits" not in found.takes:
        return _in_parts(target, found, make, options)
    if target.endswith("/") and found.layout in ("stream", "file"):
        raise UsageError(f"{name} is one file, not a folder: name it without the closing slash")
    return make(target, options)


def format_by_name(target: str) -> str:
    """Return the format that a file name ends in, JSONL for a stream; raises UsageError for any other name."""
    if target == "-" or target.startswith("/dev/"):
        return "jsonl"
    path = Path(target)
    if path.suffix in (".gz", ".zst"):
        path = path.with_suffix("")
    for name, found in FORMATS.items():
        if path.suffix in found.endings and not target.endswith("/"):
            return name
    raise UsageError(f"cannot tell a format from the name {target}; choose one with --format: {', '.join(names())}")


Maker = Callable[[str, Options], Exporter]


def _maker(name: str, found: Format) -> Maker:
    if name in FORMATS:
        module, _, attribute = found.home.partition(":")
        return cast("Maker", getattr(import_module(module), attribute))
    return cast("Maker", _loaded(_plugin(name)))


def _plugin(name: str) -> EntryPoint:
    for entry in entry_points(group=GROUP, name=name):
        return entry
    raise UsageError(f"no such format: {name}; choose from {', '.join(names())}")


def _loaded(entry: EntryPoint) -> Any:
    try:
        return entry.load()
    except Exception as error:
        # another package's code may fail in any way
        told = f"{type(error).__name__}: {error}"
        raise UsageError(f"the format {entry.name} of another package cannot be loaded: {told}") from error


def _refuse_useless(name: str, found: Format, options: Options) -> None:
    """Refuse an option that would be passed over in silence."""
    if name not in FORMATS:
        return  # what another package's format heeds is its own affair
    for field in fields(options):
        if getattr(options, field.name) and field.name not in found.takes | _EVERY_FORMAT_TAKES:
            takers = ", ".join(each for each, other in FORMATS.items() if field.name in other.takes)
            told = _TOLD.get(field.name, f"--{field.name}")
            raise UsageError(f"{told} is of no use to {name}; it is for {takers}")


def _in_parts(target: str, found: Format, make: Maker, options: Options) -> Exporter:
    """Open a folder with an output for each split and shard."""
    from newskit.export.splits import Parts

    slash = "/" if found.layout == "folder" or (found.layout == "pages" and target.endswith("/")) else ""
    ending = "" if slash else (found.endings or (_page_ending(make),))[0]
    if Path(target).suffix and not target.endswith("/"):
        message = f"with --split or --shard-size, --output is a folder: {Path(target).stem}, with --format"
        raise UsageError(message)
    return Parts(
        target.rstrip("/"),
        ending,
        lambda path: make(path + slash, options),
        shares=options.splits,
        shard_size=options.shard_size,
    )


def _page_ending(make: Maker) -> str:
    return str(getattr(make, "ending", ""))
