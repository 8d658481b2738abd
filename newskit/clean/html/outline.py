"""The outline of a page: its text cut at block-level elements, each piece with the element it stands in.

One walk over the parsed tree gives everything that the classifier, the pairing of pictures with their captions and the
metadata readers look at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

ARTICLE, MAIN, ASIDE, FIGURE, LIST, TABLE, FORM, HEADER, FOOTER, NAV, QUOTE, LINK, BUTTON, HEADING, HIDDEN, CAPTION = (
    1 << place for place in range(16)
)
FLAGS = 16
"""How many kinds of ancestors a node remembers."""

_FLAG_OF_TAG = {
    "article": ARTICLE,
    "main": MAIN,
    "aside": ASIDE,
    "figure": FIGURE,
    "figcaption": FIGURE | CAPTION,
    "ul": LIST,
    "ol": LIST,
    "dl": LIST,
    "menu": LIST,
    "table": TABLE,
    "form": FORM,
    "header": HEADER,
    "footer": FOOTER,
    "nav": NAV,
    "blockquote": QUOTE,
    "button": BUTTON,
    "dialog": FORM,
    "h1": HEADING,
    "h2": HEADING,
    "h3": HEADING,
    "h4": HEADING,
    "h5": HEADING,
    "h6": HEADING,
    "caption": CAPTION,
}
BLOCK_TAGS = frozenset(
    "address article aside blockquote body button caption center col colgroup dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre "
    "section summary table tbody td tfoot th thead tr ul picture video audio label amp-img".split()
)
_SKIPPED_TAGS = frozenset(
    "script style template noscript svg select datalist textarea iframe object embed canvas math head noframes map "
    "amp-analytics".split()
)
_BOLD_TAGS = frozenset(("b", "strong"))
_SPLIT_IN_CAPTION = frozenset("span small cite i em strong".split())
_CAPTION_NAME = re.compile(
    r"(?:^|[\s_-])(?:\w*caption|legend|cutline|bildunterschrift|leyenda|didascalia|legenda|\w*credits?|copyright|"
    r"photographer|photo-?credit)",
    re.IGNORECASE,
)
_NAMING = frozenset(("class", "id", "role", "itemprop", "data-testid", "data-component", "data-type", "data-name", "data-qa"))
MAX_NAME = 400
"""Longer attributes are left unread."""

BREAK = "\x1f"
"""Stands for a line break of the page (``<br>``) until the text is cut."""
_BREAKS = re.compile(r"(?:\x1f\s*){2,}")

MAX_BLOCKS = 20_000
"""A page with more pieces than this is read no further."""


@dataclass(slots=True)
class Picture:
    """An image of the page, where it stands among the blocks."""

    #: Index of the node that it stands in.
    node: int
    #: Index of the first block after it.
    place: int
    #: The element's attributes.
    attributes: dict[str, str]


@dataclass(slots=True)
class Outline:
    """Nodes (elements that matter) and blocks (pieces of text) of one page, as parallel lists.

    A node's ``parent`` is an index smaller than its own, or -1. A block's ``node`` is the block-level element that it
    stands in; several blocks share a node where the element's text is interrupted.
    """

    #: Node: index of the enclosing node.
    parents: list[int] = field(default_factory=list)
    #: Node: name of the element.
    tags: list[str] = field(default_factory=list)
    #: Node: its class, id, role and the like, as one string.
    names: list[str] = field(default_factory=list)
    #: Node: bits of the kinds of elements that it stands in or is.
    flags: list[int] = field(default_factory=list)
    #: Node: how deep in the tree.
    depths: list[int] = field(default_factory=list)
    #: Block: its text, white space collapsed.
    texts: list[str] = field(default_factory=list)
    #: Block: index of its node.
    nodes: list[int] = field(default_factory=list)
    #: Block: characters inside links.
    link_characters: list[int] = field(default_factory=list)
    #: Block: number of links.
    links: list[int] = field(default_factory=list)
    #: Block: characters in bold.
    bold_characters: list[int] = field(default_factory=list)
    #: Block: whether a line break, not an element, separates it from the block before.
    after_break: list[bool] = field(default_factory=list)
    #: Images of the page.
    pictures: list[Picture] = field(default_factory=list)
    #: ``<time>`` elements: block at which they stand, their ``datetime``.
    times: list[tuple[int, str]] = field(default_factory=list)
    #: Whether the page was too large to read whole.
    cut: bool = False


def outline(root: Any) -> Outline:
    """Walk a parsed page (the root element of an lxml tree) and return its outline."""
    return _Walk().run(root)


class _Walk:
    """The state of one walk: where it is, and the text since the last block began."""

    def __init__(self) -> None:
        self.page = Outline()
        self.parts: list[str] = []
        self.link_characters = 0
        self.links = 0
        self.bold_characters = 0
        self.after_break = False
        #: The open block-level elements and their nodes.
        self.open: list[tuple[Any, int]] = []
        self.open_links: list[Any] = []
        self.open_bold: list[Any] = []
        self.row: Any = None
        self.tables: dict[Any, bool] = {}

    def run(self, root: Any) -> Outline:
        """Visit every element once."""
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in _SKIPPED_TAGS or not isinstance(tag, str):
                    walk.skip_subtree()
                    continue
                self._start(element, tag)
                if element.text:
                    self._add(element.text)
            else:
                if self.open_links and self.open_links[-1] is element:
                    self.open_links.pop()
                if self.open_bold and self.open_bold[-1] is element:
                    self.open_bold.pop()
                if self.open and self.open[-1][0] is element:
                    self._flush()
                    self.open.pop()
                    if self.row is element:
                        self.row = None
                if element.tail:
                    self._add(element.tail)
            if len(self.page.texts) > MAX_BLOCKS:
                self.page.cut = True
                break
        self._flush()
        return self.page

    def _start(self, element: Any, tag: str) -> None:
        page = self.page
        if tag == "a" and element.get("href"):
            self.open_links.append(element)
            self.links += 1
        elif tag in _BOLD_TAGS:
            self.open_bold.append(element)
        if tag == "br":
            self.parts.append(BREAK)
        elif tag == "img":
            self._add_picture(element)
        elif self.row is not None:
            if tag in ("td", "th") and self.parts:
                self.parts.append(" | ")
            elif tag in BLOCK_TAGS:
                self.parts.append(" ")
        elif tag == "tr" and self._in_data_table(element):
            self._open_node(element, tag)
            self.row = element
        elif tag in BLOCK_TAGS:
            self._open_node(element, tag)
        elif tag == "time":
            page.times.append((len(page.texts), element.get("datetime") or ""))
        elif tag in _SPLIT_IN_CAPTION and self.open and element.get("class"):
            if page.flags[self.open[-1][1]] & (FIGURE | CAPTION):
                self._open_node(element, tag)
            elif _CAPTION_NAME.search(element.get("class")):
                self._open_node(element, tag)

    def _open_node(self, element: Any, tag: str) -> None:
        self._flush()
        page = self.page
        parent = self.open[-1][1] if self.open else -1
        names = " ".join([value for key, value in element.items() if key in _NAMING and len(value) < MAX_NAME])
        flags = (page.flags[parent] if parent >= 0 else 0) | _FLAG_OF_TAG.get(tag, 0)
        if self.open_links:
            flags |= LINK
        if names and _CAPTION_NAME.search(names):
            flags |= CAPTION
        if element.get("hidden") is not None or "display:none" in element.get("style", "").replace(" ", ""):
            flags |= HIDDEN
        self.open.append((element, len(page.tags)))
        page.parents.append(parent)
        page.tags.append(tag)
        page.names.append(names)
        page.flags.append(flags)
        page.depths.append(page.depths[parent] + 1 if parent >= 0 else 0)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        if self.open_links:
            self.link_characters += len(text.strip())
        if self.open_bold:
            self.bold_characters += len(text.strip())

    def _add_picture(self, element: Any) -> None:
        attributes = dict(element.items())
        node = self.open[-1][1] if self.open else -1
        place = len(self.page.texts) + (1 if any(not part.isspace() for part in self.parts) else 0)
        self.page.pictures.append(Picture(node, place, attributes))

    def _flush(self) -> None:
        """End the block, if it has text."""
        if self.parts:
            raw = "".join(self.parts)
            self.parts.clear()
            if not raw.isspace():
                self._cut(raw)
        self.link_characters = self.links = self.bold_characters = 0
        if self.open_links:
            self.links = 1
        self.after_break = False

    def _cut(self, raw: str) -> None:
        """Store the text as one block, or as several where two line breaks part it."""
        page = self.page
        pieces = _BREAKS.split(raw) if BREAK in raw else [raw]
        whole = len(raw)
        for number, piece in enumerate(pieces):
            text = " ".join(piece.replace(BREAK, " ").split())
            if not text or not any(map(str.isalnum, text)):
                continue
            share = 1.0 if len(pieces) == 1 else len(piece) / whole
            page.texts.append(text)
            page.nodes.append(self.open[-1][1] if self.open else -1)
            page.link_characters.append(int(self.link_characters * share))
            page.bold_characters.append(int(self.bold_characters * share))
            page.links.append(self.links)
            page.after_break.append(number > 0)

    def _in_data_table(self, row: Any) -> bool:
        """Whether the row stands in a table of data, not of layout."""
        table = next(row.iterancestors("table"), None)
        if table is None:
            return False
        if table not in self.tables:
            self.tables[table] = _is_data_table(table)
        return self.tables[table]


def _is_data_table(table: Any) -> bool:
    rows = cells = 0
    for element in table.iter():
        tag = element.tag
        if tag == "tr":
            rows += 1
        elif tag in ("td", "th"):
            cells += 1
            paragraphs = 0
        elif tag in ("table", "form", "article", "section", "h1", "h2") and element is not table:
            return False
        elif tag == "p":
            paragraphs = paragraphs + 1 if cells else 1
            if paragraphs > 3:
                return False
    return rows > 1 and cells >= 2 * rows
