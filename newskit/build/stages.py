"""The stages that a corpus file can name: how they are made from their options, and what their results depend on."""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec

from newskit.errors import UsageError
from newskit.stage import Stage
from newskit.version import __version__

GROUP = "newskit.stages"
"""Entry point group of the stages of other packages."""


@dataclass(frozen=True)
class _Known:
    """A stage of newskit's own."""

    #: Where its class stands.
    place: str
    #: Packages whose version can change its results.
    libraries: tuple[str, ...] = ()
    #: Options that are passes over all its records, in the order in which they are made: functions of items.
    passes: Mapping[str, str] = field(default_factory=dict)


_STAGES = {
    "clean": _Known(
        "newskit.clean.stage:Clean",
        ("trafilatura", "htmldate", "dateparser", "lxml", "ftfy", "py3langid"),
        {
            "join_pages": "newskit.clean.joining:with_pages_joined",
            "learn_furniture": "newskit.clean.recurring:without_recurring",
        },
    ),
    "segment": _Known("newskit.segment.stage:Segment"),
    "extract": _Known("newskit.extract.stage:Extract", ("spacy",)),
}
_FILE_OPTIONS = ("gazetteer",)
"""Options that name a file whose content counts."""
_SHARED_CODE = ("annotations.py", "article.py", "stage.py", "errors.py", "identity.py", "resources")
READER_CODE = ("io", "fetch", "annotations.py", "article.py", "identity.py", "resources")
"""Code that turns files into records."""


class StageOptionError(UsageError):
    """An option of a stage is wrong; ``option`` is its name."""

    def __init__(self, option: str, detail: str) -> None:
        super().__init__(detail)
        self.option = option


