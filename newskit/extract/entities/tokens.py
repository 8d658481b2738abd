"""Blocks as plain lists of words: what the rules read, with or without a model's parse.

spaCy's tokens are objects behind a C boundary; each rule would pay for every attribute again. Here a block is read
once into Python lists. Without a parse the words come from a regular expression and carry no tags.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newskit.extract.document import Document, ParsedBlock

if TYPE_CHECKING:
    from spacy.tokens import Doc

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\b(?:[cdjlmnst]|qu)[’'](?=\w)|\w+(?:[’'](?!s\b)\w+)*|['’]s\b|\S", re.IGNORECASE)
_PENN = {"PROPN": "NNP", "NOUN": "NN", "ADJ": "JJ", "VERB": "VB", "AUX": "VB", "NUM": "CD", "ADV": "RB"}
"""Other languages' models have tag sets of their own; their universal tags are read as Penn's."""
_CAPITALS_SHARE = 0.6
_CAPITALS_WORDS = 3
_TITLE_SHARE = 0.7
_TITLE_WORDS = 5


@dataclass(slots=True)
class Line:
    """One block as lists of words; offsets are those of the article's text."""

    parsed: ParsedBlock
    #: Place of the block in the document.
    index: int
    words: list[str]
    starts: list[int]
    ends: list[int]
    #: Penn part-of-speech tags; empty strings without a parse.
    tags: list[str]
    #: Places of the words that open a sentence.
    openings: set[int] = field(default_factory=set)
    #: The model's label of each word that it has labelled, by place.
    marked: dict[int, str] = field(default_factory=dict)
    #: Whether the block is written in capitals, as headlines and datelines are.
    capitals: bool = False
    #: Whether nearly every word of the block is capitalised, as in a headline.
    titled: bool = False

    def first(self, offset: int) -> int:
        """Return the place of the first word that ends after an offset."""
        return bisect_right(self.ends, offset)

    def last(self, offset: int) -> int:
        """Return one past the place of the last word that starts before an offset."""
        return bisect_left(self.starts, offset)

    def range(self, start: int, end: int) -> tuple[int, int]:
        """Return the places ``[i, j)`` of the words that a stretch of text touches."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)


def lines(document: Document) -> list[Line]:
    """Read all blocks of a document."""
    return [_line(document, parsed, index) for index, parsed in enumerate(document.blocks)]


def _line(document: Document, parsed: ParsedBlock, index: int) -> Line:
    parse = parsed.parse
    if parse is None:
        block = parsed.block
        found = list(_WORD.finditer(document.text, block.start, block.end))
        words = [match.group() for match in found]
        starts = [match.start() for match in found]
        ends = [match.end() for match in found]
        tags = [""] * len(words)
    else:
        words, starts, ends, tags = _parsed_words(parse, parsed.start)
    line = Line(parsed, index, words, starts, ends, tags)
    line.openings = {bisect_left(starts, start) for start, _ in parsed.sentences}
    if parse is not None:
        line.marked = {place: ent.label_ for ent in parse.ents for place in range(ent.start, ent.end)}
    _case(line)
    return line


def _parsed_words(parse: Doc, base: int) -> tuple[list[str], list[int], list[int], list[str]]:
    penn = parse.lang_ == "en"
    strings = parse.vocab.strings
    columns: Any = parse.to_array(["ORTH", "IDX", "TAG" if penn else "POS"])
    orths, places, classes = columns.T.tolist()
    words = [strings[orth] for orth in orths]
    starts = [base + place for place in places]
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    names = {number: strings[number] for number in set(classes)}
    tags = [names[number] if penn else _PENN.get(names[number], names[number]) for number in classes]
    return words, starts, ends, tags


def _case(line: Line) -> None:
    """Tell blocks in capitals and headlines in title case from running text."""
    letters = [word for word in line.words if word[0].isalpha()]
    upper = sum(1 for word in letters if len(word) > 1 and word.isupper())
    lower = sum(1 for word in letters if word.islower())
    line.capitals = upper >= _CAPITALS_WORDS and upper >= _CAPITALS_SHARE * len(letters)
    line.titled = not line.capitals and len(letters) >= _TITLE_WORDS and lower <= (1 - _TITLE_SHARE) * len(letters)
