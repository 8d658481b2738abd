"""``newskit.lock``: every input with its hash and place, and every version, model and option that results depend on.

JSON with a line for each record, so that a difference between two locks is read line by line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from newskit.errors import Reject, UsageError
from newskit.io.writer import AtomicFile
from newskit.version import __version__

SCHEMA: Literal["newskit-lock/1"] = "newskit-lock/1"
_TOLD = 5
"""Differences that an error names; the others are counted."""


class PinnedFile(Struct, frozen=True, kw_only=True):
    """A file as it was read."""

    path: str
    sha256: str
    bytes: int


class PinnedRecord(Struct, frozen=True, kw_only=True):
    """A page that was fetched: where its capture stands, and what it must hold."""

    url: str
    #: Hash of the decoded payload.
    sha256: str
    archive: str
    offset: int


class PinnedSource(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A source with all that was read from it."""

    name: str
    files: list[PinnedFile] = []
    #: Hash of what the corpus file asks for, of a source that is fetched.
    asked: str = ""
    archives: list[PinnedFile] = []
    records: list[PinnedRecord] = []
    rejects: list[Reject] = []


class PinnedOutput(Struct, frozen=True, kw_only=True):
    """An output as it was asked for, and the hash of what went into it."""

    path: str
    format: str
    options: dict[str, Any]
    records: int
    logical: str


class Lock(Struct, frozen=True, kw_only=True):
    """All that decides about the bytes of a corpus."""

    schema: Literal["newskit-lock/1"] = SCHEMA
    newskit: str = __version__
    stages: list[dict[str, Any]]
    filter: dict[str, Any]
    dedup: dict[str, Any] | None
    sources: list[PinnedSource]
    outputs: list[PinnedOutput]

    def source(self, name: str) -> PinnedSource | None:
        """Return a source by its name."""
        return next((source for source in self.sources if source.name == name), None)


def read_lock(path: Path) -> Lock | None:
    """Read a lock, or return ``None`` where there is none; raises UsageError for one that is damaged."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from error
    try:
        return msgspec.json.decode(data, type=Lock)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no lock of newskit: {error}; remove it and build again") from error


def write_lock(path: Path, lock: Lock) -> None:
    """Write a lock, unless the file says the same already."""
    write_json(path, lock)


def write_json(path: Path, value: Struct) -> None:
    """Write a struct as JSON, a line for each item, to a file that appears when it is whole."""
    data = "".join(_lines(msgspec.to_builtins(value), "")).encode() + b"\n"
    if path.is_file() and path.read_bytes() == data:
        return
    with AtomicFile(path) as file:
        file.write(data)


def _lines(value: Any, indent: str) -> Iterator[str]:
    """Yield pieces of JSON: what fits on a line stands on one."""
    flat = msgspec.json.encode(value).decode()
    is_short = not isinstance(value, dict | list) or not value or len(flat) + len(indent) <= 100
    if is_short or (isinstance(value, dict) and not any(isinstance(each, dict | list) for each in value.values())):
        yield flat
        return
    inner = f"{indent} "
    pairs = value.items() if isinstance(value, dict) else ((None, each) for each in value)
    yield "{" if isinstance(value, dict) else "["
    for number, (key, each) in enumerate(pairs):
        yield f"{',' if number else ''}\n{inner}"
        if key is not None:
            yield f"{msgspec.json.encode(key).decode()}: "
        yield from _lines(each, inner)
    yield f"\n{indent}{'}' if isinstance(value, dict) else ']'}"


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's JSON with sorted keys."""
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()


def refuse_differences(pinned: Lock, found: Lock, path: Path, *, outputs: bool) -> None:
    """Raise UsageError that names what differs between a lock and what was found now."""
    differences = list(_differences(_comparable(pinned, outputs), _comparable(found, outputs), ""))
    if not differences:
        return
    more = f"\n  and {len(differences) - _TOLD:,} more" if len(differences) > _TOLD else ""
    told = "".join(f"\n  {difference}" for difference in differences[:_TOLD])
    raise UsageError(f"--frozen: this is not what {path.name} pins:{told}{more}", reason="frozen")


def _comparable(lock: Lock, outputs: bool) -> dict[str, Any]:  # noqa: FBT001 - private, always named by position
    tables: dict[str, Any] = msgspec.to_builtins(lock)
    tables["stages"] = {stage["name"]: stage for stage in tables["stages"]}
    tables["sources"] = {source["name"]: source for source in tables["sources"]}
    tables["outputs"] = {output["path"]: output for output in tables["outputs"]}
    for source in tables["sources"].values():
        for kind, key in (("files", "path"), ("archives", "path"), ("records", "url")):
            items = source.get(kind, [])
            source[f"order of {kind}"] = [item[key] for item in items]
            source[kind] = {item[key]: item for item in items}
    if not outputs:
        for output in tables["outputs"].values():
            del output["records"], output["logical"]
    return tables


def _differences(pinned: Any, found: Any, path: str) -> Iterator[str]:
    if isinstance(pinned, dict) and isinstance(found, dict):
        for key in [*pinned, *(key for key in found if key not in pinned)]:
            place = f"{path}.{key}" if path else str(key)
            if key not in found:
                yield f"{place}: pinned, but not there now"
            elif key not in pinned:
                yield f"{place}: there now, but not pinned"
            else:
                yield from _differences(pinned[key], found[key], place)
    elif pinned != found:
        yield f"{path}: pinned {_short(pinned)}, found {_short(found)}"


def _short(value: Any) -> str:
    told = msgspec.json.encode(value).decode()
    return told if len(told) <= 80 else f"{told[:77]}..."
