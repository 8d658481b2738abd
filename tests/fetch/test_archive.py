from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard
from fastwarc.warc import ArchiveIterator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newskit.article import Article
from newskit.errors import Reject
from newskit.fetch.archive import read_archive, read_bundle
from newskit.io.warc import WarcError, WarcRecord, read_records

from .conftest import Fetch
from .server import Server, answer, page

NUMBERS = range(5)


def record(number: int, body: bytes | None = None, *, length: int | None = None, digest: str = "") -> bytes:
    """Return one response record."""
    payload = page(f"story{number}") if body is None else body
    block = answer(payload)
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://news.example/{number}\r\n"
    head += "WARC-Date: 2026-03-05T08:00:00Z\r\n"
    if digest:
        head += f"WARC-Payload-Digest: {digest}\r\n"
    size = len(block) if length is None else length
    return (
        f"{head}Content-Type: application/http; msgtype=response\r\nContent-Length: {size}\r\n\r\n".encode()
        + block
        + b"\r\n\r\n"
    )


RECORDS = [record(number) for number in NUMBERS]


def members(*records: bytes) -> bytes:
    return b"".join(gzip.compress(part, mtime=0) for part in records)


def frames(*records: bytes) -> bytes:
    return b"".join(zstandard.ZstdCompressor().compress(part) for part in records)


def read(data: bytes) -> tuple[list[str], list[str]]:
    """The addresses of the records that were read whole, and the reasons of the errors."""
    found = list(read_records(io.BytesIO(data)))
    whole = [item for item in found if isinstance(item, WarcRecord)]
    for item in whole:
        number = int((item.uri or "").rpartition("/")[2])
        assert item.block == answer(page(f"story{number}"))
    return [item.uri or "" for item in whole], [item.reason for item in found if isinstance(item, WarcError)]


WHOLE = [f"http://news.example/{number}" for number in NUMBERS]


@pytest.mark.parametrize(
    "data",
    [
        b"".join(RECORDS),
        members(*RECORDS),
        gzip.compress(b"".join(RECORDS)),
        frames(*RECORDS),
        members(*RECORDS) + b"\0" * 512,
    ],
    ids=["plain", "a member a record", "one member", "zstd", "padded"],
)
def test_whole_files(data: bytes) -> None:
    """All forms in which archives are stored give the same records."""
    assert read(data) == (WHOLE, [])


@pytest.mark.parametrize("form", [lambda *parts: b"".join(parts), members, frames], ids=["plain", "gzip", "zstd"])
@given(share=st.floats(0.01, 0.999))
@settings(deadline=None)
def test_a_cut_file(form: Any, share: float) -> None:
    """A file cut anywhere gives the records that are whole, and says so unless it was cut between two."""
    parts = [form(part) for part in RECORDS]
    data = b"".join(parts)
    cut = int(len(data) * share)
    ends = [sum(map(len, parts[: number + 1])) for number in NUMBERS]
    urls, reasons = read(data[:cut])
    assert urls == WHOLE[: len(urls)]
    assert len(urls) >= sum(end <= cut for end in ends)
    assert reasons or cut in (0, *ends) or len(urls) > sum(end <= cut for end in ends)


@pytest.mark.parametrize("form", [lambda *parts: b"".join(parts), members], ids=["plain", "gzip"])
@given(junk=st.binary(min_size=20, max_size=300))
def test_garbage_between_records(form: Any, junk: bytes) -> None:
    """Behind garbage the next record is found, and the place is named."""
    urls, reasons = read(form(*RECORDS[:2]) + b"x" + junk + b"\r\n" + form(*RECORDS[2:]))
    assert urls == WHOLE
    assert set(reasons) == {"bad_warc"}


def test_a_broken_record() -> None:
    """A record that is damaged costs itself alone: a wrong length, a wrong digest, bytes that changed."""
    short = read(b"".join([*RECORDS[:2], record(2, length=200), *RECORDS[3:]]))
    changed = bytearray(members(*RECORDS))
    place = len(members(*RECORDS[:2])) + 120
    changed[place : place + 40] = b"\xff" * 40
    for urls, reasons in (short, read(bytes(changed))):
        assert urls == [url for url in WHOLE if not url.endswith("2")]
        assert reasons


def test_a_length_beyond_the_end() -> None:
    """A length that nobody can believe takes neither memory nor the records behind it."""
    urls, reasons = read(b"".join([*RECORDS[:2], record(2, length=10**12), *RECORDS[3:]]))
    assert urls[:2] == WHOLE[:2]
    assert "too_large" in reasons or "truncated" in reasons


