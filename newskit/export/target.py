"""Where an export writes: standard output, a file, or a folder, each of which appears only when it is whole."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import re
import shutil
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from newskit.errors import UsageError
from newskit.io.writer import STDOUT, AtomicFile, is_running, unwritable

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 80
"""Characters of the longest file name that an id is used for as it is."""
_RESERVED = frozenset({"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)})
"""File names that Windows keeps for devices."""


class Target:
    """An open file or standard output; raises UsageError when it cannot be opened, OutputError when writing fails."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._atomic: AtomicFile | None = None
        self._file: IO[bytes]
        if name == STDOUT:
            self._file = sys.stdout.buffer
        elif name.startswith("/dev/"):
            self._file = _device(name)
        else:
            self._atomic = AtomicFile(name)
            self._file = self._atomic.file
        self._size = 0

    def write(self, data: bytes) -> int:
        """Write some bytes."""
        try:
            self._file.write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable(self.name, error) from error
        self._size += len(data)
        return len(data)

    def tell(self) -> int:
        """Return the number of bytes written, also where the file itself cannot say."""
        return self._size

    def flush(self) -> None:
        """Pass on what is buffered."""
        try:
            self._file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable(self.name, error) from error

    @property
    def closed(self) -> bool:
        """Whether nothing can be written any more."""
        return False

    def writable(self) -> bool:
        """Always: that is what it is for."""
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Put the file in its place, or remove it after an error."""
        if self._atomic is not None:
            self._atomic.__exit__(kind, error, traceback)
            return
        try:
            if kind is None:
                self.flush()
        finally:
            if self.name != STDOUT:
                with contextlib.suppress(OSError):
                    self._file.close()


def _device(name: str) -> IO[bytes]:
    try:
        return Path(name).open("wb")
    except OSError as error:
        raise UsageError(f"cannot write {name}: {(error.strerror or str(error)).lower()}") from error


class Folder:
    """A folder that is filled beside its place and takes its name when all went well.

    What stands in ``path`` until then is under a temporary name. Raises UsageError where the folder exists and is
    not empty, or cannot be made.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._target = Path(name)
        refuse_stream(name)
        if self._target.exists() and (not self._target.is_dir() or any(self._target.iterdir())):
            there = "is not empty" if self._target.is_dir() else "is a file"
            raise UsageError(f"cannot write the folder {name}: it exists and {there}; remove it or name another")
        parent = self._target.absolute().parent
        if not parent.is_dir():
            raise UsageError(f"cannot write {name}: there is no folder {self._target.parent}; create it first")
        _remove_leftovers(parent, self._target.name)
        self.path = parent / f".{self._target.name}.{os.getpid()}.parts"
        try:
            self.path.mkdir()
        except OSError as error:
            raise UsageError(f"cannot write {name}: {(error.strerror or str(error)).lower()}") from error

    def write(self, name: str, data: bytes) -> None:
        """Write one file in the folder; raises OutputError."""
        try:
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise unwritable(f"{self.name}/{name}", error) from error

    def stem(self, identifier: str, ending: str) -> str:
        """Return a file name for an article, without the ending, that no other has; the file is made, empty."""
        base = safe_name(identifier)
        name, number = base, 1
        while True:
            try:
                (self.path / (name + ending)).open("xb").close()
            except FileExistsError:
                number += 1
                name = f"{base}-{number}"
            except OSError as error:
                raise unwritable(f"{self.name}/{name}{ending}", error) from error
            else:
                return name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Put the folder in its place, or remove it after an error."""
        if kind is not None:
            shutil.rmtree(self.path, ignore_errors=True)
            return
        try:
            if self._target.is_dir():
                self._target.rmdir()
            self.path.rename(self._target)
        except OSError as failure:
            shutil.rmtree(self.path, ignore_errors=True)
            raise unwritable(self.name, failure) from failure


def refuse_stream(name: str) -> None:
    """Raise UsageError for standard output and devices, where a file or folder with a name is needed."""
    if name == STDOUT or name.startswith("/dev/"):
        raise UsageError("this format cannot go to standard output; name a file or folder with --output")


def safe_name(identifier: str) -> str:
    """Return a file name for an id: itself where it is plain, else its plain characters and a hash that tells it."""
    plain = _UNSAFE.sub("_", identifier).strip(".")
    if plain == identifier and 0 < len(plain) <= _LONGEST_NAME and plain.split(".")[0].lower() not in _RESERVED:
        return plain
    return f"{plain[: _LONGEST_NAME - 17]}-{hashlib.sha256(identifier.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _remove_leftovers(parent: Path, name: str) -> None:
    """Remove the temporary folders of runs that were killed while they filled this one."""
    for path in parent.glob(f".{glob.escape(name)}.*.parts"):
        process = path.name.split(".")[-2]
        if process.isdigit() and not is_running(int(process)):
            with contextlib.suppress(OSError):
                shutil.rmtree(path)
