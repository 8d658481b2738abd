"""What differs within one article: the values and annotations that only one of two builds has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

import msgspec

from newskit.article import Article
from newskit.io.record import encode_article

_LONGEST = 200
_MOST_WORDS = 10_000
"""Words of a text that are compared one by one; a longer one is told whole."""


class Difference(NamedTuple):
    """One value that only one build has."""

    field: str
    #: ``-`` for the first build, ``+`` for the second.
    side: Literal["-", "+"]
    #: What it is, as a person reads it: annotations with their words before their keys.
    told: str


def differences(before: Article, after: Article, ignored: Collection[str]) -> Iterator[Difference]:
    """Yield what differs, field by field in the order of the names, the first build's values before the second's."""
    old, new = _values(before), _values(after)
    for name in sorted({*old, *new} - {"id", *ignored}):
        left, right = old.get(name), new.get(name)
        if left == right:
            continue
        if isinstance(left, list) and isinstance(right, list):
            yield from _lists(name, left, right, before.text or "", after.text or "")
        elif isinstance(left, str) and isinstance(right, str):
            yield from _words(name, left, right)
        else:
            yield from (Difference(name, "-", _cut(_json(left))) for _ in range(name in old))
            yield from (Difference(name, "+", _cut(_json(right))) for _ in range(name in new))


def _values(article: Article) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.json.decode(encode_article(article))
    return values


def _lists(name: str, left: list[Any], right: list[Any], old_text: str, new_text: str) -> Iterator[Difference]:
    """Yield the items that the other list lacks; where all are there in another order, say that."""
    old, new = (Counter(map(_json, items)) for items in (left, right))
    found = False
    for side, items, text, lacking in (("-", left, old_text, old - new), ("+", right, new_text, new - old)):
        for item in items:
            key = _json(item)
            if lacking[key] > 0:
                lacking[key] -= 1
                found = True
                yield Difference(name, "-" if side == "-" else "+", _item(item, text))
    if not found:
        yield Difference(name, "+", "the same in another order")


def _item(item: Any, text: str) -> str:
    """Return an annotation with the words that it stands on, any other item as JSON."""
    spans = [item, *(item.get("mentions") or item.get("content") or ())] if isinstance(item, dict) else []
    words = [text[span["start"] : span["end"]] for span in spans if isinstance(span, dict) and "start" in span]
    said = " … ".join(" ".join(each.split()) for each in words)
    return _cut(f"“{_cut(said, 80)}” {_json(item)}" if said else _json(item))


def _words(name: str, left: str, right: str) -> Iterator[Difference]:
    """Yield the words of a text that differ, each run with its side."""
    old, new = left.split(), right.split()
    if max(len(old), len(new)) > _MOST_WORDS:
        yield Difference(name, "-", _cut(left))
        yield Difference(name, "+", _cut(right))
        return
    changes = [code for code in SequenceMatcher(None, old, new, autojunk=True).get_opcodes() if code[0] != "equal"]
    for _, start, end, other_start, other_end in changes:
        if end > start:
            yield Difference(name, "-", _cut(" ".join(old[start:end])))
        if other_end > other_start:
            yield Difference(name, "+", _cut(" ".join(new[other_start:other_end])))
    if not changes:
        yield Difference(name, "+", "the same words with other spaces")


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _cut(told: str, longest: int = _LONGEST) -> str:
    return told if len(told) <= longest else f"{told[: longest - 1]}…"
