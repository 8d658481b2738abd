"""Which copy of a story is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from newskit.article import Article

Keep = Literal["first", "longest", "earliest", "original"]

_WIRE = re.compile(r"\((?:AP|AFP|Reuters|dpa|EFE|ANSA|PTI|Xinhua|Kyodo|TASS|PA Media)\)")
_DATELINE = 200
"""Characters at the beginning in which an agency's dateline stands."""
_LATE = "9999"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the choice between copies is made from."""

    number: int
    id: str
    url: str | None
    date: str
    length: int
    is_wire: bool
    #: Belongs to the corpus that is compared with, and is always kept.
    is_reference: bool


def facts_of(article: Article, number: int, *, is_reference: bool) -> Facts:
    """Return what the choice needs of an article."""
    text = article.text or ""
    is_wire = bool(article.agencies) or _WIRE.search(text[:_DATELINE]) is not None
    return Facts(
        number=number,
        id=article.id,
        url=article.canonical_url or article.url,
        date=article.date_modified or article.date_published or _fetched(article) or _LATE,
        length=len(text),
        is_wire=is_wire,
        is_reference=is_reference,
    )


def _fetched(article: Article) -> str | None:
    return article.source.fetched_at if article.source else None


#: For each choice the order in which copies are preferred; the first of the input wins a tie.
KEEP: dict[str, Callable[[Facts], tuple[object, ...]]] = {
    "first": lambda facts: (facts.number,),
    "longest": lambda facts: (-facts.length, facts.number),
    "earliest": lambda facts: (facts.date, facts.number),
    "original": lambda facts: (not facts.is_wire, facts.date, facts.number),
}


def choose(copies: Sequence[Facts], keep: Keep) -> Facts:
    """Return the copy to keep; one of the corpus that is compared with comes before all others."""
    return min(copies, key=lambda facts: (not facts.is_reference, KEEP[keep](facts)))
