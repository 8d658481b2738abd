"""Lines as they were meant: hard wraps undone, words joined that a line end parted, running heads taken out.

Text wrapped at a fixed column is told from text with a paragraph a line by one test: in the former, the first word of
the next line would not have fitted on the line before it. PDF text, set in a proportional face, passes it only nearly.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass

from newskit.clean.plain.characters import TERMINALS

NARROWEST, WIDEST = 30, 140
"""Columns between which a text can be wrapped."""
_PAIRS = 3
_FIXED_SHARE, _RAGGED_SHARE = 0.85, 0.8
_RAGGED_WIDTH = 0.8
_RUNNING_PAGES = 3
_EDGE_LINES = 2
_SOFT_HYPHENS = 0.03
_MINIMUM_PART = 2
_WHOLE_HALF = 4
"""Letters from which both halves of a parted word, where both are words of the text, speak for a compound."""

_PAGE_NUMBER = re.compile(
    r"^[\W_]{0,3}(?:(?:page|seite|p\.|s\.)\s*)?\d{1,4}(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?[\W_]{0,3}$", re.IGNORECASE
)
_CLOSERS = "\"'”’»)]"
_DIGITS = re.compile(r"\d+")
_PARTED = re.compile(r"([^\W\d_]+)[-‐]$")
_FIRST = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_CASELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")
_LINK = re.compile(r" ?(?:<https?://[^\s<>]{3,}>|\[https?://[^\s\[\]]{3,}\])")
_ADDRESS = re.compile(r"\(?https?://\S+\)?")
_QUOTED = re.compile(r"^(?:> ?)+")


@dataclass(slots=True)
class Line:
    """One line of the text, after wraps are undone."""

    #: Its text without spaces at either end.
    text: str
    #: Blank lines before it.
    blanks: int
    #: Spaces that it began with.
    indent: int
    #: Why it is left out whatever it says, if it is.
    reason: str | None = None
    #: Whether a new page begins with it.
    opens_page: bool = False


def logical_lines(text: str) -> tuple[list[Line], bool]:
    """Return the lines of normalised text with hard wraps undone, and whether it was wrapped."""
    lines = _lines(text)
    if "\f" in text:
        _mark_running_heads(lines, text)
    width, fixed = _wrap_width(lines)
    if width is None:
        return lines, False
    return _unwrap(lines, width, fixed=fixed), True


def _lines(text: str) -> list[Line]:
    raw = text.replace("\f", "\n").split("\n")
    full = [line for line in raw if line.strip()]
    if full and sum(line.startswith(">") for line in full) > len(full) / 2:
        raw = [_QUOTED.sub("", line) for line in raw]
    lines: list[Line] = []
    blanks = 0
    for line in raw:
        linked = "://" in line
        stripped = (_LINK.sub("", line) if linked else line).strip()
        if linked and (not stripped or _ADDRESS.fullmatch(stripped)):
            lines.append(Line(line.strip(), blanks, 0, "link"))
            blanks = 0
        elif stripped:
            lines.append(Line(stripped, blanks, len(line) - len(line.lstrip())))
            blanks = 0
        else:
            blanks += 1
    return lines


def _mark_running_heads(lines: list[Line], text: str) -> None:
    """Give a reason to page numbers, and to first and last lines that recur from page to page."""
    edges: list[int] = []
    starts: list[int] = []
    place = 0
    for page in text.split("\f"):
        starts.append(place)
        count = sum(bool(line.strip()) for line in page.split("\n"))
        inside = range(place, place + count)
        edges += sorted({*inside[:_EDGE_LINES], *inside[-_EDGE_LINES:]})
        place += count
    shapes = Counter(_DIGITS.sub("#", lines[index].text) for index in edges)
    for index in edges:
        line = lines[index]
        if _PAGE_NUMBER.match(line.text):
            line.reason = "page number"
        elif shapes[_DIGITS.sub("#", line.text)] >= _RUNNING_PAGES:
            line.reason = "running head"
    for first, last in itertools.pairwise([*starts, len(lines)]):
        opening = next((line for line in lines[first:last] if line.reason is None), None)
        if opening is not None:
            opening.opens_page = first > 0


def _wrap_width(lines: list[Line]) -> tuple[int | None, bool]:
    """Return the column at which the text was wrapped, or ``None``, and whether that column is fixed."""
    kept = [line for line in lines if line.reason is None]
    lengths = sorted(len(line.text) + line.indent for line in kept)
    if len(lengths) <= _PAIRS:
        return None, False
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.985))]
    if not NARROWEST <= width <= WIDEST:
        return None, False
    fixed = ragged = pairs = 0
    for line, following in itertools.pairwise(kept):
        length = len(line.text) + line.indent
        if following.blanks or length < width * 0.55:
            continue
        reach = length + 1 + _first_word(following.text)
        pairs += 1
        fixed += reach > width
        ragged += reach > width * 0.88
    if pairs < _PAIRS:
        return None, False
    if fixed >= pairs * _FIXED_SHARE:
        return width, True
    return (width, False) if ragged >= pairs * _RAGGED_SHARE else (None, False)


def _first_word(text: str) -> int:
    match = _FIRST.match(text)
    return len(match.group()) if match else 0


def _unwrap(lines: list[Line], width: int, *, fixed: bool) -> list[Line]:
    words = _whole_words(lines)
    soft = _soft_hyphens(lines, words)
    unwrapped: list[Line] = []
    parts: list[str] = []
    opened: Line | None = None
    last: Line | None = None
    for line in lines:
        if line.reason is not None:
            unwrapped.append(line)
            continue
        if opened is not None and last is not None and _continues(last, line, width, fixed=fixed):
            _append(parts, line.text, words, soft=soft)
        else:
            if opened is not None:
                opened.text = "".join(parts)
            opened, parts = Line("", line.blanks, line.indent), [line.text]
            unwrapped.append(opened)
        last = line
    if opened is not None:
        opened.text = "".join(parts)
    return unwrapped


def _continues(line: Line, following: Line, width: int, *, fixed: bool) -> bool:
    """Whether a line end is only a wrap."""
    if following.opens_page:
        return line.text.rstrip(_CLOSERS)[-1:] not in TERMINALS and following.text[0].islower()
    if following.blanks or following.indent > line.indent + 1:
        return False
    length = len(line.text) + line.indent
    if _PARTED.search(line.text) and following.text[0].islower():
        return True
    if fixed:
        return length + 1 + _first_word(following.text) > width
    if line.text[-1] in TERMINALS and length < width * 0.9:
        return False
    return length >= width * _RAGGED_WIDTH or following.text[0].islower()


def _whole_words(lines: list[Line]) -> Counter[str]:
    """Count the words that no line end parts."""
    words: Counter[str] = Counter()
    parted = False
    for line in lines:
        found = [word.casefold() for word in _WORD.findall(line.text)]
        before, parted = parted, _PARTED.search(line.text) is not None
        words.update(found[int(before) : len(found) - int(parted)])
    return words


def _soft_hyphens(lines: list[Line], words: Counter[str]) -> bool:
    """Whether words are parted at line ends at all: many are, and not only such as are compounds elsewhere."""
    soft = hard = ends = 0
    for line, following in itertools.pairwise(lines):
        parted = _PARTED.search(line.text)
        rest = _WORD.match(following.text)
        if parted is None or rest is None or not rest.group()[0].islower():
            continue
        ends += 1
        first, second = parted.group(1).casefold(), rest.group().casefold()
        soft += first + second in words or (first not in words and second not in words)
        hard += f"{first}-{second}" in words or (first in words and second in words)
    if soft != hard:
        return soft > hard
    return ends > _SOFT_HYPHENS * len(lines)


def _append(parts: list[str], text: str, words: Counter[str], *, soft: bool) -> None:
    """Add a line to the parts of a paragraph; a hyphen goes where it only marked the parting of a word."""
    parted = _PARTED.search(parts[-1])
    rest = _WORD.match(text)
    if parted is None or rest is None:
        caseless = _CASELESS.match(parts[-1][-1]) and _CASELESS.match(text[0])
        parts.append(text if caseless else " " + text)
        return
    first, second = parted.group(1), rest.group()
    whole, compound = (first + second).casefold(), f"{first}-{second}".casefold()
    plain = second[0].islower() and len(first) >= _MINIMUM_PART and not first[-1].isupper()
    halves = min(len(first), len(second)) >= _WHOLE_HALF and first.casefold() in words and second.casefold() in words
    if plain and compound not in words and ((soft and not halves) or whole in words):
        parts[-1] = parts[-1][:-1]
    elif not second[0].islower() and not second[0].isupper():
        parts.append(" ")
    parts.append(text)
