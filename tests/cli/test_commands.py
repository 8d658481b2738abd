from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from newskit_cli.main import COMMANDS

from ..conftest import COMMAND, ROOT, Run

Records = Callable[[bytes | Path], list[dict[str, Any]]]

SEED = next((ROOT / "seeds").glob("*.txt"))
PAGE = (ROOT / "tests" / "cli" / "page.html").read_bytes()
LINE = b'{"id":"a","headline":"One","text":"It rained. It stopped."}\n'
STAGES = ("clean", "segment", "extract", "export")


def many(number: int) -> bytes:
    return b"".join(
        b'{"id":"%d","text":"It rained in Berlin on Monday. %s"}\n' % (n, b"word " * 400) for n in range(number)
    )


@pytest.mark.parametrize("name", STAGES)
def test_data_on_stdout_and_nothing_else(newskit: Run, records: Records, name: str) -> None:
    """A record piped in comes out on standard output; the summary is on standard error, if it is wanted."""
    ran = newskit(name, stdin=LINE)
    assert ran.returncode == 0, ran.stderr
    assert [record["id"] for record in records(ran.stdout)] == ["a"]
    assert f"{name}: read 1 from -, wrote 1, rejected 0".encode() in ran.stderr
    assert newskit(name, "--quiet", stdin=LINE).stderr == b""


def test_the_pipe_and_the_last_command_alone_give_the_same(newskit: Run, tmp_path: Path) -> None:
    """Clean | segment | extract | export gives the records that extract gives from the page itself."""
    (tmp_path / "page.html").write_bytes(PAGE)
    stream = newskit("clean", "page.html").stdout
    for name in ("segment", "extract"):
        stream = newskit(name, stdin=stream).stdout
    assert newskit("export", "-o", "pipe.parquet", stdin=stream).returncode == 0
    assert newskit("extract", "page.html", "-o", "alone.parquet").returncode == 0
    pipe, alone = (tmp_path / name for name in ("pipe.parquet", "alone.parquet"))
    assert pl.read_parquet(pipe).height == 1
    assert newskit("export", str(pipe)).stdout == newskit("export", str(alone)).stdout
    assert pipe.read_bytes() == alone.read_bytes()


def test_a_command_brings_its_input_up_to_what_it_needs(newskit: Run, records: Records) -> None:
    """Raw text is cleaned and segmented on the way; a layer that is there is left as it is."""
    (record,) = records(newskit("extract", str(SEED)).stdout)
    assert [entry["stage"] for entry in record["provenance"]] == ["clean", "segment", "extract"]
    segmented = newskit("segment", str(SEED)).stdout
    (again,) = records(newskit("extract", stdin=segmented).stdout)
    assert {key: value for key, value in again.items() if key != "provenance"} == {
        key: value for key, value in record.items() if key != "provenance"
    }
    assert newskit("segment", stdin=segmented).stdout == segmented


def test_several_workers_give_the_same_bytes(newskit: Run) -> None:
    """--jobs changes nothing in the output."""
    data = many(150) + b"{bad\n" + many(3)
    alone, two = (newskit("segment", "--jobs", jobs, stdin=data) for jobs in ("1", "2"))
    assert alone.stdout == two.stdout
    assert alone.returncode == two.returncode == 3


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"])
def test_several_workers_read_and_write_everything(newskit: Run, tmp_path: Path, ending: str) -> None:
    """Pages, texts, lines and rows, whole and broken, packed and not, give the same files for any --jobs."""
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(PAGE))
    (tmp_path / "c.txt").write_bytes(b" ")
    (tmp_path / "d.jsonl").write_bytes(many(70) + b"{bad\n" + many(70))
    (tmp_path / "e.jsonl.gz").write_bytes(gzip.compress(many(5))[:-9])
    newskit("segment", "d.jsonl", "-o", "f.parquet")
    for jobs in ("1", "2"):
        inputs = ("a.html", "b.html.gz", "c.txt", "d.jsonl", "e.jsonl.gz", "f.parquet", "missing", "-")
        options = ("--redo", "--jobs", jobs, "-o", f"{jobs}.{ending}", "--rejects", f"{jobs}.rejects")
        done = newskit("clean", *inputs, *options, stdin=many(3))
        assert done.returncode == 3
        assert b"read 294 from 8 inputs, wrote 290, rejected 4" in done.stderr, done.stderr
    assert (tmp_path / f"1.{ending}").read_bytes() == (tmp_path / f"2.{ending}").read_bytes()
    rejects = [(tmp_path / f"{jobs}.rejects").read_text().splitlines() for jobs in "12"]
    assert rejects[0] == rejects[1]
    assert [json.loads(line)["input"] for line in rejects[0]] == ["c.txt", "d.jsonl:71", "e.jsonl.gz", "missing"]


