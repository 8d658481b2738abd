"""Parts: what the shards of one run write, each with a receipt, so that a missing or a foreign part is noticed.

A part stands under its name only when it is whole, and its receipt is written last: a part without one is not done.
Parts may be files, or lie in a folder, on this machine or at any address that fsspec knows (``s3://…``, ``gs://…``).
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

import msgspec

from newskit.article import Article
from newskit.errors import InputError, NewskitError, OutputError, RecordError, UsageError
from newskit.io.encoded import Encoded, Form
from newskit.io.shards import Shard
from newskit.io.writer import AtomicFile, Output

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

RECEIPT = ".receipt"
"""What the name of a receipt ends in, after the name of its part."""
REJECTS = ".rejects"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://")
_BUCKETS = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oss", "r2"})
"""Storages in which a file is there when it is whole, and whose folders are but parts of names."""
_CHUNK = 1 << 20


class Receipt(msgspec.Struct, kw_only=True, frozen=True):
    """What is known of a part that is done."""

    #: File name of the part.
    part: str
    number: int
    of: int
    #: SHA-256 of what was to be done: the inputs, the stages, their options and versions.
    plan: str
    #: How many items were read, written and rejected.
    read: int
    written: int
    rejected: int
    sha256: str
    #: File name and SHA-256 of the part's rejects, where there is such a file.
    rejects: str | None = None
    rejects_sha256: str | None = None


def is_folder(target: str) -> bool:
    """Whether a target names a folder of parts: an address, an existing folder, or a name that ends in a slash."""
    return _ADDRESS.match(target) is not None or target.endswith("/") or Path(target).is_dir()


def part_name(shard: Shard, ending: str = ".jsonl") -> str:
    """Return the file name of a shard's part in a folder: names in order are parts in order."""
    return f"part-{shard.number:05}-of-{shard.of:05}{ending}"


def plan_of(description: object) -> str:
    """Return the SHA-256 of what is to be done, given as anything that JSON can hold."""
    return hashlib.sha256(msgspec.json.encode(description, order="sorted")).hexdigest()


