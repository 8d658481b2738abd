"""``newskit segment``."""

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
    quotes: Annotated[
        Literal["split", "keep"], typer.Option("--quotes", help="Split a quotation of several sentences, or keep it.")
    ] = "split",
    tokens: Annotated[bool, typer.Option("--tokens", help="Add tokens too.")] = False,
    paragraphs: Annotated[
        Literal["off", "auto"],
        typer.Option("--paragraphs", help="Find paragraphs again in flat text that has lost its blank lines."),
    ] = "off",
    splitter: Annotated[
        str,
        typer.Option(
            "--splitter", metavar="NAME", help="Sentence splitter: newskit, spacy, or one of another package."
        ),
    ] = "newskit",
) -> int:
    """Split articles into sentences, and tokens on request.

    \b
    newskit segment articles.jsonl -o sentences.jsonl
    newskit clean page.html | newskit segment --tokens | newskit export -o corpus.parquet
    """
    from newskit.clean import Clean
    from newskit.segment import Segment
    from newskit.stage import Pipeline

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
    return run_pipeline(
        "segment",
        Pipeline(Clean(), Segment(quotes=quotes, tokens=tokens, paragraphs=paragraphs, splitter=splitter), redo=redo),
        inputs,
        settings,
    )
