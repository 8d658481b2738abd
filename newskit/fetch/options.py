"""What a fetch can be told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from newskit.fetch.http import Times
from newskit.version import __version__

PRODUCT = "newskit"
"""The product token that robots.txt files may speak to."""
ABOUT = "https://newskit.example/about"
"""The page about newskit that the user agent names (RFC 9309, 2.2.1); a reserved name until the project has a site."""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_COMMENT_MARKS = re.compile(r"[()\\]")
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")


@dataclass(frozen=True, kw_only=True)
class FetchOptions:
    """Options of a :class:`newskit.fetch.Fetcher`. Times are in seconds, sizes in bytes."""

    #: Who runs this, for the user agent: a page or a mail address.
    contact: str | None = None
    #: Let loopback, private and link-local addresses through.
    allow_private: bool = False
    #: ``http://user:password@host:port``, or ``none``; by default what ``http_proxy`` and ``https_proxy`` say.
    proxy: str | None = None
    #: Do not ask for robots.txt.
    ignore_robots: bool = False
    #: Between the end of one request to a host and the next.
    delay: float = 0.3
    #: Longest ``Crawl-delay`` that is honoured; a host that asks for more is not fetched.
    max_crawl_delay: float = 120.0
    #: Longest ``Retry-After`` that is waited for.
    max_retry_after: float = 30.0
    #: How often one address is asked for, at the most.
    attempts: int = 4
    #: How long one address may take with all its attempts.
    budget: float = 60.0
    #: Waits of one exchange.
    times: Times = field(default_factory=Times)
    #: Largest body on the wire.
    max_body: int = 16 * 1024 * 1024
    #: Largest page after decoding.
    max_decoded: int = 20 * 1024 * 1024
    #: How many redirects are followed.
    max_redirects: int = 10
    #: Requests in flight, each on another host.
    connections: int = 32
    #: Articles at the most, of the run and of one host.
    max_articles: int | None = None
    max_per_host: int | None = None
    #: Feed and sitemap entries before or after these ISO dates are left out; those without a date stay.
    since: str | None = None
    until: str | None = None
    #: Entries of feeds and sitemaps whose address matches none of these regular expressions are left out.
    match: tuple[str, ...] = ()
    #: Entries whose address matches one of these are left out.
    skip: tuple[str, ...] = ()
    #: Entries that are in none of these sections (a feed's category or a folder of the address) are left out.
    sections: tuple[str, ...] = ()
    #: Take the text that a feed carries, where it carries a whole one, and do not ask for the page.
    feed_text: bool = False
    #: How many further pages of an article that is cut into several are fetched.
    next_pages: int = 0
    #: Look for the feeds and news sitemaps of a site where its home page is given.
    discover: bool = True
    #: Leave out what has not changed since the last run with the same cache.
    only_new: bool = False
    #: Yield articles as they come, and not in input order.
    unordered: bool = False
    #: Folder that keeps validators, pages and host timings between runs.
    cache: Path | None = None
    #: A journal for this run alone, so that it can be resumed; it is removed when the run is done.
    journal: Path | None = None
    #: Web archive to write.
    warc: Path | None = None
    #: Write how long each exchange took into ``source``; two runs then differ.
    timings: bool = False
    #: More request headers.
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def user_agent(self) -> str:
        """The user agent: what asks, in which version, where to read of it, and who runs it (RFC 9110, 10.1.5)."""
        told = _UNPRINTABLE.sub(" ", self.contact or "").strip()
        contact = "; " + _COMMENT_MARKS.sub(r"\\\g<0>", told) if told else ""
        return f"{PRODUCT}/{__version__} (+{ABOUT}{contact})"

    @property
    def mailbox(self) -> str | None:
        """The mail address among the contact, which robots send as ``From`` (RFC 9110, 10.1.2)."""
        found = _MAILBOX.search(self.contact or "")
        return found[0] if found else None

    def fingerprint(self) -> str:
        """Return what an outcome in a journal depends on; a run with other values starts anew."""
        names = ("allow_private", "ignore_robots", "max_body", "max_decoded", "max_redirects", "feed_text", "discover")
        return "1 " + " ".join(f"{name}={getattr(self, name)!r}" for name in names)
