"""Speakers set before a colon: transcripts ("WALLACE: …") and headlines ("Putin: it is too early")."""

from __future__ import annotations

import re

from newskit.extract.quotes.draft import Draft
from newskit.extract.quotes.passage import Passage

_NAME = r"[^\W\d_][\w.'’-]{0,30}"
_LABEL = re.compile(rf"[\"“«„]?({_NAME}(?:[ \u00a0]{_NAME}){{0,4}})(?:[ \u00a0]?\([^()\n]{{1,40}}\))?[ \u00a0]?:(?=\s)")
_WORDS = 3


def labelled_drafts(passage: Passage, reporting: frozenset[str]) -> list[Draft]:
    """Return what stands behind a speaker's label at the start of a line.

    In a headline the label is a name or a ``reporting`` noun ("Poll", "Police"); in the body it is in capitals, or a
    name before a quotation mark.
    """
    drafts = []
    start = passage.start
    while start < passage.end:
        end = passage.text.find("\n", start, passage.end)
        end = passage.end if end < 0 else end
        draft = _of_line(passage, start, end, reporting)
        if draft is not None:
            drafts.append(draft)
        start = end + 1
    return drafts


def _of_line(passage: Passage, start: int, end: int, reporting: frozenset[str]) -> Draft | None:
    match = _LABEL.match(passage.text, start, end)
    if match is None:
        return None
    label = match.group(1)
    behind = passage.text[match.end() : end].lstrip()
    quoting = behind[:1] in {'"', "“", "‘", "«", "„", "'"}
    capitals = label.isupper() and len(label) >= _WORDS
    if passage.kind in {"headline", "heading"}:
        if not (_is_name(passage, match.span(1)) or label.split()[-1].lower() in reporting):
            return None
    elif not (capitals or (quoting and _is_name(passage, match.span(1)))):
        return None
    name = passage.tokens(*match.span(1))
    content = passage.tokens(match.end(), end)
    if content[1] - content[0] < _WORDS or name[1] <= name[0]:
        return None
    return Draft("", "asserts", None, [content], [passage.parse[name[1] - 1]], 9, name[0])


def _is_name(passage: Passage, span: tuple[int, int]) -> bool:
    start, end = passage.tokens(*span)
    label = passage.parse[start:end]
    return bool(label) and all(token.pos_ == "PROPN" for token in label)
