"""From decisions to a cleaned page: blocks in their order, and the metadata that the front matter states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from newskit.article import Author, FieldOrigin, Image
from newskit.clean.page import CleanedPage
from newskit.clean.plain.credits import credit_name
from newskit.clean.plain.dates import stamps
from newskit.clean.plain.decision import Decision
from newskit.clean.plain.lexicon import BIT, WORD, lexicon
from newskit.clean.plain.names import agency_of, read_byline

if TYPE_CHECKING:
    from newskit.article import BlockKind

_BULLET = re.compile(r"^(?:[•●▪◦‣∙*·►▶]|[-–—](?= ?[^\W\d_a-z])|o(?= [A-Z]))\s+(?=\S)")
_DATELINE = re.compile(r"[^\W\d_][^()\n]{1,60}\(([^()\n]{2,30})\) ?(?:[-–—]|$)")
_DASH_LIST = 3
_SHORT_SIGNATURE = 80
_CONTENT_WORDS = 3


def page(decisions: list[Decision], *, language: str | None = None, url: str | None = None) -> CleanedPage:
    """Return the page; texts are as the lines print them, metadata without labels."""
    cleaned = CleanedPage(language=language)
    body = [place for place, decision in enumerate(decisions) if decision.kind in ("paragraph", "heading")]
    first, last = (body[0], body[-1]) if body else (len(decisions), len(decisions))
    kept: list[tuple[Decision, BlockKind]] = []
    for place, decision in enumerate(decisions):
        if decision.kind == "drop":
            signature = read_byline(decision.text) if place > last and len(decision.text) < _SHORT_SIGNATURE else None
            if signature is None or not signature.agencies or not _only_agencies(decision.text):
                cleaned.dropped.append((decision.text, decision.reason or "furniture"))
                continue
            kept.append((decision, "agency"))
        else:
            kept.append((decision, _kind(decision, front=place < first, tail=place > last)))
    kept = _marked_lists(kept)
    cleaned.blocks = [(decision.text, kind) for decision, kind in kept]
    _headline(cleaned, kept)
    _signatures(cleaned, kept)
    _dateline(cleaned, kept)
    _dates(cleaned, kept, language, url)
    cleaned.images = _images(kept)
    return cleaned


def _kind(decision: Decision, *, front: bool, tail: bool) -> BlockKind:
    """Refine a kind by what the text says of itself."""
    text = decision.text
    words = WORD.findall(text[:80].casefold())
    if decision.kind in ("paragraph", "heading", "byline"):
        if _starts(words, text, "correction") and (":" in text[:60] or tail):
            return "correction"
        if tail and len(text) < _SHORT_SIGNATURE and _only_agencies(text):
            return "agency"
    if decision.kind == "byline" and not front and _only_agencies(text) and "agencies" in _categories(words):
        return "agency"
    return cast("BlockKind", decision.kind)


def _starts(words: list[str], text: str, category: str) -> bool:
    hits = lexicon().hits(words)
    inside = lexicon().hits_inside(text[:20])
    return any(start == 0 and categories & BIT[category] for start, _, categories in (*hits[:1], *inside[:1]))


def _categories(words: list[str]) -> set[str]:
    return {name for _, _, bits in lexicon().hits(words) for name in ("agencies", "agency") if bits & BIT[name]}


def _only_agencies(text: str) -> bool:
    """Whether a line names agencies, at most beside the house, and no person."""
    signature = read_byline(text)
    words = len(text.split())
    named = sum(len(name.split()) for name in signature.agencies) + len((signature.publisher or "").split())
    return bool(signature.agencies) and not signature.people and words <= named + _CONTENT_WORDS


def _marked_lists(kept: list[tuple[Decision, BlockKind]]) -> list[tuple[Decision, BlockKind]]:
    """Turn paragraphs with a bullet into list items; dashes are bullets where they are many, else speech."""
    running = [decision.text for decision, kind in kept if kind in ("paragraph", "heading")]
    dashes = sum(text[0] in "-–—" for text in running)
    speech = dashes < _DASH_LIST or dashes * 2 > len(running)
    marked: list[tuple[Decision, BlockKind]] = []
    for decision, kind in kept:
        bullet = _BULLET.match(decision.text) if kind in ("paragraph", "heading") else None
        if bullet is None or (speech and decision.text[0] in "-–—"):
            marked.append((decision, kind))
            continue
        text = decision.text[bullet.end() :]
        marked.append((Decision(text, decision.kind, None, decision.confidence), "list_item"))
    return marked


def _headline(cleaned: CleanedPage, kept: list[tuple[Decision, BlockKind]]) -> None:
    for decision, kind in kept:
        if kind == "headline" and cleaned.headline is None:
            cleaned.headline = decision.text
            _origin(cleaned, "headline", decision)
        elif kind == "description":
            both = f"{cleaned.description} {decision.text}" if cleaned.description else decision.text
            cleaned.description = both
            _origin(cleaned, "description", decision)


def _signatures(cleaned: CleanedPage, kept: list[tuple[Decision, BlockKind]]) -> None:
    """Read people, agencies and the house from bylines, agency lines and timestamps that begin with a name."""
    for decision, kind in kept:
        if kind not in ("byline", "agency", "timestamp"):
            continue
        signature = read_byline(decision.text, sure=kind != "timestamp")
        for name in signature.people:
            if name.casefold() not in {author.name.casefold() for author in cleaned.authors}:
                cleaned.authors.append(Author(name=name))
                _origin(cleaned, "authors", decision)
        for agency in signature.agencies if kind != "timestamp" else ():
            if agency not in cleaned.agencies:
                cleaned.agencies.append(agency)
                _origin(cleaned, "agencies", decision)
        if signature.publisher and kind == "agency" and cleaned.publisher is None:
            cleaned.publisher = signature.publisher
            _origin(cleaned, "publisher", decision)


def _dateline(cleaned: CleanedPage, kept: list[tuple[Decision, BlockKind]]) -> None:
    """Read the agency that the dateline names: "LINDAU, Oct. 8 (Reuters) - The ferries ..."."""
    opening = next((decision for decision, kind in kept if kind in ("paragraph", "dateline")), None)
    named = _DATELINE.match(opening.text) if opening is not None else None
    agency = agency_of(named.group(1)) if named is not None else None
    if opening is not None and agency is not None and agency not in cleaned.agencies:
        cleaned.agencies.append(agency)
        _origin(cleaned, "agencies", opening)


def _dates(cleaned: CleanedPage, kept: list[tuple[Decision, BlockKind]], language: str | None, url: str | None) -> None:
    for decision, kind in kept:
        if kind not in ("timestamp", "byline"):
            continue
        for stamp in stamps(decision.text, language=language, url=url):
            field = "date_modified" if stamp.updated else "date_published"
            known = getattr(cleaned, field)
            if known is None or (stamp.value.startswith(known) and len(stamp.value) > len(known)):
                setattr(cleaned, field, stamp.value)
                _origin(cleaned, field, decision)


def _images(kept: list[tuple[Decision, BlockKind]]) -> list[Image]:
    """Pair each caption with the credit next to it: the one after it, else the one before."""
    images: list[Image] = []
    waiting: str | None = None
    caption: str | None = None
    for decision, kind in kept:
        if kind == "credit":
            credit = credit_name(decision.text)
            if decision.continues and waiting is not None:
                waiting = f"{waiting}, {credit}"
            elif decision.continues and images and caption is None:
                last = images.pop()
                images.append(Image(caption=last.caption, credit=", ".join(filter(None, (last.credit, credit)))))
            elif caption is not None:
                images.append(Image(caption=caption, credit=credit))
                caption = None
            else:
                if waiting is not None:
                    images.append(Image(credit=waiting))
                waiting = credit
            continue
        if caption is not None:
            images.append(Image(caption=caption))
            caption = None
        if kind == "caption":
            if waiting is not None:
                images.append(Image(caption=decision.text, credit=waiting))
                waiting = None
            else:
                caption = decision.text
        elif waiting is not None:
            images.append(Image(credit=waiting))
            waiting = None
    if caption is not None or waiting is not None:
        images.append(Image(caption=caption, credit=waiting))
    return images


def _origin(cleaned: CleanedPage, field: str, decision: Decision) -> None:
    cleaned.origins.setdefault(field, FieldOrigin(source="text", confidence=round(float(decision.confidence), 3)))
