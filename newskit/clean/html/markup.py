"""What elements and their names mean to the walk: which tags part the text, which are skipped, which name an author."""

from __future__ import annotations

import re
from functools import lru_cache

from newskit.clean.html.events import Events
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
    LIST,
    MAIN,
    NAV,
    QUOTE,
    TABLE,
)

FLAG_OF_TAG = {
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
BLOCK, SKIPPED, LINKS, BOLD, MARKS, MENTIONS, BREAKS, FRAMES = (1 << place for place in range(8))
"""What the walk does with a tag: opens a node, is left out, is a link, is bold, says more than its text, may name an
author, breaks the line, may be a part of the frame that all pages of a site have."""
_BLOCK_TAGS = (
    "address article aside blockquote body button caption center col colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol "
    "option p pre section summary table tbody td tfoot th thead tr ul picture video audio label amp-img"
)
_SKIPPED_TAGS = (
    "script style template noscript svg select datalist textarea iframe object embed canvas math head noframes "
    "map amp-analytics"
)
_USES = (
    (BLOCK, _BLOCK_TAGS),
    (SKIPPED, _SKIPPED_TAGS),
    (LINKS, "a"),
    (BOLD, "b strong"),
    (MARKS, "img time span small cite i em strong"),
    (MENTIONS, "a span div p strong address li b cite em"),
    (BREAKS, "br"),
    (FRAMES, "nav header footer"),
)
USES: dict[str, int] = {}
"""By tag, the bits of what the walk does with it; other tags are just text."""
for _bit, _tags in _USES:
    for _tag in _tags.split():
        USES[_tag] = USES.get(_tag, 0) | _bit

HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4"))
SPLIT_IN_CAPTION = frozenset(("span", "small", "cite", "i", "em", "strong"))
NAMING = frozenset(
    ("class", "id", "role", "itemprop", "data-testid", "data-component", "data-type", "data-name", "data-qa")
)
"""Attributes in which authors of pages name an element."""
MAX_NAME = 400
"""Longer attributes are left unread."""
MAX_PARAGRAPHS = 3
"""Paragraphs in a cell from which a table is layout."""

_FRAME_DEPTH = 4
"""Nodes around the footer of a site, at the most; that of an article stands deeper."""
_MAX_NAV_PARAGRAPHS = 2

AUTHOR = 1 << 16
"""A bit of ``name_flags`` beside ``CAPTION``."""
_CAPTION_NAME = re.compile(
    r"(?:^|[_-])(?:\w*caption|legend|cutline|bildunterschrift|leyenda|didascalia|legenda|\w*credits?|copyright|"
    r"photographer|photo-?credit)"
)
_AUTHOR_NAME = re.compile(r"author|byline|autor(?!y)|auteur|writer|contributor|redakteur|journalist|reporter")
_KICKER_NAME = re.compile(
    r"kicker|over-?line|over-?title|top-?line|eyebrow|prefix|roof-?line|super-?title|pre-?title|sub-?title|dachzeile|"
    r"spitzmarke|rubri[ck]|vignette|title-?header|headline-?intro|category|section|label"
)
_ANY_NAME = re.compile(
    r"a(?:uth?or|uteur)|b(?:yline|ildunter)|c(?:aption|utline|redit|opyright|ontributor)|didascalia|journalist|"
    r"le(?:gend|yenda)|photo|re(?:dakteur|porter)|writer"
)
"""What every name that means something holds; most names end here."""
_AUTHOR_ADDRESS = re.compile(
    r"/(?:authors?|auth|autor(?:en|in|es|i|a)?|auteurs?|profile?s?|staff|writers?|contributors?|columnists?|journalist\w*|"
    r"reporters?|redakt\w+|by|yazar\w*|avtor\w*|author-profile)/[^/]"
)


@lru_cache(maxsize=50_000)
def name_flags(names: str) -> int:
    """Return what the names of an element say: ``CAPTION``, ``AUTHOR``."""
    lower = names[:MAX_NAME].lower()
    if not _ANY_NAME.search(lower):
        return 0
    flags = 0
    for name in lower.split():
        flags |= (CAPTION if _CAPTION_NAME.search(name) else 0) | (AUTHOR if _AUTHOR_NAME.search(name) else 0)
    return flags


def is_kicker(names: str) -> bool:
    """Whether an element is named as the line above a headline."""
    return _KICKER_NAME.search(names[:MAX_NAME].lower()) is not None


def is_author_address(address: str) -> bool:
    """Whether an address is that of an author's page."""
    address = address[:MAX_NAME].lower()
    return _AUTHOR_ADDRESS.search(address) is not None or "?author=" in address or "&author=" in address


def end_of_frame(events: Events, place: int, flags: int, depth: int) -> int:
    """Return where a ``nav``, ``header`` or ``footer`` ends that is the site's, and -1 for one that is an article's.

    That of the site holds no article, whose end tags may be missing. ``place`` is where it starts, ``flags`` are those
    of the nodes around it, ``depth`` is their number.
    """
    tag, _ = events.element(place)
    if tag != "nav" and (flags & (ARTICLE | MAIN) or depth > _FRAME_DEPTH):
        return -1
    end, inside = events.end_and_tags(place)
    if tag == "nav" and inside.count("p") > _MAX_NAV_PARAGRAPHS:
        return -1
    return end if (_HEADLINE_TAGS if tag == "header" else _CONTENT_TAGS).isdisjoint(inside) else -1


_CONTENT_TAGS = frozenset(("article", "main", "h1", "figure"))
_HEADLINE_TAGS = frozenset((*_CONTENT_TAGS, "h2", "h3", "p", "time"))


def is_data_table(events: Events, place: int) -> bool:
    """Whether the table that starts at a place holds data, not the layout of the page."""
    rows = cells = 0
    for tag in events.end_and_tags(place)[1]:
        if tag == "tr":
            rows += 1
        elif tag in ("td", "th"):
            cells += 1
            paragraphs = 0
        elif tag in ("table", "form", "article", "section", "h1", "h2"):
            return False
        elif tag == "p":
            paragraphs = paragraphs + 1 if cells else 1
            if paragraphs > MAX_PARAGRAPHS:
                return False
    return rows > 1 and cells >= 2 * rows
