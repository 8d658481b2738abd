"""The links that a page declares: its ``<link>`` elements, and the ``<a>`` elements that carry a relation."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_LINK = re.compile(r"<link\b[^>]{1,1500}>", re.IGNORECASE)
_LINK_OR_ANCHOR = re.compile(r"<(?:link|a)\b[^>]{1,1500}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"\b(rel|type|href|title)\s*=\s*(?:\"([^\"]{0,1000})\"|'([^']{0,1000})'|([^\s>]{1,1000}))", re.IGNORECASE
)


def declared_links(page: str, relation: str, *, anchors: bool = False) -> Iterator[dict[str, str]]:
    """Yield ``href``, ``type`` and ``title`` of the links whose ``rel`` holds a relation (in lower case), in order.

    ``anchors`` looks at ``<a>`` elements too. Links without an address are left out.
    """
    for match in (_LINK_OR_ANCHOR if anchors else _LINK).finditer(page):
        attributes = {
            part[1].lower(): html.unescape(part[2] or part[3] or part[4] or "")
            for part in _ATTRIBUTE.finditer(match[0])
        }
        if attributes.get("href") and relation in attributes.get("rel", "").lower().split():
            yield attributes
