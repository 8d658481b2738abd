"""Pages that are broken, huge or hostile: an answer or a clear error, in linear time."""

import contextlib
import time

import pytest

from newskit.clean.html.compose import clean_html
from newskit.clean.html.parse import looks_like_html, parse_html
from newskit.errors import StageError

PARAGRAPH = (
    "<p>The council voted on Monday to rebuild the bridge that the flood had taken, at a cost of two million.</p>"
)
HOSTILE = {
    "digits": "<p>" + "1" * 1_000_000,
    "quotes": "<p>" + '"' * 1_000_000,
    "dots": "<p>" + "." * 1_000_000,
    "one word": "<p>" + "a" * 1_000_000,
    "brackets": "<p>" + "(" * 500_000 + "[" * 500_000,
    "separators": "<title>" + " | " * 300_000 + "</title>",
    "deep": "<div>" * 5_000 + "text" + "</div>" * 5_000,
    "many blocks": "<p>x1 </p>" * 30_000,
    "open tags": "<" * 300_000,
    "attributes": "<p class='" + "caption " * 100_000 + "'>text</p>",
    "scripts that never end": "<script" * 150_000,
    "scripts without an end": "<script>" * 120_000,
    "quotes in scripts": "<script '" * 60_000 + '<script "' * 60_000,
    "style sheets in drawings": "<svg><style>" * 80_000,
    "comments": "<!--<script>" * 80_000,
    "links": "<a href='/author/x'>name</a> " * 10_000,
    "json-ld": '<script type="application/ld+json">' + "[" * 200_000 + "</script>",
    "json-ld objects": '<script type="application/ld+json">' + '{"a":' * 50_000 + "</script>",
    "commas": "<meta name='keywords' content='" + "," * 500_000 + "'>",
    "authors": "<meta name='author' content='" + "A and " * 100_000 + "'>",
    "caption": "<figure><figcaption>" + "Photo by " * 60_000 + "</figcaption></figure>",
    "months": "<p>" + "May 1 " * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_page_takes_long(name: str):
    """A megabyte of anything is read in a few seconds, whatever comes of it."""
    start = time.process_time()
    with contextlib.suppress(StageError):
        clean_html(HOSTILE[name] + PARAGRAPH, "https://news.example/a/b")
    assert time.process_time() - start < 60


@pytest.mark.parametrize("content", ["", "<!-- only a comment -->"])
def test_a_page_without_elements_is_named(content: str):
    """Where there is nothing to parse the error says so."""
    with pytest.raises(StageError, match="page") as caught:
        clean_html(content)
    assert caught.value.reason == "unparsable"


def test_text_after_an_early_end_is_read():
    """Pages pasted together close their body several times; what follows counts."""
    root = parse_html(f"<html><body><p>one</p></body></html><html><body>{PARAGRAPH}</body></html>")
    assert "council" in root.text(0)


def test_controls_and_lone_surrogates_do_not_stop_the_parser():
    """Characters that cannot be in a page are left out."""
    root = parse_html("<p>a\x00b\x0bc\ud800d</p>")
    assert root.text(0).startswith("abc")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<!DOCTYPE html><html>", True),
        ('<?xml version="1.0"?>\n<html lang="en"><body>', True),
        ("<div><p>One</p><p>Two</p></div>", True),
        ("Prices rose by <5 per cent> in May, the bank said.", False),
        ("Plain text about <b>bold</b> words.", False),
    ],
)
def test_pages_are_told_from_text(content: str, expected: bool):
    """A payload of unknown type is a page when it has several of the usual elements."""
    assert looks_like_html(content) is expected
