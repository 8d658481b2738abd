"""Feeds: RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, CDF and JSON Feed, also where they are broken.

The parser is libxml2's recovering one behind a repair of what feeds most often get wrong: text before the
declaration, entities that only HTML knows, bare ampersands, control characters, a wrong encoding declaration.
No entity that a document declares is ever expanded, and nothing outside the document is read.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import contextlib
import html
import json
import re
from collections.abc import Iterator
from html import entities as html_entities
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from newskit.fetch.dates import iso_date

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]*:)?(rss|feed|rdf|channel)(?=[\s>/])", re.IGNORECASE)
_HTML_PAGE = re.compile(r"<!doctype\s+html\b|<html[\s>]", re.IGNORECASE)
_DECLARATION = re.compile(rb"^[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7}|[xX][0-9A-Fa-f]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_HEAD = 4096
_LOOK_AHEAD = 65_536

_FEED_SPACES = frozenset(
    {
        "",
        "http://www.w3.org/2005/atom",
        "http://purl.org/atom/ns#",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2",
        "http://backend.userland.com/rss",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://my.netscape.com/publish/formats/rss-0.91.dtd",
    }
)
_DUBLIN_CORE = (
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/elements/1.0/",
    "http://purl.org/dc/terms/",
    "dc",
)
_CONTENT = ("http://purl.org/rss/1.0/modules/content/", "content")
_PUBLISHED = ("published", "pubdate", "issued", "date", "created", "available", "valid")
_UPDATED = ("updated", "modified", "lastmod")


class Entry(NamedTuple):
    """One item of a feed."""

    #: Absolute address of the article, ``None`` where the item has none.
    url: str | None
    #: Title as plain text.
    title: str | None
    #: When it was published, ISO 8601; the time of the last change where the feed has only that.
    published: str | None
    #: The whole text as HTML or plain text, where the feed carries it.
    content: str | None = None
    #: Names of its authors.
    authors: tuple[str, ...] = ()
    #: Categories that it is filed under.
    sections: tuple[str, ...] = ()


def entries(body: bytes, base_url: str) -> list[dict[str, str | None]]:
    """Return ``{url, title, published}`` of every item in document order; ``[]`` where the body is no feed."""
    return [{"url": item.url, "title": item.title, "published": item.published} for item in read_feed(body, base_url)]


def read_feed(body: bytes, base_url: str) -> list[Entry]:
    """Return the items of a feed in document order; an empty list where the body is no feed."""
    start = body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return list(_json_entries(body, base_url))
    text = decode_xml(body)
    root = _root(text)
    if root < 0:
        return []
    tree = _parse(text[root:])
    return [] if tree is None else list(_xml_entries(tree, base_url))


def is_feed(body: bytes) -> bool:
    """Whether a body is a feed, by its content."""
    start = body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return b"jsonfeed.org/version" in body[:_HEAD] and _json(body) is not None
    return _root(decode_xml(body[:_LOOK_AHEAD])) >= 0


def decode_xml(body: bytes) -> str:
    """Decode an XML document: byte order mark, declaration, UTF-8, and Windows-1252 for what is none of these."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if body[:4] in (b"<\0?\0", b"<\0r\0"):
        return body.decode("utf-16-le", "replace")
    if body[:4] in (b"\0<\0?", b"\0<\0r"):
        return body.decode("utf-16-be", "replace")
    place = body.find(b"<?xml", 0, _HEAD)
    declared = _DECLARATION.match(body[place : place + 240]) if place >= 0 else None
    label = declared[1].decode("ascii").lower() if declared else "utf-8"
    # A declaration that can be read as ASCII is not in UTF-16 or UTF-32, whatever it says.
    label = "utf-8" if label.startswith(("utf-16", "utf-32", "utf16", "ucs")) else label
    label = {
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "iso-8859-1": "cp1252",
        "latin1": "cp1252",
        "us-ascii": "utf-8",
    }.get(label, label)
    for name in (label, "utf-8"):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    # A stray byte now and then, or a cut inside the last character: still UTF-8.
    text = body.decode("utf-8", "replace")
    stray = text.count("\ufffd") - text.endswith("\ufffd")
    return text if stray <= len(text) // 5000 else body.decode("cp1252", "replace")


def _root(text: str) -> int:
    """Where the feed's root element starts, or -1."""
    match = _ROOT.search(text, 0, _LOOK_AHEAD)
    if match is None:
        return -1
    page = _HTML_PAGE.search(text, 0, match.start())
    if page is not None and page[0][:5].lower() == "<html":
        return -1
    return match.start()


