from __future__ import annotations

import codecs
import gzip
import json
from pathlib import Path

import pytest
import zstandard

from newskit.article import Article
from newskit.errors import Reject
from newskit.io import streams
from newskit.io.reader import read
from newskit.io.writer import Output

LINES = b'{"id":"a","text":"one"}\n{"id":"b","text":"two"}\n'
PAGE = "<html><head><title>Harbour</title></head><body><p>Straße</p></body></html>"


def ids(*names: str) -> list[str]:
    return [item.id if isinstance(item, Article) else item.reason for item in read(list(names))]


def parquet(path: Path) -> Path:
    with Output(str(path)) as output:
        for item in read(str(path.with_suffix(".jsonl"))):
            assert isinstance(item, Article)
            output.write(item)
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json", "a.data", "a", "a.jsonl.gz", "a.zst", "a.jsonl.zst"])
def test_kind_is_told_by_name_then_by_content(folder: Path, name: str) -> None:
    """Records are read whatever the file is called, compressed or not, whatever the suffix says of that."""
    for data in (LINES, gzip.compress(LINES), zstandard.compress(LINES)):
        (folder / name).write_bytes(data)
        assert ids(name) == ["a", "b"]


def test_parquet_by_name_by_content_and_compressed(folder: Path) -> None:
    """Parquet is read from a file, under another name, and inside gzip."""
    (folder / "a.jsonl").write_bytes(LINES)
    data = parquet(folder / "a.parquet").read_bytes()
    (folder / "other").write_bytes(data)
    (folder / "a.parquet.gz").write_bytes(gzip.compress(data))
    assert ids("a.parquet", "other", "a.parquet.gz") == ["a", "b"] * 3


def test_files_globs_and_folders_in_order(folder: Path) -> None:
    """Inputs are read in the order given; a glob and a folder in the order of their names, in depth."""
    (folder / "deep" / "er").mkdir(parents=True)
    for place, name in enumerate(("b.jsonl", "a.jsonl", "deep/2.jsonl", "deep/er/1.jsonl", "deep/notes.xyz")):
        (folder / name).write_bytes(b'{"id":"%d","text":"x"}\n' % place)
    assert ids("b.jsonl", "*.jsonl", "deep") == ["0", "1", "0", "2", "3"]


def test_what_cannot_be_read_is_a_reject_in_its_place(folder: Path) -> None:
    """A missing file, an empty glob, a folder without news and a damaged file cost only themselves."""
    (folder / "good.jsonl").write_bytes(LINES)
    (folder / "empty").mkdir()
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress(LINES * 999)[:-40])
    found = ids("missing.txt", "*.none", "empty", "good.jsonl")
    assert found == ["not_found", "not_found", "not_found", "a", "b"]
    cut = list(read("cut.jsonl.gz"))
    assert isinstance(cut[0], Article)
    assert isinstance(cut[-1], Reject)
    assert (cut[-1].reason, cut[-1].input) == ("truncated", "cut.jsonl.gz")


def test_cut_zstd_is_told(folder: Path) -> None:
    """A zstd file without its end is a reject, also where the cut falls between blocks."""
    data = zstandard.compress(b"".join(b'{"id":"%d","text":"x"}\n' % n for n in range(50_000)))
    for length in (len(data) - 1, len(data) // 2, 12):
        (folder / "cut.jsonl.zst").write_bytes(data[:length])
        assert ids("cut.jsonl.zst")[-1] == "truncated"


def test_rejects_name_file_and_line(folder: Path) -> None:
    """A bad line is named with its number; the lines around it are read."""
    (folder / "x.jsonl").write_bytes(b'{"id":"a","text":"x"}\r\n\n{"id":"bad","text":1}\nnope\n{"id":"b","text":"y"}')
    items = list(read("x.jsonl"))
    assert [item.id for item in items if isinstance(item, Article)] == ["a", "b"]
    rejects = [(item.input, item.id) for item in items if isinstance(item, Reject)]
    assert rejects == [("x.jsonl:3", "bad"), ("x.jsonl:4", None)]


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + LINES,
        codecs.BOM_UTF16_LE + LINES.decode().encode("utf-16-le"),
        codecs.BOM_UTF16_BE + LINES.decode().encode("utf-16-be"),
        LINES.rstrip(),
        LINES.replace(b"\n", b"\r\n"),
    ],
)
def test_marks_and_line_ends(folder: Path, data: bytes) -> None:
    """Byte order marks, UTF-16, CRLF and a missing last line end make no difference."""
    (folder / "x.jsonl").write_bytes(data)
    assert ids("x.jsonl") == ["a", "b"]


def test_only_newlines_end_a_line(folder: Path) -> None:
    """Separators that Python would split at stay inside their string."""
    text = "one\u2028two\x85three\x0bfour"
    (folder / "x.jsonl").write_text(json.dumps({"text": text}, ensure_ascii=False) + "\n", encoding="utf-8")
    (article,) = read("x.jsonl")
    assert isinstance(article, Article)
    assert article.text == text


def test_too_long_a_line_costs_only_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line beyond the limit is a reject with its number."""
    monkeypatch.setattr(streams, "MAX_LINE", 100_000)
    (folder / "x.jsonl").write_bytes(LINES + b"x" * 1_000_000 + b"\n" + LINES)
    items = list(read("x.jsonl"))
    assert [item.input for item in items if isinstance(item, Reject)] == ["x.jsonl:3"]
    assert len(items) == 5


@pytest.mark.parametrize(
    ("data", "reason"), [(json.dumps([{"text": "a"}]).encode(), "not_jsonl"), (b'{\n "text": "a"\n}\n', "not_jsonl")]
)
def test_json_of_another_shape_is_refused_once(folder: Path, data: bytes, reason: str) -> None:
    """An array and a pretty-printed object are refused as a whole, with the way to convert them."""
    (folder / "x.json").write_bytes(data)
    (reject,) = read("x.json")
    assert isinstance(reject, Reject)
    assert reject.reason == reason
    assert "jq" in reject.detail


def test_pages_become_records_with_their_source(folder: Path) -> None:
    """A page and a text carry content, media type, charset and the hash of their bytes."""
    (folder / "p.html").write_bytes(PAGE.replace("<head>", '<head><meta charset="iso-8859-1">').encode("latin-1"))
    (folder / "p.txt").write_text("Straße\n", encoding="utf-8")
    page, text = read(["p.html", "p.txt"])
    assert isinstance(page, Article)
    assert isinstance(text, Article)
    assert page.source is not None
    assert text.source is not None
    assert "Straße" in (page.content or "")
    assert (page.source.media_type, page.source.charset) == ("text/html", "windows-1252")
    assert (text.source.media_type, text.source.charset, text.source.kind) == ("text/plain", "utf-8", "file")
    assert len(text.source.sha256 or "") == 64


def test_binary_is_no_text(folder: Path) -> None:
    """Bytes that are no text in any encoding are refused, as is an empty page."""
    (folder / "x.txt").write_bytes(bytes(range(256)) * 50)
    (folder / "y.txt").write_bytes(b" \n")
    assert ids("x.txt", "y.txt") == ["not_text", "empty"]
