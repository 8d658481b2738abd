"""A raw scrape becomes blocks and metadata."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit.clean.plain import clean_plain

DATA = Path(__file__).parent / "data"
BODY_STARTS = ["The council of", "The mayor, Anna", '"We cannot wait', "The two companies", "Fishermen, who"]


def read(name: str) -> str:
    """Return a text of the test data (written by us)."""
    return (DATA / name).read_text(encoding="utf-8")


def test_a_clean_scrape_gets_the_kinds_of_its_front_matter() -> None:
    """Every block has its kind; one of two identical credits is kept; the sign-off is an agency line."""
    page = clean_plain(read("harbour.txt"))
    assert [kind for _, kind in page.blocks] == [
        *("headline", "description", "credit", "caption", "timestamp"),
        *["paragraph"] * 5,
        "agency",
    ]
    assert page.dropped == [("Photo by: Jane Doe/AFP", "credit repeated")]


def test_the_front_matter_is_read() -> None:
    """Headline, deck, date of change, house, agencies, and the picture with its credit."""
    page = clean_plain(read("harbour.txt"))
    assert page.headline == "Harbour town bans night ferries after third accident"
    assert page.description == "Residents say the decision came two years too late"
    assert (page.date_published, page.date_modified) == (None, "2021-03-04")
    assert (page.publisher, page.agencies, page.authors) == ("Harbour Daily", ["agencies"], [])
    assert [(image.caption is not None, image.credit) for image in page.images] == [(True, "Jane Doe/AFP")]
    assert page.language == "en"


def test_furniture_is_dropped_with_a_reason_and_the_body_is_whole() -> None:
    """Menus, share bars, prompts and notices go; a paragraph broken at a link is one again."""
    page = clean_plain(read("harbour_scraped.txt"))
    body = list(page.texts("paragraph"))
    assert [text[:14] for text in body] == [start[:14] for start in BODY_STARTS]
    assert body[1].endswith("new lights, which the port authority has promised for the summer.")
    assert page.headline == "Harbour town bans night ferries after third accident"
    assert [author.name for author in page.authors] == ["John Smith"]
    assert page.date_published == "2021-03-04T10:15+00:00"
    dropped = dict(page.dropped)
    assert dropped["Advertisement"] == "advertisement"
    assert dropped["© 2021 Harbour Daily. All rights reserved."] == "copyright notice"
    assert all(reason for _, reason in page.dropped)


def test_sound_paragraphs_all_survive() -> None:
    """A text without furniture loses nothing."""
    body = [line for line in read("harbour.txt").split("\n\n") if line.startswith(tuple(BODY_STARTS))]
    page = clean_plain("\n\n".join(body))
    assert [text for text, _ in page.blocks] == body


def test_spaces_and_mojibake_are_put_right() -> None:
    """No-break spaces become spaces, damage is repaired, text is NFC."""
    page = clean_plain(
        "Le maire a dit\u00a0: Â«\u00a0NousÂ voulons un cafe\u0301 ici, et nous l’aurons bientôt.Â\u00a0»"
    )
    text = page.blocks[0][0]
    assert "\u00a0" not in text
    assert "café" in text


@pytest.mark.parametrize("content", ["", " \n\n ", "\f\f", "\u200b", "x", "?", "\ud800", "\x00\x01"])
def test_next_to_nothing_is_no_error(content: str) -> None:
    """Empty and odd texts give a page."""
    assert clean_plain(content).headline is None


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=400))
def test_the_contract_of_blocks_holds_for_any_text(content: str) -> None:
    """No block is empty, has spaces at its ends or a line end inside; all that is left out has a reason."""
    page = clean_plain(content, language="en")
    for text, _ in page.blocks:
        assert text == text.strip()
        assert text
        assert "\n" not in text
    assert all(text and reason for text, reason in page.dropped)


@pytest.mark.parametrize(
    "content",
    [
        "a" * 1_000_000,
        "1" * 1_000_000,
        '"' * 500_000,
        " ." * 400_000,
        "a" + " " * 1_000_000 + "b",
        "aB" * 400_000,
        "Photo: " * 100_000,
        "(AP " * 100_000,
        "x\n" * 200_000,
        "A sentence of a few words that goes on and on. " * 20_000,
    ],
    ids=["letters", "digits", "quotes", "dots", "spaces", "glued", "credits", "brackets", "lines", "one line"],
)
def test_hostile_text_takes_linear_time(content: str) -> None:
    """A megabyte of anything is done within seconds."""
    started = time.process_time()
    clean_plain(content, language="en")
    assert time.process_time() - started < 90


def test_a_newsletter_loses_its_wraps_links_and_footer() -> None:
    """The header gives subject and date; addresses of links and the footer go."""
    page = clean_plain(read("newsletter.eml.txt"))
    assert page.headline == "Morning briefing: ferries stopped at café quay"
    assert page.date_published == "2021-03-04T07:00:00+01:00"
    body = list(page.texts("paragraph"))
    assert [text[:16] for text in body] == ["The council of P", "The mayor, Anna "]
    assert body[1].endswith("had new lights, which the port authority has promised for the summer.")
    assert ("https://harbour.example/read-more", "link") in page.dropped


def test_text_copied_from_a_browser() -> None:
    """The first of two headline-like lines is the headline, the other the deck; labels, menus and teasers go."""
    page = clean_plain(read("browser.txt"), language="en")
    assert page.headline == "Harbour reopens after storm repairs"
    assert page.description == "Ferries between Lindau and Porto sail again from Friday"
    assert [kind for _, kind in page.blocks[2:6]] == ["byline", "timestamp", "caption", "credit"]
    assert [text for text, kind in page.blocks if kind == "heading"] == ["Why the repairs took so long"]
    assert len(list(page.texts("paragraph"))) == 4
    reasons = dict(page.dropped)
    assert reasons["Image caption,"] == "label"
    assert reasons["Read more: How the storm hit the coast"] == "teaser"
    assert "Storm washes away two piers in Lindau" in reasons


def test_text_of_a_pdf() -> None:
    """Running heads and page numbers go, a paragraph goes on over the page, words parted at line ends are whole."""
    page = clean_plain(read("pages.txt"), language="en")
    paragraphs = list(page.texts("paragraph"))
    assert len(paragraphs) == 5
    assert paragraphs[0].startswith("The ferries between Lindau and Porto will sail again from Friday, the harbour")
    assert paragraphs[0].endswith("a warehouse was damaged.")
    assert "known builders from the region did the work." in paragraphs[1]
    assert [why for _, why in page.dropped] == ["running head", "page number"] * 3


def test_wire_copy_with_hard_wraps() -> None:
    """Indented paragraphs are told apart, and the dateline names the agency."""
    page = clean_plain(read("agency_copy.txt"), language="en")
    assert page.headline == "HARBOUR REOPENS AFTER STORM REPAIRS"
    assert [text.split(maxsplit=1)[0] for text in page.texts("paragraph")] == ["LINDAU,", '"We', "Fishermen"]
    assert page.agencies == ["Reuters"]


def test_a_newsletter_of_two_stories() -> None:
    """The line above the byline is the headline, that of the second story a heading; the mail's date counts."""
    page = clean_plain(read("two_stories.eml.txt"), language="en")
    assert page.headline == "Ferries return to Lindau"
    assert [text for text, kind in page.blocks if kind == "heading"] == ["Bread prices rise again"]
    assert page.date_published == "2015-10-08T06:30:00+02:00"
    assert not any("nsubscribe" in text for text, _ in page.blocks)


@pytest.mark.parametrize(
    "sentence",
    [
        "Selon le conseil, le bac de Lindau est resté à quai plus de 5 000 heures depuis le printemps dernier.",
        "Talks between the U.S. and the town went on, and the firm of J.R. Miller paid for the U.S. guests.",
    ],
)
def test_a_sentence_alone_is_a_paragraph(sentence: str) -> None:
    """Of a text that is one sentence something is left, whole: initials part nothing."""
    assert clean_plain(sentence).blocks == [(sentence, "paragraph")]


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("Ferry refit delayed", "The refit of the ferry Northern Star was delayed. Engineers found corrosion."),
        ("Rain falls", "It rained in Berlin on Monday. Nobody went out. The trams stood still."),
    ],
)
def test_a_headline_and_a_line_are_an_article(headline: str, body: str) -> None:
    """The shortest of articles has a headline and a body."""
    found = clean_plain(f"{headline}\n\n{body}\n")
    assert found.blocks == [(headline, "headline"), (body, "paragraph")]
