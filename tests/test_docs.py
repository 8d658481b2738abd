from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from newskit_cli.main import COMMANDS, build_app

from .conftest import COMMAND, ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "examples" / "README.md"]
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A command of a transcript and what it is said to print."""

    page: str
    command: str
    expected: str


def transcripts(page: Path) -> list[list[Example]]:
    """Return the transcripts of a page; each is a list of commands that run one after the other."""
    found = []
    for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
        parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
        examples = []
        for part in parts:
            lines = part.splitlines()
            command = [lines.pop(0)]
            while command[-1].endswith("\\") or (lines and lines[0].startswith("> ")):
                command.append(lines.pop(0).removeprefix("> "))
            examples.append(Example(page.name, "\n".join(command), "\n".join(lines).strip()))
        found.append(examples)
    return found


def matches(expected: str, printed: str) -> bool:
    """Whether the output is the one shown, where ``...`` stands for anything."""
    pattern = ".*?".join(re.escape(piece.strip()) for piece in re.split(r"\.\.\.|…", expected))
    squeezed = re.sub(r"(?:\\?\s)+", r"\\s+", pattern)
    return re.fullmatch(rf"\s*{squeezed}\s*", printed, re.DOTALL) is not None


CASES = [
    pytest.param(examples, id=f"{page.name}-{number}")
    for page in PAGES
    for number, examples in enumerate(transcripts(page), 1)
]


@pytest.mark.parametrize("examples", CASES)
def test_transcripts_are_true(examples: list[Example], tmp_path: Path) -> None:
    """Every transcript in the README and the docs prints what it shows."""
    for name in ("seeds", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    environment = {
        **os.environ,
        "PATH": f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
    for example in examples:
        ran = subprocess.run(
            ["bash", "-c", example.command],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        printed = ran.stdout
        assert matches(example.expected, printed), f"{example.page}: $ {example.command}\n{printed}"


def test_the_docs_have_transcripts() -> None:
    """The README shows the pipeline at work."""
    assert len(transcripts(ROOT / "README.md")) >= 2


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_documented(name: str) -> None:
    """A command has a page that names each of its options, and the README links it."""
    import typer

    page = ROOT / "docs" / f"{name}.md"
    text = page.read_text(encoding="utf-8")
    command = typer.main.get_command(build_app([name])).commands[name]  # type: ignore[attr-defined]
    options = {max(parameter.opts, key=len) for parameter in command.params if parameter.param_type_name == "option"}
    assert not {option for option in options - {"--help"} if f"`{option}" not in text}
    assert f"docs/{name}.md" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_has_the_line_and_an_example(name: str) -> None:
    """The help of a command begins with the line of the overview's subject and shows a real call."""
    ran = subprocess.run([COMMAND, name, "--help"], capture_output=True, text=True, check=True)
    assert f"newskit {name}" in ran.stdout.split("\n", 1)[1]


def anchors(page: Path) -> set[str]:
    """Return the names that the headings of a page are reached by."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_to_headings() -> None:
    """Every link to a part of a page names one of its headings."""
    for page in PAGES:
        for target, anchor in re.findall(r"\]\((?!https?://)([^)#\s]*)#([^)\s]+)", page.read_text(encoding="utf-8")):
            there = page.parent / target if target else page
            assert anchor in anchors(there), f"{page.name}: {target}#{anchor}"


def test_links_lead_somewhere() -> None:
    """Every relative link of the README and the docs names a file that is there."""
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
