"""``newskit stats``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from newskit.errors import InputError, Reject, UsageError
from newskit_cli.options import Inputs, MaxRejects, Quiet

if TYPE_CHECKING:
    from newskit.report import Counts


def command(
    inputs: Inputs = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="FIELD", help="One row for each publisher, month or language.", show_default=False
        ),
    ] = None,
    figures: Annotated[
        list[str] | None,
        typer.Option(
            "--figure", metavar="NAME", help="Only these figures: person, place, topic and so on.", show_default=False
        ),
    ] = None,
    top: Annotated[int, typer.Option("--top", "-n", min=1, metavar="N", help="Show so many values of each.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    rejects: Annotated[
        str | None,
        typer.Option(
            "--rejects",
            metavar="FILE",
            help="Count these rejects too: what an earlier command wrote with its own --rejects.",
            show_default=False,
        ),
    ] = None,
    width: Annotated[
        int | None,
        typer.Option("--width", min=40, metavar="N", help="Columns; by default the terminal's.", show_default=False),
    ] = None,
    max_rejects: MaxRejects = "0",
    quiet: Quiet = False,
) -> int:
    """Count what is in a corpus, as tables and sparklines.

    \b
    newskit stats corpus.parquet
    newskit stats corpus.jsonl --by publisher
    newskit stats corpus.jsonl --figure person --figure place --top 50
    newskit extract pages/ | newskit stats --json
    """
    from newskit.report import Counts
    from newskit.report.facts import FIGURES
    from newskit.report.rejects import read_rejects

    told = [name for name, figure in FIGURES.items() if figure.divides is None]
    for name in figures or ():
        if name not in told:
            raise UsageError(f"there is no figure {name}; choose from {', '.join(told)}")
    counts = Counts(by=by)
    for reject in read_rejects(rejects) if rejects else ():
        counts.add_reject(reject)
    code = _count(counts, inputs, max_rejects=max_rejects, quiet=quiet)
    if counts.articles == 0 and counts.rejected == 0:
        raise InputError("no article in the input")
    if as_json:
        import msgspec

        summary = counts.summary(top)
        if figures:
            summary["figures"] = {name: summary["figures"][name] for name in told if name in figures}
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")
        return code
    from newskit_cli.tables import show
    from newskit_cli.terminal import plain_console

    show(plain_console(width), counts, figures, top)
    return code


def _count(counts: Counts, inputs: list[str] | None, *, max_rejects: str, quiet: bool) -> int:
    """Count all articles and rejects of the inputs; return the exit code."""
    from newskit.io.reader import read
    from newskit_cli import signals
    from newskit_cli.console import Monitor
    from newskit_cli.run import REJECTED, Tolerance, named_inputs

    tolerance = Tolerance(max_rejects)
    names = named_inputs(inputs)
    with Monitor("stats", names, quiet=quiet, verb="counted") as monitor:
        for item in read(names, on_bytes=monitor.on_bytes):
            signals.check()
            monitor.read += 1
            if isinstance(item, Reject):
                monitor.reject(item, listed=False)
                counts.add_reject(item)
            else:
                counts.add(item)
                monitor.written += 1
    return 0 if tolerance.holds(monitor.rejected, monitor.read) else REJECTED
