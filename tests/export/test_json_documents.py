from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import html

from newskit.article import Article, body
from newskit.clean.metadata.json_ld import main_article, read_json_ld
from newskit.export.jsonld import news_article
from newskit.export.ninjs import news_object

from .articles import corpus, ferry, odd
from .conftest import Export

SCHEMA = json.loads(Path(__file__).with_name("ninjs.schema.json").read_text(encoding="utf-8"))


# ------------------------------------------------------------------ schema.org


def test_json_ld_is_one_document_with_a_graph(export: Export) -> None:
    """A single file is one JSON-LD document; its nodes are the articles."""
    document = json.loads(export("jsonld", corpus()).read_bytes())
    assert document["@context"] == "https://schema.org"
    assert [node["identifier"] for node in document["@graph"]] == [article.id for article in corpus()]
    assert [node["articleBody"] for node in document["@graph"]] == [body(article) for article in corpus()]
    assert json.loads(export("jsonld", [], "none").read_bytes()) == {"@context": "https://schema.org", "@graph": []}


def test_json_ld_is_read_back_from_a_page(export: Export) -> None:
    """Put into a page, the document is what a reader of schema.org finds there; the text ends no script."""
    folder = export("jsonld", [ferry()], "one/")
    page = f'<script type="application/ld+json">{(folder / "ferry-1.jsonld").read_text(encoding="utf-8")}</script>'
    tree = html.fromstring(f"<html><head>{page}</head><body><p>x</p></body></html>")
    node = main_article(read_json_ld(script.text for script in tree.iter("script")))
    assert node["headline"] == ferry().headline
    assert node["articleBody"] == body(ferry())
    assert "</" not in page.removesuffix("</script>")


def test_json_ld_has_the_words_of_schema_org() -> None:
    """Authors, publisher, mentions and quotations are typed objects; an absent field is not there."""
    node = news_article(ferry(), body(ferry()))
    assert node["@type"] == "NewsArticle"
    assert node["@id"] == node["url"] == "https://coast.example/ferry"
    assert node["author"] == [{"@type": "Person", "name": "Ann Example", "url": "https://coast.example/ann"}]
    assert node["publisher"] == {"@type": "Organization", "name": "Coast News"}
    assert node["mentions"][0] == {
        "@type": "Person",
        "name": "Ruth Kemp",
        "alternateName": ["Kemp"],
        "jobTitle": ["Mayor"],
        "sameAs": "https://www.wikidata.org/wiki/Q42",
    }
    assert [each["spokenByCharacter"][0]["name"] for each in node["hasPart"]] == ["Ruth Kemp", "Ruth Kemp"]
    assert node["isAccessibleForFree"] is True
    assert "author" not in news_article(Article(id="a", text="b"), "b")


# ------------------------------------------------------------------ ninjs


def checked(found: dict[str, Any]) -> dict[str, Any]:
    """Validate with the rules of ninjs 3.1 that concern what newskit writes."""
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(found)] == []
    return found


def test_ninjs_is_valid(export: Export) -> None:
    """Each line is a ninjs object."""
    lines = export("ninjs", corpus()).read_bytes().splitlines()
    found = [checked(json.loads(line)) for line in lines]
    assert [each["uri"] for each in found] == [
        "https://coast.example/ferry",
        "urn:newskit:..%2Fa%20b%2F%C3%BC%091",
        "urn:newskit:bare",
    ]
    assert [each["bodies"][0]["value"] for each in found] == [body(article) for article in corpus()]


def test_ninjs_has_names_subjects_and_pictures() -> None:
    """People, organisations, places, topics and pictures stand where ninjs has a place for them."""
    found = news_object(ferry(), body(ferry()))
    assert found["people"] == [
        {"name": "Ruth Kemp", "rel": "mentioned", "literal": "e1", "uri": "http://www.wikidata.org/entity/Q42"}
    ]
    assert [each["name"] for each in found["organisations"]] == ["Port Alder’s council"]
    assert found["subjects"][0]["confidence"] == 75
    assert found["associations"][0]["renditions"][0]["href"] == "https://coast.example/1.jpg"
    assert found["by"] == "Ann Example"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2024-02-26T18:05:00+01:00", "2024-02-26T18:05:00+01:00"),
        ("2024-02-26 18:05Z", "2024-02-26T18:05:00Z"),
        ("2024-02-26T18:05:09.25+0130", "2024-02-26T18:05:09.25+01:30"),
        ("2024-02-26T18:05", None),
        ("2024-02-26", None),
        ("2024", None),
    ],
)
def test_ninjs_dates_are_not_filled_up(printed: str, expected: str | None) -> None:
    """A time without zone, a day or a year is no time of ninjs: it stands in altIds as it was printed."""
    found = checked(news_object(Article(id="a", text="b", date_published=printed), "b"))
    assert found.get("firstCreated") == expected
    alternatives = {each["role"]: each["value"] for each in found["altIds"]}
    assert alternatives.get("date_published") == (None if expected else printed)


def test_odd_metadata_is_carried(export: Export) -> None:
    """Quotes, line ends and control characters come back as they were."""
    (line,) = export("ninjs", [odd()]).read_bytes().splitlines()
    assert json.loads(line)["headlines"] == [{"value": odd().headline}]
