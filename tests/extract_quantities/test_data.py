"""The data files of the rules."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from newskit.extract.quantities.lexicon import lexicon

FOLDER = Path(str(resources.files("newskit.resources").joinpath("extract/quantities")))
FILES = sorted(path for path in FOLDER.glob("*/*") if path.is_file())
LANGUAGES = sorted(path.name for path in FOLDER.iterdir() if (path / "numbers.toml").is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_file_names_its_origin_and_licence(path: Path):
    """The header of a file says where it comes from and under what licence."""
    header = "".join(line for line in path.read_text(encoding="utf-8").splitlines(keepends=True)[:4] if line[0] == "#")
    assert "Origin:" in header
    assert re.search(r"Licen[cs]e", header)


@pytest.mark.parametrize("language", [*LANGUAGES, "und", "ru", "zh"])
def test_every_lexicon_loads_with_known_currencies_and_lower_case_words(language: str):
    """Currencies are ISO 4217 codes, words and names are in small letters, so that look-ups meet them."""
    words = lexicon(language)
    codes = words.codes | words.strict_codes | {"XBT", "XEU", "LUF", "CYP", "MTL", "USN", "CNH"}
    assert {code for code, _ in words.money_names.values()} <= codes
    assert set(words.currencies["signs"].values()) <= codes
    for table in (words.words, words.money_names, words.unit_names):
        assert all(word == word.lower() for word in table)
