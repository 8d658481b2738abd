"""``newskit clean``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from newskit_cli.options import (
    EngineName,
    Inputs,
    Jobs,
    MaxRejects,
    Output,
    Quiet,
    Redo,
    Rejects,
    Scheduler,
    ShardNumber,
    TimeLimit,
)
from newskit_cli.run import Item, Settings, run_pipeline, run_raws

if TYPE_CHECKING:
    from newskit.io.raw import Raw
    from newskit.stage import Pipeline


def command(
    inputs: Inputs = None,
    output: Output = "-",
    rejects: Rejects = None,
    max_rejects: MaxRejects = "0",
    jobs: Jobs = 1,
    time_limit: TimeLimit = None,
    redo: Redo = False,
    quiet: Quiet = False,
    engine: EngineName = "local",
    scheduler: Scheduler = None,
    shard: ShardNumber = None,
    extractor: Annotated[
        Literal["auto", "newskit", "trafilatura"],
        typer.Option(
            "--extractor", help="Who finds the article in a page; auto falls back to trafilatura when unsure."
        ),
    ] = "auto",
    keep_all: Annotated[
        bool, typer.Option("--keep-all", help="Keep section pages and the like, which are rejected otherwise.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Write what was dropped, and why, into the record's dropped.")
    ] = False,
    keep_content: Annotated[bool, typer.Option("--keep-content", help="Keep the page itself in the record.")] = False,
    learn_furniture: Annotated[
        bool,
        typer.Option("--learn-furniture", help="Leave out lines that recur over a publisher's records (two passes)."),
    ] = False,
) -> int:
    """Turn pages and raw text into articles: text in blocks.

    \b
    newskit clean page.html -o article.jsonl
    newskit clean pages/ --jobs 2 -o articles.parquet
    newskit clean scrapes/ --learn-furniture --explain -o articles.jsonl
    curl -s https://example.org/story | newskit clean - | jq -r .headline
    """
    from newskit.clean.stage import TIME_LIMIT as PAGE_SECONDS
    from newskit.clean.stage import Clean
    from newskit.stage import Pipeline as Stages

    stage = Clean(
        extractor=extractor,
        keep_all=keep_all,
        keep_content=keep_content,
        explain=explain,
        time_limit=time_limit or PAGE_SECONDS,
    )
    settings = Settings(
        output=output,
        rejects=rejects,
        max_rejects=max_rejects,
        jobs=jobs,
        quiet=quiet,
        seconds_per_record=time_limit,
        engine=engine,
        scheduler=scheduler,
        shard=shard,
    )
    pipeline = Stages(stage, redo=redo)
    if not learn_furniture:
        return run_pipeline("clean", pipeline, inputs, settings)
    return _run_in_two_passes(pipeline, inputs, settings)


def _run_in_two_passes(pipeline: Pipeline, inputs: Sequence[str] | None, settings: Settings) -> int:
    """Clean, then leave out what recurs; records wait on disk in between."""
    from newskit.clean.recurring import without_recurring
    from newskit.engines import Engine
    from newskit.errors import UsageError
    from newskit.io.parts import is_folder
    from newskit.io.writer import Output as Writer

    if settings.shard is not None or is_folder(settings.output):
        message = "--learn-furniture learns from all records of a run: it takes one output file and no --shard"
        raise UsageError(message)
    engine = Engine(
        name=settings.engine,
        jobs=settings.jobs,
        scheduler=settings.scheduler,
        seconds_per_record=settings.seconds_per_record,
    )

    def work(raws: Iterable[Raw]) -> Iterator[Item]:
        return without_recurring(engine.run(pipeline, raws))

    return run_raws("clean", work, inputs, settings, open_output=lambda: Writer(settings.output))
