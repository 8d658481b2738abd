"""Where an export writes bytes: standard output, or a file that appears only when it is whole."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import IO

from newskit.io.writer import STDOUT, AtomicFile, unwritable


class Target:
    """An open target; raises UsageError when it cannot be opened and OutputError when writing fails."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._atomic = None if name == STDOUT else AtomicFile(name)
        self._file: IO[bytes] = sys.stdout.buffer if self._atomic is None else self._atomic.file

    def write(self, data: bytes) -> None:
        """Write some bytes."""
        try:
            self._file.write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable(self._name, error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Put the file in its place, or remove it after an error."""
        if self._atomic is not None:
            self._atomic.__exit__(kind, error, traceback)
        elif kind is None:
            self._file.flush()
