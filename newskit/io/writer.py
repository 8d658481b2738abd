"""One way out: JSONL or Parquet, to standard output or to a file that appears under its name only when it is whole."""

from __future__ import annotations

import contextlib
import glob
import gzip
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self, TypeVar

from newskit.article import Article
from newskit.errors import OutputError, UsageError
from newskit.io.encoded import Encoded, Form, Lines
from newskit.io.record import encode_article

_Written = TypeVar("_Written", Article, Encoded)
STDOUT = "-"
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 3


class RecordWriter(Protocol):
    """Takes articles one by one."""

    def write(self, article: Article, /) -> None:
        """Add one article."""

    def write_encoded(self, encoded: Encoded, /) -> None:
        """Add articles that have the form of the file already."""

    def close(self) -> None:
        """Write what is pending."""

    def discard(self) -> None:
        """Let go of the file without regard for what is pending."""


class JsonlWriter:
    """Writes one JSON object a line."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, article: Article) -> None:
        """Add one article."""
        self._file.write(encode_article(article) + b"\n")

    def write_encoded(self, encoded: Encoded) -> None:
        """Add lines."""
        assert isinstance(encoded, Lines)
        self._file.write(encoded.data)

    def close(self) -> None:
        """Nothing is pending."""

    def discard(self) -> None:
        """Nothing is pending."""


class AtomicFile:
    """A file that is written beside its target and takes the target's name when all went well.

    As a context manager it gives the open file. Compression follows the name (``.gz``, ``.zst``), with headers that
    hold neither a time nor a name, so that the same content gives the same bytes.
    """

    def __init__(self, target: str | Path, *, compress: bool = True) -> None:
        """Open a temporary file in the target's folder; raises UsageError where that cannot be.

        ``compress`` is off for what is compressed already.
        """
        self.target = Path(target)
        if self.target.is_dir():
            raise UsageError(f"cannot write {target}: it is a folder; give a file name")
        refuse_no_folder(self.target)
        _remove_leftovers(self.target)
        #: Where it is written until it is whole.
        self.temporary = self.target.with_name(f".{self.target.name}.{os.getpid()}.part")
        try:
            self._raw: IO[bytes] = self.temporary.open("wb")
        except OSError as error:
            raise UsageError(f"cannot write {target}: {(error.strerror or str(error)).lower()}") from error
        self.file: IO[bytes] = _compressor(self._raw, self.target.suffix) if compress else self._raw

    def __enter__(self) -> IO[bytes]:
        return self.file

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            self.discard()
            return
        try:
            if self.file is not self._raw:
                self.file.close()
            self._raw.flush()
            os.fsync(self._raw.fileno())
            self._raw.close()
            self.temporary.replace(self.target)
        except OSError as failure:
            self.discard()
            raise unwritable(str(self.target), failure) from failure
        except BaseException:
            self.discard()
            raise

    def discard(self) -> None:
        """Close and remove the temporary file; the target stays as it was."""
        # the compressor first: one that is left open would write into the closed file when it is collected
        for file in (self.file, self._raw):
            with contextlib.suppress(OSError, ValueError):
                file.close()
        with contextlib.suppress(OSError):
            self.temporary.unlink()


def refuse_no_folder(target: Path) -> None:
    """Raise UsageError where the folder of a file to write is not there."""
    if not target.parent.is_dir():
        raise UsageError(f"cannot write {target}: there is no folder {target.parent}; create it first")


def _remove_leftovers(target: Path) -> None:
    """Remove the temporary files of runs that were killed while they wrote this target."""
    for path in target.parent.glob(f".{glob.escape(target.name)}.*.part"):
        process = path.name.split(".")[-2]
        if process.isdigit() and not is_running(int(process)):
            with contextlib.suppress(OSError):
                path.unlink()


def is_running(process: int) -> bool:
    """Whether a process of this number is at work."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def unwritable(target: str, error: OSError) -> OutputError:
    """Return the error that says why a target cannot be written."""
    name = "standard output" if target == STDOUT else target
    return OutputError(f"cannot write {name}: {(error.strerror or str(error)).lower()}")


def _compressor(raw: IO[bytes], suffix: str) -> IO[bytes]:
    if suffix == ".gz":
        return gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=raw, mtime=0)  # type: ignore[return-value]
    if suffix == ".zst":
        import zstandard

        return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).stream_writer(raw, closefd=False)
    return raw


def format_of(target: str, *, formats: tuple[str, ...] = ("jsonl", "parquet")) -> str:
    """Return the format that a file name asks for; raises UsageError for a name that promises another."""
    if target == STDOUT or target.startswith("/dev/"):
        return "jsonl"
    path = Path(target)
    if path.suffix in (".gz", ".zst"):
        path = path.with_suffix("")
    told = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl"}.get(path.suffix, path.suffix.lstrip("."))
    if told in formats:
        return told
    known = ", ".join(f".{name}" for name in formats)
    hint = " (newskit export writes others)" if path.suffix and formats == ("jsonl", "parquet") else ""
    raise UsageError(f"cannot tell a format from the name {target}; end it in one of {known}{hint}")


def form_of(target: str) -> Form:
    """Return the form in which an output is written; raises UsageError for a name that promises another."""
    return "parquet" if format_of(target) == "parquet" else "jsonl"


class Output:
    """Where a command writes its articles: a context manager with ``write``.

    ``target`` is ``-`` for standard output (JSONL) or a file name that ends in ``.jsonl`` or ``.parquet``, JSONL also
    with ``.gz`` or ``.zst``. Raises UsageError before anything is read, OutputError where writing fails.
    """

    def __init__(self, target: str = STDOUT) -> None:
        self.target = target
        self.form = form_of(target)
        self.written = 0
        self._atomic = None if target == STDOUT or target.startswith("/dev/") else AtomicFile(target)
        self._file: IO[bytes]
        if self._atomic is not None:
            self._file = self._atomic.file
        else:
            self._file = sys.stdout.buffer if target == STDOUT else Path(target).open("wb")  # noqa: SIM115 - closed on exit
        self._writer = self._new_writer()

    def _new_writer(self) -> RecordWriter:
        if self.form == "parquet":
            from newskit.io.parquet import ParquetWriter

            return ParquetWriter(self._file)
        return JsonlWriter(self._file)

    def write(self, article: Article) -> None:
        """Write one article."""
        self._guarded(self._writer.write, article)
        self.written += 1

    def write_encoded(self, encoded: Encoded) -> None:
        """Write articles that were encoded in the output's ``form``."""
        self._guarded(self._writer.write_encoded, encoded)
        self.written += encoded.count

    def _guarded(self, write: Callable[[_Written], None], what: _Written) -> None:
        try:
            write(what)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable(self.target, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._atomic is None:
            if kind is None or not issubclass(kind, BrokenPipeError):
                self._flush()
            return
        if kind is not None:
            self._writer.discard()
            self._atomic.discard()
            return
        try:
            self._writer.close()
        except OSError as failure:
            self._writer.discard()
            self._atomic.discard()
            raise unwritable(self.target, failure) from failure
        self._atomic.__exit__(None, None, None)

    def _flush(self) -> None:
        try:
            self._writer.close()
            self._file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable(self.target, error) from error
