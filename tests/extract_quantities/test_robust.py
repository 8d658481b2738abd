"""Offsets, linear time and odd input."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit.extract.quantities import find_quantities

PIECES = [
    "1",
    "12",
    "1,234.5",
    "3.5",
    "26",
    "2015",
    "½",
    "one",
    "two",
    "hundred",
    "million",
    "and",
    "a",
    "half",
    "of",
    "the",
    "dozens",
    "-",
    "–",
    "to",
    "or",
    "between",
    "more",
    "than",
    "up",
    "$",
    "US",
    "€",
    "%",
    "per",
    "cent",
    "km",
    "m",
    "people",
    "Syrians",
    "year-old",
    ",",
    ".",
    "(",
    ")",
    "/",
    "zwei",
    "Oct.",
    "aged",
    "third",
    "'",
    '"',
    "\xa0",
]
LONG = 20_000


@given(
    st.lists(st.sampled_from(PIECES), max_size=30),
    st.sampled_from([" ", ""]),
    st.sampled_from(["en", "de", "fr", "ru"]),
)
@settings(deadline=None, max_examples=300)
def test_offsets_are_in_order_and_inside_the_text(pieces: list[str], glue: str, language: str):
    """Quantities stand in order, do not overlap, slice the text, and point to a whole that is there."""
    text = glue.join(pieces)
    found = find_quantities(text, language)
    last = 0
    for quantity in found:
        assert last <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end].strip() == text[quantity.start : quantity.end]
        last = quantity.end
        assert quantity.of is None or 0 <= quantity.of.start < quantity.of.end <= len(text)
        assert quantity.part_of is None or 0 <= quantity.part_of < len(found)
        assert quantity.range is None or len(quantity.range) == 2


@given(st.text(max_size=200), st.sampled_from(["en", "de", "fr", "es", "zh", "x", "not-a-language", ""]))
@settings(deadline=None, max_examples=200)
def test_any_text_is_read(text: str, language: str):
    """No text and no language raises."""
    find_quantities(text, language)


REPEATED = [
    "1", "1,", "1.", "1 ", "1/", "1-", "and ", "a ", "one ", "hundred ", "million ", "one hundred and ", "$", "$1 ",
    "1 to ", "half a ", "'", '"', '1"', ",", "zwei", "of ", "more than ", "tens of thousands of ", "five 10 May ", "x",
    "é", "11:", "+1-222-", "(1) ", "Oct. 8 ", "1 out of 2 ", "1 person and ", "http://1", "-1", "k1m", "1\n",
]  # fmt: skip


@pytest.mark.parametrize("unit", REPEATED)
def test_time_is_linear(unit: str):
    """Ten times the text takes about ten times as long, whatever is repeated."""

    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        begin = time.process_time()
        find_quantities(text, "en")
        return time.process_time() - begin

    short, long = seconds(LONG // 10), seconds(LONG)
    assert long < 30 * short + 1


@pytest.mark.parametrize("unit", ["1", "and ", "1,"])
def test_a_megabyte_of_one_thing_is_read(unit: str):
    """A megabyte of digits, of "and", of digits and commas is read to its end."""
    find_quantities(unit * (1_000_000 // len(unit)), "en")
