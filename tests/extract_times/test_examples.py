"""The examples of every rule, run as tests: a sentence with its times in brackets, ``[words|value]``."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from newskit.extract.times import find_times
from newskit.extract.times.language import languages, load_language

#: The day of speaking of all examples, a Thursday.
ANCHOR = "2015-10-08"
_MARKED = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")


def _examples() -> list[tuple[str, str, str]]:
    found = {}
    for code in languages():
        language = load_language(code)
        assert language is not None
        for rule in language.rules:
            for example in rule.examples:
                origin = code if not rule.common else "en"
                found[(origin, rule.name, example)] = None
    return list(found)


SENTENCES = tomllib.loads((Path(__file__).parent / "languages.toml").read_text(encoding="utf-8"))["sentences"]


@pytest.mark.parametrize(("language", "example"), [(code, each) for code, found in SENTENCES.items() for each in found])
def test_general_date_reader(language: str, example: str):
    """A language without rules of its own has its dates read by the names of CLDR and the general rules."""
    check(language, example)


@pytest.mark.parametrize(("language", "rule", "example"), _examples())
def test_example_of_a_rule(language: str, rule: str, example: str):
    """A rule's example gives exactly the times that stand in its brackets, at their places, with their values."""
    assert rule
    check(language, example)


def check(language: str, example: str) -> None:
    """Compare the times of a sentence with those in its brackets."""
    text, expected, place = "", [], 0
    for match in _MARKED.finditer(example):
        text += example[place : match.start()]
        expected.append((len(text), match[1], match[2]))
        text += match[1]
        place = match.end()
    text += example[place:]
    found = find_times(text, language, ANCHOR)
    assert [(time.start, text[time.start : time.end], time.value) for time in found] == expected
