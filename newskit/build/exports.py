"""The outputs of a build as exports: the choices of ``newskit export``, and folders that a later build replaces."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, Literal, Self

import msgspec
from msgspec import Meta, Struct

from newskit.article import Article
from newskit.errors import UsageError
from newskit.export import Exporter, describe, format_by_name, names, open_export
from newskit.export.choices import Choices
from newskit.export.options import Options
from newskit.export.splits import parse_splits

_Names = list[str] | str


class Chosen(Struct, frozen=True, forbid_unknown_fields=True):
    """The options of an output, as ``newskit export`` calls them."""

    text: Literal["body", "full"] | None = None
    layers: _Names | None = None
    columns: _Names | None = None
    explode: str | None = None
    filter: str | None = None
    #: Shares by name: ``train=0.9,test=0.1``, or a table.
    split: dict[str, float] | str | None = None
    shard_size: Annotated[int, Meta(ge=1)] | None = None
    redact: _Names | None = None
    sentence_per_line: bool = False
    licence: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out of the records or divided."""
        return self == Chosen(licence=self.licence)

    def choices(self) -> Choices:
        """Return what is done to articles before they are written; raises UsageError for what cannot be."""
        return Choices(
            text=self.text or "full",
            layers=_list(self.layers),
            where=self.filter,
            redact=_list(self.redact) or (),  # type: ignore[arg-type] # checked there
        )

    def options(self) -> Options:
        """Return what the format is told; raises UsageError for what cannot be."""
        split = self.split
        if isinstance(split, dict):
            split = ",".join(f"{name}={share:g}" for name, share in split.items())
        return Options(
            text=self.text,
            columns=_list(self.columns),
            explode=self.explode,
            sentence_per_line=self.sentence_per_line,
            splits=parse_splits(split) if split else {},
            shard_size=self.shard_size,
            licence=self.licence,
        )


OPTIONS = tuple(field.name for field in msgspec.structs.fields(Chosen))


def _list(told: _Names | None) -> tuple[str, ...] | None:
    if told is None:
        return None
    return tuple(name.strip() for name in (told.split(",") if isinstance(told, str) else told))


def chosen(options: Mapping[str, Any]) -> Chosen:
    """Return the options of an output, checked; raises UsageError, with the ``option`` where one is at fault."""
    try:
        found = msgspec.convert(dict(options), Chosen)
    except msgspec.ValidationError as error:
        told, _, path = str(error).partition(" - at `$.")
        raise _OptionError(told.lower(), path.rstrip("`").partition(".")[0].partition("[")[0]) from error
    found.choices()
    found.options()
    return found


class _OptionError(UsageError):
    """A value that an option cannot take."""

    def __init__(self, detail: str, option: str) -> None:
        super().__init__(detail)
        self.option = option or None


def known_format(target: str, name: str | None) -> str:
    """Return the format of an output: that which is named, or else the one of its ending; raises UsageError."""
    if name is None:
        return format_by_name(target)
    if name not in names():
        raise UsageError(f"no such format: {name}; choose from {', '.join(names())}")
    return name


def is_folder(target: str, format_name: str, options: Chosen) -> bool:
    """Whether an output is a folder of files."""
    divided = options.split is not None or options.shard_size is not None
    return target.endswith("/") or divided or describe(format_name).layout == "folder"


def open_output(target: str, format_name: str | None, options: Mapping[str, Any], earlier: set[str]) -> Exporter:
    """Open an output; raises UsageError where it cannot be.

    ``earlier`` are the files that the build before wrote: a folder that holds none but these is replaced.
    """
    name, told = known_format(target, format_name), chosen(options)
    output: Exporter
    if is_folder(target, name, told):
        output = _Replaced(target, name, told, earlier)
    else:
        output = open_export(target, name, told.options())
    return _Selected(output, told.choices(), name, describe(name).needs)


@dataclass
class _Selected:
    """Passes on what the choices admit, as they want it."""

    output: Exporter
    choices: Choices
    name: str
    needs: tuple[str, ...]

    def write(self, article: Article) -> None:
        """Add one article, unless the filter leaves it out."""
        if not self.choices.admits(article):
            return
        for layer in self.needs:
            if getattr(article, layer) is None:
                raise UsageError(f"{self.name} needs {layer}: add the stage that gives them ([stages.segment] for one)")
        self.output.write(self.choices.apply(article))

    def __enter__(self) -> Self:
        self.output.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.output.__exit__(kind, error, traceback)


class _Replaced:
    """A folder that is written beside its place and takes the place of the one that an earlier build wrote."""

    def __init__(self, target: str, name: str, told: Chosen, earlier: set[str]) -> None:
        self._target = Path(target)
        self._old = self._target.with_name(f".{self._target.name}.old")
        if self._old.exists() and not self._target.exists():
            self._old.replace(self._target)  # a build was killed between the two renamings
        shutil.rmtree(self._old, ignore_errors=True)
        there = {str(path) for path in self._target.rglob("*") if path.is_file()}
        if foreign := sorted(there - earlier):
            raise UsageError(f"{target} holds {foreign[0]}, which no build wrote; remove it or name another folder")
        self._new = self._target.with_name(f".{self._target.name}.{os.getpid()}.new")
        for left in self._target.absolute().parent.glob(f".{self._target.name}.*.new"):
            shutil.rmtree(left, ignore_errors=True)
        slash = "/" if target.endswith("/") or describe(name).layout == "folder" else ""
        self._output = open_export(f"{self._new}{slash}", name, told.options())

    def write(self, article: Article) -> None:
        """Add one article."""
        self._output.write(article)

    def __enter__(self) -> Self:
        self._output.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._output.__exit__(kind, error, traceback)
        finally:
            if kind is not None:
                with contextlib.suppress(OSError):
                    shutil.rmtree(self._new)
        if kind is None:
            if self._target.exists():
                self._target.replace(self._old)
            self._new.replace(self._target)
            shutil.rmtree(self._old, ignore_errors=True)
