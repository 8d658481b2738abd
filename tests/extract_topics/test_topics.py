from __future__ import annotations

import tomllib
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.article import Article, Block
from newskit.extract import Extract
from newskit.extract.document import open_documents
from newskit.extract.topics import extract_topics
from newskit.extract.topics.lexicon import lexicon, names
from newskit.extract.topics.scoring import FURTHER, LIMIT, THRESHOLD

LEADS = tomllib.loads(Path(__file__).with_name("leads.toml").read_text(encoding="utf-8"))["lead"]
LANGUAGES = ("en", "de", "fr", "es")


def article(text: str, language: str = "en") -> Article:
    """Make an article whose blocks are parted by blank lines, its headline first."""
    blocks, start = [], 0
    for number, paragraph in enumerate(text.split("\n\n")):
        blocks.append(Block(start=start, end=start + len(paragraph), kind="paragraph" if number else "headline"))
        start += len(paragraph) + 2
    return Article(id="a", text=text, blocks=blocks, language=language)


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: f"{lead['language']}: {lead['text'][:30]!r}")
def test_topics_of_a_lead(lead: dict[str, Any]) -> None:
    """An opening is told its topic first; one that speaks for none is told none."""
    topics = extract_topics(open_documents([article(lead["text"], lead["language"])])[0])
    assert [topic.code for topic in topics][: len(lead["topics"]) or None] == lead["topics"]
    assert all(topic.name == names()[topic.code] for topic in topics)


def test_each_topic_points_to_its_words() -> None:
    """The mentions of a topic are the words that speak for it, in the order of the text, with their endings."""
    made = article("Notes\n\nProsecutors charged two gunmen with armed robbery. The trial begins in June.")
    topic = extract_topics(open_documents([made])[0])[0]
    words = [(made.text or "")[span.start : span.end] for span in topic.mentions]
    assert words == ["Prosecutors", "armed robbery", "trial"]


def test_a_term_of_several_words_hides_its_parts() -> None:
    """A heart attack is no attack: the longest term holds, across an ending and a line's end."""
    made = article("Notes\n\nHe had two heart\nattacks and a heart attack.")
    terms = lexicon("en")
    assert terms is not None
    assert [evidence.term for evidence in terms.find(made.text or "", 0, 100)] == ["heart attack", "heart attack"]


def test_confidence() -> None:
    """The surest comes first; the first reaches the threshold, the others the lower one, and they are few."""
    text = "Coach, senator and bishop\n\nThe striker, the mayor, the archbishop and the surgeon met in church."
    topics = extract_topics(open_documents([article(f"{text} The election and the championship were lost.")])[0])
    scores = [topic.score for topic in topics]
    assert scores == sorted(scores, reverse=True)
    assert len(topics) <= LIMIT
    assert all(FURTHER <= score <= 1 for score in scores)
    assert not scores or scores[0] >= THRESHOLD


def test_no_parse_is_made_for_topics() -> None:
    """Topics alone run without a model, and in a language without a lexicon there are none."""
    made = Extract(layers=("topics",))([article("Cup final\n\nThe goalkeeper saved a penalty in the final.")])[0]
    assert [topic.code for topic in made.topics or ()] == ["15000000"]
    assert made.provenance is not None
    assert made.provenance[-1].model is None
    assert extract_topics(open_documents([article("Voetbal\n\nDe keeper", "nl")])[0]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_lexicon_speaks_for_every_topic(language: str) -> None:
    """Each lexicon has terms for all 17 topics and for no other, in lower case, and finds each of its terms."""
    path = Path(__file__).parents[2] / "newskit" / "resources" / "extract" / "topics" / f"{language}.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    endings = table.pop("endings")
    assert set(table) == set(names())
    assert all(len(pair) == 2 for pair in endings)
    terms = lexicon(language)
    assert terms is not None
    for code, lists in table.items():
        for term in (one.strip() for listed in lists.values() for one in listed.split(",")):
            assert term, code
            assert term == term.lower()
            word = term.replace("*", "xx")
            found = list(terms.find(word, 0, len(word)))
            assert any(code in dict(evidence.weights) for evidence in found), (code, term)


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_is_read(text: str, language: str) -> None:
    """Whatever the text, mentions lie inside it and are words of it."""
    made = article(f"Final\n\nThe goalkeeper {text}", language)
    for topic in extract_topics(open_documents([made])[0]):
        for span in topic.mentions:
            assert 0 <= span.start < span.end <= len(made.text or "")
            assert (made.text or "")[span.start : span.end].strip()


@pytest.mark.parametrize("piece", ["a", "a-", "heart ", "heart a-", '"', "1", "world ", "’"])
def test_a_megabyte_takes_linear_time(piece: str) -> None:
    """A megabyte of one word, of hyphens, of the beginnings of terms, or of marks is read in seconds."""
    started = perf_counter()
    extract_topics(open_documents([article("Notes\n\n" + piece * (1_000_000 // len(piece)))])[0])
    assert perf_counter() - started < 10
