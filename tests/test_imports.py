from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STAGES = ("fetch", "clean", "segment", "extract", "dedup", "export")
READERS = ("report", "compare")
HEAVY = ("spacy", "polars", "pyarrow", "trafilatura", "numpy", "lxml", "rich", "typer", "htmldate", "urllib3")

#: What the modules of each room may import of ours.
_BASE = {"article", "errors", "identity", "version"}
_ALLOWED = {
    "annotations": set(),
    "article": {"annotations"},
    "errors": set(),
    "identity": set(),
    "garbage": set(),
    "version": set(),
    "resources": set(),
    "stage": _BASE,
    "io": _BASE | {"io"},
    "engines": _BASE | {"garbage", "stage", "io", "engines"},
    "build": _BASE | {"stage", "io", "resources", "engines", "build", *STAGES},  # it puts the rooms together
    **{room: _BASE | {"stage", "io", "resources", room} for room in STAGES},
    **{room: _BASE | {"io", "resources", room} for room in READERS},
}


def imports(path: Path) -> set[str]:
    """Return the dotted names of ours that a module imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return {name for name in found if name.split(".")[0] in ("newskit", "newskit_cli")}


def room(path: Path) -> str:
    parts = path.relative_to(ROOT / "newskit").parts
    return parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sorted((ROOT / "newskit").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_import_only_what_they_may(path: Path) -> None:
    """The library never imports the command line, and a stage's room never another stage's."""
    if path == ROOT / "newskit" / "__init__.py":
        return  # the public names, which it loads on demand
    used = {
        name.split(".")[1] if "." in name else "newskit" for name in imports(path) if not name.startswith("newskit_cli")
    }
    assert not [name for name in imports(path) if name.startswith("newskit_cli")]
    assert used <= _ALLOWED[room(path)], f"{path} imports {used - _ALLOWED[room(path)]}"


def loaded_by(statement: str) -> set[str]:
    program = f"import sys; {statement}; print(*{{name.split('.')[0] for name in sys.modules}})"
    return set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    )


@pytest.mark.parametrize(
    "module",
    [
        "newskit",
        "newskit.article, newskit.stage",
        "newskit.build, newskit.build.corpus",
        *(f"newskit.{name}" for name in (*STAGES, *READERS)),
    ],
)
def test_importing_loads_nothing_heavy(module: str) -> None:
    """Importing the library or a stage loads none of the heavy packages."""
    assert not loaded_by(f"import {module}") & set(HEAVY)


def test_the_model_loads_without_the_command_line_of_spacy() -> None:
    """The parser comes without spaCy's downloaders, which are there when somebody wants them."""
    program = "from newskit.extract.model import load; load(); import sys; print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    )
    assert "spacy.language" in loaded
    assert not {"spacy.cli", "weasel", "httpx"} & loaded
    program = (
        "from newskit.extract.model import load; load(); import spacy; print(spacy.info(silent=True)['spacy_version'])"
    )
    subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)


def test_version_loads_nothing_but_the_version() -> None:
    """``newskit --version`` answers without the parser of the command line."""
    run = "import newskit_cli.main as m; sys.argv = ['newskit', '--version']"
    program = f"import atexit, sys; {run}; atexit.register(lambda: print('typer' in sys.modules)); m.main()"
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "False"


def test_help_loads_no_command() -> None:
    """``newskit --help`` loads neither a command nor a stage."""
    run = "import newskit_cli.main as m; sys.argv = ['newskit', '--help']"
    program = f"import atexit, sys; {run}; atexit.register(lambda: print(*sys.modules)); m.main()"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "newskit_cli.main" in loaded
    assert not [
        name for name in loaded if name in ("newskit_cli.clean", "newskit.stage", "rich.console", "msgspec.json")
    ]
