import pytest

from newskit.article import Article, Block
from newskit.segment import Segment

WRAPPED = (
    "The council met on Tuesday and talked for\nhours about the bridge, which has been\nclosed since March.\n"
    "Nobody knows when it will open again, the\nmayor said, and left by the back door\nwithout another word."
)

CASES = {
    "a line a paragraph": (
        "The council met on Tuesday.\nIt adjourned without a vote, and the mayor left by the back door of the hall.",
        [("paragraph", "The council met on Tuesday."), ("paragraph", "It adjourned without a vote, and")],
    ),
    "lines broken at a column": (
        WRAPPED,
        [("paragraph", "The council met"), ("paragraph", "Nobody knows when")],
    ),
    "heading and items": (
        "What we know\nThe bridge is shut and no one knows how long, the council said.\n• It is old.\n• It is long.",
        [
            ("heading", "What we know"),
            ("paragraph", "The bridge is shut"),
            ("list_item", "• It is old."),
            ("list_item", "• It is long."),
        ],
    ),
    "date and credit": (
        "October 8, 2015\nThe bridge is closed, the council said on Tuesday after a long meeting.\nPhoto: Jane Doe",
        [("timestamp", "October 8, 2015"), ("paragraph", "The bridge"), ("credit", "Photo: Jane Doe")],
    ),
    "one paragraph": ("The council met. It adjourned.", [("paragraph", "The council met. It adjourned.")]),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_lost_paragraphs_are_found(text: str, expected: list[tuple[str, str]]):
    """Blocks are divided where lines show it, each piece with the kind that it looks like; the text stays."""
    article = Article(text=text, blocks=[Block(start=0, end=len(text), kind="paragraph")], language="en")
    (done,) = Segment(paragraphs="auto")([article])
    found = [(block.kind, text[block.start : block.end]) for block in done.blocks]
    assert [kind for kind, _ in found] == [kind for kind, _ in expected]
    assert all(piece.startswith(start) for (_, piece), (_, start) in zip(found, expected, strict=True))
    assert done.text == text


def test_blocks_stay_without_the_option():
    """Blocks are as they were unless refinement is asked for."""
    article = Article(text=WRAPPED, blocks=[Block(start=0, end=len(WRAPPED), kind="paragraph")], language="en")
    assert Segment()([article])[0].blocks == article.blocks
