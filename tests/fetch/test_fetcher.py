from __future__ import annotations

import gzip
import itertools
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newskit.article import Article
from newskit.errors import Reject, UsageError
from newskit.fetch import Fetcher, FetchOptions
from newskit.fetch.http import Times

from .conftest import Fetch
from .server import Request, Server, answer, page, raw

CUT = gzip.compress(page("cut"))[:-60]
#: Answers that are refused, with the classes of reason.
REFUSED: dict[str, tuple[bytes, str]] = {
    "a length that is not reached": (
        answer(page("a"), "Connection: close").replace(b"Content-Length: ", b"Content-Length: 9"),
        "truncated",
    ),
    "no last chunk": (raw(b"5\r\n<html\r\n", "Transfer-Encoding: chunked"), "truncated"),
    "a chunk that is no number": (raw(b"5\r\n<html\r\nzz\r\n", "Transfer-Encoding: chunked"), "bad_response"),
    "a gzip stream that is cut": (answer(CUT, "Content-Encoding: gzip"), "truncated"),
    "two lengths": (raw(page("a"), "Content-Length: 5", "Content-Length: 9"), "bad_response"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.9\r\n", "bad_response"),
    "a header without end": (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 60_000, "too_large"),
    "a body that is too long": (raw(b"<p>" * 9_000_000), "too_large"),
    "a bomb": (answer(gzip.compress(b"<p>" * 12_000_000), "Content-Encoding: gzip"), "too_large"),
    "a PDF called a page": (answer(b"%PDF-1.7\n" + bytes(range(256))), "not_text"),
    "a video, by its header": (answer(b"x" * 100, kind="video/mp4"), "not_text"),
    "an answer of a program": (answer(b'{"a": 1}', kind="application/json"), "not_text"),
    "an answer of a program called a page": (answer(b'{"error": "none"}'), "not_text"),
    "another markup": (answer(b'<?xml version="1.0"?><opml><body></body></opml>', kind="text/xml"), "not_text"),
    "nothing": (answer(b" \n"), "empty"),
    "a page that says it is none": (answer(b"<html><title>404 Not Found</title></html>"), "soft_404"),
    "a redirect to a file": (answer(b"", "Location: file:///etc/passwd", status="302 Found"), "bad_scheme"),
    "a redirect to nowhere": (answer(b"", status="302 Found"), "bad_redirect"),
    "a status": (answer(page("a"), status="410 Gone"), "http_410"),
}


@pytest.mark.parametrize(("reply", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(server: Server, fetch: Fetch, reply: bytes, reason: str) -> None:
    """No answer that is cut, too large or no page becomes a record; the reject names the address and the class."""
    server.replies["/a"] = reply
    (found,) = fetch(server.url("/a"), attempts=1)
    assert isinstance(found, Reject)
    assert (found.input, found.stage, found.reason) == (server.url("/a"), "fetch", reason)


def test_a_record(server: Server, fetch: Fetch) -> None:
    """A record says what was asked for, where it came from, and holds the page as text."""
    server.replies["/old"] = answer(b"", "Location: /new?utm_source=x", status="301 Moved")
    server.replies["/new?utm_source=x"] = answer(
        "Größe ".encode("latin-1") + page("a"), 'ETag: "1"', kind="text/html; charset=latin1"
    )
    (found,) = fetch(server.url("/old"))
    assert isinstance(found, Article)
    assert found.url == server.url("/old")
    assert found.canonical_url == server.url("/new")
    assert found.content is not None
    assert found.content.startswith("Größe <!DOCTYPE")
    source = found.source
    assert source is not None
    assert (source.kind, source.uri, source.status) == ("url", server.url("/new?utm_source=x"), 200)
    assert (source.media_type, source.charset) == ("text/html", "windows-1252")
    assert source.redirects == [server.url("/old")]
    assert source.headers is not None
    assert source.headers["etag"] == '"1"'


def test_input_order_and_repeats(server: Server, fetch: Fetch) -> None:
    """Records come in input order, each article once, and what is refused stands in its place."""
    for name in "abc":
        server.replies[f"/{name}"] = answer(page(name))
    found = fetch(
        server.url("/b"), server.url("/x"), server.url("/a"), server.url("/b?utm_medium=x#y"), server.url("/c")
    )
    assert [item.url if isinstance(item, Article) else item.reason for item in found] == [
        server.url("/b"),
        "http_404",
        server.url("/a"),
        server.url("/c"),
    ]
    assert server.paths().count("/b") == 1


def test_feeds_and_sitemaps_are_followed(server: Server, fetch: Fetch) -> None:
    """A feed gives its articles in its place, a sitemap index those of its sitemaps; each says where it was found."""
    for name in "abcd":
        server.replies[f"/{name}"] = answer(page(name))
    feed = f"<rss><channel><item><link>{server.url('/a')}</link></item><item><link>/b</link></item></channel></rss>"
    server.replies["/feed"] = answer(feed.encode())
    maps = "".join(f"<sitemap><loc>{server.url(path)}</loc></sitemap>" for path in ("/map.gz", "/index"))
    index = f"<sitemapindex>{maps}</sitemapindex>"
    server.replies["/index"] = answer(index.encode(), kind="text/xml")
    server.replies["/map.gz"] = answer(gzip.compress(f"<urlset><url><loc>{server.url('/d')}</loc></url><url>".encode()))
    found = fetch(server.url("/feed"), server.url("/index"), server.url("/c"))
    told = [
        (item.url, item.source.kind) if isinstance(item, Article) and item.source else item.reason for item in found
    ]  # type: ignore[union-attr]
    assert told == [
        (server.url("/a"), "feed"),
        (server.url("/b"), "feed"),
        (server.url("/d"), "sitemap"),
        "truncated",
        (server.url("/c"), "url"),
    ]


def test_a_site_leads_to_its_feeds(server: Server, fetch: Fetch) -> None:
    """A home page is asked for its feeds; on request it is a page like any other."""
    server.replies["/"] = answer(
        page("home").replace(b"</head>", b'<link rel="alternate" type="application/rss+xml" href="/feed"></head>')
    )
    server.replies["/feed"] = answer(b"<rss><channel><item><link>/a</link></item></channel></rss>")
    server.replies["/a"] = answer(page("a"))
    assert [item.url for item in fetch(server.url("/")) if isinstance(item, Article)] == [server.url("/a")]
    assert [item.url for item in fetch(server.url("/"), discover=False) if isinstance(item, Article)] == [
        server.url("/")
    ]


def test_filters(server: Server, fetch: Fetch) -> None:
    """Entries are chosen by date, address and section, and their number is bounded."""
    items = "".join(
        f"<url><loc>{server.url(f'/{section}/{day}')}</loc><lastmod>2026-03-0{day}</lastmod></url>"
        for day, section in enumerate(["sport", "world", "world", "sport"], 1)
    )
    server.replies["/map"] = answer(f"<urlset>{items}</urlset>".encode(), kind="text/xml")
    for day, section in enumerate(["sport", "world", "world", "sport"], 1):
        server.replies[f"/{section}/{day}"] = answer(page(f"{section}{day}"))

    def days(**options: object) -> str:
        return "".join(
            (item.url or "")[-1] for item in fetch(server.url("/map"), **options) if isinstance(item, Article)
        )

    assert days() == "1234"
    assert days(since="2026-03-02", until="2026-03-03") == "23"
    assert days(match=("/[34]$",), skip=("sport",)) == "3"
    assert days(sections=("World",)) == "23"
    assert days(max_articles=2) == "12"


def test_robots_are_asked_first_and_once(server: Server, fetch: Fetch) -> None:
    """robots.txt is the first request to a host; what it forbids is not asked for, nor what a redirect leads to."""
    server.replies["/robots.txt"] = answer(b"User-agent: newskit\nDisallow: /no\n", kind="text/plain")
    server.replies["/a"] = answer(page("a"))
    server.replies["/r"] = answer(b"", "Location: /no", status="302 Found")
    found = fetch(server.url("/a"), server.url("/no"), server.url("/r"))
    assert [item.reason if isinstance(item, Reject) else "" for item in found] == ["", "robots", "robots"]
    assert [request.path for request in server.requests] == ["/robots.txt", "/a", "/r"]


def test_unreachable_robots_forbid_everything(server: Server, fetch: Fetch) -> None:
    """A server that fails to say what it allows is not asked for anything."""
    server.replies["/robots.txt"] = answer(b"", status="500 Oops")
    (found,) = fetch(server.url("/a"))
    assert isinstance(found, Reject)
    assert found.reason == "robots_unreachable"
    assert server.paths() == []


def test_one_request_at_a_time_with_pauses(fetch: Fetch) -> None:
    """A host is asked by one request at a time, with a pause after each; other hosts go on meanwhile."""
    with Server("127.0.0.1", "127.0.0.2") as server:
        for number in range(4):
            server.replies[f"/{number}"] = answer(page(str(number)))
        inputs = [server.url(f"/{number}", host) for host in ("127.0.0.1", "127.0.0.2") for number in range(4)]
        start = time.monotonic()
        assert all(isinstance(item, Article) for item in fetch(*inputs, delay=0.5))
        assert time.monotonic() - start < 3.5
        for host in ("127.0.0.1", "127.0.0.2"):
            times = [
                request.time for request in server.requests if request.ip == host and request.path != "/robots.txt"
            ]
            assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.19


def test_retry_after_holds_for_the_host(server: Server, fetch: Fetch) -> None:
    """A host that asks for a pause gets it for all its pages, and is then asked again."""
    seen: list[float] = []

    def busy(request: Request) -> bytes:
        seen.append(request.time)
        return answer(b"", "Retry-After: 1", status="429 Slow") if len(seen) == 1 else answer(page("a"))

    server.replies["/a"] = busy
    server.replies["/b"] = answer(page("b"))
    assert all(isinstance(item, Article) for item in fetch(server.url("/a"), server.url("/b")))
    assert seen[1] - seen[0] >= 1
    assert min(request.time for request in server.requests if request.path == "/b") - seen[0] >= 1


def test_a_day_is_not_waited_for(server: Server, fetch: Fetch) -> None:
    """A host that wants a day is given up at once, with all its pages."""
    server.replies["/a"] = answer(b"", "Retry-After: 86400", status="429 Slow")
    found = fetch(server.url("/a"), server.url("/b"))
    assert [item.reason for item in found if isinstance(item, Reject)] == ["http_429", "http_429"]
    assert server.paths() == ["/a"]


def test_a_failure_is_worth_another_try(server: Server, fetch: Fetch) -> None:
    """A connection that breaks and a server that fails are asked again."""
    tries: list[str] = []

    def failing(request: Request) -> bytes | None:
        tries.append(request.path)
        return [None, answer(b"", status="503 Busy"), answer(page("a"))][len(tries) - 1]

    server.replies["/a"] = failing
    (found,) = fetch(server.url("/a"))
    assert isinstance(found, Article)
    assert len(tries) == 3


def test_a_drip_has_a_deadline(server: Server, fetch: Fetch) -> None:
    """Bytes that come one by one do not keep a request alive."""

    def drip(_: Request) -> bytes | None:
        time.sleep(3)
        return None

    server.replies["/a"] = drip
    start = time.monotonic()
    (found,) = fetch(server.url("/a"), times=Times(connect=1, first_byte=0.5, total=1), ignore_robots=True)
    assert isinstance(found, Reject)
    assert found.reason == "timeout"
    assert time.monotonic() - start < 30


def test_private_addresses_are_refused(server: Server) -> None:
    """Without leave, nothing on loopback is even connected to."""
    with Fetcher(FetchOptions()) as fetcher:
        (found,) = fetcher.fetch([server.url("/a")])
    assert isinstance(found, Reject)
    assert found.reason == "private_address"
    assert server.requests == []


def test_a_second_run_asks_for_changes(server: Server, fetch: Fetch, tmp_path: Path) -> None:
    """With a cache, a page that has not changed comes from the cache, or not at all where only news are wanted."""

    def tagged(request: Request) -> bytes:
        if request.headers.get("if-none-match") == '"1"':
            return answer(b"", status="304 Not Modified").replace(b"Content-Length: 0\r\n", b"")
        return answer(page("a"), 'ETag: "1"')

    server.replies["/a"] = tagged
    server.replies["/b"] = answer(page("b"))
    inputs = (server.url("/a"), server.url("/b"))
    first = fetch(*inputs, cache=tmp_path)
    second = fetch(*inputs, cache=tmp_path)
    assert [item.content for item in first if isinstance(item, Article)] == [
        item.content for item in second if isinstance(item, Article)
    ]
    assert fetch(*inputs, cache=tmp_path, only_new=True) == []
    server.replies["/b"] = answer(page("changed"))
    assert [item.url for item in fetch(*inputs, cache=tmp_path, only_new=True) if isinstance(item, Article)] == [
        server.url("/b")
    ]


KILLED = """
import sys
from pathlib import Path
from newskit.fetch import Fetcher, FetchOptions
with Fetcher(FetchOptions(allow_private=True, delay=0.02, journal=Path(sys.argv[1]))) as fetcher:
    for item in fetcher.fetch(sys.argv[2:]):
        print(getattr(item, "url", None) or item.reason, flush=True)
"""


def test_a_killed_run_goes_on(server: Server, tmp_path: Path) -> None:
    """A run that is killed and started again gives what an uninterrupted one gives, and asks for no page twice."""
    for number in range(40):
        server.replies[f"/{number}"] = answer(page(str(number)))
    urls = [server.url(f"/{number}") for number in range(42)]
    journal = tmp_path / "run.sqlite"
    command = [sys.executable, "-c", KILLED, str(journal), *urls]
    killed = 0
    for _ in range(3):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        for _ in range(8):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        killed += 1
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.splitlines() == [*urls[:40], "http_404", "http_404"]
    assert len(server.paths()) <= 42 + killed
    assert not list(tmp_path.iterdir())


def test_one_run_at_a_time(tmp_path: Path) -> None:
    """A cache that another run has open is refused."""
    with Fetcher(FetchOptions(cache=tmp_path)), pytest.raises(UsageError, match="is used by another"):
        Fetcher(FetchOptions(cache=tmp_path))


def test_unordered(server: Server, fetch: Fetch) -> None:
    """Without an order the same records come, each once."""
    for number in range(20):
        server.replies[f"/{number}"] = answer(page(str(number)))
    feed = "".join(f"<item><link>/{number}</link></item>" for number in range(20))
    server.replies["/feed"] = answer(f"<rss><channel>{feed}</channel></rss>".encode())
    found = fetch(server.url("/feed"), "nowhere.html", unordered=True)
    assert {item.url for item in found if isinstance(item, Article)} == {
        server.url(f"/{number}") for number in range(20)
    }
    assert [item.reason for item in found if isinstance(item, Reject)] == ["bad_url"]


def test_articles_that_wait_do_so_in_the_journal(server: Server, fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    """What memory does not hold until its turn comes is made again from the journal, the same."""
    for number in range(30):
        server.replies[f"/{number}"] = answer(page(str(number)))
    feed = "".join(f"<item><link>/{number}</link></item>" for number in range(30))
    server.replies["/feed"] = answer(f"<rss><channel>{feed}</channel></rss>".encode())
    inputs = [server.url("/slow"), server.url("/feed")]

    def slow(_: Request) -> bytes:
        time.sleep(0.5)
        return answer(page("slow"))

    server.replies["/slow"] = slow
    whole = [item.content for item in fetch(*inputs) if isinstance(item, Article)]
    monkeypatch.setattr("newskit.fetch.fetcher.MAX_HELD", 1000)
    monkeypatch.setattr("newskit.fetch.fetcher.MAX_WAITING", 1000)
    assert [item.content for item in fetch(*inputs) if isinstance(item, Article)] == whole
    assert len(whole) == 31


def test_feed_texts(server: Server, fetch: Fetch) -> None:
    """The text that a feed carries is taken on request, and the page is then not asked for."""
    text = "<p>All of the story.</p>" * 60
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"url": server.url("/a"), "title": "A", "content_html": text}],
    }
    server.replies["/feed"] = answer(json.dumps(feed).encode(), kind="application/feed+json")
    (found,) = fetch(server.url("/feed"), feed_text=True)
    assert isinstance(found, Article)
    assert (found.content, found.headline, found.url) == (text, "A", server.url("/a"))
    assert server.paths() == ["/feed"]
