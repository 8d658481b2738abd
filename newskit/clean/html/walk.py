"""One walk over the parsed tree of a page, which gives its outline."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from newskit.clean.html.outline import (
    ARTICLE,
    ASIDE,
    BUTTON,
    CAPTION,
    FIGURE,
    FOOTER,
    FORM,
    HEADER,
    HEADING,
    HIDDEN,
    LINK,
    LIST,
    MAIN,
    NAV,
    QUOTE,
    TABLE,
    Mention,
    Outline,
    Picture,
)

_AUTHOR, _KICKER = 1 << 16, 1 << 17
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
_BLOCKS = (
    "address article aside blockquote body button caption center col colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol "
    "option p pre section summary table tbody td tfoot th thead tr ul picture video audio label amp-img"
)
BLOCK_TAGS = frozenset(_BLOCKS.split())
_SKIPPED = (
    "script style template noscript svg select datalist textarea iframe object embed canvas math head noframes "
    "map amp-analytics"
)
_SKIPPED_TAGS = frozenset(_SKIPPED.split())
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4"))
_BOLD_TAGS = frozenset(("b", "strong"))
_MARKING_TAGS = frozenset(["br", "img", "time", "span", "small", "cite", "i", "em", "strong"])
_CLOSES_NODE, _CLOSES_LINK, _CLOSES_BOLD = 1, 2, 4
_SPLIT_IN_CAPTION = frozenset(["span", "small", "cite", "i", "em", "strong"])
_CAPTION_NAME = re.compile(
    r"(?:^|[_-])(?:\w*caption|legend|cutline|bildunterschrift|leyenda|didascalia|legenda|\w*credits?|copyright|"
    r"photographer|photo-?credit)"
)
_NAMING = frozenset(
    ("class", "id", "role", "itemprop", "data-testid", "data-component", "data-type", "data-name", "data-qa")
)
MAX_NAME = 400
"""Longer attributes are left unread."""

BREAK = "\x1f"
"""Stands for a line break of the page (``<br>``) until the text is cut."""
_KICKER_NAME = re.compile(
    r"kicker|over-?line|over-?title|top-?line|eyebrow|prefix|roof-?line|super-?title|pre-?title|sub-?title|dachzeile|"
    r"spitzmarke|rubri[ck]|vignette|title-?header|headline-?intro|category|section|label"
)
_BREAKS = re.compile(r"(?:\x1f\s*){2,}")

_MENTION_TAGS = frozenset(("a", "span", "div", "p", "strong", "address", "li", "b", "cite", "em"))
_READ_TAGS = BLOCK_TAGS | _MENTION_TAGS | _MARKING_TAGS
_NO_ATTRIBUTES: dict[str, str] = {}
_AUTHOR_NAME = re.compile(r"author|byline|autor(?!y)|auteur|writer|contributor|redakteur|journalist|reporter")
_AUTHOR_ADDRESS = re.compile(
    r"/(?:authors?|auth|autor(?:en|in|es|i|a)?|auteurs?|profile?s?|staff|writers?|contributors?|columnists?|journalist\w*|"
    r"reporters?|redakt\w+|by|yazar\w*|avtor\w*|author-profile)/[^/]|[?&]author=",
    re.IGNORECASE,
)
MAX_MENTION = 80
MAX_MENTIONS = 200
MAX_PARAGRAPHS = 3
"""Paragraphs in a cell from which a table is layout."""

MAX_BLOCKS = 10_000
"""A page with more pieces than this is read no further."""


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
        #: The open block-level elements and their nodes.
        self.open: list[tuple[Any, int]] = []
        self.open_links = 0
        self.open_bold = 0
        self.row: Any = None
        self.tables: dict[Any, bool] = {}

    def run(self, root: Any) -> Outline:
        """Visit every element once."""
        texts = self.page.texts
        above: list[tuple[Any, Any, int]] = []
        element, closes = root, self._start(root, root.tag)
        children = iter(root)
        while len(texts) <= MAX_BLOCKS:
            child = next(children, None)
            if child is None:
                self._end(element, closes)
                if not above:
                    break
                element, children, closes = above.pop()
                continue
            tag = child.tag
            if tag in _SKIPPED_TAGS or not isinstance(tag, str):
                self._end(child, 0)
                continue
            opened = self._start(child, tag)
            if len(child):
                above.append((element, children, closes))
                element, children, closes = child, iter(child), opened
            else:
                self._end(child, opened)
        self.page.cut = len(texts) > MAX_BLOCKS
        self._flush()
        for _, node in self.open:
            self.page.ends[node] = len(self.page.tags)
        return self.page

    def _start(self, element: Any, tag: str) -> int:
        """Take in an element before its children, and return what its end closes."""
        closes = 0
        attributes = dict(element.items()) if tag in _READ_TAGS else _NO_ATTRIBUTES
        if attributes and tag in _MENTION_TAGS:
            self._add_mention(element, tag, attributes)
        if tag == "a":
            if attributes.get("href"):
                self.open_links += 1
                self.links += 1
                closes = _CLOSES_LINK
        elif tag in _BOLD_TAGS:
            self.open_bold += 1
            closes = _CLOSES_BOLD
        if tag in BLOCK_TAGS:
            if self.row is None:
                if tag == "tr" and self._in_data_table(element):
                    self.row = element
                self._open_node(element, tag, attributes)
                closes |= _CLOSES_NODE
            else:
                self.parts.append(" | " if tag in ("td", "th") and self.parts else " ")
        elif tag in _MARKING_TAGS and self._mark(element, tag, attributes):
            closes |= _CLOSES_NODE
        text = element.text
        if text:
            self._add(text)
        return closes

    def _end(self, element: Any, closes: int) -> None:
        """Take in what follows an element's children."""
        if closes:
            if closes & _CLOSES_LINK:
                self.open_links -= 1
            elif closes & _CLOSES_BOLD:
                self.open_bold -= 1
            if closes & _CLOSES_NODE:
                self._flush()
                self.page.ends[self.open.pop()[1]] = len(self.page.tags)
                if self.row is element:
                    self.row = None
        tail = element.tail
        if tail:
            self._add(tail)

    def _mark(self, element: Any, tag: str, attributes: dict[str, str]) -> bool:
        """Take in an inline element that says more than its text, and return whether it opens a node."""
        if tag == "br":
            self.parts.append(BREAK)
        elif tag == "img":
            self._add_picture(attributes)
        elif self.row is not None:
            return False
        elif tag == "span" and self.parts and self._is_part_of_heading(element, attributes):
            self.parts.append(" ")
        elif tag == "time":
            self.page.times.append((len(self.page.texts), attributes.get("datetime") or ""))
        elif tag in _SPLIT_IN_CAPTION and self._is_part_of_caption(attributes):
            self._open_node(element, tag, attributes)
            return True
        return False

    def _is_part_of_caption(self, attributes: dict[str, str]) -> bool:
        """Whether an inline element is a text of its own in a figure: the credit beside the caption."""
        name = attributes.get("class")
        if not name or not self.open:
            return False
        return bool(self.page.flags[self.open[-1][1]] & (FIGURE | CAPTION) or _name_flags(name) & CAPTION)

    def _is_part_of_heading(self, element: Any, attributes: dict[str, str]) -> bool:
        """Whether the element is a line of its own in a heading: a kicker, or a title beside one."""
        name = attributes.get("class")
        if not name or not self.open or self.open[-1][0].tag not in _HEADING_TAGS:
            return False
        heading = self.open[-1][0]
        if element.getparent() is not heading:
            return False
        if _name_flags(name) & _KICKER:
            return True
        names = [child.get("class") for child in heading if child.tag == "span"]
        return len(set(names)) > 1 and None not in names and not (heading.text or "").strip()

    def _open_node(self, element: Any, tag: str, attributes: dict[str, str]) -> None:
        self._flush()
        page = self.page
        parent = self.open[-1][1] if self.open else -1
        flags = _FLAG_OF_TAG.get(tag, 0)
        names = ""
        if attributes:
            names = " ".join([value for key, value in attributes.items() if key in _NAMING and len(value) < MAX_NAME])
            if names:
                flags |= _name_flags(names) & CAPTION
            if "hidden" in attributes or "display:none" in attributes.get("style", "").replace(" ", ""):
                flags |= HIDDEN
        if self.open_links:
            flags |= LINK
        if parent >= 0:
            flags |= page.flags[parent]
        self.open.append((element, len(page.tags)))
        page.parents.append(parent)
        page.ends.append(0)
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

    def _add_mention(self, element: Any, tag: str, attributes: dict[str, str]) -> None:
        """Remember an element that names an author."""
        address = attributes.get("href") if tag == "a" else None
        name = attributes.get("class")
        if address and (strength := _author_address(address)):
            pass
        elif tag == "a" and "author" in attributes.get("rel", ""):
            strength = 3
        elif (name and _name_flags(name) & _AUTHOR) or "author" in attributes.get("itemprop", ""):
            strength = 1
        else:
            return
        text = " ".join("".join(element.itertext()).split())
        if 0 < len(text) <= MAX_MENTION and len(self.page.mentions) < MAX_MENTIONS:
            pending = tag in BLOCK_TAGS and any(not part.isspace() for part in self.parts)
            self.page.mentions.append(Mention(text, address, len(self.page.texts) + pending, strength))

    def _add_picture(self, attributes: dict[str, str]) -> None:
        node = self.open[-1][1] if self.open else -1
        place = len(self.page.texts) + (1 if any(not part.isspace() for part in self.parts) else 0)
        self.page.pictures.append(Picture(node, place, attributes))

    def _flush(self) -> None:
        """End the block, if it has text."""
        parts = self.parts
        if parts:
            raw = parts[0] if len(parts) == 1 else "".join(parts)
            parts.clear()
            if not raw.isspace():
                self._cut(raw)
        self.link_characters = self.bold_characters = 0
        self.links = 1 if self.open_links else 0

    def _cut(self, raw: str) -> None:
        """Store the text as one block, or as several where two line breaks part it."""
        page = self.page
        pieces = _BREAKS.split(raw) if BREAK in raw else [raw]
        whole = len(raw)
        for number, piece in enumerate(pieces):
            text = " ".join((piece.replace(BREAK, " ") if BREAK in piece else piece).split())
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


@lru_cache(maxsize=50_000)
def _name_flags(names: str) -> int:
    """Return what the names of an element say: ``CAPTION``, ``_AUTHOR``, ``_KICKER``."""
    flags = 0
    for name in names[:MAX_NAME].split():
        flags |= _flags_of_one(name)
    return flags


@lru_cache(maxsize=50_000)
def _flags_of_one(name: str) -> int:
    name = name.lower()
    return (
        (CAPTION if _CAPTION_NAME.search(name) else 0)
        | (_AUTHOR if _AUTHOR_NAME.search(name) else 0)
        | (_KICKER if _KICKER_NAME.search(name) else 0)
    )


def _author_address(address: str) -> int:
    return 2 if _AUTHOR_ADDRESS.search(address[:MAX_NAME]) else 0


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
            if paragraphs > MAX_PARAGRAPHS:
                return False
    return rows > 1 and cells >= 2 * rows
