"""Parquet: whole records in nested columns, chosen columns of them, or one row for each annotation."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self, cast

from newskit.article import Article
from newskit.errors import OutputError
from newskit.export.options import Options
from newskit.export.rows import ColumnKind, chosen, columns_of, exploded
from newskit.export.target import Target

if TYPE_CHECKING:
    import pyarrow as pa

_ROW_GROUP = 20_000
"""Rows of an exploded table in a row group, at the most."""


class ParquetExport:
    """Parquet, compressed with zstd, in row groups of bounded size."""

    def __init__(self, target: str, options: Options) -> None:
        import pyarrow.parquet as pq

        from newskit.io.parquet import ParquetWriter

        self._layer = options.explode
        self._rows: list[dict[str, Any]] = []
        if self._layer is None:
            self._schema = record_schema(options.columns)
        else:
            known = columns_of(self._layer)
            self._schema = _flat({name: known[name] for name in chosen(options.columns, known)})
        self._target = Target(target)
        # the target is all of a file that pyarrow asks for: write, tell, flush, closed
        file = cast("IO[bytes]", self._target)
        self._writer: Any
        if self._layer is None:
            self._writer = ParquetWriter(file, self._schema)
        else:
            self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            with contextlib.suppress(OSError, ValueError, OutputError):
                self._writer.discard() if self._layer is None else self._writer.close()
            self._target.__exit__(kind, error, traceback)
            return
        try:
            self._flush()
            self._writer.close()
        except BaseException as failure:
            self._target.__exit__(type(failure), failure, None)
            raise
        self._target.__exit__(None, None, None)

    def write(self, article: Article) -> None:
        """Add one article, as a row or as one for each annotation."""
        if self._layer is None:
            self._writer.write(article)
            return
        self._rows += exploded(article, self._layer)
        if len(self._rows) >= _ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []


def record_schema(columns: Iterable[str] | None) -> pa.Schema:
    """Return the schema of the record, or of the chosen columns; raises UsageError for one that does not exist."""
    import pyarrow as pa

    from newskit.io.parquet import schema

    whole = schema()
    if columns is None:
        return whole
    return pa.schema([whole.field(name) for name in chosen(columns, whole.names)], metadata=whole.metadata)


def _flat(columns: dict[str, ColumnKind]) -> pa.Schema:
    import pyarrow as pa

    kinds = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "bool": pa.bool_(),
        "texts": pa.list_(pa.string()),
    }
    return pa.schema([pa.field(name, kinds[kind]) for name, kind in columns.items()])
