"""The identifier of an article: equal input, equal id."""

from __future__ import annotations

import hashlib

ID_LENGTH = 16
"""Hexadecimal digits of SHA-256 that are kept: 64 bits."""


def article_id(canonical_url: str | None, content: str | None) -> str:
    """Return the id of an article: from its canonical URL, else from its content (payload or text).

    The first 16 hexadecimal digits of the SHA-256 of ``url:…`` or ``text:…`` in UTF-8. An article with neither gets
    the id of the empty content.
    """
    seed = f"url:{canonical_url}" if canonical_url else f"text:{content or ''}"
    return hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]
