"""The kinds of the article's blocks: what its elements and its words say."""

from __future__ import annotations

import re

import numpy as np

from newskit.article import BODY_KINDS, BlockKind
from newskit.clean.html.classify import Judgement
from newskit.clean.html.outline import Outline
from newskit.clean.html.phrases import FAMILIES

BODY_FROM = 0.42
"""Chance from which a block is article body."""
_LEAST_REPEATED = 20
"""Letters from which a body block must not say what another has said."""
_TABLE_TAGS = frozenset(("tr", "td", "th", "table", "caption"))
_LIST_TAGS = frozenset(("li", "dd", "dt"))
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MAX_HEADING = 160
_LEVELS = 4
"""Elements around a block that may say its kind."""
_BOLD_SHARE = 0.9

_CORRECTION = 1 << FAMILIES.index("correction")
_LEAST_CORRECTION, _NAMED = 30, 3
"""Characters of a correction; words of a phrase from which no colon needs to follow it."""
_COLON_WITHIN = 60
_AFTER_BODY = 4
"""Blocks after the body among which a correction may stand."""
_DATELINE = re.compile(
    r"[^\W\d_][^\W\d_.'’-]*(?:[ ,./'’-]{1,2}[^\W_][\w.'’-]*){0,6}(?:\s*\([^()]{2,30}\))?\s*(?P<dash>[—–-]{1,2})?"
)
_MAX_DATELINE = 60
_BEFORE_BODY = 2


def body_kinds(page: Outline, judgement: Judgement | None) -> dict[int, BlockKind]:
    """Return the kinds of the blocks that are body, by their indices, each text once."""
    kinds: dict[int, BlockKind] = {}
    if judgement is None:
        return kinds
    seen: set[str] = set()
    for place in np.flatnonzero(judgement.body >= BODY_FROM).tolist():
        letters = judgement.features.squeezed[place]
        if len(letters) > _LEAST_REPEATED and letters in seen:
            continue
        seen.add(letters)
        kinds[place] = _body_kind(page, place)
    return kinds


def _body_kind(page: Outline, place: int) -> BlockKind:
    """Return the kind of a block of the body, by its element and its looks."""
    node = page.nodes[place]
    for _ in range(_LEVELS):
        if node < 0:
            break
        tag = page.tags[node]
        if tag in _HEADING_TAGS:
            return "heading"
        if tag in _TABLE_TAGS:
            return "table" if tag == "tr" else "paragraph"
        if tag in _LIST_TAGS:
            return "list_item"
        if tag == "blockquote":
            return "blockquote"
        node = page.parents[node]
    text = page.texts[place]
    bold = page.bold_characters[place] >= _BOLD_SHARE * len(text)
    return "heading" if bold and len(text) <= _MAX_HEADING and text[-1] not in '.!…:;,"”' else "paragraph"


def name_corrections(page: Outline, kinds: dict[int, BlockKind], judgement: Judgement | None) -> None:
    """Name the corrections in the body and right after it, by the words that they begin with."""
    body = [place for place, kind in kinds.items() if kind in BODY_KINDS]
    if not body or judgement is None:
        return
    for place in range(min(body), min(max(body) + _AFTER_BODY, len(page.texts))):
        text = page.texts[place]
        if len(text) < _LEAST_CORRECTION or kinds.get(place, "paragraph") not in ("paragraph", "list_item", "heading"):
            continue
        begins, _, covered = judgement.features.phrases[place]
        if begins & _CORRECTION and (":" in text[:_COLON_WITHIN] or covered >= _NAMED):
            kinds[place] = "correction"


def name_dateline(page: Outline, kinds: dict[int, BlockKind]) -> None:
    """Name the place from which is reported, where it stands in an element of its own before the first paragraph.

    "KABUL, Afghanistan (AP) —": the place in capitals, with a country, a source or a dash; or a source and a dash.
    """
    first = min((place for place, kind in kinds.items() if kind in ("paragraph", "dateline")), default=-1)
    for place in range(max(0, first - _BEFORE_BODY), first + 1):
        text = page.texts[place]
        if len(text) > _MAX_DATELINE or kinds.get(place, "paragraph") not in ("paragraph", "heading"):
            continue
        found = _DATELINE.fullmatch(text)
        capitals = text.partition("(")[0].partition(",")[0].isupper()
        if found and (("(" in text and found["dash"]) or (capitals and (found["dash"] or "(" in text or "," in text))):
            kinds[place] = "dateline"
            return
