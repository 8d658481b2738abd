from __future__ import annotations

import time

import pytest

from newskit.fetch.walls import find_wall, visible_length

ARTICLE = "<p>" + "The council met on Tuesday and voted for the bridge. " * 8 + "</p>"


def html(title: str, body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


WALLS = [
    ("a challenge", html("Just a moment...", "<script>window._cf_chl_opt={}</script>"), "blocked"),
    ("a challenge in its scripts alone", html("", "<script>window.gokuProps={}</script><div></div>"), "blocked"),
    ("a consent page", html("Before you continue to News", "<form><button>Accept all</button></form>"), "blocked"),
    (
        "a consent page by its buttons",
        html("News", "<h1>Cookies and privacy at News</h1><p>We use them.</p><button class='x'>Accept all</button>"),
        "blocked",
    ),
    ("a page that sends elsewhere", html("News", "<meta http-equiv='refresh' content='0;url=/x'>Moved"), "empty"),
    ("nothing to read", html("News", "<script>x()</script>"), "empty"),
    ("a log-in page", html("Log in - News", "<form action='/login'><input type='password'></form>"), "blocked"),
    ("not found", html("News", "<h1>Page not found</h1><p>Try the search.</p>"), "soft_404"),
    ("not found in German", html("Seite nicht gefunden | Zeitung", "<p>Leider.</p>"), "soft_404"),
    ("not found in Russian", html("Страница не найдена", ""), "soft_404"),
    (
        "an empty shell",
        html("News", '<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>'),
        "empty",
    ),
]


@pytest.mark.parametrize(("about", "text", "reason"), WALLS, ids=[case[0] for case in WALLS])
def test_walls(about: str, text: str, reason: str) -> None:
    """A page that is none is told by its title and what little can be read on it."""
    found = find_wall(text)
    assert found is not None, about
    assert found[0] == reason


PAGES = [
    html("Just a moment: how a captcha works", ARTICLE * 5),
    html("Error 404: the story of a number", f"<script>_cf_chl_opt</script>{ARTICLE * 5}"),
    html("Bridge opens", f'<div id="root"></div>{ARTICLE}'),
    html(
        "Example Domain", "<h1>Example Domain</h1><p>This domain is for use in illustrative examples in documents.</p>"
    ),
    html("Log in to a lost world", ARTICLE),
    html("What cookies do to privacy", ARTICLE + "<p>They stay.</p>"),
    html("Short news", "<p>The bridge is open again.</p>"),
]


@pytest.mark.parametrize("text", PAGES)
def test_articles_are_no_walls(text: str) -> None:
    """An article stays one, whatever it is about, and a short page is no wall for being short."""
    assert find_wall(text) is None


def test_headers_tell_a_challenge() -> None:
    """A header of the vendor is enough where little can be read."""
    assert find_wall(html("", ""), [("cf-mitigated", "challenge")]) is not None
    assert find_wall(html("Story", ARTICLE * 9), [("cf-mitigated", "challenge")]) is None


def test_what_can_be_read() -> None:
    """Scripts, styles and comments are not read."""
    assert visible_length("<p>One <b>two</b></p><script>three</script><!-- four --><style>x{}</style>") == len(
        "One two"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<" * 1_000_000,
        "<div " * 200_000,
        "<script>" * 100_000,
        "<!--" * 200_000,
        "<noscript>" * 90_000,
        "404 " * 250_000,
    ],
)
def test_no_page_takes_long(text: str) -> None:
    """A megabyte of any markup is judged in linear time."""
    start = time.process_time()
    find_wall(text)
    assert time.process_time() - start < 30
