"""Files that are given to fetch: pages, feeds, sitemaps, web archives and folders of them, told apart by content."""

from __future__ import annotations

import glob
import itertools
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from newskit.article import Article
from newskit.errors import Reject
from newskit.fetch import sitemaps
from newskit.fetch.encoding import GZIP_MAGIC, ZSTD_MAGIC, gunzip
from newskit.fetch.errors import FetchError
from newskit.fetch.feeds import is_feed
from newskit.fetch.page import Answer, kind_of

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_HEAD = 65_536
_ZIP = b"PK\x03\x04"
_ARCHIVE_NAMES = re.compile(r"\.(?:warc|arc)(?:\.gz|\.zst)?(?:\.\w+)?$", re.IGNORECASE)
_SUFFIXES = frozenset(
    {".html", ".htm", ".xhtml", ".txt", ".xml", ".rss", ".atom", ".rdf", ".json", ".warc", ".wacz", ".gz", ".zst"}
)
_OWN_JOURNAL = ".fetch.sqlite"


def is_local(name: str) -> bool:
    """Whether an input names a file, a folder or a glob that matches something, and not an address."""
    if not name or _SCHEME.match(name) or "\0" in name or len(name) > 4096:
        return False
    return os.path.lexists(name) or (glob.has_magic(name) and bool(_globbed(name)))


def _globbed(name: str) -> list[str]:
    return sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - absolute patterns too


def open_input(name: str) -> Answer | Iterator[Article | Reject]:
    """Return a feed or sitemap as an answer whose entries are to be fetched, anything else as its records."""
    if os.path.lexists(name) and not Path(name).is_dir():
        try:
            kind, body = _look(name)
        except OSError:
            return _pages(name)  # the reader of pages says what is wrong with it
        except FetchError as error:
            detail = f"{name}: {error.detail}"
            return iter([Reject(input=name, stage="fetch", reason=error.reason, detail=detail)])
        if kind == "collection":
            return Answer(name, name, [], 200, [], body, "", 0.0)
        return _records(name, kind)
    paths = _in_folder(name) if Path(name).is_dir() else _globbed(name)
    first = next(paths := iter(paths), None)
    if first is None:
        message = f"{name}: no page, feed or archive in this folder"
        return iter([Reject(input=name, stage="fetch", reason="empty", detail=message)])
    return _all(itertools.chain([first], paths))


def _in_folder(name: str) -> Iterator[str]:
    for folder, folders, files in os.walk(name):
        folders.sort()
        for file in sorted(files):
            if Path(file).suffix.lower() in _SUFFIXES and not file.startswith("."):
                yield str(Path(folder) / file)


def _all(paths: Iterator[str]) -> Iterator[Article | Reject]:
    for path in paths:
        found = open_input(path)
        if isinstance(found, Answer):
            message = f"{path} is a feed or sitemap; name it by itself to fetch what it points to"
            yield Reject(input=path, stage="fetch", reason="bad_feed", detail=message)
        else:
            yield from found


def _look(name: str) -> tuple[str, bytes]:
    """Return what a file is: ``archive``, ``bundle`` (WACZ), ``collection`` with its body, or ``page``."""
    with Path(name).open("rb") as file:
        head = file.read(_HEAD)
    start = head
    if head.startswith(GZIP_MAGIC):
        try:
            start = zlib.decompressobj(31).decompress(head, _HEAD)
        except zlib.error:
            start = b""
    if start.startswith((b"WARC/", b"filedesc://")) or _ARCHIVE_NAMES.search(name):
        return "archive", b""
    if head.startswith(_ZIP):
        return "bundle", b""
    if sitemaps.kind(start) == "xml" or is_feed(start):
        data = _whole(name)
        return "collection", gunzip(data, sitemaps.MAX_BYTES) if data.startswith(GZIP_MAGIC) else data
    if start and not start.startswith(ZSTD_MAGIC):
        kind_of(start)
    return "page", b""


def _whole(name: str) -> bytes:
    with Path(name).open("rb") as file:
        data = file.read(sitemaps.MAX_BYTES + 1)
    if len(data) > sitemaps.MAX_BYTES:
        message = f"{name}: longer than {sitemaps.MAX_BYTES:,} bytes"
        raise FetchError(message, "too_large")
    return data


def _records(name: str, kind: str) -> Iterator[Article | Reject]:
    if kind == "archive":
        from newskit.fetch.archive import read_archive

        return read_archive(name)
    if kind == "bundle":
        from newskit.fetch.archive import read_bundle

        return read_bundle(name)
    return _pages(name)


def _pages(name: str) -> Iterator[Article | Reject]:
    from newskit.io.reader import read

    return read([name])
