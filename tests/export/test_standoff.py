"""Stand-off formats: every span must cover the words that it says, emoji before it or not."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from newskit.article import Article
from newskit.export.brat import annotation_lines
from newskit.export.labelstudio import task
from newskit.export.marks import LABELS, marks
from newskit.export.webannotation import annotation_page
from newskit.io.record import decode_article

from ..io.articles import objects
from .articles import bare, corpus, ferry
from .conftest import Export


def sha256(article: Article) -> str:
    return hashlib.sha256((article.text or "").encode()).hexdigest()


# ------------------------------------------------------------------ brat

_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t([^\t\n]+)")
_EVENT = re.compile(r"(E\d+)\t(\S+):(T\d+)((?: \w+:T\d+)*)")
_ATTRIBUTE = re.compile(r"(A\d+)\t(\w+) ([TE]\d+)( \S+)?")
_NOTE = re.compile(r"(#\d+)\tAnnotatorNotes ([TE]\d+)\t.+")
_EQUIVALENCE = re.compile(r"\*\tEquiv( T\d+)+")


def brat_problems(text: str, lines: list[str], configuration: dict[str, list[str]]) -> list[str]:
    """Check a file as brat reads it: the form of every line, the words of every span, every reference and label."""
    problems = []
    labels: dict[str, str] = {}
    ids: set[str] = set()
    for line in lines:
        if bound := _BOUND.fullmatch(line):
            offsets = [tuple(map(int, piece.split())) for piece in bound.group(3).split(";")]
            words = " ".join(text[start:end] for start, end in offsets)
            if words != bound.group(4) or offsets != sorted(offsets):
                problems.append(f"{line!r} covers {words!r}")
            labels[bound.group(1)] = bound.group(2)
            ids.add(bound.group(1))
        elif event := _EVENT.fullmatch(line):
            arguments = [argument.split(":") for argument in event.group(4).split()]
            names = [name for name, _ in arguments]
            told = next(line for line in configuration["events"] if line.startswith(event.group(2) + "\t"))
            if len(set(names)) != len(names) or any(re.sub(r"\d+$", "", name) not in told for name in names):
                problems.append(f"{line!r} has arguments that are not configured")
            if labels.get(event.group(3)) != event.group(2) or any(target not in ids for _, target in arguments):
                problems.append(f"{line!r} points to nothing")
            ids.add(event.group(1))
        elif attribute := _ATTRIBUTE.fullmatch(line):
            told = next(line for line in configuration["attributes"] if line.startswith(attribute.group(2) + "\t"))
            value = (attribute.group(4) or "").strip()
            if attribute.group(3) not in ids or value not in (told.split("Value:")[1].split("|") if value else [""]):
                problems.append(f"{line!r} is not configured")
        elif note := _NOTE.fullmatch(line):
            problems += [] if note.group(2) in ids else [f"{line!r} points to nothing"]
        elif not _EQUIVALENCE.fullmatch(line):
            problems.append(f"{line!r} is no line of brat's")
    known = {line.split("\t")[0] for section in ("entities", "events") for line in configuration[section]}
    return problems + [label for label in labels.values() if label not in known]


def configuration_of(folder: Path) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for line in (folder / "annotation.conf").read_text().splitlines():
        if line.startswith("["):
            sections[line.strip("[]")] = []
        elif line:
            list(sections.values())[-1].append(line)
    return sections


def test_brat_files_are_what_brat_reads(export: Export) -> None:
    """Every document passes the slice check, and all labels, arguments and attributes are configured."""
    folder = export("brat", corpus())
    configuration = configuration_of(folder)
    documents = [json.loads(line) for line in (folder / "documents.jsonl").read_bytes().splitlines()]
    assert [each["id"] for each in documents] == [article.id for article in corpus()]
    for document, article in zip(documents, corpus(), strict=True):
        text = (folder / f"{document['document']}.txt").read_bytes().decode()
        lines = (folder / f"{document['document']}.ann").read_bytes().decode().split("\n")
        assert text == article.text
        assert document["text_sha256"] == sha256(article)
        assert lines.pop() == ""
        assert brat_problems(text, lines, configuration) == []


def test_brat_spans_can_be_interrupted() -> None:
    """A quotation in two pieces, over a tab and a blank line, is one annotation of five fragments."""
    lines = annotation_lines(ferry()).splitlines()
    (quote,) = [line for line in lines if "\tQUOTE " in line and "lucky" in line]
    assert quote.count(";") == 3
    assert quote.endswith('"We were lucky 🙂," "and we know it. It could have been worse. Nobody slept."')
    assert any(line.startswith("A") and " warns" in line for line in lines)
    assert any(re.fullmatch(r"E2\tQUOTE:T\d+ Cue:T\d+ Speaker:T\d+", line) for line in lines)
    assert any(re.fullmatch(r"A\d+\tNegated E\d+", line) for line in lines)


@settings(max_examples=30)
@given(objects())
def test_any_article_passes_the_slice_check(thing: dict[str, Any]) -> None:
    """Whatever the text and the spans, each line covers the words that it says."""
    article = decode_article(json.dumps(thing).encode())
    for line in annotation_lines(article).split("\n"):
        if line.startswith("T"):
            bound = _BOUND.fullmatch(line)
            assert bound, line
            offsets = [tuple(map(int, piece.split())) for piece in bound.group(3).split(";")]
            assert " ".join((article.text or "")[start:end] for start, end in offsets) == bound.group(4)


# ------------------------------------------------------------------ Label Studio


def test_label_studio_tasks(export: Export) -> None:
    """An array of tasks whose regions cover their words, counted in code points, with labels that the interface has."""
    tasks = json.loads(export("labelstudio", corpus()).read_bytes())
    assert [each["data"]["id"] for each in tasks] == [article.id for article in corpus()]
    for each, article in zip(tasks, corpus(), strict=True):
        text = each["data"]["text"]
        assert (text, each["data"]["text_sha256"]) == (article.text, sha256(article))
        (prediction,) = each["predictions"]
        regions = {region["id"]: region for region in prediction["result"] if region["type"] == "labels"}
        relations = [region for region in prediction["result"] if region["type"] == "relation"]
        for region in regions.values():
            value = region["value"]
            assert text[value["start"] : value["end"]] == value["text"]
        assert all(relation["from_id"] in regions and relation["to_id"] in regions for relation in relations)
        assert len(regions) + len(relations) == len(prediction["result"])


def test_label_studio_counts_an_emoji_as_one() -> None:
    """The mention behind the ship is at the code point where Python finds it, not at JavaScript's UTF-16 unit."""
    result = task(ferry())["predictions"][0]["result"]
    (caption,) = [each for each in result if each.get("value", {}).get("text") == "Monday"][:1]
    start = (ferry().text or "").index("Monday that")
    assert caption["value"]["start"] == start
    assert len((ferry().text or "")[:start].encode("utf-16-le")) // 2 == start + 1


