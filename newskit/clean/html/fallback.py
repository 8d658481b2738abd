"""Other ways to the text of a page: trafilatura, and the article's text as JSON-LD gives it."""

from __future__ import annotations

import copy
import re
from typing import Any

from newskit.article import BlockKind
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import plain

MIN_BODY = 200
"""Characters that an article body in JSON-LD must have to be believed."""
_LINE = re.compile(r"(?:</p>|<br\s*/?>|\r?\n)\s*", re.IGNORECASE)
_KINDS: dict[str, BlockKind] = {
    "p": "paragraph",
    "head": "heading",
    "quote": "blockquote",
    "item": "list_item",
    "row": "table",
    "ab": "paragraph",
}

Blocks = list[tuple[str, BlockKind]]


def read_with_trafilatura(root: Any, url: str | None) -> Blocks:
    """Return the blocks that trafilatura finds in a page (lxml tree, left as it is); none where it fails."""
    import trafilatura

    try:
        document = trafilatura.bare_extraction(
            copy.deepcopy(root), url=url, include_comments=False, include_tables=True, with_metadata=False
        )
    except Exception:  # noqa: BLE001 - a fallback that fails in whatever way has found nothing
        return []
    body = getattr(document, "body", None)
    return _blocks_of(body) if body is not None else []


def _blocks_of(body: Any) -> Blocks:
    blocks: Blocks = []
    for element in body.iter(*_KINDS):
        if any(ancestor.tag in _KINDS and ancestor is not body for ancestor in element.iterancestors()):
            continue
        if element.tag == "row":
            text = " | ".join(" ".join("".join(cell.itertext()).split()) for cell in element)
        else:
            text = " ".join("".join(element.itertext()).split())
        if any(map(str.isalnum, text)):
            blocks.append((text, _KINDS[element.tag]))
    return blocks


def read_article_body(declared: Declared) -> Blocks:
    """Return the paragraphs of JSON-LD's ``articleBody``; none where it is missing or only a teaser."""
    body = declared.article.get("articleBody")
    if not isinstance(body, str) or len(body) < MIN_BODY:
        return []
    lines = (plain(line) for line in _LINE.split(body))
    return [(line, "paragraph") for line in lines if any(map(str.isalnum, line))]
