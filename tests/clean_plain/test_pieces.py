"""Lines are cut where a credit may begin or blocks are glued, and nowhere else."""

import time

import numpy as np
import pytest

from newskit.clean.plain.classify import blocks_of
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
        (
            "The bridge is open again.7.45 Uhr: The ferry is late",
            ["The bridge is open again.", "7.45 Uhr: The ferry is late"],
        ),
        (
            "The bridge is open again. What comes nextThe council meets on Monday.",
            ["The bridge is open again.", "What comes next", "The council meets on Monday."],
        ),
        (
            "The mayor opens the bridge. © ANSAMinisters waved",
            ["The mayor opens the bridge.", "© ANSA", "Ministers waved"],
        ),
        (
            "The ferry left at dawn on Monday. (AP Photo/Jane Doe)",
            ["The ferry left at dawn on Monday.", "(AP Photo/Jane Doe)"],
        ),
        (
            "The ferry left at dawn on Monday. (Photo by Jane Doe)",
            ["The ferry left at dawn on Monday.", "(Photo by Jane Doe)"],
        ),
        ("The ferry left with J. Smith and P. Doe of the U.S. Navy", None),
        ("The NATOs of this world. The EU too", ["The NATOs of this world.", "The EU too"]),
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


@pytest.mark.parametrize(
    ("text", "probability", "expected"),
    [
        (
            "The ferry leaves at dawn. Jane Doe for Harbour Daily",
            1.0,
            ["The ferry leaves at dawn.", "Jane Doe for Harbour Daily"],
        ),
        (
            "The ferry leaves at dawn. (Harbour Board, City of Lindau)",
            1.0,
            ["The ferry leaves at dawn.", "(Harbour Board, City of Lindau)"],
        ),
        (
            "The ferry leaves at dawn. orbit.example/Jane Doe",
            1.0,
            ["The ferry leaves at dawn.", "orbit.example/Jane Doe"],
        ),
        ("(Jane Doe/Orbit)Share it", 0.0, ["(Jane Doe/Orbit)", "Share it"]),
        ("byJane Doe", 1.0, ["by Jane Doe"]),
        ("The ferry leaves at dawn. (It was late again on Monday)", 1.0, None),
        ("Photo: Jane Doe / Harbour Board. Courtesy of the board", 0.0, None),
        (
            "The boat left LindauHarbour masters waved\nThey saw Lindau and the Harbour too at dawn",
            0.0,
            ["The boat left Lindau", "Harbour masters waved", "They saw Lindau and the Harbour too at dawn"],
        ),
        ("They sent it by WhatsApp on Monday", 0.0, None),
    ],
)
def test_what_a_piece_says_weighs_more_than_the_classifier(
    text: str, probability: float, expected: list[str] | None
) -> None:
    """Who signs a sentence stands alone, a credit is one block, and a name with a capital inside is one word."""
    found = cut(logical_lines(text)[0])
    joined = np.full(max(0, len(found) - 1), probability, dtype=np.float32)
    assert [block.text for block in blocks_of(found, joined)] == (expected or [text])
