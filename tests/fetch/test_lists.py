from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newskit.errors import Reject, UsageError
from newskit.fetch.lists import addresses

A, B = "http://news.example/a", "http://news.example/b"


def told(path: Path, column: str = "url") -> list[str]:
    return [
        item if isinstance(item, str) else f"{Path(item.input).name} {item.reason}"
        for item in addresses([], [str(path)], column)
    ]


def test_lines(tmp_path: Path) -> None:
    """A list has one address a line; blank lines and comments are skipped."""
    path = tmp_path / "list.txt"
    path.write_bytes(b"\xef\xbb\xbf# news\r\n\r\n  " + A.encode() + b"  \r\n" + B.encode())
    assert told(path) == [A, B]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.csv", f'title,link\n"One, two",{A}\nThree,\nFour,{B}\n'),
        ("list.tsv", f"title\tlink\nOne\t{A}\nThree\t\nFour\t{B}\n"),
        ("list.jsonl", f'{{"link": "{A}"}}\n\n{{"link": 3}}\n{{"link": "{B}"}}\n'),
    ],
)
def test_columns(tmp_path: Path, name: str, text: str) -> None:
    """A column of a table holds the addresses; a row without one is a reject that names its line."""
    path = tmp_path / name
    path.write_text(text)
    assert told(path, "link") == [A, f"{name}:3 bad_url", B]


def test_parquet(tmp_path: Path) -> None:
    """A column of a Parquet file is read too."""
    path = tmp_path / "list.parquet"
    pq.write_table(pa.table({"link": [A, None, B]}), path)
    assert told(path, "link") == [A, "list.parquet:2 bad_url", B]


def test_what_is_no_list(tmp_path: Path) -> None:
    """A missing file, a missing column and broken lines are told in one sentence."""
    path = tmp_path / "list.csv"
    path.write_text("title\nOne\n")
    with pytest.raises(UsageError, match="no column 'url'"):
        told(path)
    with pytest.raises(UsageError, match="cannot read the list"):
        told(tmp_path / "missing.txt")
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{not json}\n" + "x" * 3_000_000 + f"\n{A}\n")
    found = list(addresses([], [str(broken)]))
    assert [isinstance(item, Reject) for item in found] == [True, True, False]
