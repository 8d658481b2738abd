"""Datelines that stand on a line of their own."""

from __future__ import annotations

import re

from newskit.clean.plain.decision import Decision
from newskit.clean.plain.sound import is_sentence

_LONGEST_DATELINE = 80
_CAPITALS = r"[^\W\d_a-zß-ÿ](?:[^\W\d_a-zß-ÿ]|[.'’ -]){2,30}"
_DATELINE = re.compile(
    rf"{_CAPITALS}(?:,\s[\w.’' ]{{2,30}}){{0,2}}(?:\s*\([^()]{{2,30}}\)\s*[-–—_]{{0,2}}|\s*[-–—_]{{1,2}})$"
    rf"|{_CAPITALS}, [A-Z][a-z]{{3,20}}(?: [A-Z][a-z]{{2,20}})?$"
)


def is_dateline(text: str) -> bool:
    """Whether a line is a place and a source, or a place and a day: "LINDAU (Reuters) -"."""
    return len(text) <= _LONGEST_DATELINE and _DATELINE.match(text) is not None


def mark_dateline(decisions: list[Decision]) -> None:
    """Know a dateline that stands on a line of its own before the text; after it comes no front matter."""
    for place, decision in enumerate(decisions[:-1]):
        if is_dateline(decision.text):
            following = decisions[place + 1]
            if is_sentence(following.text) and following.kind != "drop":
                decision.kind, decision.reason = "dateline", None
                following.kind = "paragraph"
                return
