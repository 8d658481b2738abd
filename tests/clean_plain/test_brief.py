"""Texts of a few lines, in which a sentence that is lost is a good part of the text."""

from __future__ import annotations

import pytest

from newskit.clean.plain import clean_plain

KEPT = (
    ("The river rose on Monday.", "It had rained for a week, said Ann Berg, the mayor."),
    (
        "The council met on Monday in Lund.",
        "The session lasted more than a month, a spokesman said on Tuesday.",
        "No vote was taken.",
    ),
    ("Police said on Friday the man was found.", "He had been missing for a week."),
    ("Strike ends", "The strike that lasted a week ended on Monday.", "Trains will run again."),
    ("A fire broke out in Lund on Monday. Nobody was hurt, police said.", "The house had been empty for a month."),
)
LEFT_OUT = (
    "Sign up for our newsletter.",
    "Please read our privacy policy.",
    "Subscribe now for $1 a week.",
    "Already a subscriber? Log in here.",
)


@pytest.mark.parametrize("lines", KEPT)
def test_no_sentence_of_a_brief_is_lost(lines: tuple[str, ...]) -> None:
    """A word of time, or the looks of a short line, make no furniture of a sentence."""
    page = clean_plain("\n\n".join(lines))
    assert [text for text, _ in page.blocks] == list(lines)
    assert page.blocks[-1][1] == "paragraph"


@pytest.mark.parametrize("line", LEFT_OUT)
def test_what_says_that_it_is_furniture_is_left_out(line: str) -> None:
    """A prompt is a whole sentence too, but phrases of furniture are most of it or begin it."""
    page = clean_plain(f"The river rose on Monday after heavy rain, said Ann Berg, the mayor.\n\n{line}\n")
    assert [text for text, _ in page.dropped] == [line]
