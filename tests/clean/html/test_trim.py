"""What is cut out of a page before it is parsed, and what must stay."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.clean.html.parse import parse_tree
from newskit.clean.html.trim import without_unread

CUT = {
    "script": ("<script>let a = '<p>';</script><p>b</p>", "<p>b</p>"),
    "script with attributes": ('<p>a<script src="a.js" data-x="1 > 0">x</script>b</p>', "<p>ab</p>"),
    "style sheet": ("<style media=print>p{}</style>", ""),
    "drawing": ('<a><svg viewBox="0 0"><title>Home</title><path/></svg> b</a>', "<a> b</a>"),
    "two drawings": ("<svg><path></svg><p>a</p><svg><path></svg>", "<p>a</p>"),
    "drawing in a drawing": ("<svg><g><svg><path></svg></g></svg>", "<svg><g><svg></svg></g></svg>"),
    "drawing without an end": ("<svg><path><p>b</p><svg><path></svg>", "<svg><path><p>b</p><svg></svg>"),
    "script with a script in its text": (
        "<script>write('<script>a<\\/script>')</script><p>b</p><script>c</script>",
        "<script>write('<script></script><p>b</p>",
    ),
    "script after one that names a script": (
        "<script>find('<scripts')</script><p>a</p><script>b</script><p>c</p>",
        "<script>find('<scripts')</script><p>a</p><script></script><p>c</p>",
    ),
    "end tag with space": ("<script>a</script ><p>b</p>", "<script></script ><p>b</p>"),
}
KEPT = {
    "json-ld": '<script type="application/ld+json">{"a": "<script>b<\\/script><style>c</style>"}</script>',
    "script without an end": "<p>a</p><script>let b = 1; <p>c</p>",
    "drawing that is closed at once": '<svg class="a"/><p>b</p>',
    "comment": "<!-- <script> --><p>a</p><!-- </script> -->",
    "other elements": "<scripted>a</scripted><stylex>b</stylex><p>c</p>",
    "no mark-up": "a < b and b > c",
    "tag with an open quote": '<script src="a>b</script><p>c</p>',
    "script in an attribute": '<p data-a="<script>b<\\/script>">c</p><p>d</p>',
}

LEFT_MENUS = {
    "article in a menu": "<nav><article>a</article></nav>",
    "heading in a menu": "<nav><h2>a</h2></nav>",
    "paragraph in a menu": "<nav><p>a</p></nav>",
    "time in a menu": "<nav><time>a</time></nav>",
    "marked name in a menu": '<nav><a itemprop="name">a</a></nav>',
    "marked menu": '<nav itemprop="about"><a>a</a></nav>',
    "menu in a menu": "<nav><nav>a<p></nav></nav>",
    "menu without an end": "<nav><a>a</a><p>b</p>",
    "menu with an open container": "<nav><div><a>a</a></nav></div>",
    "menu that ends more than it begins": "<ul><nav><li>a</ul></nav>",
    "menu with a comment": "<nav><!-- </nav> -->a</nav>",
    "menu with data": '<nav><script type="application/ld+json">"</nav>"</script>a</nav>',
}


@pytest.mark.parametrize("name", CUT)
def test_what_nobody_reads_is_cut(name: str):
    """The element goes; where its end tag may belong to another, what it holds goes."""
    page, expected = CUT[name]
    assert without_unread(page) == expected


@pytest.mark.parametrize("name", KEPT)
def test_what_may_be_read_stays(name: str):
    """Data, comments, and whatever has no clear end are left to the parser."""
    assert without_unread(KEPT[name]) == KEPT[name]


def test_menus_are_cut_on_request():
    """What a menu holds goes, and the drawings in it; the element stays, and so do the links around it."""
    page = "<p>a</p><nav class=b><div><ul><li><a href=c>d<svg><path/></svg></a></ul></div><img></nav><a>e</a>"
    assert without_unread(page, menus=False) == "<p>a</p><nav class=b></nav><a>e</a>"
    assert without_unread("<nav>a</nav><nav>b</nav>", menus=False) == "<nav></nav><nav></nav>"
    assert without_unread("<nav>a</nav>") == "<nav>a</nav>"


@pytest.mark.parametrize("name", LEFT_MENUS)
def test_menus_stay_where_they_may_be_read_or_end_elsewhere(name: str):
    """A menu with more than links, or with elements that end outside it, is left to the parser."""
    assert without_unread(LEFT_MENUS[name], menus=False) == LEFT_MENUS[name]


@pytest.mark.parametrize("page", ["<nav>" * 200_000, "<nav><a></nav>" * 100_000, "<nav>" + "<div></div>" * 100_000])
def test_many_menus_are_cut_in_linear_time(page: str):
    """A page of nothing but menus is read about once."""
    start = time.process_time()
    without_unread(page, menus=False)
    assert time.process_time() - start < 5


def test_a_script_in_an_attribute_takes_nothing_with_it():
    """Text between a script in an attribute and the next true script is kept."""
    page = '<p data-a="<script>b<\\/script>">c</p><p>d</p><script>e</script>'
    assert without_unread(page) == page.replace(">e<", "><")


PIECES = st.sampled_from(
    ("<p>", "</p>", "<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>", "<svg/>", "<!--", "-->", "word ")
)


@given(st.lists(PIECES, max_size=30))
def test_well_nested_text_survives(pieces: list[str]):
    """Whatever stands beside scripts, style sheets, drawings and comments is read as it would be without the cut."""
    page = "<body><p>first</p>" + "".join(pieces) + "</script></style></svg><!-- --><p>last</p></body>"

    def texts(content: str) -> list[str]:
        return ["".join(element.itertext()) for element in parse_tree(content).iter("p") if element.text == "first"]

    assert texts(without_unread(page)) == texts(page)
