"""The tables of phrases, one a language, that both the blocks and the names of authors are read with."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def language_table(code: str) -> dict[str, Any]:
    """Return the table of a language (ISO 639-1), read once a process; an empty one where there is none."""
    source = files("newskit.resources").joinpath("clean", "plain", "languages", f"{code}.toml")
    if not code.isalpha() or not source.is_file():
        return {}
    return tomllib.loads(source.read_text("utf-8"))
