"""Where layers meet that are made apart: the quantities of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from newskit.extract.document import Document, ParsedBlock

if TYPE_CHECKING:
    from newskit.article import Event

_STEPS = 12
"""Words between a quantity and its event in the parse, at the most."""
_CLAUSES = frozenset({"VERB", "AUX"})


def join_quantities(document: Document) -> None:
    """Give each event of a document the indices of the quantities that hang on it in the parse.

    "26 rockets" belongs to "fired"; a quantity under a verb that is no event belongs to none.
    """
    article = document.article
    if not article.events or not article.quantities:
        return
    triggers = _triggers(document, article.events)
    found: dict[int, list[int]] = {}
    for index, quantity in enumerate(article.quantities):
        block = document.block_at(quantity.start)
        if block is not None:
            event = _event_above(block, quantity.start, quantity.end, triggers)
            if event is not None:
                found.setdefault(event, []).append(index)
    article.events = [
        replace(event, quantities=found[place]) if place in found else event
        for place, event in enumerate(article.events)
    ]


def _triggers(document: Document, events: list[Event]) -> dict[tuple[int, int], int]:
    """Return the events by the start of their block and the number of each word of their trigger."""
    triggers = {}
    for place, event in enumerate(events):
        block = document.block_at(event.start)
        tokens = block.tokens(event.start, event.end) if block is not None else None
        if block is not None and tokens is not None:
            triggers.update({(block.start, token.i): place for token in tokens})
    return triggers


def _event_above(block: ParsedBlock, start: int, end: int, triggers: dict[tuple[int, int], int]) -> int | None:
    """Go up the parse from a quantity to the first trigger, within its clause."""
    tokens = block.tokens(start, end)
    if not tokens:
        return None
    token = tokens.root
    for _ in range(_STEPS):
        event = triggers.get((block.start, token.i))
        if event is not None:
            return event
        if token.pos_ in _CLAUSES or token.head.i == token.i:
            return None
        token = token.head
    return None
