"""The times of a bare string: offsets, speed on hostile input, intervals, missing anchors."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit.errors import UsageError
from newskit.extract.times import find_times
from newskit.extract.times.language import languages, load_language

WORDS = st.sampled_from(
    """the last next past early late of in on at to from and or a an half end year-ago third-quarter two twenty
    five hundred thousand 3 12 31 1998 2015 '80s 10:30 5/3/18 2014-2018 1/2 2,000 1.4 day days week weeks year
    years quarter May March Monday Friday summer noon p.m. a.m. o'clock second minute hours century millennium
    decade fortnight weekend that same following today tomorrow yesterday now ago earlier later every each - , . ;
    ( ) ' ’ “ ” Smith will said
    """.split()  # noqa: SIM905 - a list of words, to be read as one
)
HOSTILE = [
    "1",
    "1,",
    "1.",
    "and ",
    ",",
    "(",
    "the ",
    "last ",
    "twenty ",
    "Monday, ",
    "May ",
    "1998-",
    "10:",
    "'",
    "\n",
    "“",
]


@given(st.lists(WORDS, max_size=40), st.sampled_from([None, "2015-10-08", "2015-10-08T14:03:00+03:00"]))
@settings(max_examples=80, deadline=None)
def test_spans_are_ordered_and_inside(words: list[str], anchor: str | None):
    """Whatever the words, spans lie inside the text, in order, without overlap; without an anchor none is named."""
    text = " ".join(words)
    last = 0
    for found in find_times(text, "en", anchor):
        assert last <= found.start < found.end <= len(text)
        assert text[found.start : found.end].strip() == text[found.start : found.end]
        last = found.end
        assert anchor is not None or found.anchor is None


@given(st.text(max_size=200))
@settings(max_examples=80, deadline=None)
def test_any_text_is_read(text: str):
    """No text of whatever characters raises an error."""
    for found in find_times(text, "en", "2015-10-08"):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear(piece: str):
    """Eight times the input takes about eight times as long, never its square."""
    find_times("warm up on Monday", "en", "2015-10-08")
    spent = []
    for size in (3_000, 24_000):
        text = piece * (size // len(piece))
        begin = time.process_time()
        find_times(text, "en", "2015-10-08")
        spent.append(time.process_time() - begin)
    assert spent[1] < 24 * spent[0] + 1


def test_ends_of_a_range_share_the_interval():
    """Two times that are the ends of a range both carry both values."""
    text = "He was away from May 3, 2014 to June 4, 2014, and between Monday and Wednesday."
    found = [(text[each.start : each.end], each.interval) for each in find_times(text, "en", "2015-10-08")]
    first, second = ["2014-05-03", "2014-06-04"], ["2015-10-05", "2015-10-07"]
    assert found == [("May 3, 2014", first), ("June 4, 2014", first), ("Monday", second), ("Wednesday", second)]


def test_impossible_dates_are_no_times():
    """The 31st of February is not made into some other day."""
    assert find_times("It was on February 31, 2015.", "en", "2015-10-08") == []


def test_hours_are_counted_from_the_hour_of_speaking():
    """With the hour of publication, "three hours ago" is a clock time; without it, it is only past."""
    text = "It sank three hours ago."
    assert [each.value for each in find_times(text, "en", "2015-10-08T14:03:00Z")] == ["2015-10-08T11:03"]
    assert [each.value for each in find_times(text, "en", "2015-10-08")] == ["PAST_REF"]


@pytest.mark.parametrize("code", languages())
def test_every_language_loads(code: str):
    """The data files of every language are well formed: classes, macros and rules compile."""
    language = load_language(code)
    assert language is not None
    assert language.rules


def test_two_digits_make_the_same_year_every_day():
    """A year of two digits does not depend on the day on which newskit runs."""
    assert [each.value for each in find_times("It was signed on 5/3/98, not on 5/3/31.", "en")] == [
        "1998-05-03",
        "2031-05-03",
    ]


def test_an_anchor_must_be_a_date():
    """An anchor that is no date is an error that names it."""
    with pytest.raises(UsageError, match="2015-02-31"):
        find_times("On Monday.", "en", "2015-02-31")
