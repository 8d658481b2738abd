from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from newskit.article import Article, Span
from newskit.errors import OutputError, UsageError
from newskit.export import FORMATS, describe, names, open_export
from newskit.io.record import encode_article
from newskit_cli.export import brought_up

from ..conftest import COMMAND, Run
from .articles import corpus, ferry
from .conftest import Export

FILES = [name for name, found in FORMATS.items() if found.layout in ("stream", "pages")]


def tree(path: Path) -> dict[str, str]:
    """Return the hash of each file below a path."""
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    return {
        str(each.relative_to(path)) if path.is_dir() else "": hashlib.sha256(each.read_bytes()).hexdigest()
        for each in files
    }


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"".join(encode_article(article) + b"\n" for article in corpus()))
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_corpus_gives_the_same_bytes(export: Export, name: str) -> None:
    """Two runs of any format write the same, file by file."""
    first, second = export(name, corpus(), "a"), export(name, corpus(), "b")
    assert tree(first)
    assert tree(first) == tree(second)


@pytest.mark.parametrize("name", FORMATS)
def test_no_article_at_all(export: Export, name: str) -> None:
    """A corpus of nothing is written as what it is."""
    assert export(name, []).exists()


@pytest.mark.parametrize("name", FORMATS)
def test_an_error_leaves_nothing_behind(name: str, tmp_path: Path) -> None:
    """When a run breaks off, neither the target nor anything temporary is there."""

    def broken() -> None:
        article = ferry()
        article.tokens = []
        with open_export(str(tmp_path / "out"), name) as output:
            output.write(article)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_replaced_when_the_new_one_is_whole(export: Export, name: str, tmp_path: Path) -> None:
    """Until the end of the run the old file stands under its name."""
    (tmp_path / "out").write_text("old")
    with open_export(str(tmp_path / "out"), name) as output:
        output.write(Article(id="a", text="b", sentences=[], tokens=[]))
        assert (tmp_path / "out").read_text() == "old"
    assert (tmp_path / "out").read_text(errors="replace") != "old"
    assert export("text", corpus(), "other.txt").exists()


@pytest.mark.parametrize("name", FILES)
def test_a_full_disk_is_told(name: str) -> None:
    """Writing to a device that is full is an error with a sentence."""
    with pytest.raises(OutputError, match="cannot write /dev/full: no space left on device"):
        fill(name)


def fill(name: str) -> None:
    article = Article(id="a", text="word " * 4000)
    article = article if name not in ("conllu", "docbin") else ferry_with_tokens()
    with open_export("/dev/full", name) as output:
        for _ in range(40):
            output.write(article)


def ferry_with_tokens() -> Article:
    article = ferry()
    article.tokens = article.sentences
    return article


def test_a_closed_pipe_ends_in_silence(records: Path) -> None:
    """When the reader has had enough, export ends without a word and without a failure."""
    records.write_bytes(records.read_bytes() * 3000)
    ran = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {COMMAND} export {records} -f csv --quiet | head -n 1"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.startswith(b"id,url,")


