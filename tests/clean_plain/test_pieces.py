"""Lines are cut where a credit may begin or blocks are glued, and nowhere else."""

import time

import pytest

from newskit.clean.plain.pieces import cut
from newskit.clean.plain.wrapping import logical_lines


def pieces(text: str) -> list[str]:
    """Return the texts of the pieces of a line."""
    return [piece.text for piece in cut(logical_lines(text)[0])]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "The ferry left Lindau at dawn on Monday (Jane van Doe/Harbour News)The council met later.",
            ["The ferry left Lindau at dawn on Monday", "(Jane van Doe/Harbour News)", "The council met later."],
        ),
        ("Die Fähren liegen im Hafen von Lindau.dpa", ["Die Fähren liegen im Hafen von Lindau.", "dpa"]),
        ("The ferry in the harbour.Reuters", ["The ferry in the harbour.", "Reuters"]),
        ("The ferry in the harbour. Photo: Jane Doe", ["The ferry in the harbour.", "Photo: Jane Doe"]),
        ("It sails at 6 a.m. (and/or 8 a.m.) from the second of March on.", None),
        ("The mayor of Lindau said (in the town/harbour council) that it was over.", None),
    ],
)
def test_credits_are_cut_off(line: str, expected: list[str] | None) -> None:
    """A name with its house in brackets and an agency glued to the end stand alone; other strokes cut nothing."""
    assert pieces(line) == (expected or [line])


@pytest.mark.parametrize("line", ["(" * 300_000, "(a/" * 200_000, "." * 600_000, "(" + "a" * 600_000 + "/b)"])
def test_brackets_without_end_take_linear_time(line: str) -> None:
    """Half a megabyte of brackets, strokes or dots is cut within seconds."""
    started = time.process_time()
    pieces(line)
    assert time.process_time() - started < 30
