"""The tables of phrases, one a language, that pages, raw text and the names of authors are read with.

A language is one TOML file; to add one, add a file.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import tomli


def languages() -> list[str]:
    """Return the codes of the languages that have a table, in order."""
    folder = files("newskit.resources").joinpath("clean", "plain", "languages")
    return sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))


def primary(language: str | None) -> str:
    """Return the primary subtag of a language (BCP 47), with the Norwegian ones made one; empty where none is known."""
    code = (language or "").replace("_", "-").split("-")[0].lower()
    return {"nb": "no", "nn": "no", "in": "id", "iw": "he"}.get(code, code)


@cache
def language_table(code: str) -> dict[str, Any]:
    """Return the table of a language (ISO 639-1), read once a process; an empty one where there is none."""
    source = files("newskit.resources").joinpath("clean", "plain", "languages", f"{code}.toml")
    if not code.isalpha() or not source.is_file():
        return {}
    return tomli.loads(source.read_text("utf-8"))
