"""The readers of metadata, on what pages really write."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from newskit.clean.html.events import Events
from newskit.clean.html.parse import parse_html
from newskit.clean.metadata.credits import split_credit
from newskit.clean.metadata.declared import Declared, read_declared
from newskit.clean.metadata.fields import find_access, find_language, without_tracking
from newskit.clean.metadata.json_ld import plain
from newskit.clean.metadata.names import is_organisation, name_rules

HERE = Path(__file__).parent


def cases(name: str) -> list[dict[str, Any]]:
    """Return the cases of a table beside this file."""
    table = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))
    return list(table.get("case") or table["cases"])


def page(head: str, body: str = "") -> Events:
    """Return the parsed page with this head and body."""
    return parse_html(written(head, body))


def written(head: str, body: str = "") -> str:
    """Return a page with this head and body."""
    return f"<html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize("case", cases("names"), ids=lambda case: case["text"])
def test_names_are_read_from_bylines(case: dict[str, Any]):
    """Names are split and freed from "By", roles, places, dates and marks; addresses and dates are no names."""
    assert name_rules(case["language"]).people(case["text"]) == case["names"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The bridge stays closed. Von Mara Lindqvist", "The bridge stays closed."),
        ("Is the bridge closed? By Ann-Marie O'Hara.", "Is the bridge closed?"),
        ("The bridge stays closed. By next May it opens", "The bridge stays closed. By next May it opens"),
        ("The bridge stays closed. By Boat", "The bridge stays closed. By Boat"),
        ("A song written by Mara Lindqvist", "A song written by Mara Lindqvist"),
    ],
)
def test_a_signature_behind_the_last_sentence_goes(text: str, left: str):
    """Two to four words in capitals after "By", behind the last sentence, are the byline, no part of the text."""
    assert name_rules("de").without_signature(text) == left


@pytest.mark.parametrize(
    "name", ["Reuters", "The Associated Press", "dpa", "AFP", "Redaktion", "News Desk", "harbourpost.com"]
)
def test_agencies_and_desks_are_no_people(name: str):
    """Wire services, desks and addresses are organisations."""
    assert is_organisation(name)


@pytest.mark.parametrize("name", ["Mara Lindqvist", "José da Silva", "Kim Jong", "Al Press-Berg"])
def test_people_are_people(name: str):
    """A person's name is not taken for an organisation."""
    assert not is_organisation(name, ["The Harbour Post"])


def test_the_house_is_no_author():
    """The publisher's own name, in whatever form, is an organisation on its own pages."""
    assert is_organisation("harbour post", ["The Harbour Post"])


@pytest.mark.parametrize("case", cases("credits"), ids=lambda case: case["text"])
def test_credits_are_split_from_captions(case: dict[str, Any]):
    """What ends a caption as a credit becomes one; a caption that only mentions an agency stays whole."""
    assert split_credit(case["text"]) == (case["caption"], case["credit"])


def test_the_article_of_json_ld_has_the_title_of_the_page():
    """Of several articles in JSON-LD the one with the page's title is read, even where another has more to say."""
    other = '{"@type": "Article", "headline": "Pier closes", "datePublished": "2023-03-01", "description": "Closed."}'
    own = '{"@type": "Article", "headline": "Ferry leaves", "datePublished": "2024-03-12"}'
    head = f'<title>Ferry leaves | The Harbour Post</title><script type="application/ld+json">[{other}, {own}]</script>'
    assert read_declared(page(head), "https://harbour.example/a").article["datePublished"] == "2024-03-12"


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "A"}',
        '<!-- {"@type": "NewsArticle", "headline": "A"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "A"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "A",}',
        '{"@type": "NewsArticle", "headline": "A", "text": "two\nlines"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;A&quot;}",
        '{"@type": "NewsArticle", "headline": "A"}; {"@type": "WebPage"}',
        r'{"@type": "NewsArticle", "headline": "A", "text": "it\'s"}',
        '[[{"@graph": [{"@type": "NewsArticle", "headline": "A"}]}]]',
    ],
)
def test_broken_json_ld_is_read(script: str):
    """Wrapped, trailing commas, bare newlines, entities, two values, bad escapes: the article is found."""
    objects = read_declared(page(f'<script type="application/ld+json">{script}</script>'), None).objects
    assert any(item.get("headline") == "A" for item in objects)


def test_hopeless_json_ld_is_nothing():
    """What cannot be repaired is left out without an error."""
    assert read_declared(page('<script type="application/ld+json">{"a": </script>'), None).objects == []


def test_meta_value_is_read_like_content():
    """Some pages write ``value`` for ``content``."""
    declared = read_declared(page('<meta name="author" value="Mara Lindqvist">'), None)
    assert declared.first_meta("author") == "Mara Lindqvist"


def test_marked_up_values_become_plain():
    """Entities, also doubled, and tags in a declared text are resolved."""
    assert plain("Cats &amp;amp; <b>dogs</b>\n &#8211; a tale") == "Cats & dogs – a tale"


def test_access_is_false_where_anything_says_so():
    """A page that calls itself free and the article not free is not free."""
    declared = Declared(objects=[{"isAccessibleForFree": True}, {"isAccessibleForFree": "http://schema.org/False"}])
    assert find_access(declared) is False
    assert find_access(Declared()) is None


def test_access_of_a_part_counts_where_nothing_is_said_of_the_whole():
    """A part behind a wall and a tier give way to what is said of the article; a misspelt key is read."""
    part = {"isAccessibleForFree": False, "cssSelector": ".wall"}
    assert find_access(Declared(objects=[part])) is False
    assert find_access(Declared(objects=[part, {"isAccessibleforFree": True}])) is True
    assert find_access(Declared(meta={"article:content_tier": ["locked"]})) is False
    assert (
        find_access(Declared(meta={"article:content_tier": ["locked"]}, objects=[{"isAccessibleForFree": True}]))
        is True
    )


def test_an_encoding_is_no_language():
    """What stands in the place of a language and is none is passed over."""
    text = "The council decided on Monday to rebuild the bridge that the flood had destroyed in the spring. " * 3
    assert find_language(Declared(meta={"language": ["utf-8"]}), text) == ("en", "text")


def test_a_templates_english_gives_way_to_the_text():
    """A page declared English whose text clearly is not gets the text's language; others keep what they declare."""
    text = (
        "Der Stadtrat hat am Montag beschlossen, die Brücke wieder aufzubauen, die das Hochwasser zerstört hatte. " * 4
    )
    assert find_language(Declared(language="en"), text) == ("de", "text")
    assert find_language(Declared(language="de_AT"), text) == ("de-AT", "meta")
    assert find_language(Declared(), text) == ("de", "text")


def test_tracking_parameters_go_and_others_stay():
    """Only what says where the reader came from is taken off an address."""
    address = "https://harbour.example/a?id=7&utm_source=x&fbclid=y#top"
    assert without_tracking(address) == "https://harbour.example/a?id=7"