def test_the_list_tells_every_format(newskit: Run) -> None:
    """--list has a line for each format: endings, whether it is lossless, what it needs, what it is."""
    lines = newskit("export", "--list").stdout.decode().splitlines()
    assert [line.split()[0] for line in lines][: len(FORMATS)] == list(FORMATS)
    assert {line.split()[0] for line in lines if " lossless " in line} == {"jsonl", "parquet", "huggingface"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("-f", "docx", "-o", "x"), "no such format: docx; choose from jsonl, parquet"),
        (("-o", "x.docx"), "cannot tell a format from the name x.docx"),
        (("-f", "brat"), "cannot go to standard output"),
        (("-f", "csv", "-o", "x/"), "csv is one file, not a folder"),
        (
            ("-f", "brat", "-o", "x", "--explode", "quotes"),
            "--explode is of no use to brat; it is for jsonl, parquet, csv",
        ),
        (("-o", "x.csv", "--licence", "mit"), "--licence is of no use to csv; it is for huggingface"),
        (("-o", "x.csv", "--sentence-per-line"), "--sentence-per-line is of no use to csv; it is for text"),
        (("-o", "x.csv", "--explode", "words"), "cannot explode words; choose from sentences, entities"),
        (("-o", "x.csv", "--columns", "id,words"), "no such column: words; choose from"),
        (("-o", "x.csv", "--layers", "words"), "no such layer: words"),
        (("-o", "x.csv", "--redact", "places"), "cannot redact places"),
        (("-o", "x.csv", "--filter", "headline >"), "--filter, column 11: expected a field"),
        (("-o", "x.csv", "--split", "a=0.5"), "make up 0.5, not 1"),
        (("-o", "x.csv", "--shard-size", "10"), "--output is a folder: x, with --format"),
        (("-o", "x", "--shard-size", "10"), "choose a format with --format"),
        (("-f", "csv", "--shard-size", "10"), "cannot go to standard output"),
    ],
)
def test_wrong_usage_is_told(newskit: Run, records: Path, arguments: tuple[str, ...], told: str) -> None:
    """What cannot be is refused with exit code 2 and a sentence, and nothing is written."""
    ran = newskit("export", records.name, *arguments)
    assert (ran.returncode, ran.stdout) == (2, b""), ran.stderr
    assert told in ran.stderr.decode()
    assert "Traceback" not in ran.stderr.decode()
    assert [path.name for path in records.parent.iterdir()] == ["in.jsonl"]


def test_filters_and_choices_on_the_command_line(newskit: Run, records: Path) -> None:
    """What a filter leaves out is counted; the others are written as chosen."""
    ran = newskit("export", records.name, "--filter", "language == 'en'", "--columns", "id,language")
    assert [json.loads(line) for line in ran.stdout.splitlines()] == [{"id": "ferry-1", "language": "en"}]
    assert b"read 3 from in.jsonl, wrote 1, rejected 0" in ran.stderr
    assert b"2 left out by --filter" in ran.stderr
    ran = newskit("export", records.name, "--quiet", "--text", "body", "--layers", "quotes", "--redact", "names")
    assert ran.returncode == 3
    assert b"cannot redact names: the article has no entities" in ran.stderr
    (first,) = map(json.loads, ran.stdout.splitlines())
    assert first["text"].startswith("Mayor ████ ████ said")
    assert "entities" not in first
    assert first["provenance"][-1]["options"] == {"redact": ["names"], "text": "body", "layers": ["quotes"]}


def test_layers_that_a_format_needs_are_added(newskit: Run, tmp_path: Path) -> None:
    """Raw text is cleaned for a table and cut into tokens for CoNLL-U; sentences that are there stay."""
    text = "Rain falls\n\nIt rained in Berlin on Monday. Nobody went out. The trams stood still.\n"
    (tmp_path / "a.txt").write_text(text)
    assert newskit("export", "a.txt", "-f", "conllu").stdout.decode().count("# sent_id") == 4
    (raw,) = brought_up(Article(id="a", content=text), frozenset({"text"}))
    assert isinstance(raw, Article)
    assert (raw.text, raw.sentences) == (text.strip(), None)
    whole = Article(id="a", text="One. Two.", sentences=[Span(start=0, end=9)])
    (found,) = brought_up(whole, frozenset({"text", "sentences", "tokens"}))
    assert isinstance(found, Article)
    assert found.sentences == [Span(start=0, end=9)]
    assert [(token.start, token.end) for token in found.tokens or ()] == [(0, 3), (3, 4), (5, 8), (8, 9)]
    (empty,) = brought_up(Article(id="a", url="https://a.example/"), frozenset({"text"}))
    assert isinstance(empty, Article)


