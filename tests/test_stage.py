from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from newskit.article import Article
from newskit.errors import MachineError, Reject, StageError, UsageError
from newskit.stage import BATCH_ARTICLES, Pipeline, Stage, batches


@dataclass
class Upper:
    """Writes the content in capitals as text; refuses what is marked bad."""

    name: str = "upper"
    needs: tuple[str, ...] = ("content",)
    gives: tuple[str, ...] = ("text",)

    def options(self) -> dict[str, Any]:
        return {"case": "upper"}

    def __call__(self, articles: Sequence[Article]) -> list[Article]:
        for article in articles:
            assert article.content is not None
            article.text, article.content = article.content.upper(), None
            if article.text == "BAD":
                raise StageError("this one is bad", reason="bad")
            if article.text == "WORSE":
                raise ZeroDivisionError
        return list(articles)


@dataclass
class Headline(Upper):
    """Needs what Upper gives."""

    name: str = "headline"
    needs: tuple[str, ...] = ("text",)
    gives: tuple[str, ...] = ("headline",)

    def __call__(self, articles: Sequence[Article]) -> list[Article]:
        for article in articles:
            article.headline = (article.text or "")[:3]
        return list(articles)


def test_bad_articles_cost_only_themselves() -> None:
    """When a batch fails, the stage runs again one by one on untouched copies, and the culprits are rejects."""
    words = ["one", "bad", "two", "worse", "three"]
    found = list(Pipeline(Upper())(Article(id=word, content=word, origin=f"x:{word}") for word in words))
    assert [item.text if isinstance(item, Article) else item.reason for item in found] == [
        "ONE",
        "bad",
        "TWO",
        "internal",
        "THREE",
    ]
    assert isinstance(found[1], Reject)
    assert (found[1].input, found[1].stage, found[1].detail, found[1].id) == (
        "x:bad",
        "upper",
        "this one is bad",
        "bad",
    )


def test_rejects_of_the_input_keep_their_place() -> None:
    """What was rejected before passes through in order."""
    reject = Reject(input="x:2", stage="read", reason="invalid_json", detail="no")
    found = list(Pipeline(Upper())([Article(content="a"), reject, Article(content="b")]))
    assert [getattr(item, "text", item) for item in found] == ["A", reject, "B"]


def test_a_layer_that_is_there_is_not_made_again() -> None:
    """A stage is skipped for an article that has what it gives, unless the last stage is to be redone."""
    article = Article(id="a", content="new", text="old")
    (kept,) = Pipeline(Upper())([article])
    (redone,) = Pipeline(Upper(), redo=True)([article])
    assert isinstance(kept, Article)
    assert isinstance(redone, Article)
    assert (kept.text, redone.text) == ("old", "NEW")
    assert kept.provenance is None


def test_provenance_says_what_ran() -> None:
    """Each stage that ran leaves its name, version and options, in order."""
    (article,) = Pipeline(Upper(), Headline())([Article(content="abcd")])
    assert isinstance(article, Article)
    assert [(entry.stage, entry.options) for entry in article.provenance or ()] == [
        ("upper", {"case": "upper"}),
        ("headline", {"case": "upper"}),
    ]


def test_wrong_order_is_refused_before_it_starts() -> None:
    """A stage that needs what only a later one gives is refused with both named."""
    with pytest.raises(UsageError, match="headline needs text"):
        Pipeline(Headline(), Upper())
    assert isinstance(Upper(), Stage)


def test_a_stage_that_loses_articles_is_a_fault() -> None:
    """A stage must return as many articles as it was given; else each is a reject, none vanishes."""

    class Loses(Upper):
        def __call__(self, articles: Sequence[Article]) -> list[Article]:
            return list(articles)[1:]

    found = list(Pipeline(Loses())([Article(content="a"), Article(content="b")]))
    assert [item.reason for item in found if isinstance(item, Reject)] == ["internal", "internal"]


def test_a_machine_at_its_end_stops_the_run() -> None:
    """A full disk is nobody's record: the run ends instead of rejecting everything."""

    class FullDisk(Upper):
        def __call__(self, articles: Sequence[Article]) -> list[Article]:
            assert articles
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(MachineError, match="no space left"):
        list(Pipeline(FullDisk())([Article(content="a")]))


def test_batches_are_bounded_in_number_and_size() -> None:
    """A batch closes at a number of articles, and earlier when they are large."""
    assert [len(batch) for batch in batches(Article(content="x") for _ in range(BATCH_ARTICLES + 1))] == [
        BATCH_ARTICLES,
        1,
    ]
    assert [len(batch) for batch in batches((Article(content="x" * 600) for _ in range(3)), characters=1000)] == [2, 1]