class Place:
    """A folder of parts, on this machine or at an address; raises UsageError where fsspec is needed and missing."""

    def __init__(self, target: str) -> None:
        self.target = target.rstrip("/") or "/"
        self._name = self.target
        self._system: AbstractFileSystem | None = None
        if _ADDRESS.match(target):
            try:
                from fsspec.core import url_to_fs
            except ImportError as error:
                raise UsageError(f"{target} needs fsspec: pip install 'newskit[dask]'{_also(target)}") from error
            try:
                self._system, self.target = url_to_fs(self.target)
            except ImportError as error:
                raise UsageError(f"cannot use {target}: {error}{_also(target)}") from error
            except Exception as error:  # each storage has errors of its own
                raise UsageError(f"cannot use {target}: {_why(error)}") from error
            # it raises what it also logs, which would be printed where nobody has set up logging
            logging.getLogger(type(self._system).__module__.partition(".")[0]).addHandler(logging.NullHandler())

    def make(self) -> None:
        """Make the folder where it is missing; raises UsageError where that cannot be. Buckets are never made."""
        with self._told(UsageError, f"cannot use the folder {self._name}"):
            if self._system is None:
                Path(self.target).mkdir(parents=True, exist_ok=True)
            elif not self._is_in_bucket:
                self._system.makedirs(self.target, exist_ok=True)
            else:
                with contextlib.suppress(PermissionError):  # one may write without being allowed to look
                    self._system.info(self.target.split("/")[0])

    @property
    def _is_in_bucket(self) -> bool:
        """Whether the folder is a part of names in a bucket, which is there as soon as a file is."""
        protocol = self._system.protocol if self._system is not None else ()
        return not _BUCKETS.isdisjoint((protocol,) if isinstance(protocol, str) else protocol)

    @contextlib.contextmanager
    def _told(self, kind: type[NewskitError], what: str, *, reason: str | None = None) -> Iterator[None]:
        """Raise what the system or a storage says as an error of ours."""
        try:
            yield
        except OSError as error:
            raise kind(f"{what}: {_why(error)}", reason=reason) from error
        except NewskitError:
            raise
        except Exception as error:
            if self._system is None:
                raise
            raise kind(f"{what}: {error}", reason=reason) from error  # each storage has errors of its own

    def put(self, path: Path, name: str) -> None:
        """Move a whole local file into the folder, under its name at once or not at all."""
        with self._told(OutputError, f"cannot write {self._name}/{name}"):
            if self._system is None:
                with AtomicFile(Path(self.target, name), compress=False) as file, path.open("rb") as source:
                    shutil.copyfileobj(source, file, _CHUNK)
            elif self._is_in_bucket:
                self._system.put_file(str(path), f"{self.target}/{name}")
            else:
                self._system.put_file(str(path), f"{self.target}/.{name}.part")
                self._system.mv(f"{self.target}/.{name}.part", f"{self.target}/{name}")

    def remove(self, name: str) -> None:
        """Remove a file where it is there; raises OutputError where that cannot be."""
        with self._told(OutputError, f"cannot replace {self._name}/{name}"):
            if self._system is None:
                Path(self.target, name).unlink(missing_ok=True)
            elif self._system.exists(f"{self.target}/{name}"):
                self._system.rm_file(f"{self.target}/{name}")

    def names(self) -> list[str]:
        """Return the file names in the folder, sorted; raises InputError where there is no such folder."""
        with self._told(InputError, f"cannot read the folder {self._name}", reason="not_found"):
            if self._system is None:
                return sorted(entry.name for entry in os.scandir(self.target) if entry.is_file())
            return sorted(str(path).rsplit("/", 1)[-1] for path in self._system.ls(self.target, detail=False))

    def open(self, name: str) -> IO[bytes]:
        """Open a file of the folder for reading; raises InputError where that cannot be."""
        with self._told(InputError, f"cannot read {self._name}/{name}", reason="not_found"):
            if self._system is None:
                return Path(self.target, name).open("rb")
            opened: IO[bytes] = self._system.open(f"{self.target}/{name}", "rb")
            return opened

    def receipt(self, part: str) -> Receipt | None:
        """Return the receipt of a part, or ``None`` where there is none that can be read."""
        try:
            with self.open(part + RECEIPT) as file:
                return msgspec.json.decode(file.read(), type=Receipt)
        except (InputError, msgspec.MsgspecError):
            return None


def _why(error: Exception) -> str:
    """Return what was wrong; the errors of storages often say no more than their name does."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    told = str(error) or type(error).__name__
    return "no such bucket or file" if isinstance(error, FileNotFoundError) and " " not in told else told


def _also(target: str) -> str:
    """Return which extra a storage comes with."""
    extra = {"s3": "s3", "s3a": "s3", "gs": "gs", "gcs": "gs"}.get(target.partition(":")[0])
    return f" (pip install 'newskit[{extra}]')" if extra else ""


class Part:
    """Writes one shard's part with its rejects; a context manager with ``write`` for the articles.

    Raises UsageError before anything is read and OutputError where writing fails.
    """

    def __init__(self, target: str, shard: Shard, plan: str, *, rejects: str | None = None) -> None:
        """Begin the part of a shard: in a folder under its usual name, else in the file that ``target`` names.

        ``rejects`` is the file of the rejects, for the receipt; in a folder it stands beside the part.
        """
        self.shard, self.plan = shard, plan
        self.read = self.rejected = 0
        if is_folder(target):
            self.name, self._place = part_name(shard), Place(target)
            self._place.make()
        else:
            self.name, self._place = Path(target).name, Place(str(Path(target).parent))
        self._place.remove(self.name + RECEIPT)
        self._folder = tempfile.TemporaryDirectory(prefix="newskit-part-")
        self._output = Output(str(Path(self._folder.name, self.name)))
        self.in_folder = is_folder(target)
        self.rejects = str(Path(self._folder.name, self.name + REJECTS)) if self.in_folder else rejects

    def write(self, article: Article) -> None:
        """Add one article; one that no output can hold is counted as a reject, and its RecordError raised again."""
        try:
            self._output.write(article)
        except RecordError:
            self.rejected += 1
            raise

    def write_encoded(self, encoded: Encoded) -> None:
        """Add articles that were encoded in the part's ``form``."""
        self._output.write_encoded(encoded)

    @property
    def form(self) -> Form:
        """The form of the part."""
        return self._output.form

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._folder:
            self._output.__exit__(kind, error, traceback)
            if kind is None:
                self.receipt = self._deliver()

    def _deliver(self) -> Receipt:
        path = Path(self._folder.name, self.name)
        rejects = Path(self.rejects) if self.rejects is not None and Path(self.rejects).exists() else None
        receipt = Receipt(
            part=self.name,
            number=self.shard.number,
            of=self.shard.of,
            plan=self.plan,
            read=self.read,
            written=self._output.written,
            rejected=self.rejected,
            sha256=_digest(path),
            rejects=rejects.name if rejects else None,
            rejects_sha256=_digest(rejects) if rejects else None,
        )
        self._place.put(path, self.name)
        if rejects is not None and self.in_folder:
            self._place.put(rejects, rejects.name)
        signed = Path(self._folder.name, self.name + RECEIPT)
        signed.write_bytes(msgspec.json.encode(receipt) + b"\n")
        self._place.put(signed, signed.name)
        return receipt


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# ------------------------------------------------------------------ putting together


