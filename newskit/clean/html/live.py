"""Live blogs: their entries, as JSON-LD gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newskit.article import BlockKind
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import plain, text_of, types_of

MAX_UPDATES = 1_000
_LINE = re.compile(r"(?:</p>|<br\s*/?>|\r?\n)\s*", re.IGNORECASE)


def is_live_blog(declared: Declared) -> bool:
    """Whether the page declares itself a live blog."""
    return "LiveBlogPosting" in types_of(declared.article)


def read_updates(declared: Declared) -> list[tuple[str, BlockKind]]:
    """Return the entries of a declared live blog in the page's order: time, heading and paragraphs of each."""
    if not is_live_blog(declared):
        return []
    updates = declared.article.get("liveBlogUpdate")
    blocks: list[tuple[str, BlockKind]] = []
    for update in (updates if isinstance(updates, list) else [updates])[:MAX_UPDATES]:
        if isinstance(update, dict):
            blocks.extend(_blocks_of(update))
    return blocks


def _blocks_of(update: dict[str, Any]) -> Iterator[tuple[str, BlockKind]]:
    body = update.get("articleBody")
    lines = [plain(line) for line in _LINE.split(body)] if isinstance(body, str) else []
    lines = [line for line in lines if any(map(str.isalnum, line))]
    if not lines:
        return
    moment = text_of(update.get("datePublished"))
    if moment:
        yield moment, "timestamp"
    heading = text_of(update.get("headline"))
    if heading and heading != lines[0]:
        yield heading, "heading"
    for line in lines:
        yield line, "paragraph"
