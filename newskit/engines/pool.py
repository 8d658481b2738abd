"""Supervised worker processes: batches go out, results come back in order, and no record takes the others with it.

A worker has a batch in hand and others waiting, so that it never stands still. One that dies (killed, out of memory, a
crash in native code) or hangs is started again; its batch is gone through one record at a time, and the culprit becomes
a reject. What waits in memory is bounded, in batches and in bytes.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Self

from newskit.engines.channel import Channel, WorkerEnd
from newskit.engines.work import Result, Work, records, singly
from newskit.errors import MachineError
from newskit.garbage import collect_rarely
from newskit.io.raw import Raw, size

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

WAITING_BATCHES = 32
"""Batches a worker that may wait in memory, done or not."""
WAITING_BYTES = 32 << 20
"""Bytes of batches that may wait in memory beside those that the workers have in hand."""
IN_HAND = 2
"""Batches that a worker has: the one that it works on, and the one that it goes on with without waiting for us."""
START_SECONDS = 120.0
"""Time that a worker may take to start and load its models, on top of the time for its first records."""
_POLL_SECONDS = 1.0


@dataclass(eq=False)
class _Batch:
    """Some records on their way; after a crash, the records one by one."""

    #: What is still to be sent: all at once, or one by one.
    parts: deque[list[Raw]]
    size: int
    done: list[Result] = field(default_factory=list)
    is_single: bool = False
    is_out: bool = False

    @property
    def is_done(self) -> bool:
        return not self.parts and not self.is_out


class _Worker:
    """One worker process and what it has in hand."""

    def __init__(self, work: Work, selector: selectors.BaseSelector) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = socket.socketpair()
        self.process: SpawnProcess = context.Process(target=_serve, args=(work, theirs), daemon=True)
        # A worker is born deaf to Ctrl-C, which reaches the whole group: also while it is still loading its modules.
        resource_tracker.ensure_running()  # it unblocks signals when it is started, so not in between
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        theirs.close()
        self.channel = Channel(ours)
        self.in_hand: deque[tuple[_Batch, list[Raw]]] = deque()
        self.deadline: float | None = None
        self.is_fresh = True
        self._selector = selector
        selector.register(ours, selectors.EVENT_READ, self)

    def send(self, batch: _Batch, seconds_per_record: float | None) -> None:
        """Hand over the next part of a batch."""
        part = batch.parts.popleft()
        batch.is_out = True
        self.in_hand.append((batch, part))
        self.channel.send(part)
        if len(self.in_hand) == 1:
            self.begin(seconds_per_record)
        self.listen()

    def begin(self, seconds_per_record: float | None) -> None:
        """Set the time by which the part that it works on now must be done."""
        self.deadline = None
        if seconds_per_record is not None and self.in_hand:
            spare = START_SECONDS if self.is_fresh else 0.0
            self.deadline = time.monotonic() + spare + seconds_per_record * records(self.in_hand[0][1])

    def is_over(self, now: float) -> bool:
        """Whether it had its time, and no part of an answer is there."""
        return self.deadline is not None and now > self.deadline and not self.channel.has_begun

    def listen(self) -> None:
        """Wait for the socket to take more only while there is more."""
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self.channel.is_full else 0)
        if self._selector.get_key(self.channel.socket).events != wanted:
            self._selector.modify(self.channel.socket, wanted, self)

    def stop(self) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(self.channel.socket)
        self.channel.close()
        self.process.kill()
        self.process.join()


class Pool:
    """The worker processes and the batches between them; a context manager that stops them at once."""

    def __init__(self, work: Work, jobs: int, seconds_per_record: float | None) -> None:
        self._work = work
        self._seconds = seconds_per_record
        self._jobs = jobs
        self._selector = selectors.DefaultSelector()
        self._workers: list[_Worker] = []
        self._window: deque[_Batch] = deque()
        self._pending: deque[_Batch] = deque()
        self._size = 0

    def __enter__(self) -> Self:
        """Start the workers, one by one, so that those that run can be stopped at any moment."""
        try:
            for _ in range(self._jobs):
                self._workers.append(_Worker(self._work, self._selector))
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop all workers at once."""
        for worker in self._workers:
            worker.stop()
        self._selector.close()

    def run(self, source: Iterator[list[Raw]]) -> Iterator[Result]:
        """Feed batches to the workers and yield what comes of them, in their order."""
        is_exhausted = False
        while not is_exhausted or self._window:
            if self._window and self._window[0].is_done:
                batch = self._window.popleft()
                self._size -= batch.size
                yield from batch.done
            elif not is_exhausted and self._has_room():
                raws = next(source, None)
                if raws is None:
                    is_exhausted = True
                else:
                    self._add(raws)
                self._exchange(wait=False)
            else:
                self._exchange(wait=True)

    def _has_room(self) -> bool:
        if len(self._window) < self._jobs:
            return True
        return len(self._window) < self._jobs * WAITING_BATCHES and self._size < WAITING_BYTES

    def _add(self, raws: list[Raw]) -> None:
        batch = _Batch(deque([raws]), sum(map(size, raws)))
        self._size += batch.size
        self._window.append(batch)
        self._pending.append(batch)
        self._hand_out()

    def _hand_out(self) -> None:
        """Give what is pending to the workers that have least in hand, the last batches only to those without any."""
        while self._pending:
            worker = min(self._workers, key=lambda worker: len(worker.in_hand))
            if len(worker.in_hand) >= (IN_HAND if len(self._pending) > self._jobs else 1):
                return
            batch = self._pending.popleft()  # the parts of one that goes singly come back one after the other
            worker.send(batch, self._seconds)

    def _exchange(self, *, wait: bool) -> None:
        """Write and read what can be; with ``wait``, not before something can be, or a worker is over its time."""
        for key, events in self._selector.select(_POLL_SECONDS if wait else 0):
            worker: _Worker = key.data
            if events & selectors.EVENT_WRITE:
                worker.channel.flush()
            if events & selectors.EVENT_READ:
                self._take(worker)
            else:
                worker.listen()
        now = time.monotonic()
        for worker in [worker for worker in self._workers if worker.is_over(now)]:
            self._replace(worker, "timeout", f"no result within {self._seconds:g} s")

    def _take(self, worker: _Worker) -> None:
        """Take in what a worker has answered, and that it is gone."""
        answers, is_gone = worker.channel.receive()
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
            batch, _ = worker.in_hand.popleft()
            self._end(batch, answer)
            worker.is_fresh = False
        if is_gone:
            self._replace(worker, "crashed", "the process that worked on it died")
            return
        if answers:
            worker.begin(self._seconds)
        worker.listen()
        self._hand_out()

    def _end(self, batch: _Batch, results: Sequence[Result]) -> None:
        batch.done.extend(results)
        batch.is_out = False
        if batch.parts:
            self._pending.appendleft(batch)

    def _replace(self, worker: _Worker, reason: str, detail: str) -> None:
        """Start a new worker in the place of one that died or hung, and deal with what it had in hand."""
        worker.stop()
        self._workers[self._workers.index(worker)] = _Worker(self._work, self._selector)
        for batch, part in reversed(list(worker.in_hand)[1:]):  # it had not begun with these
            batch.parts.appendleft(part)
            batch.is_out = False
            self._pending.appendleft(batch)
        if worker.in_hand:
            batch, part = worker.in_hand[0]
            if records(part) > 1:
                batch.parts = deque(singly(part))
                self._end(batch, [])
            else:
                self._end(batch, self._work.lost(part, reason, detail))
        self._hand_out()


def _serve(work: Work, end: socket.socket) -> None:
    """Run in a worker: process what comes until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"):
        os.environ.setdefault(variable, "1")
    collect_rarely()
    gc.freeze()  # what is loaded stays
    channel = WorkerEnd(end)
    with contextlib.suppress(EOFError, OSError):
        while True:
            batch: list[Raw] = channel.receive()
            try:
                answer: object = work(batch)
            except MachineError as error:  # no other record would fare better: the run ends
                answer = error
            channel.send(answer)
