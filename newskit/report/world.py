"""The territories of the world: names by ISO 3166-1 code, and outlines for the map."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import NamedTuple


class Territory(NamedTuple):
    """One territory of the map; disputed ones may have no code, small or dependent ones no outline."""

    #: ISO 3166-1 alpha-2, or empty.
    code: str
    #: English name.
    name: str
    #: Where to mark it, in the units of the map, or ``None``.
    point: tuple[int, int] | None
    #: SVG path, or empty.
    outline: str


@lru_cache(maxsize=1)
def territories() -> tuple[Territory, ...]:
    """Return all territories."""
    table = resources.files("newskit.resources").joinpath("report", "world.tsv").read_text(encoding="utf-8")
    found = []
    for line in table.splitlines():
        if not line.startswith("#"):
            code, name, x, y, outline = line.split("\t")
            found.append(Territory(code, name, (int(x), int(y)) if x else None, outline))
    return tuple(found)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {territory.code: territory.name for territory in territories() if territory.code}


def country_name(code: str) -> str:
    """Return the English name of a country, or the code where it is not known."""
    return _names().get(code, code)
