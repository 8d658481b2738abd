"""The grammar: rules applied level by level to the items of a sentence, the longest match first.

A rule joins the items it matches into one, whose classes (``gives``) the rules of later levels see. What the
joined item says is put together from the values of the captured items and the rule's own ``with``; its ``kind``
names how it is resolved (see ``resolve``).
"""

from __future__ import annotations

from typing import Any

from newskit.extract.times.language import Language, Rule, Values
from newskit.extract.times.tokens import Item

_NUMERIC = frozenset({"number", "int", "ones", "teens", "tens", "fraction", "share", "scale", "ord"})


#: The kind of rules that find two times at once.
RANGE = "range"
#: Kinds of rules that make one number of several.
_FOLDED = frozenset({"number", "ordinal", "year"})


def apply_rules(items: list[Item], language: Language) -> list[Item]:
    """Return the items after all levels; those that a rule has made have a ``kind`` among their values' parts."""
    for rules in language.levels:
        items = _apply_level(items, rules, language)
    return items


def _apply_level(items: list[Item], rules: list[tuple[int, Rule]], language: Language) -> list[Item]:
    row = "".join([item.sign for item in items])
    present = frozenset(row)
    found = []
    for order, rule in rules:
        if any(map(present.isdisjoint, rule.needs)):
            continue
        for match in rule.regex.finditer(row):
            first, last = match.span()
            if last > first:
                found.append((first - last, order, first, last, match, rule))
    if not found:
        return items
    found.sort(key=lambda candidate: candidate[:3])
    taken = bytearray(len(items))
    joined = []
    for _, _, first, last, match, rule in found:
        if not any(taken[first:last]):
            taken[first:last] = b"\x01" * (last - first)
            joined.append((first, last, match, rule))
    joined.sort(key=lambda candidate: candidate[0])
    kept: list[Item] = []
    place = 0
    for first, last, match, rule in joined:
        kept += items[place:first]
        captured = [
            (capture, items[match.start(group)])
            for group, capture in enumerate(rule.captures, start=1)
            if match.start(group) >= 0
        ]
        values = _compose(rule, captured, language.slots)
        if rule.kind == RANGE:
            values = _ends(values, captured)
        made = values if rule.kind in _FOLDED else dict.fromkeys(rule.gives, values)
        kept.append(Item(items[first].start, items[last - 1].end, language.sign(frozenset(rule.gives)), made))
        place = last
    return kept + items[place:]


def _compose(rule: Rule, captured: list[tuple[Any, Item]], slots: dict[str, str]) -> Values:
    """Put together what a match says."""
    values: Values = {}
    kind = None
    numbers = []
    for capture, item in captured:
        for name in capture.classes:
            if name not in item.values:
                continue
            value = item.values[name]
            if isinstance(value, dict) and name in value and "kind" not in value:
                value = value[name]
            if name in _NUMERIC:
                numbers.append((name, value))
            if capture.slot is not None:
                values[capture.slot] = value
            elif isinstance(value, dict):
                if "kind" in value and (kind is None or name == rule.head):
                    kind = value["kind"]
                values.update(value)
            else:
                values[slots.get(name, name)] = value
            break
    if rule.kind in _FOLDED:
        return dict.fromkeys(rule.gives, fold(numbers, hundreds=rule.kind == "year"))
    values.update(rule.parts)
    if rule.kind or kind:
        values["kind"] = rule.kind or kind
    return values


def _ends(values: Values, captured: list[tuple[Any, Item]]) -> Values:
    """Return both ends of a range: slots with ``low_`` or ``high_`` are of one, ``both_`` a token with two."""
    ends: Values = {"kind": RANGE}
    for name in ("low", "high"):
        says: Values = {"kind": "date"}
        for slot, value in values.items():
            side, _, rest = slot.partition("_")
            if side == "both":
                says[rest] = value[name]
            elif side == name:
                says[rest] = value
            elif side not in {"low", "high", "kind"}:
                says[slot] = value
        ends[name] = says
    lows = [item.end for capture, item in captured if (capture.slot or "").startswith("low_")]
    highs = [item.start for capture, item in captured if (capture.slot or "").startswith("high_")]
    ends["cut"] = (max(lows), min(highs)) if lows and highs else None
    return ends


def fold(numbers: list[tuple[str, Any]], *, hundreds: bool = False) -> float | str:
    """Return the number that number words say together: twenty four, two hundred and six, 1.4 million, 2 1/2.

    ``X`` where one of them is vague. ``hundreds``: the first counts hundreds (nineteen ninety-six).
    """
    if hundreds and numbers:
        return int(numbers[0][1] * 100 + sum(number for _, number in numbers[1:]))
    total: float = 0
    current: float = 0
    for name, value in numbers:
        if value == "X":
            return "X"
        if name == "scale":
            current = (current or 1) * value
            if value >= 1000:
                total, current = total + current, 0
        else:
            current += value
    whole = total + current
    return int(whole) if whole == int(whole) else whole
