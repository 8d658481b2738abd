"""``newskit diff``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Annotated

import typer

from newskit.article import Article
from newskit.errors import InputError, Reject, UsageError

if TYPE_CHECKING:
    from newskit.compare import Builds, Change

DIFFERENT = 4
"""Exit code with ``--exit-code`` where the builds differ; 1 is newskit's own fault, as everywhere."""
_MARKS = {"added": ("+", "green"), "dropped": ("-", "red"), "changed": ("~", "yellow")}


def command(
    first: Annotated[str, typer.Argument(metavar="A", help="The build to compare with: any input of newskit's.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The build that is compared; - is standard input.")],
    article_id: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="Show what differs within this article.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with every difference.")] = False,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=0, metavar="N", help="Tell at most so many articles one by one.")
    ] = 20,
    ignored: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore", metavar="FIELD", help="Do not compare this field; may be given again.", show_default=False
        ),
    ] = None,
    provenance: Annotated[
        bool, typer.Option("--provenance", help="Compare too how each article was made: versions and options.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 4 where the builds differ, for use in scripts.")
    ] = False,
) -> int:
    """Compare two builds of a corpus: added, dropped, changed.

    \b
    newskit diff yesterday.parquet today.parquet
    newskit diff before.jsonl after.jsonl --ignore keyphrases --exit-code
    newskit diff before.jsonl after.jsonl --id 6e0d42f07b9a36ee
    newskit diff before.jsonl after.jsonl --json | jq '.changes[] | select(.change == "dropped").id'
    """
    from newskit.compare import Builds
    from newskit.compare.builds import UNCOMPARED
    from newskit_cli.run import REJECTED

    if first == second:
        raise UsageError("A and B are the same input; name two builds")
    uncompared = [*(ignored or ()), *(() if provenance else UNCOMPARED)]
    rejects: list[Reject] = []
    if article_id is not None:
        differ = _print_one(article_id, (first, second), uncompared)
        return DIFFERENT if exit_code and differ else 0
    builds = Builds(ignored=uncompared)
    for article in _articles(first, rejects.append):
        builds.add(article)
    found = builds.compare(_articles(second, rejects.append))
    changes = chain(list(islice(found, 1)), found)  # so that nothing is printed of a build that cannot be read
    if as_json:
        _print_json(builds, changes)
    else:
        _print_lines(builds, changes, limit)
    if rejects:
        return REJECTED
    return DIFFERENT if exit_code and any(builds.counts[kind] for kind in _MARKS) else 0


def _articles(name: str, reject: Callable[[Reject], None]) -> Iterator[Article]:
    """Yield the articles of one build; raises InputError where the whole cannot be read, since the rest is no build."""
    from newskit.io.reader import read
    from newskit_cli import signals

    for item in read(name):
        signals.check()
        if isinstance(item, Reject) and item.input in (name, "stdin"):
            raise InputError(item.detail if name in item.detail else f"{item.input}: {item.detail}", reason=item.reason)
        if isinstance(item, Reject):
            sys.stderr.write(f"newskit: {item.input}: {item.detail} [{item.reason}]\n")
            reject(item)
        else:
            yield item


def _print_one(article_id: str, names: tuple[str, str], ignored: Collection[str]) -> bool:
    """Print what differs within one article; return whether anything does. Raises InputError where a build lacks it."""
    from rich.text import Text

    from newskit.compare.detail import differences
    from newskit_cli.terminal import Safe, plain_console

    console = plain_console()
    before, after = (_one(name, article_id) for name in names)
    field = None
    for difference in differences(before, after, ignored):
        if difference.field != field:
            field = difference.field
            console.print(Safe(Text(field, "bold")))
        line = Text(f"{difference.side} {difference.told}", "red" if difference.side == "-" else "green")
        console.print(Safe(line), soft_wrap=True)
    return field is not None


def _one(name: str, article_id: str) -> Article:
    for article in _articles(name, lambda _: None):
        if article.id == article_id:
            return article
    raise InputError(f"no article with id {article_id} in {name}")


def _print_json(builds: Builds, changes: Iterable[Change]) -> None:
    """Print one object, the changes as they are found."""
    import msgspec

    out = sys.stdout.buffer
    out.write(b'{"changes":[')
    for number, change in enumerate(changes):
        out.write((b",\n" if number else b"\n") + msgspec.json.encode(change))
    summary = {**builds.counts, "fields": dict(sorted(builds.fields.items()))}
    out.write(b'\n],"summary":' + msgspec.json.encode(summary) + b"}\n")


def _print_lines(builds: Builds, changes: Iterator[Change], limit: int) -> None:
    from rich.text import Text

    from newskit_cli.terminal import Safe, plain_console

    console = plain_console()

    def say(line: Text) -> None:
        console.print(Safe(line), soft_wrap=True)

    for change in islice(changes, limit):
        mark, colour = _MARKS[change.change]
        line = Text(f"{mark} {change.id}", colour).append(f"  {change.headline or '(no headline)'}", "default")
        say(line)
        if change.fields:
            say(Text("    " + ", ".join(map(_field, change.fields)), "dim"))
    rest = sum(1 for _ in changes)
    if rest and limit:
        say(Text(f"{rest:,} more; --limit or --json tells them", "dim"))
    told = ", ".join(f"{number:,} {kind}" for kind, number in builds.counts.items())
    say(Text(told, "bold"))
    if builds.fields:
        ranked = sorted(builds.fields.items(), key=lambda pair: (-pair[1], pair[0]))
        say(Text("changed: " + ", ".join(f"{name} in {number:,}" for name, number in ranked)))


def _field(change: object) -> str:
    from newskit.compare.builds import FieldChange

    assert isinstance(change, FieldChange)
    if change.before is not None and change.after is not None:
        return f"{change.field} {change.before} → {change.after}" if change.before != change.after else change.field
    return change.field if change.change == "changed" else f"{change.field} {change.change}"
