"""The fields of a record by their dotted names: what kind each is, and how its value is found in an article."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from newskit.article import Article

Kind = Literal["text", "date", "number", "bool", "null", "object", "any"]
OWN_KEYS = "extra"
"""Before the dot: a key of the user's own."""
_HIDDEN = frozenset({"extra", "origin"})
_DATES = frozenset({"date_published", "date_modified"})


@dataclass(frozen=True)
class Field:
    """One field, perhaps below others."""

    #: What it holds, or what its list holds.
    kind: Kind
    #: Whether there are several values.
    is_list: bool
    #: The value in an article: ``None`` where it is absent, all values below a list.
    value: Callable[[Article], Any]


def find_field(path: str) -> Field | list[str]:
    """Return the field of a dotted name, or the names that there are where it is none."""
    first, *rest = path.split(".")
    if first == OWN_KEYS and rest:
        return _own(rest)
    struct: Any = Article
    names: list[tuple[str, bool]] = []
    kind: Kind = "object"
    for step, name in enumerate((first, *rest)):
        if not (isinstance(struct, type) and issubclass(struct, Struct)):
            return []
        members = _members(struct)
        if name not in members:
            parent = "".join(f"{before}." for before in path.split(".")[:step])
            return [parent + member for member in members]
        attribute, kind, is_list, struct = members[name]
        names.append((attribute, is_list))
    if path in _DATES:
        kind = "date"
    return Field(kind, any(is_list for _, is_list in names), _getter(names))


def top_level() -> list[str]:
    """Return the names of the fields of the article, in order."""
    return list(_members(Article))


@lru_cache(maxsize=64)
def _members(struct: type[Struct]) -> dict[str, tuple[str, Kind, bool, Any]]:
    """Return attribute, kind, whether it is a list, and the struct inside, by JSON name."""
    hints = get_type_hints(struct)
    found = {}
    for field in msgspec.structs.fields(struct):
        if field.name not in _HIDDEN:
            inner, is_list = _inner(hints[field.name])
            found[field.encode_name] = (field.name, _kind(inner), is_list, inner)
    return found


def _inner(hint: Any) -> tuple[Any, bool]:
    """Return the type without ``None`` and without its list, and whether there was a list."""
    if get_origin(hint) in (Union, types.UnionType):
        members = [member for member in get_args(hint) if member is not type(None)]
        return _inner(members[0]) if len(members) == 1 else (float, False)
    if get_origin(hint) is list:
        return _inner(get_args(hint)[0])[0], True
    return hint, False


def _kind(hint: Any) -> Kind:
    if get_origin(hint) is Literal or hint is str:
        return "text"
    if hint is bool:
        return "bool"
    if hint in (int, float):
        return "number"
    return "object"


def _getter(names: list[tuple[str, bool]]) -> Callable[[Article], Any]:
    """Return what walks down the attributes; below a list it gathers the values of all members."""
    if len(names) == 1:
        attribute = names[0][0]
        return lambda article: getattr(article, attribute)

    def value(article: Article) -> Any:
        found: list[Any] = [article]
        for attribute, is_list in names:
            below: list[Any] = []
            for each in found:
                inner = getattr(each, attribute)
                if inner is not None:
                    below += inner if is_list else [inner]
            found = below
        return found if any(is_list for _, is_list in names) else (found[0] if found else None)

    return value


def _own(path: list[str]) -> Field:
    def value(article: Article) -> Any:
        found: Any = (article.extra or {}).get(path[0])
        if found is None:
            return None
        found = msgspec.json.decode(found)
        for name in path[1:]:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    return Field("any", is_list=False, value=value)
