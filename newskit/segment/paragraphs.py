"""Paragraphs where they were lost: blocks in which several ran together are divided. The text stays as it is.

Broken lines are the first witness: in a block of lines that were not broken at a column every line is a paragraph;
where they were, a line that is much shorter than the column, or that ends a sentence and had room for the next word,
ends one. Without lines, what the layout shows (a credit, a signature, an address) divides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newskit.article import Block, BlockKind
from newskit.segment.layout import cuts
from newskit.segment.rules import Rules

_LINE = re.compile(r"(?<!\s)[^\S\n]*+\n\s*+")
_WORD = re.compile(r"\S*")
_ITEM = re.compile(r"(?:[•⁃‣◦▪●∙*–—\-]|\d{1,2}[.)]|\(?[a-z]\))[ \u00a0]")
_END = re.compile(r"[.!?…。！？।؟۔:;,]['\"”’»)\]」』]*$")
_COLUMN = 100
"""Lines of one length up to here were broken at a column; longer ones are paragraphs."""
_SHORT = 0.75
_HEADING = 80
_MANY = 3
_DIVIDED = frozenset({"paragraph", "blockquote"})


def refine_blocks(text: str, blocks: list[Block], rules: Rules) -> list[Block]:
    """Return the blocks with those divided that hold several paragraphs, in order; the others as they are."""
    refined: list[Block] = []
    for block in blocks:
        pieces = list(_pieces(text, block, rules)) if block.kind in _DIVIDED else []
        if len(pieces) < 2:
            refined.append(block)
            continue
        refined.extend(Block(start=start, end=end, kind=_kind(text[start:end], block, rules)) for start, end in pieces)
    return refined


def _pieces(text: str, block: Block, rules: Rules) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of a block without white space at their ends."""
    begin = block.start
    for cut, following in _breaks(text, block, rules):
        if text[begin:cut].strip():
            yield _stripped(text, begin, cut)
            begin = following
    if text[begin : block.end].strip():
        yield _stripped(text, begin, block.end)


def _breaks(text: str, block: Block, rules: Rules) -> list[tuple[int, int]]:
    """Return where paragraphs end and the next begin."""
    breaks = [match.span() for match in _LINE.finditer(text, block.start, block.end)]
    if not breaks:
        return cuts(text, block.start, block.end, rules, "caption")
    edges = [block.start, *(following for _, following in breaks)]
    lengths = [cut - begin for begin, (cut, _) in zip(edges, breaks, strict=False)]
    longest = max(lengths)
    full = sum(length > _SHORT * longest for length in lengths)
    if longest > _COLUMN or full < len(lengths) / 2 or len(lengths) < _MANY:
        return breaks
    return [
        (cut, following)
        for length, (cut, following) in zip(lengths, breaks, strict=True)
        if length < _SHORT * longest
        or text.count("\n", cut, following) > 1
        or _ITEM.match(text, following)
        or (_END.search(text, cut - 3, cut) and length + 1 + _first_word(text, following) <= longest)
    ]


def _first_word(text: str, place: int) -> int:
    """Return the length of a word: where it would still have fitted, the line before ended on purpose."""
    match = _WORD.match(text, place)
    return match.end() - place if match else 0


def _kind(piece: str, block: Block, rules: Rules) -> BlockKind:
    """Tell what a paragraph is by its look: an item, a date, a heading, else what the whole block was."""
    if _ITEM.match(piece):
        return "list_item"
    dated = rules.date_line.match(f"{piece} X") if rules.date_line is not None else None
    if dated is not None and dated.end("date") == len(piece):
        return "timestamp"
    if rules.credits is not None and rules.credits.match(f"x {piece}", 1):
        return "credit"
    if len(piece) < _HEADING and not _END.search(piece) and "\n" not in piece and block.kind == "paragraph":
        return "heading"
    return block.kind


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
