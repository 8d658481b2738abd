"""What the user chose for an export: every exporter is given the same object and takes from it what concerns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from spacy.language import Language

TextChoice = Literal["body", "full"]
Redaction = Literal["quotes", "names"]


@dataclass(frozen=True, kw_only=True)
class Options:
    """The choices that an exporter may heed; what concerns the articles themselves was done before it sees them."""

    #: The article body, or every kept block; ``None`` is the format's own custom.
    text: TextChoice | None = None
    #: Fields or columns to write, in this order; ``None`` is all.
    columns: tuple[str, ...] | None = None
    #: Layer of which each annotation becomes a row.
    explode: str | None = None
    #: Plain text with one sentence a line.
    sentence_per_line: bool = False
    #: Share of the articles by the name of the split.
    splits: Mapping[str, float] = field(default_factory=dict)
    #: Articles in a shard, at the most.
    shard_size: int | None = None
    #: Licence of the corpus for its card, as the hub names it.
    licence: str | None = None
    #: A tagger and parser, where tags and heads are wanted.
    parser: Language | None = None