@dataclass(frozen=True)
class Found:
    """A part, where it lies and its receipt."""

    place: Place
    receipt: Receipt


def find(targets: Sequence[str]) -> list[Found]:
    """Return the parts in folders and files, in the order of their shards.

    Raises InputError where a part has no receipt, is of another run, or is missing.
    """
    found = [part for target in targets for part in _parts_at(target)]
    if not found:
        raise InputError(f"no part of a sharded run in {', '.join(targets)}", reason="not_found")
    first = found[0].receipt
    for part in found:
        if (part.receipt.plan, part.receipt.of) != (first.plan, first.of):
            message = f"{part.receipt.part} is of another run than {first.part}: other inputs, options or versions"
            raise InputError(message, reason="other_run")
    by_number = {part.receipt.number: part for part in found}
    missing = [str(number) for number in range(1, first.of + 1) if number not in by_number]
    if missing:
        shown = ", ".join(missing[:10]) + (" …" if len(missing) > 10 else "")
        raise InputError(f"shard {shown} of {first.of} is missing", reason="missing_shard")
    if len(found) > len(by_number):
        twice = next(part for part in found if by_number[part.receipt.number] is not part)
        raise InputError(f"shard {twice.receipt.number} of {first.of} is there twice", reason="duplicate_shard")
    return [by_number[number] for number in sorted(by_number)]


def _parts_at(target: str) -> Iterator[Found]:
    if is_folder(target):
        place = Place(target)
        names = [name.removesuffix(RECEIPT) for name in place.names() if name.endswith(RECEIPT)]
    else:
        path = Path(target)
        if not path.exists():
            raise InputError(f"{target}: no such file", reason="not_found")
        place, names = Place(str(path.parent)), [path.name.removesuffix(RECEIPT)]
    for name in dict.fromkeys(names):
        receipt = place.receipt(name)
        if receipt is None:
            message = f"{name} has no receipt ({name}{RECEIPT}): it is no part of a sharded run, or is not done"
            raise InputError(message, reason="no_receipt")
        yield Found(place, receipt)


def fetch(part: Found, folder: Path) -> tuple[Path, Path | None]:
    """Return local files of a part and its rejects; raises InputError where they are not what was written."""
    receipt = part.receipt
    path = _copy(part.place, receipt.part, receipt.sha256, folder)
    if receipt.rejects is None:
        return path, None
    return path, _copy(part.place, receipt.rejects, receipt.rejects_sha256, folder)


def _copy(place: Place, name: str, digest: str | None, folder: Path) -> Path:
    path = folder / name
    found: Any = hashlib.sha256()
    with place.open(name) as source, path.open("wb") as file:
        while chunk := source.read(_CHUNK):
            found.update(chunk)
            file.write(chunk)
    if found.hexdigest() != digest:
        raise InputError(f"{name} is not what its run wrote: other bytes than its receipt says", reason="changed_part")
    return path
