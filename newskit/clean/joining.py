"""Join the pages of an article that is cut into several: fetch says in ``source.next`` where a page goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag

import msgspec

from newskit.article import LAYERS, Article, Block, BlockKind
from newskit.clean.record import stamp_option
from newskit.clean.spool import Spool
from newskit.errors import Reject

OPTION = "join_pages"
_FRONT: frozenset[BlockKind] = frozenset({"headline", "description", "byline", "timestamp", "agency"})
"""What later pages print again."""
_NO_LETTERS = re.compile(r"[\W_]+")
_ADDED = 24
"""Characters that the headline of a later page may have more than that of the first ("(page 2 of 3)")."""


@dataclass
class _Index:
    """Where the articles of a run are kept, and which of them go on in which."""

    #: Place in the spool by address.
    places: dict[str, int] = field(default_factory=dict)
    #: Address of the next page, by place.
    next: dict[int, str] = field(default_factory=dict)

    def add(self, place: int, article: Article) -> None:
        for address in (article.url, article.source.uri if article.source else None):
            if address:
                self.places.setdefault(_address(address), place)
        if article.source is not None and article.source.next:
            self.next[place] = _address(article.source.next)

    def followers(self) -> dict[int, int]:
        """Return which place may go on at which; no place follows two, and none follows itself."""
        found: dict[int, int] = {}
        taken: set[int] = set()
        for place, address in self.next.items():
            other = self.places.get(address)
            if other is not None and other != place and other not in taken:
                found[place] = other
                taken.add(other)
        return found


def with_pages_joined(items: Iterable[Article | Reject]) -> Iterator[Article | Reject]:
    """Yield cleaned articles, in order, those that stand on several pages as one, in the place of their first page.

    The articles are read once and wait in a temporary file until the last is known; memory holds their addresses.
    Rejects pass through at once. Pages whose headlines differ are articles of their own, and one whose text other
    layers point into stays as it is. Raises MachineError where the temporary file cannot be written.
    """
    with Spool() as spool:
        index = _Index()
        for item in items:
            if isinstance(item, Reject):
                yield item
            else:
                index.add(spool.add(item), item)
        followers = {
            place: other for place, other in index.followers().items() if _goes_on(spool.read(place), spool.read(other))
        }
        joined: set[int] = set()
        for first in followers.keys() - set(followers.values()):
            joined.update(_further(first, followers))
        for place, article in spool.placed():
            if place in joined:
                continue
            for further in _further(place, followers):
                joined.add(further)
                _append(article, spool.read(further))
            yield article


def _further(first: int, followers: dict[int, int]) -> list[int]:
    """Return the places of the further pages of an article, also where the last one names the first as the next."""
    chain = [first]
    while (following := followers.get(chain[-1])) is not None and following not in chain:
        chain.append(following)
    return chain[1:]


def _goes_on(article: Article, page: Article) -> bool:
    if any(getattr(each, layer) is not None for each in (article, page) for layer in LAYERS if layer != "blocks"):
        return False
    if article.blocks is None or page.blocks is None:
        return False
    shorter, longer = sorted((_plain(article.headline), _plain(page.headline)), key=len)
    return shorter in longer and (not shorter or len(longer) - len(shorter) <= _ADDED)


def _append(article: Article, page: Article) -> None:
    """Add what a further page has and the article has not."""
    text, blocks = article.text or "", list(article.blocks or [])
    known = {(block.kind, text[block.start : block.end]) for block in blocks}
    begun = False
    for block in page.blocks or []:
        part = (page.text or "")[block.start : block.end]
        begun = begun or block.kind == "paragraph"
        if block.kind in _FRONT and (not begun or (block.kind, part) in known):
            continue
        if block.kind not in ("paragraph", "list_item", "table") and (block.kind, part) in known:
            continue
        text = f"{text}\n\n{part}" if text else part
        blocks.append(Block(start=len(text) - len(part), end=len(text), kind=block.kind))
    article.text, article.blocks = text, blocks
    images = article.images or []
    article.images = [*images, *(image for image in page.images or [] if image not in images)] or None
    _keep_source(article, page)
    stamp_option(article, OPTION)


def _keep_source(article: Article, page: Article) -> None:
    """Say in ``pages`` where the further page came from; ``next`` says where the last one goes on."""
    entry: dict[str, Any] = msgspec.to_builtins(page.source) if page.source is not None else {"uri": page.url}
    if page.content:
        entry["content"] = page.content
    extra = dict(article.extra or {})
    for name, more in (("pages", [entry]), ("dropped", _listed(page, "dropped"))):
        if more:
            extra[name] = msgspec.Raw(msgspec.json.encode([*_listed(article, name), *more]))
    article.extra = extra
    if article.source is not None:
        following = page.source.next if page.source is not None else None
        article.source = msgspec.structs.replace(article.source, next=following)


def _listed(article: Article, name: str) -> list[Any]:
    known = (article.extra or {}).get(name)
    found = msgspec.json.decode(known) if known is not None else None
    return found if isinstance(found, list) else []


def _address(url: str) -> str:
    return urldefrag(url).url.rstrip("/")


def _plain(headline: str | None) -> str:
    return _NO_LETTERS.sub("", headline or "").casefold()
