from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from newskit.article import Article
from newskit.dedup import Corpus, Decision
from newskit.errors import RecordError

from .stories import article, story

HOUSE = [
    "The Gazette of Lindau answers for what it prints. Should anything be wrong, tell the editors upstairs.",
    "All words and pictures belong to The Gazette of Lindau, and nobody may print them without a letter from it.",
    "Our readers pay for this kind of reporting. A small gift each month keeps two people at work.",
]


def decide(articles: Sequence[Article], against: Sequence[Article] = (), **options: Any) -> dict[str, Decision]:
    with Corpus(**options) as corpus:
        for one in against:
            corpus.add(one, is_reference=True)
        for one in articles:
            corpus.add(one)
        return {decision.id: decision for decision in corpus.decide()}


def copies(found: dict[str, Decision]) -> dict[str, tuple[str, str | None]]:
    return {name: (d.duplicate_of, d.kind) for name, d in found.items() if d.duplicate_of is not None}


def edited(paragraphs: list[str]) -> list[str]:
    return [text.replace("although", "while") if place % 2 else text for place, text in enumerate(paragraphs)]


ORIGINAL = story(1)


@pytest.mark.parametrize(
    ("paragraphs", "kind"),
    [
        (ORIGINAL, "exact"),
        ([text.replace(", ", " – ").upper() for text in ORIGINAL], "exact"),
        (["LINDAU (AP) -", *ORIGINAL], "near"),
        (ORIGINAL[::-1], "near"),
        (edited(ORIGINAL), "near"),
        (ORIGINAL[:10], "near"),
        (ORIGINAL[:5], "contained"),
        (story(2)[:4] + ORIGINAL + story(3), "contained"),
        (story(2) + ORIGINAL[:7] + story(3), "contained"),
    ],
)
def test_copies_are_found_and_named(paragraphs: list[str], kind: str) -> None:
    """A copy is found whether it is whole, edited, reordered, cut, or inside a longer text, and called so."""
    found = copies(decide([article("a", ORIGINAL), article("b", paragraphs)], keep="first"))
    assert found == {"b": ("a", kind)}


def test_a_house_text_does_not_join_stories() -> None:
    """Short stories under the same long house text stay apart; a copy of one of them is found all the same."""
    short = [article(f"s{n}", [*story(100 + n, 4), *HOUSE]) for n in range(12)]
    assert copies(decide(short)) == {}
    again = article("copy", [*HOUSE[1:], *story(103, 4)])
    assert set(copies(decide([*short, again], keep="first"))) == {"copy"}


@pytest.mark.parametrize("seed", range(900, 906))
def test_a_house_text_longer_than_the_stories_does_not_join_them(seed: int) -> None:
    """Stories of which most is house text stay apart, also where one of them is little else."""
    house = story(seed, 8)
    short = [article(f"s{n}", [*story(100 + n, 4), *house]) for n in range(8)]
    bridge = article("bridge", [*story(99, 2), *house])
    assert copies(decide([*short, bridge])) == {}


def test_words_in_any_script_are_compared() -> None:
    """Letters beyond the first plane and marks of all kinds: the words count, what stands between them does not."""
    words = "𠀀𠀁 стена İstanbul 東京 naïve 😀 Ωmega"
    given = [article("a", [words]), article("b", [words.replace(" ", " — ").upper().replace("😀", "«»")])]
    assert copies(decide(given, keep="first")) == {"b": ("a", "exact")}


def test_forms_with_other_facts_stay_apart() -> None:
    """Reports in the same form about other facts are no copies."""
    places = ["Leeds", "Porto", "Kazan", "Quito", "Perth", "Davos", "Izmir", "Cairo"]
    forms = [
        f"A magnitude {n}.{n + 1} earthquake struck {n * 37} km west of {place} at a depth of {n * 11} km, the"
        f" geological survey said. It was felt in {places[n - 1]}, residents said. There were no reports of damage."
        for n, place in enumerate(places)
    ]
    assert copies(decide([article(place, [form]) for place, form in zip(places, forms, strict=True)])) == {}