def test_what_recurs_is_learned_from_what_workers_give(newskit: Run, tmp_path: Path) -> None:
    """--learn-furniture, which needs all records twice, gives the same with workers."""
    lines = [
        {"id": str(n), "url": f"https://a.example/{n}", "text": f"Story {n} began.\n\nRead our newsletter every day."}
        for n in range(90)
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    for jobs in ("1", "2"):
        newskit("clean", "in.jsonl", "--learn-furniture", "--jobs", jobs, "-o", f"{jobs}.jsonl")
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    assert len((tmp_path / "1.jsonl").read_bytes().splitlines()) == 90


def test_rejects_are_listed_and_counted(newskit: Run, records: Records, tmp_path: Path) -> None:
    """A bad line is told on stderr and in the rejects file; the others go through; the exit code says so."""
    ran = newskit("segment", "--rejects", "bad.jsonl", stdin=LINE + b'{"id":"x","text":5}\n' + LINE)
    assert ran.returncode == 3
    assert len(records(ran.stdout)) == 2
    (reject,) = records(tmp_path / "bad.jsonl")
    assert reject == {
        "input": "stdin:2",
        "stage": "read",
        "reason": "invalid_record",
        "detail": "text: expected `str | null`, got `int`",
        "id": "x",
    }
    assert b"stdin:2" in ran.stderr


@pytest.mark.parametrize(("allowed", "code"), [("0", 3), ("1", 0), ("49%", 3), ("50%", 0)])
def test_some_rejects_can_be_no_failure(newskit: Run, allowed: str, code: int) -> None:
    """--max-rejects takes a number or a share of what was read."""
    assert newskit("segment", "--max-rejects", allowed, stdin=LINE + b"bad\n").returncode == code


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("segment", "--max-rejects", "many", "in.jsonl"), b"--max-rejects takes a number or a percentage"),
        (("segment", "in.jsonl", "-o", "in.jsonl"), b"in.jsonl is both input and output"),
        (("segment", "in.jsonl", "-o", "folder"), b"cannot tell a format"),
        (("export", "in.jsonl", "-o", "folder.csv"), b"it is a folder"),
        (("segment", "in.jsonl", "-o", "no/folder/x.jsonl"), b"there is no folder"),
        (("segment", "in.jsonl", "--quotes", "maybe"), b"maybe"),
        (("extract", "in.jsonl", "--layers", "names"), b"no such layer: names"),
        (("export", "in.jsonl", "-f", "docx"), b"no such format: docx"),
        (("segment", "in.jsonl", "-o", "x.csv"), b"end it in one of .jsonl, .parquet (newskit export writes others)"),
        (("segment", "in.jsonl", "--rejects", "no/x.jsonl"), b"there is no folder no; create it first"),
        (("init", "no/corpus.toml"), b"there is no folder no; create it first"),
        (("extract", "in.jsonl", "--model", "xx_none_sm"), b"cannot find the model 'xx_none_sm'; install it"),
        (("extract", "in.jsonl", "--model", "no/such.model"), b"cannot find the model 'no/such.model'; install it"),
        (("extract", "in.jsonl", "--gazetteer", "x.tsv"), b"cannot read the gazetteer x.tsv: there is no such file"),
        (("dedup", "in.jsonl", "--against", "x.jsonl"), b"--against: x.jsonl: no such file"),
        (("segment", "--no-such-option"), b"--no-such-option"),
        (("nonsense",), b"nonsense"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(
    newskit: Run, tmp_path: Path, arguments: tuple[str, ...], told: bytes
) -> None:
    """What cannot be is refused with exit code 2 and one sentence, before anything is written."""
    (tmp_path / "in.jsonl").write_bytes(LINE)
    (tmp_path / "folder.csv").mkdir()
    ran = newskit(*arguments)
    assert ran.returncode == 2, ran.stderr
    assert told in ran.stderr
    assert b"Traceback" not in ran.stderr
    assert (tmp_path / "in.jsonl").read_bytes() == LINE


def test_missing_files_are_rejects(newskit: Run, tmp_path: Path) -> None:
    """A file that is not there is named; the others are read."""
    (tmp_path / "in.jsonl").write_bytes(LINE)
    ran = newskit("segment", "missing.html", "in.jsonl")
    assert ran.returncode == 3
    assert b'"id":"a"' in ran.stdout
    assert b"missing.html: no such file [not_found]" in ran.stderr


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.csv", b"id,text\n1,It rained.\n", b"a.csv is a table; newskit reads text, HTML, JSONL and Parquet"),
        ("a.tsv.gz", gzip.compress(b"id\ttext\n"), b"newskit fetch -i a.tsv.gz fetches the addresses"),
        ("a.pdf", b"%PDF-1.4\nwords", b"a.pdf is a PDF"),
        ("a.docx", b"PK\x03\x04words", b"a.docx is a ZIP archive or an office document"),
        ("a.txt", b"{\\rtf1 words}", b"a.txt is RTF"),
        ("a.jsonl", b"PAR1\x15\x04", b"a.jsonl is Parquet, whatever its name says; rename it to .parquet"),
        ("a.parquet", LINE, b"a.parquet is no Parquet file: it looks like JSONL; rename it to .jsonl"),
        ("a.parquet", b"words", b"a.parquet is no Parquet file: it does not begin like one"),
        ("a.json", b'[{"text": "It rained."}]', b"a.json is a JSON array; newskit reads JSONL"),
        ("a.html", b"", b"a.html is empty"),
    ],
)
def test_the_wrong_file_is_told_once(newskit: Run, tmp_path: Path, name: str, data: bytes, told: bytes) -> None:
    """What newskit does not read is one reject that says what it is and what to do, and is taken for no article."""
    (tmp_path / name).write_bytes(data)
    ran = newskit("clean", name)
    assert ran.returncode == 3
    assert ran.stdout == b""
    assert told in ran.stderr
    assert b"wrote 0, rejected 1" in ran.stderr


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_file_name_need_not_be_utf8(newskit: Run, records: Records, tmp_path: Path, jobs: str) -> None:
    """Names of files are bytes; in records and rejects those that are no UTF-8 are escaped."""
    (tmp_path / "odd").mkdir()
    for name, data in ((b"na\xefve.txt", b"It rained in Berlin on Monday."), (b"na\xefve.jsonl", LINE + b"bad\n")):
        Path(os.fsdecode(os.fsencode(tmp_path / "odd") + b"/" + name)).write_bytes(data)
    ran = newskit("clean", "odd", "--jobs", jobs, "-o", "out.jsonl", "--rejects", "bad.jsonl")
    assert ran.returncode == 3, ran.stderr
    assert [record["input"] for record in records(tmp_path / "bad.jsonl")] == [r"odd/na\xefve.jsonl:2"]
    uris = [record.get("source", {}).get("uri") for record in records(tmp_path / "out.jsonl")]
    assert uris == [None, r"odd/na\xefve.txt"]
    (tmp_path / "corpus.toml").write_text('[[source]]\nfiles = "odd"\n[[output]]\npath = "built.jsonl"\n')
    built = newskit("build")
    assert built.returncode == 2
    assert rb"the name of odd/na\xefve.jsonl is not UTF-8, so no lock can pin it; rename it" in built.stderr


