"""Which blocks of a page are its article: a learned classifier in two passes.

The first pass judges every block by itself; the second sees what the first said about the blocks around. Further
forests tell headline, description, byline, caption and credit. ``benchmarks/train_clean.py`` learns them.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from newskit.clean.html.features import Hints, PageFeatures, context
from newskit.clean.html.names import NameTable
from newskit.clean.html.outline import Outline
from newskit.clean.html.trees import Forest, Forests
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.json_ld import text_of

PARTS = ("headline", "description", "byline", "caption", "credit")
"""What a block can be besides body."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the classifier says of each block: chances from 0 to 1."""

    #: That it is article body.
    body: Any
    #: That it is one of ``PARTS``, by name.
    parts: dict[str, Any]
    #: The features that it was judged by.
    features: PageFeatures


@dataclass(frozen=True, slots=True)
class BlockClassifier:
    """The learned weights, ready to judge pages."""

    #: What it was learned from, its licences and its version.
    about: dict[str, str]
    names: NameTable
    first: Forest
    second: Forest
    parts: Forests

    def judge(self, page: Outline, hints: Hints) -> Judgement:
        """Judge every block of a page; the page must have some."""
        features = PageFeatures(page, hints, self.names)
        matrix = features.matrix()
        first = self.first.predict(matrix)
        matrix = np.concatenate((matrix, context(features, first)))
        body = chance(self.second.predict(matrix))
        parts = chance(self.parts.predict(matrix))
        return Judgement(body, dict(zip(self.parts.names, parts, strict=True)), features)


def hints_of(declared: Declared) -> Hints:
    """Return what the head of a page says that helps to tell its blocks apart."""
    article = declared.article
    headlines = (
        text_of(article.get("headline")),
        declared.first_meta("og:title"),
        declared.first_meta("twitter:title"),
        declared.title,
    )
    descriptions = (
        text_of(article.get("description")),
        declared.first_meta("og:description"),
        declared.first_meta("description"),
        declared.first_meta("twitter:description"),
    )
    return Hints(
        headlines=tuple(dict.fromkeys(text for text in headlines if text)),
        descriptions=tuple(dict.fromkeys(text for text in descriptions if text)),
        article_body=text_of(article.get("articleBody")) or "",
        is_article=bool(article),
        language=declared.language,
    )


def chance(log_odds: Any) -> Any:
    """Return probabilities for log odds."""
    return 1 / (1 + np.exp(-np.minimum(np.maximum(log_odds, -30), 30)))


@cache
def load_classifier() -> BlockClassifier:
    """Return the classifier that newskit ships, read once a process."""
    source = files("newskit.resources").joinpath("clean", "blocks.npz")
    return read_classifier(source.read_bytes())


def read_classifier(data: bytes) -> BlockClassifier:
    """Read a classifier from the bytes of its file."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        words = str(arrays["names.words"]).split("\n")
        forests = {
            name: Forest(
                arrays[f"{name}.features"].astype(np.int64),
                arrays[f"{name}.borders"],
                arrays[f"{name}.leaves"].astype(np.float32),
                float(arrays[f"{name}.bias"]),
            )
            for name in ("first", "second", *PARTS)
        }
        return BlockClassifier(
            about=json.loads(str(arrays["about"])),
            names=NameTable(words, arrays["names.scores"]),
            first=forests["first"],
            second=forests["second"],
            parts=Forests({part: forests[part] for part in PARTS}),
        )
