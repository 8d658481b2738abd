from __future__ import annotations

import json
import tomllib
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.article import Article
from newskit.errors import Reject, UsageError
from newskit.io.record import decode_article
from newskit.report import Counts
from newskit.report.facts import FIGURES, length_class, words
from newskit.report.tally import Tally

from . import corpus

EXPECTED = tomllib.loads(Path(__file__).with_name("counts.toml").read_text(encoding="utf-8"))


def counted(**options: object) -> Counts:
    counts = Counts(**options)
    for line in corpus.lines().splitlines():
        counts.add(decode_article(line))
    return counts


@pytest.mark.parametrize("figure", [name for name, figure in FIGURES.items() if figure.divides is None])
def test_figures(figure: str) -> None:
    """Each figure has the values of the corpus, the same thing under one key, in their order."""
    told = counted().summary()["figures"][figure]["values"]
    assert [[row["key"], row["label"], row["count"], row["articles"]] for row in told] == EXPECTED.get(figure, [])


def test_speakers_are_divided_by_polarity_and_publisher() -> None:
    """A speaker is counted by what the quotations do and by who prints them."""
    keller, officials, _ = counted().summary()["figures"]["speaker"]["values"]
    assert keller["polarity"] == {"asserts": 2, "denies": 1}
    assert keller["publisher"] == {"Coast Courier": 3}
    assert officials["polarity"] == {"warns": 2}
    assert officials["publisher"] == {"Coast Courier": 1, "Valley Post": 1}


def test_units_are_told_in_words() -> None:
    """Measures have their unit in words where it has some, else as it is coded."""
    spans = {"start": 0, "end": 1, "type": "MEASURE"}
    told = [{**spans, "unit": unit} for unit in ("km", "{point}", "{seat}", "mol/L")]
    counts = Counts()
    counts.add(decode_article(json.dumps({"id": "a", "text": "5", "quantities": told}).encode()))
    labels = {row["label"] for row in counts.summary()["figures"]["quantity"]["values"]}
    assert labels == {"measure, kilometres", "measure, points", "measure, seat", "measure, mol/L"}


def test_totals_missing_and_ranges() -> None:
    """Totals add up over the articles, what is not said is counted, quantities have their ends."""
    told = counted().summary()
    assert told["articles"] == 8
    assert {name: told["totals"][name] for name in ("quotes", "times", "quantities", "copies")} == {
        "quotes": 7,
        "times": 4,
        "quantities": 5,
        "copies": 1,
    }
    assert told["missing"] == {"date": 2, "publisher": 1, "language": 2, "author": 5, "section": 8}
    count = told["figures"]["quantity"]["values"][0]
    assert (count["smallest"], count["largest"]) == (450, 2800)


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("publisher", {"Valley Post": 3, "Coast Courier": 2, None: 1, '<b>Bold</b> & "Sons"': 1, "Küstenblatt": 1}),
        ("month", {None: 2, "2019-06": 1, "2020-12": 1, "2021-03": 4}),
        ("language", {"en": 5, None: 2, "de": 1}),
    ],
)
def test_groups(by: str, groups: dict[str | None, int]) -> None:
    """The totals are told for each publisher, month or language, and for the articles that do not say."""
    told = counted(by=by).summary()["by"]
    assert told["field"] == by
    assert {group["name"]: group["articles"] for group in told["groups"]} == groups
    assert sum(group["quotes"] for group in told["groups"]) == 7


def test_groups_are_three() -> None:
    """Anything else to count by is refused with what there is."""
    with pytest.raises(UsageError, match="publisher, month, language"):
        Counts(by="colour")


def test_rejects_are_counted_by_stage_and_reason() -> None:
    """Rejected inputs are told by stage and reason, the most frequent first."""
    counts = Counts()
    for reason in ("http_404", "empty", "http_404"):
        counts.add_reject(Reject(input="x", stage="fetch", reason=reason, detail="no"))
    assert counts.summary()["rejects"] == {
        "total": 3,
        "reasons": [
            {"stage": "fetch", "reason": "http_404", "count": 2},
            {"stage": "fetch", "reason": "empty", "count": 1},
        ],
    }


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("It's a well-known fact.", 4),
        ("俄罗斯发射了26枚导弹", 10),
        ("ロケット 3 発", 6),
        ("", 0),
        ("… – ! 5,000", 2),
        ("Привет, мир", 2),
    ],
)
def test_words(text: str, number: int) -> None:
    """Words are runs of letters and digits; an ideograph or kana is one."""
    assert words(Article(id="a", text=text)) == number


@pytest.mark.parametrize(
    ("number", "label"), [(0, "0–99"), (99, "0–99"), (100, "100–249"), (3999, "2,000–3,999"), (9000, "4,000 and more")]
)
def test_length_classes(number: int, label: str) -> None:
    """A length falls in the class that names its ends."""
    assert length_class(number).label == label


def test_words_take_linear_time() -> None:
    """A megabyte without a blank, or of apostrophes, is counted at once."""
    for text in ("a" * 1_000_000, "a'" * 500_000, "-" * 1_000_000, "漢" * 300_000):
        assert words(Article(id="a", text=text)) >= 0


VALUES = st.lists(st.lists(st.sampled_from("abcdefghijklmnop"), max_size=6), max_size=60)


@given(VALUES)
def test_a_tally_is_exact_while_it_fits(articles: list[list[str]]) -> None:
    """Occurrences, articles and their numbers are those that were given."""
    tally = Tally(placed=True)
    for number, keys in enumerate(articles):
        tally.add(number, [(key, key.upper()) for key in keys])
    for value in tally.ranked():
        at = [number for number, keys in enumerate(articles) if value.key in keys]
        assert list(value.places or ()) == at
        assert value.articles == len(at)
        assert value.count == sum(keys.count(value.key) for keys in articles)
        assert value.label == value.key.upper()
    assert len(tally) == len({key for keys in articles for key in keys})


@given(VALUES)
def test_a_tally_that_lets_go_says_how_much_is_missed(articles: list[list[str]]) -> None:
    """Beyond its capacity a count is too low by no more than the tally says."""
    tally = Tally(capacity=3)
    for number, keys in enumerate(articles):
        tally.add(number, [(key, key) for key in keys])
    true = Counter(key for keys in articles for key in set(keys))
    for key, number in true.items():
        value = tally.get(key)
        found = value.articles if value else 0
        assert found <= number <= found + tally.missed
    assert len(tally) <= 6


def test_memory_is_bounded_by_the_capacity() -> None:
    """Counting a vocabulary without end takes no more memory than its capacity asks for."""

    def peak(number: int) -> int:
        tracemalloc.start()
        tally = Tally(capacity=500)
        for each in range(number):
            tally.add(each, [(f"name {each}", f"Name {each}")])
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    assert peak(20_000) < 1.5 * peak(2_000)


def test_the_summary_is_json() -> None:
    """What is counted can be written as JSON, the same for the same corpus."""
    assert json.dumps(counted().summary()) == json.dumps(counted().summary())
