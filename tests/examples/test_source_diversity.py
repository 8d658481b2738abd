"""The source-diversity study, on articles of our own."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from ..conftest import ROOT, Run

ARTICLES = (
    """\
Ferry of Lindau stops

Mayor Anna Keller said the ferry would stop on Monday. “It is not safe,” she said. The harbour is closed, and she will
speak again on Friday.
""",
    """\
Bridge of Lindau closed

“The bridge is closed,” police chief Carl Brandt said. He told reporters that it would open on Friday. Maria Osei, a
resident, said that nobody had warned her.
""",
)


def test_who_is_quoted(newskit: Run, tmp_path: Path) -> None:
    """Sources are counted with the gender that the text tells, or a table of names, and with their role."""
    for number, text in enumerate(ARTICLES):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "names.csv").write_text("name,gender\nMaria,female\nCarl,female\n")
    assert newskit("extract", "0.txt", "1.txt", "-o", "corpus.jsonl").returncode == 0
    study = [sys.executable, str(ROOT / "examples" / "source-diversity" / "study.py")]
    done = subprocess.run(
        [*study, "corpus.jsonl", "--names", "names.csv", "-o", "sources.csv"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("2 articles, ")
    with (tmp_path / "sources.csv").open(newline="") as file:
        found = {row["source"]: row for row in csv.DictReader(file)}
    assert found["Anna Keller"]["gender"] == "female"
    assert (found["Anna Keller"]["role"], found["Anna Keller"]["quotes"]) == ("government", "2")
    assert found["Carl Brandt"]["gender"] == "male", "the text goes before the table of names"
    assert found["Carl Brandt"]["role"] == "security"
    assert found["Maria Osei"]["gender"] == "female"
