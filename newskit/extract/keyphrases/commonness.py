"""How common a word is in the language at large: a common word says little about one article."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

FOLDER = "extract/keyphrases"


@lru_cache(maxsize=8)
def commonness(language: str) -> Mapping[str, float]:
    """Return the common words of a language with the excess of their Zipf value over 4.5; none without a table."""
    path = resources.files("newskit.resources").joinpath(f"{FOLDER}/{language}/common.tsv")
    if not path.is_file():
        return {}
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {word: float(excess) for word, excess in rows}
