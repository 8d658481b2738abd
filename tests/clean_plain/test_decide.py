"""What the rules make of the classifier's opinion."""

import numpy as np
import pytest

from newskit.clean.plain import assemble
from newskit.clean.plain.classify import KINDS
from newskit.clean.plain.decide import decide
from newskit.clean.plain.decision import Decision
from newskit.clean.plain.features import Block
from newskit.clean.plain.pieces import BLANK, SEPARATOR

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
        "an author who signs twice signs once, where it says so",
        [
            (TITLE, "headline", 0.9),
            ("Jane Doe", "byline", 0.9),
            ("By Jane Doe, Lindau", "byline", 0.9),
            *RUNNING,
            ("Jane Doe", "byline", 0.9),
        ],
        [(TITLE, "headline"), ("By Jane Doe, Lindau", "byline")],
    ),
    (
        "an author above the headline and the date signs",
        [
            ("Town", "drop", 0.9),
            ("Jane Doe", "drop", 0.9),
            ("Monday, 4 March 2024", "timestamp", 0.9),
            (TITLE, "headline", 0.9),
            *RUNNING,
        ],
        [("Jane Doe", "byline"), ("Monday, 4 March 2024", "timestamp"), (TITLE, "headline")],
    ),
    (
        "an agency below what announces an author is one",
        [
            (TITLE, "headline", 0.9),
            ("Author of the article:", "caption", 0.9),
            ("The Associated Press", "credit", 0.9),
            *RUNNING,
        ],
        [(TITLE, "headline"), ("The Associated Press", "byline")],
    ),
    (
        "the source below the date signs, that of a picture does not",
        [
            (TITLE, "headline", 0.9),
            ("4 March 2024", "timestamp", 0.9),
            ("Source: Reuters", "credit", 0.9),
            *RUNNING,
            ("The ferries lie in the harbour of the town", "caption", 0.9),
            ("Source: Reuters Pictures", "credit", 0.9),
            *RUNNING,
        ],
        [
            (TITLE, "headline"),
            ("4 March 2024", "timestamp"),
            ("Source: Reuters", "byline"),
            ("The ferries lie in the harbour of the town", "caption"),
            ("Source: Reuters Pictures", "credit"),
        ],
    ),
    (
        "a line that says when it was published is no byline",
        [(TITLE, "headline", 0.9), ("Published Monday, 4 March", "byline", 0.9), *RUNNING],
        [(TITLE, "headline"), ("Published Monday, 4 March", "timestamp")],
    ),
    (
        "a name above a credit is who is seen, where another line signs",
        [
            (TITLE, "headline", 0.9),
            ("Anna Smith", "byline", 0.6),
            ("Photo: Orbit", "credit", 0.9),
            ("Jane Doe", "byline", 0.9),
            *RUNNING,
        ],
        [(TITLE, "headline"), ("Anna Smith", "caption"), ("Photo: Orbit", "credit"), ("Jane Doe", "byline")],
    ),
    (
        "a person with a house between paragraphs is a credit, what stands before it its caption",
        [
            (TITLE, "headline", 0.9),
            *RUNNING,
            ("The last ferry of the night leaves the town.", "paragraph", 0.8),
            ("Jane Doe for Orbit", "heading", 0.6),
            *RUNNING,
        ],
        [
            (TITLE, "headline"),
            ("The last ferry of the night leaves the town.", "caption"),
            ("Jane Doe for Orbit", "credit"),
        ],
    ),
    (
        "what looks a little like a second deck further on is the text",
        [
            (TITLE, "headline", 0.9),
            ("Residents say the decision came two years too late.", "description", 0.9),
            ("Jane Doe", "byline", 0.9),
            ("4 March 2024", "timestamp", 0.9),
            (
                "The mayor had promised new lights for the summer, and the port had agreed.",
                "description",
                0.2,
            ),
            *RUNNING,
        ],
        [
            (TITLE, "headline"),
            ("Residents say the decision came two years too late.", "description"),
            ("Jane Doe", "byline"),
            ("4 March 2024", "timestamp"),
        ],
    ),
    (
        "a sentence above a place is the deck",
        [
            (TITLE, "headline", 0.9),
            ("The mayor had promised new lights for the summer, and the port had agreed.", "paragraph", 0.6),
            ("Lindau.", "drop", 0.6),
            *RUNNING,
        ],
        [
            (TITLE, "headline"),
            ("The mayor had promised new lights for the summer, and the port had agreed.", "description"),
        ],
    ),
    (
        "who said a quotation heads nothing, a label says what a line is",
        [
            (TITLE, "headline", 0.9),
            *RUNNING,
            ("Jane Doe, Harbour Board", "heading", 0.95),
            *RUNNING,
            ("Read more: Ferries in winter", "heading", 0.95),
            *RUNNING,
            ("Caption: The ferries in the harbour", "heading", 0.95),
            *RUNNING,
            ("Strong winds, also in spring", "heading", 0.95),
            *RUNNING,
        ],
        [
            (TITLE, "headline"),
            ("Caption: The ferries in the harbour", "caption"),
            ("Strong winds, also in spring", "heading"),
        ],
    ),
    (
        "the desk signs below the text",
        [(TITLE, "headline", 0.9), *RUNNING, ("Orbit-Redaktion", "drop", 0.6), ("Read more", "drop", 0.9)],
        [(TITLE, "headline"), ("Orbit-Redaktion", "byline")],
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
    decisions = decided(lines)
    assert [(each.text, each.kind) for each in decisions if each.kind not in ("paragraph", "drop")] == expected
    assert all(each.reason for each in decisions if each.kind == "drop")


def decided(lines: list[Line]) -> list[Decision]:
    """Return what is decided on lines of which the classifier thinks so."""
    blocks = [Block(text, BLANK, 1, 0, 1) for text, _, _ in lines]
    rows = np.full((len(lines), len(KINDS)), 0.0, dtype=np.float32)
    for row, (_, kind, probability) in zip(rows, lines, strict=True):
        row[:] = (1 - probability) / (len(KINDS) - 1)
        row[KINDS.index(kind)] = probability
    return decide(blocks, rows)


def test_a_sentence_between_lines_that_recur_stays() -> None:
    """What "Story continues" parts on both sides from running text is running text, but not what phrases are."""
    recurring: Line = ("Story continues", "drop", 0.9)
    late: Line = ("The harbour master said on Tuesday that the last ferry had left on time for once.", "drop", 0.8)
    assert decided([*RUNNING, recurring, recurring, late, recurring, recurring, *RUNNING])[4].kind == "paragraph"
    shares: list[Line] = [("Share this on every page that you like", "drop", 0.9)] * 6
    assert decided([*RUNNING, late, *RUNNING, *shares])[2].kind == "drop"


def test_a_credit_that_names_two_is_two() -> None:
    """In the middle of a line each name stands alone; on a line of its own a credit stays as it is printed."""
    caption: Line = ("The last ferry of the night leaves the town", "caption", 0.9)
    blocks = [Block(text, BLANK, 1, 0, 1) for text, _, _ in (*RUNNING, caption)]
    blocks.append(Block("Photo by Jane Doe /AFP", SEPARATOR, 1, 0, 1))
    rows = np.full((len(blocks), len(KINDS)), 0.01, dtype=np.float32)
    for row, kind in zip(rows, ("paragraph", "paragraph", "caption", "credit"), strict=True):
        row[KINDS.index(kind)] = 0.9
    found = [(each.text, each.kind, each.continues) for each in decide(blocks, rows)][2:]
    assert found == [(caption[0], "caption", False), ("Jane Doe", "credit", False), ("AFP", "credit", True)]
    blocks[-1].before = BLANK
    assert [each.text for each in decide(blocks, rows)][3:] == ["Photo by Jane Doe /AFP"]
    page = assemble.page(decide([*blocks[:-1], Block("Photo by Jane Doe /AFP", SEPARATOR, 1, 0, 1)], rows))
    assert [(image.caption, image.credit) for image in page.images] == [(caption[0], "Jane Doe, AFP")]
