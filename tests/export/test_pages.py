from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newskit.article import Article, Block, Span, body
from newskit.errors import UsageError
from newskit.export.markdown import MarkdownExport, escaped
from newskit.export.options import Options
from newskit.export.target import safe_name
from newskit.export.yaml import flow, front_matter

from .articles import bare, corpus, ferry, odd
from .conftest import Export

# ------------------------------------------------------------------ text


def test_text_in_one_file(export: Export) -> None:
    """Headline and body of each article, two blank lines between articles."""
    text = export("text", [ferry(), bare()], "a.txt").read_bytes().decode()
    assert text == f"{ferry().headline}\n\n{body(ferry())}\n\n\nIt rained in Berlin. It stopped.\n"


def test_text_in_a_folder(export: Export) -> None:
    """A closing slash makes a folder with a file an article, called by its id."""
    folder = export("text", [*corpus(), bare()], "texts/")
    names = {path.name for path in folder.iterdir()}
    assert names == {"ferry-1.txt", "bare.txt", "bare-2.txt", f"{safe_name(odd().id)}.txt"}
    assert (folder / "bare-2.txt").read_text() == "It rained in Berlin. It stopped.\n"


def test_one_sentence_a_line(export: Export) -> None:
    """White space inside a sentence is one blank; a blank line stands between blocks."""
    article = Article(
        id="a",
        headline="Head",
        text="One\n two. Three.\n\nFour.",
        blocks=[Block(start=0, end=16, kind="paragraph"), Block(start=18, end=23, kind="paragraph")],
        sentences=[Span(start=0, end=9), Span(start=10, end=16), Span(start=18, end=23)],
    )
    path = export("text", [article], "a.txt", sentence_per_line=True)
    assert path.read_text() == "Head\n\nOne two.\nThree.\n\nFour.\n"


def test_the_full_text_has_its_own_headline(export: Export) -> None:
    """--text full writes the text as it is and no headline before it."""
    assert export("text", [ferry()], "a.txt", text="full").read_bytes().decode() == f"{ferry().text}\n"


@pytest.mark.parametrize(
    ("identifier", "plain"),
    [
        ("abc-1.x", True),
        ("../../etc", False),
        ("", False),
        ("con", False),
        ("a" * 81, False),
        ("Ü", False),
        (".a", False),
    ],
)
def test_file_names_are_safe(identifier: str, *, plain: bool) -> None:
    """An id that is no plain name is replaced by one that is, and that still tells it from others."""
    name = safe_name(identifier)
    assert (name == identifier) is plain
    assert name
    assert not set(name) & set("/\\:\0 ")
    assert not name.startswith(".")
    assert len(name) <= 80


# ------------------------------------------------------------------ Markdown


def rendered(page: str) -> tuple[dict[str, Any], list[Any]]:
    """Return the header and the tokens of a page."""
    _, header, text = page.split("---\n", 2)
    return yaml.safe_load(header), MarkdownIt().enable(["table", "strikethrough"]).parse(text)


def words(tokens: list[Any]) -> list[str]:
    """Return the text of each block, as a reader sees it."""
    found = []
    for token in tokens:
        if token.type == "inline":
            pieces = ["\n" if child.type in ("softbreak", "hardbreak") else child.content for child in token.children]
            found.append("".join(pieces))
    return found


def test_markdown_is_read_back(export: Export) -> None:
    """The header is YAML, the headline the first heading, and every block has its words and its kind."""
    header, tokens = rendered(export("markdown", [ferry()], "a.md").read_bytes().decode())
    assert header["title"] == ferry().headline
    assert header["authors"] == ["Ann Example"]
    assert header["url"] == "https://coast.example/ferry"
    assert words(tokens) == [
        ferry().headline,
        "Mayor Ruth Kemp said on Monday that 55 of 57 boats were safe. She thanked the crews.",
        '"We were lucky 🙂," Kemp told reporters, "and we know it.\tIt could have been worse.\nNobody slept."',
        "=Schools stay shut",
        "Trains run",
        "What next?",
        "Kemp did not resign; Port Alder’s council <meets> & votes on 3 March 2024.",
    ]
    kinds = [token.type for token in tokens]
    assert kinds.count("bullet_list_open") == 1
    assert kinds.count("list_item_open") == 2
    assert kinds.count("heading_open") == 2
    assert kinds.count("blockquote_open") == 1


def test_markdown_with_everything(export: Export) -> None:
    """--text full adds captions and credits, emphasised."""
    _, tokens = rendered(export("markdown", [ferry()], "a.md", text="full").read_bytes().decode())
    assert "The ferry at the quay on Monday." in words(tokens)
    assert words(tokens).count(ferry().headline or "") == 1


_LINE = st.text(st.sampled_from("ab1 .)#*_`[]<>&~|$\\-+=!:\"'()é{}^/@"), min_size=1, max_size=30)


@given(_LINE)
def test_any_line_is_shown_as_it_is(line: str) -> None:
    """Whatever marks a line holds, Markdown shows them and obeys none."""
    line = " ".join(line.split())
    article = Article(id="a", text=line, blocks=[Block(start=0, end=len(line), kind="paragraph")])
    export = MarkdownExport.__new__(MarkdownExport)
    export.options = Options()
    _, tokens = rendered(export.page(article))
    assert words(tokens) == ([line] if line else [])
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    assert escaped("a") == "a"


@settings(max_examples=60)
@given(st.recursive(st.text() | st.booleans() | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3)))
def test_any_header_is_yaml(value: Any) -> None:
    """Whatever text a header holds, a reader of YAML gets it back."""
    try:
        assert yaml.safe_load(f"key: {flow(value)}\n") == {"key": value}
    except UnicodeEncodeError:
        pytest.fail("a header must be text")


def test_absent_values_are_left_out() -> None:
    """A header has no key without a value."""
    assert front_matter({"a": None, "b": [], "c": "", "d": False, "e": 0}) == "---\nd: false\ne: 0\n---\n"


def test_a_folder_that_is_there_is_not_written_over(export: Export, tmp_path: Path) -> None:
    """A folder with files in it is left alone; an empty one is taken."""
    (tmp_path / "empty").mkdir()
    assert len(list(export("markdown", corpus(), "empty/").iterdir())) == 3
    with pytest.raises(UsageError, match="it exists and is not empty"):
        export("markdown", corpus(), "empty/")
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="it exists and is a file"):
        export("markdown", corpus(), "file/")
    with pytest.raises(UsageError, match="there is no folder"):
        export("markdown", corpus(), "no/such/")
