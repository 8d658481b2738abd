"""What kind of page it is: an article, a live blog, a section page, a gallery, a video, or something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from newskit.clean.html.outline import HEADING, LINK, Outline
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import ARTICLE_TYPES, types_of
from newskit.clean.page import PageKind

FEW_WORDS = 100
"""A body with fewer words is no article where the page is full of links to others."""
TEASERS = 15
GALLERY = 6
HEADLINE = 20
"""Characters that a linked headline has more of."""
_LIVE = re.compile(r"live-?blog|live-?ticker|/live/|minute-by-minute|en-direct|newsticker", re.IGNORECASE)
_FRONT = re.compile(r"^/?(?:index\.\w+|home|[a-z]{2}(?:-[a-z]{2})?)?/?$", re.IGNORECASE)
_SECTION_TYPES = frozenset(("CollectionPage", "WebSite", "ItemList", "SearchResultsPage", "ProfilePage"))
_TRUE_ARTICLES = frozenset(ARTICLE_TYPES[: ARTICLE_TYPES.index("MediaGallery")])


def count_words(texts: Iterable[str]) -> int:
    """Return how many words there are, counted up to where more would change nothing."""
    words = 0
    for text in texts:
        words += len(text.split())
        if words > FEW_WORDS:
            break
    return words


def find_page_kind(declared: Declared, page: Outline, body_words: int, images: int) -> PageKind:
    """Tell the kind of a page from what it declares, its address, and how much of it is an article's text."""
    types = types_of(declared.article)
    if "LiveBlogPosting" in types or (_LIVE.search(urlsplit(declared.url or "").path) and body_words > FEW_WORDS):
        return "live_blog"
    og_type = (declared.first_meta("og:type") or "").lower()
    is_article = bool(_TRUE_ARTICLES.intersection(types)) or "article" in og_type
    dated = bool(declared.first_meta("article:published_time", "datepublished")) or "datepublished" in declared.items
    if not is_article and not dated and _is_section(declared, page, body_words):
        return "section"
    if body_words < FEW_WORDS:
        every = {name for item in declared.objects for name in types_of(item)}
        if {"ImageGallery", "MediaGallery"} & every or images >= GALLERY:
            return "gallery"
        if og_type.startswith("video") or ("VideoObject" in every and not is_article):
            return "video"
        if not is_article and not dated and body_words == 0:
            return "other"
    return "article"


def _is_section(declared: Declared, page: Outline, body_words: int) -> bool:
    """Whether the page is the front of a site, or hardly has text of its own among many linked headlines."""
    address = urlsplit(declared.url or "")
    if declared.url and _FRONT.match(address.path) and not address.query:
        return True
    if body_words >= FEW_WORDS:
        return False
    flags = (page.flags[node] if node >= 0 else 0 for node in page.nodes)
    linked = zip(flags, page.texts, page.link_characters, strict=True)
    teasers = sum(
        1
        for flag, text, links in linked
        if (flag & HEADING or flag & LINK) and links >= len(text) / 2 and len(text) > HEADLINE
    )
    types = {name for item in declared.objects for name in types_of(item)}
    return teasers >= TEASERS and (bool(types & _SECTION_TYPES) or body_words < FEW_WORDS / 2)
