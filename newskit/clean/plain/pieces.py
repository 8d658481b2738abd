"""Pieces: the smallest parts of a scrape that can be a block of their own, and what stands between them.

A line is cut further where blocks seem glued (``agoShareSave``), where several spaces stand, and before what looks
like a credit. Whether a cut is a true one is decided by the classifier, which sees the kind of the boundary.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newskit.clean.plain import characters
from newskit.clean.plain.credits import is_credit
from newskit.clean.plain.lexicon import WORD, lexicon
from newskit.clean.plain.names import agency_of
from newskit.clean.plain.wrapping import Line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

START, BLANK, LINE, GLUE, SPACES, SEPARATOR = range(6)
"""What stands before a piece: the start, a blank line, a line end, no space, several spaces, the mark of a credit."""

_OPENING_MARKS = frozenset("©@#▶►•")
_LONG_LINE = 700
_SHORT_END = 70
_SHORT_BEFORE = 100
_MARKS = re.compile(r"[:=/©(\[]")
_LOOK_BACK = 40
_SIGNED_WORDS = 3
_LONGEST_TAIL = 40
_SIGNED_BRACKET = re.compile(r"[(\[][^\W\d_][^()\[\]]{1,60}/[^()\[\]]{2,40}[)\]]")
_GLUED_TAIL = re.compile(r"(?<=[^\W\d_][.!?…])[^\W\d_][^.!?…]*$")
_SHORT_MARKS = re.compile(r"\s*(?=[|•·]\s)|\s+(?=[—–]\s)|\s*(?=[(\[][^()\[\]]{2,90}[)\]]$)|\s+(?=/\s)")
_SENTENCE_END = re.compile(r"(?<![\W_][A-Z])[.!?…][\"”»’')]?\s+")
"""The end of a sentence, but for that of an initial."""
_CLOSERS = "\"'”»’‘“)]"
_SPACED = re.compile(r"(?<=\S) {2,}(?=\S)")


@dataclass(slots=True)
class Piece:
    """A part of the text, and how it is set off from the one before."""

    #: Its text.
    text: str
    #: What stands before it.
    before: int
    #: Blank lines, or spaces, before it.
    distance: int
    #: Spaces that its line begins with.
    indent: int
    #: Characters between it and the piece before, on the same line.
    gap: str = ""
    #: Why it is left out whatever it says, if it is.
    reason: str | None = None


def cut(lines: list[Line]) -> list[Piece]:
    """Cut lines into pieces, in order; joined with their gaps, the pieces of a line are the line."""
    pieces: list[Piece] = []
    for line in lines:
        before = START if not pieces else BLANK if line.blanks else LINE
        cuts = _cuts(line.text) if line.reason is None else []
        start = 0
        distance = line.blanks
        gap = ""
        for end, following, kind in [*cuts, (len(line.text), len(line.text), LINE)]:
            text = line.text[start:end]
            pieces.append(Piece(text, before, distance, line.indent, gap, line.reason))
            before, distance, gap, start = kind, following - end, line.text[end:following], following
    return pieces


def _cuts(text: str) -> list[tuple[int, int, int]]:
    """Return where the line may be cut: end of the left part, start of the right part, kind of boundary."""
    found: dict[int, tuple[int, int, int]] = {}
    long_line = len(text) > _LONG_LINE
    for match in () if long_line else _SHORT_MARKS.finditer(text):
        found.setdefault(match.end(), (match.start(), match.end(), SEPARATOR))
    for start in _credits(text):
        left = text[:start].rstrip() if start < _LOOK_BACK else text[start - _LOOK_BACK : start].rstrip()
        end = len(left) + max(0, start - _LOOK_BACK)
        found[start] = (end, start, SEPARATOR)
    if not long_line:
        ends = [match for match in _SENTENCE_END.finditer(text) if len(text) - match.end() <= _SHORT_END]
        if ends and text.rstrip(_CLOSERS)[-1:] not in characters.TERMINALS:
            match = ends[-1]
            space = match.end() - (len(match.group()) - len(match.group().rstrip()))
            found.setdefault(match.end(), (space, match.end(), SEPARATOR))
    for match in _SPACED.finditer(text) if "  " in text else ():
        found[match.end()] = (match.start(), match.end(), SPACES)
    if len(text) > 1:
        glued = _glued(text).tolist()
        for start, place in _short_before(text, glued):
            found.setdefault(place, (start, place, SEPARATOR))
        for place in glued:
            found.setdefault(place, (place, place, GLUE))
    cuts = []
    last = 0
    for end, following, kind in sorted(found.values()):
        if end > last and following < len(text):
            cuts.append((end, following, kind))
            last = following
    return cuts


def _short_before(text: str, glued: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the space before what follows a sentence and ends, short, where blocks are glued: "go. Old bridgesAfter".

    Yields where the space begins and where it ends, in order.
    """
    ends = (match.span() for match in _SENTENCE_END.finditer(text)) if glued else iter(())
    last: tuple[int, int] | None = None
    following = next(ends, None)
    for place in glued:
        while following is not None and following[1] < place:
            last, following = following, next(ends, None)
        if last is not None and place - last[1] <= _SHORT_BEFORE and text[place - 1] not in ".…":
            start = last[1] - 1
            while text[start - 1] == " ":
                start -= 1
            yield start, last[1]
            last = None