def test_a_shared_quotation_does_not_join_stories() -> None:
    """Two stories that print the same three sentences of a speech are two stories."""
    speech = ["“We will build the bridge. We will pay for it this year. Nobody will be left behind,” the mayor said."]
    assert copies(decide([article("a", story(1)[:6] + speech), article("b", story(2)[:6] + speech)])) == {}


def test_a_story_that_is_printed_a_hundred_times_is_one() -> None:
    """The wording of a story is no house text because many print it."""
    wire = [article(f"w{n}", [*ORIGINAL[:-1], f"Copy for town number {n}."]) for n in range(100)]
    others = [article(f"o{n}", story(500 + n)) for n in range(40)]
    found = copies(decide([*wire, *others], keep="first"))
    assert set(found) == {f"w{n}" for n in range(1, 100)}
    assert {of for of, _ in found.values()} == {"w0"}


@pytest.mark.parametrize(
    ("keep", "kept"), [("first", "short"), ("longest", "long"), ("earliest", "early"), ("original", "wire")]
)
def test_which_copy_is_kept_is_a_choice(keep: str, kept: str) -> None:
    """The first, the longest, the earliest, or the one that credits a wire."""
    given = [
        article("short", ORIGINAL[:10], date_published="2026-03-05"),
        article("long", [*ORIGINAL, "One more."], date_published="2026-03-04"),
        article("wire", ["LINDAU (Reuters) - It began so.", *ORIGINAL[:10]], date_published="2026-03-03"),
        article("early", ORIGINAL[:10], date_published="2026-03-02"),
    ]
    found = copies(decide(given, keep=keep))
    assert {of for of, _ in found.values()} == {kept}
    assert set(found) == {one.id for one in given} - {kept}


def test_updates_of_a_page_are_a_chain() -> None:
    """Versions of one page lead from each to the next; the same version fetched twice is a copy."""
    url = "https://gazette.example/story"
    given = [
        article("v2", ORIGINAL[:8], url=url, date_modified="2026-03-05T10:00Z"),
        article("v1", ORIGINAL[:5], url=url, date_modified="2026-03-05T09:00Z"),
        article("v3", ORIGINAL, url=url, date_modified="2026-03-05T11:00Z"),
        article("v3-again", ORIGINAL, url=url, date_modified="2026-03-05T12:00Z"),
    ]
    assert copies(decide(given, keep="first")) == {
        "v1": ("v2", "updated"),
        "v2": ("v3", "updated"),
        "v3-again": ("v3", "exact"),
    }


def test_the_corpus_that_is_compared_with_is_kept() -> None:
    """A copy of an article of the old corpus names it, whatever the choice; the old corpus is not decided on."""
    found = decide([article("new", [*ORIGINAL, "More."]), article("other", story(7))], [article("old", ORIGINAL)])
    assert copies(found) == {"new": ("old", "near")}
    assert set(found) == {"new", "other"}


def test_the_order_of_the_input_decides_only_ties() -> None:
    """With a choice that does not look at the order, the same stories are kept in any order."""
    given = [article(f"{n}-{k}", story(n)[: 12 - k]) for n in range(20) for k in range(3)]
    mixed = random.Random(4).sample(given, len(given))
    assert copies(decide(given, keep="longest")) == copies(decide(mixed, keep="longest"))


def test_empty_and_tiny_texts() -> None:
    """Articles without a word are never copies; very short ones only when they are equal."""
    given = [
        article("e1", []),
        article("e2", []),
        article("a", ["It rained."]),
        article("b", ["It rained."]),
        article("c", ["It was dry."]),
    ]
    assert copies(decide(given, keep="first")) == {"b": ("a", "exact")}


def test_no_text_is_an_error_that_names_it() -> None:
    """What was not cleaned cannot be compared."""
    with Corpus() as corpus, pytest.raises(RecordError, match="clean it first"):
        corpus.add(Article(id="a", content="<p>x"))
