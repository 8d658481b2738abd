"""Who newskit says that it is."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from newskit.fetch.options import FetchOptions
from newskit.version import __version__

from .conftest import Fetch
from .server import Server, answer, page

PLAIN = f"newskit/{__version__} (+https://newskit.example/about"


@pytest.mark.parametrize(
    ("contact", "told", "mailbox"),
    [
        (None, "", None),
        ("  ", "", None),
        ("me@example.org", "; me@example.org", "me@example.org"),
        ("https://lab.example/crawl", "; https://lab.example/crawl", None),
        (
            "Lab (Lund), <mailto:me@lab.example>",
            r"; Lab \(Lund\), <mailto:me@lab.example>",
            "me@lab.example",
        ),
        ("a) Evil/1.0 (b", r"; a\) Evil/1.0 \(b", None),
        ("me\r\nX-Other: 1", "; me X-Other: 1", None),
        ("back\\slash @ home", r"; back\\slash @ home", None),
    ],
)
def test_who_runs_it_stands_in_one_comment(contact: str | None, told: str, mailbox: str | None) -> None:
    """What is given stands behind the page about newskit, on one line, and cannot end the comment."""
    options = FetchOptions(contact=contact)
    assert options.user_agent == f"{PLAIN}{told})"
    assert options.mailbox == mailbox
    assert re.fullmatch(r"[!-~]+ \((?:\\.|[^()\\])*\)", options.user_agent)


def test_a_long_contact_takes_linear_time() -> None:
    """A megabyte of what could begin a mail address is gone through once."""
    for junk in ("a" * 1_000_000, "a@" * 500_000, "a@b." * 250_000):
        assert len(FetchOptions(contact=junk).user_agent) > 1_000_000
        assert FetchOptions(contact=junk).mailbox in (None, *["a@b." + "a"])


def test_servers_and_archives_are_told(server: Server, fetch: Fetch, tmp_path: Path) -> None:
    """Every request, that for robots.txt too, says who asks; so does the archive."""
    server.replies["/one"] = answer(page("one"))
    archive = tmp_path / "a.warc.gz"
    fetch(server.url("/one"), contact="me@example.org", warc=archive)
    assert len(server.requests) == 2
    for request in server.requests:
        assert request.headers["user-agent"] == f"{PLAIN}; me@example.org)"
        assert request.headers["from"] == "me@example.org"
    info = gzip.decompress(archive.read_bytes()).decode()
    assert f"http-header-user-agent: {PLAIN}; me@example.org)\r\n" in info
    server.requests.clear()
    fetch(server.url("/one"))
    assert {request.headers["user-agent"] for request in server.requests} == {f"{PLAIN})"}
    assert not any("from" in request.headers for request in server.requests)
