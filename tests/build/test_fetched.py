from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from newskit.build import Build, Report
from newskit.errors import UsageError
from tests.fetch.server import Request, Server, answer, page

PAGES = ("one", "two", "three")


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve three pages and a feed that names two of them."""
    with Server() as running:
        for name in PAGES:
            running.replies[f"/{name}"] = answer(page(name))
        entries = "".join(f"<item><link>{running.url(f'/{name}')}</link></item>" for name in PAGES[:2])
        feed = f'<rss version="2.0"><channel><title>Feed</title>{entries}</channel></rss>'.encode()
        running.replies["/feed"] = answer(feed, kind="application/rss+xml")
        yield running


class Wire:
    """A corpus whose pages come from a server."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "urls.txt").write_text(f"{server.url('/three')}\n{server.url('/gone')}\n")
        self.file = folder / "corpus.toml"
        self.file.write_text(
            'rejects = "rejects.jsonl"\n[[source]]\nname = "wire"\n'
            f'urls = "{server.url("/feed")}"\nlists = "urls.txt"\n'
            'archive = "archive/wire.warc.gz"\nfetch = { allow_private = true, delay = 0 }\n'
            '[stages.clean]\n[[output]]\npath = "out.jsonl"\n'
        )

    def build(self, **options: bool) -> Report:
        return Build.load(self.file).run(**options)  # type: ignore[arg-type]

    def urls(self) -> list[str]:
        return [
            json.loads(line)["url"].rpartition("/")[2] for line in (self.folder / "out.jsonl").read_text().splitlines()
        ]

    def bytes(self) -> dict[str, bytes]:
        names = ("out.jsonl", "rejects.jsonl", "manifest.json", "newskit.lock")
        return {name: (self.folder / name).read_bytes() for name in names}


@pytest.fixture
def wire(tmp_path: Path, server: Server) -> Wire:
    """Return a corpus that was not fetched yet."""
    return Wire(tmp_path / "wire", server)


def test_pages_are_fetched_once_and_read_from_the_archive(wire: Wire, server: Server) -> None:
    """A source is fetched into an archive, in input order; the next build asks nobody."""
    report = wire.build()
    assert wire.urls() == ["one", "two", "three"]
    assert report.counts.rejected == {"http_404": 1}
    record = json.loads((wire.folder / "out.jsonl").read_text().splitlines()[0])
    assert record["source"]["kind"] == "warc"
    assert record["source"]["uri"] == "archive/wire.warc.gz"
    asked = len(server.requests)
    assert wire.build().is_current
    assert len(server.requests) == asked


def test_frozen_needs_the_archive_and_the_lock_alone(wire: Wire, server: Server) -> None:
    """Without the network, the list of addresses and the store, the same bytes come of archive and lock."""
    wire.build()
    wanted = wire.bytes()
    shutil.rmtree(wire.folder / ".newskit")
    (wire.folder / "out.jsonl").unlink()
    (wire.folder / "urls.txt").unlink()
    server.__exit__()
    asked = len(server.requests)
    wire.build(frozen=True)
    assert wire.bytes() == wanted
    assert len(server.requests) == asked


def test_a_clone_without_the_store_asks_nobody(wire: Wire, server: Server) -> None:
    """Lock and archive are enough for an ordinary build too."""
    wire.build()
    wanted = wire.bytes()
    shutil.rmtree(wire.folder / ".newskit")
    asked = len(server.requests)
    wire.build()
    assert wire.bytes() == wanted
    assert len(server.requests) == asked


def test_another_archive_is_refused(wire: Wire) -> None:
    """An archive that is not the one that was pinned, or is gone, is named."""
    wire.build()
    archive = wire.folder / "archive" / "wire.warc.gz"
    archive.write_bytes(archive.read_bytes() + b"\0")
    with pytest.raises(UsageError, match=r"source wire: archive/wire.warc.gz: pinned sha256 .*, found"):
        wire.build(frozen=True)
    archive.unlink()
    with pytest.raises(UsageError, match=r"the archive archive/wire.warc.gz is not there"):
        wire.build(frozen=True)


def test_an_archive_that_is_gone_is_fetched_whole(wire: Wire) -> None:
    """What the network still has is fetched again, also pages that have not changed."""
    wire.build()
    (wire.folder / "archive" / "wire.warc.gz").unlink()
    wire.build()
    assert wire.urls() == ["one", "two", "three"]


def test_update_keeps_what_has_not_changed(wire: Wire, server: Server) -> None:
    """A page that is the same stays pinned where it was first captured; one that is new comes from a new archive."""

    def tagged(request: Request) -> bytes:
        if request.headers.get("if-none-match") == '"1"':
            return answer(b"", status="304 Not Modified")
        return answer(page("one"), 'ETag: "1"')

    server.replies["/one"] = tagged
    wire.build()
    before = json.loads(wire.bytes()["newskit.lock"])["sources"][0]
    server.replies["/two"] = answer(page("changed"))
    server.replies["/gone"] = answer(page("found"))
    report = wire.build(update=True)
    assert wire.urls() == ["one", "two", "three", "gone"]
    after = json.loads(wire.bytes()["newskit.lock"])["sources"][0]
    archives = [record["archive"].rpartition("/")[2] for record in after["records"]]
    assert archives == ["wire.warc.gz", "wire-2.warc.gz", "wire.warc.gz", "wire-2.warc.gz"]
    assert after["records"][0] == before["records"][0]
    assert report.built == 2


def test_another_address_is_fetched(wire: Wire, server: Server) -> None:
    """A list that has changed is asked for; frozen says that it is not the one of the lock."""
    wire.build()
    server.replies["/four"] = answer(page("four"))
    with (wire.folder / "urls.txt").open("a") as file:
        file.write(f"{server.url('/four')}\n")
    with pytest.raises(UsageError, match="source wire: its addresses or options are not those of the lock"):
        wire.build(frozen=True)
    plan = Build.load(wire.file).plan()
    assert plan.fetched[0].fetch == "its addresses or options have changed"
    wire.build()
    assert wire.urls() == ["one", "two", "three", "four"]
