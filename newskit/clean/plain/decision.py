"""What was decided on a block."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Decision:
    """A block with what was decided: its kind, or the reason why it is left out."""

    text: str
    #: Kind of block, ``drop`` for none.
    kind: str
    reason: str | None = None
    confidence: float = 1.0
    #: Whether it is one more name of the credit before.
    continues: bool = False
