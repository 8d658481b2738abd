"""From the bytes of an answer to an article, or to the reason why they are none.

The same functions read an answer from the network, from the journal of a run and from a web archive, so that all
three give the same record.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

import msgspec

from newskit.article import Article, Author, Source, SourceKind
from newskit.fetch import sitemaps
from newskit.fetch.encoding import GZIP_MAGIC, MAX_DECODED, decode_body, decode_start, gunzip
from newskit.fetch.errors import FetchError
from newskit.fetch.feeds import Entry, is_feed
from newskit.fetch.next_page import find_next_page
from newskit.fetch.urls import UrlError, canonical, resolve, target
from newskit.fetch.walls import find_wall
from newskit.identity import article_id
from newskit.io.charset import decode

_BINARY_TYPES = re.compile(
    r"^(?:image|audio|video|font|model)/|^application/(?:pdf|zip|x-zip|x-7z|x-rar|x-tar|java-archive|msword|vnd\.(?:ms-|openxml|oasis)"
    r"|epub|x-shockwave|wasm|x-msdownload|x-font|font)"
)
_NO_PAGES = re.compile(
    r"^(?:application/(?:json|ld\+json|javascript|x-javascript|ecmascript|manifest\+json)|text/(?:css|javascript|calendar|vcard))$"
)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"PK\x03\x04", "a zip archive or office file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"OggS", "an Ogg stream"),
    (b"ID3", "an MP3 file"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\xd0\xcf\x11\xe0", "an office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x00\x00\x00", "a media file"),
)
_HTML_SIGNS = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|article|meta|div|p|h1|script|a|br|table)[\s>/]", re.IGNORECASE
)
_CANONICAL = re.compile(r"<link\b[^>]{0,400}?\brel\s*=\s*[\"']?canonical\b[^>]{0,1200}>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]{1,2000})\"|'([^']{1,2000})'|([^\s>]{1,2000}))", re.IGNORECASE)
_CONTROL = bytes([*range(9), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_PAGE_START = re.compile(rb"[\s\xef\xbb\xbf]*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_ROOT_ELEMENT = re.compile(rb"<html[\s>]", re.IGNORECASE)
_START = 16_384
"""Bytes of a body that tell a feed or sitemap from a page."""
_SAMPLE = 65_536
_LARGEST_JSON = 2_000_000
_HEAD = 200_000
_MAX_CONTROL = 0.01
_KEPT_HEADER = 1_000
_MAX_HEADERS = 40
#: Fields that say how the answer travelled or that hold secrets, and not what it is.
_DROPPED_HEADERS = frozenset(
    {
        "set-cookie",
        "connection",
        "keep-alive",
        "transfer-encoding",
        "date",
        "age",
        "nel",
        "report-to",
        "cf-ray",
        "alt-svc",
    }
)


class Answer(msgspec.Struct, array_like=True):
    """What came of asking for an address: enough to build the record again."""

    #: The address asked for, and where the redirects led.
    url: str
    final_url: str
    redirects: list[str]
    status: int
    headers: list[tuple[str, str]]
    #: The body with its content coding.
    raw: bytes
    #: When the last byte came, ISO 8601, and how long the exchange took.
    fetched_at: str
    elapsed: float

    def header(self, name: str) -> str:
        """Return the first field of a name (in lower case), or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class Payload(msgspec.Struct, frozen=True):
    """A body that is text of some kind."""

    #: ``article`` ``feed`` or ``sitemap``.
    kind: str
    data: bytes


def check_type(content_type: str) -> None:
    """Refuse by its declared type what no article can be; raises :class:`FetchError`."""
    kind = content_type.partition(";")[0].strip().lower()
    if _BINARY_TYPES.match(kind):
        message = f"{kind} is no text"
        raise FetchError(message, "not_text")


