"""What the rules make of the classifier's opinion."""

import numpy as np
import pytest

from newskit.clean.plain.classify import KINDS
from newskit.clean.plain.decide import decide
from newskit.clean.plain.features import Block
from newskit.clean.plain.pieces import BLANK

RUNNING = [
    (
        "The council of the harbour town voted on Monday to stop all ferries at night until the spring.",
        "paragraph",
        0.95,
    ),
    ("Residents had asked for it since the second accident, but the company refused for two years.", "paragraph", 0.95),
]
TITLE = "Harbour town stops all ferries after accident"
Line = tuple[str, str, float]
CASES: list[tuple[str, list[Line], list[tuple[str, str]]]] = [
    (
        "a few words above a likelier headline are its kicker",
        [
            ("Night ferries", "headline", 0.6),
            ("Harbour town stops all ferries after accident", "headline", 0.8),
            *RUNNING,
        ],
        [("Harbour town stops all ferries after accident", "headline")],
    ),
    (
        "a headline does not end with a full stop",
        [
            ("Please switch off what blocks our advertisements.", "headline", 0.6),
            ("Harbour town stops all ferries after accident", "headline", 0.4),
            *RUNNING,
        ],
        [("Harbour town stops all ferries after accident", "headline")],
    ),
    (
        "a line that names its author is no headline",
        [("von Jane Doe", "headline", 0.5), *RUNNING],
        [("von Jane Doe", "byline")],
    ),
    (
        "of two headings in a row the lower one heads the text",
        [*RUNNING, ("Bridge closed for a week", "heading", 0.6), ("What the company says", "heading", 0.6), *RUNNING],
        [("What the company says", "heading")],
    ),
    (
        "a heading that nothing follows is a teaser",
        [*RUNNING, ("Bridge closed for a week", "heading", 0.6)],
        [],
    ),
    (
        "a doubtful heading whose words the text does not use is another story's",
        [(TITLE, "headline", 0.9), *RUNNING, ("Football club signs young striker", "heading", 0.45), *RUNNING],
        [(TITLE, "headline")],
    ),
    (
        "a doubtful heading whose words stand in the text stays",
        [(TITLE, "headline", 0.9), *RUNNING, ("Residents fear night ferries", "heading", 0.45), *RUNNING],
        [(TITLE, "headline"), ("Residents fear night ferries", "heading")],
    ),
    (
        "a likely heading stays whatever it says",
        [(TITLE, "headline", 0.9), *RUNNING, ("Football club signs young striker", "heading", 0.8), *RUNNING],
        [(TITLE, "headline"), ("Football club signs young striker", "heading")],
    ),
    (
        "a text of one line is kept",
        [("Bridge closed for a week", "heading", 0.6)],
        [("Bridge closed for a week", "heading")],
    ),
    (
        "an author after a comma is one more author",
        [
            ("Harbour town stops all ferries after accident", "headline", 0.9),
            ("By Jane Doe", "byline", 0.9),
            (",", "drop", 0.9),
            ("John Smith", "drop", 0.6),
            *RUNNING,
        ],
        [
            ("Harbour town stops all ferries after accident", "headline"),
            ("By Jane Doe", "byline"),
            ("John Smith", "byline"),
        ],
    ),
    (
        "an author beside the time of reading signs",
        [
            ("Harbour town stops all ferries after accident", "headline", 0.9),
            ("Jane Doe5 hours ago", "drop", 0.9),
            *RUNNING,
        ],
        [("Harbour town stops all ferries after accident", "headline"), ("Jane Doe5 hours ago", "byline")],
    ),
    (
        "what stands before a name is no name",
        [("Harbour town stops all ferries", "headline", 0.9), ("By", "byline", 0.9), *RUNNING],
        [("Harbour town stops all ferries", "headline")],
    ),
]


@pytest.mark.parametrize(("lines", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_front_matter_and_headings(lines: list[Line], expected: list[tuple[str, str]]) -> None:
    """Blocks but paragraphs come out with these kinds, the rest is dropped with a reason."""
    blocks = [Block(text, BLANK, 1, 0, 1) for text, _, _ in lines]
    rows = np.full((len(lines), len(KINDS)), 0.0, dtype=np.float32)
    for row, (_, kind, probability) in zip(rows, lines, strict=True):
        row[:] = (1 - probability) / (len(KINDS) - 1)
        row[KINDS.index(kind)] = probability
    decisions = decide(blocks, rows)
    assert [(each.text, each.kind) for each in decisions if each.kind not in ("paragraph", "drop")] == expected
    assert all(each.reason for each in decisions if each.kind == "drop")
