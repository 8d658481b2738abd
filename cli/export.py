"""``newskit export``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from newskit_cli.options import Inputs, MaxRejects, Output, Quiet, Rejects
from newskit_cli.run import Settings, run_items


def command(
    inputs: Inputs = None,
    output: Output = "-",
    format_name: Annotated[
        str | None,
        typer.Option(
            "--format", "-f", metavar="NAME", help="Format, if the file name does not tell.", show_default=False
        ),
    ] = None,
    rejects: Rejects = None,
    max_rejects: MaxRejects = "0",
    quiet: Quiet = False,
    list_formats: Annotated[bool, typer.Option("--list", help="List the formats and exit.")] = False,
) -> int:
    """Write a corpus in the format that another tool opens.

    \b
    newskit export articles.jsonl -o corpus.parquet
    newskit export articles.jsonl -o corpus.csv
    newskit export --list
    """
    from newskit.export import FORMATS, names, open_export

    if list_formats:
        for name in names():
            line, endings, _ = FORMATS.get(name, ("from another package", (), ""))
            sys.stdout.write(f"{name:12}{' '.join(endings):20}{line}\n")
        return 0
    settings = Settings(output=output, rejects=rejects, max_rejects=max_rejects, quiet=quiet)
    return run_items("export", iter, inputs, settings, open_output=lambda: open_export(output, format_name))
