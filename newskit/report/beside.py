"""The folder beside a page that holds its articles, as scripts: those may be read from a file, where data may not."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from newskit.errors import UsageError

_NAME = re.compile(r"articles-\d{5}\.js")


def folder_of(page: Path) -> Path:
    """Return the folder that belongs to a page: ``report_data`` for ``report.html``."""
    return page.with_name(f"{page.stem}_data")


def check_folder(folder: Path) -> None:
    """Raise UsageError where a folder is something that newskit did not write."""
    if folder.exists() and not (folder.is_dir() and all(_NAME.fullmatch(path.name) for path in folder.iterdir())):
        raise UsageError(f"cannot write {folder}: it is there and holds other files; move them or name another page")


class Folder:
    """Written under another name, it takes the place of the one of an earlier run when all went well.

    Where nothing is added, the folder of an earlier run is removed.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._temporary = target.with_name(f".{target.name}.{os.getpid()}.part")

    def add(self, number: int, packed: bytes) -> None:
        """Write one file of articles."""
        self._temporary.mkdir(exist_ok=True)
        (self._temporary / f"articles-{number:05}.js").write_bytes(b'newskitArticles(%d,"%s")\n' % (number, packed))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            with contextlib.suppress(OSError):
                shutil.rmtree(self._temporary, ignore_errors=True)
            return
        if self._target.exists():
            shutil.rmtree(self._target)
        if self._temporary.exists():
            self._temporary.rename(self._target)
