from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newskit.article import body
from newskit.export.table import FORMULA, cell, plain

from .articles import corpus, ferry, odd
from .conftest import Export

DELIMITERS = {"csv": ",", "tsv": "\t"}


def rows(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter, strict=True))


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_tables_are_read_back(export: Export, name: str) -> None:
    """One row an article with metadata and body, line ends, quotes and delimiters intact."""
    found = rows(export(name, corpus(), f"a.{name}"), DELIMITERS[name])
    assert [plain(row["id"]) for row in found] == [article.id for article in corpus()]
    assert [plain(row["body"]) for row in found] == [body(article) for article in corpus()]
    assert found[0]["authors"] == "Ann Example"
    assert found[0]["keywords"] == "ferry; storm"
    assert found[0]["is_accessible_for_free"] == "true"
    assert found[2]["publisher"] == ""


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_polars_reads_the_tables(export: Export, name: str) -> None:
    """Another reader finds the same cells."""
    frame = pl.read_csv(export(name, corpus(), f"a.{name}"), separator=DELIMITERS[name], infer_schema=False)
    assert frame.height == 3
    # this reader leaves the line ends of the file alone, but trims none inside a cell
    assert plain(frame["body"][1]) == body(odd())


def test_no_cell_is_a_formula(export: Export) -> None:
    """Nothing that comes from an article begins a cell with what a spreadsheet runs."""
    for row in rows(export("csv", corpus(), "a.csv"), ","):
        assert not [value for value in row.values() if value.startswith(FORMULA)]
    assert rows(export("csv", [odd()], "b.csv"), ",")[0]["headline"].startswith("'=1+1")


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
@example("'=x")
@example("''=x")
@example("'")
@example("＝x")
def test_an_escaped_cell_gives_the_text_back(text: str) -> None:
    """The apostrophe that keeps a cell from being a formula can be taken off without doubt."""
    assert plain(cell(text)) == text
    assert not cell(text).startswith(FORMULA)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, ""), (True, "true"), (-5, "-5"), (0.5, "0.5"), (["=a", "b"], "'=a; b"), ([], ""), ({"a": 1}, '{"a":1}')],
)
def test_cells_of_every_kind(value: object, expected: str) -> None:
    """Numbers stay numbers, several values are joined, objects are JSON."""
    assert cell(value) == expected


def test_other_columns_can_be_had(export: Export) -> None:
    """--columns takes every field of the record; --text full puts the text in the body's place."""
    (row,) = rows(export("csv", [ferry()], "a.csv", columns=("id", "text", "topics")), ",")
    assert list(row) == ["id", "text", "topics"]
    assert row["text"] == ferry().text
    assert row["topics"] == '[{"code":"11000000","name":"politics","score":0.75,"mentions":[]}]'
    (row,) = rows(export("csv", [ferry()], "b.csv", text="full"), ",")
    assert "body" not in row
    assert row["text"] == ferry().text


def test_exploded_tables(export: Export) -> None:
    """A layer as CSV has one row for each annotation, lists joined."""
    found = rows(export("csv", corpus(), "a.csv", explode="events"), ",")
    assert [(row["lemma"], row["agents"], row["negated"], row["time"]) for row in found] == [
        ("thank", "Ruth Kemp", "false", ""),
        ("resign", "Ruth Kemp", "true", "2024-03-03"),
    ]
