"""Patterns: what a rule looks for, compiled to a regular expression over the classes of items.

A pattern is a row of elements: a literal word or sign (``of`` ``,``), a class (``<month>``), a class whose value
goes by another name (``<low=year4>``), either of several classes (``<day|date>``), a class without another
(``<month-doubtful>``), a macro (``@number``), and groups of elements with alternatives (``( in | on )``). ``?``
after an element or a group makes it optional. There is no other repetition, so that a match is never longer than
its pattern and the search takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from newskit.errors import NewskitError

_ELEMENT = re.compile(r"<[^<>\s]+>|@\w+|[()|?]|[^\s()|?<>]+")
#: Macros may use macros, but not for ever.
_DEEPEST = 8

Signs = Callable[[str], str]
"""Returns the characters of all items that are in a class; a literal word is the class ``=word``."""


@dataclass(frozen=True, slots=True)
class Capture:
    """What a group of the regular expression holds."""

    #: Name for the value; ``None``: the class's own.
    slot: str | None
    #: The classes that the item may be in.
    classes: tuple[str, ...]


def elements(pattern: str, macros: Mapping[str, str], depth: int = 0) -> list[str]:
    """Split a pattern into its elements, macros written out. Raises NewskitError for an unknown macro."""
    found: list[str] = []
    for element in _ELEMENT.findall(pattern):
        if element[0] == "@":
            if element[1:] not in macros or depth > _DEEPEST:
                message = f"the pattern {pattern!r} has no macro {element!r}"
                raise NewskitError(message)
            found += ["(", *elements(macros[element[1:]], macros, depth + 1), ")"]
        else:
            found.append(element)
    return found


def words_of(pattern: str, macros: Mapping[str, str]) -> set[str]:
    """Return the literal words and signs of a pattern."""
    return {element for element in elements(pattern, macros) if element[0] != "<" and element not in "()|?"}


def compile_pattern(pattern: str, macros: Mapping[str, str], signs: Signs) -> tuple[str, list[Capture]]:
    """Return a pattern as the source of a regular expression, with what each of its groups captures."""
    source: list[str] = []
    captures: list[Capture] = []
    for element in elements(pattern, macros):
        if element == "(":
            source.append("(?:")
        elif element in ")|?":
            source.append(element)
        elif element[0] == "<":
            slot, equals, names = element[1:-1].rpartition("=")
            classes = tuple(names.split("|"))
            captures.append(Capture(slot if equals else None, tuple(name.partition("-")[0] for name in classes)))
            source.append(f"({one_of(classes, signs)})")
        else:
            source.append(one_of((f"={element}",), signs))
    return "".join(source), captures


def needed(pattern: str, macros: Mapping[str, str], signs: Signs) -> tuple[frozenset[str], ...]:
    """Return, for each element that every match has, the characters it may be, the rarest first.

    That is what no row without one of each can match: elements outside groups that are not optional.
    """
    found: list[frozenset[str]] = []
    depth = 0
    every = elements(pattern, macros)
    for element, follower in zip(every, [*every[1:], ""], strict=True):
        depth += (element == "(") - (element == ")")
        if depth == 0 and element == "|":
            return ()
        if depth == 0 and element not in "()|?" and follower != "?":
            names = element[1:-1].rpartition("=")[2].split("|") if element[0] == "<" else [f"={element}"]
            found.append(frozenset(sign for name in names for sign in _signs_of(name, signs)))
    return tuple(sorted(found, key=len))


def context(before: str, signs: Signs) -> str:
    """Return what a list of elements looks for, ahead and behind; ``$`` is the end of the text."""
    if "$" in before.split():
        return f"{context(before.replace('$', ' '), signs)}|$"
    names = [element[1:-1] if element[0] == "<" else f"={element}" for element in _ELEMENT.findall(before)]
    return one_of(tuple(name for entry in names for name in entry.split("|")), signs)


def one_of(classes: tuple[str, ...], signs: Signs) -> str:
    """Return a character set of all items in one of the classes; what is nowhere never matches."""
    characters = sorted({character for name in classes for character in _signs_of(name, signs)})
    return f"[{''.join(characters)}]" if characters else "(?!)"


def _signs_of(name: str, signs: Signs) -> set[str]:
    """Return the characters of a class, without those of another where the name says so ("month-doubtful")."""
    kept, minus, without = name.partition("-") if name[0] != "=" else (name, "", "")
    return set(signs(kept)) - set(signs(without) if minus else "")
