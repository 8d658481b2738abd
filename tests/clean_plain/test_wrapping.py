"""Hard wraps, hyphenation and running heads are undone."""

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from newskit.clean.plain.characters import normalise
from newskit.clean.plain.wrapping import logical_lines

FIRST = (
    "The council voted on Tuesday to close three of the seven libraries in the north of the city, saying that the "
    "buildings needed repairs which it could not pay for before the end of the year."
)
SECOND = (
    "Residents had collected more than nine thousand signatures against the plan, which they called short-sighted and "
    "unfair to families without a car."
)
THIRD = (
    "A spokeswoman said that the books would be moved to the central library by the end of March and that no member of "
    "staff would lose a job because of the decision."
)
PARAGRAPHS = [FIRST, SECOND, THIRD]


def test_text_wrapped_at_a_column_is_joined() -> None:
    """Lines filled by a wrapper become the paragraphs they were, genuine hyphens included."""
    wrapped = "\n\n".join(textwrap.fill(paragraph, 60) for paragraph in PARAGRAPHS)
    lines, was_wrapped = logical_lines(wrapped)
    assert was_wrapped
    assert [line.text for line in lines] == PARAGRAPHS


def test_words_parted_at_line_ends_are_joined() -> None:
    """Soft hyphens go, as in the text of a PDF; a compound that stands elsewhere keeps its own."""
    text = (
        "The government of the northern prov-\nince said on Monday that its coun-\n"
        "cil would meet in the capital before\nthe end of the week. The govern-\n"
        "ment had promised a decision before\nthe election, which many in the prov-\n"
        "ince expect to be lost by the govern-\nment and its well-known allies.\n"
    )
    lines, was_wrapped = logical_lines(text)
    assert was_wrapped
    expected = (
        "The government of the northern province said on Monday that its council would meet in the capital before the "
        "end of the week. The government had promised a decision before the election, which many in the province "
        "expect to be lost by the government and its well-known allies."
    )
    assert [line.text for line in lines] == [expected]


def test_a_compound_parted_at_its_hyphen_keeps_it() -> None:
    """Where both halves are words of the text and the whole is none, the hyphen is the writer's."""
    text = (
        "The builders of the northern prov-\nince are known for their good work, and\nthe govern-\nment knows them "
        "well. For the well-\nknown firm it was the third bridge in\nthe province that the govern-\nment paid for.\n"
    )
    joined = " ".join(line.text for line in logical_lines(text)[0])
    assert "the well-known firm" in joined
    assert "the northern province" in joined


def test_page_numbers_and_running_heads_of_a_pdf_are_named() -> None:
    """What stands at the edge of every page is left out with a reason."""
    pages = [f"The Daily Record\n{paragraph}\n{number}" for number, paragraph in enumerate(PARAGRAPHS, 1)]
    lines, _ = logical_lines("\f".join(pages))
    reasons = [line.reason for line in lines]
    assert reasons.count("running head") == 3
    assert reasons.count("page number") == 3
    assert [line.text for line in lines if line.reason is None] == PARAGRAPHS


def test_a_paragraph_goes_on_over_the_page() -> None:
    """A page number and a running head stand between its halves; what ended with its page stays apart."""
    first, second = textwrap.wrap(FIRST, 60), textwrap.wrap(THIRD, 60)
    pages = [
        "\n".join(["The Daily Record", "", *first[:2], "", "1"]),
        "\n".join(["The Daily Record", "", *first[2:], "", "2"]),
        "\n".join(["The Daily Record", "", *second, "", "3"]),
    ]
    lines, _ = logical_lines("\n\f".join(pages))
    assert [line.text for line in lines if line.reason is None] == [FIRST, THIRD]


def test_a_paragraph_a_line_is_left_alone() -> None:
    """Long lines are no wraps."""
    lines, was_wrapped = logical_lines("\n".join(PARAGRAPHS))
    assert not was_wrapped
    assert [line.text for line in lines] == PARAGRAPHS


def test_quoting_marks_of_mail_are_taken_off() -> None:
    """A forwarded newsletter reads as it was sent."""
    quoted = "\n".join(f"> {line}" for line in textwrap.wrap(PARAGRAPHS[0], 60))
    assert [line.text for line in logical_lines(quoted)[0]] == [PARAGRAPHS[0]]


@given(st.text())
def test_letters_and_digits_survive(text: str) -> None:
    """Undoing wraps loses and adds no letter."""
    normal = normalise(text)
    lines, _ = logical_lines(normal)
    kept = "".join(character for line in lines for character in line.text if character.isalnum())
    assert kept == "".join(filter(str.isalnum, normal))
