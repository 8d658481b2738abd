"""From a page to its blocks and metadata: the one way through this package."""

from __future__ import annotations

from typing import Any

from newskit.article import BODY_KINDS, BlockKind, FieldOrigin
from newskit.clean.html.characters import squeeze
from newskit.clean.html.classify import BlockClassifier, Judgement, hints_of, load_classifier
from newskit.clean.html.embeds import embedded, is_embed
from newskit.clean.html.events import Events
from newskit.clean.html.fallback import Blocks, read_article_body, read_with_trafilatura
from newskit.clean.html.kinds import body_kinds, name_corrections, name_dateline
from newskit.clean.html.live import is_live_blog, read_updates
from newskit.clean.html.outline import ASIDE, FOOTER, FORM, HEADER, NAV, Outline
from newskit.clean.html.page_kind import count_words, find_page_kind
from newskit.clean.html.parse import parse_html, parse_tree
from newskit.clean.html.phrases import FAMILIES, phrases_for
from newskit.clean.html.pictures import find_pictures
from newskit.clean.html.trim import without_unread
from newskit.clean.html.walk import outline
from newskit.clean.metadata.authors import MAX_BYLINE, find_authors
from newskit.clean.metadata.date_lines import front_lines, printed_times
from newskit.clean.metadata.dates import find_dates
from newskit.clean.metadata.declared import Declared, read_declared
from newskit.clean.metadata.description import find_deck, find_description
from newskit.clean.metadata.evidence import Evidence
from newskit.clean.metadata.fields import (
    find_access,
    find_canonical,
    find_keywords,
    find_language,
    find_publisher,
    find_section,
)
from newskit.clean.metadata.headline import find_headline
from newskit.clean.metadata.names import is_organisation, name_rules
from newskit.clean.metadata.ranking import Rankers, load_rankers
from newskit.clean.page import CleanedPage
from newskit.clean.repair import may_be_damaged, repair

_BYLINE_FROM = 0.5
_MAX_TIME = 60
_LEAST_BODY = 120
"""Characters of body below which other ways are tried."""


def clean_html(
    content: str,
    url: str | None = None,
    *,
    extractor: str = "auto",
    explain: bool = False,
    classifier: BlockClassifier | None = None,
    rankers: Rankers | None = None,
) -> CleanedPage:
    """Return the blocks and the metadata of a page.

    ``url`` is the address it was read from; ``extractor`` chooses the body: ``newskit`` (the classifier),
    ``trafilatura``, or ``auto`` (the classifier, and others where it finds nothing). ``explain`` gives a reason for
    every block that is left out; without it ``dropped`` stays empty. ``classifier`` and ``rankers`` hold other
    weights than those that newskit ships.
    Raises StageError (``unparsable``) where the content has no element.
    """
    events = parse_html(without_unread(content, menus=explain))
    declared = read_declared(events, url)
    page = outline(events)
    judgement = (classifier or load_classifier()).judge(page, hints_of(declared)) if page.texts else None
    composition = _Composition(content, events, declared, page, judgement=judgement, rankers=rankers or load_rankers())
    cleaned = composition.cleaned
    if page.cut:
        cleaned.notes.append("the page has more blocks than are read")
    composition.run(explain=explain)
    composition.replace_body(extractor)
    composition.repair()
    words = count_words(cleaned.texts("paragraph", "list_item", "blockquote", "table"))
    cleaned.page_kind = find_page_kind(declared, page, words, len(cleaned.images))
    return cleaned


