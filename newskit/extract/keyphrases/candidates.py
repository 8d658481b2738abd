"""What may be a keyphrase: single content words in all their forms, and noun phrases of two or three of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newskit.extract.document import Document, ParsedBlock, tokens_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LONGEST_PHRASE = 3
"""Words of a phrase, at the most."""
_CLASSES = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
_JOINS = frozenset({"prep", "mark", "aux"})
"""Words of other classes that serve as function words: "according to", "including"."""
_TIMES = frozenset({"DATE", "TIME"})
_MODIFIES = frozenset({"amod", "compound", "poss"})
_COUNTRIES = frozenset({"GPE"})
_NAMES = frozenset({"PERSON", "ORG", "GPE", "LOC"})
_INSIDE = "-'’."
_READ = frozenset({"headline", "description"})
"""Kinds of block that are read beside the body."""


@dataclass(slots=True, kw_only=True)
class _Counted:
    """What stands in a text in one or several forms."""

    first: int
    forms: dict[str, int] = field(default_factory=dict)
    #: Where it stands, as ``(start, end)`` offsets into the article's text.
    places: list[tuple[int, int]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How often it stands."""
        return len(self.places)

    @property
    def form(self) -> str:
        """The most frequent form, the first of several."""
        return max(self.forms, key=self.forms.__getitem__)


@dataclass(slots=True, kw_only=True)
class Word(_Counted):
    """One word in all its forms; the counts are of its mentions."""

    capitals: int = 0
    modifiers: int = 0
    after_preposition: int = 0
    countries: int = 0


@dataclass(slots=True, kw_only=True)
class Phrase(_Counted):
    """One noun phrase, told by the lemmas of its words."""

    words: tuple[str, ...]
    names: int = 0


def gather(document: Document) -> tuple[dict[str, Word], dict[tuple[str, ...], Phrase]]:
    """Return the candidate words by lemma, and the candidate phrases by the lemmas of their words."""
    words: dict[str, Word] = {}
    phrases: dict[tuple[str, ...], Phrase] = {}
    for block in document.blocks:
        if block.parse is not None and (block.is_body or block.block.kind in _READ):
            telling = {token.i: token for token in tokens_of(block.parse, _CLASSES) if _is_telling(token)}
            _gather_words(block, telling.values(), words)
            for tokens in _noun_phrases(block.parse, telling):
                _add_phrase(block, tokens, document.text, phrases)
    return words, phrases


def _gather_words(block: ParsedBlock, telling: Iterable[Token], words: dict[str, Word]) -> None:
    for token in telling:
        text, lemma, start = token.text, token.lemma_.lower(), block.start + token.idx
        word = words.get(lemma)
        if word is None:
            word = words[lemma] = Word(first=start)
        word.forms[text] = word.forms.get(text, 0) + 1
        word.places.append((start, start + len(text)))
        word.capitals += text[0].isupper() and not token.is_sent_start
        word.modifiers += token.dep_ in _MODIFIES
        word.after_preposition += token.dep_ == "pobj"
        word.countries += token.ent_type_ in _COUNTRIES


def _noun_phrases(parse: Doc, telling: Mapping[int, Token]) -> Iterator[Sequence[Token]]:
    """Yield noun phrases without what leads into them ("the", "his", "two"), where all their words tell something."""
    for chunk in parse.noun_chunks:
        start, end = chunk.start, chunk.end
        while start < end and start not in telling:
            start += 1
        if end - start > 1:
            tokens = _name([parse[place] for place in range(start, end)])
            if 1 < len(tokens) <= LONGEST_PHRASE and all(token.i in telling for token in tokens):
                yield tokens


def _name(tokens: list[Token]) -> list[Token]:
    """Leave the full name of a phrase that ends in a person's: "Anna Weber" of "Minister Anna Weber"."""
    start = len(tokens)
    while start and tokens[start - 1].ent_type_ == "PERSON":
        start -= 1
    return tokens[start:] if len(tokens) - start > 1 else tokens


def _add_phrase(block: ParsedBlock, tokens: Sequence[Token], text: str, phrases: dict[tuple[str, ...], Phrase]) -> None:
    start, end = block.span(tokens[0])[0], block.span(tokens[-1])[1]
    key = tuple(token.lemma_.lower() for token in tokens)
    phrase = phrases.get(key)
    if phrase is None:
        phrase = phrases[key] = Phrase(words=key, first=start)
    form = text[start:end]
    phrase.forms[form] = phrase.forms.get(form, 0) + 1
    phrase.places.append((start, end))
    phrase.names += tokens[-1].ent_type_ in _NAMES


def _is_telling(token: Token) -> bool:
    """Whether a word stands for something: no function word, no number, no date, no rest of mark-up."""
    text = token.text
    return (
        token.pos_ in _CLASSES
        and not token.is_stop
        and token.dep_ not in _JOINS
        and len(text) > 1
        and token.ent_type_ not in _TIMES
        and (text.isalpha() or (text[0].isalpha() and all(sign.isalpha() or sign in _INSIDE for sign in text)))
    )