def test_an_address_is_for_fetch(newskit: Run) -> None:
    """Only fetch takes addresses; the others say so, also where an address looks like a glob."""
    ran = newskit("clean", "https://paper.example/story?page=[1]")
    assert ran.returncode == 3
    assert b"an address is fetched first: newskit fetch https://paper.example/story?page=[1]" in ran.stderr


def test_a_record_of_another_shape_is_told_by_its_keys(newskit: Run) -> None:
    """Records of other programs carry their text under other names, which are told."""
    ran = newskit("clean", stdin=b'{"title": "Rain", "body": "It rained."}\n')
    assert ran.returncode == 3
    assert b"neither content, text nor url; what newskit does not know: title, body [no_payload]" in ran.stderr


def test_a_closed_pipe_ends_in_silence(tmp_path: Path) -> None:
    """When the reader has had enough, the command ends without a word and without a failure."""
    (tmp_path / "in.jsonl").write_bytes(many(2000))
    ran = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {COMMAND} segment in.jsonl --quiet | head -n 1"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["id"] == "0"


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """An output that cannot be written is our failure, in one sentence."""
    (tmp_path / "in.jsonl").write_bytes(many(500))
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [COMMAND, "segment", "in.jsonl"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert ran.returncode == 1
    assert b"cannot write" in ran.stderr
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted_runs_leave_no_half_file(tmp_path: Path, number: int, code: int, jobs: str) -> None:
    """Ctrl-C and SIGTERM end a run at once, with their exit codes, without a file or a worker left behind."""
    (tmp_path / "in.jsonl").write_bytes(many(20_000))
    command = [COMMAND, "segment", "in.jsonl", "-o", "out.jsonl", "--jobs", jobs]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True) as process:
        _wait_for(lambda: any(tmp_path.glob(".out.jsonl.*")))
        time.sleep(0.3)
        process.send_signal(number)
        _, error = process.communicate(timeout=20)
    assert process.returncode == code, error
    assert b"Traceback" not in error
    assert os.listdir(tmp_path) == ["in.jsonl"]  # noqa: PTH208 - names are all that is compared
    _wait_for(lambda: not _is_alive(process.pid))


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_full_standard_output_is_told() -> None:
    """Standard output is called by its name."""
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run([COMMAND, "segment", SEED], stdout=full, stderr=subprocess.PIPE, check=False)
    assert ran.returncode == 1
    assert b"cannot write standard output: no space left on device" in ran.stderr


