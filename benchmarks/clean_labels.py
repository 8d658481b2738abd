"""Labels for the blocks of pages whose article is known: what ``train_clean.py`` learns from.

A set is a folder with ``dev.input.jsonl.gz`` (records with ``id``, ``url``, ``content``) and ``dev.gold.jsonl`` (what
is known of each page: ``body`` ``description`` ``headline`` ``authors`` ``images``, or segments ``with``, ``without``).
"""

from __future__ import annotations

import collections
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newskit.clean.html.characters import squeeze
from newskit.clean.html.classify import hints_of
from newskit.clean.html.features import Hints
from newskit.clean.html.outline import Outline
from newskit.clean.html.parse import parse_html
from newskit.clean.html.trim import without_unread
from newskit.clean.html.walk import outline
from newskit.clean.metadata.declared import read_declared

UNKNOWN = -1.0
BODY_FROM = 0.6
"""Share of a block's four-word sequences found in the known body from which it counts as body."""

_DOMAIN, _GRAM, _SHORT, _DECK, _CREDIT = 2, 4, 12, 25, 90
"""Labels of a domain, words of a sequence, letters of a short text, of a deck, of a credit."""
_WORD = re.compile(r"\w+")
_SECOND_LEVEL = frozenset(["co", "com", "org", "net", "gov", "ac", "or", "ne", "gob", "edu"])


@dataclass(slots=True)
class LabelledPage:
    """A page with what each of its blocks is."""

    set: str
    id: str
    publisher: str
    record: dict[str, Any]
    outline: Outline
    hints: Hints
    #: Share of body in each block, ``UNKNOWN`` where the gold says nothing.
    body: list[float]
    #: Per part: whether each block is it; a part that the set knows nothing of is missing.
    parts: dict[str, list[bool]] = field(default_factory=dict)


