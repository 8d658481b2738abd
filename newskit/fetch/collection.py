"""What feeds, sitemaps and home pages point to, and which of it is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from newskit.article import SourceKind
from newskit.fetch import sitemaps
from newskit.fetch.feeds import Entry
from newskit.fetch.head_links import declared_links
from newskit.fetch.options import FetchOptions
from newskit.fetch.page import Answer
from newskit.fetch.urls import UrlError, resolve

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
_NO_NEWS_FEED = re.compile(r"comment|/oembed|podcast", re.IGNORECASE)
_MAX_FEEDS = 50
_HEAD = 400_000
_DAY = 10


class Link(NamedTuple):
    """An address that something points to."""

    url: str
    kind: SourceKind
    #: Whether it is expected to point to others.
    collection: bool = False
    #: ISO date, where it has one.
    date: str | None = None
    sections: tuple[str, ...] = ()
    #: The entry with its text, where that is to be taken.
    entry: Entry | None = None
    found_at: str = ""


def feed_links(entries: Iterable[Entry], answer: Answer, *, keep_text: bool) -> Iterator[Link]:
    """Return the articles of a feed; entries without an address are left out."""
    for entry in entries:
        if entry.url and entry.url.startswith(("http://", "https://")):
            text = entry if keep_text and entry.content else None
            yield Link(
                entry.url,
                "feed",
                date=entry.published,
                sections=entry.sections,
                entry=text,
                found_at=answer.fetched_at,
            )


def sitemap_links(links: Iterable[sitemaps.Link]) -> Iterator[Link]:
    """Return the articles of a sitemap, or the sitemaps of an index."""
    for link in links:
        yield Link(link.url, "sitemap", collection=link.sitemap, date=link.published or link.modified)


def site_links(answer: Answer, data: bytes, listed: Iterable[str]) -> Iterator[Link]:
    """Return the feeds and news sitemaps of a site: those that its home page names and those in its robots.txt."""
    page = data[:_HEAD].decode("utf-8", "replace")
    found: dict[str, SourceKind] = {}
    for attributes in declared_links(page, "alternate"):
        if attributes.get("type", "").lower().strip() not in _FEED_TYPES:
            continue
        if _NO_NEWS_FEED.search(attributes["href"] + " " + attributes.get("title", "")):
            continue
        try:
            found.setdefault(resolve(answer.final_url, attributes["href"]), "feed")
        except UrlError:
            continue
    for url in listed:
        if "news" in url.rpartition("/")[2].lower() or "/news-sitemap" in url.lower():
            found.setdefault(url, "sitemap")
    for url, kind in list(found.items())[:_MAX_FEEDS]:
        yield Link(url, kind, collection=True)


def wanted(link: Link, options: FetchOptions, patterns: tuple[tuple[re.Pattern[str], ...], ...]) -> bool:
    """Whether an entry passes the filters; an entry without a date passes those on dates."""
    match, skip = patterns
    if link.date:
        day = link.date[:_DAY]
        if options.since and day < options.since[: len(day)]:
            return False
        if options.until and day > options.until[: len(day)]:
            return False
    if match and not any(pattern.search(link.url) for pattern in match):
        return False
    if any(pattern.search(link.url) for pattern in skip):
        return False
    if not options.sections:
        return True
    folders = {part.lower() for part in urlsplit(link.url).path.split("/")[:-1] if part}
    filed = folders | {section.lower() for section in link.sections}
    return any(section.lower() in filed for section in options.sections)
