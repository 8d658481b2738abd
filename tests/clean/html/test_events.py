"""A page as a list of events tells the same as its tree."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.clean.html.events import Events
from newskit.clean.html.parse import parse_html, parse_tree

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))


def test_there_are_pages():
    """The comparison below has something to compare."""
    assert PAGES


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_events_say_what_the_tree_says(path: Path):
    """Elements, their attributes, texts and order are those of the tree that the same parser builds."""
    content = path.read_text("utf-8")
    assert told(parse_html(content)) == built(content)


PIECES = st.sampled_from(
    (
        *("<p>", "</p>", "<div class=a>", "</div>", "<b>", "</b>", "<td>", "<tr>", "<table>", "</table>", "<br>"),
        *("</br>", "<ul><li>", "<a href=b>", "</a>", "<!-- c -->", "one ", "two &amp; three", "&nbsp;", "</body>"),
    )
)


@given(st.lists(PIECES, min_size=1, max_size=25))
def test_broken_markup_tells_what_its_tree_says(pieces: list[str]):
    """However tags are left open or closed twice, both ways see the same page."""
    content = "<html><body><p>start</p>" + "".join(pieces)
    assert told(parse_html(content)) == built(content)


def told(events: Events) -> list[tuple[str, dict[str, str], str]]:
    """Return tag, attributes and whole text of every element of a list of events."""
    places = [place for place, event in enumerate(events.all) if isinstance(event, tuple)]
    return [(*map(plain, [events.element(place)]), events.text(place)) for place in places]  # type: ignore[misc]


def plain(element: tuple[str, object]) -> tuple[str, dict[str, str]]:
    """Return an element with its attributes as a dictionary."""
    tag, attributes = element
    return tag, dict(attributes.items())  # type: ignore[attr-defined]


def built(content: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the same of the tree."""
    return [
        ((element.tag, dict(element.items())), "".join(element.itertext())) for element in parse_tree(content).iter()
    ]


def test_an_element_knows_what_is_around_and_inside_it():
    """Ends, parents, children and first texts are found from the place of an element's start."""
    events = parse_html("<body><div>a<b>c</b>d<p>e<i>f</i></p></div></body>")
    (div,) = events.starts("div")
    assert [events.element(place)[0] for place in events.children(div)] == ["b", "p"]
    assert events.text_at(div + 1) == "a"
    assert events.text(div) == "acdef"
    (inner,) = events.starts("i", within=div)
    assert events.element(events.parent(inner))[0] == "p"
    assert events.parent(0) == -1
