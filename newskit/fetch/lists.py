"""Lists of addresses: one a line, or a column of CSV, JSONL or Parquet; from files and standard input."""

from __future__ import annotations

import csv
import io
import itertools
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from newskit.errors import Reject, UsageError

STDIN = "-"
MAX_LINE = 1 << 20
"""Longest line of a list, in characters."""


def addresses(inputs: Sequence[str], lists: Sequence[str], column: str = "url") -> Iterator[str | Reject]:
    """Yield the inputs and then what stands in the lists; a line that is none is yielded as a reject.

    ``column`` names the addresses in CSV, JSONL and Parquet. Blank lines and ``#`` comments are skipped. Raises
    UsageError for a list that cannot be opened.
    """
    opened = [(name, _open(name)) for name in [*(name for name in inputs if name == STDIN), *lists]]
    return itertools.chain(
        (name for name in inputs if name != STDIN), *(_read(name, file, column) for name, file in opened)
    )


def _open(name: str) -> IO[bytes]:
    if name == STDIN:
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise UsageError(f"cannot read the list {name}: {(error.strerror or str(error)).lower()}") from error


def _read(name: str, file: IO[bytes], column: str) -> Iterator[str | Reject]:
    shown = "stdin" if name == STDIN else name
    with file:
        if name.endswith(".parquet"):
            yield from _parquet(shown, file, column)
            return
        lines = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline=None)
        if name.endswith((".csv", ".tsv")):
            yield from _csv(shown, lines, column, "\t" if name.endswith(".tsv") else ",")
            return
        for number, line in enumerate(_lines(lines), 1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            if text.startswith("{"):
                yield _field(text, f"{shown}:{number}", column)
            elif len(text) >= MAX_LINE:
                yield _reject(f"{shown}:{number}", f"a line of {MAX_LINE:,} characters or more")
            else:
                yield text


def _lines(file: io.TextIOWrapper) -> Iterator[str]:
    """Lines, cut at their largest length."""
    while line := file.readline(MAX_LINE):
        if len(line) >= MAX_LINE and not line.endswith("\n"):
            while (rest := file.readline(MAX_LINE)) and not rest.endswith("\n"):
                pass
        yield line


def _field(text: str, place: str, column: str) -> str | Reject:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        return _reject(place, f"not JSON: {error}")
    return _address(record.get(column), place, column)


def _address(value: object, place: str, column: str) -> str | Reject:
    if isinstance(value, str) and value.strip():
        return value
    return _reject(place, f"no address in {column!r}")


def _csv(name: str, lines: Iterable[str], column: str, separator: str) -> Iterator[str | Reject]:
    rows = csv.reader(lines, delimiter=separator)
    header = next(rows, None)
    if header is None:
        return
    place = next((number for number, field in enumerate(header) if field.strip() == column), None)
    if place is None:
        raise UsageError(f"{name} has no column {column!r}; --column names one of {', '.join(header)[:200]}")
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield _reject(f"{name}:{rows.line_num}", f"not CSV: {error}")
            continue
        if row is None:
            return
        if row:
            yield _address(row[place] if place < len(row) else None, f"{name}:{rows.line_num}", column)


def _parquet(name: str, file: IO[bytes], column: str) -> Iterator[str | Reject]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file)
        if column not in table.schema_arrow.names:
            raise UsageError(
                f"{name} has no column {column!r}; --column names one of {', '.join(table.schema_arrow.names)[:200]}"
            )
        number = 0
        for batch in table.iter_batches(batch_size=1000, columns=[column]):
            for value in batch.column(0).to_pylist():
                number += 1
                yield _address(value, f"{name}:{number}", column)
    except pa.ArrowException as error:
        raise UsageError(f"{name} is not Parquet: {error}") from error


def _reject(place: str, detail: str) -> Reject:
    return Reject(input=place, stage="fetch", reason="bad_url", detail=detail)