def _credits(text: str) -> Iterator[int]:
    """Yield the places where a credit may begin: ``©``, ``(AP``, ``Foto:``, ``Photo by``."""
    known = lexicon()
    credits_, agencies = known.by_category["credit"], known.by_category["agency"]
    inside = -1
    for match in _MARKS.finditer(text):
        mark, place = match.group(), match.start()
        if place < inside:
            continue
        if mark == "©":
            yield place
        elif mark in "([":
            match_word = WORD.match(text, place + 1)
            word = match_word.group().casefold() if match_word is not None else ""
            if (bracket := _SIGNED_BRACKET.match(text, place)) is not None and is_credit(bracket.group()):
                inside = bracket.end()
                yield place
                yield inside
            elif word in credits_ or word in agencies or text.startswith("사진", place + 1):
                yield place
        else:
            words = list(WORD.finditer(text, max(0, place - _LOOK_BACK), place))[-_SIGNED_WORDS:]
            label = next((word for word in words if text[word.start() : place].strip().casefold() in credits_), None)
            if label is not None:
                yield _opened(text, label.start())
    for match in _signed().finditer(text):
        yield _opened(text, match.start())
    tail = _GLUED_TAIL.search(text, max(0, len(text) - _LONGEST_TAIL))
    if tail is not None and agency_of(tail.group()) is not None:
        yield tail.start()


def _opened(text: str, place: int) -> int:
    """Return the place of the bracket that opens just before a place, else the place."""
    return place - 1 if place and text[place - 1] in "([" else place


@functools.cache
def _signed() -> re.Pattern[str]:
    """Return the pattern of credits without a colon: "Photo by", "Foto von", after a sentence or at its start."""
    known = lexicon()
    leads = known.by_category["by"]
    phrases = [phrase for phrase in known.by_category["credit"] if " " in phrase and phrase.split()[-1] in leads]
    words = "|".join(sorted(map(re.escape, phrases), key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def _glued(text: str) -> NDArray[np.intp]:
    """Return the places between two characters that nothing parts and that seldom meet inside a sentence."""
    import numpy as np

    kinds = characters.classes(text)
    straight = np.flatnonzero(kinds == characters.QUOTE)
    double = straight[_points(text)[straight] == ord('"')]
    kinds = kinds.copy()
    kinds[double[0::2]] = characters.OPENING
    kinds[double[1::2]] = characters.CLOSING
    left, right = kinds[:-1], kinds[1:]
    before, after = np.concatenate(([0], left[:-1])), np.concatenate((right[1:], [0]))
    letters = _letters()
    capital = right == characters.UPPER
    # A mark opens where a letter follows (German closes with it) and closes where one stands before.
    opens = (right == characters.OPENING) & letters[after]
    closes = (left == characters.CLOSING) & (letters[before] | (before == characters.TERMINAL))
    small, ends, digit = left == characters.LOWER, left == characters.TERMINAL, left == characters.DIGIT
    # the full stop of an initial parts nothing: U.S., J.R. Smith
    earlier = np.concatenate(([0], before[:-1]))
    initial = ends & (before == characters.UPPER) & ~letters[earlier]
    places = (capital & (small | (ends & ~initial) | digit | closes)) | ((ends | closes | small) & opens)
    # a name in capitals, then a word with one: ANSAMinister, but not NATOs
    capitals = (left == characters.UPPER) & (before == characters.UPPER) & (earlier == characters.UPPER)
    places |= capitals & capital & (after == characters.LOWER) & (np.append(after[1:], 0) == characters.LOWER)
    places |= (small | (ends & (before == characters.LOWER))) & (right == characters.DIGIT)
    for place in np.flatnonzero((small | ends) & (right == characters.OTHER)).tolist():
        places[place] = text[place + 1] in _OPENING_MARKS
    result: NDArray[np.intp] = np.flatnonzero(places) + 1
    return result


@functools.cache
def _letters() -> NDArray[np.bool_]:
    """Return, for each kind of character, whether it is a letter with case or a digit."""
    import numpy as np

    table = np.zeros(16, dtype=bool)
    table[[characters.LOWER, characters.UPPER, characters.DIGIT]] = True
    return table


def _points(text: str) -> NDArray[np.uint32]:
    import numpy as np

    points: NDArray[np.uint32] = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return points