@pytest.mark.parametrize(
    ("name", "slash", "expected"),
    [
        ("csv", "", ["test-00000-of-00001.csv", "train-00000-of-00002.csv", "train-00001-of-00002.csv"]),
        ("text", "", ["test-00000-of-00001.txt", "train-00000-of-00002.txt", "train-00001-of-00002.txt"]),
        ("labelstudio", "", ["test-00000-of-00001.json", "train-00000-of-00002.json", "train-00001-of-00002.json"]),
        ("text", "/", ["test-00000-of-00001", "train-00000-of-00002", "train-00001-of-00002"]),
        ("brat", "/", ["test-00000-of-00001", "train-00000-of-00002", "train-00001-of-00002"]),
    ],
)
def test_splits_and_shards_are_a_folder(export: Export, name: str, slash: str, expected: list[str]) -> None:
    """Each split has its files, which tell how many there are; formats that are folders have one each."""
    articles = [Article(id=f"a{n}", text="x") for n in range(12)]
    folder = export(name, articles, f"out{slash}", splits={"train": 0.75, "test": 0.25}, shard_size=6)
    assert sorted(path.name for path in folder.iterdir()) == expected


def test_every_article_is_in_one_shard(export: Export) -> None:
    """Shards hold all articles in order, so many each."""
    articles = [Article(id=f"a{n}", text="x") for n in range(25)]
    folder = export("jsonl", articles, "out", shard_size=10)
    found = [path.read_bytes().splitlines() for path in sorted(folder.iterdir())]
    assert [len(lines) for lines in found] == [10, 10, 5]
    assert [json.loads(line)["id"] for lines in found for line in lines] == [f"a{n}" for n in range(25)]


# ------------------------------------------------------------------ formats of other packages

_PLUGIN = '''
from pathlib import Path
from newskit.export.formats import Format

class Headlines:
    """One headline a line."""
    format = Format(line="headlines alone", home="headlines:Headlines", endings=(".headlines",), needs=("text",))

    def __init__(self, target, options):
        self.path, self.lines, self.loud = Path(target), [], options.columns

    def __enter__(self):
        return self

    def write(self, article):
        self.lines.append(article.headline or "")

    def __exit__(self, kind, error, traceback):
        if kind is None:
            self.path.write_text("\\n".join(self.lines))
'''


@pytest.fixture
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay a small package with a format into a folder, as an installer would; give the folder."""
    place = tmp_path_factory.mktemp("site")
    about = place / "newskit_headlines-1.0.dist-info"
    about.mkdir()
    (place / "headlines.py").write_text(_PLUGIN)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: newskit-headlines\nVersion: 1.0\n")
    entries = "[newskit.exporters]\nheadlines = headlines:Headlines\nbroken = headlines:NoSuchThing\n"
    (about / "entry_points.txt").write_text(entries)
    return place


def test_another_package_adds_a_format(newskit: Run, records: Path, plugin: Path) -> None:
    """An installed package's format is listed and written; one that cannot be loaded is named and hurts no other."""
    env = {"PYTHONPATH": str(plugin)}
    ran = newskit("export", records.name, "-f", "headlines", "-o", "a.txt", env=env)
    assert ran.returncode == 0, ran.stderr
    assert (records.parent / "a.txt").read_text().splitlines()[0] == ferry().headline
    listed = newskit("export", "--list", env=env).stdout.decode()
    assert "headlines alone" in listed
    assert "the format broken of another package cannot be loaded: AttributeError" in listed
    ran = newskit("export", records.name, "-f", "broken", "-o", "a.txt", env=env)
    assert (ran.returncode, b"cannot be loaded" in ran.stderr) == (2, True)


def test_formats_without_plugins() -> None:
    """Without other packages the formats are newskit's own, each with a class that is there."""
    assert names()[: len(FORMATS)] == list(FORMATS)
    assert describe("csv").needs == ("text",)
    with pytest.raises(UsageError, match="no such format"):
        describe("docx")