def test_label_studio_folder_has_the_interface(export: Export) -> None:
    """A folder holds one array an article and a labelling interface that knows every label and relation."""
    folder = export("labelstudio", corpus(), "tasks/")
    files = sorted(folder.glob("*.json"))
    assert len(files) == 3
    view = ET.parse(folder / "label_config.xml").getroot()
    labels = {label.get("value") for label in view.iter("Label")}
    relations = {relation.get("value") for relation in view.iter("Relation")}
    for path in files:
        (each,) = json.loads(path.read_bytes())
        for region in each["predictions"][0]["result"]:
            assert set(region["labels"] if region["type"] == "relation" else region["value"]["labels"]) <= (
                relations if region["type"] == "relation" else labels
            )
    (control,) = view.iter("Labels")
    (shown,) = view.iter("Text")
    assert (control.get("name"), control.get("toName"), shown.get("name"), shown.get("value")) == (
        "label",
        "text",
        "text",
        "$text",
    )


# ------------------------------------------------------------------ W3C Web Annotation


def test_web_annotations(export: Export) -> None:
    """Each line is an AnnotationPage; both selectors of each target find the same words."""
    lines = export("webannotation", corpus()).read_bytes().splitlines()
    assert len(lines) == 3
    for line, article in zip(lines, corpus(), strict=True):
        page, text = json.loads(line), article.text or ""
        assert page["type"] == "AnnotationPage"
        assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
        assert page["text_sha256"] == sha256(article)
        ids = [item["id"] for item in page["items"]]
        assert len(ids) == len(set(ids))
        for item in page["items"]:
            assert item["type"] == "Annotation"
            assert item["motivation"] in ("identifying", "tagging")
            assert {body["type"] for body in item["body"]} <= {"TextualBody", "newskit:Details", "SpecificResource"}
            targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
            for target in targets:
                position, words = target["selector"]
                assert position["type"] == "TextPositionSelector"
                assert text[position["start"] : position["end"]] == words["exact"]
                around = words["prefix"] + words["exact"] + words["suffix"]
                assert text[position["start"] - len(words["prefix"]) :].startswith(around)


def test_web_annotations_link_what_belongs_together() -> None:
    """A quotation names its cue and speaker by their ids, a name its Wikidata item."""
    items = {item["id"]: item for item in annotation_page(ferry())["items"]}
    details = items["urn:newskit:ferry-1:q1"]["body"][1]
    assert details["newskit:polarity"] == "warns"
    assert items[details["newskit:speaker"][0]["id"]]["target"]["selector"][1]["exact"] == "Kemp"
    assert items[details["newskit:cue"][0]["id"]]["target"]["selector"][1]["exact"] == "told"
    assert items["urn:newskit:ferry-1:e1.0"]["body"][-1]["source"] == "http://www.wikidata.org/entity/Q42"


# ------------------------------------------------------------------ what they share


@pytest.mark.parametrize("article", [ferry(), bare()])
def test_marks_have_known_labels_and_links(article: Article) -> None:
    """Every label is listed for its layer, every id stands once, every link leads to a mark."""
    found = marks(article)
    ids = [mark.id for mark in found]
    assert len(ids) == len(set(ids))
    for mark in found:
        assert mark.label in LABELS[mark.layer] or mark.label == "PARTICIPANT"
        assert all(other in ids for _, other in mark.links)
