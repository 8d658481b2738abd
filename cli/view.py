"""``newskit view``."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from newskit.errors import InputError, Reject
from newskit_cli.options import Inputs

MANY = 20
"""Articles that are shown without being asked for one by one."""


def command(
    inputs: Inputs = None,
    article_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Only the article with this id.", show_default=False)
    ] = None,
    headline: Annotated[
        str | None,
        typer.Option(
            "--headline", metavar="WORDS", help="Only articles whose headline has these words.", show_default=False
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, metavar="N", help="Show at most so many articles.")
    ] = MANY,
    width: Annotated[
        int | None,
        typer.Option("--width", min=40, metavar="N", help="Columns; by default the terminal's.", show_default=False),
    ] = None,
    pager: Annotated[bool, typer.Option("--pager", help="Show through the pager ($PAGER, else less).")] = False,
) -> int:
    """Show articles in the terminal, annotated.

    \b
    newskit extract seeds/*.txt | newskit view
    newskit view corpus.parquet --id 6e0d42f07b9a36ee
    newskit view corpus.jsonl --headline "cruise missiles"
    """
    from rich.console import Console

    from newskit.io.reader import read
    from newskit_cli.render import render
    from newskit_cli.run import REJECTED, named_inputs

    console = Console(width=width, highlight=False)
    shown = rejected = 0
    with console.pager(styles=True) if pager else nullcontext():
        for item in read(named_inputs(inputs)):
            if isinstance(item, Reject):
                rejected += 1
                typer.echo(f"newskit: {item.input}: {item.detail} [{item.reason}]", err=True)
                continue
            if article_id is not None and item.id != article_id:
                continue
            if headline is not None and headline.lower() not in (item.headline or "").lower():
                continue
            console.print(render(item))
            shown += 1
            if shown >= limit:
                break
    if shown == 0 and rejected == 0:
        wanted = f" with id {article_id}" if article_id else f" with {headline!r} in its headline" if headline else ""
        raise InputError(f"no article{wanted} in the input")
    return REJECTED if rejected else 0
