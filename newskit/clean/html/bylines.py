"""Who wrote it: people, and the agencies, desks and houses that stand in their place."""

from __future__ import annotations

from typing import Any

from newskit.article import Author
from newskit.clean.html.classify import Judgement
from newskit.clean.html.outline import Mention, Outline
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import plain, text_of
from newskit.clean.metadata.names import NameRules, is_organisation, unique

AUTHOR_META = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "dc.contributor",
    "citation_author",
    "og:article:author",
    "twitter:data1",
    "article:author_name",
    "creator",
    "shareaholic:article_author_name",
    "cxenseparse:author",
    "rbauthors",
)
MAX_AUTHORS = 20
MAX_BYLINE = 200
MAX_DEPTH = 4
UNSURE, SURE = 0.1, 0.25
"""Chances from which a block may be, and is, the byline."""
REACH = 4
"""Blocks around the best one in which further authors are looked for."""


class Credits:
    """People and organisations named as authors, with the source that won."""

    def __init__(self) -> None:
        self.people: list[Author] = []
        self.organisations: list[str] = []
        self.source: str | None = None


def find_authors(
    declared: Declared, page: Outline, judgement: Judgement | None, rules: NameRules, houses: list[str]
) -> Credits:
    """Return people and organisations from the first source that names people, else from the first that names any."""
    sources = [("json-ld", _declared_authors(declared)), ("meta", _meta_authors(declared))]
    if judgement is not None:
        sources.append(("text", _printed_authors(page, judgement, rules)))
    sources.append(("microdata", _item_authors(declared)))
    result = Credits()
    spare: tuple[str, list[str]] | None = None
    for source, entries in sources:
        people: list[Author] = []
        organisations: list[str] = []
        for text, address in entries:
            names = rules.people(text)
            for name in names:
                if is_organisation(name, houses):
                    organisations.append(name)
                else:
                    people.append(Author(name=name, url=address if len(names) == 1 else None))
        if people:
            wanted = unique(author.name for author in people)
            result.people = [next(author for author in people if author.name == name) for name in wanted][:MAX_AUTHORS]
            result.organisations = unique(name for name in organisations if is_organisation(name))
            result.source = source
            return result
        if organisations and spare is None:
            spare = source, unique(organisations)
    if spare is not None:
        result.source, result.organisations = spare
    return result


Entry = tuple[str, str | None]


def _declared_authors(declared: Declared) -> list[Entry]:
    entries: list[Entry] = []
    for key in ("author", "creator"):
        entries.extend(_named(declared, declared.article.get(key)))
        if entries:
            break
    return entries


def _named(declared: Declared, value: Any, depth: int = 0) -> list[Entry]:
    if depth > MAX_DEPTH:
        return []
    if isinstance(value, list):
        return [entry for item in value for entry in _named(declared, item, depth + 1)]
    if isinstance(value, dict):
        name = value.get("name")
        if isinstance(name, list | dict):
            return _named(declared, name, depth + 1)
        if not name and value.get("@id"):
            return next(
                (
                    _named(declared, item, depth + 1)
                    for item in declared.objects
                    if item.get("@id") == value["@id"] and item.get("name")
                ),
                [],
            )
        if not name and (value.get("givenName") or value.get("familyName")):
            name = f"{text_of(value.get('givenName')) or ''} {text_of(value.get('familyName')) or ''}"
        if not name:
            return []
        address = value.get("url") or value.get("sameAs")
        return [(plain(str(name)), address if isinstance(address, str) and address.startswith("http") else None)]
    if isinstance(value, str):
        for item in declared.objects:
            if item.get("@id") == value and item.get("name"):
                return _named(declared, item, depth + 1)
        return [(plain(value), None)]
    return []


def _meta_authors(declared: Declared) -> list[Entry]:
    for meta in AUTHOR_META:
        values = [value for value in declared.meta.get(meta, ()) if value and not value.startswith(("http", "/"))]
        if values:
            return [(value, None) for value in values]
    return []


def _item_authors(declared: Declared) -> list[Entry]:
    entries: list[Entry] = []
    for value, element in declared.items.get("author", ()):
        inner = element.xpath(".//*[@itemprop='name']")
        texts = ["".join(item.itertext()) or item.get("content") or "" for item in inner] or [value]
        entries.extend((" ".join(text.split()), None) for text in texts if text.strip() and len(text) < MAX_BYLINE)
    return entries


def _printed_authors(page: Outline, judgement: Judgement, rules: NameRules) -> list[Entry]:
    """Return what the byline says: the names marked in it, or its words."""
    chances = judgement.parts["byline"]
    marked: dict[int, list[Mention]] = {}
    for mention in page.mentions:
        if mention.place < len(page.texts):
            marked.setdefault(mention.place, []).append(mention)
    scores = {
        place: float(chances[place]) + 0.1 * max((mention.strength for mention in marked.get(place, ())), default=0)
        for place in range(len(page.texts))
        if len(page.texts[place]) < MAX_BYLINE and (chances[place] > UNSURE or place in marked)
    }
    if not scores:
        return []
    best = max(scores, key=lambda place: (scores[place], -place))
    if scores[best] < SURE:
        return []
    entries: list[Entry] = []
    for place in sorted(scores):
        if abs(place - best) > REACH or scores[place] < max(SURE, scores[best] / 2):
            continue
        strongest = max((mention.strength for mention in marked.get(place, ())), default=0)
        names = [mention for mention in marked.get(place, ()) if mention.strength == strongest]
        shortest = [one for one in names if not any(one is not other and other.text in one.text for other in names)]
        if any(rules.people(mention.text) for mention in shortest):
            entries.extend((mention.text, mention.address) for mention in shortest)
        else:
            entries.append((page.texts[place], None))
    return entries
