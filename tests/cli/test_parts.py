"""Shards on the command line: parts, receipts and putting together."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from ..conftest import COMMAND, Run

LINES = [json.dumps({"id": f"a{n}", "text": f"Line {n}. It rained in Lindau for {n % 7} days."}) for n in range(60)]
LINES[40] = "no record"


pytestmark = pytest.mark.usefixtures("corpus")


@pytest.fixture
def corpus(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("\n".join(LINES), encoding="utf-8")


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
@pytest.mark.parametrize("number", [1, 3])
def test_shards_in_a_folder_merge_to_the_whole(newskit: Run, tmp_path: Path, number: int, ending: str) -> None:
    """The parts of any number of shards, made in any order, give the bytes of a run over all, rejects too."""
    newskit("segment", "in.jsonl", "-o", f"whole.{ending}", "--rejects", "whole.rejects", "--max-rejects", "1")
    for shard in range(number, 0, -1):
        done = newskit("segment", "in.jsonl", "--shard", f"{shard}/{number}", "-o", "parts/", "--max-rejects", "1")
        assert done.returncode == 0, done.stderr
    assert newskit("merge", "parts/", "-o", f"merged.{ending}", "--rejects", "merged.rejects").returncode == 0
    assert (tmp_path / f"merged.{ending}").read_bytes() == (tmp_path / f"whole.{ending}").read_bytes()
    assert (tmp_path / "merged.rejects").read_bytes() == (tmp_path / "whole.rejects").read_bytes()


def test_shards_in_files_merge_to_the_whole(newskit: Run, tmp_path: Path) -> None:
    """Parts may be files of any name and format, in any order on the command line."""
    newskit("segment", "in.jsonl", "-o", "whole.jsonl", "--rejects", "whole.rejects")
    for shard in (1, 2):
        newskit("segment", "in.jsonl", "--shard", f"{shard}/2", "-o", f"{shard}.parquet", "--rejects", f"{shard}.bad")
    done = newskit("merge", "2.parquet", "1.parquet", "-o", "merged.jsonl", "--rejects", "merged.rejects")
    assert done.stderr.decode() == "merge: 2 parts, wrote 59\n"
    assert (tmp_path / "merged.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert (tmp_path / "merged.rejects").read_bytes() == (tmp_path / "whole.rejects").read_bytes()


def test_copies_are_found_across_shards(newskit: Run, tmp_path: Path) -> None:
    """A shard is compared with all others, so that the parts together are what one run gives."""
    lines = [
        json.dumps({"id": f"d{n}", "text": f"The mayor of Lindau opened bridge {n % 20} on Monday."}) for n in range(60)
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    newskit("dedup", "in.jsonl", "--drop", "--keep", "first", "-o", "whole.jsonl")
    for shard in (1, 2, 3):
        newskit("dedup", "in.jsonl", "--drop", "--keep", "first", "--shard", f"{shard}/3", "-o", "parts/")
    newskit("merge", "parts/", "-o", "merged.jsonl")
    assert (tmp_path / "merged.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert len((tmp_path / "whole.jsonl").read_text().splitlines()) == 20


def _parts(newskit: Run, *options: str, shards: int = 3) -> None:
    for shard in range(1, shards + 1):
        newskit("segment", "in.jsonl", "--shard", f"{shard}/{shards}", "-o", "parts/", *options)


def test_what_is_missing_or_foreign_is_refused(newskit: Run, tmp_path: Path) -> None:
    """A part that is missing, has no receipt, was changed, or is of another run, is named and nothing is written."""
    folder = tmp_path / "parts"

    def refused() -> str:
        done = newskit("merge", "parts/", "-o", "merged.jsonl")
        assert done.returncode == 3
        assert not (tmp_path / "merged.jsonl").exists()
        return done.stderr.decode()

    _parts(newskit)
    part = folder / "part-00002-of-00003.jsonl"
    receipt = folder / "part-00002-of-00003.jsonl.receipt"
    kept, signed = part.read_bytes(), receipt.read_bytes()
    part.write_bytes(kept[:-10])
    assert "part-00002-of-00003.jsonl is not what its run wrote" in refused()
    part.write_bytes(kept)
    receipt.unlink()
    assert "shard 2 of 3 is missing" in refused()
    newskit("segment", "in.jsonl", "--shard", "2/3", "-o", "parts/", "--tokens")
    assert "of another run" in refused()
    receipt.write_bytes(signed[:20])
    assert "has no receipt" in refused()
    done = newskit("merge", "nowhere/", "-o", "merged.jsonl")
    assert "nowhere" in done.stderr.decode()


def test_a_killed_shard_leaves_no_part(tmp_path: Path) -> None:
    """A run that is killed in the middle leaves neither part nor receipt, and the same command makes both."""
    os.mkfifo(tmp_path / "pipe.jsonl")
    process = subprocess.Popen(
        [str(COMMAND), "segment", "in.jsonl", "pipe.jsonl", "--shard", "1/1", "-o", "parts/"], cwd=tmp_path
    )
    while not (tmp_path / "parts").exists():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list((tmp_path / "parts").iterdir()) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--shard", "4/3", "-o", "parts/"], "--shard takes a part"),
        (["--shard", "1/3"], "name a file or a folder"),
        (["--shard", "1/3", "-o", "parts/", "--rejects", "bad.jsonl"], "leave --rejects out"),
        (["--scheduler", "tcp://127.0.0.1:1", "-o", "x.jsonl"], "--scheduler is for --engine dask"),
    ],
)
def test_what_cannot_be_is_refused(newskit: Run, options: list[str], told: str) -> None:
    """Options that contradict each other are usage errors before anything is read."""
    done = newskit("segment", "in.jsonl", *options)
    assert done.returncode == 2
    assert told in done.stderr.decode()


def test_a_cluster_on_the_command_line(newskit: Run, tmp_path: Path) -> None:
    """--engine dask gives the same file, and with a folder for output the same parts."""
    newskit("segment", "in.jsonl", "-o", "whole.jsonl")
    done = newskit("segment", "in.jsonl", "--engine", "dask", "--jobs", "2", "-o", "parts/", "--max-rejects", "1")
    assert done.returncode == 0, done.stderr
    newskit("merge", "parts/", "-o", "merged.jsonl")
    assert (tmp_path / "merged.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
