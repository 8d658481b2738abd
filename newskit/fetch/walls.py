"""Pages that answer "200" and are no article: bot and consent walls, log-ins, "not found", empty shells.

The rules are data (``resources/fetch/walls.toml``). They look at pages with little visible text alone.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable
from typing import NamedTuple

_UNSEEN = re.compile(r"<(script|style|template|svg|head|noscript|select|textarea|iframe)\b")
_TITLE = re.compile(r"<(title|h1)\b[^>]{0,400}>(.{0,600}?)</\1", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]{0,400}>")
_PARAGRAPH = re.compile(r"<p(?: [^>]{0,300})?>([^<]{40,})")
#: What publishers declare of an article, and of nothing else.
_ARTICLE_MARKS = ('NewsArticle"', 'articleBody"')
_SEARCHED = 300_000
"""Characters of a page that are searched for the marks of a wall."""
_NOSCRIPTS, _NOSCRIPT = 10, 1_000
_LARGEST = 2_000_000
"""A wall is small in bytes too, but for the scripts that some of them carry."""


class Wall(NamedTuple):
    """A rule: when a page is no article."""

    reason: str
    name: str
    visible: int
    headers: tuple[re.Pattern[str], ...]
    titles: tuple[re.Pattern[str], ...]
    pages: tuple[re.Pattern[str], ...]
    noscripts: tuple[re.Pattern[str], ...]
    all: bool


def find_wall(page: str, headers: Iterable[tuple[str, str]] = ()) -> tuple[str, str] | None:
    """Return the reason class and a sentence where an HTML page is a wall and not an article."""
    most = max(wall.visible for wall in _walls())
    if len(page) > _LARGEST or any(mark in page for mark in _ARTICLE_MARKS) or _has_paragraphs(page, most):
        return None
    seen = visible_length(page, most)
    if seen > most:
        return None
    titles = _titles(page)
    noscripts = _noscripts(page)
    lines = [f"{name}: {value}"[:400] for name, value in headers]
    for wall in _walls():
        if seen > wall.visible:
            continue
        found = [
            any(pattern.search(line) for pattern in wall.headers for line in lines),
            any(pattern.search(title) for pattern in wall.titles for title in titles),
            any(pattern.search(page, 0, _SEARCHED) for pattern in wall.pages),
            any(pattern.search(text) for pattern in wall.noscripts for text in noscripts),
        ]
        if (found[1] and found[2]) if wall.all else any(found):
            return wall.reason, f"{wall.name} ({seen:,} characters can be read on it)"
    return None if seen else ("empty", "a page on which nothing can be read")


def _has_paragraphs(page: str, enough: int) -> bool:
    """Return whether plain paragraphs alone hold more text than a wall, which spares most pages a closer look."""
    length = 0
    for match in _PARAGRAPH.finditer(page):
        length += match.end() - match.start(1)
        if length > 2 * enough:
            return True
    return False


def visible_length(page: str, enough: int = _LARGEST) -> int:
    """Return how many characters of a page can be read, white space counted once; no more is counted than enough."""
    lowered = page.lower()
    if len(lowered) != len(page):
        lowered = page
    length = 0
    unclosed: set[str] = set()
    place = max(lowered.find("<body"), 0)
    while place < len(page):
        tag = page.find("<", place)
        if tag < 0:
            tag = len(page)
        if tag > place:
            words = page[place:tag].split()
            length += sum(map(len, words)) + len(words)
            if length > enough:
                break
        place = _tag_end(lowered, tag, unclosed)
    return max(length - 1, 0)


def _tag_end(page: str, start: int, unclosed: set[str]) -> int:
    """Return where a tag ends, and with it all that is not shown: a script, a style sheet, a comment."""
    if page.startswith("<!--", start):
        end = page.find("-->", start)
        return end + 3 if end >= 0 else len(page)
    end = page.find(">", start)
    if end < 0:
        return len(page)
    match = _UNSEEN.match(page, start)
    if match is None:
        return end + 1
    closed = page.find(f"</{match[1]}", end) if match[1] not in unclosed else -1
    if closed < 0:
        unclosed.add(match[1])
        # A script runs to the end of the page; other elements close themselves (<svg ... />).
        return len(page) if match[1] in ("script", "style") else end + 1
    return closed


def _titles(page: str) -> list[str]:
    """Return the title and the first h1; of a title with the site's name also its parts."""
    found: dict[str, str] = {}
    for match in _TITLE.finditer(page, 0, 200_000):
        found.setdefault(match[1].lower(), " ".join(html.unescape(_TAG.sub("", match[2])).split()))
    titles = [title for title in found.values() if title]
    parts = [part.strip() for title in titles for part in re.split(r" [|–—-] |: ", title)]
    return titles + [part for part in parts if part]


def _noscripts(page: str) -> list[str]:
    """Return what is shown where scripts are not run."""
    texts: list[str] = []
    place = 0
    while len(texts) < _NOSCRIPTS and (start := page.find("<noscript", place, _SEARCHED)) >= 0:
        end = page.find("</noscript", start, _SEARCHED)
        if end < 0:
            break
        texts.append(" ".join(_TAG.sub(" ", page[start : min(end, start + _NOSCRIPT)]).split()))
        place = end
    return texts


@functools.cache
def _walls() -> tuple[Wall, ...]:
    from importlib.resources import files

    import tomli

    text = files("newskit.resources").joinpath("fetch", "walls.toml").read_text("utf-8")
    return tuple(
        Wall(
            rule["reason"],
            rule["name"],
            rule["visible"],
            _compiled(rule.get("header", ())),
            _compiled(rule.get("title", ())),
            _compiled(rule.get("page", ())),
            _compiled(rule.get("noscript", ())),
            rule.get("all", False),
        )
        for rule in tomli.loads(text)["wall"]
    )


def _compiled(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