def payload(answer: Answer, limit: int = MAX_DECODED) -> Payload:
    """Decode a body and tell what it is; raises :class:`FetchError` for what is nothing of ours."""
    check_type(answer.header("content-type"))
    data = decode_body(answer.raw, ", ".join(_codings(answer)), limit)
    if data.startswith(GZIP_MAGIC):
        # A compressed file, as sitemaps are, or a body whose server forgot to say so.
        data = gunzip(data, max(limit, sitemaps.MAX_BYTES))
    return Payload(kind_of(data), data)


def may_be_collection(answer: Answer) -> bool:
    """Return whether an answer, by its first bytes, may be a feed or a sitemap."""
    try:
        data = decode_start(answer.raw, ", ".join(_codings(answer)), _START)
    except FetchError:
        return False
    try:
        return kind_of(data) != "article"
    except FetchError:
        return False


def _codings(answer: Answer) -> list[str]:
    return [value for key, value in answer.headers if key.lower() == "content-encoding"]


def kind_of(data: bytes) -> str:
    """Tell an article from a feed and a sitemap by content; raises :class:`FetchError` for anything else."""
    if not data.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf"):
        message = "nothing in it"
        raise FetchError(message, "empty")
    start = data[:16]
    utf16 = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    for magic, name in _MAGIC:
        if start.startswith(magic) and not utf16:
            message = f"{name}, not a page"
            raise FetchError(message, "not_text")
    if _PAGE_START.match(data):
        return "article"
    if sitemaps.kind(data):
        return "sitemap"
    if is_feed(data):
        return "feed"
    sample = data[:_SAMPLE]
    wide = utf16 or sample[1::2].count(0) > len(sample) // 5 or sample[::2].count(0) > len(sample) // 5
    if not wide and len(sample) - len(sample.translate(None, _CONTROL)) > len(sample) * _MAX_CONTROL + 4:
        message = "binary data, not a page"
        raise FetchError(message, "not_text")
    return "article"


def build_article(answer: Answer, data: bytes, source: Source) -> Article:
    """Return the record of a page; raises :class:`FetchError` for a wall, a shell or no text.

    ``source`` says where the bytes came from; what is known from the answer is filled in.
    """
    content_type = answer.header("content-type")
    media_type = _media_type(content_type, data)
    html = "html" in media_type
    if _NO_PAGES.match(content_type.partition(";")[0].strip().lower()) and not html:
        message = f"{content_type.partition(';')[0].strip()} is no page"
        raise FetchError(message, "not_text")
    if other := _other_markup(data):
        message = f"{other}, not a page"
        raise FetchError(message, "not_text")
    if answer.redirects and _path(answer.final_url) == "/" and _path(answer.url) != "/":
        message = "redirects to the front page of its site"
        raise FetchError(message, "soft_404")
    text, charset = decode(data, declared=_declared(content_type), html=html)
    if text.count("\ufffd") + text.count("\0") > len(text) // 20:
        message = "not text in any encoding"
        raise FetchError(message, "not_text" if "\0" in text else "bad_encoding")
    if not text.strip("\0 \t\r\n\ufeff"):
        message = "nothing in it"
        raise FetchError(message, "empty")
    if html and (wall := find_wall(text, answer.headers)):
        raise FetchError(wall[1], wall[0])
    canonical_url = _canonical_url(text, answer.final_url) if html else _canonical_or_none(answer.final_url)
    source = msgspec.structs.replace(
        source,
        media_type=media_type,
        charset=charset,
        status=answer.status,
        fetched_at=answer.fetched_at or None,
        sha256=hashlib.sha256(data).hexdigest(),
        redirects=answer.redirects or None,
        headers=kept_headers(answer.headers) or None,
        next=find_next_page(text, answer.final_url) if html else None,
    )
    return Article(
        id=article_id(canonical_url, text), url=answer.url, canonical_url=canonical_url, source=source, content=text
    )