@dataclass(frozen=True)
class BuildStage:
    """A stage with all that its results depend on."""

    stage: Stage
    #: Hash of the code and the data files of the stage.
    code: str
    libraries: dict[str, str]
    model: dict[str, str]
    #: Hashes of the files that options name.
    files: dict[str, str]
    #: The passes over all records that follow, by option.
    passes: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the stage."""
        return self.stage.name

    def pinned(self) -> dict[str, Any]:
        """Return what the lock says of the stage."""
        told = self._alone()
        told["options"] |= dict.fromkeys(self.passes, True)
        return told

    def _alone(self) -> dict[str, Any]:
        """Return what the results of the stage itself depend on, whatever passes follow."""
        told: dict[str, Any] = {"name": self.name, "version": __version__, "options": settings_of(self.stage)}
        for key in ("libraries", "model", "files"):
            if value := getattr(self, key):
                told[key] = value
        return told

    def digest(self, before: str) -> str:
        """Return the hash that names results of this stage after the stages ``before``."""
        told = msgspec.json.encode([before, self._alone(), self.code], order="sorted")
        return hashlib.sha256(told).hexdigest()


def is_stage(name: str) -> bool:
    """Whether there is a stage of this name."""
    return name in _STAGES or name in stage_names()


def stage_names() -> list[str]:
    """Return the names of all stages, those of other packages last."""
    from importlib.metadata import entry_points

    return [*_STAGES, *sorted(entry.name for entry in entry_points(group=GROUP) if entry.name not in _STAGES)]


def make_stage(name: str, options: Mapping[str, Any], folder: Path) -> BuildStage:
    """Make a stage from the options of a file in ``folder``; raises UsageError for options that do not fit."""
    known = _STAGES.get(name)
    kind = _class(known.place) if known else _other(name)
    offered = known.passes if known else {}
    checked = _checked(kind, options, offered)
    passes = {option: place for option, place in offered.items() if checked.pop(option, False)}
    stage: Stage = kind(**checked)
    files = {}
    for option in _FILE_OPTIONS:
        if (value := getattr(stage, option, None)) is not None:
            files[option] = _hash_of(folder / value, option)
    room = kind.__module__.split(".")
    shared = (*_SHARED_CODE, room[1]) if room[0] == "newskit" else ()
    return BuildStage(
        stage,
        code_digest(shared) if shared else _package_version(room[0]),
        {library: _package_version(library) for library in (known.libraries if known else ())},
        _model(stage, folder),
        files,
        passes,
    )


def settings_of(stage: Stage) -> dict[str, Any]:
    """Return every option of a stage as plain values, also those that provenance leaves out."""
    told = dict(stage.options())
    if dataclasses.is_dataclass(stage):
        for option in dataclasses.fields(stage):
            value = getattr(stage, option.name)
            if isinstance(value, str | int | float | bool | tuple | list) and option.name not in told:
                told[option.name] = value
    return {key: list(value) if isinstance(value, tuple) else value for key, value in sorted(told.items())}


def _class(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)


def _other(name: str) -> Any:
    from importlib.metadata import entry_points

    for entry in entry_points(group=GROUP, name=name):
        return entry.load()
    raise UsageError(f"there is no stage {name}")


def _checked(kind: Any, options: Mapping[str, Any], passes: Iterable[str]) -> dict[str, Any]:
    """Return the options with the types that the stage declares; passes are asked for or not."""
    hints = {**_hints(kind), **dict.fromkeys(passes, bool)}
    checked = {}
    for name, value in options.items():
        if name not in hints:
            near = difflib.get_close_matches(name, hints, n=1, cutoff=0.6)
            also = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(hints)}"
            raise StageOptionError(name, f"the stage has no such option{also}")
        try:
            checked[name] = msgspec.convert(value, hints[name])
        except msgspec.ValidationError as error:
            raise StageOptionError(name, _refusal(str(error), hints[name])) from error
    return checked


def _refusal(message: str, hint: Any) -> str:
    """Say what an option takes."""
    if get_origin(hint) is Literal:
        return f"choose from {', '.join(map(str, get_args(hint)))}"
    words = {"`str`": "a text", "`int`": "a whole number", "`float`": "a number", "`bool`": "true or false"}
    for word, plain in {**words, "`array`": "a list", "`object`": "a table", " | `null`": ""}.items():
        message = message.replace(word, plain)
    return f"{message[:1].lower()}{message[1:]}"


def _hints(kind: Any) -> dict[str, Any]:
    """Return the options of a stage that a file can set, with their types."""
    module = vars(sys.modules[kind.__module__])
    hints = {}
    for option in dataclasses.fields(kind):
        try:
            hint = eval(option.type, module) if isinstance(option.type, str) else option.type  # noqa: S307 - an annotation of ours
        except NameError:
            continue  # a type that only a checker imports: an object, which no file can hold
        hints[option.name] = hint
    return hints


def _hash_of(path: Path, option: str) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise StageOptionError(option, f"cannot read {path}: {(error.strerror or str(error)).lower()}") from error


def _model(stage: Stage, folder: Path) -> dict[str, str]:
    name = getattr(stage, "model", None)
    if not isinstance(name, str):
        return {}
    from newskit.extract.model import ModelError, identify

    try:
        return identify(str(folder / name) if (folder / name).is_dir() else name)
    except ModelError as error:
        raise StageOptionError("model", error.detail) from error


def _package_version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def code_digest(parts: tuple[str, ...]) -> str:
    """Return the hash of files and folders of the package: what it was installed as and when does not count."""
    return hashlib.sha256("".join(_part_digest(part) for part in parts).encode()).hexdigest()


@lru_cache(maxsize=32)
def _part_digest(part: str) -> str:
    package = os.path.dirname(sys.modules["newskit"].__file__ or "")  # noqa: PTH120 - plain names: this is in the way of every build
    whole = hashlib.sha256()
    for name in sorted(_files(os.path.join(package, part))):  # noqa: PTH118 - likewise
        with open(name, "rb") as file:  # noqa: PTH123 - likewise
            whole.update(f"{name[len(package) :]}\0{hashlib.sha256(file.read()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _files(name: str) -> Iterator[str]:
    """Yield the files of a folder and of those in it, or the file itself; compiled modules are none."""
    if not os.path.isdir(name):  # noqa: PTH112 - likewise
        yield name
        return
    with os.scandir(name) as found:
        for entry in found:
            if entry.name != "__pycache__":
                yield from _files(entry.path) if entry.is_dir() else (entry.path,)
