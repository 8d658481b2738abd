"""What is printed for people: stats, view and its pager."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from newskit_cli.tables import sparkline

from ..conftest import COMMAND, Run
from ..report import corpus

HOSTILE = (
    b'{"id":"x","headline":"[/bold] \\u001b[31mred","publisher":"[/x]",'
    b'"text":"one [/x] two\\u001b]0;t\\u0007\\u009b3m"}\n'
)


def test_stats_tables(newskit: Run) -> None:
    """The tables have totals, figures with bars, timelines, speakers with polarity, and rejects."""
    ran = newskit("stats", "--width", "120", stdin=corpus.lines() + b'{"text":5}\n')
    assert ran.returncode == 3
    shown = ran.stdout.decode()
    assert shown.startswith("8 articles")
    for line in (
        "2 without date, 1 without publisher",
        "Published",
        "Spoken of",
        "Valley Post                ████████████ 3",
        "economy, business and fin… ████████████ 2",
        "read  invalid_record  1",
    ):
        assert line in shown
    keller = next(line for line in shown.splitlines() if line.startswith("Greta Keller  ") and "asserts" in line)
    assert keller.split()[:4] == ["Greta", "Keller", "3", "2"]
    assert "asserts 2, denies 1" in keller


def test_stats_by_group(newskit: Run) -> None:
    """One row a group, the largest first, those without a name told as such; months in their order."""
    lines = newskit("stats", "--by", "publisher", stdin=corpus.lines()).stdout.decode().splitlines()
    rows = [line for line in lines if "█" in line]
    assert [row.split("█")[0].strip() for row in rows][:3] == ["Valley Post", "Coast Courier", "not said"]
    months = newskit("stats", "--by", "month", stdin=corpus.lines()).stdout.decode()
    assert months.index("2019-06") < months.index("2020-12") < months.index("2021-03")
    cut = newskit("stats", "--by", "publisher", "--top", "1", stdin=corpus.lines()).stdout.decode()
    assert "4 more; --top shows them" in cut


def test_stats_of_chosen_figures(newskit: Run) -> None:
    """Only the figures that are named are shown, in a table and as JSON; a wrong name is told with the right ones."""
    shown = newskit("stats", "--figure", "person", stdin=corpus.lines()).stdout.decode()
    assert "Greta Keller" in shown
    assert "Valley Post" not in shown
    told = json.loads(newskit("stats", "--json", "--figure", "person", "--top", "1", stdin=corpus.lines()).stdout)
    assert list(told["figures"]) == ["person"]
    assert [value["label"] for value in told["figures"]["person"]["values"]] == ["Greta Keller"]
    wrong = newskit("stats", "--figure", "colour", stdin=corpus.lines())
    assert wrong.returncode == 2
    assert b"there is no figure colour; choose from year, month" in wrong.stderr


def test_stats_counts_rejects_of_an_earlier_run(newskit: Run, tmp_path: Path) -> None:
    """A rejects file adds its reasons."""
    (tmp_path / "old.jsonl").write_text('{"input":"x","stage":"fetch","reason":"http_404","detail":"no"}\n')
    told = json.loads(newskit("stats", "--json", "--rejects", "old.jsonl", stdin=corpus.lines()).stdout)
    assert told["rejects"]["reasons"] == [{"stage": "fetch", "reason": "http_404", "count": 1}]


@pytest.mark.parametrize(("arguments", "code"), [(["--by", "colour"], 2), (["--max-rejects", "x"], 2), (["none"], 3)])
def test_stats_errors(newskit: Run, arguments: list[str], code: int) -> None:
    """What cannot be is a sentence."""
    ran = newskit("stats", *arguments, stdin=corpus.lines())
    assert ran.returncode == code
    assert ran.stderr.startswith(b"newskit: ")


@pytest.mark.parametrize(
    ("numbers", "line"), [([], ""), ([0, 0], "  "), ([1, 8], "▁█"), ([0, 4, 8], " ▄█"), ([1], "█"), ([1, 1000], "▁█")]
)
def test_sparklines(numbers: list[int], line: str) -> None:
    """The largest number is a full block, anything above nothing is seen."""
    assert sparkline(numbers) == line


def test_view_list(newskit: Run) -> None:
    """The list has one line an article with its id, day, publisher and headline."""
    lines = newskit("view", "--list", "--headline", "closes PLANT", stdin=corpus.lines()).stdout.decode().splitlines()
    assert lines == ["harbour-1         2021-03-03  Coast Courier       Harbour town closes its coal plant"]
    assert len(newskit("view", "--list", stdin=corpus.lines()).stdout.splitlines()) == 8


def test_view_by_the_beginning_of_an_id(newskit: Run) -> None:
    """The beginning of an id is enough; several articles may have it."""
    shown = newskit("view", "--id", "harb", stdin=corpus.lines()).stdout.decode()
    assert shown.count("Officials said") == 2
    assert "Measles" not in shown


def test_view_layers(newskit: Run) -> None:
    """Only the layers that are named are shown, speakers by their names all the same."""
    shown = newskit("view", "--id", "harbour-2", "--layers", "quotes", stdin=corpus.lines()).stdout.decode()
    assert "Quotations" in shown
    assert "Quantities" not in shown
    assert "People" not in shown
    assert any(line.startswith("Greta Keller") for line in shown.splitlines())
    bare = newskit("view", "--id", "harbour-1", "--layers", "none", stdin=corpus.lines()).stdout.decode()
    assert "Quotations" not in bare
    wrong = newskit("view", "--layers", "colour", stdin=corpus.lines())
    assert wrong.returncode == 2
    assert b"choose from summary, quotes" in wrong.stderr


@pytest.mark.parametrize("command", [["view"], ["view", "--list"], ["stats"], ["stats", "--by", "publisher"]])
def test_articles_cannot_control_the_terminal(newskit: Run, command: list[str]) -> None:
    """Escape sequences lose their escape, and what looks like markup is text."""
    ran = newskit(*command, stdin=HOSTILE)
    assert ran.returncode == 0, ran.stderr
    assert b"\x1b" not in ran.stdout
    assert b"\x07" not in ran.stdout
    assert "\x9b" not in ran.stdout.decode()
    assert b"[/x]" in ran.stdout


def on_terminal(arguments: list[str], environment: dict[str, str]) -> str:
    """Run a command whose output is a terminal; return what the terminal was sent."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([str(COMMAND), *arguments], stdout=theirs, env={**os.environ, **environment}) as process:
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 65536):
                shown += chunk
        except OSError:  # the other end was closed
            pass
        os.close(ours)
        assert process.wait(timeout=60) == 0
    return shown.decode()


