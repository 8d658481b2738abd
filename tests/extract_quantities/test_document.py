"""Quantities of whole documents: with the parse, with times, by the country of the site."""

from __future__ import annotations

from typing import Any

import pytest

from newskit.article import Article, Block, Quantity, Span, Time
from newskit.extract.document import Document, open_documents, parse_documents
from newskit.extract.model import load
from newskit.extract.quantities import extract_quantities

COUNTED = [
    ("The fleet fired 26 cruise missiles at them.", {"26": "cruise missiles"}),
    ("Two of the ministers resigned.", {"Two": "ministers"}),
    ("Half of the country's population fled.", {"Half": "population"}),
    ("The insurer paid a fine of $3 billion.", {"$3 billion": "fine"}),
    ("Shares of the retailer fell 8.5%.", {"8.5%": "Shares"}),
    ("About 60% of its revenue comes from advertising.", {"About 60%": "revenue"}),
    ("They bought a $200 telephone.", {"$200": "telephone"}),
    ("The storm killed 102 and injured 21 people.", {"102": "people", "21": "people"}),
    ("Thousands of students marched.", {"Thousands": "students"}),
]


def article(text: str, **more: Any) -> Article:
    """Return an article of one paragraph and one sentence."""
    block = Block(start=0, end=len(text), kind="paragraph")
    return Article(id="a", text=text, blocks=[block], sentences=[Span(start=0, end=len(text))], **more)


def parsed(text: str, **more: Any) -> Document:
    """Return a parsed document of one paragraph."""
    documents = open_documents([article(text, **more)])
    parse_documents(documents, *load())
    return documents[0]


def opened(text: str, **more: Any) -> Document:
    """Return a document without a parse."""
    return open_documents([article(text, **more)])[0]


def words(document: Document, quantity: Quantity) -> str:
    """Return what a quantity covers."""
    return document.text[quantity.start : quantity.end]


@pytest.mark.parametrize(("text", "counted"), COUNTED)
def test_the_parse_says_what_is_counted(text: str, counted: dict[str, str]):
    """What is counted is the noun that the number modifies, or what follows "of", or what cost or changed that much."""
    document = parsed(text)
    found = extract_quantities(document)
    assert [words(document, quantity) for quantity in found] == list(counted)
    for quantity in found:
        assert quantity.of is not None
        assert counted[words(document, quantity)] in document.text[quantity.of.start : quantity.of.end]


def test_part_and_whole_point_to_each_other_across_blocks():
    """``part_of`` is an index into the quantities of the article, not of the block."""
    first, second = "Four ships sailed.", "It flew 55 air strikes out of a total of 57."
    text = f"{first}\n\n{second}"
    blocks = [
        Block(start=0, end=len(first), kind="paragraph"),
        Block(start=len(first) + 2, end=len(text), kind="paragraph"),
    ]
    document = open_documents([Article(id="a", text=text, blocks=blocks)])[0]
    found = extract_quantities(document)
    assert [quantity.value for quantity in found] == [4, 55, 57]
    assert [quantity.part_of for quantity in found] == [None, 2, None]
    assert [text[quantity.start : quantity.end] for quantity in found] == ["Four", "55", "57"]
    assert found[1].of is not None
    assert text[found[1].of.start : found[1].of.end] == "air strikes"


def test_numbers_inside_times_are_no_quantities():
    """A number of a date or a set is left out; a duration with a number is a time and a quantity."""
    text = "The 300 of the fifties met every two weeks for three months."
    times = [
        Time(start=0, end=23, type="DATE", value="195"),
        Time(start=28, end=43, type="SET", value="P2W"),
        Time(start=48, end=60, type="DURATION", value="P3M"),
    ]
    document = opened(text, times=times)
    found = extract_quantities(document)
    assert [(words(document, quantity), quantity.unit) for quantity in found] == [("three months", "mo")]


@pytest.mark.parametrize(
    ("facts", "currency"),
    [
        ({}, "USD"),
        ({"language": "en-AU"}, "AUD"),
        ({"url": "https://www.example.com.au/story"}, "AUD"),
        ({"url": "https://example.ca/story"}, "CAD"),
        ({"url": "https://example.com/story", "language": "en-US"}, "USD"),
    ],
)
def test_the_country_says_what_a_shared_sign_means(facts: dict[str, str], currency: str):
    """A dollar is that of the country of the language tag or of the site, and the US dollar where neither says."""
    found = extract_quantities(opened("It cost $5 million.", **facts))
    assert [(quantity.value, quantity.unit) for quantity in found] == [(5_000_000, currency)]


def test_an_empty_document_has_no_quantities():
    """No text, no blocks, no quantities."""
    assert extract_quantities(open_documents([Article(id="a")])[0]) == []
    assert extract_quantities(opened("")) == []


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("ru", "Цены выросли на 5,5 % до 300 €", [(5.5, "%"), (300, "EUR")]),
        ("zh", "上涨 12% 至 $500", [(12, "%"), (500, "USD")]),
        ("fi", "Hinta nousi 3.5 % ja oli €49", [(3.5, "%"), (49, "EUR")]),
    ],
)
def test_a_language_without_rules_has_digits_money_and_per_cent(language: str, text: str, wanted: list[Any]):
    """Digits, signs of money and per cent are read in any language."""
    found = extract_quantities(opened(text, language=language))
    assert [(quantity.value, quantity.unit) for quantity in found] == wanted
