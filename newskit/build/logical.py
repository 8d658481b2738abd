"""The logical hash of records: the same for JSONL and Parquet, any compression, any version of a codec.

SHA-256 over the records in order, each as JSON with sorted keys and a line end.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from newskit.article import EXTRA_KEY, Article
from newskit.io.record import encode_article

_SORTED = msgspec.json.Encoder(order="sorted")
_MARKER = EXTRA_KEY.encode()


class LogicalHash:
    """Takes records one by one."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.records = 0

    def add(self, article: Article) -> None:
        """Add one record."""
        self._hash.update(canonical(article) + b"\n")
        self.records += 1

    def hexdigest(self) -> str:
        """Return the hash of what was added."""
        return self._hash.hexdigest()


def canonical(article: Article) -> bytes:
    """Return a record as JSON with sorted keys."""
    origin, article.origin = article.origin, None
    try:
        line = _SORTED.encode(article)
        if _MARKER not in line:
            return line
        value: Any = msgspec.json.decode(encode_article(article))
        return _SORTED.encode(value)
    finally:
        article.origin = origin
