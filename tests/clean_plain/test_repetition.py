"""A block is told by its likes: the same line nearby, lines of one shape, the words that the text uses."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.clean.plain.repetition import COLUMNS, repetition

SAME, PREFIX, SHAPES, HEADS, SMALL, NAMES = 0, 1, 5, 6, 8, 9
SENTENCE = "The ferry of the town left the harbour at dawn, and the crew said that it was a quiet sea."


def rows(texts: list[str]) -> np.ndarray:
    """Return the rows of some blocks, of which those that end in a full stop are long sentences."""
    return repetition(texts, np.array([text.endswith(".") for text in texts], dtype=np.float32))


def test_a_line_that_stands_twice_nearby_knows_where() -> None:
    """A caption printed again two lines below, the second time with its credit, is found from both sides."""
    table = rows(["The old ferry", "Jane Doe", "The old ferry", SENTENCE])
    assert table[:, SAME].tolist() == [2, 0, -2, 0]
    table = rows(["The old ferry at sea", "The old ferry at sea Photo: Doe", SENTENCE])
    assert table[:, PREFIX].tolist() == [1, -1, 0]


def test_headings_of_one_shape_speak_for_each_other() -> None:
    """Lines of a time and a few words are alike, and the others stand above sentences."""
    table = rows(["9:15 Bridge open", SENTENCE, "10:30 Bridge shut", SENTENCE, "Read more"])
    assert table[0, SHAPES] == table[2, SHAPES] > 0
    assert table[0, HEADS] == table[2, HEADS] == 1
    assert table[4, HEADS] == -1


def test_words_of_the_running_text_are_known() -> None:
    """Small words and names that the sentences use are told from those that only a menu has."""
    table = rows([SENTENCE, SENTENCE, "the Ferry of the Ferry", "my Shop und Abo"])
    assert table[2, SMALL] > table[3, SMALL]
    assert rows([SENTENCE.replace("ferry", "Ferry"), "the Ferry"])[1, NAMES] == 1
    assert table[3, NAMES] == 0


@given(st.lists(st.text(alphabet="aB9 .:(", min_size=1, max_size=30).filter(str.strip).map(str.strip), max_size=15))
def test_any_blocks_have_a_row_each(texts: list[str]) -> None:
    """Rows are finite numbers, one for each block."""
    table = rows(texts)
    assert table.shape == (len(texts), COLUMNS)
    assert np.isfinite(table).all()


@pytest.mark.parametrize(
    "texts", [["a"] * 20_000, ["word " * 100_000 + "."] * 3, ["x" * 1_000_000], ["Same line"] * 9_000]
)
def test_long_texts_take_linear_time(texts: list[str]) -> None:
    """Many blocks or long ones are looked at within seconds."""
    started = time.process_time()
    rows(texts)
    assert time.process_time() - started < 20
