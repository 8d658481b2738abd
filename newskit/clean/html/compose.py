"""From a page to its blocks and metadata: the one way through this package."""

from __future__ import annotations

from typing import Any

from newskit.article import BlockKind, FieldOrigin
from newskit.clean.html.bylines import find_authors
from newskit.clean.html.classify import BlockClassifier, Judgement, hints_of, load_classifier
from newskit.clean.html.deck import find_deck, find_description
from newskit.clean.html.features import squeeze
from newskit.clean.html.headline import find_headline
from newskit.clean.html.outline import ASIDE, FOOTER, FORM, HEADER, NAV, Outline, outline
from newskit.clean.html.parse import parse_html
from newskit.clean.html.pictures import find_pictures
from newskit.clean.html.phrases import FAMILIES, phrases_for
from newskit.clean.metadata.dates import find_dates
from newskit.clean.metadata.declared import Declared, read_declared
from newskit.clean.metadata.fields import (
    find_access,
    find_canonical,
    find_keywords,
    find_language,
    find_publisher,
    find_section,
)
from newskit.clean.metadata.names import name_rules
from newskit.clean.page import CleanedPage

BODY_FROM = 0.45
"""Chance from which a block is article body."""
_TABLE_TAGS = frozenset(("tr", "td", "th", "table", "caption"))
_LIST_TAGS = frozenset(("li", "dd", "dt"))
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MAX_HEADING = 160


def clean_html(content: str, url: str | None = None, *, classifier: BlockClassifier | None = None) -> CleanedPage:
    """Return the blocks and the metadata of a page.

    ``url`` is the address it was read from; ``classifier`` other weights than those that newskit ships.
    Raises StageError (``unparsable``) where the content has no element.
    """
    root = parse_html(content)
    declared = read_declared(root, url)
    page = outline(root)
    judgement = (classifier or load_classifier()).judge(page, hints_of(declared)) if page.texts else None
    cleaned = CleanedPage()
    if page.cut:
        cleaned.notes.append("the page has more blocks than are read")
    _Composition(cleaned, root, declared, page, judgement).run()
    return cleaned


