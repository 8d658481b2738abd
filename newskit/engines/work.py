"""What is done with a batch, wherever that is: read it, run the stages, put it into the form in which it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newskit.article import Article
from newskit.errors import Reject
from newskit.io.encoded import Encoded, Form, encode
from newskit.io.raw import Raw, count, decoded, split
from newskit.stage import Pipeline

Item = Article | Reject
Result = Article | Reject | Encoded


@dataclass(frozen=True)
class Work:
    """A function of a batch that can be sent to another process."""

    pipeline: Pipeline
    #: The form of the output; ``None`` gives the articles themselves.
    form: Form | None = None

    def __call__(self, batch: Sequence[Raw]) -> Sequence[Result]:
        """Return what comes of a batch: its articles and rejects in order, or its articles encoded and its rejects."""
        outcome = self.pipeline.run(list(decoded(batch)))
        return outcome if self.form is None else encode(outcome, self.form)

    def lost(self, batch: Sequence[Raw], reason: str, detail: str) -> Sequence[Result]:
        """Return the rejects that stand for records whose worker died or hung."""
        return [_lost(item, reason, detail) for item in decoded(batch)]


def records(batch: Sequence[Raw]) -> int:
    """Return how many records a batch holds."""
    return sum(map(count, batch))


def singly(batch: Sequence[Raw]) -> Iterator[list[Raw]]:
    """Yield the records of a batch as batches of one."""
    return ([one] for raw in batch for one in split(raw))


def _lost(item: Item, reason: str, detail: str) -> Reject:
    if isinstance(item, Reject):
        return item
    where = item.origin or item.url or item.id
    return Reject(input=where, stage="engine", reason=reason, detail=detail, id=item.id or None)
