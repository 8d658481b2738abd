from __future__ import annotations

import pytest

from newskit.fetch.sitemaps import Link, SitemapError, kind, links

BASE = "http://news.example/sitemap.xml"
HEAD = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def found(body: str) -> tuple[list[Link], str | None]:
    """The links of a sitemap, and why it broke off."""
    result = []
    try:
        for link in links(body.encode(), BASE):
            result.append(link)  # noqa: PERF402 - what came before the break counts
    except SitemapError as error:
        return result, error.reason
    return result, None


def test_addresses_with_dates() -> None:
    """An address comes with its date; what is no address of the web is left out."""
    body = (
        HEAD + "<url><loc> http://news.example/1?a=1&b=2 </loc><lastmod>2026-03-05</lastmod></url>"
        "<url><loc>javascript:x</loc></url></urlset>"
    )
    assert found(body) == ([Link("http://news.example/1?a=1&b=2", modified="2026-03-05")], None)


def test_news_extension_and_pictures() -> None:
    """The news extension gives date and headline; the address of a picture is no article."""
    body = (
        '<urlset xmlns:n="http://n" xmlns:image="http://i"><url><image:image><image:loc>http://news.example/a.jpg</image:loc></image:image>'
        "<loc>http://news.example/1</loc><n:news><n:publication_date>2026-03-05T08:00:00Z</n:publication_date>"
        "<n:title>Bridge opens</n:title></n:news></url></urlset>"
    )
    link = Link("http://news.example/1", published="2026-03-05T08:00:00Z", title="Bridge opens")
    assert found(body) == ([link], None)


def test_an_index() -> None:
    """An index points to sitemaps."""
    body = "<sitemapindex><sitemap><loc>http://news.example/a.xml.gz</loc></sitemap></sitemapindex>"
    assert found(body) == ([Link("http://news.example/a.xml.gz", sitemap=True)], None)


@pytest.mark.parametrize("cut", range(90, 230, 7))
def test_a_cut_sitemap(cut: int) -> None:
    """What stands whole before a cut is kept, nothing else, and the cut is said."""
    body = HEAD + "".join(f"<url><loc>http://news.example/{number}</loc></url>" for number in range(9)) + "</urlset>"
    part = body[:cut]
    result, reason = found(part)
    assert [link.url for link in result] == [f"http://news.example/{number}" for number in range(part.count("</url>"))]
    assert reason in ("truncated", "bad_sitemap")


def test_entities_are_not_expanded() -> None:
    """An entity breaks the file off; it is never expanded."""
    body = '<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>http://news.example/&x;</loc></url></urlset>'
    assert found(body) == ([], "truncated")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"http://news.example/1\r\nhttps://news.example/2\n", "text"),
        (b"\xef\xbb\xbf<urlset>", "xml"),
        (b"<html><body><urlset></body></html>", None),
        (b"A story\nhttp://news.example/1\n", None),
        (b"", None),
    ],
)
def test_told_by_content(body: bytes, expected: str | None) -> None:
    """A sitemap is told from a page by what is in it."""
    assert kind(body) == expected
