from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.build.corpus_file import load_corpus
from newskit.build.places import key_lines, shown
from newskit.errors import UsageError

from ..conftest import Run
from .conftest import Corpus

CASES = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text())["case"]
WHOLE = '[[source]]\nfiles = "in.jsonl"\n[[output]]\npath = "out.jsonl"\n'


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_refused_is_named_with_its_line(case: dict[str, str], corpus: Corpus) -> None:
    """An error names the file, the line and the key, and what was probably meant."""
    head = "".join(f"{case[key]}\n" for key in ("head", "tail_head") if case.get(key))
    whole = WHOLE.replace(case["replaces"], case["by"]) if "replaces" in case else WHOLE
    corpus.file.write_text(head + whole + case.get("body", ""))
    with pytest.raises(UsageError) as caught:
        load_corpus(corpus.file)
    assert str(caught.value).startswith(f"{corpus.folder}/{case['says']}")


def test_what_newskit_init_writes_can_be_built(newskit: Run, tmp_path: Path) -> None:
    """The template is a corpus file, also with all that is commented out; one that exists is left alone."""
    assert newskit("init").returncode == 0
    text = (tmp_path / "corpus.toml").read_text()
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text("It rained.\n")
    (tmp_path / "urls.txt").write_text("")
    load_corpus(tmp_path / "corpus.toml")
    taken = [line.removeprefix("# ") if " = " in line or line.startswith("# [") else line for line in text.splitlines()]
    (tmp_path / "full.toml").write_text("\n".join(taken))
    full = load_corpus(tmp_path / "full.toml")
    assert [source.name for source in full.sources] == ["pages", "wire"]
    assert full.dedup is not None
    again = newskit("init")
    assert again.returncode == 2
    assert b"corpus.toml is there already" in again.stderr
    assert (tmp_path / "corpus.toml").read_text() == text


def test_settings_override_the_file(corpus: Corpus) -> None:
    """``--set`` reaches into tables and lists; values are TOML, or else text."""
    settings = ["stages.segment.tokens=true", "output.0.path=other.jsonl", 'filter.languages=["en"]', "name=plain text"]
    loaded = load_corpus(corpus.file, settings)
    assert loaded.stages[1].stage.options()["tokens"] is True
    assert loaded.outputs[0].path == "other.jsonl"
    assert loaded.filter.languages == ["en"]
    assert loaded.about.name == "plain text"
    with pytest.raises(UsageError, match="--set takes key=value"):
        load_corpus(corpus.file, ["stages"])


def test_a_missing_corpus_file_says_what_to_do(newskit: Run) -> None:
    """Without a corpus file the command names the one that writes it."""
    ran = newskit("build")
    assert ran.returncode == 2
    assert (
        ran.stderr.decode() == "newskit: cannot read corpus.toml: no such file or directory; newskit init writes one\n"
    )


_NAMES = st.text("abc", min_size=1, max_size=2)


@given(
    st.lists(
        st.tuples(_NAMES, st.dictionaries(_NAMES, st.integers(), max_size=3)), max_size=4, unique_by=lambda t: t[0]
    )
)
def test_lines_of_keys(tables: list[tuple[str, dict[str, int]]]) -> None:
    """Every key is found on the line on which it was written."""
    lines: list[str] = []
    expected = {}
    for name, keys in tables:
        lines += ["# comment", f"[[{name}]]"]
        for key, value in keys.items():
            lines.append(f"{key} = {value}  # {name}")
            expected[f"{name}[0].{key}"] = len(lines)
    found = {shown(path): line for path, line in key_lines("\n".join(lines)).items()}
    assert expected.items() <= found.items()
