"""Redaction: quotations or the names of people are blacked out, character by character, so that offsets stay valid.

Every character but white space is replaced by U+2588 (FULL BLOCK). What is written out elsewhere in the record and
would give the hidden words away goes too: see :func:`redacted`.
"""

from __future__ import annotations

import copy
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator

from msgspec.structs import replace

from newskit.article import Article, Entity
from newskit.errors import RecordError
from newskit.export.options import Redaction
from newskit.export.remap import remapped

_LAYERS = {"quotes": "quotes", "names": "entities"}
"""Where it is told what is to be hidden."""
MASK = "█"
"""What stands for a hidden character."""
_WORD = re.compile(r"\w+")
_LONGEST_NAME = 12
"""Words of the longest name that is looked for again in the text."""
_SHORTEST_QUOTE = 3
"""Words of the shortest quotation that is looked for again in headline, description and captions."""
Span = tuple[int, int]


def redacted(article: Article, what: Collection[Redaction]) -> Article:
    """Return a copy without what must not be seen.

    ``quotes``: the content of every quotation, and every annotation inside one; where a quotation of three words
    or more stands again in headline, description or captions, there too. ``names``: every mention of a person by
    name, the same words wherever they stand again in the text and in the metadata, the names and aliases of
    people, their Wikidata items, and the authors. In both cases ``content`` (the raw page) and keys that newskit
    does not know are dropped, since nobody can say what is in them. Addresses are kept: leave them out with
    ``columns`` where they tell a name.
    A surname alone is hidden where it is capitalised, since a name is seldom printed in full twice. Raises
    RecordError for an article that was not searched for what is to be hidden.
    """
    for name in what:
        layer = _LAYERS[name]
        if getattr(article, layer) is None:
            raise RecordError(f"cannot redact {name}: the article has no {layer}; run extract first", field=layer)
    found = copy.copy(article)
    found.content, found.extra = None, None
    if "quotes" in what:
        found = _without_quotes(found)
    if "names" in what:
        found = _without_names(found)
    return found


# ------------------------------------------------------------------ quotations


def _without_quotes(article: Article) -> Article:
    text = article.text or ""
    spans = _merged((span.start, span.end) for quote in article.quotes or () for span in quote.content)
    phrases = {tuple(_words(text[start:end])) for start, end in spans}
    phrases = {phrase for phrase in phrases if len(phrase) >= _SHORTEST_QUOTE}

    def outside(start: int, end: int) -> Span | None:
        return None if _overlaps(spans, start, end) else (start, end)

    kept = (article.blocks, article.sentences, article.tokens, article.summary)
    found = remapped(article, outside, quoted=lambda start, end: (start, end))
    # these say where text stands, not what it says
    found.blocks, found.sentences, found.tokens, found.summary = kept
    found.text = _masked(text, spans) if article.text is not None else None
    return _with_metadata(found, lambda value: _masked(value, _occurrences(value, phrases)))


# ------------------------------------------------------------------ names


def _without_names(article: Article) -> Article:
    text = article.text or ""
    people = [entity for entity in article.entities or () if entity.label == "PERSON"]
    spans = [(mention.start, mention.end) for entity in people for mention in entity.mentions if mention.kind == "name"]
    named = {text[start:end] for start, end in spans}
    named |= {name for entity in people for name in (entity.name, *entity.aliases)}
    named |= {author.name for author in article.authors or ()}
    phrases = {phrase for name in named if (phrase := tuple(_words(name))) and len(phrase) <= _LONGEST_NAME}

    surnames = {words[-1] for name in named if len(words := _WORD.findall(name)) > 1 and words[-1][:1].isupper()}

    def masked(value: str) -> str:
        return _masked(value, _merged([*_occurrences(value, phrases), *_words_in(value, surnames)]))

    found = _with_metadata(article, masked)
    if article.text is not None:
        found.text = _masked(text, _merged([*spans, *_occurrences(text, phrases), *_words_in(text, surnames)]))
    if article.entities is not None:
        found.entities = [_nameless(entity, masked) for entity in article.entities]
    if article.authors is not None:
        found.authors = [
            replace(author, name=_masked(author.name, [(0, len(author.name))]), url=None) for author in article.authors
        ]
    return found


def _nameless(entity: Entity, masked: Callable[[str], str]) -> Entity:
    if entity.label != "PERSON":
        return replace(entity, name=masked(entity.name), aliases=[masked(alias) for alias in entity.aliases])
    name = _masked(entity.name, [(0, len(entity.name))])
    return replace(
        entity, name=name, aliases=[], roles=[masked(role) for role in entity.roles], wikidata=None, confidence=None
    )


# ------------------------------------------------------------------ what both do


def _with_metadata(article: Article, masked: Callable[[str], str]) -> Article:
    """Return the article with the words of its metadata masked; unknown keys inside are dropped with their objects."""
    found = copy.copy(article)
    for name in ("headline", "description", "section"):
        value = getattr(article, name)
        if value is not None:
            setattr(found, name, masked(value))
    if article.keywords is not None:
        found.keywords = [masked(keyword) for keyword in article.keywords]
    if article.images is not None:
        found.images = [
            replace(image, caption=_or_none(image.caption, masked), credit=_or_none(image.credit, masked), extra=None)
            for image in article.images
        ]
    if article.keyphrases is not None:
        found.keyphrases = [replace(phrase, text=masked(phrase.text)) for phrase in article.keyphrases]
    return found


def _or_none(value: str | None, masked: Callable[[str], str]) -> str | None:
    return None if value is None else masked(value)


def _words(text: str) -> Iterator[str]:
    return (word.casefold() for word in _WORD.findall(text))


def _occurrences(text: str, phrases: Collection[tuple[str, ...]]) -> list[Span]:
    """Return where phrases stand in a text, word by word, whatever the case and the marks between the words."""
    if not phrases:
        return []
    by_first: dict[str, set[int]] = {}
    for phrase in phrases:
        by_first.setdefault(phrase[0], set()).add(len(phrase))
    known = set(phrases)
    words = [(match.group().casefold(), *match.span()) for match in _WORD.finditer(text)]
    found = []
    for place, (word, start, _) in enumerate(words):
        for length in by_first.get(word, ()):
            stretch = words[place : place + length]
            if len(stretch) == length and tuple(each for each, _, _ in stretch) in known:
                found.append((start, stretch[-1][2]))
    return _merged(found)


def _words_in(text: str, known: Collection[str]) -> Iterator[Span]:
    """Yield where one of some words stands in a text, in this very case."""
    return (match.span() for match in _WORD.finditer(text) if match.group() in known)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return the union of spans as spans that do not touch, in order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    return found


def _overlaps(spans: list[Span], start: int, end: int) -> bool:
    """Whether a stretch shares a character with one of the spans, which are in order and apart."""
    place = bisect_right(spans, start, key=lambda span: span[0]) - 1
    behind = place >= 0 and spans[place][1] > start
    ahead = place + 1 < len(spans) and spans[place + 1][0] < end
    return behind or ahead


def _masked(text: str, spans: Iterable[Span]) -> str:
    """Return the text, as long as before, with the spans blacked out."""
    pieces = []
    done = 0
    for start, end in spans:
        pieces += [text[done:start], re.sub(r"\S", MASK, text[start:end])]
        done = end
    return "".join([*pieces, text[done:]])
