"""Leave out what recurs in a publisher's records: a first pass over cleaned articles learns it, a second drops it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import msgspec

from newskit.article import BODY_KINDS, LAYERS, Article
from newskit.clean.page import CleanedPage
from newskit.clean.plain import Furniture
from newskit.clean.record import stamp_option, text_and_blocks
from newskit.clean.spool import Spool
from newskit.errors import Reject

OPTION = "learn_furniture"
_STORY = BODY_KINDS | {"description"}
_LEAST_STORY = 0.5


def without_recurring(
    items: Iterable[Article | Reject], furniture: Furniture | None = None
) -> Iterator[Article | Reject]:
    """Yield cleaned articles, in order, without the lines that recur over the records of their publisher.

    The articles are read once and wait in a temporary file until the last has been learned from; memory holds what
    ``furniture`` counts. Rejects pass through at once. What is left out is added to the record's ``dropped`` where it
    has that; an article whose text other layers point into, and one whose text would mostly go, stay as they are.
    Raises MachineError where the temporary file cannot be written.
    """
    furniture = Furniture() if furniture is None else furniture
    with Spool() as spool:
        for item in items:
            if isinstance(item, Reject):
                yield item
                continue
            if item.text is not None:
                furniture.learn(publisher_of(item), _page(item))
            spool.add(item)
        for _, article in spool.placed():
            yield _without(article, furniture)


def publisher_of(article: Article) -> str:
    """Return the host of an article, else the publisher that it came with; nothing for text without either."""
    try:
        host = urlsplit(article.canonical_url or article.url or "").hostname
    except ValueError:  # a bracket that does not close
        host = None
    if host:
        return host.removeprefix("www.")
    read_here = any("publisher" in (entry.fields or {}) for entry in article.provenance or [])
    return "" if read_here else article.publisher or ""


def _page(article: Article) -> CleanedPage:
    text = article.text or ""
    return CleanedPage(
        blocks=[(text[block.start : block.end], block.kind) for block in article.blocks or []],
        headline=article.headline,
        description=article.description,
        images=article.images or [],
    )


def _without(article: Article, furniture: Furniture) -> Article:
    if any(getattr(article, layer) is not None for layer in LAYERS if layer != "blocks"):
        return article
    page = _page(article)
    left = furniture.without(publisher_of(article), page)
    if left is not page and _story_size(left) >= _LEAST_STORY * _story_size(page):
        article.text, article.blocks = text_and_blocks(left)
        article.description, article.images = left.description, left.images or None
        _explain(article, left.dropped)
    stamp_option(article, OPTION)
    return article


def _story_size(page: CleanedPage) -> int:
    return sum(len(text) for text, kind in page.blocks if kind in _STORY)


def _explain(article: Article, dropped: list[tuple[str, str]]) -> None:
    known = (article.extra or {}).get("dropped")
    if known is None:
        return
    entries = [*msgspec.json.decode(known), *({"text": text, "reason": reason} for text, reason in dropped)]
    article.extra = {**(article.extra or {}), "dropped": msgspec.Raw(msgspec.json.encode(entries))}
