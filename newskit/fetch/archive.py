"""Web archives: WARC and WACZ files read into the records that the live fetch gave."""

from __future__ import annotations

import contextlib
import zipfile
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import urlsplit

from newskit.article import Article, Source
from newskit.errors import NewskitError, Reject
from newskit.fetch.errors import FetchError
from newskit.fetch.hosts import REDIRECTS
from newskit.fetch.http import Head, chunk_size, content_length, parse_head, transfer_codings
from newskit.fetch.page import Answer, build_article, check_type, payload
from newskit.fetch.urls import UrlError, resolve, target
from newskit.io.warc import WarcError, WarcRecord, digest_matches, read_records

STAGE = "fetch"
_MAX_REDIRECTS = 10_000
"""How many redirects of an archive are remembered until their targets come."""
_REQUISITES = ("css", "javascript", "ecmascript", "json", "octet-stream", "manifest", "x-font", "wasm")


class _Capture(NamedTuple):
    """A response in an archive."""

    uri: str
    head: Head
    body: bytes


def read_archive(name: str) -> Iterator[Article | Reject]:
    """Yield the articles of a WARC file; where it is damaged, a reject that says where."""
    try:
        with Path(name).open("rb") as file:
            yield from _articles(file, name, name)
    except OSError as error:
        yield Reject(
            input=name,
            stage=STAGE,
            reason="unreadable",
            detail=f"cannot read {name}: {(error.strerror or str(error)).lower()}",
        )


def read_bundle(name: str) -> Iterator[Article | Reject]:
    """Yield the articles of a WACZ file."""
    try:
        with zipfile.ZipFile(name) as bundle:
            members = sorted(
                member for member in bundle.namelist() if member.startswith("archive/") and ".warc" in Path(member).name
            )
            if not members:
                message = f"{name} is a zip file without an archive in it"
                yield Reject(input=name, stage=STAGE, reason="not_text", detail=message)
            for member in members:
                with bundle.open(member) as file:
                    yield from _articles(file, f"{name}#{member}", name)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        yield Reject(input=name, stage=STAGE, reason="bad_warc", detail=f"{name}: broken zip file: {error}")


def _articles(file: IO[bytes], uri: str, name: str) -> Iterator[Article | Reject]:
    reader = _Reader(file, uri)
    found = 0
    for record in read_records(file):
        found += 1
        if isinstance(record, WarcError):
            yield Reject(input=name, stage=STAGE, reason=record.reason, detail=f"{name}: {record.detail}")
            continue
        try:
            article = reader.article(record)
        except NewskitError as error:
            detail = f"{error.detail} (in {uri}, byte {record.offset:,})"
            yield Reject(input=record.uri or name, stage=STAGE, reason=error.reason, detail=detail)
            continue
        if article is not None:
            yield article


