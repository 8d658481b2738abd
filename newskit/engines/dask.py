"""The Dask engine: the same pipeline on the workers of a cluster.

Batches of records go to the workers and come back in order; or, where the output is a folder of parts, whole shards,
which the workers read and write themselves. A worker that dies costs nothing: Dask gives its work to another. What
kills every worker that takes it is gone through record by record, and the culprit becomes a reject.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from types import TracebackType
from typing import Any, Self, cast

try:
    import dask
    from distributed import Client, KilledWorker, LocalCluster, get_worker
except ImportError as missing:  # pragma: no cover - the extra is installed where this is tested
    from newskit.errors import UsageError

    raise UsageError("--engine dask needs Dask: pip install 'newskit[dask]'") from missing

from newskit.engines.pool import START_SECONDS
from newskit.engines.work import Item, Result, Work, records, singly
from newskit.errors import MachineError, Reject, UsageError
from newskit.garbage import collect_rarely
from newskit.io.encoded import Encoded, Form
from newskit.io.parts import Part, Place, Receipt, part_name
from newskit.io.raw import Raw, raw_batches, size
from newskit.io.reader import read_raw
from newskit.io.shards import Shard
from newskit.stage import Pipeline
from newskit.version import __version__

_WAITING = 8
"""Tasks a thread of the cluster that are on their way at once."""
_TASK_SECONDS = 0.5
"""How long a task should take."""
_TASK_BATCHES = 64
_TASK_BYTES = 4 << 20
#: Of a cluster that lives as long as one run. Nobody looks at its profile, and what a worker asks of itself fifty times
#: a second takes the interpreter from the task. Dask lets its workers give freed memory back in pieces of 64 KiB, and a
#: parse frees and takes that much all the time: it would cost a quarter of the time.
_OWN_CLUSTER = {
    "distributed.scheduler.allowed-failures": 1,
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.admin.tick.interval": "2s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 64 << 20,
    "distributed.nanny.pre-spawn-environ.MALLOC_MMAP_THRESHOLD_": 16 << 20,
}
_POLL_SECONDS = 1.0
_CONNECT_SECONDS = 30


class Cluster:
    """Workers of a cluster: one that exists, or one that is started on this machine for the time of the context."""

    def __init__(self, scheduler: str | None = None, jobs: int = 1) -> None:
        """Connect to a scheduler, or start a cluster of ``jobs`` processes.

        Raises UsageError where there is no scheduler, or where its workers have no newskit or another version of it.
        """
        self._local: LocalCluster | None = None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what becomes of a worker is told as a reject
        warnings.filterwarnings("ignore", module="distributed")
        if scheduler is None:
            with dask.config.set(_OWN_CLUSTER):
                self._local = LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
        try:
            self._client = Client(self._local or scheduler, timeout=_CONNECT_SECONDS)
            self._check_workers()
        except (OSError, TimeoutError, ValueError) as error:
            self.close()
            raise UsageError(f"no Dask scheduler at {scheduler}: {error}") from error
        except BaseException:
            self.close()
            raise

    def _check_workers(self) -> None:
        self._client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        try:
            versions = self._client.run(_version)
        except Exception as error:
            raise UsageError(f"the workers of the cluster cannot import newskit {__version__}: {error}") from error
        for worker, version in versions.items():
            if version != __version__:
                raise UsageError(f"the worker at {worker} has newskit {version}, this is {__version__}")

    @property
    def threads(self) -> int:
        """How many tasks the workers that are there now can do at once."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    # -------------------------------------------------------------- batches of records

    def run(
        self, pipeline: Pipeline, items: Iterable[Raw], *, seconds_per_record: float | None = None
    ) -> Iterator[Item]:
        """Yield every item after all stages, in input order; failed records are rejects in their places."""
        return cast("Iterator[Item]", self._run(Work(pipeline), items, seconds_per_record))

    def run_encoded(
        self, pipeline: Pipeline, items: Iterable[Raw], form: Form, *, seconds_per_record: float | None = None
    ) -> Iterator[Result]:
        """Yield what :meth:`run` does, encoded by the workers, batch by batch, with its rejects after it."""
        return self._run(Work(pipeline, form), items, seconds_per_record)

    def _run(self, work: Work, items: Iterable[Raw], seconds_per_record: float | None) -> Iterator[Result]:
        packed = pickle.dumps(work)
        tasks = self._tasks(raw_batches(items))
        window: deque[tuple[list[list[Raw]], Any]] = deque()
        self._spare = START_SECONDS
        while True:
            while len(window) < _WAITING * self.threads and (task := next(tasks, None)) is not None:
                window.append((task, self._submit(_run_batches, packed, task)))
            if not window:
                return
            task, future = window.popleft()
            yield from self._finished(work, packed, task, future, seconds_per_record)

    def _tasks(self, batches: Iterator[list[Raw]]) -> Iterator[list[list[Raw]]]:
        """Yield batches together, as many as make a task long beside what the scheduler spends on it.

        Batches are the same however many go together, and so is what comes of them.
        """
        self._pace = 0.0
        task: list[list[Raw]] = []
        total = 0
        for batch in batches:
            task.append(batch)
            total += sum(map(size, batch))
            is_long = len(task) * self._pace >= _TASK_SECONDS or not self._pace  # nothing is known before the first
            if is_long or len(task) >= _TASK_BATCHES or total >= _TASK_BYTES:
                yield task
                task, total = [], 0
        if task:
            yield task

    def _finished(
        self, work: Work, packed: bytes, task: list[list[Raw]], future: Any, seconds_per_record: float | None
    ) -> Iterator[Result]:
        """Yield the results of a task; where it kills or hangs its worker, of its records one by one."""
        number = sum(map(records, task))
        limit = None if seconds_per_record is None else self._spare + seconds_per_record * number
        try:
            results, seconds = self._wait(future, limit)
        except KilledWorker:
            reason, detail = "crashed", "every worker that worked on it died"
        except TimeoutError:
            reason, detail = "timeout", f"no result within {seconds_per_record:g} s"
        else:
            self._spare = 0.0
            pace = seconds / len(task)
            self._pace = pace if not self._pace else (3 * self._pace + pace) / 4
            yield from results
            return
        if number == 1:
            yield from work.lost(task[0], reason, detail)
            return
        for batch in task:
            for one in singly(batch):
                future = self._submit(_run_batches, packed, [one])
                yield from self._finished(work, packed, [one], future, seconds_per_record)

    def _wait(self, future: Any, limit: float | None) -> Any:
        """Return what a task gave; raises TimeoutError, with its worker started again, where it takes too long."""
        begun = time.monotonic()
        while True:
            try:
                return future.result(timeout=_POLL_SECONDS)
            except TimeoutError:
                if self._client.status != "running":
                    raise MachineError("the Dask scheduler is gone") from None
                if limit is not None and time.monotonic() - begun > limit:
                    self._stop(future)
                    raise

    def _stop(self, future: Any) -> None:
        """Give a task up and start its worker again, which has no other way to stop."""
        key = future.key
        workers = [worker for worker, keys in self._client.processing().items() if key in keys]
        future.cancel(force=True)
        if workers:
            with contextlib.suppress(Exception):  # a worker without a nanny cannot be started again
                self._client.restart_workers(workers)
        self._spare = START_SECONDS

    def _submit(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return self._client.submit(function, *arguments, pure=False)

    # -------------------------------------------------------------- shards

    def run_shards(
        self,
        pipeline: Pipeline,
        inputs: Sequence[str],
        folder: str,
        *,
        plan: str,
        shards: int,
        seconds_per_record: float | None = None,
    ) -> Iterator[Receipt]:
        """Let the workers read, run and write whole shards, and yield the receipt of each part as it is done.

        Inputs and folder are on storage that all workers reach. Parts of the same plan that are there already are not
        made again.
        """
        place = Place(folder)
        place.make()
        work = pickle.dumps(Work(pipeline))
        waiting = deque(Shard(number, shards) for number in range(1, shards + 1))
        running: deque[tuple[Shard, Any]] = deque()
        while waiting or running:
            while waiting and len(running) < 2 * self.threads:
                shard = waiting.popleft()
                receipt = place.receipt(part_name(shard))
                if receipt is not None and receipt.plan == plan:
                    yield receipt
                    continue
                running.append((shard, self._submit(_run_shard, work, list(inputs), str(shard), folder, plan)))
            if not running:
                continue
            shard, future = running.popleft()
            try:
                yield self._wait(future, None)
            except KilledWorker:
                items = self.run(pipeline, read_raw(inputs, shard=shard), seconds_per_record=seconds_per_record)
                yield write_part(items, folder, shard, plan)

    def close(self) -> None:
        """Leave the cluster, and stop it where it was started here."""
        if hasattr(self, "_client"):
            self._client.close()
        if self._local is not None:
            self._local.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def write_part(items: Iterable[Result], folder: str, shard: Shard, plan: str) -> Receipt:
    """Write the items of a shard as its part, with rejects and receipt, and return the receipt."""
    import msgspec

    with Part(f"{folder.rstrip('/')}/", shard, plan) as part:
        assert part.rejects is not None
        with open(part.rejects, "wb") as rejects:  # noqa: PTH123 - a plain string, as the part names it
            for item in items:
                if isinstance(item, Encoded):
                    part.read += item.count
                    part.write_encoded(item)
                    continue
                part.read += 1
                if isinstance(item, Reject):
                    part.rejected += 1
                    rejects.write(msgspec.json.encode(item) + b"\n")
                else:
                    part.write(item)
    return part.receipt


# ------------------------------------------------------------------ on the workers


def _version() -> str:
    from newskit.version import __version__ as version

    return version


@lru_cache(maxsize=4)
def _unpacked(work: bytes) -> Work:
    """Return what is to be done, once a worker process, so that its models load once."""
    collect_rarely()
    function: Work = pickle.loads(work)  # noqa: S301 - it comes from our own client
    return function


def _run_batches(work: bytes, task: list[list[Raw]]) -> tuple[list[Result], float]:
    """Return what comes of some batches, and how many seconds they took."""
    function = _unpacked(work)
    began = time.perf_counter()
    results = [result for batch in task for result in function(batch)]
    return results, time.perf_counter() - began


def _run_shard(work: bytes, inputs: list[str], shard: str, folder: str, plan: str) -> Receipt:
    get_worker()  # never on the client
    parsed = Shard.parse(shard)
    function = _unpacked(work)
    results = (result for batch in raw_batches(read_raw(inputs, shard=parsed)) for result in function(batch))
    return write_part(results, folder, parsed, plan)
