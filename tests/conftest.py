"""What tests share: the installed command, run as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# how long an example takes is the machine's affair, not the code's
settings.register_profile("newskit", deadline=None)
settings.load_profile("newskit")

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("newskit")

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def newskit(tmp_path: Path) -> Run:
    """Run the installed ``newskit`` in a folder of its own."""

    def run(*arguments: str, stdin: bytes | None = None, **keywords: Any) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "COLUMNS": "100", **keywords.pop("env", {})}
        return subprocess.run(
            [str(COMMAND), *arguments],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            cwd=tmp_path,
            env=environment,
            timeout=120,
            check=False,
            **keywords,
        )

    return run


@pytest.fixture
def records() -> Callable[[bytes | Path], list[dict[str, Any]]]:
    """Read JSONL from bytes or a file."""

    def read(source: bytes | Path) -> list[dict[str, Any]]:
        data = source.read_bytes() if isinstance(source, Path) else source
        return [json.loads(line) for line in data.decode().splitlines()]

    return read
