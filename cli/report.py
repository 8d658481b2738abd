"""``newskit report``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

from newskit.errors import Reject
from newskit.io.streams import STDIN
from newskit_cli.options import Inputs, MaxRejects, Quiet
from newskit_cli.run import Item, Settings, named_inputs, run_items


def command(
    inputs: Inputs = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="The page to write.")] = "report.html",
    title: Annotated[
        str | None,
        typer.Option(
            "--title", metavar="WORDS", help="Title; by default the name of the first input.", show_default=False
        ),
    ] = None,
    rejects: Annotated[
        str | None,
        typer.Option(
            "--rejects",
            metavar="FILE",
            help="Show these rejects too: what an earlier command wrote with its own --rejects.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        Literal["auto", "page", "folder"],
        typer.Option("--data", help="Where the articles go: into the page, or into a folder beside it."),
    ] = "auto",
    top: Annotated[
        int, typer.Option("--top", min=1, metavar="N", help="Keep at most so many values of each figure.")
    ] = 500,
    max_rejects: MaxRejects = "0",
    quiet: Quiet = False,
) -> int:
    """Make a page that shows what is in a corpus.

    \b
    newskit report corpus.parquet -o report.html
    newskit report articles.jsonl --rejects rejects.jsonl -o report.html
    """
    from newskit.report import Report
    from newskit.report.rejects import read_rejects

    settings = Settings(output=output, max_rejects=max_rejects, quiet=quiet)
    report = Report(output, title=title or _title(named_inputs(inputs)), place=data, top=top)
    for reject in read_rejects(rejects) if rejects else ():
        report.add_reject(reject)

    def counted(items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            if isinstance(item, Reject):
                report.add_reject(item)
            yield item

    return run_items("report", counted, inputs, settings, open_output=lambda: report)


def _title(names: list[str]) -> str:
    if names == [STDIN]:
        return "Corpus"
    name = Path(names[0]).name or names[0]
    return name.split(".")[0].replace("_", " ") or name
