"""The options that commands share, each declared once."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="INPUT",
        help="Files, globs, folders or - for standard input: .txt .html .jsonl .parquet, each also .gz and .zst.",
        show_default=False,
    ),
]
Output = Annotated[
    str,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Where to write: .jsonl[.gz|.zst] or .parquet; - is standard output (JSONL), folder/ takes parts.",
    ),
]
Rejects = Annotated[
    str | None,
    typer.Option(
        "--rejects", metavar="FILE", help="Write one JSON object for each rejected input here.", show_default=False
    ),
]
MaxRejects = Annotated[
    str,
    typer.Option(
        "--max-rejects", metavar="N|P%", help="Exit with 3 only if more inputs than this are rejected: 10 or 2%."
    ),
]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Worker processes. The output is the same for any N.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary; errors are still shown.")]
Redo = Annotated[bool, typer.Option("--redo", help="Run also on records that have the layers already.")]
TimeLimit = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        help="Reject a record that takes longer than this (with --jobs 2 or more).",
        show_default=False,
    ),
]
EngineName = Annotated[
    Literal["local", "dask"],
    typer.Option("--engine", help="Who runs the stages: processes of this machine, or a Dask cluster."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="URL",
        help="Dask scheduler, such as tcp://host:8786; without it a cluster of --jobs processes is started here.",
        show_default=False,
    ),
]
ShardNumber = Annotated[
    str | None,
    typer.Option(
        "--shard",
        metavar="I/N",
        help="Read only the I-th of N like parts of the inputs; newskit merge puts the outputs together.",
        show_default=False,
    ),
]
