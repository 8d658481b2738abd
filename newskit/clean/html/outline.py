"""The outline of a page: its text cut at block-level elements, each piece with the element it stands in.

``newskit.clean.html.walk`` makes it in one walk over the parsed tree; the classifier, the pairing of pictures
with their captions and the readers of metadata look at it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ARTICLE, MAIN, ASIDE, FIGURE, LIST, TABLE, FORM, HEADER, FOOTER, NAV, QUOTE, LINK, BUTTON, HEADING, HIDDEN, CAPTION = (
    1 << place for place in range(16)
)
FLAGS = 16
"""How many kinds of ancestors a node remembers."""


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
class Mention:
    """An element that is marked as the name of an author."""

    #: Its text.
    text: str
    #: Where it leads.
    address: str | None
    #: Index of the block that it stands in.
    place: int
    #: How sure the mark is: 3 for ``rel=author``, 2 for an author's address, 1 for a class.
    strength: int


@dataclass(slots=True)
class Outline:
    """Nodes (elements that matter) and blocks (pieces of text) of one page, as parallel lists.

    A node's ``parent`` is an index smaller than its own, or -1. A block's ``node`` is the block-level element that it
    stands in; several blocks share a node where the element's text is interrupted.
    """

    #: Node: index of the enclosing node.
    parents: list[int] = field(default_factory=list)
    #: Node: index after the last node inside it.
    ends: list[int] = field(default_factory=list)
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
    #: Elements marked as names of authors.
    mentions: list[Mention] = field(default_factory=list)
    #: What was left unread: index of the block before which it stands, where its element starts or its text, and why.
    left_out: list[tuple[int, int | str, str]] = field(default_factory=list)
    #: Whether the page was too large to read whole.
    cut: bool = False
