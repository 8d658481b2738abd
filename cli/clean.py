"""``newskit clean``."""

from __future__ import annotations

from typing import Annotated, Literal

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
from newskit_cli.run import Settings, run_pipeline


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
) -> int:
    """Turn pages and raw text into articles: text in blocks.

    \b
    newskit clean page.html -o article.jsonl
    newskit clean pages/ --jobs 2 -o articles.parquet
    curl -s https://example.org/story | newskit clean - | jq -r .headline
    """
    from newskit.clean.stage import TIME_LIMIT as PAGE_SECONDS
    from newskit.clean.stage import Clean
    from newskit.stage import Pipeline

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
    return run_pipeline("clean", Pipeline(stage, redo=redo), inputs, settings)
