"""``newskit dedup``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from newskit.article import Article
from newskit.errors import RecordError, Reject, UsageError
from newskit_cli.options import Inputs, MaxRejects, Output, Quiet, Rejects, ShardNumber
from newskit_cli.run import Item, Settings, named_inputs, run_items

if TYPE_CHECKING:
    from newskit.dedup import Corpus, Decision
    from newskit.io.encoded import Form
    from newskit.io.raw import Raw


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
    shard: ShardNumber = None,
) -> int:
    """Mark or drop copies: exact, near, and contained in another.

    \b
    newskit dedup articles.jsonl -o marked.parquet
    newskit dedup today.jsonl --against corpus.parquet --drop -o new.jsonl
    newskit dedup wire.jsonl --keep original --explain -o marked.jsonl
    """
    from newskit.dedup import Corpus
    from newskit.io import streams
    from newskit.io.parts import is_folder
    from newskit.io.reader import read
    from newskit.io.writer import Output as Writer

    settings = Settings(output=output, rejects=rejects, max_rejects=max_rejects, quiet=quiet, shard=shard)
    for missing in streams.find(against or []):
        if isinstance(missing, streams.Missing):
            raise UsageError(f"--against: {missing.name}: {missing.detail}")
    with ExitStack() as stack:
        corpus = stack.enter_context(Corpus(keep=keep))
        report = _report if explain else _silent

        def work(items: Iterable[Item]) -> Iterator[Item]:
            for item in read(against) if against else ():
                yield from _add(corpus, item, is_reference=True)
            before, after = _other_shards(named_inputs(inputs), shard)
            yield from _decided(corpus, items, before, after, drop=drop, report=report)

        if shard is None and not is_folder(output):
            return run_items("dedup", work, inputs, settings, open_output=lambda: Writer(output))
        from newskit.io.raw import decoded
        from newskit_cli.parts import run_part

        def part(raws: Iterable[Raw], _form: Form) -> Iterator[Item]:
            return work(decoded(raws))

        return run_part("dedup", part, named_inputs(inputs), settings, [keep, against, drop])


def _other_shards(names: Sequence[str], told: str | None) -> tuple[Iterable[Item], Iterable[Item]]:
    """Return what the shards before and after this one hold: it is compared with, but another run writes it."""
    from newskit.io.reader import read
    from newskit.io.shards import Shard

    if told is None:
        return (), ()
    own = Shard.parse(told)

    def of(numbers: Iterable[int]) -> Iterator[Item]:
        for number in numbers:
            yield from read(names, shard=Shard(number, own.of))

    return of(range(1, own.number)), of(range(own.number + 1, own.of + 1))


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
    corpus: Corpus,
    items: Iterable[Item],
    before: Iterable[Item],
    after: Iterable[Item],
    *,
    drop: bool,
    report: Callable[[Decision], None],
) -> Iterator[Item]:
    """Read all items once, keeping them on disk, then yield them again with what was decided.

    ``before`` and ``after`` are compared with them in their places, and not yielded.
    """
    from newskit.dedup.corpus import marked
    from newskit.io.record import decode_article, encode_article

    with tempfile.TemporaryFile() as spool:
        first = sum(1 for item in before if not list(_add(corpus, item, is_reference=False)))
        number = 0
        for item in items:
            rejects = list(_add(corpus, item, is_reference=False))
            yield from rejects
            if not rejects and isinstance(item, Article):
                spool.write(encode_article(item) + b"\n")
                number += 1
        for item in after:
            list(_add(corpus, item, is_reference=False))
        spool.seek(0)
        for line, decision in zip(spool, islice(corpus.decide(), first, first + number), strict=True):
            if decision.duplicate_of is not None:
                report(decision)
            if decision.duplicate_of is None or decision.kind == "updated" or not drop:
                yield marked(decode_article(line), decision)


def _report(decision: Decision) -> None:
    score = "" if decision.score is None else f" {decision.score:.2f}"
    sys.stderr.write(f"{decision.id}: {decision.kind}{score} copy of {decision.duplicate_of}\n")


def _silent(decision: Decision) -> None:
    """Say nothing."""
