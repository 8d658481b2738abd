"""Whole articles: anchors, narrative, quotations, the notes of the record."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from newskit.article import Article, Block, Cue, Participant, Quote, Span
from newskit.extract.document import Document, open_documents
from newskit.extract.times import extract_times

CASES = tomllib.loads((Path(__file__).parent / "articles.toml").read_text(encoding="utf-8"))["article"]


def open_article(blocks: list[list[str]], published: str | None, **fields: Any) -> Document:
    """Make a document of blocks, as clean leaves them."""
    text, spans = "", []
    for kind, content in blocks:
        start = len(text) + (2 if text else 0)
        text = f"{text}\n\n{content}" if text else content
        spans.append(Block(start=start, end=len(text), kind=kind))
    return open_documents([Article(text=text, blocks=spans, date_published=published, language="en", **fields)])[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_article(case: dict[str, Any]):
    """Every time of the article has its value and anchor; relative times without a date are noted."""
    document = open_article(case["blocks"], case.get("published"))
    times = extract_times(document)
    found = [[document.text[time.start : time.end], time.value or "", time.anchor or ""] for time in times]
    assert found == case["times"]
    assert bool(document.notes) == case.get("notes", False)


def test_quotes_layer_decides_what_is_a_quotation():
    """Where there are attributions, their spans, cues and speakers give the day of speaking."""
    blocks = [
        ["paragraph", "The minister said on Tuesday that attaches had been summoned."],
        ["paragraph", "A train had been late."],
        ["paragraph", "Later. A lawyer wept."],
        ["paragraph", "Today a reply is due, Shoigu noted."],
    ]
    text = open_article(blocks, None).text
    speaker = [Participant(start=0, end=12, entity="e1")]
    quotes = [
        Quote(
            kind="indirect",
            content=[Span(start=30, end=61)],
            cue=Cue(start=13, end=17, lemma="say"),
            speakers=speaker,
        ),
        Quote(
            kind="direct",
            content=[Span(start=text.index("Today"), end=text.index(", Shoigu"))],
            cue=Cue(start=text.index("noted"), end=text.index("noted") + 5, lemma="note"),
            speakers=speaker,
        ),
    ]
    times = extract_times(open_article(blocks, "2015-10-08", quotes=quotes))
    assert [(time.value, time.anchor) for time in times] == [("2015-10-06", "2015-10-08"), ("2015-10-06", "2015-10-06")]


def test_language_without_rules():
    """An article in a language without rules has an empty layer, no error."""
    document = open_article([["paragraph", "On Wednesday."]], "2015-10-08")
    document.article.language = "xx"
    assert extract_times(document) == []


def test_hostile_quotations_take_linear_time():
    """A block of nothing but attributions, days and quotations is read in time that grows with its length."""
    spent = []
    for number in (200, 1600):
        document = open_article([["paragraph", "“We go home today,” he said on Monday. " * number]], "2015-10-08")
        begin = time.process_time()
        assert {found.value for found in extract_times(document)} == {"2015-10-05"}
        spent.append(time.process_time() - begin)
    assert spent[1] < 24 * spent[0] + 1
