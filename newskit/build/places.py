"""Where a key stands in a TOML file: the standard parser does not tell, and a person wants to know."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")


def line_of(text: str, path: Path) -> int | None:
    """Return the number of the line where a key is set, or else of the nearest table around it; from 1."""
    lines = key_lines(text)
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def key_lines(text: str) -> dict[Path, int]:
    """Return for every table and key of a TOML file the line where it begins."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    inside: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if inside is not None:
            inside = None if line.count(inside) % 2 else inside
            continue
        if header := _HEADER.match(line):
            table = _resolved(_parts(header[2]), counts, is_array=header[1] == "[[")
            found.setdefault(table, number)
            if table and isinstance(table[-1], int):
                found.setdefault(table[:-1], number)
        elif key := _KEY.match(line):
            path = (*table, *_parts(key[1]))
            found.setdefault(path, number)
            inside = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), None)
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _resolved(names: tuple[str, ...], counts: dict[Path, int], *, is_array: bool) -> Path:
    """Return the path of a table, with the index of the newest element for every array of tables on its way."""
    path: Path = ()
    for place, name in enumerate(names):
        path = (*path, name)
        if is_array and place == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def shown(path: Path) -> str:
    """Return a path as a person writes it: ``output[0].path``."""
    told = ""
    for part in path:
        told += f"[{part}]" if isinstance(part, int) else f".{part}" if told else part
    return told
