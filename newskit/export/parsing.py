"""Tags and heads for tokens that are there already, for the formats that have columns for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newskit.export.relations import to_universal

if TYPE_CHECKING:
    from spacy.language import Language

BATCH = 256
"""Sentences that the tagger sees at once."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the parser says of one token, in the terms of CoNLL-U; ``head`` counts from 1, 0 is the root."""

    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str


def speaks(parser: Language | None, language: str | None) -> bool:
    """Whether a parser is made for a language; one that is not known is taken for the parser's."""
    return parser is not None and (language is None or language.split("-")[0].lower() == parser.lang)


def analysed(parser: Language, sentences: Sequence[Sequence[tuple[str, bool]]]) -> list[list[Analysis]]:
    """Return the analysis of each token, given as its form and whether a blank follows.

    Every sentence is a tree: where the parser finds several roots, the later ones hang on the first. Relations are
    those of Universal Dependencies, as newskit.export.relations makes them of the parser's.
    """
    from spacy.tokens import Doc

    documents = [
        Doc(parser.vocab, words=[form for form, _ in words], spaces=[space for _, space in words])
        for words in sentences
    ]
    found = []
    for document in parser.pipe(documents, batch_size=BATCH):
        heads = [token.head.i for token in document]
        relations = [token.dep_.lower() or "dep" for token in document]
        root = next((place for place, head in enumerate(heads) if head == place), 0)
        for place, head in enumerate(heads):
            if head == place and place != root:
                heads[place], relations[place] = root, "parataxis"
        to_universal(heads, relations, [token.pos_ for token in document], [token.lemma_ for token in document])
        row = [
            Analysis(
                lemma=token.lemma_.strip() or "_",
                upos=token.pos_ or "X",
                xpos=token.tag_ or "_",
                feats=str(token.morph) or "_",
                head=0 if head == token.i else head + 1,
                deprel=relation,
            )
            for token, head, relation in zip(document, heads, relations, strict=True)
        ]
        found.append(row)
    return found
