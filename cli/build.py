"""``newskit build``."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from newskit_cli import signals
from newskit_cli.options import EngineName, Jobs, Quiet, Scheduler
from newskit_cli.run import REJECTED, Tolerance

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from newskit.build.corpus import Report
    from newskit.build.plan import Plan
    from newskit.build.work import Progress

_SHOWN_SECONDS = 0.2


def command(
    corpus: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file that describes the corpus.", show_default=True)
    ] = Path("corpus.toml"),
    jobs: Jobs = 1,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    frozen: Annotated[
        bool,
        typer.Option("--frozen", help="Build from what newskit.lock pins, without the network; fail on a difference."),
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Fetch again what comes from the network; what is unchanged stays.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove all kept results that this build does not use.")
    ] = False,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Override a key of the file: stages.clean.keep_all=true.",
            show_default=False,
        ),
    ] = None,
    engine: EngineName = "local",
    scheduler: Scheduler = None,
    quiet: Quiet = False,
) -> int:
    """Build the corpus that a file describes, doing only what changed.

    \b
    newskit init
    newskit build corpus.toml --dry-run
    newskit build corpus.toml --jobs 2
    newskit build corpus.toml --frozen
    newskit build corpus.toml --engine dask --scheduler tcp://cluster:8786
    """
    from newskit.build.corpus import Build
    from newskit.engines import Engine

    build = Build.load(corpus, settings or [])
    limit = build.corpus.about.time_limit
    run = Engine(name=engine, jobs=jobs, scheduler=scheduler, seconds_per_record=limit).run
    tolerance = Tolerance(str(build.corpus.about.max_rejects))
    if dry_run:
        _show_plan(build.plan())
        return 0
    began = time.monotonic()
    with _Watch(quiet=quiet) as watch:
        report = build.run(engine=run, frozen=frozen, update=update, prune=prune, on_progress=watch)
    if not quiet:
        _sum_up(report, time.monotonic() - began, build.corpus.about.rejects)
    return 0 if tolerance.holds(report.rejected, report.counts.read) else REJECTED


def _show_plan(plan: Plan) -> None:
    """Print what a build would do, on standard output: it is what was asked for."""
    lines = [
        f"fetch    {source.name}: {source.fetch}"
        if source.fetch
        else f"archived {source.name}: {source.pinned:,} pages"
        for source in plan.fetched
    ]
    if plan.files or plan.unread:
        lines.append(f"read     {plan.unread:,} of {plan.files:,} files; the others hold {plan.records:,} records")
    lines += [f"{stage.name:8} {stage.missing:,} records; {stage.cached:,} are done" for stage in plan.stages]
    if plan.unread and plan.stages:
        lines.append("         and the records of the files that are still to be read")
    lines += [f"{'keep' if plan.is_current else 'write':8} {path}" for path in plan.outputs]
    if plan.is_current:
        lines.append("nothing has changed: there is nothing to do")
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _sum_up(report: Report, seconds: float, rejects: str | None) -> None:
    counts = report.counts
    if report.is_current:
        told = f"build: nothing has changed; {counts.read:,} records read earlier, none was done again"
    else:
        told = f"build: read {counts.read:,}, {report.cached:,} of them done before, {report.built:,} built"
    told += f"; wrote {counts.written:,}, rejected {report.rejected:,}{_reasons(counts.rejected)}"
    if counts.joined:
        told += f", joined {counts.joined:,} further pages to their first"
    if counts.filtered:
        told += f", left out {sum(counts.filtered.values()):,}{_reasons(counts.filtered)}"
    if counts.duplicates:
        told += f", copies {sum(counts.duplicates.values()):,}{_reasons(counts.duplicates)}"
    if report.pruned:
        told += f"; {report.pruned:,} kept results removed"
    lines = [f"{told} in {seconds:.1f} s"]
    lines += [
        f"  {file.path}  {file.bytes:,} bytes  sha256 {file.sha256}"
        for output in report.outputs
        for file in output.files
    ]
    lines.append(f"  records  sha256 {report.logical}")
    if report.rejected and rejects is None:
        lines.append(
            'newskit: rejects = "rejects.jsonl" at the top of the corpus file lists what was rejected, and why'
        )
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def _reasons(counts: dict[str, int]) -> str:
    return f" ({', '.join(f'{number:,} {reason}' for reason, number in sorted(counts.items()))})" if counts else ""


class _Watch:
    """Shows how far a build is, on a terminal; ends it where a signal came."""

    def __init__(self, *, quiet: bool) -> None:
        self._is_shown = not quiet and sys.stderr.isatty()
        self._bar: Bar | None = None
        self._task: Any = None
        self._next = 0.0

    def __enter__(self) -> Self:
        if self._is_shown:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[told]}"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("build", total=None, told="")
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
        if self._is_shown and kind is not None and issubclass(kind, KeyboardInterrupt | signals.Terminated):
            sys.stderr.write("newskit: interrupted; the same command goes on where this build was\n")

    def __call__(self, progress: Progress) -> None:
        """Take note of progress."""
        signals.check()
        if self._bar is None or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _SHOWN_SECONDS
        told = f"{progress.read:,} records, {progress.cached:,} done before, {progress.built:,} built"
        self._bar.update(
            self._task,
            description=progress.phase,
            total=progress.total,
            completed=progress.read if progress.total else 0,
            told=told if progress.phase != "write" else f"{progress.read:,} records",
        )
