"""Addresses, feeds, sitemaps, sites, archives and files in; articles and rejects out, in input order."""

from __future__ import annotations

import heapq
import re
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

import msgspec

from newskit.article import Article, Source
from newskit.errors import NewskitError, Reject
from newskit.fetch import local, sitemaps
from newskit.fetch.asked import Asked
from newskit.fetch.collection import Link, feed_links, site_links, sitemap_links, wanted
from newskit.fetch.errors import FetchError
from newskit.fetch.feeds import read_feed
from newskit.fetch.journal import FILE, Journal, Outcome
from newskit.fetch.node import Counts, Item, Node
from newskit.fetch.options import FetchOptions
from newskit.fetch.page import Answer, build_article, entry_article, may_be_collection, next_page, payload
from newskit.fetch.scheduler import Scheduler, Task
from newskit.fetch.urls import UrlError, target

WINDOW = 20_000
"""How many addresses are looked at ahead of the one whose turn it is."""
MAX_OPEN = 2_000
"""How many entries of one feed or sitemap are on their way at once."""
MAX_HELD = 48 * 1024 * 1024
"""Bytes of answers that wait for their turn in memory; the others wait in the journal."""
MAX_WAITING = 32 * 1024 * 1024
"""Bytes of answers, about, that wait in memory to be looked at."""
MAX_LOOSE = 32
"""How many records without an order are made before they are given out."""
MAX_DEPTH = 3
"""How deep sitemap indexes may be nested."""
STAGE = "fetch"
_POLL = 0.5


