"""The examples that stand beside the rules of every language."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from newskit.article import Quantity
from newskit.extract.quantities import find_quantities

FOLDER = Path(str(resources.files("newskit.resources").joinpath("extract/quantities")))
CASES = [
    pytest.param(path.parent.name, example, id=f"{path.parent.name}-{path.stem}-{number}")
    for path in sorted(FOLDER.glob("*/*.toml"))
    for number, example in enumerate(tomllib.loads(path.read_text(encoding="utf-8")).get("examples", []))
]


def told(quantity: Quantity, text: str, keys: set[str]) -> dict[str, Any]:
    """Return what a quantity says under the keys that an example names."""
    of = text[quantity.of.start : quantity.of.end] if quantity.of else None
    everything = {
        "text": text[quantity.start : quantity.end],
        "value": quantity.value,
        "range": quantity.range,
        "unit": quantity.unit,
        "bound": quantity.bound,
        "type": quantity.type,
        "of": of,
        "part_of": quantity.part_of,
    }
    return {key: everything[key] for key in keys}


@pytest.mark.parametrize(("language", "example"), CASES)
def test_rules_do_what_their_examples_say(language: str, example: dict[str, Any]):
    """Every example finds exactly the quantities it lists, with the attributes it names."""
    text = example["text"]
    found = find_quantities(text, "en" if language == "und" else language)
    wanted = example["quantities"]
    assert len(found) == len(wanted), [told(quantity, text, {"text", "value", "unit"}) for quantity in found]
    for quantity, want in zip(found, wanted, strict=True):
        got = told(quantity, text, set(want))
        assert {**got, "value": None} == {**want, "value": None}
        assert got.get("value") == pytest.approx(want.get("value"))


def test_every_language_has_examples():
    """A folder of rules without an example is not trusted."""
    with_examples = {case.values[0] for case in CASES}
    assert {path.name for path in FOLDER.iterdir() if (path / "numbers.toml").is_file()} <= with_examples
