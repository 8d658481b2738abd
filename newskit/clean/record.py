"""From a cleaned page to the fields of a record."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from newskit.article import Article, Block, Provenance
from newskit.clean.page import CleanedPage
from newskit.version import __version__

_BLANK = re.compile(r"[^\S\n]*\n(?:[^\S\n]*\n)+")

FIELDS = (
    "headline",
    "description",
    "authors",
    "agencies",
    "publisher",
    "date_published",
    "date_modified",
    "section",
    "keywords",
    "language",
    "images",
    "is_accessible_for_free",
    "canonical_url",
)
"""The fields that clean fills where the record has nothing yet."""


def apply(page: CleanedPage, article: Article, *, explain: bool = False) -> None:
    """Write a cleaned page into a record; a value that the record already has stays."""
    article.text, article.blocks = text_and_blocks(page)
    for name in FIELDS:
        value: Any = getattr(page, name)
        if value is None or value in ("", []):
            continue
        if getattr(article, name) in (None, "", []):
            setattr(article, name, value)
        else:
            page.origins.pop(name, None)
    extra = dict(article.extra or {})
    if page.page_kind != "article":
        extra["page_kind"] = msgspec.Raw(msgspec.json.encode(page.page_kind))
    if explain:
        dropped = [{"text": text, "reason": reason} for text, reason in page.dropped]
        extra["dropped"] = msgspec.Raw(msgspec.json.encode(dropped))
    if extra:
        article.extra = extra


def text_and_blocks(page: CleanedPage) -> tuple[str, list[Block]]:
    """Return the blocks joined by a blank line, and where each stands in the whole."""
    blocks: list[Block] = []
    place = 0
    for text, kind in page.blocks:
        blocks.append(Block(start=place, end=place + len(text), kind=kind))
        place += len(text) + 2
    return "\n\n".join(text for text, _ in page.blocks), blocks


def blocks_of_text(text: str) -> list[Block]:
    """Return a paragraph for every stretch of a text between blank lines; the text stays as it is."""
    blocks: list[Block] = []
    place = 0
    for gap in [*_BLANK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        start = place
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            blocks.append(Block(start=start, end=end, kind="paragraph"))
        place = gap.end() if gap else place
    return blocks


def stamp_option(article: Article, option: str) -> None:
    """Add an option to the entry of this run of clean, or an entry of its own where the record was clean before."""
    entries = list(article.provenance or [])
    last = entries[-1] if entries else None
    if last is not None and last.stage == "clean" and last.version == __version__:
        entries[-1] = msgspec.structs.replace(last, options={**(last.options or {}), option: True})
    else:
        entries.append(Provenance(stage="clean", version=__version__, options={option: True}))
    article.provenance = entries
