from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.article import Article
from newskit.errors import Reject, UsageError
from newskit.io.reader import read
from newskit.io.shards import Shard
from newskit.io.writer import Output


def told(item: Article | Reject) -> str:
    return f"{item.origin} {item.id}" if isinstance(item, Article) else f"{item.input} {item.reason}"


def corpus(folder: Path) -> list[str]:
    """Files of every kind that is divided, and of some that are not; good and bad."""
    lines = [json.dumps({"id": f"j{n}", "text": "word " * (n % 50)}) for n in range(300)]
    lines[77] = "no record"
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "b.html").write_text("<p>A page of its own.</p>", encoding="utf-8")
    (folder / "c.jsonl.gz").write_bytes(gzip.compress("\n".join(lines[:40]).encode(), mtime=0))
    with Output(str(folder / "d.parquet")) as output:
        for number in range(2300):
            output.write(Article(id=f"p{number}", text="row"))
    (folder / "e.txt").write_bytes(b"")
    (folder / "f.jsonl").write_text('[{"id": "x"}]', encoding="utf-8")
    (folder / "g.parquet").write_bytes(b"PAR1 and no more of it PAR")
    (folder / "h.jsonl").write_text('\ufeff{"id": "u", "text": "v"}\n{"id": "w", "text": "x"}\n', encoding="utf-16-le")
    return [*(str(path) for path in sorted(folder.iterdir())), str(folder / "missing.jsonl")]


@pytest.mark.parametrize("number", [1, 2, 3, 7, 50])
def test_shards_together_are_the_whole_in_order(number: int, tmp_path: Path) -> None:
    """Every record and every reject is in just one shard, and the shards one after the other are the whole."""
    inputs = corpus(tmp_path)
    whole = [told(item) for item in read(inputs)]
    parts = [[told(item) for item in read(inputs, shard=Shard(n, number))] for n in range(1, number + 1)]
    assert [line for part in parts for line in part] == whole
    if number == 3:
        assert all(parts), [len(part) for part in parts]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=30), st.integers(1, 12))
def test_lines_of_any_lengths_are_divided_without_loss(lengths: list[int], number: int) -> None:
    """Wherever the bounds of the shards fall, no line is lost or read twice."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "lines.jsonl")
        path.write_text("\n".join(json.dumps({"id": str(n), "text": "ä" * size}) for n, size in enumerate(lengths)))
        found = [
            item.id
            for n in range(number)
            for item in read([str(path)], shard=Shard(n + 1, number))
            if isinstance(item, Article)
        ]
    assert found == [str(n) for n in range(len(lengths))]


def test_shards_are_of_like_size(tmp_path: Path) -> None:
    """A large file is divided evenly."""
    path = tmp_path / "large.jsonl"
    path.write_text("".join(json.dumps({"id": str(n), "text": "word " * 20}) + "\n" for n in range(1000)))
    sizes = [sum(1 for _ in read([str(path)], shard=Shard(n, 4))) for n in range(1, 5)]
    assert all(240 <= size <= 260 for size in sizes), sizes


@pytest.mark.parametrize("wrong", ["0/3", "4/3", "1", "a/b", "1/0", "-1/2", ""])
def test_what_is_no_shard_is_refused(wrong: str) -> None:
    """A shard is told as part and number of parts."""
    with pytest.raises(UsageError, match="1/8"):
        Shard.parse(wrong)


def test_standard_input_has_no_shards() -> None:
    """What comes through a pipe has no size to divide."""
    with pytest.raises(UsageError, match="standard input"):
        list(read(["-"], shard=Shard(1, 2)))
