from __future__ import annotations

import unicodedata
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit.article import Article, Block
from newskit.extract import Extract
from newskit.extract.document import MAX_BLOCK
from newskit.extract.stage import LAYERS
from newskit.segment import Segment

MEGABYTE = 1_000_000
UNPARSED = MAX_BLOCK + 1_000
EVERY_MARK = "".join(
    sign
    for sign in map(chr, range(0x20, 0x110000))
    if unicodedata.category(sign)[0] in "PSZ" or unicodedata.category(sign) == "Cf"
)


def seconds(text: str, language: str = "en") -> float:
    """Extract everything from one paragraph; return the processor time that it took."""
    block = Block(start=0, end=len(text), kind="paragraph")
    article = Article(id="a", text=text, blocks=[block], language=language, date_published="2026-03-05")
    made = Segment()([article])[0]
    started = process_time()
    extracted = Extract()([made])[0]
    taken = process_time() - started
    assert all(getattr(extracted, layer) is not None for layer in LAYERS)
    return taken


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """Load model and lexicons before time is taken."""
    seconds("Anna Weber said on Monday that 26 rockets hit the port.")


@pytest.mark.parametrize("piece", ['"', "“", "”", '" ', "‘«„’»“ ", "'s ", "(", "."])
def test_a_page_of_nothing_but_marks(piece: str) -> None:
    """A page of quotation marks and other marks, open, closed or mixed, takes seconds and no error."""
    assert seconds(piece * (4_000 // len(piece))) < 10


def test_a_paragraph_of_a_megabyte() -> None:
    """A megabyte in one paragraph is too long to parse; rules read it in time that grows with its length."""
    piece = "The minister said on Monday that 26 rockets hit the port of Varna. "
    assert seconds(piece * (MEGABYTE // len(piece))) < 40


@pytest.mark.parametrize(
    ("language", "piece"),
    [("en", '"Yes," he said. '), ("en", "“"), ("en", "a-"), ("en", "7"), ("de", "„Ja“, sagte er am Montag. ")],
)
def test_a_paragraph_too_long_to_parse(language: str, piece: str) -> None:
    """Quotations, marks, hyphens or digits without an end take time that grows with the text."""
    assert seconds(piece * (UNPARSED // len(piece)), language) < 15


@pytest.mark.parametrize("piece", ['“Yes,” he said. "', "5 of the 7 on Monday in Paris, ", "and then he said that "])
def test_twice_the_text_takes_twice_the_time(piece: str) -> None:
    """The time of a paragraph that is parsed grows with its length, not with its square."""
    short, long = (seconds(piece * (size // len(piece))) for size in (3_000, 12_000))
    assert long < 10 * short + 1


def test_every_mark_of_unicode() -> None:
    """All punctuation, symbols, blanks and marks of direction that Unicode has, in one paragraph."""
    assert seconds(EVERY_MARK) < 30


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab A1.,“”\"'«»‘’-—()$%\n\u00a0\u200b\u202e漢é😀"), max_size=120))
def test_any_text_is_extracted(text: str) -> None:
    """Whatever the text, every layer is made and every offset lies inside the text."""
    assert seconds(f"He said {text}.") < 10
