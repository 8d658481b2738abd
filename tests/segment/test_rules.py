import tomllib
from importlib.resources import files

import pytest

from newskit.errors import NewskitError
from newskit.segment import rules
from newskit.segment.rules import languages, load_rules

FOLDER = files("newskit.resources").joinpath("segment")


def tables(code: str):
    """Return the rules of a language as they stand in its file."""
    return tomllib.loads(FOLDER.joinpath(code, "rules.toml").read_text(encoding="utf-8"))


def test_the_languages_of_the_start():
    """Eighteen languages have rules of their own."""
    expected = "ar de en es fa fr hi id it ja ko nl pl pt ru tr uk zh"
    assert " ".join(languages()) == expected


@pytest.mark.parametrize("code", ["und", *languages()])
def test_a_rule_file_says_where_it_comes_from(code: str):
    """Every file of rules names origin and licence and uses keys that the root explains."""
    text = FOLDER.joinpath(code, "rules.toml").read_text(encoding="utf-8")
    assert "# Origin: " in text
    assert "# Licence: " in text
    root = tables("und")
    for name, table in tables(code).items():
        assert set(table) - {"pairs"} <= set(root[name])


def test_a_tag_finds_its_language():
    """Region, script and case of a tag do not matter; no tag means English, an unknown one the root."""
    assert load_rules("de-AT") is load_rules("DE")
    assert load_rules("zh_Hant") is load_rules("zh")
    assert load_rules(None) is load_rules("") is load_rules("en")
    assert load_rules("xx-Latn") is load_rules("und") is load_rules("../../etc")


def test_a_broken_rule_file_is_named(monkeypatch: pytest.MonkeyPatch):
    """A file that is no TOML, or names a class that does not exist, is an error of the resource."""

    class Broken:
        def joinpath(self, *_parts: str) -> "Broken":
            return self

        def read_text(self, encoding: str) -> str:
            assert encoding == "utf-8"
            return "not = = toml"

        def __str__(self) -> str:
            return "rules.toml"

    monkeypatch.setattr(rules, "files", lambda _package: Broken())
    with pytest.raises(NewskitError, match=r"rules\.toml cannot be read"):
        rules._read("en")
    with pytest.raises(NewskitError, match="unknown class of abbreviations: titel"):
        rules._abbreviations({"titel": "Dr"})
