"""A command that is a stage with a pipe on both ends: read, run, write, and say what became of each input."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from newskit.article import Article
from newskit.errors import RecordError, Reject, UsageError
from newskit.io.shards import Shard
from newskit.io.streams import STDIN
from newskit.io.writer import STDOUT, refuse_no_folder, unwritable
from newskit_cli import signals
from newskit_cli.console import Monitor, is_terminal_input

if TYPE_CHECKING:
    from newskit.engines import EngineName
    from newskit.engines.work import Result
    from newskit.export import Exporter
    from newskit.io.encoded import Form
    from newskit.io.parts import Part
    from newskit.io.raw import Raw
    from newskit.io.writer import Output
    from newskit.stage import Pipeline

REJECTED = 3
Item = Article | Reject


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What every command is told about its ends."""

    output: str = STDOUT
    rejects: str | None = None
    max_rejects: str = "0"
    jobs: int = 1
    quiet: bool = False
    seconds_per_record: float | None = None
    engine: EngineName = "local"
    scheduler: str | None = None
    #: Which part of the inputs is read: ``2/8``.
    shard: str | None = None


def run_pipeline(command: str, pipeline: Pipeline, inputs: Sequence[str] | None, settings: Settings) -> int:
    """Read the inputs, run the pipeline and write the records; return the exit code."""
    from newskit.engines import Engine
    from newskit.io.parts import is_folder
    from newskit.io.writer import Output, form_of

    engine = Engine(
        name=settings.engine,
        jobs=settings.jobs,
        scheduler=settings.scheduler,
        seconds_per_record=settings.seconds_per_record,
    )
    if settings.shard is not None or is_folder(settings.output):
        from newskit_cli.parts import describe, run_on_cluster, run_part

        names = named_inputs(inputs)
        if settings.engine == "dask" and settings.shard is None:
            return run_on_cluster(command, pipeline, names, settings)

        def part(raws: Iterable[Raw], form: Form) -> Iterator[Result]:
            return engine.run_encoded(pipeline, raws, form)

        return run_part(command, part, names, settings, describe(pipeline))

    def work(raws: Iterable[Raw]) -> Iterator[Result]:
        return engine.run_encoded(pipeline, raws, form_of(settings.output))

    return run_raws(command, work, inputs, settings, open_output=lambda: Output(settings.output))


def run_items(
    command: str,
    work: Callable[[Iterable[Item]], Iterator[Item]],
    inputs: Sequence[str] | None,
    settings: Settings,
    *,
    open_output: Callable[[], Exporter],
) -> int:
    """Pass the records of the inputs through ``work`` into an output; return the exit code.

    ``open_output`` gives anything with ``write(article)`` that is a context manager.
    """
    from newskit.io.raw import decoded

    return run_raws(command, lambda raws: work(decoded(raws)), inputs, settings, open_output=open_output)


def run_raws(
    command: str,
    work: Callable[[Iterable[Raw]], Iterator[Result]],
    inputs: Sequence[str] | None,
    settings: Settings,
    *,
    open_output: Callable[[], Exporter],
) -> int:
    """Do what :func:`run_items` does with records that ``work`` gets as they were found, not yet decoded.

    It may give back encoded articles, where the output takes them.
    """
    from newskit.io.encoded import Encoded
    from newskit.io.reader import read_raw

    shard = Shard.parse(settings.shard) if settings.shard is not None else None
    tolerance = Tolerance(settings.max_rejects)
    names = named_inputs(inputs)
    _refuse_same_file(names, settings)
    with Monitor(command, names, quiet=settings.quiet) as monitor, ExitStack() as stack:
        output = stack.enter_context(open_output())
        rejects = stack.enter_context(open_rejects(settings.rejects)) if settings.rejects else None
        for item in work(_counted(read_raw(names, on_bytes=monitor.on_bytes, shard=shard), monitor)):
            signals.check()
            if isinstance(item, Encoded):
                cast("Output | Part", output).write_encoded(item)
                monitor.written += item.count
                continue
            reject = item if isinstance(item, Reject) else _written(item, output)
            if reject is None:
                monitor.written += 1
            else:
                monitor.reject(reject, listed=rejects is not None)
                record_reject(reject, rejects, settings.rejects)
    return 0 if tolerance.holds(monitor.rejected, monitor.read) else REJECTED


def _written(article: Article, output: Exporter) -> Reject | None:
    """Write an article; return a reject for one that no output can hold."""
    try:
        output.write(article)
    except RecordError as error:
        from newskit.io.encoded import unwritten

        return unwritten(article, error)
    return None


class Tolerance:
    """How many rejects a run may have: a number, or a share of the inputs (``2%``)."""

    def __init__(self, told: str) -> None:
        """Raise UsageError for anything but a number or a percentage."""
        found = re.fullmatch(r"(\d+(?:\.\d+)?)(%?)", told.strip())
        if found is None or (not found.group(2) and "." in found.group(1)):
            raise UsageError(f"--max-rejects takes a number or a percentage, such as 10 or 2%, not {told!r}")
        self.limit = float(found.group(1))
        self.is_share = bool(found.group(2))

    def holds(self, rejected: int, read: int) -> bool:
        """Whether so many rejects are within what is tolerated."""
        return rejected <= (self.limit * read / 100 if self.is_share else self.limit)


def _counted(raws: Iterable[Raw], monitor: Monitor) -> Iterator[Raw]:
    from newskit.io.raw import count

    for raw in raws:
        signals.check()
        monitor.read += count(raw)
        yield raw


def named_inputs(inputs: Sequence[str] | None) -> list[str]:
    """Return what to read: what was named, else standard input; raises UsageError where that is a keyboard."""
    if inputs:
        return list(inputs)
    if is_terminal_input():
        message = "nothing to read: name files, folders or globs, or pipe records in (see --help)"
        raise UsageError(message)
    return [STDIN]


def _refuse_same_file(names: Sequence[str], settings: Settings) -> None:
    """Refuse to write over what is being read."""
    for target in (settings.output, settings.rejects):
        if target is None or target == STDOUT or not Path(target).is_file():
            continue
        for name in names:
            if name != STDIN and os.path.exists(name) and os.path.samefile(name, target):  # noqa: PTH110, PTH121 - plain strings
                raise UsageError(f"{target} is both input and output; write to another file")


def open_rejects(name: str) -> IO[bytes]:
    """Open the rejects file; raises UsageError where it cannot be written."""
    refuse_no_folder(Path(name))
    try:
        return Path(name).open("wb", buffering=0)
    except OSError as error:
        raise UsageError(f"cannot write {name}: {(error.strerror or str(error)).lower()}") from error


def record_reject(reject: Reject, file: IO[bytes] | None, name: str | None) -> None:
    """Write one reject at once, so that it is there whatever happens next."""
    if file is None:
        return
    import msgspec

    try:
        file.write(msgspec.json.encode(reject) + b"\n")
    except OSError as error:
        raise unwritable(name or "the rejects", error) from error
