"""The local engine: the pipeline in this process, or in supervised worker processes of this machine.

A worker that dies (killed, out of memory, a crash in native code) or hangs costs only the record that did it: the
worker is started again, the batch is gone through one record at a time, and the culprit becomes a reject. Output is
in input order, and what waits in memory is bounded.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from newskit.article import Article
from newskit.errors import Reject
from newskit.stage import Pipeline, batches

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

Item = Article | Reject

WAITING_BATCHES = 4
"""Batches a worker that may wait in memory, done or not."""
START_SECONDS = 120.0
"""Time that a worker may take to start and load its models, on top of the time for its first records."""
_POLL_SECONDS = 1.0


def run(
    pipeline: Pipeline, items: Iterable[Item], *, jobs: int = 1, seconds_per_record: float | None = None
) -> Iterator[Item]:
    """Yield every item after all stages, in input order; failed records are rejects in their places.

    ``jobs`` is the number of worker processes; 1 works in this process, where a record cannot be stopped from outside
    and ``seconds_per_record`` has no effect.
    """
    if jobs <= 1:
        yield from pipeline(items)
        return
    pool = _Pool(pipeline, jobs, seconds_per_record)
    try:
        pool.start()
        yield from pool.run(batches(items))
    finally:
        pool.close()


@dataclass
class _Batch:
    """Some items on their way; after a crash, the items one by one."""

    items: list[Item]
    #: What is still to be sent: all at once, or one by one.
    parts: deque[list[Item]] = field(default_factory=deque)
    done: list[Item] = field(default_factory=list)
    singly: bool = False

    @property
    def is_done(self) -> bool:
        return len(self.done) == len(self.items)


class _Worker:
    """One worker process and what it is busy with."""

    def __init__(self, pipeline: Pipeline) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection: Connection
        self.connection, other = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_work, args=(pipeline, other), daemon=True)
        self.process.start()
        other.close()
        self.batch: _Batch | None = None
        self.part: list[Item] = []
        self.deadline: float | None = None
        self.is_fresh = True

    def send(self, batch: _Batch, seconds_per_record: float | None) -> None:
        self.batch, self.part = batch, batch.parts[0]
        if seconds_per_record is not None:
            spare = START_SECONDS if self.is_fresh else 0.0
            self.deadline = time.monotonic() + spare + seconds_per_record * len(self.part)
        with contextlib.suppress(OSError):  # a worker that is gone is found by its sentinel
            self.connection.send(self.part)

    def stop(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


class _Pool:
    """The worker processes and the batches between them."""

    def __init__(self, pipeline: Pipeline, jobs: int, seconds_per_record: float | None) -> None:
        self.pipeline = pipeline
        self.seconds_per_record = seconds_per_record
        self.jobs = jobs
        self.workers: list[_Worker] = []
        self.limit = jobs * WAITING_BATCHES

    def start(self) -> None:
        """Start the workers, one by one, so that those that run can be stopped at any moment."""
        for _ in range(self.jobs):
            self.workers.append(_Worker(self.pipeline))

    def run(self, source: Iterator[list[Item]]) -> Iterator[Item]:
        """Feed the batches to the workers and yield results in order."""
        window: deque[_Batch] = deque()
        pending: deque[_Batch] = deque()
        exhausted = False
        while True:
            while not exhausted and len(window) < self.limit:
                items = next(source, None)
                if items is None:
                    exhausted = True
                    break
                batch = _Batch(items, deque([items]))
                window.append(batch)
                pending.append(batch)
                self._hand_out(pending)
            while window and window[0].is_done:
                yield from window.popleft().done
            if exhausted and not window:
                return
            if len(window) < self.limit and not exhausted:
                continue
            self._collect(pending)
            self._hand_out(pending)

    def _hand_out(self, pending: deque[_Batch]) -> None:
        for worker in self.workers:
            if worker.batch is None and pending:
                worker.send(pending[0], self.seconds_per_record)
                pending[0].parts.popleft()
                if not pending[0].parts or pending[0].singly:
                    pending.popleft()  # parts of a batch that goes singly come back one after the other

    def _collect(self, pending: deque[_Batch]) -> None:
        """Wait until a worker answers, dies or is over its time, and take that in."""
        busy = [worker for worker in self.workers if worker.batch is not None]
        ready = set(wait([*(worker.connection for worker in busy)], timeout=_POLL_SECONDS))
        now = time.monotonic()
        for place, worker in enumerate(self.workers):
            if worker.batch is None:
                continue
            if worker.connection in ready:
                try:
                    worker.batch.done.extend(worker.connection.recv())
                except (EOFError, OSError):
                    self._replace(place, pending, "crashed", "the process that worked on it died")
                    continue
                self._free(worker, pending)
            elif worker.deadline is not None and now > worker.deadline:
                told = f"no result within {self.seconds_per_record:g} s"
                self._replace(place, pending, "timeout", told)

    def _free(self, worker: _Worker, pending: deque[_Batch]) -> None:
        batch, worker.batch, worker.deadline, worker.is_fresh = worker.batch, None, None, False
        if batch is not None and batch.parts:
            pending.appendleft(batch)

    def _replace(self, place: int, pending: deque[_Batch], reason: str, detail: str) -> None:
        """Start a new worker in the place of one that died or hung, and deal with what it worked on."""
        worker = self.workers[place]
        batch, part = worker.batch, worker.part
        worker.stop()
        self.workers[place] = _Worker(self.pipeline)
        assert batch is not None
        if len(part) == 1:
            batch.done.append(lost(part[0], reason, detail))
        else:
            batch.singly = True
            batch.parts = deque([item] for item in part)
        if batch.parts:
            pending.appendleft(batch)

    def close(self) -> None:
        """Stop all workers at once."""
        for worker in self.workers:
            worker.stop()


def lost(item: Item, reason: str, detail: str) -> Item:
    """Return the reject that stands for an item whose worker died or hung."""
    if isinstance(item, Reject):
        return item
    where = item.origin or item.url or item.id
    return Reject(input=where, stage="engine", reason=reason, detail=detail, id=item.id or None)


def _work(pipeline: Pipeline, connection: Connection) -> None:
    """Run in a worker: process what comes until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"):
        os.environ.setdefault(variable, "1")
    with contextlib.suppress(EOFError, OSError):
        while True:
            items: list[Item] = connection.recv()
            connection.send(pipeline.run(items))
