"""An input in its place among the others, and what has become of all of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from newskit.article import Article, SourceKind
from newskit.errors import Reject
from newskit.fetch.collection import Link
from newskit.fetch.page import Answer

Item = Article | Reject


@dataclass(eq=False)
class Node:
    """An input, or an entry of a feed or sitemap, in its place."""

    #: The input as it is named in a reject.
    name: str
    order: tuple[int, ...]
    parent: Node | None = None
    #: How it was named: by the user, in a feed, in a sitemap.
    kind: SourceKind = "url"
    found_in: str | None = None
    url: str = ""
    #: What it gives; ``None`` while it is not known, or its answer waits here or in the journal.
    results: list[Item] | Iterator[Item] | None = None
    #: An answer that waits to be made a record, and its length.
    answer: Answer | None = None
    size: int = 0
    done: bool = False
    children: deque[Node] = field(default_factory=deque)
    #: Entries that are not looked at yet.
    entries: Iterator[Link] | None = None
    born: int = 0
    open: int = 0
    parked: bool = False
    home: bool = False
    #: The page on which the article of this one goes on, and which page of its article this one is.
    continued: Node | None = None
    page: int = 1
    #: Whether it takes a place in the window.
    counted: bool = False


@dataclass
class Counts:
    """What has become of the addresses of a run so far."""

    #: Inputs and entries that were taken up.
    taken: int = 0
    articles: int = 0
    rejects: int = 0
    #: Entries that were asked for already in this run.
    repeated: int = 0
    #: Pages that have not changed since the last run (with ``only_new``).
    unchanged: int = 0
    #: Outcomes that came from the journal of a killed run.
    resumed: int = 0