def next_page(answer: Answer, limit: int = MAX_DECODED) -> str | None:
    """Return the address of the page on which the article of an answer goes on, where it names one."""
    try:
        found = payload(answer, limit)
    except FetchError:
        return None
    if found.kind != "article":
        return None
    content_type = answer.header("content-type")
    if "html" not in _media_type(content_type, found.data):
        return None
    text, _ = decode(found.data, declared=_declared(content_type), html=True)
    return find_next_page(text, answer.final_url)


def entry_article(entry: Entry, feed_url: str, fetched_at: str) -> Article | None:
    """Return the record of a feed entry that carries its whole text, or ``None`` where it does not."""
    if not entry.content or len(entry.content) < 1_000 or entry.url is None:
        return None
    canonical_url = _canonical_or_none(entry.url)
    kind: SourceKind = "feed"
    return Article(
        id=article_id(canonical_url, entry.content),
        url=entry.url,
        canonical_url=canonical_url,
        source=Source(
            kind=kind,
            uri=feed_url,
            media_type="text/html",
            charset="utf-8",
            fetched_at=fetched_at,
            sha256=hashlib.sha256(entry.content.encode("utf-8", "surrogatepass")).hexdigest(),
        ),
        content=entry.content,
        headline=entry.title,
        date_published=entry.published,
        authors=[Author(name=name) for name in entry.authors] or None,
        section=entry.sections[0] if entry.sections else None,
    )


def kept_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the header fields that go into the record: names in lower case, values bounded, no cookies."""
    kept: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        if key in _DROPPED_HEADERS or key.startswith(
            ("x-cache", "x-served", "x-timer", "x-request", "x-amz-cf", "x-runtime")
        ):
            continue
        if len(kept) >= _MAX_HEADERS and key not in kept:
            break
        kept[key] = f"{kept[key]}, {value}"[:_KEPT_HEADER] if key in kept else value[:_KEPT_HEADER]
    return kept


def _other_markup(data: bytes) -> str | None:
    """Return what a body is that is markup but no page."""
    start = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<?xml") and not _ROOT_ELEMENT.search(data, 0, _START):
        return "XML of some kind"
    if start.startswith((b"{", b"[")) and len(data) < _LARGEST_JSON:
        try:
            json.loads(data)
        except (ValueError, RecursionError):
            return None
        return "JSON"
    return None


def _path(url: str) -> str:
    try:
        return target(url).path
    except UrlError:
        return ""


def _media_type(content_type: str, data: bytes) -> str:
    declared = content_type.partition(";")[0].strip().lower()
    if declared in ("text/html", "application/xhtml+xml"):
        return declared
    head = data[:4096].replace(b"\0", b"")
    if _HTML_SIGNS.search(head):
        return "text/html"
    return declared if declared.startswith("text/") else "text/plain"


def _declared(content_type: str) -> str | None:
    """Return the charset of a Content-Type header."""
    match = re.search(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:+-]{1,40})", content_type, re.IGNORECASE)
    return match[1] if match else None


def _canonical_or_none(url: str) -> str | None:
    try:
        return canonical(url)
    except ValueError:
        return None


def _canonical_url(page: str, final_url: str) -> str | None:
    """Return the canonical address: the page's own word where it can be believed, else the address that answered."""
    own = _canonical_or_none(final_url)
    end = page.find("</head", 0, _HEAD)
    link = _CANONICAL.search(page, 0, end if end >= 0 else _HEAD)
    href = _HREF.search(link[0]) if link else None
    if href is None:
        return own
    try:
        told = canonical(resolve(final_url, (href[1] or href[2] or href[3]).replace("&amp;", "&")))
    except ValueError:
        return own
    if own is None:
        return told
    # A page may name another host of its site, never another site, and not its front page for every article.
    told_host, told_path = _parts(told)
    own_host, own_path = _parts(own)
    same_site = told_host.split(".")[-2:] == own_host.split(".")[-2:]
    return told if same_site and (told_path != "/" or own_path == "/") else own


def _parts(url: str) -> tuple[str, str]:
    host, _, path = url.partition("://")[2].partition("/")
    return host, f"/{path}"