def _parse(text: str) -> _Element | None:
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False, encoding="utf-8")
    repaired = "".join(_repaired(text)).encode("utf-8", "replace")
    try:
        tree: _Element | None = etree.fromstring(repaired, parser)
    except etree.XMLSyntaxError:
        return None
    return tree


def _repaired(text: str) -> Iterator[str]:
    """Mend what is no XML, outside of CDATA sections."""
    text = _CONTROL.sub("", text)
    place = 0
    while True:
        start = text.find("<![CDATA[", place)
        yield _REFERENCE.sub(_reference, text[place : start if start >= 0 else len(text)])
        if start < 0:
            return
        end = text.find("]]>", start)
        if end < 0:
            yield _REFERENCE.sub(_reference, html.escape(text[start + 9 :], quote=False))
            return
        yield text[start : end + 3]
        place = end + 3


def _reference(match: re.Match[str]) -> str:
    number, name = match.groups()
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        mended = html.unescape(f"&#{code};")
        return html.escape(mended) if mended and not _CONTROL.match(mended) else ""
    if name in _XML_NAMES:
        return match[0]
    if name and (char := html_entities.html5.get(f"{name};")):
        return html.escape(char)
    return "&amp;" + match[0][1:]


def _xml_entries(tree: _Element, base_url: str) -> Iterator[Entry]:
    for element in tree.iter():
        if isinstance(element.tag, str) and _name(element)[1] in ("item", "entry"):
            space = _name(element)[0]
            if space in _FEED_SPACES or space not in _foreign(element):
                yield _entry(element, base_url)


def _foreign(element: _Element) -> frozenset[str]:
    """Namespaces in which "item" means something else than an item of the feed."""
    parent = element.getparent()
    if parent is None or _name(parent)[1] in ("channel", "feed", "rdf", "rss", "items", "item", "entry"):
        return frozenset()
    return frozenset({_name(element)[0]})


def _name(element: _Element) -> tuple[str, str]:
    """Namespace (or undeclared prefix) and local name, in lower case."""
    tag = str(element.tag)
    if tag.startswith("{"):
        space, _, local = tag[1:].partition("}")
        return space.lower(), local.lower()
    prefix, colon, local = tag.rpartition(":")
    return (prefix.lower() if colon else ""), local.lower()


def _entry(element: _Element, base_url: str) -> Entry:
    links: dict[str, str] = {}
    dates: dict[str, str] = {}
    titles: dict[int, str] = {}
    contents: dict[int, str] = {}
    authors: list[str] = []
    sections: list[str] = []
    if element.get("HREF") or element.get("href"):
        links["href"] = str(element.get("HREF") or element.get("href"))
    if element.get("LASTMOD"):
        dates["lastmod"] = str(element.get("LASTMOD"))
    for child in element:
        if not isinstance(child.tag, str):
            continue
        space, local = _name(child)
        plain = space in _FEED_SPACES
        core = space in _DUBLIN_CORE
        if local == "title" and (plain or core):
            titles.setdefault(0 if plain else 1, _title(child))
        elif local == "link" and (plain or space == "atom"):
            _link(child, space, links, base_url)
        elif local in ("guid", "id") and plain:
            _identifier(child, local, links, base_url)
        elif local == "enclosure" and plain:
            links.setdefault("enclosure", _absolute(child, child.get("url") or "", base_url))
        elif local == "origlink":
            links["origlink"] = _text(child)
        elif local in _PUBLISHED or local in _UPDATED:
            if plain or core:
                dates.setdefault(local, _text(child))
        elif local == "encoded" and space in _CONTENT:
            contents.setdefault(0, _text(child))
        elif local == "content" and plain:
            contents.setdefault(1, _markup(child))
        elif local in ("creator", "author") and (plain or core):
            name = next((_text(part) for part in child if isinstance(part.tag, str) and _name(part)[1] == "name"), "")
            authors.append(name or _text(child))
        elif local in ("category", "subject") and (plain or core):
            sections.append(str(child.get("term") or _text(child)))
    about = next((str(value) for key, value in element.attrib.items() if str(key).lower().endswith("}about")), "")
    if about:
        links.setdefault("about", _absolute(element, about, base_url))
    return Entry(
        _best_link(links),
        titles.get(0) or titles.get(1) or None,
        _best_date(dates),
        next((contents[key] for key in sorted(contents) if contents[key].strip()), None),
        tuple(name for name in authors if name),
        tuple(section for section in sections if section),
    )


