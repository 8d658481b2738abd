from __future__ import annotations

import json
import time

import pytest

from newskit.fetch.feeds import entries, is_feed, read_feed

BASE = "http://news.example/feeds/all.xml"
ITEM = "<item><title>Bridge opens</title><link>http://news.example/1</link></item>"


def rss(items: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f"{head}<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


def urls(body: bytes) -> list[str | None]:
    return [entry["url"] for entry in entries(body, BASE)]


def test_rss() -> None:
    """An item gives its address, its title as text and its date."""
    item = (
        "<item><title>Fish &amp;amp; <![CDATA[<b>chips</b>]]></title><link> /1 </link>"
        "<pubDate>Thu, 05 Mar 2026 08:00:00 GMT</pubDate></item>"
    )
    assert entries(rss(item), BASE) == [
        {"url": "http://news.example/1", "title": "Fish & chips", "published": "2026-03-05T08:00:00Z"}
    ]


def test_atom() -> None:
    """The alternate link counts, resolved against xml:base; the update stands in for a missing date."""
    body = (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://news.example/2026/"><title>News</title><entry>'
        b'<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <em>new</em> bridge</div></title>'
        b'<link rel="enclosure" href="a.mp3"/><link rel="self" href="x"/><link href="bridge"/>'
        b"<updated>2026-03-05T08:00:00Z</updated></entry></feed>"
    )
    assert entries(body, BASE) == [
        {"url": "http://news.example/2026/bridge", "title": "A new bridge", "published": "2026-03-05T08:00:00Z"}
    ]


def test_json_feed() -> None:
    """JSON Feed is read too; items that are none are passed over."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [None, 5, {"url": "/1", "title": "One", "date_published": "2026-03-05"}, {"url": 7}],
    }
    assert entries(json.dumps(feed).encode(), BASE) == [
        {"url": "http://news.example/1", "title": "One", "published": "2026-03-05"}
    ]


def test_an_identifier_is_a_link_unless_it_says_no() -> None:
    """A guid stands in for a missing link; an item without any address is kept without one."""
    items = "<item><guid>http://news.example/1</guid></item><item><guid isPermaLink='false'>http://x</guid></item>"
    assert urls(rss(items)) == ["http://news.example/1", None]


BROKEN = {
    "a bare ampersand": ITEM + "<item><title>A & B</title><link>http://news.example/2?a=1&b=2</link></item>",
    "an entity of HTML": ITEM + "<item><title>Caf&eacute;</title><link>http://news.example/2?a=1&amp;b=2</link></item>",
    "a control character": ITEM + "<item><title>A\x02</title><link>http://news.example/2?a=1&amp;b=2</link></item>",
    "an item that is not closed": ITEM.replace("</item>", "")
    + "<item><link>http://news.example/2?a=1&amp;b=2</link></item>",
}


@pytest.mark.parametrize("items", BROKEN.values(), ids=BROKEN)
def test_broken_feeds(items: str) -> None:
    """What feeds most often get wrong costs no item."""
    assert urls(rss(items)) == ["http://news.example/1", "http://news.example/2?a=1&b=2"]


@pytest.mark.parametrize("head", ["\n \n", "<br />\n<b>Warning</b>\n", "\ufeff\n<!-- x -->"])
def test_text_before_the_feed(head: str) -> None:
    """What stands before the feed is passed over."""
    assert urls(rss(ITEM, head + '<?xml version="1.0"?>')) == ["http://news.example/1"]


def test_encodings() -> None:
    """The declared encoding holds where it can be right; undeclared bytes that are not UTF-8 are Windows-1252."""
    head = '<?xml version="1.0" encoding="{}"?>'
    russian = rss(ITEM.replace("Bridge opens", "Мост"), head.format("windows-1251")).decode().encode("windows-1251")
    wrong = rss(ITEM.replace("Bridge opens", "Été"), head.format("utf-8")).decode().encode("latin-1")
    never = rss(ITEM.replace("Bridge opens", "Été"), head.format("utf-16"))
    assert [entries(body, BASE)[0]["title"] for body in (russian, wrong, never)] == ["Мост", "Été", "Été"]


def test_entities_are_not_expanded() -> None:
    """No entity that a document declares is expanded, neither its own nor a file's."""
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 12}">' for n in range(9))
    for document_type in (
        f'<!DOCTYPE r [<!ENTITY e0 "lol">{bomb}]>',
        '<!DOCTYPE r [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>',
    ):
        start = time.process_time()
        found = entries(rss("<item><title>&e9;</title></item>", document_type), BASE)
        assert time.process_time() - start < 10
        assert "root:" not in str(found)
        assert "lollol" not in str(found)


@pytest.mark.parametrize(
    "body", [b"", b"\0\1\2" * 100, b"<!DOCTYPE html><html><a href=/1>x</a></html>", b'{"items": 3}', b"{" * 100_000]
)
def test_what_is_no_feed(body: bytes) -> None:
    """A page, bytes and nothing have no items."""
    assert entries(body, BASE) == []
    assert not is_feed(body)


def test_whole_texts() -> None:
    """The text that a feed carries is kept as HTML."""
    item = (
        '<item xmlns:content="http://purl.org/rss/1.0/modules/content/"><link>http://news.example/1</link>'
        "<content:encoded>&lt;p&gt;All of it.&lt;/p&gt;</content:encoded></item>"
    )
    assert read_feed(rss(item), BASE)[0].content == "<p>All of it.</p>"
