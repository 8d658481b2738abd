"""Articles that are cut into several pages: which link leads on, and what ``--next-pages`` fetches."""

from __future__ import annotations

from pathlib import Path

import pytest

from newskit.article import Article
from newskit.errors import Reject
from newskit.fetch.next_page import find_next_page, goes_on

from .conftest import Fetch
from .server import Server, answer, page

SITE = "https://paper.example"
#: An address, and that of its next page.
PAGES = [
    ("/x/story", "/x/story?page=2"),
    ("/x/story?page=2", "/x/story?page=3"),
    ("/x/story", "/x/story?page=1"),
    ("/story?id=3", "/story?id=3&page=2"),
    ("/story?id=3", "/story?page=2&id=3"),
    ("/story/", "/story/2/"),
    ("/story/", "/story/page/2/"),
    ("/story/page/2/", "/story/page/3/"),
    ("/x/story-123.html", "/x/story-123-2.html"),
    ("/x/story-123-2.html", "/x/story-123-3.html"),
    ("/politik/story", "/politik/story/seite-2"),
    ("/story-1.html", "/story-1_2.html"),
    ("/story,123.html", "/story,123,2.html"),
    ("/story.html?utm_source=feed", "/story.html?p=2"),
    ("/x/story.html", "/x/story-page2.html"),
]
#: An address, and that of another article, or of the same page.
OTHERS = [
    ("/x/story", "/x/other"),
    ("/p/12345", "/p/12346"),
    ("/?p=120", "/?p=121"),
    ("/story?page=1", "/story?page=3"),
    ("/story?page=2", "/story"),
    ("/story", "/story"),
    ("/x/story-1233.html", "/x/story-1234.html"),
    ("/story", "/story/comments?page=2"),
]


@pytest.mark.parametrize(("here", "there"), PAGES)
def test_a_page_goes_on_where_only_its_number_differs(here: str, there: str) -> None:
    """Numbers in the query, in a folder and in the name of the file, with or without a first one."""
    assert goes_on(SITE + here, SITE + there)
    assert not goes_on(SITE + here, "https://other.example" + there)


@pytest.mark.parametrize(("here", "there"), OTHERS)
def test_the_next_article_is_no_next_page(here: str, there: str) -> None:
    """Most sites mean the next article by ``rel=next``."""
    assert not goes_on(SITE + here, SITE + there)


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ('<link rel="next" href="/story?page=2">', "/story?page=2"),
        ('<a class="more" rel="nofollow next" href="?page=2#top">Page 2</a>', "/story?page=2"),
        ('<link rel=next href="/newer-story"><a href="/story/2" rel=next>2</a>', "/story/2"),
        ('<a href="/story?page=2">2</a>', None),
        ('<link rel="next" href="/newer-story">', None),
        ('<link rel="next" href="https://[">', None),
        ('<link rel="next">', None),
    ],
)
def test_where_the_page_says_so(markup: str, told: str | None) -> None:
    """Of the links with the relation, the first that leads to the next page counts; without one there is none."""
    expected = SITE + told if told else None
    assert find_next_page(f"<html><head>{markup}</head></html>", f"{SITE}/story") == expected


def test_a_hostile_page_takes_linear_time() -> None:
    """A megabyte of openings and of quotation marks is gone through once."""
    for junk in ("<a rel=next ", "<link rel='", "rel=" * 5):
        assert find_next_page(junk * (1_000_000 // len(junk)) + "rel=next", f"{SITE}/story") is None


def paged(number: int, last: int) -> bytes:
    """Return an answer with one page of an article on several."""
    link = f'<link rel="next" href="/story?page={number + 1}">' if number < last else ""
    return answer(page(f"part {number}").replace(b"</head>", link.encode() + b"</head>"))


def serve(server: Server) -> None:
    """Serve an article on three pages, and one on a page of its own."""
    server.replies["/story"] = paged(1, 3)
    server.replies["/story?page=2"] = paged(2, 3)
    server.replies["/story?page=3"] = paged(3, 3)
    server.replies["/other"] = answer(page("other"))


@pytest.mark.parametrize("unordered", [False, True])
def test_further_pages_follow_their_first(server: Server, fetch: Fetch, *, unordered: bool) -> None:
    """The records of an article's pages stand one after the other, and each says where it goes on."""
    serve(server)
    found = fetch(server.url("/story"), server.url("/other"), next_pages=5, unordered=unordered)
    paths = ["/story", "/story?page=2", "/story?page=3", "/other"]
    assert all(isinstance(item, Article) for item in found)
    urls = [item.url for item in found if isinstance(item, Article)]
    assert (sorted(urls, key=str) if unordered else urls) == (
        sorted(map(server.url, paths)) if unordered else [*map(server.url, paths)]
    )
    told = {item.url: item.source.next for item in found if isinstance(item, Article) and item.source}
    assert told[server.url("/story")] == server.url("/story?page=2")
    assert told[server.url("/story?page=3")] is None


def test_no_more_pages_than_were_asked_for(server: Server, fetch: Fetch) -> None:
    """Without the option nothing is followed; with it, so many pages as it says."""
    serve(server)
    assert len(fetch(server.url("/story"))) == 1
    assert "/story?page=2" not in server.paths()
    assert len(fetch(server.url("/story"), next_pages=1)) == 2
    assert "/story?page=3" not in server.paths()


def test_a_further_page_that_fails_is_a_reject_in_its_place(server: Server, fetch: Fetch) -> None:
    """The first page goes through; what the second came to is said."""
    serve(server)
    server.replies["/story?page=2"] = answer(b"", status="404 Not Found")
    first, second, other = fetch(server.url("/story"), server.url("/other"), next_pages=5)
    assert isinstance(first, Article)
    assert isinstance(second, Reject)
    assert (second.input, second.reason) == (server.url("/story?page=2"), "http_404")
    assert isinstance(other, Article)


def test_a_second_run_with_a_cache_gives_the_same(server: Server, fetch: Fetch, tmp_path: Path) -> None:
    """Further pages are kept and asked for conditionally like any other."""
    serve(server)
    runs = [fetch(server.url("/story"), server.url("/other"), next_pages=5, cache=tmp_path) for _ in range(2)]
    urls = [[item.url for item in run if isinstance(item, Article)] for run in runs]
    assert urls[0] == urls[1]
    assert len(urls[0]) == 4
