"""Headline, description and authors are chosen among what the page offers for them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.clean.html.characters import squeeze
from newskit.clean.html.classify import hints_of, load_classifier
from newskit.clean.html.compose import clean_html
from newskit.clean.html.parse import parse_html
from newskit.clean.html.walk import outline
from newskit.clean.metadata.declared import read_declared
from newskit.clean.metadata.description import description_candidates
from newskit.clean.metadata.evidence import Evidence
from newskit.clean.metadata.likeness import likeness
from newskit.clean.metadata.ranking import FIELDS, load_rankers
from newskit.clean.metadata.titles import without_kicker, without_label, without_site

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
        ("Bridge closed | Sport | The Harbour Post", "Bridge closed"),
        ("Bridge closed - Sport", "Bridge closed"),
        ("Sport | Bridge closed", "Sport | Bridge closed"),
        ("Bridge closed | Sport and games", "Bridge closed | Sport and games"),
        ("다리 폐쇄-사회ㅣ港新聞", "다리 폐쇄"),
        ("桥梁关闭_国际_港新聞 - 港新聞", "桥梁关闭_国际"),
        ("다리 폐쇄-사회", "다리 폐쇄-사회"),
    ],
)
def test_the_section_goes_with_the_sites_name(title: str, left: str):
    """The declared section at the end goes too, and a section on a hyphen just before a site's name."""
    assert without_site(title, {"theharbourpost", "港新聞"}, "sport") == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The Harbour Post - The bridge stays closed. Boats pass.", "The bridge stays closed. Boats pass."),
        ("The bridge stays closed. Boats pass. | The Harbour Post", "The bridge stays closed. Boats pass."),
        ("The bridge stays closed. |", "The bridge stays closed."),
        ("News of The Harbour Post - the bridge stays closed.", "News of The Harbour Post - the bridge stays closed."),
        ("The bridge - an old one - stays closed.", "The bridge - an old one - stays closed."),
        ("The Harbour Post", "The Harbour Post"),
    ],
)
def test_a_description_loses_the_sites_name_at_its_ends(text: str, left: str):
    """The site's whole name goes where a dash or a bar sets it off; a part of a sentence stays."""
    assert without_label(text, {"theharbourpost"}) == left


@pytest.mark.parametrize(
    ("bodies", "text"),
    [
        ("<h1>Bridge closed</h1><p>Eastport · The old bridge over the canal stays closed for repairs.</p>", None),
        ("<h1>Bridge closed</h1><p>The old bridge over the canal stays closed for repairs.</p>", "Harbour Agency"),
    ],
)
def test_a_label_makes_no_candidate_of_its_own(bodies: str, text: str | None):
    """A place before the deck on the page, and a site's name behind it in the head, do not make two of one."""
    deck = "The old bridge over the canal stays closed for repairs."
    declared = f"{deck} - {text}" if text else deck
    root = parse_html(
        f'<html><head><meta property="og:description" content="{declared}"></head><body>{bodies}</body></html>'
    )
    page, declared_here = outline(root), read_declared(root, "https://www.harbourpost.example/a")
    judgement = load_classifier().judge(page, hints_of(declared_here))
    candidates = description_candidates(Evidence(declared_here, page, judgement))
    assert [(one.text, one.places) for one in candidates if "canal" in one.text] == [(deck, (1,))]


@pytest.mark.parametrize("declared", ["Harbour Post", "News that floats"])
def test_the_sites_own_name_and_slogan_describe_no_article(declared: str):
    """What JSON-LD gives as name or slogan of the house is no candidate for the description."""
    house = '{"@type": "Organization", "name": "Harbour Post", "slogan": "News that floats!"}'
    root = parse_html(
        f'<html><head><meta name="description" content="{declared}">'
        f'<script type="application/ld+json">{house}</script></head><body><p>Text.</p></body></html>'
    )
    evidence = Evidence(read_declared(root, "https://www.harbourpost.example/a"), outline(root), None)
    assert description_candidates(evidence) == []


def test_a_line_with_a_date_is_no_deck():
    """A short block of digits is no candidate for the description."""
    root = parse_html("<html><body><h1>Bridge closed until May</h1><p>12.03.2024 - 13:52 Uhr</p></body></html>")
    page, declared = outline(root), read_declared(root, "https://www.harbourpost.example/a")
    judgement = load_classifier().judge(page, hints_of(declared))
    candidates = description_candidates(Evidence(declared, page, judgement))
    assert not any("13:52" in one.text for one in candidates)


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