def test_view_goes_through_the_pager_on_a_terminal(tmp_path: Path) -> None:
    """On a terminal the reader's pager gets the articles in colour; a pager that quits early is no error."""
    path = str(tmp_path / "articles.jsonl")
    Path(path).write_bytes(corpus.lines() * 100)
    sed = {"PAGER": "sed s/Lindau/PAGED/", "TERM": "xterm-256color"}
    shown = on_terminal(["view", "-n", "1", path], sed)
    assert "PAGED" in shown
    assert "\x1b[" in shown
    assert "PAGED" not in on_terminal(["view", "-n", "1", "--no-pager", path], sed)
    assert on_terminal(["view", "-n", "800", path], {"PAGER": "head -n 1"}).count("\n") == 1
    assert "Lindau" in on_terminal(["view", "-n", "1", path], {"PAGER": "no-such-pager"})


def test_view_asked_for_the_pager(newskit: Run) -> None:
    """--pager goes through the pager also where the output is no terminal."""
    shown = newskit("view", "--pager", stdin=corpus.lines(), env={"PAGER": "sed s/Lindau/PAGED/"})
    assert b"PAGED" in shown.stdout


@pytest.mark.parametrize(
    "command", ["view --list many.jsonl", "stats -q many.jsonl", "diff -n 5000 one.jsonl many.jsonl"]
)
def test_a_reader_of_the_pipe_who_has_enough(tmp_path: Path, command: str) -> None:
    """A closed pipe ends quietly and well."""
    for name, number in (("one", 1), ("many", 4000)):
        lines = [b'{"id":"%d","text":"It rained."}\n' % each for each in range(number)]
        (tmp_path / f"{name}.jsonl").write_bytes(b"".join(lines))
    piped = f"set -o pipefail; {COMMAND} {command} | head -n 1"
    ran = subprocess.run(["bash", "-c", piped], cwd=tmp_path, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
