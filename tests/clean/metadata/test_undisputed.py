"""Where head and page say the same, nothing is left to choose."""

import json
from typing import Any

import pytest

from newskit.clean.html.classify import hints_of, load_classifier
from newskit.clean.html.parse import parse_html
from newskit.clean.html.walk import outline
from newskit.clean.metadata import authors, description
from newskit.clean.metadata.declared import read_declared
from newskit.clean.metadata.evidence import Evidence

DECK = "The old bridge over the canal stays closed until the repairs are done."
SECOND_DECK = "Boats must go around by the outer harbour, which takes them an hour longer."
PARAGRAPHS = (
    "The crew had waited since the storm of 2013, when the old pier broke and drifted out past the lighthouse.",
    "Repairs took longer than anyone had planned, because the sea bed turned out to be softer than the maps said.",
    "On the quay a brass band played, and the mayor, who had promised it four times, cut the ribbon with a knife.",
)


def evidence_of(people: list[str], head: str, front: str, end: str = "") -> Evidence:
    """Return what is known of a page whose JSON-LD names these people."""
    named = [{"@type": "Person", "name": name} for name in people]
    article = json.dumps({"@type": "NewsArticle", "headline": "Bridge closed", "author": named})
    running = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    events = parse_html(
        f'<html lang="en"><head>{head}<script type="application/ld+json">{article}</script></head>'
        f"<body><article><h1>Bridge closed</h1>{front}{running}{end}</article></body></html>"
    )
    page, declared = outline(events), read_declared(events, "https://www.harbourpost.example/a")
    return Evidence(declared, page, load_classifier().judge(page, hints_of(declared)))


@pytest.mark.parametrize("declared", [DECK, f"{DECK} By Ann Lee", DECK.replace("canal", "  canal")])
def test_a_deck_that_the_head_declares_too_is_the_description(declared: str):
    """The only likely deck is taken where ``og:description`` is the same text, whatever signature or spaces it adds."""
    head = f'<meta property="og:description" content="{declared}">'
    found = description.undisputed(evidence_of([], head, f'<p class="article-standfirst">{DECK}</p>'))
    assert found is not None
    assert (found.text, found.places) == (DECK, (1,))


@pytest.mark.parametrize(
    ("declared", "front"),
    [
        ("What the repairs cost, and who pays for them in the end.", f'<p class="article-standfirst">{DECK}</p>'),
        (DECK, ""),
        ("Read on.", '<p class="article-standfirst">Read on.</p>'),
        ("", f'<p class="article-standfirst">{DECK}</p>'),
        (SECOND_DECK, f'<h2 class="subtitle">{SECOND_DECK}</h2><p class="standfirst">{DECK}</p>'),
    ],
    ids=["another text", "not shown", "too short", "not declared", "two decks"],
)
def test_a_description_in_one_place_alone_is_chosen(declared: str, front: str):
    """Head and page must both have it, and it must be a description."""
    head = f'<meta property="og:description" content="{declared}"><meta name="description" content="{DECK}">'
    assert description.undisputed(evidence_of([], head, front)) is None


BYLINE = '<p class="article-byline">By <a class="author" rel="author" href="/staff/ann-lee">Ann Lee</a></p>'


OTHER_BYLINE = BYLINE.replace("Ann Lee", "Bob Stone").replace("ann-lee", "bob-stone")


def test_people_that_head_and_byline_name_are_the_authors():
    """JSON-LD and the byline name the same person, as printed in JSON-LD."""
    found = authors.undisputed(evidence_of(["Ann Lee"], "", BYLINE))
    assert found is not None
    assert ([one.name for one in found.names], found.place) == (["Ann Lee"], 1)


@pytest.mark.parametrize(
    "case",
    [
        {"people": [], "front": BYLINE},
        {"people": ["Ann Lee"], "front": ""},
        {"people": ["Ann Lee", "Bob Stone"], "front": BYLINE},
        {"people": ["Harbour Agency"], "front": BYLINE.replace("Ann Lee", "Harbour Agency")},
        {"people": ["Ann Lee"], "front": BYLINE, "end": f"<p>{'</p><p>'.join(PARAGRAPHS)}</p>{OTHER_BYLINE}"},
    ],
    ids=["nobody declared", "nobody printed", "more declared", "an agency", "another byline"],
)
def test_authors_of_one_place_alone_are_chosen(case: dict[str, Any]):
    """Whatever one of the two does not name, or another byline does, is for the ranking."""
    assert authors.undisputed(evidence_of(case["people"], "", case["front"], case.get("end", ""))) is None
