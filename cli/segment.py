"""``newskit segment``."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from newskit_cli.run import run_pipeline
from newskit_cli.stages import Told, takes_shared_options


@takes_shared_options
def command(
    told: Told,
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

    return run_pipeline(
        "segment",
        Pipeline(
            Clean(), Segment(quotes=quotes, tokens=tokens, paragraphs=paragraphs, splitter=splitter), redo=told.redo
        ),
        told.inputs,
        told.settings,
    )
