"""The local engine: the pipeline in this process, or in supervised worker processes of this machine.

The process that reads and writes does next to nothing for a record: it finds where each begins, and hands it on as it
was found; workers decode, run the stages, and give back what is to be written. Output is in input order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from newskit.engines.pool import Pool
from newskit.engines.work import Item, Result, Work
from newskit.io.encoded import Form
from newskit.io.raw import Raw, raw_batches
from newskit.stage import Pipeline


def run(
    pipeline: Pipeline, items: Iterable[Raw], *, jobs: int = 1, seconds_per_record: float | None = None
) -> Iterator[Item]:
    """Yield every item after all stages, in input order; failed records are rejects in their places.

    ``jobs`` is the number of worker processes; 1 works in this process, where a record cannot be stopped from outside
    and ``seconds_per_record`` has no effect.
    """
    return cast("Iterator[Item]", _run(Work(pipeline), items, jobs, seconds_per_record))


def run_encoded(
    pipeline: Pipeline, items: Iterable[Raw], form: Form, *, jobs: int = 1, seconds_per_record: float | None = None
) -> Iterator[Result]:
    """Yield what :func:`run` does; what workers give is encoded already, batch by batch, with its rejects after it."""
    return _run(Work(pipeline, form if jobs > 1 else None), items, jobs, seconds_per_record)


def _run(work: Work, items: Iterable[Raw], jobs: int, seconds_per_record: float | None) -> Iterator[Result]:
    if jobs <= 1:
        for batch in raw_batches(items):
            yield from work(batch)
        return
    with Pool(work, jobs, seconds_per_record) as pool:
        yield from pool.run(raw_batches(items))
