"""JSONL: whole records, chosen fields of them, or one object for each annotation."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import msgspec

from newskit.article import Article
from newskit.export.options import Options
from newskit.export.record_fields import top_level
from newskit.export.rows import chosen, columns_of, exploded
from newskit.export.target import Target
from newskit.io.record import encode_article


class JsonlExport:
    """One JSON object a line; absent values are left out."""

    def __init__(self, target: str, options: Options) -> None:
        self._layer = options.explode
        known = top_level() if self._layer is None else columns_of(self._layer)
        self._columns = None if options.columns is None else chosen(options.columns, known)
        self._target = Target(target)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._target.__exit__(kind, error, traceback)

    def write(self, article: Article) -> None:
        """Add one article, as a line or as one for each annotation."""
        if self._layer is not None:
            for row in exploded(article, self._layer):
                names = self._columns or row
                kept = {name: row[name] for name in names if row[name] is not None}
                self._target.write(msgspec.json.encode(kept) + b"\n")
            return
        line = encode_article(article)
        if self._columns is not None:
            record = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
            line = msgspec.json.encode({name: record[name] for name in self._columns if name in record})
        self._target.write(line + b"\n")