class _Reader:
    """Turns records into articles; remembers redirects, and where payloads stand that later records repeat."""

    def __init__(self, file: IO[bytes], uri: str) -> None:
        self._file = file
        self._uri = uri
        self._redirects: OrderedDict[str, list[str]] = OrderedDict()
        self._payloads: dict[str, int] = {}

    def article(self, record: WarcRecord) -> Article | None:
        """Return the article in a record, ``None`` where it holds none; raises NewskitError for one that is damaged."""
        if record.uri is None or urlsplit(record.uri).path == "/robots.txt":
            return None
        if record.type == "response":
            if not record.uri.lower().startswith(("http://", "https://")):
                return None
            capture = _Capture(record.uri, *_http(record))
            if digest := record.fields.get("warc-payload-digest"):
                self._payloads.setdefault(digest, record.offset)
        elif record.type == "revisit":
            repeated = self._repeated(record)
            if repeated is None:
                return None
            capture = repeated
        elif record.type == "resource":
            kind = record.fields.get("content-type", "")
            head = Head("1.1", 200, "OK", (("Content-Type", kind),), b"")
            if not record.uri.startswith(("http://", "https://")) or "html" not in kind:
                return None
            capture = _Capture(record.uri, head, record.block)
        else:
            return None
        return self._read(record, capture)

    def _read(self, record: WarcRecord, capture: _Capture) -> Article | None:
        uri, head, body = capture
        chain = self._redirects.pop(_plain(uri), [])
        if head.status in REDIRECTS:
            self._follow(uri, head, chain)
            return None
        if head.status not in (200, 203) or _is_requisite(head.get("content-type") or ""):
            return None
        if reason := record.fields.get("warc-truncated"):
            message = f"the crawler cut it ({reason})"
            raise FetchError(message, "truncated")
        answer = Answer(
            chain[0] if chain else uri,
            uri,
            chain,
            head.status,
            list(head.fields),
            body,
            record.fields.get("warc-date", ""),
            0.0,
        )
        found = payload(answer)
        digest = record.fields.get("warc-payload-digest")
        if record.type == "response" and digest and not _matches(digest, record, body, found.data):
            message = "the payload does not match its digest"
            raise FetchError(message, "bad_digest")
        if found.kind != "article":
            return None
        source = Source(kind="warc", uri=self._uri, offset=record.offset, length=record.length)
        return build_article(answer, found.data, source)

    def _follow(self, uri: str, head: Head, chain: list[str]) -> None:
        """Remember a redirect until its target comes."""
        try:
            place = target(resolve(uri, head.get("location") or "")).url
        except UrlError:
            return
        self._redirects[_plain(place)] = [*chain, uri]
        if len(self._redirects) > _MAX_REDIRECTS:
            self._redirects.popitem(last=False)

    def _repeated(self, record: WarcRecord) -> _Capture | None:
        """Return the response that a revisit of another address repeats, where this file has it."""
        if not record.fields.get("warc-profile", "").endswith("identical-payload-digest"):
            return None
        offset = self._payloads.get(record.fields.get("warc-payload-digest", ""))
        same = _plain(record.fields.get("warc-refers-to-target-uri", "").strip("<> ")) == _plain(record.uri or "")
        if offset is None or same or not self._file.seekable():
            return None
        place = self._file.tell()
        self._file.seek(offset)
        first = next(read_records(self._file), None)
        self._file.seek(place)
        if not isinstance(first, WarcRecord) or record.uri is None:
            return None
        head, body = _http(first)
        own = _own_head(record) or head
        return _Capture(record.uri, own, body)


def _own_head(record: WarcRecord) -> Head | None:
    try:
        return parse_head(record.block) if record.block else None
    except FetchError:
        return None


def _http(record: WarcRecord) -> tuple[Head, bytes]:
    """Header and body of a stored answer, without transfer coding."""
    for mark in (b"\r\n\r\n", b"\n\n"):
        place = record.block.find(mark)
        if place >= 0:
            raw, body = record.block[: place + len(mark)], record.block[place + len(mark) :]
            break
    else:
        raw, body = record.block, b""
    try:
        head = parse_head(raw)
    except FetchError as error:
        raise FetchError(error.detail, "bad_warc") from error
    if "chunked" in transfer_codings(head):
        return head, _dechunked(body)
    length = None
    with contextlib.suppress(FetchError):
        length = content_length(head)
    # Crawlers that store a body decoded keep the header, with the length that it had on the wire.
    if length is not None and len(body) < length and not (head.get("content-encoding") and body.lstrip()[:1] == b"<"):
        message = f"{len(body):,} of {length:,} bytes of the page are there"
        raise FetchError(message, "truncated")
    return head, body


def _dechunked(body: bytes) -> bytes:
    """Undo the chunked coding; a body that is stored without it stays as it is."""
    out = bytearray()
    place = 0
    while True:
        end = body.find(b"\n", place, place + 4096)
        try:
            size = chunk_size(body[place:end].rstrip(b"\r")) if end >= 0 else -1
        except FetchError:
            size = -1
        if size < 0:
            if not out and place == 0:
                return body
            message = f"the chunked body breaks off after {len(out):,} bytes"
            raise FetchError(message, "truncated")
        if size == 0:
            return bytes(out)
        place = end + 1
        if place + size > len(body):
            message = f"the chunked body breaks off after {len(out):,} bytes"
            raise FetchError(message, "truncated")
        out += body[place : place + size]
        place += size
        place += 2 if body[place : place + 2] == b"\r\n" else 1


def _matches(digest: str, record: WarcRecord, body: bytes, decoded: bytes) -> bool:
    """Whether a payload digest fits the body: as sent, without transfer coding, or decoded, as crawlers differ."""
    stored = record.block.partition(b"\r\n\r\n")[2]
    return any(digest_matches(digest, data) for data in (stored, body, decoded))


def _is_requisite(content_type: str) -> bool:
    """Whether a capture is part of a page (a picture, a style sheet, a script) and not a page."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        check_type(kind)
    except FetchError:
        return True
    return any(word in kind for word in _REQUISITES)


def _plain(url: str) -> str:
    try:
        return target(url).url
    except UrlError:
        return url
