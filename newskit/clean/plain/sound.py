"""Texts without furniture, of which nothing is thrown away for its looks, and texts so short that a sentence counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newskit.clean.plain.characters import TERMINALS
from newskit.clean.plain.decision import Decision
from newskit.clean.plain.lexicon import WORD
from newskit.clean.plain.reasons import covered_by_phrases, reason_of

if TYPE_CHECKING:
    from newskit.clean.plain.features import Block

_SENTENCE = 40
_SOUND_SHARE = 0.96
_SOUND_LINES = 3
_STATEMENT_WORDS, _SAID_SHARE = 4, 0.34


def is_sound(blocks: list[Block]) -> bool:
    """Whether a text is almost all sentences, so that nothing need be thrown away."""
    lengths = [len(block.text) for block in blocks]
    good = [length for block, length in zip(blocks, lengths, strict=True) if is_sentence(block.text)]
    return sum(good) >= _SOUND_SHARE * sum(lengths) and len(good) * _SOUND_LINES >= len(blocks)


def is_sentence(text: str) -> bool:
    """Whether a line has the length of a sentence and ends like one."""
    return len(text) >= _SENTENCE and text.rstrip("\"'”’»)")[-1:] in TERMINALS


def keep_all(decisions: list[Decision]) -> None:
    """Keep what was dropped for no reason but its looks: as a paragraph where it is a sentence, else as a heading."""
    for place, decision in enumerate(decisions):
        if decision.kind != "drop" or decision.reason is not None:
            continue
        if reason_of(decision.text, after=False) == "furniture" and any(map(str.isalpha, decision.text)):
            follows = place + 1 < len(decisions) and decisions[place + 1].kind == "paragraph"
            sentence = decision.text.rstrip("\"'”’»)")[-1:] in TERMINALS or not follows
            decision.kind = "paragraph" if sentence else "heading"
    kinds = [decision.kind for decision in decisions]
    if kinds[:2] == ["heading", "paragraph"] and "headline" not in kinds:
        decisions[0].kind = "headline"


def keep_sentences(decisions: list[Decision]) -> None:
    """Keep the sentences of a text of which nothing would be left."""
    for decision in decisions:
        if decision.reason is None and is_sentence(decision.text):
            decision.kind = "paragraph"


def keep_statements(decisions: list[Decision]) -> None:
    """Keep the sentences of a text of a few lines, where one counts, unless they say themselves what they are."""
    for decision in decisions:
        if decision.kind == "drop" and decision.reason is None and _is_statement(decision.text):
            decision.kind = "paragraph"


def _is_statement(text: str) -> bool:
    """Whether a line is a whole sentence in which phrases of furniture are but a word here and there."""
    words = WORD.findall(text.casefold())
    if len(words) < _STATEMENT_WORDS or text[0].islower() or text.rstrip("\"'”’»)")[-1:] not in TERMINALS:
        return False
    covered, first = covered_by_phrases(words)
    return covered < _SAID_SHARE * len(words) and not first


def find_body(decisions: list[Decision]) -> None:
    """Take sentences for the body where nothing else was: a short text of a headline and a line has a body too."""
    for kind in ("caption", "heading", "description"):
        if any(decision.kind == "paragraph" for decision in decisions):
            return
        for decision in decisions:
            if decision.kind == kind and is_sentence(decision.text):
                decision.kind = "paragraph"
