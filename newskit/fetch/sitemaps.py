"""Sitemaps: the XML protocol with its index and news extension, text lists, also cut and under any namespace.

The file is read as a stream: what stands before a break is kept, and the break is said.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from newskit.errors import NewskitError
from newskit.fetch.dates import iso_date
from newskit.fetch.feeds import decode_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_LINKS = 50_000
"""How many addresses one file may hold by the protocol; what follows is left out, and said."""
MAX_BYTES = 52_428_800
"""How long one file may be by the protocol."""

_ROOT = re.compile(rb"<(?:[A-Za-z][\w.-]*:)?(urlset|sitemapindex)(?=[\s>/])")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
#: An ampersand in an address that nobody escaped; a reference to an entity stays, and breaks the file if it is unknown.
_BARE_AMPERSAND = re.compile(rb"&(?!#?[A-Za-z0-9]{1,31};)")
_TEXT_LINE = re.compile(r"https?://[^\s<>\"]+")
_LOOK_AHEAD = 65_536
_STEP = 65_536


class SitemapError(NewskitError):
    """A sitemap that cannot be read to its end: ``bad_sitemap``, ``truncated`` or ``too_large``."""

    reason = "bad_sitemap"


class Link(NamedTuple):
    """One address in a sitemap."""

    #: Absolute address.
    url: str
    #: Whether it is another sitemap (the file is an index).
    sitemap: bool = False
    #: When it was last changed, ISO 8601.
    modified: str | None = None
    #: When it was published, from the news extension.
    published: str | None = None
    #: Headline, from the news extension.
    title: str | None = None


def kind(body: bytes) -> str | None:
    """``xml`` or ``text`` where a body is a sitemap, else ``None``."""
    head = body[:_LOOK_AHEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:4]:
        head = decode_xml(head).encode("utf-8", "replace")
    root = _ROOT.search(head)
    if root is not None:
        return None if _PAGE.search(head, 0, root.start()) else "xml"
    lines = [line for line in head.decode("utf-8-sig", "replace").splitlines() if line.strip()]
    if len(body) > _LOOK_AHEAD:
        lines = lines[:-1]
    return "text" if lines and all(_TEXT_LINE.fullmatch(line.strip()) for line in lines) else None


def links(body: bytes, base_url: str) -> Iterator[Link]:
    """Yield the addresses of a sitemap in document order; raises :class:`SitemapError` where it breaks off."""
    if kind(body) == "text":
        yield from _text_links(body, base_url)
    else:
        yield from _xml_links(body, base_url)


def _text_links(body: bytes, base_url: str) -> Iterator[Link]:
    for number, line in enumerate(io.StringIO(body.decode("utf-8-sig", "replace"))):
        if number >= MAX_LINKS:
            message = f"{base_url}: more than {MAX_LINKS:,} addresses in one sitemap"
            raise SitemapError(message, reason="too_large")
        if address := line.strip():
            yield Link(address)


def _xml_links(body: bytes, base_url: str) -> Iterator[Link]:
    from lxml import etree

    root = _ROOT.search(body, 0, _LOOK_AHEAD)
    if root is None:
        body = decode_xml(body).encode("utf-8", "replace")
        root = _ROOT.search(body, 0, _LOOK_AHEAD)
        if root is None:
            message = f"{base_url}: not a sitemap"
            raise SitemapError(message)
    # What stands before the root (a declaration of entities above all) is not needed: it is left out. The encoding
    # that it declares is kept.
    encoding = re.search(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']", body[: root.start()])
    name = encoding[1].decode("ascii") if encoding else "utf-8"
    try:
        parser = etree.XMLPullParser(
            events=("end",), resolve_entities=False, no_network=True, huge_tree=False, encoding=name, recover=False
        )
    except LookupError:
        parser = etree.XMLPullParser(events=("end",), resolve_entities=False, no_network=True, huge_tree=False)
    if b"&" in body:
        body = _BARE_AMPERSAND.sub(b"&amp;", body[root.start() :])
        root = _ROOT.match(body)
        assert root is not None
    count = 0
    for start in range(root.start(), len(body), _STEP):
        broken: etree.XMLSyntaxError | None = None
        try:
            parser.feed(body[start : start + _STEP])
        except etree.XMLSyntaxError as error:
            broken = error
        # What was complete before the break has been reported as events already.
        for link in _finished(parser, base_url):
            count += 1
            if count > MAX_LINKS:
                message = f"{base_url}: more than {MAX_LINKS:,} addresses in one sitemap"
                raise SitemapError(message, reason="too_large")
            yield link
        if broken is not None:
            message = f"{base_url}: not XML from line {broken.lineno} on ({count:,} addresses were read): {broken.msg}"
            raise SitemapError(message) from broken
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        message = f"{base_url}: breaks off after {count:,} addresses"
        raise SitemapError(message, reason="truncated") from error


def _finished(parser: object, base_url: str) -> Iterator[Link]:
    """Return the addresses whose elements have ended since the last call; what was read is freed."""
    for _, element in parser.read_events():  # type: ignore[attr-defined]
        local = _local(element)
        if local not in ("url", "sitemap") or _parent_is_link(element):
            continue
        link = _link(element, base_url, sitemap=local == "sitemap")
        element.clear(keep_tail=False)
        while element.getprevious() is not None:
            del element.getparent()[0]
        if link is not None:
            yield link


def _parent_is_link(element: _Element) -> bool:
    parent = element.getparent()
    return parent is not None and _local(parent) not in ("urlset", "sitemapindex")


def _local(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _link(element: _Element, base_url: str, *, sitemap: bool) -> Link | None:
    found: dict[str, str] = {}
    for part in element.iter():
        local = _local(part)
        if local in ("loc", "lastmod", "publication_date", "title"):
            if local in ("loc", "title") and part.getparent() is not element and _local(part.getparent()) != "news":
                continue  # the address or title of an image or a video
            found.setdefault(local, "".join(part.itertext()).strip())
    address = "".join(found.get("loc", "").split())
    if not address:
        return None
    try:
        address = urljoin(base_url, address)
    except ValueError:
        return None
    if not address.startswith(("http://", "https://", "HTTP://", "HTTPS://")):
        return None
    return Link(
        address,
        sitemap,
        iso_date(found.get("lastmod", "")),
        iso_date(found.get("publication_date", "")),
        found.get("title") or None,
    )
