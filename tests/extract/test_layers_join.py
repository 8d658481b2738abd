from __future__ import annotations

import tomllib
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from newskit.article import Article, Block, Entity, Event, Quantity, Time
from newskit.extract import Extract
from newskit.extract.stage import LAYERS
from newskit.segment import Segment
from newskit_cli.render import render

SENTENCES = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))["sentence"]
REPORT = (
    "Warships fire 26 rockets",
    "The navy fired 26 rockets at the port of Odessa on Tuesday, Defence Minister Anna Weber said in Berlin.",
    "“We had no choice,” she said. The attack killed three sailors.",
)


def extracted(*paragraphs: str) -> Article:
    """Segment paragraphs, of which the first is the headline where there are several, and extract all layers."""
    blocks, start = [], 0
    for number, paragraph in enumerate(paragraphs):
        kind = "headline" if len(paragraphs) > 1 and number == 0 else "paragraph"
        blocks.append(Block(start=start, end=start + len(paragraph), kind=kind))  # type: ignore[arg-type]
        start += len(paragraph) + 2
    article = Article(
        id="a",
        text="\n\n".join(paragraphs),
        blocks=blocks,
        language="en",
        date_published="2026-03-05",
        headline=paragraphs[0],
    )
    return Extract()(Segment()([article]))[0]


def words(article: Article, span: Event | Quantity | Time) -> str:
    return (article.text or "")[span.start : span.end]


@pytest.fixture(scope="module")
def report() -> Article:
    return extracted(*REPORT)


def by_id(article: Article) -> dict[str, Entity]:
    return {entity.id: entity for entity in article.entities or ()}


def test_a_speaker_is_an_entity(report: Article) -> None:
    """By name and by pronoun, the speaker of both quotations is the one person."""
    people = [by_id(report)[speaker.entity or ""].name for quote in report.quotes or () for speaker in quote.speakers]
    assert people == ["Anna Weber", "Anna Weber"]


def test_an_event_has_its_time_and_quantities(report: Article) -> None:
    """Time and quantities of an event are indices into the layers, and mean what stands beside the event."""
    fire = next(event for event in report.events or () if event.lemma == "fire" and event.time is not None)
    assert (report.times or [])[fire.time or 0].value == "2026-03-03"
    assert [words(report, (report.quantities or [])[number]) for number in fire.quantities] == ["26"]
    kill = next(event for event in report.events or () if event.lemma == "kill")
    assert [words(report, (report.quantities or [])[number]) for number in kill.quantities] == ["three"]


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["text"])
def test_quantities_of_an_event(sentence: dict[str, Any]) -> None:
    """A quantity belongs to the event that it hangs on in the parse, and to none across a clause."""
    article = extracted(sentence["text"])
    event = next(event for event in article.events or () if event.lemma == sentence["event"])
    found = [words(article, (article.quantities or [])[number]) for number in event.quantities]
    assert found == sentence["quantities"]


def test_without_quantities_there_is_nothing_to_join() -> None:
    """Events alone have no quantities, and no index points into a layer that is not there."""
    article = extracted(*REPORT)
    alone = Article(id="b", text=article.text, blocks=article.blocks, sentences=article.sentences, language="en")
    made = Extract(layers=("events",))([alone])[0]
    assert made.quantities is None
    assert all(event.quantities == [] for event in made.events or ())


def test_every_layer_is_made_and_shown(report: Article) -> None:
    """All layers are there, and the view has a heading for each, with the words that speak for a topic."""
    assert all(getattr(report, layer) for layer in LAYERS)
    console = Console(width=160, file=StringIO())
    console.print(render(report))
    assert isinstance(console.file, StringIO)
    shown = console.file.getvalue()
    for heading in (
        "Main event",
        "Quotations",
        "People, places, organisations",
        "Times",
        "Quantities",
        "Events",
        "Keyphrases",
        "Topics",
    ):
        assert heading in shown
    topic = next(line for line in shown.splitlines() if line.startswith("conflict, war and peace"))
    assert "rockets" in topic
    event = next(line for line in shown.splitlines() if line.startswith("fire") and "2026-03-03" in line)
    assert "26" in event
