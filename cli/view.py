"""``newskit view``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from newskit.article import Article
from newskit.errors import InputError, Reject, UsageError
from newskit_cli.options import Inputs

MANY = 20
"""Articles that are shown without being asked for one by one."""


def command(
    inputs: Inputs = None,
    article_id: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="Only the article with this id, or its beginning.", show_default=False),
    ] = None,
    headline: Annotated[
        str | None,
        typer.Option(
            "--headline", metavar="WORDS", help="Only articles whose headline has all these words.", show_default=False
        ),
    ] = None,
    as_list: Annotated[bool, typer.Option("--list", help="One line an article, to choose from.")] = False,
    layers: Annotated[
        str | None,
        typer.Option(
            "--layers",
            metavar="NAMES",
            help="Only these layers, with commas: quotes,times; none for the text alone.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            min=1,
            metavar="N",
            help=f"At most so many articles; by default {MANY}, in a list all.",
            show_default=False,
        ),
    ] = None,
    width: Annotated[
        int | None,
        typer.Option("--width", min=40, metavar="N", help="Columns; by default the terminal's.", show_default=False),
    ] = None,
    pager: Annotated[
        bool | None,
        typer.Option(
            "--pager/--no-pager", help="Show through $PAGER, else less; by default on a terminal.", show_default=False
        ),
    ] = None,
) -> int:
    """Show articles in the terminal, annotated.

    \b
    newskit extract seeds/*.txt | newskit view
    newskit view corpus.parquet --list --headline "cruise missiles"
    newskit view corpus.parquet --id 6e0d42f0 --layers quotes,times
    """
    from newskit_cli.render import line, render
    from newskit_cli.run import REJECTED, named_inputs
    from newskit_cli.terminal import Safe, paged

    shown_layers = _chosen(layers)
    rejects: list[Reject] = []
    wanted = _wanted(named_inputs(inputs), article_id, headline, rejects)
    first = next(wanted, None)  # so that nothing that is wrong at once is said behind the pager
    if first is None:
        if rejects:
            return REJECTED
        raise InputError(f"no article{_told(article_id, headline)} in the input")
    most = limit or (None if as_list else MANY)
    with paged(width, pager=pager) as console:
        number = 0
        for number, article in enumerate(_chain(first, wanted), 1):
            console.print(Safe(line(article) if as_list else render(article, shown_layers)), soft_wrap=as_list)
            if number == most:
                break
    return REJECTED if rejects else 0


def _chosen(told: str | None) -> frozenset[str] | None:
    """Return the layers that are named, or ``None`` for all."""
    from newskit_cli.render import LAYERS

    if told is None:
        return None
    names = [name.strip() for name in told.split(",") if name.strip()]
    for name in names:
        if name not in (*LAYERS, "none"):
            raise UsageError(f"there is no layer {name} to show; choose from {', '.join(LAYERS)}, none")
    return frozenset(names)


def _wanted(names: list[str], article_id: str | None, headline: str | None, rejects: list[Reject]) -> Iterator[Article]:
    from newskit.io.reader import read
    from newskit_cli import signals

    words = (headline or "").casefold().split()
    for item in read(names):
        signals.check()
        if isinstance(item, Reject):
            rejects.append(item)
            sys.stderr.write(f"newskit: {item.input}: {item.detail} [{item.reason}]\n")
        elif item.id.startswith(article_id or "") and all(word in (item.headline or "").casefold() for word in words):
            yield item


def _chain(first: Article, others: Iterator[Article]) -> Iterator[Article]:
    yield first
    yield from others


def _told(article_id: str | None, headline: str | None) -> str:
    if article_id:
        return f" with id {article_id}"
    return f" with {headline!r} in its headline" if headline else ""