class Fetcher:
    """Fetches; a context manager.

    ``with Fetcher(FetchOptions(cache=Path("cache"))) as fetcher: for item in fetcher.fetch(urls): ...``

    When the block ends without an error, the run is done: with a cache the next one asks for changes alone, without
    one its journal is removed. When it ends in any other way, the next run goes on where this one was.
    """

    def __init__(self, options: FetchOptions | None = None) -> None:
        """Open the journal and the web archive; raises UsageError where they cannot be used."""
        self.options = options or FetchOptions()
        self.counts = Counts()
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        if self.options.cache is not None:
            path = self.options.cache / FILE
        elif self.options.journal is not None:
            path = self.options.journal
        else:
            self._temporary = tempfile.TemporaryDirectory(prefix="newskit-fetch-")
            path = Path(self._temporary.name) / FILE
        self._journal = Journal(path, self.options.fingerprint(), durable=self.options.cache is not None)
        self._archive = None
        if self.options.warc is not None:
            from newskit.fetch.archive_writer import ArchiveWriter

            self._archive = ArchiveWriter(self.options.warc, self._journal, self.options)
        self._scheduler = Scheduler(self.options, self._journal, self._archive)
        self._done: SimpleQueue[tuple[Node, Outcome, bool]] = SimpleQueue()
        self._roots: deque[Node] = deque()
        self._collections: list[tuple[tuple[int, ...], Node]] = []
        self._asked = Asked(self.counts, self.options.max_per_host)
        #: What has come and has no order.
        self._loose: deque[Iterable[Item]] = deque()
        self._pending = 0
        self._window = 0
        self._held = 0
        self._inputs_left = True
        self._patterns = tuple(tuple(re.compile(p) for p in group) for group in (self.options.match, self.options.skip))

    @property
    def resumed(self) -> bool:
        """Whether this run goes on where a killed one was."""
        return self._journal.resumed

    @property
    def in_flight(self) -> dict[str, str]:
        """The address that each host is being asked for now."""
        return dict(self._scheduler.in_flight)

    def fetch(self, inputs: Iterable[str | Reject]) -> Iterator[Item]:
        """Yield an article or a reject for every input, and for every entry of the feeds and sitemaps among them.

        Inputs are addresses, names of files and folders, or rejects, which pass through. They are taken up lazily,
        some thousands ahead of the one whose turn it is.
        """
        source = enumerate(inputs)
        while True:
            self._take_up(source)
            self._work_off(wait=False)
            yield from self._emit_loose() if self.options.unordered else self._emit()
            if self._at_limit() or not (self._pending or self._roots or self._inputs_left or self._collections):
                return
            if self._pending and not self._can_take_up():
                self._work_off(wait=True)

    # ---------------------------------------------------------------- taking up

    def _can_take_up(self) -> bool:
        limit = WINDOW
        if self.options.max_articles is not None:
            limit = min(limit, self.options.max_articles - self.counts.articles)
        return self._window + self._pending * self.options.unordered < limit and (
            self._inputs_left or bool(self._collections)
        )

    def _at_limit(self) -> bool:
        return self.options.max_articles is not None and self.counts.articles >= self.options.max_articles

    def _take_up(self, source: Iterator[tuple[int, str | Reject]]) -> None:
        """Look at more inputs: those of the first feed or sitemap that has some left, then those of the user."""
        for _ in range(1000):
            if not self._can_take_up():
                return
            if self._collections:
                self._take_entry(self._collections[0][1])
                continue
            found = next(source, None)
            if found is None:
                self._inputs_left = False
                return
            number, given = found
            node = Node(given.input if isinstance(given, Reject) else given.strip(), (number,))
            if isinstance(given, Reject):
                self._settle(node, [given])
            else:
                self._start(node)
            self._adopt(node)

    def _take_entry(self, parent: Node) -> None:
        entries = parent.entries
        assert entries is not None
        try:
            link = next(entries, None)
        except NewskitError as error:
            self._settle(parent, [self._reject(parent.name, error)])
            link = None
        if link is None:
            parent.entries = None
            heapq.heappop(self._collections)
            return
        parent.born += 1
        node = Node(link.url, (*parent.order, parent.born), parent, link.kind, parent.url)
        heapq.heapreplace(self._collections, ((*parent.order, parent.born + 1), parent))
        if not link.collection and not wanted(link, self.options, self._patterns):
            return
        if link.collection and len(node.order) > MAX_DEPTH + 1:
            deep = FetchError(f"{link.url}: sitemaps are nested deeper than {MAX_DEPTH}", "bad_sitemap")
            self._settle(node, [self._reject(link.url, deep)])
        elif link.entry is not None and (article := entry_article(link.entry, parent.url, link.found_at)) is not None:
            if not self._asked.is_new(link.url):
                return
            self._settle(node, [article])
        else:
            self._start(node)
        self._adopt(node)

    def _adopt(self, node: Node) -> None:
        """Give a node its place among those that wait for their turn."""
        if node.done and node.results == [] and not node.entries:
            return  # asked for already
        self.counts.taken += 1
        if self.options.unordered:
            return
        if node.entries is None:
            node.counted = True
            self._window += 1
        if node.parent is None:
            self._roots.append(node)
            return
        parent = node.parent
        parent.children.append(node)
        parent.open += 1
        if parent.open >= MAX_OPEN and parent.entries is not None and not parent.parked:
            parent.parked = True
            self._collections = [entry for entry in self._collections if entry[1] is not parent]
            heapq.heapify(self._collections)

    def _start(self, node: Node) -> None:
        """Find out what an input is, and set about it."""
        if node.parent is None and local.is_local(node.name):
            self._read_local(node)
            return
        try:
            place = target(node.name)
        except UrlError as error:
            refused = self._reject(node.name, error)
            if node.parent is None and error.reason == "bad_url" and "://" not in node.name:
                message = f"{node.name[:200]!r} is neither an address nor a file"
                refused = self._reject(node.name, UrlError(message))
            self._settle(node, [refused])
            return
        node.url = node.name if "@" not in node.name else place.url
        node.home = node.parent is None and place.path == "/"
        if not self._asked.is_new(node.url):
            self._settle(node, [])
            return
        if over := self._asked.over_budget(place):
            self._settle(node, [self._reject(node.name, over)])
            return
        self._pending += 1
        known = self._journal.outcome(node.url) if self._journal.resumed else None
        if known is not None:
            self.counts.resumed += 1
            self._note(node, known)
            return
        self._scheduler.add(Task(node.url, place, lambda outcome: self._note(node, outcome)))

    def _note(self, node: Node, outcome: Outcome) -> None:
        """Take an outcome from a thread of the scheduler; where many wait, its answer waits in the journal."""
        answer = outcome.answer
        is_collection = answer is not None and (node.home or may_be_collection(answer))
        waiting = self._done.qsize() * len(answer.raw) if answer is not None else 0
        if waiting > MAX_WAITING and not is_collection:
            outcome = outcome._replace(answer=None)
        self._done.put((node, outcome, is_collection))

    def _read_local(self, node: Node) -> None:
        found = local.open_input(node.name)
        if isinstance(found, Answer):
            self._expand(node, found)
        else:
            node.results, node.done = found, True
            if self.options.unordered:
                self._loose.append(found)

    # ---------------------------------------------------------------- settling

    def _work_off(self, *, wait: bool) -> None:
        """Take what the scheduler has finished; ``wait`` until there is something."""
        while self._pending and len(self._loose) < MAX_LOOSE:
            try:
                node, outcome, is_collection = self._done.get(timeout=_POLL) if wait else self._done.get_nowait()
            except Empty:
                if wait:
                    continue
                return
            wait = False
            self._pending -= 1
            needed_now = self.options.unordered or node.page <= self.options.next_pages
            if outcome.answer is None and outcome.reason is None and needed_now:
                outcome = self._journal.outcome(node.url) or outcome
            answer = outcome.answer
            if answer is not None and node.page <= self.options.next_pages and not is_collection:
                self._follow(node, answer)
            if outcome.reason is not None:
                self._settle(node, [self._reject(node.name, FetchError(outcome.detail, outcome.reason))])
            elif self.options.only_new and not outcome.changed and not is_collection:
                self.counts.unchanged += 1
                self._settle(node, [])
            elif answer is not None and (is_collection or self.options.unordered):
                self._expand(node, answer)
            else:
                self._shelve(node, answer)

    def _follow(self, node: Node, answer: Answer) -> None:
        """Set about the page on which the article of an answer goes on."""
        url = next_page(answer, self.options.max_decoded)
        if url is not None:
            node.continued = Node(url, node.order, node, node.kind, node.found_in, page=node.page + 1)
            self.counts.taken += 1
            self._start(node.continued)

    def _shelve(self, node: Node, answer: Answer | None) -> None:
        """Let an answer wait until its turn comes: in memory, or in the journal where that is full."""
        node.results, node.done = None, True
        if answer is not None and self._held + len(answer.raw) <= MAX_HELD:
            node.answer, node.size = answer, len(answer.raw)
            self._held += node.size

    def _expand(self, node: Node, answer: Answer) -> None:
        """Make articles, or entries to look at, of an answer."""
        try:
            found = payload(answer, self.options.max_decoded)
            if found.kind == "article":
                if node.home and self.options.discover:
                    links = list(site_links(answer, found.data, self._sitemaps(answer.final_url)))
                    if links:
                        self._open_collection(node, iter(links), answer)
                        return
                self._settle(node, [self._article(node, answer, found.data)])
                return
        except NewskitError as error:
            self._settle(node, [self._reject(node.name, error)])
            return
        if found.kind == "feed":
            entries = read_feed(found.data, answer.final_url)
            self._open_collection(node, feed_links(entries, answer, keep_text=self.options.feed_text), answer)
        else:
            self._open_collection(node, sitemap_links(sitemaps.links(found.data, answer.final_url)), answer)

    def _sitemaps(self, url: str) -> list[str]:
        kept = self._journal.robots(target(url).origin, 24 * 3600.0)
        if kept is None:
            return []
        from newskit.fetch.robots import Robots

        return Robots(kept[1]).sitemaps

    def _open_collection(self, node: Node, entries: Iterator[Link], answer: Answer) -> None:
        self._leave(node)
        node.url = answer.final_url
        node.entries, node.results, node.done = entries, [], True
        heapq.heappush(self._collections, ((*node.order, 1), node))

    def _article(self, node: Node, answer: Answer, data: bytes) -> Article:
        source = Source(kind=node.kind, uri=answer.final_url, found_in=node.found_in)
        if self.options.timings:
            source = msgspec.structs.replace(source, elapsed=answer.elapsed)
        return build_article(answer, data, source)

    def _settle(self, node: Node, results: list[Item]) -> None:
        """Keep what a node gives until its turn comes."""
        if self.options.unordered:
            self._loose.append(results)
            results = []
        node.results, node.done = results, True

    def _reject(self, name: str, error: NewskitError) -> Reject:
        return Reject(input=name, stage=STAGE, reason=error.reason, detail=error.detail)

    # ---------------------------------------------------------------- giving out

    def _emit(self) -> Iterator[Item]:
        """Yield what is ready, in order, up to the first that is not."""
        while self._roots:
            node = self._roots[0]
            yield from self._drain(node)
            if not self._is_over(node):
                return
            self._roots.popleft()
            self._leave(node)

    def _emit_loose(self) -> Iterator[Item]:
        """Yield what has come, in the order in which it came."""
        while self._loose:
            yield from self._counted(self._loose.popleft())

    def _is_over(self, node: Node) -> bool:
        own = node.done and node.results == [] and node.entries is None and not node.children
        return own and node.continued is None

    def _leave(self, node: Node) -> None:
        """Give up the place that a node takes in the window."""
        self._window -= node.counted
        node.counted = False

    def _drain(self, node: Node) -> Iterator[Item]:
        """Yield what a node gives: its entries in order, what is said of the node itself, its further pages."""
        if not node.done or self._at_limit():
            return
        while node.children:
            child = node.children[0]
            yield from self._drain(child)
            if not self._is_over(child):
                return
            node.children.popleft()
            node.open -= 1
            self._leave(child)
            if node.parked and node.open < MAX_OPEN // 2:
                node.parked = False
                heapq.heappush(self._collections, ((*node.order, node.born + 1), node))
        if node.entries is not None:
            return
        if node.results is None:
            self._unshelve(node)
            if node.entries is not None:
                return
        results, node.results = node.results or [], []
        yield from self._counted(results)
        if node.continued is not None:
            yield from self._drain(node.continued)
            if self._is_over(node.continued):
                node.continued = None

    def _unshelve(self, node: Node) -> None:
        """Make the record of an answer whose turn has come."""
        answer, node.answer = node.answer, None
        self._held -= node.size
        node.size = 0
        if answer is None:
            outcome = self._journal.outcome(node.url)
            answer = outcome.answer if outcome else None
        if answer is None:
            self._settle(node, [self._reject(node.name, FetchError("the journal lost it", "internal"))])
        else:
            self._expand(node, answer)

    def _counted(self, results: Iterable[Item]) -> Iterator[Item]:
        for item in results:
            if isinstance(item, Reject):
                self.counts.rejects += 1
            else:
                if self._at_limit():
                    return
                self.counts.articles += 1
            yield item

    # ---------------------------------------------------------------- the end

    def finish(self) -> None:
        """Say that the run is done and close."""
        self._scheduler.stop()
        if self._archive is not None:
            self._archive.close()
        self._journal.finish()
        if self.options.cache is None and self._temporary is None:
            self._journal.remove()
        self.close()

    def close(self) -> None:
        """Stop asking and close the journal as it is."""
        self._scheduler.stop()
        if self._archive is not None:
            self._archive.close()
        self._journal.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.finish()
        else:
            self.close()
