from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from newskit.article import Article, Block, Span
from newskit.extract import Extract

CASES = tomllib.loads(Path(__file__).with_name("cases.toml").read_text(encoding="utf-8"))["case"]


def extracted(paragraphs: list[str], *, kinds: list[str] | None = None) -> Article:
    text, blocks = "", []
    for place, paragraph in enumerate(paragraphs):
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{paragraph}" if text else paragraph
        blocks.append(Block(start=start, end=len(text), kind=(kinds or ["paragraph"] * len(paragraphs))[place]))  # type: ignore[arg-type]
    sentences = [Span(start=block.start, end=block.end) for block in blocks]
    article = Article(id="a", text=text, blocks=blocks, sentences=sentences, language="en", date_published="2026-03-05")
    return Extract(layers=("entities", "quotes", "times", "events", "summary", "keyphrases"))([article])[0]


def words(article: Article, span: Any) -> str:
    return (article.text or "")[span.start : span.end]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_events_of_a_sentence(case: dict[str, Any]) -> None:
    """A sentence has the events that the case names, with who takes part, whether it happened, and its class."""
    article = extracted([case["text"]], kinds=[case.get("kind", "paragraph")])
    found = {event.lemma: event for event in article.events or ()}
    for want in case["event"]:
        event = found[want["lemma"]]
        assert [words(article, one) for one in event.agents] == want.get("agents", [])
        assert [words(article, one) for one in event.patients] == want.get("patients", [])
        assert event.negated is want.get("negated", False)
        assert event.modality == want.get("modality", "actual")
        if "class" in want:
            assert event.class_ == want["class"]
        if "place" in want:
            assert event.place is not None
            assert words(article, event.place) == want["place"]
        if "time" in want:
            assert event.time is not None
            assert (article.times or [])[event.time].value == want["time"]
    assert not set(case.get("none", ())) & set(found)


def test_participants_are_entities() -> None:
    """A pronoun and a relative pronoun point to the entity that they stand for."""
    article = extracted(["Angela Merkel, who visited Paris on Monday, met the mayor."])
    names = {entity.id: entity.name for entity in article.entities or ()}
    visit = next(event for event in article.events or () if event.lemma == "visit")
    assert [names[one.entity or ""] for one in visit.agents] == ["Angela Merkel"]


def test_main_event() -> None:
    """The reporter's questions are answered from headline and lead; what the article does not say is null."""
    article = extracted(
        [
            "Storm destroys harbour in Lindau",
            "A storm destroyed the harbour of Lindau in Germany on Tuesday night, the port authority of the town said.",
            "Ships were sent to Bregenz, and nobody was hurt, according to the fire brigade of the region.",
        ],
        kinds=["headline", "paragraph", "paragraph"],
    )
    summary = article.summary
    assert summary is not None
    assert summary.who is not None
    assert summary.what is not None
    assert summary.when is not None
    assert summary.where is not None
    assert words(article, summary.who) == "Storm"
    assert words(article, summary.what).startswith("destroys harbour")
    assert (summary.when.value or "").startswith("2026-03-03")
    assert words(article, summary.where) == "Lindau"
    assert summary.why is None
    assert [words(article, span)[:7] for span in summary.lead] == ["A storm", "Ships w"]


def test_keyphrases_are_ranked_and_point_to_the_text() -> None:
    """The words that come early and often lead; each mention is the word, and scores fall from 1."""
    article = extracted(
        [
            "Turbine fails",
            "The turbine of the power station failed. Engineers took the turbine apart.",
            "It rained later.",
        ],
        kinds=["headline", "paragraph", "paragraph"],
    )
    keyphrases = article.keyphrases or []
    assert keyphrases[0].text.lower() == "turbine"
    assert [words(article, span).lower() for span in keyphrases[0].mentions] == ["turbine"] * 3
    scores = [keyphrase.score for keyphrase in keyphrases]
    assert scores[0] == 1
    assert scores == sorted(scores, reverse=True)


def test_hostile_text_takes_linear_time() -> None:
    """A paragraph without an end, of verbs, quotation marks or numbers, is gone through without an error."""
    for piece in ("run ", '" ', "and then he said that ", "5 ", "in Paris on Monday ", "most of ", "a plan to make "):
        article = extracted([piece * 1500])
        assert article.events is not None
