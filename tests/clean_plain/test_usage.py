"""Where a line may end is read off the text itself: a word that elsewhere goes on ends no block."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.clean.plain.pieces import cut
from newskit.clean.plain.usage import COLUMNS, usage
from newskit.clean.plain.wrapping import logical_lines

INSIDE, FINAL, PAIRS, SAME_LINE = 0, 1, 6, 9


def table(text: str) -> np.ndarray:
    """Return the rows of the pieces of a text."""
    return usage(cut(logical_lines(text)[0]))


def test_a_word_that_always_goes_on_is_told_from_one_that_ends_lines() -> None:
    """The word "the" stands inside sentences and ends one line alone; "harbour" ends most of the lines it stands in."""
    rows = table(
        "The boat left the pier and the town, and the crew saw the lake\nbefore the\nold harbour\n"
        "They came to the harbour\nWe left the harbour"
    )
    after_the, after_harbour = rows[2], rows[3]
    assert after_the[INSIDE] > after_harbour[INSIDE]
    assert after_the[FINAL] < after_harbour[FINAL]


def test_two_words_that_stand_together_elsewhere_are_known() -> None:
    """A line broken inside a name shows, because the name stands whole in another line."""
    rows = table("We met at the Harbour\nBoard of Lindau on Monday\nThe Harbour Board of Lindau met\nThe end of it")
    assert rows[1][PAIRS] > 0
    assert rows[3][PAIRS] == 0


def test_pieces_of_a_line_know_that_they_share_it() -> None:
    """Glued blocks are one line; the next line is another."""
    rows = table("The bridge is open.The council met\nThe ferry sails")
    assert rows[:, SAME_LINE].tolist() == [0, 1, 0]


@given(st.lists(st.text(alphabet="aB .\n!(9", max_size=40), max_size=20).map("\n".join))
def test_any_text_has_a_row_for_each_piece(text: str) -> None:
    """Rows are finite numbers, one for each piece."""
    found = cut(logical_lines(text)[0])
    rows = usage(found)
    assert rows.shape == (len(found), COLUMNS)
    assert np.isfinite(rows).all()


@pytest.mark.parametrize("text", ["a\n" * 100_000, "word " * 200_000, "aB" * 250_000, "Go. OldB" * 60_000])
def test_long_texts_take_linear_time(text: str) -> None:
    """Half a megabyte without end is cut and looked up within seconds."""
    started = time.process_time()
    table(text)
    assert time.process_time() - started < 30
