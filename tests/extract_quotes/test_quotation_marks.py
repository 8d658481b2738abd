import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.extract.quotation_marks import quoted_spans

Case = dict[str, Any]

CASES = tomllib.loads(Path(__file__).with_name("marks.toml").read_text(encoding="utf-8"))["case"]
MARKS = "\"'“”„‟«»‘’‚‛‹›「」『』《》〈〉〝〞〟＂＇`´\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_pairs(case: Case):
    """Marks pair as a reader pairs them."""
    text = case["text"]
    assert [text[span.start : span.end] for span in quoted_spans(text, 0, len(text))] == case["spans"]


@given(st.text(alphabet=MARKS + "ab1 .,\u00a0", max_size=60), st.integers(0, 20), st.integers(0, 20))
def test_any_text(text: str, front: int, back: int):
    """Spans lie in order inside the limits, do not overlap, and hold a word between their marks, whatever the text."""
    start, end = min(front, len(text)), max(len(text) - back, min(front, len(text)))
    last = start
    for span in quoted_spans(text, start, end):
        assert last <= span.start < span.end <= end
        low, high = span.inside()
        assert any(character.isalnum() for character in text[low:high])
        last = span.end


@pytest.mark.parametrize("unit", ['"', "'", "“", "”’", '"a ', "'a ", "5'6\"", "‘“", "''", "\u00ab\u00bb"])
def test_linear(unit: str):
    """A page of nothing but marks takes time in proportion to its length."""
    started = time.process_time()
    text = unit * (200_000 // len(unit))
    quoted_spans(text, 0, len(text))
    assert time.process_time() - started < 60  # of the square it would take hours
