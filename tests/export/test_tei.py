from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree
from trafilatura.xml import TEI_SCHEMA, validate_tei

from newskit.article import Article, Entity, Mention, Quote, Time
from newskit.article import Span as TextSpan
from newskit.export.options import Options
from newskit.export.tei import TeiExport
from newskit.io.record import decode_article

from ..io.articles import objects
from .articles import corpus, ferry, odd
from .conftest import Export

TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"


def valid(path: Path | bytes) -> Any:
    """Parse a document and validate it with the schema of TEI P5 for corpora."""
    root = etree.fromstring(path if isinstance(path, bytes) else path.read_bytes())
    assert schema().validate(root), schema().error_log.filter_from_errors()
    return root


@cache
def schema() -> Any:
    return etree.DTD(TEI_SCHEMA)


def blocks(root: Any) -> list[Any]:
    return [each for each in root.iter() if re.fullmatch(r"a\d+\.b\d+", each.get(ID) or "")]


def test_a_corpus_is_valid(export: Export) -> None:
    """All articles in one file are a valid teiCorpus; every reference leads to an element of it."""
    root = valid(export("tei", corpus(), "a.xml"))
    assert root.tag == f"{TEI}teiCorpus"
    assert len(root.findall(f"{TEI}TEI")) == 3
    ids = [each.get(ID) for each in root.iter() if each.get(ID)]
    assert len(ids) == len(set(ids))
    for each in root.iter():
        for target in re.findall(r"#(?:string-range\()?([\w.]+)", f"{each.get('ref', '')} {each.get('target', '')}"):
            assert target in ids


def test_single_documents_are_valid(export: Export) -> None:
    """Each file of a folder is a valid TEI document, also by the validator that others use."""
    folder = export("tei", corpus(), "tei/")
    files = sorted(folder.glob("*.xml"))
    assert len(files) == 3
    assert all(validate_tei(valid(path)) for path in files)


def test_the_blocks_hold_the_text(export: Export) -> None:
    """The text of each element is the block's, to the character."""
    article = ferry()
    found = ["".join(each.itertext()) for each in blocks(valid(export("tei", [article], "a.xml")))]
    assert found == [(article.text or "")[block.start : block.end] for block in article.blocks or ()]


def test_what_xml_cannot_hold_is_replaced(export: Export) -> None:
    """Control characters become U+FFFD, one for one, so that offsets hold; a carriage return is kept."""
    (block,) = blocks(valid(export("tei", [odd()], "a.xml")))
    assert "".join(block.itertext()) == re.sub("[\x01\x0b]", "\ufffd", odd().text or "")


def test_names_times_and_quantities_are_elements(export: Export) -> None:
    """Mentions refer to the entities in standOff; times have their TIMEX3 value, quantities their number."""
    root = valid(export("tei", [ferry()], "a.xml"))
    (person,) = root.iter(f"{TEI}person")
    assert [each.text for each in person] == ["Ruth Kemp", "Kemp", "https://www.wikidata.org/wiki/Q42"]
    named = [each for each in root.iter(f"{TEI}persName", f"{TEI}rs") if each.get("ref") == f"#{person.get(ID)}"]
    assert ["".join(each.itertext()) for each in named] == ["Ruth Kemp", "She", "Kemp", "Kemp"]
    assert [each.get("when") for each in root.iter(f"{TEI}date") if each.get("key")] == ["2024-02-26", "2024-03-03"]
    assert [each.get("quantity") for each in root.iter(f"{TEI}measure")] == ["55", "57"]
    assert [each.tag.removeprefix(TEI) for each in root.iter(f"{TEI}list")] == ["list", "list"]


def test_quotations_point_to_their_words(export: Export) -> None:
    """A quotation is an annotation with pointers into blocks: following them gives its words."""
    root = valid(export("tei", [ferry()], "a.xml"))
    elements = {each.get(ID): "".join(each.itertext()) for each in root.iter() if each.get(ID)}
    (quotations,) = (each for each in root.iter(f"{TEI}listAnnotation") if each.get("type") == "quotations")
    said = []
    for annotation in quotations:
        pointers = re.findall(r"string-range\(([\w.]+),(\d+),(\d+)\)", annotation.get("target"))
        said.append([elements[name][int(start) : int(start) + int(size)] for name, start, size in pointers])
    article = ferry()
    assert said == [
        [(article.text or "")[span.start : span.end] for span in quote.content] for quote in article.quotes or ()
    ]


def test_what_crosses_is_kept_apart(export: Export) -> None:
    """Annotations that cannot nest in the text are annotations with pointers."""
    article = Article(
        id="a",
        text="one two three",
        entities=[Entity(id="e", label="ORG", name="x", mentions=[Mention(start=0, end=7)])],
        times=[Time(start=4, end=13, type="DATE", value="2024")],
        quotes=[Quote(kind="direct", content=[TextSpan(start=0, end=13)])],
    )
    root = valid(export("tei", [article], "a.xml"))
    (crossing,) = (each for each in root.iter(f"{TEI}listAnnotation") if each.get("type") == "crossing")
    assert crossing[0].get("target") == "#string-range(a1.b0,4,9)"
    assert "".join(blocks(root)[0].itertext()) == article.text


def test_the_header_tells_the_source(export: Export) -> None:
    """Title, authors, publisher, dates, address and hash stand in the header."""
    root = valid(export("tei", [ferry()], "a.xml"))
    (source,) = root.iter(f"{TEI}bibl")
    told = {f"{each.tag.removeprefix(TEI)} {each.get('type') or ''}".strip(): each for each in source}
    assert told["date published"].get("when") == "2024-02-26"
    assert told["idno url"].text == "https://coast.example/ferry"
    assert len(told["idno text_sha256"].text) == 64
    assert [each.text for each in root.iter(f"{TEI}term")] == ["Local", "ferry", "storm"]


@pytest.mark.parametrize("choice", ["body", "full", None])
def test_text_choices_are_valid(export: Export, choice: Any) -> None:
    """Whatever part of the text is written, the document is valid."""
    valid(export("tei", corpus(), "a.xml", text=choice))


@settings(max_examples=40)
@given(objects())
def test_any_article_is_valid_tei(thing: dict[str, Any]) -> None:
    """Whatever an article holds, the document is well-formed, valid, and has its text."""
    article = decode_article(json.dumps(thing).encode())
    export = TeiExport.__new__(TeiExport)
    export.options = Options()
    root = valid(export.page(article).encode("utf-8", "replace"))
    expected = [(article.text or "")[block.start : block.end] for block in article.blocks or ()]
    if article.blocks is not None:
        illegal = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
        assert ["".join(each.itertext()) for each in blocks(root)] == [
            re.sub(illegal, "\ufffd", text) for text in expected
        ]
