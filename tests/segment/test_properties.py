"""What holds for every text, however hostile."""

import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit.article import Article, Block
from newskit.segment import Segment, split_sentences, tokenize
from newskit.segment.rules import languages

HOSTILE = [
    "a",
    "The",
    "U.S.",
    "Gov.",
    "3.5",
    ".",
    "…",
    "?!",
    '"',
    "“",
    "”",
    "'",
    "«",
    "»",
    "(",
    ")",
    " ",
    "\n",
    "\r\n",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\u2028",
    "\x00",
    "\x85",
    "e\u0301",
    "\u0301",
    "😀",
    "👨‍👩‍👧",
    "🇹🇷",
    "∯",
    "ȸ",
    "♬",
    "。",
    "「",
    "」",
    "؟",
    "।",
    "http://a.b/c?d=e",
    "x@y.org",
    "--",
    "1.",
    "a)",
    "•",
    ":)",
    "Posted by",
    "\ud800",
    "\U0010ffff",
    "İ",
    "ß",
    "ǅ",
]
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(HOSTILE), max_size=40).map("".join))
tags = st.sampled_from([*languages(), "xx", "sr-Latn-RS", None])


def covered(text: str, spans: list[tuple[int, int]]):
    """Return what the spans hold."""
    return "".join(text[start:end] for start, end in spans)


def dense(text: str):
    """Return the text without its white space."""
    return "".join(text.split())


@given(texts, tags, st.sampled_from(["split", "keep"]))
@settings(max_examples=300, deadline=None)
def test_every_character_is_in_one_sentence(text: str, language: str | None, quotes: Any):
    """Sentences are in order, do not overlap, begin and end with no white space, and leave no other character out."""
    spans = split_sentences(text, language, quotes=quotes)
    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert dense(covered(text, spans)) == dense(text)


@given(texts, tags)
@settings(max_examples=200, deadline=None)
def test_every_character_is_in_one_token(text: str, language: str | None):
    """Tokens are in order, do not overlap, hold no white space and leave no other character out."""
    spans = tokenize(text, language)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert all(start < end for start, end in spans)
    assert dense(covered(text, spans)) == dense(text)
    ends = {end for _, end in split_sentences(text, language)}
    assert all(not any(start < end < last for end in ends) for start, last in spans)


@given(st.lists(texts.filter(lambda text: bool(text.strip())), max_size=6), tags, st.sampled_from(["off", "auto"]))
@settings(max_examples=100, deadline=None)
def test_no_sentence_crosses_a_block(paragraphs: list[str], language: str | None, structure: Any):
    """Every sentence and token of a record lies in one block, and refined blocks lie in the blocks they come from."""
    blocks, parts, place = [], [], 0
    for paragraph in paragraphs:
        parts.append(paragraph)
        blocks.append(Block(start=place, end=place + len(paragraph), kind="paragraph"))
        place += len(paragraph) + 2
    text = "\n\n".join(parts)
    article = Article(text=text, blocks=blocks, language=language)
    (done,) = Segment(tokens=True, paragraphs=structure)([article])
    assert done.text == text
    old = [(block.start, block.end) for block in blocks]
    new = [(block.start, block.end) for block in done.blocks]
    assert all(any(first <= start and end <= last for first, last in old) for start, end in new)
    for span in [*done.sentences, *done.tokens]:
        assert any(start <= span.start and span.end <= end for start, end in new)
    assert dense(covered(text, [(span.start, span.end) for span in done.sentences])) == dense(text)
    assert dense(covered(text, [(span.start, span.end) for span in done.tokens])) == dense(text)


UNITS = {
    "dots": ".",
    "spaced dots": ". ",
    "question marks": "?",
    "straight marks": '"',
    "open quotations": "“",
    "open quotations with blanks": " “a",
    "straight marks with blanks": ' " .',
    "no blank": "a",
    "capitals": "A",
    "initials": "A.",
    "initials with blanks": "A. ",
    "abbreviations": "Gov. ",
    "digits": "7",
    "decimals": "7.",
    "line breaks": "a\n",
    "blanks": " ",
    "a break and blanks": "a\n" + " " * 30_000 + "b",
    "no-break blanks": "\u00a0",
    "tabs and breaks": "\n\t",
    "closers": ".)",
    "brackets": "(",
    "bracketed capitals": "(A ",
    "numbers with slashes": "1/1/11 ",
    "addresses": "http://a ",
    "mail": "a@",
    "mail parts": "a.a@a.",
    "hyphens": "-",
    "hyphened words": "a-",
    "stars": "** ",
    "names": "A b. ",
    "marks": "\u0301",
    "ideographs": "中",
    "ideographic stops": "中。」",
    "names with verbs": "Inc. Aa ",
    "commas": "Thanks, ",
    "apostrophes": "a'",
    "zero width": "\u200b",
    "stray marks": '. " ',
    "list": "1. a ",
    "credits": "Photo : ",
    "posted": "Posted by ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_time_grows_with_length_alone(unit: str):
    """Four times the text takes about four times as long, whatever it is made of; a quadratic pass takes sixteen."""

    def seconds(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        article = Article(text=text, blocks=[Block(start=0, end=length, kind="caption")], language="en")
        best = 1e9
        for _ in range(2):
            started = time.process_time()
            Segment(quotes="keep", tokens=True, paragraphs="auto")([article])
            best = min(best, time.process_time() - started)
        return best

    short, long = seconds(6_000), seconds(24_000)
    assert long < 9 * short + 0.5
