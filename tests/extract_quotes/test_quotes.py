import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newskit.article import Entity, Mention, MentionKind, Quote
from newskit.extract.document import Document
from newskit.extract.quotes import extract_quotes

Case = dict[str, Any]
Parse = Callable[..., Document]
Opened = Callable[[str, str], Document]

HERE = Path(__file__).parent
CASES = tomllib.loads(HERE.joinpath("quotes.toml").read_text(encoding="utf-8"))["case"]
SURFACE = tomllib.loads(HERE.joinpath("surface.toml").read_text(encoding="utf-8"))["case"]


def told(text: str, quotes: list[Quote]):
    """Quotes with the words in place of offsets."""
    return [
        {
            "kind": quote.kind,
            "cue": quote.cue.lemma if quote.cue else "",
            "speakers": [text[who.start : who.end] for who in quote.speakers],
            "content": [text[part.start : part.end] for part in quote.content],
            "polarity": quote.polarity,
        }
        for quote in quotes
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_english(case: Case, parsed: Parse):
    """On a parse, every kind of attribution comes with content, cue, speakers and polarity, and nothing else does."""
    document = parsed(case["text"])
    assert told(document.text, extract_quotes(document)) == case["quotes"]


@pytest.mark.parametrize("case", SURFACE, ids=lambda case: f"{case['language']}: {case['text'][:30]}")
def test_without_a_parse(case: Case, opened: Opened):
    """Without a parse, marks and cue words give the direct quotations of German, French, Spanish and English."""
    document = opened(case["text"], case["language"])
    wanted = [{"kind": "direct", **quote} for quote in case["quotes"]]
    assert told(document.text, extract_quotes(document)) == wanted


def mentions(text: str, word: str, kind: MentionKind = "name"):
    """All places of a word as mentions."""
    places = [place for place in range(len(text)) if text.startswith(word, place)]
    return [Mention(start=place, end=place + len(word), kind=kind) for place in places]


def test_speakers_are_entities(parsed: Parse):
    """A speaker carries the id of the entity named at its head, not of one named beside it."""
    text = "Turkish Prime Minister Ahmet Davutoglu said that Russia must leave."
    entities = [
        Entity(id="e1", label="NORP", name="Turks", mentions=mentions(text, "Turkish")),
        Entity(id="e2", label="PERSON", name="Ahmet Davutoglu", mentions=mentions(text, "Ahmet Davutoglu")),
        Entity(id="e3", label="GPE", name="Russia", mentions=mentions(text, "Russia")),
    ]
    (quote,) = extract_quotes(parsed(text, entities))
    assert [who.entity for who in quote.speakers] == ["e2"]


def test_pronoun_with_a_mention(parsed: Parse):
    """A pronoun that entities resolved takes their answer."""
    text = "Ivanov met Petrov in Moscow.|“We talked about gas for an hour,” he said."
    place = text.replace("|", "\n\n").index(" he said") + 1
    entities = [
        Entity(id="e1", label="PERSON", name="Ivanov", mentions=mentions(text, "Ivanov")),
        Entity(
            id="e2",
            label="PERSON",
            name="Petrov",
            mentions=[*mentions(text, "Petrov"), Mention(start=place, end=place + 2, kind="pronoun")],
        ),
    ]
    (quote,) = extract_quotes(parsed(text, entities))
    assert [who.entity for who in quote.speakers] == ["e2"]


def test_pronoun_without_a_mention(parsed: Parse):
    """A pronoun that entities left open is the last speaker that fits in gender and number."""
    text = (
        "Mrs. Keller said that Acme would close.|"
        "Acme said that it would not.|"
        "“There are four hundred jobs at stake here,” she said."
    )
    plain = text.replace("|", "\n\n")
    entities = [
        Entity(id="e1", label="PERSON", name="Keller", roles=["Mrs."], mentions=mentions(plain, "Keller")),
        Entity(id="e2", label="ORG", name="Acme", mentions=mentions(plain, "Acme")),
    ]
    quotes = extract_quotes(parsed(text, entities))
    assert [[who.entity for who in quote.speakers] for quote in quotes] == [["e1"], ["e2"], ["e1"]]


def test_relative_pronoun(parsed: Parse):
    """``who`` names the noun that it stands for."""
    text = "Reporters met Dupont, who claimed that the vote was rigged."
    entities = [Entity(id="e1", label="PERSON", name="Dupont", mentions=mentions(text, "Dupont"))]
    (quote,) = extract_quotes(parsed(text, entities))
    assert [who.entity for who in quote.speakers] == ["e1"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                '"',
                "“",
                "”",
                "‘",
                "’",
                "„",
                "«",
                "»",
                ":",
                ",",
                ".",
                "\n",
                "|",
                "he",
                "said",
                "that",
                "Smith",
                "according",
                "to",
                "asked",
                "X",
                "accused",
                "of",
                "and",
                "(",
                "—",
            ]
        ),
        max_size=30,
    )
)
def test_any_words(parsed: Parse, words: list[str]):
    """Whatever the words, contents, cues and speakers are non-empty stretches of the text, contents in order."""
    document = parsed(" ".join(words))
    for quote in extract_quotes(document):
        assert quote.content
        assert all(0 <= part.start < part.end <= len(document.text) for part in quote.content)
        assert [part.start for part in quote.content] == sorted(part.start for part in quote.content)
        assert all(0 <= who.start < who.end <= len(document.text) for who in quote.speakers)
        assert quote.cue is None or 0 <= quote.cue.start < quote.cue.end <= len(document.text)


@pytest.mark.parametrize("language", ["de", "en", "fr", "xx"])
@pytest.mark.parametrize(
    "unit",
    ['"', "“said ", "sagte „", '"a b c d e f", sagte Müller. ', "dit « x", "x", "said: ", "\n", "said «a b c d e f» "],
)
def test_hostile_pages(language: str, unit: str, opened: Opened):
    """A megabyte of marks, cues or nothing at all takes seconds, not hours."""
    started = time.process_time()
    extract_quotes(opened(unit * (150_000 // len(unit)), language))
    assert time.process_time() - started < 60
