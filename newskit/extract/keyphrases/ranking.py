"""Ranking of nouns and names by frequency, place and prominence (after Luhn 1958 and El-Beltagy's KP-Miner, 2009)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newskit.article import Keyphrase, Span
from newskit.extract.document import Document, ParsedBlock

if TYPE_CHECKING:
    from spacy.tokens import Token

LIMIT = 30
"""Keyphrases of an article, at the most."""
_WEIGHTS = {"headline": 3.0, "description": 1.5}
_DULL = frozenset(
    {"time", "way", "thing", "lot", "bit", "kind", "mrs", "percent", "today", "week", "day", "month", "year", "people"}
)
_MIN_LETTERS = 1.5
_LONG_WORD = 12
"""Letters up to which a longer word is a more telling one."""
_LETTERS = 1.5
_FREQUENCY = 0.7
_EARLY = 1.3
_CLASSES = {"NOUN": 1.0, "PROPN": 1.0, "VERB": 0.9, "ADJ": 0.9}
"""What a word of each class counts."""


@dataclass
class _Group:
    """One word or name in all its forms."""

    weight: float = 0.0
    first: int = 0
    letters: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    mentions: list[Span] = field(default_factory=list)


def rank(document: Document) -> list[Keyphrase]:
    """Return the best groups as keyphrases; the score is 1 for the first."""
    groups: dict[str, _Group] = defaultdict(_Group)
    length = max(len(document.text), 1)
    for block in document.blocks:
        if block.parse is None or not (block.is_body or block.block.kind in _WEIGHTS):
            continue
        for key, form, start, end, share in _candidates(block):
            group = groups[key]
            if not group.mentions:
                group.first, group.letters = start, len(key)
            group.weight += _WEIGHTS.get(block.block.kind, 1.0) * share
            group.forms[form] += 1
            group.mentions.append(Span(start=start, end=end))
    scores = {key: _score(group, length) for key, group in groups.items()}
    ordered = sorted(groups, key=lambda key: (-scores[key], groups[key].first, key))[:LIMIT]
    top = scores[ordered[0]] if ordered else 1.0
    return [
        Keyphrase(
            text=min(groups[key].forms, key=lambda form: (-groups[key].forms[form], form)),
            score=round(scores[key] / top, 4),
            mentions=groups[key].mentions,
        )
        for key in ordered
    ]


def _score(group: _Group, length: int) -> float:
    """Weigh how often a word stands and how early it is first said."""
    size: float = min(group.letters, _LONG_WORD) ** _LETTERS
    often: float = group.weight**_FREQUENCY
    return often * size * (_EARLY - group.first / length)


def _candidates(block: ParsedBlock) -> Iterator[tuple[str, str, int, int, float]]:
    """Yield the nouns and names of a block as ``(key, form, start, end)``."""
    assert block.parse is not None
    for token in block.parse:
        share = _CLASSES.get(token.pos_)
        if share is not None and _is_telling(token):
            start, end = block.span(token)
            yield token.lemma_.lower(), token.text, start, end, share


def _is_telling(token: Token) -> bool:
    lemma = token.lemma_.lower()
    if len(lemma) < _MIN_LETTERS or lemma in _DULL or token.is_stop:
        return False
    return token.ent_type_ not in ("DATE", "TIME") and any(map(str.isalpha, lemma))