def read_set(folder: Path) -> Iterator[LabelledPage]:
    """Yield the labelled pages of one set; pages without text are left out."""
    with (folder / "dev.gold.jsonl").open(encoding="utf-8") as lines:
        gold = {record["id"]: record for record in map(json.loads, lines)}
    with gzip.open(folder / "dev.input.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            events = parse_html(without_unread(record["content"]))
            page = outline(events)
            if not page.texts:
                continue
            known = gold[record["id"]]
            body = _body(page, known) if "body" in known else _segments(page, known)
            yield LabelledPage(
                set=folder.name,
                id=record["id"],
                publisher=publisher_of(record["url"]),
                record=record,
                outline=page,
                hints=hints_of(read_declared(events, record["url"])),
                body=body,
                parts=_parts(page, known, body),
            )


def publisher_of(url: str) -> str:
    """Return the registered domain of an address: pages of one publisher must not stand in two folds."""
    labels = re.sub(r"^\w+://", "", url).split("/")[0].split(":")[0].lower().split(".")
    return ".".join(labels[-3:] if len(labels) > _DOMAIN and labels[-2] in _SECOND_LEVEL else labels[-2:])


def _body(page: Outline, known: dict[str, Any]) -> list[float]:
    paragraphs = [block["text"] for block in known["body"]]
    words = _WORD.findall("\n".join(paragraphs))
    grams = {tuple(words[place : place + _GRAM]) for place in range(len(words) - _GRAM + 1)}
    exact = {squeeze(paragraph) for paragraph in paragraphs}
    whole = squeeze(" ".join(paragraphs))
    squeezed = [squeeze(text) for text in page.texts]
    shares = []
    for text, letters in zip(page.texts, squeezed, strict=True):
        own = _WORD.findall(text)
        if letters in exact:
            shares.append(1.0)
        elif len(own) < _GRAM:
            shares.append(UNKNOWN if letters and letters in whole else 0.0)
        else:
            found = sum(tuple(own[place : place + _GRAM]) in grams for place in range(len(own) - _GRAM + 1))
            shares.append(found / (len(own) - _GRAM + 1))
    for place, share in enumerate(shares):
        if share == UNKNOWN:  # a few words of the body count where a paragraph of it is next to them
            near = any(shares[other] >= BODY_FROM for other in (place - 1, place + 1) if 0 <= other < len(shares))
            shares[place] = 1.0 if near and (page.after_break[place] or len(squeezed[place]) > _SHORT) else 0.0
    _keep_one_copy(page, squeezed, shares, collections.Counter(squeeze(text) for text in paragraphs))
    return shares


def _keep_one_copy(page: Outline, squeezed: list[str], shares: list[float], wanted: dict[str, int]) -> None:
    """Of equal blocks keep as body as many as the gold has, those whose surroundings hold most of the body."""
    copies = collections.defaultdict(list)
    for place, share in enumerate(shares):
        if share >= BODY_FROM:
            copies[squeezed[place]].append(place)
    parent = [page.parents[node] if node >= 0 else -1 for node in page.nodes]
    mass: collections.Counter[int] = collections.Counter()
    for text, places in copies.items():
        if len(places) == 1:
            mass[parent[places[0]]] += len(text)
    for text, places in copies.items():
        best = sorted(places, key=lambda place: (-mass[parent[place]], -len(page.texts[place]), place))
        for place in best[max(1, wanted.get(text, 1)) :]:
            shares[place] = 0.0


def _segments(page: Outline, known: dict[str, Any]) -> list[float]:
    shares = [UNKNOWN] * len(page.texts)
    for segment in (*known.get("without", ()), *known.get("comments", ())):
        for place, text in enumerate(page.texts):
            if " ".join(segment.split()) in text:
                shares[place] = 0.0
    for segment in known.get("with", ()):
        places = [place for place, text in enumerate(page.texts) if " ".join(segment.split()) in text]
        if len(places) == 1:
            shares[places[0]] = 1.0
    return shares


def _parts(page: Outline, known: dict[str, Any], body: list[float]) -> dict[str, list[bool]]:
    squeezed = [squeeze(text) for text in page.texts]
    parts: dict[str, list[bool]] = {}
    if known.get("headline"):
        headline = squeeze(known["headline"])
        parts["headline"] = [text == headline for text in squeezed]
    if known["set"] == "fundus258":  # elsewhere the description may be the article's first paragraph
        parts["description"] = _decks(squeezed, known)
    if known.get("authors"):
        names = [squeeze(name) for name in known["authors"] if squeeze(name)]
        room = 2 * sum(map(len, names)) + 40
        parts["byline"] = [
            any(name in text for name in names) and len(text) <= room and share < BODY_FROM
            for text, share in zip(squeezed, body, strict=True)
        ]
    if "images" in known:
        captions = [squeeze(image["caption"]) for image in known["images"] if image.get("caption")]
        credits_ = [squeeze(credit) for image in known["images"] for credit in image.get("credit") or ()]
        parts["caption"] = [
            share < BODY_FROM and any(_is_caption(text, caption) for caption in captions)
            for text, share in zip(squeezed, body, strict=True)
        ]
        parts["credit"] = [
            share < BODY_FROM
            and not caption
            and len(text) < _CREDIT
            and any(
                len(credit) > _DOMAIN and credit in text and len(text) <= 2 * len(credit) + 12 for credit in credits_
            )
            for text, share, caption in zip(squeezed, body, parts["caption"], strict=True)
        ]
    return parts


def _decks(squeezed: list[str], known: dict[str, Any]) -> list[bool]:
    decks = [squeeze(text) for text in known.get("description") or ()]
    joined = "".join(decks)
    paragraphs = {squeeze(block["text"]) for block in known.get("body", ())}
    return [
        bool(text)
        and text not in paragraphs
        and (text in decks or (len(text) > _DECK and text in joined) or any(_is_deck(text, deck) for deck in decks))
        for text in squeezed
    ]


def _is_deck(text: str, deck: str) -> bool:
    return len(deck) > _DECK and deck in text and len(text) < 1.4 * len(deck)


def _is_credit(text: str, credit: str) -> bool:
    return len(credit) > _DOMAIN and credit in text and len(text) <= 2 * len(credit) + _SHORT


def _is_caption(text: str, caption: str) -> bool:
    if text == caption:
        return True
    if len(caption) <= _SHORT:
        return False
    return (caption in text and len(text) < 1.8 * len(caption) + 20) or (
        text in caption and len(text) > len(caption) / 2
    )
