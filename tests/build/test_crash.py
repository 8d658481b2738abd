from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from ..conftest import COMMAND
from .conftest import Corpus

NUMBER = 1_000


def many(folder: Path) -> Corpus:
    """Return a corpus that takes a second or so."""
    corpus = Corpus(folder)
    lines = [
        json.dumps({"id": f"m{number}", "text": f"Story {number} began. It went on. {'And on. ' * 40}"})
        for number in range(NUMBER)
    ]
    (folder / "in.jsonl").write_text("\n".join(lines) + "\n")
    return corpus


@pytest.mark.parametrize(("jobs", "options"), [("1", ""), ("2", ""), ("1", "join_pages = true")])
def test_a_killed_build_goes_on(tmp_path: Path, jobs: str, options: str) -> None:
    """Killed at any moment and started again, a build ends with the bytes of one that was left alone."""
    alone, killed = many(tmp_path / "alone"), many(tmp_path / "killed")
    for corpus in (alone, killed):
        corpus.file.write_text(corpus.file.read_text().replace("[stages.clean]", f"[stages.clean]\n{options}"))
    began = time.monotonic()
    assert subprocess.run([COMMAND, "build", "-q"], cwd=alone.folder, check=False).returncode == 0
    seconds = time.monotonic() - began
    moments = random.Random(1)
    for _ in range(2):
        running = subprocess.Popen([COMMAND, "build", "-q", "-j", jobs], cwd=killed.folder, start_new_session=True)
        time.sleep(moments.uniform(0.2, 0.9) * seconds)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    assert subprocess.run([COMMAND, "build", "-q", "-j", jobs], cwd=killed.folder, check=False).returncode == 0
    assert killed.bytes() == alone.bytes()
    assert sorted(path.name for path in killed.folder.iterdir()) == sorted(path.name for path in alone.folder.iterdir())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_build_ends_at_once_and_goes_on(tmp_path: Path, number: signal.Signals, code: int) -> None:
    """Ctrl-C ends it quietly with its exit code and no half of an output; what was done is not done again."""
    corpus = many(tmp_path / "c")
    running = subprocess.Popen([COMMAND, "build", "-j", "2"], cwd=corpus.folder, stderr=subprocess.PIPE, text=True)
    store = corpus.folder / ".newskit" / "build.sqlite-wal"
    deadline = time.monotonic() + 30
    while not (store.exists() and store.stat().st_size > 100_000) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert running.poll() is None
    running.send_signal(number)
    _, told = running.communicate(timeout=10)
    assert running.returncode == code
    assert "Traceback" not in told
    assert not [path.name for path in corpus.folder.iterdir() if path.name.startswith((".out", "out"))]
    ran = subprocess.run([COMMAND, "build"], cwd=corpus.folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert " 0 of them done before" not in ran.stderr
    assert len(corpus.records()) == NUMBER + 3
