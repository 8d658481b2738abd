from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from newskit.article import Article, Block, Span
from newskit.extract import Extract
from newskit.extract.model import load
from newskit.extract.summary.headline import read_headline
from newskit.extract.summary.lexicon import lexicon

HEADLINES = tomllib.loads(Path(__file__).with_name("headlines.toml").read_text(encoding="utf-8"))["case"]
LEAD = "The police of the town confirmed the report in a short statement to the press."


def summarized(*blocks: tuple[str, str], published: str | None = "2026-03-05") -> Article:
    text, made, sentences = "", [], []
    for kind, words in blocks:
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{words}" if text else words
        made.append(Block(start=start, end=len(text), kind=kind))  # type: ignore[arg-type]
        sentences.append(Span(start=start, end=len(text)))
    article = Article(id="a", text=text, blocks=made, sentences=sentences, language="en", date_published=published)
    return Extract(layers=("summary",))([article])[0]


def told(article: Article, question: str) -> str | None:
    span = getattr(article.summary, question)
    return (article.text or "")[span.start : span.end] if span is not None else None


@pytest.mark.parametrize("case", HEADLINES, ids=lambda case: case["text"])
def test_headlines(case: dict[str, Any]) -> None:
    """A headline tells who and what from left to right; one without a verb, or that only shows, tells nothing."""
    pipeline, _ = load()
    words = lexicon("en")
    assert words is not None
    parse = pipeline(case["text"])
    reading = read_headline(parse, words)
    ranges = {name: getattr(reading, name, None) for name in ("who", "what", "why")}
    found = {name: parse[slice(*tokens)].text for name, tokens in ranges.items() if tokens is not None}
    assert found == {key: value for key, value in case.items() if key != "text"}


def test_shown_event() -> None:
    """Where the headline only shows, the standfirst tells the event."""
    article = summarized(
        ("headline", "Footage shows ferry sinking off Lindau"),
        ("description", "The ferry Helvetia hit a rock on Wednesday."),
        ("paragraph", LEAD),
    )
    assert told(article, "who") == "The ferry Helvetia"
    assert (told(article, "what") or "").startswith("hit a rock")


def test_day_of_the_headlines_event() -> None:
    """The day that belongs to an event of the headline's kind comes before an earlier-named day of another event."""
    article = summarized(
        ("headline", "Mayor meets bankers in Lindau"),
        (
            "paragraph",
            "The mayor, who was elected on Monday, praised the bankers. They met on Wednesday.",
        ),
    )
    assert article.summary is not None
    assert article.summary.when is not None
    assert (told(article, "when"), article.summary.when.value) == ("Wednesday", "2026-03-04")


def test_day_of_publication() -> None:
    """Where no day is named, the article tells of the day of its publication; without that, when is null."""
    blocks = (("headline", "Police close bridge in Lindau"), ("paragraph", LEAD))
    article = summarized(*blocks)
    assert article.summary is not None
    assert article.summary.when is not None
    assert article.summary.when.value == "2026-03-05"
    assert told(article, "when") == told(article, "what")
    undated = summarized(*blocks, published=None)
    assert undated.summary is not None
    assert undated.summary.when is None


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2026-03-05", "2026-03-05"),
        ("2026-03-05T00:00:00", "2026-03-05"),
        ("2026-03-05T03:42:00", "2026-03-04"),
        ("2026-03-05T09:42:00Z", "2026-03-05"),
    ],
)
def test_published_in_the_first_hours(published: str, day: str) -> None:
    """What is published in the first hours of a day without naming one is of the day before; midnight is no time."""
    blocks = (("headline", "Police close bridge in Lindau"), ("paragraph", LEAD))
    article = summarized(*blocks, published=published)
    assert article.summary is not None
    assert article.summary.when is not None
    assert article.summary.when.value == day


@pytest.mark.parametrize(
    ("lead", "span", "day"),
    [
        (
            "The mayor met bankers after a quarrel this week, a speaker of the town said to the press.",
            None,
            "05",
        ),
        ("The mayor met bankers who lost money last Friday, a speaker said to the press.", None, "05"),
        ("The mayor met bankers last Friday, a speaker of the town said to the press.", "last Friday", "27"),
        ("The mayor met bankers who lost money on Sunday, a speaker said to the press.", "Sunday", "01"),
    ],
)
def test_weeks_and_older_days(lead: str, span: str | None, day: str) -> None:
    """A week is no day, and a day before the last few is told only where its event is the headline's."""
    article = summarized(("headline", "Mayor meets bankers in Lindau"), ("paragraph", lead))
    assert article.summary is not None
    assert article.summary.when is not None
    assert (article.summary.when.value or "")[-2:] == day
    assert told(article, "when") == (span or told(article, "what"))


def test_dates_of_posts_are_not_told() -> None:
    """The date of a post that an article shows is not the day of the event, unless it is that of the publication."""
    post = "Unbelievable, they closed our bridge again. -- Anna Berg (@annaberg) March 3, 2026"
    blocks = (("headline", "Police close bridge in Lindau"), ("paragraph", post))
    article = summarized(*blocks)
    assert article.summary is not None
    assert article.summary.when is not None
    assert article.summary.when.value == "2026-03-05"
    older = summarized(*blocks, published="2026-01-07")
    assert older.summary is not None
    assert older.summary.when is not None
    assert (told(older, "when"), older.summary.when.value) == ("March 3, 2026", "2026-03-03")


@pytest.mark.parametrize(
    ("headline", "lead", "place"),
    [
        ("Ferry sinks", "A ferry sank near Hamburg, and the mayor of Bremen sent help to Hamburg at once.", "Hamburg"),
        ("Embassy in Afghanistan attacked", "Rebels attacked the embassy in Kunduz at noon, a guard said.", "Kunduz"),
        ("Prices rise", "LONDON -- Prices rose again, and shops in the town closed early, traders said.", "LONDON"),
        ("Prices rise", LEAD, None),
    ],
)
def test_place(headline: str, lead: str, place: str | None) -> None:
    """The scene, a place of the headline's country and the dateline are told; null where no place is named."""
    assert told(summarized(("headline", headline), ("paragraph", lead)), "where") == place


def test_place_with_hyphens_is_whole() -> None:
    """A place is told as far as hyphens carry it."""
    article = summarized(
        ("headline", "Bomb kills three in Mazar-i-Sharif"),
        ("paragraph", "A bomb killed three people in Mazar-i-Sharif."),
    )
    assert told(article, "where") == "Mazar-i-Sharif"


@pytest.mark.parametrize("piece", ["run ", '" ', "Police close bridge: ", "and who said ", "5 ", "- "])
def test_hostile_headline(piece: str) -> None:
    """A headline without an end is gone through without an error."""
    article = summarized(("headline", piece * 1500), ("paragraph", LEAD))
    assert article.summary is not None
