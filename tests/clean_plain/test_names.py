"""Bylines become people, agencies and the house."""

import pytest

from newskit.clean.plain.credits import credit_name, is_caption_label, is_label
from newskit.clean.plain.names import is_commissioned, read_byline

CASES = [
    ("By Jane Doe", ["Jane Doe"], [], None),
    ("By Jane Doe and John A. Smith, Political Editor", ["Jane Doe", "John A. Smith"], [], None),
    ("Von Erna Muster und Lena Vogt, Lindau", ["Erna Muster", "Lena Vogt"], [], None),
    ("Autor: Dr. Max Müller, dpa", ["Max Müller"], ["dpa"], None),
    ("TRTWorld and agencies", [], ["agencies"], "TRTWorld"),
    ("Jane Doe and agencies", ["Jane Doe"], ["agencies"], None),
    ("Reuters", [], ["Reuters"], None),
    ("The Associated Press", [], ["AP"], None),
    ("Staff Reporter", [], [], None),
    ("김하나 기자", ["김하나"], [], None),
    ("Par Ludwig van der Berg", ["Ludwig van der Berg"], [], None),
]


@pytest.mark.parametrize(("line", "people", "agencies", "publisher"), CASES)
def test_a_byline_names_people_agencies_and_the_house(
    line: str, people: list[str], agencies: list[str], publisher: str | None
) -> None:
    """People are people; desks and agencies are not among them."""
    signature = read_byline(line)
    assert (signature.people, signature.agencies, signature.publisher) == (people, agencies, publisher)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Photo by: Reuters", "Reuters"),
        ("(Foto: Jane Doe/dpa)", "Jane Doe/dpa"),
        ("© AFP", "AFP"),
        ("Photo by Jane Doe / Getty Images", "Jane Doe / Getty Images"),
        ("Jane Doe/AP", "Jane Doe/AP"),
    ],
)
def test_a_credit_loses_its_label(line: str, name: str) -> None:
    """What is left is who is credited."""
    assert credit_name(line) == name


@pytest.mark.parametrize(
    ("text", "label", "of_caption"),
    [
        ("Image:", True, False),
        ("(Foto:", True, False),
        ("Photo by", True, False),
        ("Photo", False, False),
        ("Photo by: Reuters", False, False),
        ("Image caption,", False, True),
        ("Left", False, False),
    ],
)
def test_labels_without_a_name(text: str, label: bool, of_caption: bool) -> None:
    """A label that stands alone belongs to the next line, or says that a caption follows."""
    assert (is_label(text), is_caption_label(text)) == (label, of_caption)


def test_a_role_after_a_name_says_that_it_is_a_byline() -> None:
    """In scripts without case the word for a reporter follows the name; a name alone says nothing."""
    assert read_byline("김하나 기자", sure=False).people == ["김하나"]
    assert read_byline("김하나", sure=False).people == []


@pytest.mark.parametrize(
    ("line", "commissioned"),
    [
        ("Jane Doe for Harbour Daily", True),
        ("Jane Doe für den Boten", True),
        ("Jane Doe for the win", False),
        ("Ferries for Harbour Towns", False),
        ("Jane Doe for", False),
    ],
)
def test_a_person_with_the_house_that_sent_them(line: str, commissioned: bool) -> None:
    """A name, a word for "for" and the name of a house."""
    assert is_commissioned(line) is commissioned
