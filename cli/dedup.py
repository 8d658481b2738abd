"""``newskit dedup``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from newskit.article import Article
from newskit.errors import RecordError, Reject
from newskit_cli.options import Inputs, MaxRejects, Output, Quiet, Rejects
from newskit_cli.run import Item, Settings, run_items

if TYPE_CHECKING:
    from newskit.dedup import Corpus, Decision


def command(
    inputs: Inputs = None,
    output: Output = "-",
    keep: Annotated[
        Literal["first", "longest", "earliest", "original"],
        typer.Option("--keep", help="Which copy of a story is kept; original prefers the one that credits a wire."),
    ] = "longest",
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against", metavar="FILE", help="Compare with this corpus too; its articles are kept.", show_default=False
        ),
    ] = None,
    drop: Annotated[bool, typer.Option("--drop/--mark", help="Leave copies out, or mark them.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell each copy with its kind and score on standard error.")
    ] = False,
    rejects: Rejects = None,
    max_rejects: MaxRejects = "0",
    quiet: Quiet = False,
) -> int:
    """Mark or drop copies: exact, near, and contained in another.

    \b
    newskit dedup articles.jsonl -o marked.parquet
    newskit dedup today.jsonl --against corpus.parquet --drop -o new.jsonl
    newskit dedup wire.jsonl --keep original --explain -o marked.jsonl
    """
    from newskit.dedup import Corpus
    from newskit.io.reader import read
    from newskit.io.writer import Output as Writer

    settings = Settings(output=output, rejects=rejects, max_rejects=max_rejects, quiet=quiet)
    with ExitStack() as stack:
        corpus = stack.enter_context(Corpus(keep=keep))
        report = _report if explain else _silent

        def work(items: Iterable[Item]) -> Iterator[Item]:
            for item in read(against) if against else ():
                yield from _add(corpus, item, is_reference=True)
            yield from _decided(corpus, items, drop=drop, report=report)

        return run_items("dedup", work, inputs, settings, open_output=lambda: Writer(output))


def _add(corpus: Corpus, item: Item, *, is_reference: bool) -> Iterator[Reject]:
    """Take one item into the corpus; yield a reject for one that cannot be compared."""
    if isinstance(item, Reject):
        yield item
        return
    try:
        corpus.add(item, is_reference=is_reference)
    except RecordError as error:
        where = item.origin or item.url or item.id
        yield Reject(input=where, stage="dedup", reason=error.reason, detail=error.detail, id=item.id)


def _decided(
    corpus: Corpus, items: Iterable[Item], *, drop: bool, report: Callable[[Decision], None]
) -> Iterator[Item]:
    """Read all items once, keeping them on disk, then yield them again with what was decided."""
    from newskit.dedup.corpus import marked
    from newskit.io.record import decode_article, encode_article

    with tempfile.TemporaryFile() as spool:
        for item in items:
            rejects = list(_add(corpus, item, is_reference=False))
            yield from rejects
            if not rejects and isinstance(item, Article):
                spool.write(encode_article(item) + b"\n")
        spool.seek(0)
        for line, decision in zip(spool, corpus.decide(), strict=True):
            if decision.duplicate_of is not None:
                report(decision)
            if decision.duplicate_of is None or decision.kind == "updated" or not drop:
                yield marked(decode_article(line), decision)


def _report(decision: Decision) -> None:
    score = "" if decision.score is None else f" {decision.score:.2f}"
    sys.stderr.write(f"{decision.id}: {decision.kind}{score} copy of {decision.duplicate_of}\n")


def _silent(decision: Decision) -> None:
    """Say nothing."""
