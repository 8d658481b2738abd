"""The next page of an article that is cut into several.

``rel=next`` alone does not tell: most sites mean the next article by it. A page goes on with another when their
addresses differ in nothing but the number of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newskit.fetch.head_links import declared_links
from newskit.fetch.urls import canonical, resolve

_SIGN = re.compile(r"\brel\s*=\s*[\"']?[^\"'>]{0,60}\bnext\b", re.IGNORECASE)
_NAMES = r"(?:page|pagina|página|seite|sivu|sida|side|strona|stranica|p|pg|pn|pp)"
_MARKS = (
    re.compile(rf"(?P<before>[?&]){_NAMES}=(?P<number>\d+)(?P<after>&|$)", re.IGNORECASE),
    re.compile(rf"(?P<before>/){_NAMES}[-/_]?(?P<number>\d+)(?P<after>/?(?:\.\w+)?(?:\?|$))", re.IGNORECASE),
    re.compile(r"(?P<before>/)(?P<number>\d+)(?P<after>/?(?:\?|$))"),
    re.compile(r"(?P<before>[-_,.])(?:seite|page|p|s)?-?(?P<number>\d+)(?P<after>(?:\.\w+)?/?(?:\?|$))", re.IGNORECASE),
)
MOST_PAGES = 40
"""A higher number is that of an article, not of a page."""


def find_next_page(page: str, url: str) -> str | None:
    """Return the address of the page on which the article of a page goes on, where the page names one.

    ``page`` is HTML, ``url`` the address that it came from. Addresses that differ in more than a page number, or that
    skip one, are other articles.
    """
    if not _SIGN.search(page):
        return None
    for link in declared_links(page, "next", anchors=True):
        try:
            told = resolve(url, link["href"]).partition("#")[0]
            if goes_on(url, told):
                return told
        except ValueError:
            continue
    return None


def goes_on(url: str, other: str) -> bool:
    """Whether the second address is that of the page after the first; raises ``ValueError`` for what is no address."""
    here, there = _plain(url), _plain(other)
    return here in _before(there)


def _before(url: str) -> Iterator[str]:
    """Yield what the page before the one with this address may be called."""
    for mark in _MARKS:
        found = mark.search(url)
        if found is None or not 1 <= (number := int(found["number"][:4])) <= MOST_PAGES:
            continue
        start, end = found.span("number")
        if number > 1:
            yield _plain(f"{url[:start]}{number - 1}{url[end:]}")
        if number <= 2:  # the first page has no number: the second has 2, or 1 where they are counted from 0
            after = found["after"]
            yield _plain(url[: found.start()] + (found["before"] + after[1:] if after == "&" else after))
            if found["before"] == "/":
                yield _plain(f"{url[: found.start()]}/{after.removeprefix('/')}")


def _plain(url: str) -> str:
    """Return the canonical address without what differs between the pages of one article by habit alone."""
    address = canonical(url)
    path, mark, query = address.partition("?")
    return path.rstrip("/") + mark + query