def _link(child: _Element, space: str, links: dict[str, str], base_url: str) -> None:
    href = child.get("href")
    relation = str(child.get("rel") or "alternate").lower()
    if href is None:
        text = _text(child)
        if text and space != "atom":
            links.setdefault("text" if relation == "alternate" else "other", _absolute(child, text, base_url))
        return
    kind = str(child.get("type") or "").lower()
    key = {"alternate": "alternate", "self": "self", "enclosure": "enclosure"}.get(relation)
    if key == "alternate" and kind and "html" not in kind and "text" not in kind:
        key = "other"
    if key:
        links.setdefault(key, _absolute(child, href, base_url))


def _identifier(child: _Element, local: str, links: dict[str, str], base_url: str) -> None:
    text = _text(child)
    if not text or str(child.get("isPermaLink") or child.get("ispermalink") or "true").lower() == "false":
        return
    if (
        text.startswith(("http://", "https://"))
        or (local == "id" and text.startswith("/"))
        or (local == "guid" and text.startswith("/"))
    ):
        links.setdefault("id", _absolute(child, text, base_url))


def _best_link(links: dict[str, str]) -> str | None:
    for key in ("text", "alternate", "href", "other", "id", "about", "enclosure"):
        if links.get(key):
            return links[key]
    return None


def _best_date(dates: dict[str, str]) -> str | None:
    for key in (*_PUBLISHED, *_UPDATED):
        if key in dates and (found := iso_date(dates[key])):
            return found
    return None


def _absolute(element: _Element, link: str, base_url: str) -> str:
    """Resolve a link against ``xml:base`` and the address of the feed."""
    bases = []
    node: _Element | None = element
    while node is not None:
        if base := node.get(_XML_BASE):
            bases.append(str(base))
        node = node.getparent()
    base = base_url
    link = "".join(link.split()) if "\n" in link.strip() else link.strip()
    try:
        for part in reversed(bases):
            joined = urljoin(base, part)
            base = joined if joined.startswith(("http://", "https://")) else base
        return urljoin(base, link)
    except ValueError:
        return ""


def _text(element: _Element) -> str:
    return "".join(element.itertext()).strip()


def _title(element: _Element) -> str:
    mode, kind = str(element.get("mode") or "").lower(), str(element.get("type") or "").lower()
    text = _text(element)
    if mode == "base64" or (
        kind
        and "/" in kind
        and not kind.startswith("text/")
        and "xml" not in kind
        and len(element) == 0
        and _is_base64(text)
    ):
        with contextlib.suppress(binascii.Error, ValueError):
            text = base64.b64decode(text, validate=False).decode("utf-8", "replace")
    if kind == "text" or len(element):
        return " ".join(text.split())
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _is_base64(text: str) -> bool:
    return len(text) >= 8 and len(text) % 4 == 0 and bool(re.fullmatch(r"[A-Za-z0-9+/\s]+={0,2}", text))


def _markup(element: _Element) -> str:
    """Return the content of an Atom element as HTML."""
    if len(element) == 0:
        text = _text(element)
        return (
            html.escape(text, quote=False)
            if str(element.get("type") or "text").lower() in ("text", "text/plain")
            else text
        )
    from lxml import etree

    return "".join(etree.tostring(part, encoding="unicode", method="html", with_tail=True) for part in element)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _json_entries(body: bytes, base_url: str) -> Iterator[Entry]:
    """JSON Feed 1.0 and 1.1."""
    feed = _json(body)
    items = feed.get("items") if isinstance(feed, dict) else None
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        fields = {key: value for key, value in item.items() if isinstance(value, str) and value.strip()}
        link = fields.get("url") or fields.get("external_url")
        if link is None and fields.get("id", "").startswith(("http://", "https://")):
            link = fields["id"]
        if link is None and not fields:
            continue
        if link is None and not ({"title", "content_html", "content_text", "date_published"} & fields.keys()):
            continue
        names = [
            author.get("name") for author in item.get("authors") or [item.get("author")] if isinstance(author, dict)
        ]
        tags = item.get("tags")
        try:
            url = urljoin(base_url, link.strip()) if link else None
        except ValueError:
            url = None
        text = fields.get("content_text")
        yield Entry(
            url,
            " ".join(html.unescape(fields["title"]).split()) if "title" in fields else None,
            iso_date(fields.get("date_published", "")) or iso_date(fields.get("date_modified", "")),
            fields.get("content_html") or (html.escape(text, quote=False) if text else None),
            tuple(name for name in names if isinstance(name, str) and name),
            tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        )
