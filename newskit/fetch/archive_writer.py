"""Write every exchange of a run into a web archive: WARC 1.1, a gzip member a record, revisits for repeats."""

from __future__ import annotations

import base64
import gzip
import hashlib
import threading
import uuid
from datetime import UTC
from pathlib import Path
from typing import IO, TYPE_CHECKING

from newskit.errors import OutputError, UsageError
from newskit.fetch.http import Exchange, Head, transfer_codings
from newskit.version import __version__

if TYPE_CHECKING:
    from newskit.fetch.journal import Journal
    from newskit.fetch.options import FetchOptions

_REVISIT = "http://netpreserve.org/warc/1.1/revisit/"
_LEVEL = 6
_NOT_MODIFIED = 304


class ArchiveWriter:
    """Appends exchanges to a WARC file; safe to use from several threads.

    A run that goes on where a killed one was cuts the file behind the last record that the journal knows to be whole.
    """

    def __init__(self, path: Path, journal: Journal, options: FetchOptions) -> None:
        """Open the file; raises UsageError where that cannot be."""
        self._path = path
        self._journal = journal
        self._lock = threading.Lock()
        self._compress = path.suffix == ".gz"
        going_on = journal.resumed and path.exists()
        try:
            self._file: IO[bytes] = path.open("r+b" if going_on else "wb")
            if going_on:
                self._file.truncate(journal.archive_end())
                self._file.seek(0, 2)
        except OSError as error:
            raise UsageError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from error
        if self._file.tell() == 0:
            self._write_info(options)

    def add(self, url: str, exchange: Exchange, fetched_at: str) -> None:
        """Write request and response; raises OutputError where that fails."""
        head, body = _stored(exchange.head, exchange.body)
        payload = _sha1(exchange.body)
        with self._lock:
            first = self._journal.archived(payload) if exchange.body else None
            response_id = _new_id()
            shared = [("WARC-Target-URI", url), ("WARC-Date", fetched_at)]
            if exchange.peer:
                shared.append(("WARC-IP-Address", exchange.peer))
            fields = [*shared, ("WARC-Payload-Digest", payload)]
            kind, block = "response", head + body
            if exchange.head.status == _NOT_MODIFIED:
                kind, block = "revisit", head
                fields = [
                    *shared,
                    ("WARC-Profile", f"{_REVISIT}server-not-modified"),
                    ("WARC-Refers-To-Target-URI", url),
                ]
            elif first is not None:
                kind, block = "revisit", head
                fields += [
                    ("WARC-Profile", f"{_REVISIT}identical-payload-digest"),
                    ("WARC-Refers-To-Target-URI", first[0]),
                    ("WARC-Refers-To-Date", first[1]),
                    ("WARC-Refers-To", first[2]),
                ]
            http = "application/http; msgtype="
            try:
                self._write(_record(kind, response_id, fields, f"{http}response", block))
                request = [*shared, ("WARC-Concurrent-To", response_id)]
                self._write(_record("request", _new_id(), request, f"{http}request", exchange.request))
                self._file.flush()
            except OSError as error:
                raise OutputError(f"cannot write {self._path}: {(error.strerror or str(error)).lower()}") from error
            keep = payload if kind == "response" and exchange.body else ""
            self._journal.keep_archived(keep, url, fetched_at, response_id, self._file.tell())

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()

    def _write_info(self, options: FetchOptions) -> None:
        info = (
            f"software: newskit/{__version__}\r\nformat: WARC File Format 1.1\r\n"
            "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
            f"http-header-user-agent: {options.user_agent}\r\n"
            f"robots: {'ignored' if options.ignore_robots else 'obeyed'}\r\n"
        )
        from datetime import datetime

        date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        fields = [("WARC-Date", date), ("WARC-Filename", self._path.name)]
        self._write(_record("warcinfo", _new_id(), fields, "application/warc-fields", info.encode()))

    def _write(self, record: bytes) -> None:
        self._file.write(gzip.compress(record, _LEVEL, mtime=0) if self._compress else record)


def _stored(head: Head, body: bytes) -> tuple[bytes, bytes]:
    """Return the header as sent; of a body that came in chunks with its length instead, as Common Crawl has it."""
    if not transfer_codings(head):
        return head.raw, body
    lines = [f"HTTP/{head.version} {head.status} {head.reason}".rstrip()]
    for name, value in head.fields:
        crawled = name.lower() in ("transfer-encoding", "content-length")
        lines.append(f"{'X-Crawler-' if crawled else ''}{name}: {value}")
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace"), body


def _record(kind: str, record_id: str, fields: list[tuple[str, str]], content_type: str, block: bytes) -> bytes:
    lines = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Record-ID: {record_id}"]
    lines += [f"{name}: {value}" for name, value in fields]
    lines += [f"WARC-Block-Digest: {_sha1(block)}", f"Content-Type: {content_type}", f"Content-Length: {len(block)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8") + block + b"\r\n\r\n"


def _sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"
