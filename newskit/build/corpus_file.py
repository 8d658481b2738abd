"""The file that describes a corpus, ``corpus.toml``, as typed structs; errors name file, line and key."""

from __future__ import annotations

import datetime as dt
import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import Meta, Struct

from newskit.build import places
from newskit.build.stages import BuildStage, is_stage, make_stage, stage_names
from newskit.errors import UsageError

T = TypeVar("T")

_UNKNOWN = re.compile(r"unknown field `(.*?)`")
_MISSING = re.compile(r"missing required field `(.*?)`")
_AT = re.compile(r" - at `(key in )?\$(.*?)`$")
_STEP = re.compile(r"\.([A-Za-z0-9_-]+)|\[(\d+)\]")

_DAY = r"^\d{4}(-\d{2}(-\d{2})?)?$"
Day = Annotated[str, Meta(pattern=_DAY)]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]


class _Table(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of the tables of the file."""


class Fetching(_Table, frozen=True):
    """How a source is fetched: the options of ``newskit fetch``."""

    contact: str | None = None
    allow_private: bool = False
    ignore_robots: bool = False
    delay: Annotated[float, Meta(ge=0)] = 0.3
    connections: Annotated[int, Meta(ge=1, le=512)] = 32
    since: Day | None = None
    until: Day | None = None
    match: list[str] = []
    skip: list[str] = []
    sections: list[str] = []
    max_articles: Annotated[int, Meta(ge=1)] | None = None
    max_per_host: Annotated[int, Meta(ge=1)] | None = None
    #: Further pages of an article that is cut into several, at most.
    next_pages: Annotated[int, Meta(ge=0)] = 0
    discover: bool = True
    #: Column of the addresses in lists that are tables.
    column: str = "url"


class SourceTable(_Table, frozen=True):
    """One source: local files, or addresses that are fetched into a web archive."""

    #: What the source is called in the lock; numbered where it is not named.
    name: Name = ""
    #: Files, folders and globs: pages, text, JSONL, Parquet, web archives.
    files: list[str] | str = []
    #: Addresses of pages, feeds, sitemaps and sites.
    urls: list[str] | str = []
    #: Files with addresses, one a line or a column of a table.
    lists: list[str] | str = []
    #: Web archive that what is fetched is kept in; ``NAME.warc.gz`` by default.
    archive: str | None = None
    fetch: Fetching = Fetching()

    @property
    def is_fetched(self) -> bool:
        """Whether it comes from the network."""
        return bool(self.urls or self.lists)


class FilterTable(_Table, frozen=True):
    """Which articles go into the corpus; the others are counted by what kept them out."""

    #: BCP 47 tags; a primary tag stands for its regions too.
    languages: list[str] = []
    min_words: Annotated[int, Meta(ge=0)] = 0
    max_words: Annotated[int, Meta(ge=1)] | None = None
    #: First and last day of publication; an article without a date is left out where one is given.
    since: Day | None = None
    until: Day | None = None
    #: Fields that must be there and not be empty.
    require: list[str] = []
    #: Leave out stubs of paywalled articles.
    only_free: bool = False


class DedupTable(_Table, frozen=True):
    """Duplicates among the articles of the corpus."""

    keep: Literal["first", "longest", "earliest", "original"] = "longest"
    #: Leave copies out instead of marking them.
    drop: bool = False
    #: Corpora to compare with, whose articles are kept.
    against: list[str] | str = []


@dataclass(frozen=True)
class OutputTable:
    """One output: a file, a format of ``newskit export``, and the options of the format."""

    path: str
    format: str | None
    options: dict[str, Any]


class CorpusTable(_Table, frozen=True):
    """The keys that stand at the top of the file."""

    name: str = ""
    description: str = ""
    license: str = ""
    #: File of the rejects.
    rejects: str | None = None
    max_rejects: Annotated[str, Meta(pattern=r"^\d+(\.\d+)?%$|^\d+$")] | int = "0"
    #: Seconds that a record may take, where workers run.
    time_limit: Annotated[float, Meta(gt=0)] | None = None


@dataclass(frozen=True)
class CorpusFile:
    """A corpus as its file describes it, checked."""

    path: Path
    about: CorpusTable
    sources: tuple[SourceTable, ...]
    stages: tuple[BuildStage, ...]
    filter: FilterTable
    dedup: DedupTable | None
    outputs: tuple[OutputTable, ...]

    @property
    def folder(self) -> Path:
        """The folder that names in the file are relative to."""
        return self.path.parent

    @property
    def written(self) -> set[str]:
        """The absolute names of what a build writes, which is never among what it reads."""
        names = [output.path for output in self.outputs]
        names += [source.archive or f"{source.name}.warc.gz" for source in self.sources if source.is_fetched]
        names += [self.about.rejects] if self.about.rejects else []
        own = [beside(self.path, "manifest.json", ".manifest.json"), beside(self.path, ".newskit", ".newskit")]
        return {os.path.abspath(path) for path in (*own, *(self.folder / name for name in names))}  # noqa: PTH100 - plain names


def beside(corpus: Path, plain: str, ending: str) -> Path:
    """Return the path of a file that belongs to a corpus; one not described in ``corpus.toml`` has its own name."""
    return corpus.parent / (plain if corpus.stem == "corpus" else f"{corpus.stem}{ending}")


_SECTIONS = ("source", "stages", "filter", "dedup", "output")


def load_corpus(path: Path, settings: Sequence[str] = ()) -> CorpusFile:
    """Read and check a corpus file.

    ``settings`` are ``key=value`` pairs with dotted keys and TOML values that override the file. Raises UsageError that
    names the file, the line and the key of what is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        hint = "; newskit init writes one" if isinstance(error, FileNotFoundError) else ""
        raise UsageError(f"cannot read {path}: {(error.strerror or str(error)).lower()}{hint}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8: byte {error.start + 1}") from error
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(_syntax(path, error)) from error
    for setting in settings:
        _override(tables, setting)
    return _Checker(path, text).check(_with_dates_told(tables))


def _with_dates_told(value: Any) -> Any:
    """Return the tables with dates of TOML as text, which is how all options take them."""
    if isinstance(value, dict):
        return {key: _with_dates_told(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_with_dates_told(member) for member in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def _syntax(path: Path, error: Exception) -> str:
    found = re.search(r"(.*) \(at line (\d+), column (\d+)\)", str(error))
    if found:
        return f"{path}:{found[2]}:{found[3]}: {found[1][0].lower()}{found[1][1:]}"
    return f"{path}: {str(error)[:1].lower()}{str(error)[1:]}"


def _override(tables: dict[str, Any], setting: str) -> None:
    """Apply one ``key=value``; a value that is no TOML is taken as a string."""
    key, equals, value = setting.partition("=")
    parts = [part for part in key.strip().split(".") if part]
    if not equals or not parts:
        raise UsageError(f"--set takes key=value, such as stages.clean.keep_all=true, not {setting!r}")
    try:
        found = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        found = value
    place: Any = tables
    for part in parts[:-1]:
        place = _step(place, part, setting)
    if isinstance(place, list):
        raise UsageError(f"--set {setting}: {'.'.join(parts[:-1])} is a list; give the number of an element")
    place[parts[-1]] = found


def _step(place: Any, part: str, setting: str) -> Any:
    if isinstance(place, list) and part.isdigit() and int(part) < len(place):
        return place[int(part)]
    if isinstance(place, dict):
        found = place.setdefault(part, {})
        if isinstance(found, dict | list):
            return found
    raise UsageError(f"--set {setting}: there is no table {part}")


class _Checker:
    """Turns the tables of one file into structs."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.has_lock = beside(path, "newskit.lock", ".lock").is_file()

    def check(self, tables: dict[str, Any]) -> CorpusFile:
        top = {key: value for key, value in tables.items() if key not in _SECTIONS}
        known = [*CorpusTable.__struct_fields__, *_SECTIONS]
        for key in top:
            if key not in known:
                self._unknown((key,), known)
        about = self._convert(top, CorpusTable, ())
        sources = tuple(self._source(table, number) for number, table in enumerate(self._tables(tables, "source")))
        if not sources:
            self._fail((), "there is no [[source]]: name files, urls or lists to build from")
        self._refuse_twice(("source", "name"), [source.name for source in sources])
        stages = self._stages(tables.get("stages", {}))
        filters = self._convert(tables.get("filter", {}), FilterTable, ("filter",))
        dedup = self._convert(tables["dedup"], DedupTable, ("dedup",)) if "dedup" in tables else None
        self._check_files(as_list(dedup.against) if dedup else [], ("dedup", "against"))
        self._check_fields(filters.require, ("filter", "require"))
        outputs = tuple(self._output(table, number) for number, table in enumerate(self._tables(tables, "output")))
        if not outputs:
            self._fail((), "there is no [[output]]: give the path of at least one")
        self._refuse_twice(("output", "path"), [output.path for output in outputs])
        self._refuse_overwriting(sources, outputs, about)
        return CorpusFile(self.path, about, sources, stages, filters, dedup, outputs)

    def _tables(self, tables: dict[str, Any], name: str) -> list[Any]:
        found = tables.get(name, [])
        if not isinstance(found, list):
            self._fail((name,), f"write it as [[{name}]]: there may be several")
        return found

    def _source(self, table: Any, number: int) -> SourceTable:
        path: places.Path = ("source", number)
        source = self._convert(table, SourceTable, path)
        if bool(source.files) == source.is_fetched:
            self._fail(path, "a source has files, or it has urls and lists; give one of the two")
        if source.archive is not None and not source.is_fetched:
            self._fail((*path, "archive"), "only a source with urls or lists has an archive; name archives in files")
        self._check_files(as_list(source.files), (*path, "files"))
        if not self.has_lock:  # which knows the addresses of lists that are not there
            self._check_files(as_list(source.lists), (*path, "lists"))
        for key in ("match", "skip"):
            for pattern in getattr(source.fetch, key):
                try:
                    re.compile(pattern)
                except re.error as error:
                    self._fail((*path, "fetch", key), f"{pattern!r} is no regular expression: {error}")
        return msgspec.structs.replace(source, name=source.name or f"source-{number + 1}")

    def _stages(self, tables: Any) -> tuple[BuildStage, ...]:
        if not isinstance(tables, dict):
            self._fail(("stages",), "write each stage as a table, such as [stages.clean]")
        made = []
        for name, options in tables.items():
            path = ("stages", name)
            if not isinstance(options, dict):
                self._fail(path, f"write it as a table: [stages.{name}]")
            if not is_stage(name):
                self._unknown(path, stage_names(), "there is no such stage")
            try:
                made.append(make_stage(name, options, self.path.parent))
            except UsageError as error:
                key = getattr(error, "option", None)
                self._fail((*path, key) if key else path, error.detail)
        return tuple(made)

    def _output(self, table: Any, number: int) -> OutputTable:
        from newskit.build.exports import OPTIONS, chosen, known_format

        path: places.Path = ("output", number)
        if not isinstance(table, dict):
            self._fail(path, "write it as [[output]] with a path")
        told = {key: value for key, value in table.items() if key in ("path", "format")}
        if "path" not in told:
            self._fail(path, "an output needs a path")
        for key, value in told.items():
            if not isinstance(value, str) or not value.strip():
                self._fail((*path, key), f"expected a text, got {_kind(value)}")
        target = told["path"]
        if target == "-" or target.startswith("/dev/"):
            self._fail((*path, "path"), "an output of a build is a file, which the manifest can name")
        if not (self.path.parent / target).parent.is_dir():
            self._fail((*path, "path"), f"there is no folder {Path(target).parent}; create it first")
        format_name = told.get("format")
        try:
            known_format(target, format_name)
        except UsageError as error:
            self._fail((*path, "format" if format_name else "path"), error.detail)
        options = {key: value for key, value in table.items() if key not in told}
        for key in options:
            if key not in OPTIONS:
                self._unknown((*path, key), ["path", "format", *OPTIONS])
        try:
            chosen(options)
        except UsageError as error:
            key = getattr(error, "option", None)
            self._fail((*path, key) if key else path, error.detail)
        return OutputTable(target, format_name, options)

    def _check_files(self, names: Iterable[str], path: places.Path) -> None:
        """Refuse names that lead to no file."""
        import glob

        for name in names:
            place = self.path.parent / name
            if not place.exists() and not glob.glob(str(place), recursive=True):  # noqa: PTH207 - absolute patterns too
                kind = "no file matches" if glob.has_magic(name) else "there is no file or folder"
                self._fail(path, f"{kind} {name}")

    def _check_fields(self, names: Iterable[str], path: places.Path) -> None:
        from newskit.article import Article

        for name in names:
            if name not in Article.__struct_fields__:
                self._fail(path, f"the record has no field {name!r}{_nearest(name, Article.__struct_fields__)}")

    def _refuse_twice(self, path: tuple[str, str], names: Sequence[str]) -> None:
        for number, name in enumerate(names):
            if name in names[:number]:
                self._fail((path[0], number, path[1]), f"{name} is there twice")

    def _refuse_overwriting(
        self, sources: Sequence[SourceTable], outputs: Sequence[OutputTable], about: CorpusTable
    ) -> None:
        """Refuse an output that is also an input."""
        read = {(self.path.parent / name).resolve(): name for source in sources for name in as_list(source.files)}
        written: list[tuple[places.Path, str]] = [
            (("output", number, "path"), output.path) for number, output in enumerate(outputs)
        ]
        for path, name in [*written, *([(("rejects",), about.rejects)] if about.rejects else [])]:
            if (self.path.parent / name).resolve() in read:
                self._fail(path, f"{name} is both input and output; write to another file")

    def _convert(self, value: Any, kind: type[T], path: places.Path) -> T:
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            self._explain(error, kind, path)

    def _explain(self, error: msgspec.ValidationError, kind: type[Any], path: places.Path) -> NoReturn:
        """Say where in the file the value stands that does not fit."""
        message = str(error)
        at = _AT.search(message)
        inner = tuple(int(index) if index else name for name, index in _STEP.findall(at[2])) if at else ()
        message = _AT.sub("", message)
        if unknown := _UNKNOWN.search(message):
            struct = Fetching if inner[-1:] == ("fetch",) else kind
            self._unknown((*path, *inner, unknown[1]), struct.__struct_fields__)
        if missing := _MISSING.search(message):
            self._fail((*path, *inner), f"{missing[1]} is missing")
        if message.startswith("Invalid enum value"):
            choices = get_args(get_type_hints(kind).get(str(inner[-1]) if inner else ""))
            message = f"choose from {', '.join(map(str, choices))}" if choices else message
        self._fail((*path, *inner), _plain(message))

    def _unknown(self, path: places.Path, known: Iterable[str], told: str = "there is no such key") -> NoReturn:
        known = list(known)
        self._fail(path, f"{told}{_nearest(str(path[-1]), known) or '; there are ' + ', '.join(known)}")

    def _fail(self, path: places.Path, detail: str) -> NoReturn:
        line = places.line_of(self.text, path)
        where = f"{self.path}:{line}" if line else str(self.path)
        key = f"{places.shown(path)}: " if path else ""
        raise UsageError(f"{where}: {key}{detail}")


def as_list(value: list[str] | str) -> list[str]:
    """Return a key that takes one text or several as a list."""
    return [value] if isinstance(value, str) else value


def plain_tables(corpus: CorpusFile) -> Mapping[str, Any]:
    """Return what in the file decides about the records, as plain values."""
    return {
        "filter": msgspec.to_builtins(corpus.filter),
        "dedup": msgspec.to_builtins(corpus.dedup) if corpus.dedup else None,
        "stages": [stage.pinned() for stage in corpus.stages],
    }


def _nearest(name: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean {found[0]}?" if found else ""


def _kind(value: object) -> str:
    kinds = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date") if value != "" else "nothing"


def _plain(message: str) -> str:
    """Turn a message of the validator into words of the file format."""
    words = {"`str`": "a text", "`int`": "a whole number", "`float`": "a number", "`bool`": "true or false"}
    words |= {"`array`": "a list", "`object`": "a table", " | `null`": "", " | ": " or "}
    for word, plain in words.items():
        message = message.replace(word, plain)
    message = message.replace(f"matching regex {_DAY!r}", "such as 2026-03-05")
    return message[:1].lower() + message[1:]