class _Composition:
    """Puts one cleaned page together."""

    def __init__(
        self,
        content: str,
        events: Events,
        declared: Declared,
        page: Outline,
        *,
        judgement: Judgement | None,
        rankers: Rankers,
    ) -> None:
        self.cleaned = CleanedPage()
        self.content = content
        self.events = events
        self.declared = declared
        self.page = page
        self.judgement = judgement
        self.rankers = rankers
        self.headline_place = -1
        self.kinds: dict[int, BlockKind] = {}
        self.is_live = is_live_blog(declared)
        self.letters = judgement.features.squeezed if judgement is not None else []
        self.phrases = phrases_for(declared.language)

    def run(self, *, explain: bool) -> None:
        """Fill the cleaned page."""
        self.kinds = body_kinds(self.page, self.judgement)
        self._fields()
        self._front()
        name_corrections(self.page, self.kinds, self.judgement)
        name_dateline(self.page, self.kinds)
        self._blocks(explain=explain)
        body = "\n".join(self.cleaned.texts("paragraph", "list_item", "blockquote"))
        self._set("language", find_language(self.declared, body), 0.95)

    def _set(self, name: str, found: tuple[Any, ...] | None, confidence: float) -> None:
        if found is not None:
            setattr(self.cleaned, name, found[0])
            self.cleaned.origins[name] = FieldOrigin(source=found[1], confidence=confidence)

    def _fields(self) -> None:
        cleaned, declared, page, judgement = self.cleaned, self.declared, self.page, self.judgement
        self._set("publisher", find_publisher(declared), 0.95)
        self._set("canonical_url", find_canonical(declared), 0.95)
        self._set("section", find_section(declared), 0.9)
        self._set("keywords", find_keywords(declared), 0.9)
        evidence = Evidence(declared, page, judgement, dict(self.kinds), cleaned.publisher)
        headline = find_headline(evidence, self.rankers)
        if headline is not None:
            self._set("headline", headline[:2], headline[2])
            self.headline_place = evidence.headline = headline[3]
        description = find_description(evidence, self.rankers)
        deck: list[int] = []
        if judgement is not None:
            last = max(self.kinds, default=len(page.texts)) + 1
            deck = find_deck(page, judgement, last, self.headline_place, is_news=evidence.is_news)
        if description is not None:
            self._set("description", description[:2], description[2])
            deck.extend(place for place in description[3] if place not in self.kinds)
        self.kinds.update(dict.fromkeys(deck, "description"))
        access = find_access(declared)
        if access is not None:
            self._set("is_accessible_for_free", (access, "json-ld"), 0.9)
        marked = (value for _, value in page.times)
        lines, front = printed_times(evidence), front_lines(evidence)
        dates, origins = find_dates(declared, self._whole_page, lines, marked, front, is_news=evidence.is_filed)
        cleaned.date_published = dates.get("date_published")
        cleaned.date_modified = dates.get("date_modified")
        cleaned.origins.update(origins)
        authors = find_authors(evidence, self.rankers)
        if authors is not None:
            if authors.people:
                self._set("authors", (authors.people, authors.source), authors.chance)
            if authors.organisations:
                self._set("agencies", (authors.organisations, authors.source), authors.chance)

    def _whole_page(self) -> Any:
        """Return the page's tree with all that its scripts hold, where dates may be written; few pages need one."""
        return parse_tree(self.content)

    def _front(self) -> None:
        """Name headline, captions, credits, bylines and times among the blocks around the body."""
        page, judgement, kinds = self.page, self.judgement, self.kinds
        if judgement is None:
            return
        body = {place for place, kind in kinds.items() if kind in BODY_KINDS}
        images, places = find_pictures(self.declared, page, judgement, body, self.phrases)
        if images:
            self._set("images", (images, "text"), 0.8)
        for place, kind in places.items():
            kinds.setdefault(place, kind)
        if self.headline_place >= 0:
            kinds[self.headline_place] = "headline"
        byline = judgement.parts["byline"].tolist()
        rules = name_rules(self.declared.language)
        for place in range(len(page.texts)):
            if byline[place] > _BYLINE_FROM and place not in kinds and len(page.texts[place]) < MAX_BYLINE:
                kinds[place] = "byline"
                names = rules.people(page.texts[place])
                if names and all(is_organisation(name) for name in names):
                    kinds[place] = "agency"
        self._times()

    def _times(self) -> None:
        """Name the times printed with the article: those in ``<time>`` elements around its body."""
        page, kinds = self.page, self.kinds
        body = [place for place, kind in kinds.items() if kind in BODY_KINDS]
        first = min((place for place in (self.headline_place, *body[:1]) if place >= 0), default=0)
        for place, _ in page.times:
            if not first - 3 <= place <= max(body, default=-1) or place >= len(page.texts):
                continue
            text = page.texts[place]
            if (
                len(text) <= _MAX_TIME
                and any(map(str.isdigit, text))
                and kinds.get(place) in (None, "paragraph", "list_item")
            ):
                kinds[place] = "timestamp"

    def replace_body(self, extractor: str) -> None:
        """Put another extractor's blocks in the place of the body, where it was asked for or the body is missing."""
        cleaned = self.cleaned
        characters = sum(len(text) for text, kind in cleaned.blocks if kind in BODY_KINDS)
        updates = read_updates(self.declared) if self.is_live and extractor == "auto" else []
        if sum(len(text) for text, _ in updates) > 2 * characters:
            blocks, source = updates, "liveBlogUpdate of JSON-LD"
        elif extractor == "newskit" or (extractor == "auto" and characters >= _LEAST_BODY):
            return
        else:
            blocks, source = self._with_trafilatura(), "trafilatura"
            declared = read_article_body(self.declared) if extractor == "auto" else []
            if sum(len(text) for text, _ in declared) > sum(len(text) for text, _ in blocks):
                blocks, source = declared, "articleBody of JSON-LD"
        if extractor == "auto" and sum(len(text) for text, _ in blocks) <= 2 * characters:
            return
        shown = {squeeze(text) for text, kind in cleaned.blocks if kind not in BODY_KINDS}
        front = [block for block in cleaned.blocks if block[1] not in BODY_KINDS]
        cleaned.dropped.extend((text, "other extractor") for text, kind in cleaned.blocks if kind in BODY_KINDS)
        cleaned.blocks = front + [
            block for block in blocks if block[1] == "timestamp" or squeeze(block[0]) not in shown
        ]
        cleaned.notes.append(f"body by {source}")

    def _with_trafilatura(self) -> Blocks:
        """Return the blocks that trafilatura finds; it is not loaded for a page whose text is made by scripts."""
        if not self.page.texts and not self.page.left_out:
            return []
        return read_with_trafilatura(parse_tree(without_unread(self.content)), self.declared.url)

    def repair(self) -> None:
        """Put characters right that were read in the wrong encoding, in all that is shown."""
        cleaned = self.cleaned
        whole = "\n".join(text for text, _ in cleaned.blocks)
        if not may_be_damaged(whole) or repair(whole) == whole:
            return
        cleaned.blocks = [(repair(text), kind) for text, kind in cleaned.blocks]
        for name in ("headline", "description"):
            if value := getattr(cleaned, name):
                setattr(cleaned, name, repair(value))
        cleaned.notes.append("text repaired that was read in the wrong encoding")

    def _blocks(self, *, explain: bool) -> None:
        """Write kept blocks and dropped ones in reading order."""
        page, cleaned = self.page, self.cleaned
        seen: dict[tuple[str, str], int] = {}
        row = -1
        unread = sorted(page.left_out, key=lambda item: item[0], reverse=True) if explain else []
        for place, text in enumerate(page.texts):
            while unread and unread[-1][0] <= place:
                self._drop_unread(*unread.pop()[1:])
            kind = self.kinds.get(place)
            if kind is None:
                if explain:
                    cleaned.dropped.append((text, self._reason(place)))
                continue
            letters = self.letters[place]
            once = kind not in BODY_KINDS and not (self.is_live and kind == "timestamp")
            if once and (kind, letters) in seen:
                cleaned.dropped.append((text, "repeated"))
                continue
            seen[kind, letters] = place
            if kind == "table" and row >= 0 and self._same_table(row, place):
                before, _ = cleaned.blocks[-1]
                cleaned.blocks[-1] = (f"{before}\n{text}", "table")
            else:
                cleaned.blocks.append((text, kind))
            row = place if kind == "table" else -1
        for _, what, reason in reversed(unread):
            self._drop_unread(what, reason)
        if explain:
            cleaned.dropped.extend((address, "embed") for address in embedded(self.events))

    def _drop_unread(self, what: int | str, reason: str) -> None:
        """Write down what the walk has left out: a text, or all that an element holds."""
        text = what if isinstance(what, str) else " ".join(" ".join(self.events.texts(what)).split())
        if text:
            self.cleaned.dropped.append((text, reason))

    def _same_table(self, one: int, other: int) -> bool:
        nodes = self.page.nodes
        return self.page.parents[nodes[one]] == self.page.parents[nodes[other]]

    def _reason(self, place: int) -> str:
        """Say in a word or two why a block was left out."""
        page = self.page
        node = page.nodes[place]
        flags = page.flags[node] if node >= 0 else 0
        begins, _, _ = self.phrases.look_up(page.texts[place])
        for bit, family in enumerate(FAMILIES):
            if begins >> bit & 1 and family not in ("by", "also", "role"):
                return family
        if is_embed(page, node):
            return "embed"
        for flag, reason in (
            (NAV, "navigation"),
            (FOOTER, "footer"),
            (FORM, "form"),
            (ASIDE, "aside"),
            (HEADER, "header"),
        ):
            if flags & flag:
                return reason
        if page.link_characters[place] > 0.6 * len(page.texts[place]):
            return "links"
        return "not article text"
