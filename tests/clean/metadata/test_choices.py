"""Headline, description and authors are chosen among what the page offers for them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.clean.html.characters import squeeze
from newskit.clean.html.compose import clean_html
from newskit.clean.html.parse import parse_html
from newskit.clean.html.walk import outline
from newskit.clean.metadata.declared import read_declared
from newskit.clean.metadata.evidence import Evidence
from newskit.clean.metadata.likeness import likeness
from newskit.clean.metadata.ranking import FIELDS, load_rankers
from newskit.clean.metadata.titles import without_kicker, without_site

CASES = tomllib.loads((Path(__file__).parent / "pages.toml").read_text("utf-8"))["case"]
PARAGRAPHS = (
    "The crew had waited since the storm of 2013, when the old pier broke and drifted out past the lighthouse.",
    "Repairs took longer than anyone had planned, because the sea bed turned out to be softer than the maps said.",
    "On the quay a brass band played, and the mayor, who had promised it four times, cut the ribbon with a knife.",
    "Fishermen said that they would believe in the timetable when they had seen it hold through a winter.",
)


def clean(case: dict[str, Any]) -> Any:
    """Return the cleaned page of a case: its head, its body and some running text."""
    running = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    return clean_html(
        f'<html lang="{case.get("lang", "en")}"><head>{case["head"]}</head>'
        f"<body><article>{case['body']}{running}</article></body></html>",
        case["url"],
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_right_candidate_is_chosen(case: dict[str, Any]):
    """The page's metadata are those that a reader of the page would name."""
    page = clean(case)
    if "headline" in case:
        assert page.headline == case["headline"]
    if "description" in case:
        assert page.description == case["description"]
    if "authors" in case:
        assert [author.name for author in page.authors] == case["authors"]
    if "agencies" in case:
        assert page.agencies == case["agencies"]


def test_a_choice_says_how_sure_it_is():
    """Provenance has the origin and a chance for every chosen field."""
    page = clean(CASES[0])
    for name in FIELDS:
        origin = page.origins[name]
        assert origin.source in ("json-ld", "meta", "microdata", "text")
        assert origin.confidence is not None
        assert 0 < origin.confidence <= 1


def test_the_marked_author_keeps_the_address():
    """A name that the page links keeps its link, where that names one person."""
    case = {**CASES[0], "head": "<title>Ferry pier opens again after eleven years</title>"}
    assert [(author.name, author.url) for author in clean(case).authors] == [
        ("Mara Lindqvist", "/author/mara-lindqvist")
    ]


def test_weights_name_what_they_were_learned_from():
    """The weights' file names its sources and its licence."""
    about = load_rankers().about
    assert "MIT" in about["learned from"]
    assert about["licence"]


def test_a_prior_can_turn_a_choice():
    """Log odds that are given are added to what was learned."""
    rows = [[0.0] * 200, [0.0] * 200]
    assert load_rankers().choose("headline", rows)[0] == 0
    assert load_rankers().choose("headline", rows, [0.0, 1.0])[0] == 1


def test_news_has_forests_of_its_own():
    """Pages that call themselves news are chosen for by weights learned from news: the chances differ."""
    rows = [[float(place == other) for place in range(200)] for other in range(12)]
    rankers = load_rankers()
    for name in FIELDS:
        assert rankers.choose(name, rows)[1] != rankers.choose(name, rows, is_news=True)[1]


@pytest.mark.parametrize(
    ("head", "is_filed"),
    [
        ('<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge closed"}</script>', True),
        ('<meta name="news_keywords" content="bridges">', True),
        ('<meta property="article:section" content="Local"><meta property="article:published_time" content="x">', True),
        ('<meta property="article:section" content="Local">', False),
        ('<meta property="og:type" content="article">', False),
    ],
)
def test_a_page_is_filed_as_news(head: str, is_filed: bool):
    """News is what says so, has keywords for news, or is filed under a section at a time."""
    root = parse_html(f"<html><head><title>Bridge closed</title>{head}</head><body><p>Text.</p></body></html>")
    declared = read_declared(root, "https://www.harbourpost.example/a")
    assert Evidence(declared, outline(root), None).is_filed is is_filed


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Bridge closed - The Harbour Post", "Bridge closed"),
        ("The Harbour Post | Bridge closed", "Bridge closed"),
        ("Bridge closed - again - The Harbour Post", "Bridge closed - again"),
        ("Bridge closed: what now", "Bridge closed: what now"),
        ("橋は閉鎖--港新聞", "橋は閉鎖"),
        (None, None),
    ],
)
def test_the_sites_name_goes_and_the_rest_stays(title: str | None, left: str | None):
    """Only the parts at the ends that are the site's name are cut off."""
    assert without_site(title, {"theharbourpost", "港新聞"}) == left


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Storm damage: Bridge closed until May", "Bridge closed until May"),
        ("Storm damage – Bridge closed until May", "Bridge closed until May"),
        ("Bridge closed until May", None),
        ("Storm: no", None),
    ],
)
def test_a_kicker_is_told_from_the_headline(title: str, left: str | None):
    """What precedes the first colon or dash is a kicker where enough is left behind it."""
    assert without_kicker(title) == left


@given(st.text(), st.text())
def test_likeness_is_a_share(one: str, other: str):
    """Likeness lies between 0 and 1, the same both ways; a text is wholly like itself."""
    first, second = squeeze(one), squeeze(other)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, second) == likeness(second, first)
    assert likeness(first, first) == (1.0 if first else 0.0)
