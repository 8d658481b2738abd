"""One walk through the elements and texts of a page, which gives its outline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from newskit.clean.html.events import Events
from newskit.clean.html.link_lists import take_out_link_lists
from newskit.clean.html.markup import (
    AUTHOR,
    BLOCK,
    BOLD,
    BREAKS,
    FLAG_OF_TAG,
    FRAMES,
    HEADING_TAGS,
    LINKS,
    MARKS,
    MAX_NAME,
    MENTIONS,
    NAMING,
    SKIPPED,
    SPLIT_IN_CAPTION,
    USES,
    end_of_frame,
    is_author_address,
    is_data_table,
    is_kicker,
    name_flags,
)
from newskit.clean.html.outline import CAPTION, FIGURE, HIDDEN, LINK, Mention, Outline, Picture

BREAK = "\x1f"
"""Stands for a line break of the page (``<br>``) until the text is cut."""
_BREAKS = re.compile(r"(?:\x1f\s*){2,}")
_CLOSES_NODE, _CLOSES_LINK, _CLOSES_BOLD, _CLOSES_TABLE = 1, 2, 4, 8
_ALNUM = re.compile(r"[^\W_]")
_FRAMES = {"nav": "navigation", "header": "header", "footer": "footer"}
MAX_MENTION = 80
MAX_MENTIONS = 200
MAX_BLOCKS = 10_000
"""Pieces of a page beyond this number are not read."""


def outline(events: Events) -> Outline:
    """Walk through a parsed page and return its outline."""
    return _Walk(events).run()


class _Walk:
    """The state of one walk: where it is, and the text since the last block began."""

    def __init__(self, events: Events) -> None:
        self.events = events
        self.page = Outline()
        self.parts: list[str] = []
        self.link_characters = 0
        self.links = 0
        self.bold_characters = 0
        #: What the end of each open element closes.
        self.closing: list[int] = []
        #: The open block-level elements: index of the node, its flags, where it starts, the elements around it.
        self.open: list[tuple[int, int, int, int]] = []
        #: What is known of every node: parent, tag, names, flags, depth.
        self.nodes: list[tuple[int, str, str, int, int]] = []
        self.open_links = 0
        self.open_bold = 0
        #: The row that is read as one block: the number of elements around it, or -1.
        self.row = -1
        #: Where the open tables start, and which tables hold data.
        self.tables: list[int] = []
        self.holds_data: dict[int, bool] = {}

    def run(self) -> Outline:
        """See every event once."""
        page, parts, uses, closing = self.page, self.parts, USES, self.closing
        start, start_block = self._start, self._start_block
        events = self.events.all
        reading = enumerate(events)
        for place, event in reading:
            if event is None:
                closes = closing.pop()
                if closes:
                    self._end(closes)
            elif isinstance(event, tuple):
                tag, attributes = event
                use = uses.get(tag, 0)
                if use & SKIPPED:
                    _skip(reading, self.events.end(place) - place)
                elif use & FRAMES and (end := self._leave_out(place, tag)) >= 0:
                    _skip(reading, end - place)
                elif use & BLOCK:
                    closing.append(start_block(place, tag, attributes, use))
                else:
                    closing.append(start(place, tag, attributes, use) if use else 0)
            else:
                text = event
                if isinstance(events[place + 1], str):
                    pieces = self.events.texts_at(place)
                    text = "".join(pieces)
                    _skip(reading, len(pieces) - 1)
                # space before the first letter of a block says nothing
                if parts or not text.isspace():
                    parts.append(text)
                    if self.open_links or self.open_bold:
                        self._count(text)
        self._flush()
        if self.nodes:
            columns = zip(*self.nodes, strict=True)
            page.parents, page.tags, page.names, page.flags, page.depths = map(list, columns)
        take_out_link_lists(page)
        return page

    def _leave_out(self, place: int, tag: str) -> int:
        """Return where an element ends that frames all pages of the site, and is not read; -1 for any other."""
        flags = self.open[-1][1] if self.open else 0
        end = end_of_frame(self.events, place, flags, len(self.open)) if self.row < 0 else -1
        if end >= 0:
            self._flush()
            self.page.left_out.append((len(self.page.texts), place, _FRAMES[tag]))
        return end

    def _start(self, place: int, tag: str, attributes: Mapping[str, str], use: int) -> int:
        """Take in an element inside a text, before what is in it, and return what its end closes."""
        if use & BREAKS:
            self.parts.append(BREAK)
            return 0
        closes = name = 0
        names = ""
        if attributes:
            names = attributes.get("class", "")
            if "itemprop" in attributes:
                names = f"{names} {attributes['itemprop']}"
            name = name_flags(names) if names else 0
            if use & MENTIONS and (use & LINKS or name & AUTHOR):
                self._see_mention(place, use, attributes, name)
        if use & LINKS:
            if attributes.get("href"):
                self.open_links += 1
                self.links += 1
                closes = _CLOSES_LINK
        elif use & BOLD:
            self.open_bold += 1
            closes = _CLOSES_BOLD
        if use & MARKS and (attributes or tag == "time") and self._mark(place, tag, attributes, names, name):
            closes |= _CLOSES_NODE
        return closes

    def _start_block(self, place: int, tag: str, attributes: Mapping[str, str], use: int) -> int:
        """Take in an element that parts the text, and return what its end closes."""
        names = ""
        name = hidden = closes = 0
        if attributes:
            called = []
            for key, value in attributes.items():
                if key in NAMING:
                    if len(value) < MAX_NAME:
                        called.append(value)
                elif key == "hidden" or (key == "style" and _is_hidden(value)):
                    hidden = HIDDEN
            if called:
                names = called[0] if len(called) == 1 else " ".join(called)
                name = name_flags(names)
                if name & AUTHOR and use & MENTIONS:
                    self._see_mention(place, use, attributes, name)
        if tag == "table":
            self.tables.append(place)
            closes = _CLOSES_TABLE
        if self.row >= 0:
            # a cell of a row that is one block
            self.parts.append(" | " if tag in ("td", "th") and self.parts else " ")
            return closes
        if tag == "tr" and self._in_data_table():
            self.row = len(self.closing)
        self._open_node(place, tag, names, name & CAPTION | hidden)
        return closes | _CLOSES_NODE

    def _end(self, closes: int) -> None:
        """Close what an element has opened."""
        if closes & _CLOSES_LINK:
            self.open_links -= 1
        elif closes & _CLOSES_BOLD:
            self.open_bold -= 1
        elif closes & _CLOSES_TABLE:
            self.tables.pop()
        if closes & _CLOSES_NODE:
            if self.parts:
                self._flush()
            else:
                self.links = 1 if self.open_links else 0
            node, _, _, around = self.open.pop()
            self.page.ends[node] = len(self.nodes)
            if self.row == around:
                self.row = -1

    def _mark(self, place: int, tag: str, attributes: Mapping[str, str], names: str, name: int) -> bool:
        """Take in an inline element that says more than its text, and return whether it opens a node.

        ``names`` is what it is called, ``name`` what that means (``name_flags``).
        """
        if tag == "img":
            self._add_picture(attributes)
        elif tag == "time":
            if self.row < 0:
                self.page.times.append((len(self.page.texts), attributes.get("datetime") or ""))
        elif self.row >= 0 or not self.open or not names:
            return False
        elif tag == "span" and self.parts and self._is_part_of_heading(names):
            self.parts.append(" ")
        elif tag in SPLIT_IN_CAPTION and (self.open[-1][1] & (FIGURE | CAPTION) or name & CAPTION):
            # a text of its own in a figure: the credit beside the caption
            hidden = "hidden" in attributes or _is_hidden(attributes.get("style", ""))
            self._open_node(place, tag, names, name & CAPTION | (HIDDEN if hidden else 0))
            return True
        return False

    def _is_part_of_heading(self, names: str) -> bool:
        """Whether a new span is a line of its own in a heading: a kicker, or a title beside one."""
        _, _, heading, around = self.open[-1]
        if self.events.element(heading)[0] not in HEADING_TAGS or len(self.closing) != around + 1:
            return False
        if is_kicker(names):
            return True
        children = map(self.events.element, self.events.children(heading))
        classes = [attributes.get("class") for tag, attributes in children if tag == "span"]
        return len(set(classes)) > 1 and None not in classes and not self.events.text_at(heading + 1).strip()

    def _open_node(self, place: int, tag: str, names: str, flags: int) -> None:
        """Open a node with the flags of its own names; those of its tag and of what is around it are added."""
        if self.parts:
            self._flush()
        else:
            self.links = 1 if self.open_links else 0
        depth = len(self.open)
        parent, above = self.open[-1][:2] if depth else (-1, 0)
        flags |= above | FLAG_OF_TAG.get(tag, 0)
        if self.open_links:
            flags |= LINK
        self.open.append((len(self.nodes), flags, place, len(self.closing)))
        self.nodes.append((parent, tag, names, flags, depth))
        self.page.ends.append(0)

    def _count(self, text: str) -> None:
        """Count the characters of a text in a link or in bold."""
        characters = len(text.strip())
        if self.open_links:
            self.link_characters += characters
        if self.open_bold:
            self.bold_characters += characters

    def _see_mention(self, place: int, use: int, attributes: Mapping[str, str], name: int) -> None:
        """Remember an element that names an author."""
        address = attributes.get("href") if use & LINKS else None
        if address and is_author_address(address):
            strength = 2
        elif use & LINKS and "author" in attributes.get("rel", ""):
            strength = 3
        elif name & AUTHOR or "author" in attributes.get("itemprop", ""):
            strength = 1
        else:
            return
        text = " ".join(self.events.text(place).split())
        if 0 < len(text) <= MAX_MENTION and len(self.page.mentions) < MAX_MENTIONS:
            pending = use & BLOCK and any(not part.isspace() for part in self.parts)
            self.page.mentions.append(Mention(text, address, len(self.page.texts) + bool(pending), strength))

    def _add_picture(self, attributes: Mapping[str, str]) -> None:
        node = self.open[-1][0] if self.open else -1
        place = len(self.page.texts) + (1 if any(not part.isspace() for part in self.parts) else 0)
        self.page.pictures.append(Picture(node, place, dict(attributes)))

    def _flush(self) -> None:
        """End the block, if it has text."""
        parts = self.parts
        raw = parts[0] if len(parts) == 1 else "".join(parts)
        parts.clear()
        if BREAK in raw:
            self._cut(raw)
        else:
            self._store(" ".join(raw.split()), 1.0, after_break=False)
        self.link_characters = self.bold_characters = 0
        self.links = 1 if self.open_links else 0

    def _cut(self, raw: str) -> None:
        """Store a text with line breaks as one block, or as several where two of them part it."""
        whole = len(raw)
        pieces = _BREAKS.split(raw)
        for number, piece in enumerate(pieces):
            share = 1.0 if len(pieces) == 1 else len(piece) / whole
            self._store(" ".join(piece.replace(BREAK, " ").split()), share, after_break=number > 0)

    def _store(self, text: str, share: float, *, after_break: bool) -> None:
        """Store one block; ``share`` is its part of the text since the last."""
        if not text or not (text[0].isalnum() or _ALNUM.search(text)):
            return
        page = self.page
        if len(page.texts) >= MAX_BLOCKS:
            page.cut = True
            return
        page.texts.append(text)
        page.nodes.append(self.open[-1][0] if self.open else -1)
        page.link_characters.append(int(self.link_characters * share))
        page.bold_characters.append(int(self.bold_characters * share))
        page.links.append(self.links)
        page.after_break.append(after_break)

    def _in_data_table(self) -> bool:
        """Whether a new row stands in a table of data, not of layout."""
        if not self.tables:
            return False
        table = self.tables[-1]
        if table not in self.holds_data:
            self.holds_data[table] = is_data_table(self.events, table)
        return self.holds_data[table]


def _skip(reading: Iterator[object], number: int) -> None:
    """Go so many steps further."""
    next(islice(reading, number, number), None)


def _is_hidden(style: str) -> bool:
    return "none" in style and "display:none" in style.replace(" ", "")
