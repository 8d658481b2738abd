"""Articles of our own with every layer, and with everything that formats stumble over."""

from __future__ import annotations

from typing import Any

import msgspec

from newskit.article import Article
from newskit.io.record import decode_article

_BLOCKS = [
    ("headline", "Ferry returns to Port Alder 🚢 after storm"),
    ("byline", "By Ann Example"),
    ("caption", "The ferry at the quay on Monday."),
    ("paragraph", "Mayor Ruth Kemp said on Monday that 55 of 57 boats were safe. She thanked the crews."),
    (
        "paragraph",
        '"We were lucky 🙂," Kemp told reporters, "and we know it.\tIt could have been worse.\n\nNobody slept."',
    ),
    ("caption", "Photo: Coast News"),
    ("list_item", "=Schools stay shut"),
    ("list_item", "Trains run"),
    ("heading", "What next?"),
    ("blockquote", "Kemp did not resign; Port Alder’s council <meets> & votes on 3 March 2024."),
]


class _Text:
    """The text of the blocks, and spans found in it by their words."""

    def __init__(self) -> None:
        self.text = ""
        self.blocks: list[dict[str, Any]] = []
        for kind, words in _BLOCKS:
            self.text += "\n\n" if self.text else ""
            start = len(self.text)
            self.text += words
            self.blocks.append({"start": start, "end": len(self.text), "kind": kind})

    def __call__(self, words: str, number: int = 0, **more: Any) -> dict[str, Any]:
        start = -1
        for _ in range(number + 1):
            start = self.text.index(words, start + 1)
        return {"start": start, "end": start + len(words), **more}


def ferry() -> Article:
    """An article with every layer, emoji before spans, a quotation that is interrupted and runs over a blank line."""
    at = _Text()
    sentences = [
        at("Ferry returns to Port Alder 🚢 after storm"),
        at("By Ann Example"),
        at("The ferry at the quay on Monday."),
        at("Mayor Ruth Kemp said on Monday that 55 of 57 boats were safe."),
        at("She thanked the crews."),
        at('"We were lucky 🙂," Kemp told reporters, "and we know it.'),
        at("It could have been worse."),
        at('Nobody slept."'),
        at("Photo: Coast News"),
        at("=Schools stay shut"),
        at("Trains run"),
        at("What next?"),
        at("Kemp did not resign; Port Alder’s council <meets> & votes on 3 March 2024."),
    ]
    record = {
        "id": "ferry-1",
        "url": "https://coast.example/ferry?a=1&b=2",
        "canonical_url": "https://coast.example/ferry",
        "source": {"kind": "url", "headers": {"etag": "x"}},
        "headline": "Ferry returns to Port Alder 🚢 after storm",
        "description": "Kemp thanks the crews: “we were lucky”",
        "authors": [{"name": "Ann Example", "url": "https://coast.example/ann"}],
        "agencies": ["Wire One"],
        "publisher": "Coast News",
        "date_published": "2024-02-26T18:05:00+01:00",
        "date_modified": "2024-02-27",
        "section": "Local",
        "keywords": ["ferry", "storm"],
        "language": "en",
        "images": [{"url": "https://coast.example/1.jpg", "caption": "The ferry", "credit": "J. Doe"}],
        "is_accessible_for_free": True,
        "text": at.text,
        "blocks": at.blocks,
        "sentences": sentences,
        "entities": [
            {
                "id": "e1",
                "label": "PERSON",
                "name": "Ruth Kemp",
                "aliases": ["Kemp"],
                "roles": ["Mayor"],
                "wikidata": "Q42",
                "mentions": [
                    at("Ruth Kemp", kind="name"),
                    at("She", kind="pronoun"),
                    at("Kemp", 1, kind="name"),
                    at("Kemp", 2, kind="name"),
                ],
            },
            {
                "id": "e2",
                "label": "GPE",
                "name": "Port Alder",
                "country": "GB",
                "mentions": [at("Port Alder", kind="name"), at("Port Alder", 1, kind="name")],
            },
            {
                "id": "e3",
                "label": "ORG",
                "name": "Port Alder’s council",
                "mentions": [at("Port Alder’s council", kind="name")],
            },
            {"id": "e4", "label": "NORP", "name": "crews", "mentions": [at("the crews", kind="nominal")]},
        ],
        "times": [
            at("Monday", 1, type="DATE", value="2024-02-26", anchor="2024-02-26"),
            at("3 March 2024", type="DATE", value="2024-03-03", interval=["2024-03-03", "2024-03-04"]),
        ],
        "quantities": [
            at("55", type="CARDINAL", value=55, of=at("boats"), part_of=1),
            at("57", type="CARDINAL", value=57, bound="~", range=[57, 58]),
        ],
        "quotes": [
            {
                "kind": "indirect",
                "content": [at("55 of 57 boats were safe")],
                "cue": at("said", lemma="say"),
                "speakers": [at("Mayor Ruth Kemp", entity="e1")],
            },
            {
                "kind": "direct",
                "content": [
                    at('"We were lucky 🙂,"'),
                    at('"and we know it.\tIt could have been worse.\n\nNobody slept."'),
                ],
                "cue": at("told", lemma="tell"),
                "speakers": [at("Kemp", 1, entity="e1")],
                "polarity": "warns",
            },
        ],
        "events": [
            at("thanked", lemma="thank", agents=[at("She", entity="e1")], patients=[at("the crews", entity="e4")]),
            at(
                "resign",
                lemma="resign",
                agents=[at("Kemp", 2, entity="e1")],
                negated=True,
                time=1,
                place=at("Port Alder", 1, entity="e2"),
                modality="planned",
                **{"class": "RESIGN"},
            ),
        ],
        "summary": {
            "who": at("Ruth Kemp"),
            "what": at("said"),
            "when": at("Monday", 1, value="2024-02-26"),
            "lead": [at("She thanked the crews.")],
        },
        "keyphrases": [{"text": "boats", "score": 1.0, "mentions": [at("boats")]}],
        "topics": [{"code": "11000000", "name": "politics", "score": 0.75}],
        "duplicate_of": "ferry-0",
        "duplicate_kind": "near",
        "provenance": [{"stage": "clean", "version": "0.1.0", "options": {"extractor": "auto"}}],
        "my_key": {"n": 1},
    }
    return decode_article(msgspec.json.encode(record))


def odd() -> Article:
    """An article whose id, metadata and text hold what formats must escape; the text is not in NFC."""
    text = "=cmd()\r\nCafe\u0301 “quoted” — 10\u00a0000 a|b `x` *y* # z\x0b\x85\u2028 \ufeff]]> tail\x01 end."
    return decode_article(
        msgspec.json.encode(
            {
                "id": "../a b/ü\t1",
                "url": "https://пример.example/ä",
                "headline": '=1+1; "two"\nlines\x07',
                "publisher": "-Coast--News-",
                "language": "de",
                "keywords": ["@a", "b; c"],
                "date_published": "2024",
                "text": text,
                "blocks": [{"start": 0, "end": len(text), "kind": "paragraph"}],
                "sentences": [{"start": 0, "end": 6}, {"start": 8, "end": len(text)}],
            }
        )
    )


def bare() -> Article:
    """An article with a text and nothing else."""
    return Article(id="bare", text="It rained in Berlin. It stopped.")


def corpus() -> list[Article]:
    """All three."""
    return [ferry(), odd(), bare()]
