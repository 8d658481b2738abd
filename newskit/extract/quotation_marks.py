"""Quotation marks: which marks open, which close, and which are apostrophes or inches.

Any closing mark ends any opening mark of its size, since news mixes straight, curly and angle marks freely. A mark is
read by what stands around it first and by its shape second, so that German, French, Swedish and Japanese habits need
no setting. One pass over the marks of a block, each looked at once: linear in the length of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_DOUBLE_OPENERS = "“„‟«「『《〝⟪〈"
_DOUBLE_CLOSERS = "”»」』》〞〟⟫〉"
_DOUBLE_STRAIGHT = ('"', "＂", "''", "``", ",,")
_SINGLE_OPENERS = "‘‚‛‹"
_SINGLE_CLOSERS = "’›"
_SINGLE_STRAIGHT = "'＇`´"
_MARK = re.compile(
    rf"''|``|,,(?=\w)|[\"＂{_DOUBLE_OPENERS}{_DOUBLE_CLOSERS}{_SINGLE_OPENERS}{_SINGLE_CLOSERS}'＇`´]|\n"
)
_WORD = re.compile(r"\w")
_INCHES = re.compile(r"\d['’′]\s?\d{1,2}$")
_INCHES_REACH = 6
_BEFORE_OPENER = frozenset("([{<—–-―/:=>\u00a0\u200b\ufeff¿¡|•*")
_BEFORE_CLOSER = frozenset(".,!?…;:—–-―)]}")


class QuotedSpan(NamedTuple):
    """A stretch between quotation marks, the marks included, in code points of the text."""

    start: int
    end: int
    #: Whether the mark that opens it is a single one (‘ ' ‹).
    single: bool
    #: ``False`` where the closing mark is missing and the span runs to the end of its paragraph or the next opening.
    closed: bool
    #: Lengths of the opening and of the closing mark (two for ``''``, none where it is missing).
    opening: int
    closing: int

    def inside(self) -> tuple[int, int]:
        """Return the offsets of what stands between the marks."""
        return self.start + self.opening, self.end - self.closing


class _Open(NamedTuple):
    start: int
    mark: str
    #: How many spans had been found when it opened.
    found: int


def quoted_spans(text: str, start: int, end: int) -> list[QuotedSpan]:
    """Return the outermost quoted spans in ``text[start:end]``, in order; a line break ends a paragraph.

    Spans without a word in them are left out. A single mark without its closing mate is an apostrophe. A double mark
    without its mate runs to the end of the paragraph, as the convention for quotations over several paragraphs has it.
    """
    found: list[QuotedSpan] = []
    double: _Open | None = None
    single: _Open | None = None
    for match in _MARK.finditer(text, start, end):
        mark, place = match.group(), match.start()
        if mark == "\n":
            _give_up(found, text, double, place)
            double = single = None
        elif mark in _SINGLE_OPENERS or mark in _SINGLE_CLOSERS or mark in _SINGLE_STRAIGHT:
            if double is None:
                single = _read_single(found, text, single, match, (start, end))
        else:
            double = _read_double(found, text, double, match, (start, end))
    _give_up(found, text, double, end)
    return found


def _read_double(
    found: list[QuotedSpan], text: str, opened: _Open | None, match: re.Match[str], limits: tuple[int, int]
) -> _Open | None:
    mark, place, after = match.group(), match.start(), match.end()
    opening, closing = _surroundings(text, place, after, limits)
    if _is_inches(text, place, mark, limits[0], opened=opened is not None):
        return opened
    if opened is None:
        stray = closing and not opening and mark not in _DOUBLE_OPENERS
        return None if stray else _Open(place, mark, len(found))
    reopens = opening and not closing and mark not in _DOUBLE_CLOSERS and _pairs_differently(opened.mark, mark)
    if reopens:
        _give_up(found, text, opened, place)
        return _Open(place, mark, len(found))
    _keep(
        found,
        text,
        QuotedSpan(opened.start, after, single=False, closed=True, opening=len(opened.mark), closing=len(mark)),
    )
    return None


def _pairs_differently(opener: str, mark: str) -> bool:
    """Whether a mark in opening position is a new opening: always, but for a German “ after „."""
    return not (opener == "„" and mark == "“")


def _read_single(
    found: list[QuotedSpan], text: str, opened: _Open | None, match: re.Match[str], limits: tuple[int, int]
) -> _Open | None:
    mark, place, after = match.group(), match.start(), match.end()
    opening, closing = _surroundings(text, place, after, limits)
    if opened is not None and mark not in _SINGLE_OPENERS and (closing or mark == "›") and not opening:
        return _close_single(found, text, opened, place, mark)
    if opened is not None and opened.mark in "‚‹" and mark in "‘›":
        return _close_single(found, text, opened, place, mark)
    if opening and mark not in "’›´" and not _is_elision(text, after, limits[1], mark):
        return _Open(place, mark, len(found))
    return opened


def _close_single(found: list[QuotedSpan], text: str, opened: _Open, place: int, mark: str) -> _Open | None:
    """End a single-quoted span; around double marks only where it ends like a quotation, not like ``boys'``."""
    inner = len(found) > opened.found
    if inner and text[place - 1] not in _BEFORE_CLOSER and found[-1].end != place:
        return opened
    del found[opened.found :]
    after = place + len(mark)
    _keep(
        found,
        text,
        QuotedSpan(opened.start, after, single=True, closed=True, opening=len(opened.mark), closing=len(mark)),
    )
    return None


def _is_elision(text: str, after: int, end: int, mark: str) -> bool:
    """Whether an apostrophe stands for left-out letters or digits: ``'90s``, ``'em``, ``'tis``."""
    if mark in _SINGLE_OPENERS and mark != "‘":
        return False
    word = re.match(r"\w+", text[after : min(end, after + 8)])
    return word is not None and (
        word.group()[0].isdigit() or word.group().lower() in {"em", "tis", "twas", "n", "til", "cause", "bout", "round"}
    )


def _is_inches(text: str, place: int, mark: str, start: int, *, opened: bool) -> bool:
    if mark not in {'"', "”", "''"}:
        return False
    before = text[max(start, place - _INCHES_REACH) : place]
    if _INCHES.search(before):
        return True
    return not opened and before[-1:].isdigit()


def _surroundings(text: str, place: int, after: int, limits: tuple[int, int]) -> tuple[bool, bool]:
    """Return whether a mark stands where quotations open, and where they close."""
    before = text[place - 1] if place > limits[0] else " "
    behind = text[after] if after < limits[1] else " "
    starts = before.isspace() or before in _BEFORE_OPENER or _MARK.match(before) is not None
    opening = starts and not behind.isspace()
    closing = not before.isspace() and not behind.isalnum()
    return opening, closing


def _give_up(found: list[QuotedSpan], text: str, opened: _Open | None, end: int) -> None:
    """Keep an unclosed double quotation up to ``end``."""
    if opened is not None:
        while end > opened.start and text[end - 1].isspace():
            end -= 1
        _keep(
            found, text, QuotedSpan(opened.start, end, single=False, closed=False, opening=len(opened.mark), closing=0)
        )


def _keep(found: list[QuotedSpan], text: str, span: QuotedSpan) -> None:
    if _WORD.search(text, *span.inside()):
        found.append(span)
