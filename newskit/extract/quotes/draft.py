"""An attribution on its way: in token numbers of its block, before it becomes a quote."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newskit.article import Polarity
from newskit.extract.quotes.passage import Range

if TYPE_CHECKING:
    from spacy.tokens import Token

THRESHOLD = 3
"""The grade from which a candidate counts as an attribution."""


@dataclass(slots=True)
class Draft:
    """An attribution in token numbers of its block."""

    lemma: str
    polarity: Polarity
    #: Cue words; ``None`` for a quotation that stands without any.
    cue: Range | None
    content: list[Range]
    #: Heads of the noun phrases of the source.
    sources: list[Token] = field(default_factory=list)
    grade: float = 9
    #: Number of the cue's head, to order and to nest.
    head: int = -1
    #: The frame it was found in.
    frame: str = ""
    #: What the same source goes on to say, for which this content was cut short.
    sibling: Draft | None = None

    @property
    def size(self) -> int:
        """How many tokens its content has."""
        return sum(end - start for start, end in self.content)

    def covers(self, place: int) -> bool:
        """Whether its content holds a token."""
        return any(start <= place < end for start, end in self.content)
