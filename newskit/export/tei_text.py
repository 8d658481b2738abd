"""The text of TEI: which annotations nest inside a block as elements, and pointers for those that do not."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from newskit.article import Article, Block
from newskit.export.marks import Mark, marks

_NAMES = {"PERSON": "persName", "ORG": "orgName", "GPE": "placeName", "LOC": "placeName", "FAC": "placeName"}
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?)?)?")
"""A TIMEX3 value that is a date of XML Schema too."""
_SENTENCE = "seg"


@dataclass(frozen=True)
class Inline:
    """An element that is to enclose a stretch of text."""

    start: int
    end: int
    #: Element name.
    name: str
    #: Attributes as they are written, with a blank in front.
    attributes: str

    @property
    def told(self) -> str:
        """The element as text, for where it cannot be one."""
        return f"{self.name}{self.attributes}"


def marked(article: Article, blocks: list[Block], own: str) -> tuple[list[list[Inline]], list[Inline]]:
    """Return the elements of each block, properly nested and in the order in which they open, and those that cross."""
    ids = entity_ids(article, own)
    wanted = [
        Inline(sentence.start, sentence.end, _SENTENCE, f' type="s" n="{number}"')
        for number, sentence in enumerate(article.sentences or ())
    ]
    for mark in marks(article):
        if mark.layer in ("entities", "times", "quantities") and mark.label != "COUNTED":
            wanted += [Inline(start, end, *_element(mark, ids)) for start, end in mark.spans]
    starts = [block.start for block in blocks]
    by_block: list[list[Inline]] = [[] for _ in blocks]
    apart = []
    for each in wanted:
        place = bisect_right(starts, each.start) - 1
        if place >= 0 and each.start < each.end <= blocks[place].end:
            by_block[place].append(each)
        elif each.name != _SENTENCE:
            apart.append(each)
    nested = []
    for inside in by_block:
        kept, crossing = _nested(inside)
        nested.append(kept)
        apart += crossing
    return nested, apart


def entity_ids(article: Article, own: str) -> dict[str, str]:
    """Return XML ids by the entities' own: by place, since an own id may hold what no XML id may."""
    ids: dict[str, str] = {}
    for number, entity in enumerate(article.entities or ()):
        ids.setdefault(entity.id, f"{own}.e{number + 1}")
    return ids


def _element(mark: Mark, ids: dict[str, str]) -> tuple[str, str]:
    """Return the element of a mark: its name and attributes."""
    told = mark.attributes
    if mark.layer == "entities":
        ref = ids.get(told["entity"])
        reference = f' ref="#{ref}"' if ref else ""
        if told.get("mention") != "name":
            return "rs", f' type="{mark.label}" subtype="{told["mention"]}"{reference}'
        name = _NAMES.get(mark.label, "name")
        return name, f' type="{mark.label}"{reference}'
    if mark.layer == "times":
        value = str(told.get("value", ""))
        key = f" key={quoteattr(value)}" if value else ""
        when = f' when="{value}"' if _DATE.fullmatch(value) else ""
        return ("time" if mark.label == "TIME" and not when else "date"), f' type="{mark.label}"{when}{key}'
    unit = f" unit={quoteattr(told['unit'].replace(' ', '_'))}" if told.get("unit") else ""
    value = f' quantity="{told["value"]}"' if "value" in told else ""
    return "measure", f' type="{mark.label}"{value}{unit}'


def _nested(elements: list[Inline]) -> tuple[list[Inline], list[Inline]]:
    """Return the elements that nest, the outer before the inner, and those that cross one that began before them."""
    kept: list[Inline] = []
    crossing = []
    open_ends: list[int] = []
    # sentences first where spans are equal: they hold the others
    for each in sorted(elements, key=lambda element: (element.start, -element.end, element.name != _SENTENCE)):
        while open_ends and open_ends[-1] <= each.start:
            open_ends.pop()
        if open_ends and each.end > open_ends[-1]:
            crossing.append(each)
        else:
            kept.append(each)
            open_ends.append(each.end)
    return kept, crossing


def inline_xml(text: str, start: int, end: int, elements: list[Inline]) -> str:
    """Return a stretch of text as XML with its elements, which are nested and in order."""
    pieces: list[str] = []
    open_elements: list[Inline] = []
    place = start

    def close(until: int) -> None:
        nonlocal place
        while open_elements and open_elements[-1].end <= until:
            inner = open_elements.pop()
            pieces.extend((_escaped(text[place : inner.end]), f"</{inner.name}>"))
            place = inner.end

    for each in elements:
        close(each.start)
        pieces.extend((_escaped(text[place : each.start]), f"<{each.name}{each.attributes}>"))
        place = each.start
        open_elements.append(each)
    close(end)
    pieces.append(_escaped(text[place:end]))
    return "".join(pieces)


def _escaped(text: str) -> str:
    # a carriage return that stands as it is would be read as a line feed
    return escape(text, {"\r": "&#13;"})


def pointers(spans: list[tuple[int, int]], blocks: list[Block], own: str) -> str:
    """Return pointers to stretches of text, ``#string-range(block, offset, length)``, one for each block they touch."""
    found = []
    ends = [block.end for block in blocks]
    for start, end in spans:
        for number in range(bisect_right(ends, start), len(blocks)):
            block = blocks[number]
            first, last = max(start, block.start), min(end, block.end)
            if first >= end:
                break
            if first < last:
                found.append(f"#string-range({own}.b{number},{first - block.start},{last - first})")
    return " ".join(found)
