from __future__ import annotations

import time

import pytest

from newskit.fetch.robots import Robots, allowed

SITE = "https://news.example"

CASES = [
    ("no rule", "", "/a", True),
    ("an empty rule allows", "User-agent: *\nDisallow:\n", "/a", True),
    ("a path and what is below", "User-agent: *\nDisallow: /a\n", "/a/b", False),
    ("the longest rule decides", "User-agent: *\nDisallow: /\nAllow: /news/\n", "/news/1", True),
    ("of equals the allowing one", "User-agent: *\nDisallow: /p\nAllow: /p\n", "/p", True),
    (
        "its own group replaces that for all",
        "User-agent: *\nDisallow: /\n\nUser-agent: NewsKit\nDisallow: /x\n",
        "/a",
        True,
    ),
    ("its own group holds", "User-agent: *\nAllow: /\n\nUser-agent: newskit\nDisallow: /x\n", "/x", False),
    (
        "groups of one name are one",
        "User-agent: newskit\nDisallow: /a\n\nUser-agent: newskit\nDisallow: /b\n",
        "/a",
        False,
    ),
    ("a longer name is another agent", "User-agent: newskit-images\nDisallow: /\n", "/a", True),
    ("wildcards", "User-agent: *\nDisallow: /*/print$\n", "/a/print", False),
    ("the end is the end", "User-agent: *\nDisallow: /*/print$\n", "/a/print?x", True),
    ("escapes are equal to what they stand for", "User-agent: *\nDisallow: /caf%c3%a9\n", "/café", False),
    ("but an escaped slash is no slash", "User-agent: *\nDisallow: /a%2Fb\n", "/a/b", True),
    ("byte order mark and carriage returns", "\ufeffUser-agent: *\rDisallow: /a\r", "/a", False),
    ("rules before any agent", "Disallow: /a\nUser-agent: *\nDisallow: /b\n", "/a", True),
    ("the file itself", "User-agent: *\nDisallow: /\n", "/robots.txt", True),
    ("misspelt, without a colon", "useragent *\ndisalow /a\n", "/a", False),
]


@pytest.mark.parametrize(("about", "text", "path", "expected"), CASES, ids=[case[0] for case in CASES])
def test_rules(about: str, text: str, path: str, expected: bool) -> None:
    """A robots.txt is read as RFC 9309 has it."""
    assert allowed(text, "newskit/1.2", SITE + path) is expected, about


def test_delay_and_sitemaps() -> None:
    """The delay is that of the group that speaks to the agent; sitemaps belong to no group."""
    robots = Robots(
        "User-agent: *\nCrawl-delay: 10\nSitemap: https://news.example/s.xml\n\n"
        "User-agent: newskit\nCrawl-delay: 1.5\nDisallow:\n"
    )
    assert robots.delay("newskit") == 1.5
    assert robots.delay("other") == 10
    assert robots.sitemaps == ["https://news.example/s.xml"]


def test_no_pattern_takes_long() -> None:
    """Wildcards are matched in linear time."""
    text = "User-agent: *\n" + "Disallow: /" + "*a" * 2000 + "b$\n"
    start = time.process_time()
    assert allowed(text, "newskit", SITE + "/" + "a" * 8000)
    assert time.process_time() - start < 10
