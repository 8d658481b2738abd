"""What the tests of build share: a folder with a corpus in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newskit.build import Build, Report

STORIES = (
    "The river rose on Monday.\n\nIt had rained for a week, said Ann Berg, the mayor.\n",
    "A bakery opened in Lund.\n\nIts bread is sold by weight. People stand in line from six.\n",
    "The old bridge stays closed.\n\nWorkers found a crack in May. It is four metres long.\n",
)

CORPUS = """
rejects = "rejects.jsonl"
[[source]]
files = ["texts", "in.jsonl"]
[stages.clean]
[stages.segment]
[[output]]
path = "out.jsonl"
[[output]]
path = "out.parquet"
"""


class Corpus:
    """A corpus in a folder: three texts, and a file of ten records of which one is bad and two are the same."""

    def __init__(self, folder: Path, description: str = CORPUS) -> None:
        self.folder = folder
        (folder / "texts").mkdir(parents=True)
        for number, story in enumerate(STORIES):
            (folder / "texts" / f"{number}.txt").write_text(story)
        lines = [json.dumps({"id": f"r{number}", "text": f"Story {number} began. It went on."}) for number in range(10)]
        lines[4] = '{"id": "bad", "text": 5}'
        lines[7] = lines[6]
        (folder / "in.jsonl").write_text("\n".join(lines) + "\n")
        self.file = folder / "corpus.toml"
        self.file.write_text(description)

    def build(self, *settings: str, **options: Any) -> Report:
        return Build.load(self.file, settings).run(**options)

    def bytes(self, *names: str) -> dict[str, bytes]:
        """Return what a build wrote."""
        written = names or ("out.jsonl", "out.parquet", "rejects.jsonl", "manifest.json", "newskit.lock")
        return {name: (self.folder / name).read_bytes() for name in written}

    def records(self, name: str = "out.jsonl") -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / name).read_bytes().splitlines()]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Return a corpus that was not built yet."""
    return Corpus(tmp_path / "corpus")