def test_version_and_help(newskit: Run) -> None:
    """The version is printed, and the overview names every command with its line."""
    assert newskit("--version").stdout.startswith(b"newskit 0.")
    overview = newskit("--help").stdout.decode()
    for name, line in COMMANDS.items():
        assert f"{name}  " in overview
        assert line in " ".join(overview.split())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_begins_with_the_line_of_the_overview(newskit: Run, name: str) -> None:
    """The line of the overview is the first sentence of the command's own help."""
    assert COMMANDS[name] in " ".join(newskit(name, "--help").stdout.decode().split())


def test_commands_of_stages_take_the_same_options(newskit: Run) -> None:
    """Clean, segment and extract show the options that they share first, in one order and in the same words."""
    shared = ["-o, --output", "--rejects", "--max-rejects", "-j, --jobs", "--time-limit", "--redo", "-q, --quiet"]
    shared += ["--engine", "--scheduler", "--shard"]
    helps = {name: newskit(name, "--help").stdout.decode() for name in ("clean", "segment", "extract")}
    told = set()
    for text in helps.values():
        options = re.findall(
            r"^  ((?:-\w, )?--[\w-]+)(.*(?:\n {10,}\S.*)*)", text.partition("\nOptions:\n")[2], re.MULTILINE
        )
        assert [name for name, _ in options[: len(shared)]] == shared
        told.add(tuple(" ".join(words.split()) for _, words in options[: len(shared)]))
    assert len(told) == 1


def test_schema_is_json(newskit: Run) -> None:
    """The schema is printed as JSON and names the record."""
    assert json.loads(newskit("schema").stdout)["title"] == "newskit/1"


def test_view_shows_what_was_found(newskit: Run) -> None:
    """The view has the blocks by kind, the layers as tables, and no colour where none is wanted."""
    data = newskit("extract", str(SEED)).stdout
    shown = newskit("view", stdin=data, env={"NO_COLOR": "1"}).stdout.decode()
    for words in (
        "headline",
        "credit",
        "timestamp",
        "Quotations",
        "Times",
        "Quantities",
        "2015-10-08",
        "Sergei Shoigu",
    ):
        assert words in shown
    assert "\x1b" not in shown


def test_view_finds_one_article(newskit: Run) -> None:
    """An article is chosen by id or by words of its headline; none is an error that says so."""
    data = LINE + LINE.replace(b'"a"', b'"b"').replace(b"One", b"Two")
    assert b"Two" in newskit("view", "--id", "b", stdin=data).stdout
    assert b"One" not in newskit("view", "--headline", "two", stdin=data).stdout
    none = newskit("view", "--id", "c", stdin=data)
    assert none.returncode == 3
    assert b"no article with id c" in none.stderr


def test_completion_knows_the_commands(newskit: Run) -> None:
    """Shell completion offers the commands."""
    ran = newskit(env={"_NEWSKIT_COMPLETE": "complete_bash", "COMP_WORDS": "newskit ex", "COMP_CWORD": "1"})
    assert set(ran.stdout.decode().split()) == {"extract", "export"}
