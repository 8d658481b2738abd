from pathlib import Path

import pytest

from newskit.segment import split_sentences
from newskit.segment.rules import languages
from newskit.segment.sentences import Quotes

CASES = Path(__file__).parent / "cases"
LEAST = 40


def read_cases(path: Path):
    """Yield the cases of a file as (kind, marked line)."""
    kind = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and "¶" not in line:
            kind = line.strip("[]")
        elif line.strip() and not line.startswith("# "):
            yield kind, line.strip()


def parse(line: str):
    """Turn a marked line into its text and its sentences: ``¶`` is no character of the text, ``⏎`` a line break."""
    sentences = [part.strip() for part in line.replace("⏎", "\n").split("¶")]
    text = line.replace("⏎", "\n").replace(" ¶ ", " ").replace("¶", "")
    return text, sentences


def all_cases():
    """Yield every case of every file."""
    for path in sorted(CASES.glob("*.txt")):
        for kind, line in read_cases(path):
            yield pytest.param(path.stem, line, id=f"{path.stem}-{kind}-{line[:30]}")


@pytest.mark.parametrize(("name", "line"), list(all_cases()))
def test_boundaries_of_a_language(name: str, line: str):
    """A text of the language falls into the sentences that a careful reader of it marks."""
    language, _, convention = name.partition(".")
    text, expected = parse(line)
    found = split_sentences(text, language, quotes=convention or "split")
    assert [text[start:end] for start, end in found] == expected


@pytest.mark.parametrize("language", languages())
def test_every_language_has_cases(language: str):
    """Every language with rules of its own has at least forty cases."""
    assert sum(1 for _ in read_cases(CASES / f"{language}.txt")) >= LEAST


@pytest.mark.parametrize("line", [line for _, line in read_cases(Path(__file__).parent / "golden_rules.txt")])
@pytest.mark.parametrize("quotes", ["split", "keep"])
def test_golden_rules(line: str, quotes: Quotes) -> None:
    """The golden rules hold in both conventions: none has a boundary inside a quotation."""
    text, expected = parse(line)
    assert [text[start:end] for start, end in split_sentences(text, "en", quotes=quotes)] == expected