@given(data=st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """No bytes are more than an error."""
    for start in (b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"):
        list(read_records(io.BytesIO(start + data)))


def test_damage_is_a_reject_that_names_the_place(tmp_path: Path) -> None:
    """The articles of a damaged archive are read, and a reject says at which byte it breaks."""
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(members(*RECORDS)[:-40])
    found = list(read_archive(str(path)))
    assert [item.url for item in found if isinstance(item, Article)] == WHOLE[:4]
    (reject,) = [item for item in found if isinstance(item, Reject)]
    assert (reject.reason, reject.input) == ("truncated", str(path))
    assert f"byte {len(members(*RECORDS[:4])):,}" in reject.detail


def test_pages_in_whole_records_that_are_none(tmp_path: Path) -> None:
    """A cut page and one that does not match its digest are rejects, in their places."""
    path = tmp_path / "pages.warc"
    cut = record(1).replace(
        b"Content-Length: " + str(len(page("story1"))).encode() + b"\r\n\r\n", b"Content-Length: 99999\r\n\r\n"
    )
    cut = cut.replace(
        b"Content-Length: " + str(len(answer(page("story1")))).encode(),
        b"Content-Length: " + str(len(cut.partition(b"\r\n\r\n")[2]) - 4).encode(),
        1,
    )
    path.write_bytes(record(0) + cut + record(2, digest="sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") + record(3))
    assert [item.url if isinstance(item, Article) else item.reason for item in read_archive(str(path))] == [
        WHOLE[0],
        "truncated",
        "bad_digest",
        WHOLE[3],
    ]


def test_bundles(tmp_path: Path) -> None:
    """A WACZ file gives the articles of the archives in it."""
    path = tmp_path / "site.wacz"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("archive/data.warc.gz", members(*RECORDS))
        bundle.writestr("datapackage.json", "{}")
    found = list(read_bundle(str(path)))
    assert [item.url for item in found if isinstance(item, Article)] == WHOLE
    path.write_bytes(path.read_bytes()[:-80])
    assert [item.reason for item in read_bundle(str(path)) if isinstance(item, Reject)] == ["bad_warc"]


def test_an_archive_gives_what_the_live_fetch_gave(server: Server, fetch: Fetch, tmp_path: Path) -> None:
    """What was fetched into an archive is read from it as the same records; another reader finds its digests right."""
    server.replies["/old"] = answer(b"", "Location: /a", status="302 Found")
    server.replies["/a"] = answer(gzip.compress(page("a")), "Content-Encoding: gzip")
    server.replies["/same"] = server.replies["/a"]
    server.replies["/chunks"] = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"%x\r\n" % len(page("c"))
        + page("c")
        + b"\r\n0\r\n\r\n"
    )
    path = tmp_path / "out.warc.gz"
    live = fetch(server.url("/old"), server.url("/same"), server.url("/gone"), server.url("/chunks"), warc=path)
    read_back = list(read_archive(str(path)))

    def told(items: list[Any]) -> list[tuple[str, str, str, str]]:
        articles = [item for item in items if isinstance(item, Article)]
        return sorted((a.id, a.url or "", a.content or "", a.source.sha256 or "") for a in articles if a.source)

    assert told(live) == told(read_back)
    assert len(told(live)) == 3
    with path.open("rb") as file:
        for other in ArchiveIterator(file, parse_http=False):
            assert other.verify_block_digest(), other.headers


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(cut=st.integers(0, 2000))
def test_a_resumed_archive_is_whole(server: Server, tmp_path: Path, cut: int) -> None:
    """A run that goes on cuts off what was being written when it was killed."""
    from newskit.fetch import Fetcher, FetchOptions

    path, journal = tmp_path / f"{cut}.warc.gz", tmp_path / f"{cut}.sqlite"
    server.replies["/a"], server.replies["/b"] = answer(page("a")), answer(page("b"))
    options = FetchOptions(allow_private=True, delay=0, journal=journal, warc=path)
    broken = Fetcher(options)
    list(broken.fetch([server.url("/a")]))
    broken.close()
    with path.open("ab") as file:
        file.write(gzip.compress(record(1))[:cut])
    with Fetcher(options) as fetcher:
        list(fetcher.fetch([server.url("/a"), server.url("/b")]))
    found = list(read_archive(str(path)))
    assert [item.url for item in found if isinstance(item, Article)] == [server.url("/a"), server.url("/b")]
    assert len(found) == 2
