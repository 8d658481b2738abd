"""A whole page through the HTML side of clean."""

from pathlib import Path

import pytest

from newskit.clean.html.compose import clean_html
from newskit.clean.page import CleanedPage

PAGES = Path(__file__).parent / "pages"
URL = "https://www.harbourpost.example/news/2024/03/12/ferry-resumes?utm_source=feed&utm_medium=rss"


@pytest.fixture(scope="module")
def page() -> CleanedPage:
    """Clean the page of a small paper, with what was left out."""
    return clean_html((PAGES / "seven_blocks.html").read_text("utf-8"), URL, explain=True)


def test_body_is_what_the_reporter_wrote(page: CleanedPage):
    """Paragraphs and subheadings are kept in order; navigation, related links, sign-up and footer are not."""
    body = [(text.split()[0], kind) for text, kind in page.blocks if kind in ("paragraph", "heading", "list_item")]
    assert body == [
        ("The", "paragraph"),
        ("Some", "paragraph"),
        ("“We", "paragraph"),
        ("Repairs", "heading"),
        ("The", "paragraph"),
        ("Until", "paragraph"),
    ]


def test_front_matter_gets_its_kind(page: CleanedPage):
    """Headline, standfirst, byline, time, caption and credit are blocks of their kind, once each."""
    kinds = {kind: text for text, kind in page.blocks}
    assert kinds["headline"] == "Ferry service to the islands resumes after storm"
    assert kinds["description"].startswith("Boats leave again")
    assert kinds["byline"] == "By Mara Lindqvist"
    assert kinds["timestamp"] == "12 March 2024, 08:15"
    assert kinds["caption"] == "Passengers wait at the north pier on Tuesday morning."
    assert kinds["credit"] == "Photo: Ola Berg/AFP"


def test_metadata_survive_broken_json_ld(page: CleanedPage):
    """A comment around the script, a trailing comma, an author by reference and a list of types are all read."""
    assert page.headline == "Ferry service to the islands resumes after storm"
    assert [author.name for author in page.authors] == ["Mara Lindqvist"]
    assert page.agencies == ["Reuters"]
    assert page.publisher == "The Harbour Post"
    assert page.date_published == "2024-03-12T08:15:00+00:00"
    assert page.date_modified == "2024-03-12T10:40:00+00:00"
    assert page.section == "Local"
    assert page.keywords == ["ferries", "weather"]
    assert page.is_accessible_for_free is False
    assert page.language == "en-GB"
    assert page.canonical_url == "https://www.harbourpost.example/news/2024/03/12/ferry-resumes"
    assert page.page_kind == "article"


def test_every_field_says_where_it_was_found(page: CleanedPage):
    """Origins name the source of each field that was set."""
    assert page.origins["date_published"].source == "json-ld"
    assert page.origins["description"].source == "text"
    assert page.origins["authors"].source == "json-ld"


def test_pictures_are_records(page: CleanedPage):
    """A figure becomes an image with address, caption and credit, the credit without the word that introduces it."""
    assert [(image.url, image.caption, image.credit) for image in page.images] == [
        (
            "https://www.harbourpost.example/img/pier.jpg",
            "Passengers wait at the north pier on Tuesday morning.",
            "Ola Berg/AFP",
        )
    ]


def test_what_is_left_out_has_a_reason(page: CleanedPage):
    """Explain gives every dropped block a word that says why."""
    reasons = dict(page.dropped)
    assert reasons["Sign up for our newsletter and get the news of the coast every morning."] == "subscribe"
    assert reasons["Storm closes bridge for a week"] in ("aside", "links")
    assert all(reasons.values())
