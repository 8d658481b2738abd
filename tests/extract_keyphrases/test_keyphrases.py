from __future__ import annotations

import tomllib
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit.article import Article, Block, Span
from newskit.extract import Extract
from newskit.extract.keyphrases.commonness import commonness
from newskit.extract.keyphrases.ranking import LIMIT

ARTICLES = tomllib.loads(Path(__file__).with_name("articles.toml").read_text(encoding="utf-8"))["article"]


def extracted(text: str, *, language: str = "en") -> Article:
    """Extract the keyphrases of a text whose blocks are parted by blank lines, its headline first."""
    blocks, start = [], 0
    for number, paragraph in enumerate(text.strip("\n").split("\n\n")):
        blocks.append(Block(start=start, end=start + len(paragraph), kind="paragraph" if number else "headline"))
        start += len(paragraph) + 2
    sentences = [Span(start=block.start, end=block.end) for block in blocks]
    article = Article(id="a", text=text.strip("\n"), blocks=blocks, sentences=sentences, language=language)
    return Extract(layers=("keyphrases",))([article])[0]


def told(article: Article) -> list[str]:
    return [keyphrase.text.lower() for keyphrase in article.keyphrases or ()]


@pytest.mark.parametrize("case", ARTICLES, ids=lambda case: case["title"])
def test_what_an_article_is_about_comes_first(case: dict[str, Any]) -> None:
    """The telling words and phrases stand among the first; function words, numbers, dates and mark-up nowhere."""
    found = told(extracted(case["text"]))
    assert set(case["first"]) <= set(found[: case["within"]])
    assert not set(case["never"]) & set(found)


def test_forms_of_a_word_are_one_keyphrase() -> None:
    """Singular and plural are one keyphrase, shown in its most frequent form, with all its mentions."""
    article = extracted(
        "Wolves return\n\nA wolf was seen near two villages. Wolves had been gone. The wolves hunt deer."
    )
    wolves = [keyphrase for keyphrase in article.keyphrases or () if keyphrase.text.lower() in {"wolf", "wolves"}]
    assert [keyphrase.text for keyphrase in wolves] == ["Wolves"]
    assert [(article.text or "")[span.start : span.end] for span in wolves[0].mentions] == [
        "Wolves",
        "wolf",
        "Wolves",
        "wolves",
    ]


def test_a_name_of_several_words_is_told_whole() -> None:
    """The full name of a person is a keyphrase beside the family name."""
    found = told(
        extracted("Mayor resigns\n\nMayor Ingrid Solberg resigned on Friday. Solberg had led Bergen since 2019.")
    )
    assert {"solberg", "bergen"} <= set(found)
    assert "ingrid solberg" in found


def test_scores_fall_from_one_and_are_few() -> None:
    """The first keyphrase has the score 1, the others less and less; there are no more than the limit."""
    crafts = ("baker", "brewer", "cooper", "dyer", "joiner", "mason", "potter", "tanner", "weaver", "turner", "glazier")
    article = extracted("\n\n".join(f"The old {craft} repaired a {craft} machine." for craft in crafts))
    scores = [keyphrase.score for keyphrase in article.keyphrases or ()]
    assert scores[0] == 1
    assert scores == sorted(scores, reverse=True)
    assert len(scores) <= LIMIT


def test_a_common_word_gives_way() -> None:
    """Of two words alike in place, number and length, the rarer one comes first."""
    found = told(extracted("Notes\n\nThe government and the archdeacon met."))
    assert found.index("archdeacon") < found.index("government")
    assert commonness("en")["government"] > 0
    assert not commonness("xx")


def test_an_article_without_a_parse_has_none() -> None:
    """A language that the model does not read gets no keyphrases, and an empty article none either."""
    assert extracted("Der Bürgermeister trat zurück.", language="de").keyphrases == []
    assert extracted("").keyphrases == []


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab Kk.’'-\"&;1é\u00a0\u200b漢😀"), max_size=80))
def test_mentions_are_what_they_say(text: str) -> None:
    """Whatever the text, each keyphrase is the text of one of its mentions."""
    article = extracted(text.replace("\n", " ") or "a")
    for keyphrase in article.keyphrases or ():
        assert keyphrase.text in {(article.text or "")[span.start : span.end] for span in keyphrase.mentions}


def test_time_grows_with_the_text() -> None:
    """Many different words and one long phrase are ranked in linear time."""
    names = " ".join(f"Ab{number:x}x" for number in range(1000))
    started = perf_counter()
    extracted(f"{names}\n\n{'steel bridge ' * 1000}")
    assert perf_counter() - started < 10
