"""Commands that write parts: one shard of the inputs, or whole shards on the workers of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from newskit.errors import Reject, UsageError
from newskit.io.parts import Part, is_folder, plan_of
from newskit.io.raw import Raw, count
from newskit.io.shards import Shard, stretches
from newskit.io.streams import find
from newskit.io.writer import STDOUT
from newskit.version import __version__
from newskit_cli.console import Monitor
from newskit_cli.run import REJECTED, Settings, Tolerance, run_raws

if TYPE_CHECKING:
    from newskit.engines.work import Result
    from newskit.io.encoded import Form
    from newskit.stage import Pipeline

SHARD_BYTES = 4 << 20
"""Bytes of input a shard that a cluster works on."""


def run_part(
    command: str,
    work: Callable[[Iterable[Raw], Form], Iterator[Result]],
    names: list[str],
    settings: Settings,
    description: object,
) -> int:
    """Write the part of one shard and its receipt; return the exit code.

    ``description`` is what the output depends on beside the inputs: anything that JSON can hold.
    """
    _refuse_no_place(settings)
    shard = Shard.parse(settings.shard or "1/1")
    plan = _plan(command, description, names, shard.of)
    part = Part(settings.output, shard, plan, rejects=settings.rejects)

    def counted(raws: Iterable[Raw]) -> Iterator[Raw]:
        for raw in raws:
            part.read += count(raw)
            yield raw

    def worked(raws: Iterable[Raw]) -> Iterator[Result]:
        for result in work(counted(raws), part.form):
            part.rejected += isinstance(result, Reject)
            yield result

    return run_raws(command, worked, names, replace(settings, rejects=part.rejects), open_output=lambda: part)


def run_on_cluster(command: str, pipeline: Pipeline, names: list[str], settings: Settings) -> int:
    """Let the workers of a cluster write all parts into a folder; return the exit code."""
    from newskit.engines.dask import Cluster

    _refuse_no_place(settings)
    tolerance = Tolerance(settings.max_rejects)
    size = sum(size for _, size in _sizes(names))
    shards = max(1, -(-size // SHARD_BYTES))
    plan = _plan(command, describe(pipeline), names, shards)
    with (
        Cluster(settings.scheduler, settings.jobs) as cluster,
        Monitor(command, names, quiet=settings.quiet) as monitor,
    ):
        done = cluster.run_shards(
            pipeline, names, settings.output, plan=plan, shards=shards, seconds_per_record=settings.seconds_per_record
        )
        for receipt in done:
            monitor.read += receipt.read
            monitor.written += receipt.written
            monitor.rejected += receipt.rejected
            monitor.on_bytes(size // shards)
    return 0 if tolerance.holds(monitor.rejected, monitor.read) else REJECTED


def describe(pipeline: Pipeline) -> object:
    """Return what the output of a pipeline depends on."""
    return [[(stage.name, stage.options()) for stage in pipeline.stages], pipeline.redo]


def _refuse_no_place(settings: Settings) -> None:
    if settings.output == STDOUT or settings.output.startswith("/dev/"):
        raise UsageError("--shard writes a part and its receipt: name a file or a folder with --output")
    if is_folder(settings.output) and settings.rejects is not None:
        raise UsageError("the rejects of parts in a folder stand beside them; leave --rejects out")


def _plan(command: str, description: object, names: Sequence[str], shards: int) -> str:
    """Return what identifies the run that a part belongs to."""
    return plan_of([command, __version__, description, _sizes(names), shards])


def _sizes(names: Sequence[str]) -> list[tuple[str, int]]:
    sources = list(find(names))
    found = zip(sources, stretches(sources, Shard(1, 1)), strict=True)
    return [(source.name, stretch.size) for source, stretch in found]