class _Composition:
    """Puts one cleaned page together."""

    def __init__(
        self, cleaned: CleanedPage, root: Any, declared: Declared, page: Outline, judgement: Judgement | None
    ) -> None:
        self.cleaned = cleaned
        self.root = root
        self.declared = declared
        self.page = page
        self.judgement = judgement
        self.headline_place = -1
        self.kinds: dict[int, BlockKind] = {}

    def run(self) -> None:
        """Fill the cleaned page."""
        self._body()
        self._fields()
        self._front()
        self._blocks()
        body = "\n".join(self.cleaned.texts("paragraph", "list_item", "blockquote"))
        self._set("language", find_language(self.declared, body), 0.95)

    def _set(self, name: str, found: tuple[Any, ...] | None, confidence: float) -> None:
        if found is not None:
            setattr(self.cleaned, name, found[0])
            self.cleaned.origins[name] = FieldOrigin(source=found[1], confidence=confidence)

    def _body(self) -> None:
        """Choose the body blocks, each text once."""
        if self.judgement is None:
            return
        seen: set[str] = set()
        for place, chance in enumerate(self.judgement.body.tolist()):
            if chance < BODY_FROM:
                continue
            letters = squeeze(self.page.texts[place])
            if len(letters) > 20 and letters in seen:
                continue
            seen.add(letters)
            self.kinds[place] = self._kind(place)

    def _kind(self, place: int) -> BlockKind:
        """Return the kind of a body block, by its element and its looks."""
        page = self.page
        node = page.nodes[place]
        for _ in range(4):
            if node < 0:
                break
            tag = page.tags[node]
            if tag in _HEADING_TAGS:
                return "heading"
            if tag in _TABLE_TAGS:
                return "table" if tag == "tr" else "paragraph"
            if tag in _LIST_TAGS:
                return "list_item"
            if tag == "blockquote":
                return "blockquote"
            node = page.parents[node]
        text = page.texts[place]
        if len(text) <= _MAX_HEADING and page.bold_characters[place] >= 0.9 * len(text) and text[-1] not in ".!…:;,\"”":
            return "heading"
        return "paragraph"

    def _fields(self) -> None:
        cleaned, declared, page, judgement = self.cleaned, self.declared, self.page, self.judgement
        self._set("publisher", find_publisher(declared), 0.95)
        self._set("canonical_url", find_canonical(declared), 0.95)
        self._set("section", find_section(declared), 0.9)
        self._set("keywords", find_keywords(declared), 0.9)
        headline = find_headline(declared, page, judgement, cleaned.publisher)
        if headline is not None:
            self._set("headline", headline, 0.9)
            self.headline_place = headline[2]
        deck = find_deck(page, judgement, set(self.kinds), self.headline_place) if judgement is not None else []
        for place in deck:
            self.kinds[place] = "description"
        self._set("description", find_description(declared, page, deck), 0.85)
        access = find_access(declared)
        if access is not None:
            self._set("is_accessible_for_free", (access, "json-ld"), 0.9)
        dates, origins = find_dates(declared, self.root)
        cleaned.date_published = dates.get("date_published")
        cleaned.date_modified = dates.get("date_modified")
        cleaned.origins.update(origins)
        houses = [name for name in (cleaned.publisher, declared.first_meta("og:site_name")) if name]
        authors = find_authors(declared, page, judgement, name_rules(declared.language), houses)
        if authors.source is not None:
            if authors.people:
                self._set("authors", (authors.people, authors.source), 0.9)
            if authors.organisations:
                self._set("agencies", (authors.organisations, authors.source), 0.9)

    def _front(self) -> None:
        """Name headline, captions, credits, bylines and times among the blocks around the body."""
        page, judgement, kinds = self.page, self.judgement, self.kinds
        if judgement is None:
            return
        cleaned = self.cleaned
        images, places = find_pictures(self.declared, page, judgement, set(kinds))
        if images:
            self._set("images", (images, "text"), 0.8)
        for place, kind in places.items():
            kinds.setdefault(place, "credit" if kind == "credit" else "caption")
        if self.headline_place >= 0:
            kinds[self.headline_place] = "headline"
        byline = judgement.parts["byline"]
        for place in range(len(page.texts)):
            if byline[place] > 0.5 and place not in kinds and len(page.texts[place]) < 200:
                kinds[place] = "byline"
        names = {squeeze(author.name) for author in cleaned.authors}
        del names

    def _blocks(self) -> None:
        """Write kept blocks and dropped ones in reading order."""
        page, cleaned = self.page, self.cleaned
        phrases = phrases_for(self.declared.language)
        seen: dict[tuple[str, str], int] = {}
        row = -1
        for place, text in enumerate(page.texts):
            kind = self.kinds.get(place)
            if kind is None:
                cleaned.dropped.append((text, self._reason(place, phrases)))
                continue
            letters = squeeze(text)
            if kind not in ("paragraph", "heading", "list_item", "blockquote", "table") and (kind, letters) in seen:
                cleaned.dropped.append((text, "repeated"))
                continue
            seen[kind, letters] = place
            if kind == "table" and row >= 0 and self._same_table(row, place):
                before, _ = cleaned.blocks[-1]
                cleaned.blocks[-1] = (f"{before}\n{text}", "table")
            else:
                cleaned.blocks.append((text, kind))
            row = place if kind == "table" else -1

    def _same_table(self, one: int, other: int) -> bool:
        nodes = self.page.nodes
        return self.page.parents[nodes[one]] == self.page.parents[nodes[other]]

    def _reason(self, place: int, phrases: Any) -> str:
        """Say in a word or two why a block was left out."""
        page = self.page
        node = page.nodes[place]
        flags = page.flags[node] if node >= 0 else 0
        begins, _, _ = phrases.look_up(page.texts[place])
        for bit, family in enumerate(FAMILIES):
            if begins >> bit & 1 and family not in ("by", "also", "role"):
                return family
        for flag, reason in ((NAV, "navigation"), (FOOTER, "footer"), (FORM, "form"), (ASIDE, "aside"), (HEADER, "header")):
            if flags & flag:
                return reason
        if page.link_characters[place] > 0.6 * len(page.texts[place]):
            return "links"
        return "not article text"
