"""``newskit export``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from newskit.article import Article
from newskit.errors import RecordError, Reject, UsageError
from newskit_cli.options import Inputs, MaxRejects, Quiet, Rejects
from newskit_cli.run import Item, Settings, run_items

if TYPE_CHECKING:
    from spacy.language import Language

    from newskit.export.choices import Choices

_SHAPE = "What is written"
_CHOICE = "Which articles, and what of them"


def command(
    inputs: Inputs = None,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="File, folder/ or - for standard output (JSONL)."),
    ] = "-",
    format_name: Annotated[
        str | None,
        typer.Option(
            "--format", "-f", metavar="NAME", help="Format, if the file name does not tell.", show_default=False
        ),
    ] = None,
    text: Annotated[
        Literal["body", "full"] | None,
        typer.Option("--text", help="The article body alone, or every kept block.", show_default=False),
    ] = None,
    layers: Annotated[
        str | None,
        typer.Option("--layers", metavar="NAMES", help="Keep these layers only: entities,quotes.", show_default=False),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option("--columns", metavar="NAMES", help="Write these columns only: id,headline.", show_default=False),
    ] = None,
    explode: Annotated[
        str | None,
        typer.Option(
            "--explode",
            metavar="LAYER",
            help="One row for each of sentences, entities, mentions, quotes, times, quantities or events.",
            show_default=False,
        ),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(
            "--filter",
            metavar="TEST",
            help="""Only articles that fulfil this: 'language == "en" and date_published >= "2015-10"'.""",
            show_default=False,
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            "--split", metavar="SHARES", help="Divide by a hash of the id: train=0.9,test=0.1.", show_default=False
        ),
    ] = None,
    shard_size: Annotated[
        int | None,
        typer.Option("--shard-size", min=1, metavar="N", help="Begin a new file after N articles.", show_default=False),
    ] = None,
    redact: Annotated[
        str | None,
        typer.Option("--redact", metavar="WHAT", help="Black out quotes, names or both.", show_default=False),
    ] = None,
    sentence_per_line: Annotated[
        bool, typer.Option("--sentence-per-line", help="Plain text with one sentence a line.")
    ] = False,
    parse: Annotated[
        bool, typer.Option("--parse", help="Tag and parse the tokens (CoNLL-U and spaCy documents).")
    ] = False,
    licence: Annotated[
        str | None,
        typer.Option(
            "--licence", metavar="ID", help="Licence for the card of a dataset: cc-by-4.0.", show_default=False
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
    newskit export articles.jsonl -o quotes.csv --explode quotes
    newskit export articles.jsonl -o dataset/ -f huggingface --split train=0.9,test=0.1
    newskit export articles.jsonl -o corpus.sqlite --filter 'language == "en" and "Syria" in headline'
    newskit export --list
    """
    from newskit.export import describe, format_by_name, open_export
    from newskit.export.choices import Choices
    from newskit.export.options import Options
    from newskit.export.splits import parse_splits

    if list_formats:
        return _list()
    name = format_name or _format_of(output, format_by_name, in_parts=bool(split or shard_size))
    needs = describe(name).needs
    if sentence_per_line or explode == "sentences":
        needs = (*needs, "sentences")
    if text or layers or redact:
        needs = (*needs, "text")
    choices = Choices(
        text=text or "full",
        layers=_names(layers),
        where=where,
        redact=_names(redact) or (),  # type: ignore[arg-type] # checked there
    )
    options = Options(
        text=text,
        columns=_names(columns),
        explode=explode,
        sentence_per_line=sentence_per_line,
        splits=parse_splits(split) if split else {},
        shard_size=shard_size,
        licence=licence,
        parser=_parser() if parse else None,
    )
    settings = Settings(output=output.rstrip("/"), rejects=rejects, max_rejects=max_rejects, quiet=quiet)
    work = _Work(choices, frozenset(needs))
    code = run_items("export", work, inputs, settings, open_output=lambda: open_export(output, name, options))
    if where is not None and not quiet:
        sys.stderr.write(f"export: {work.left_out} left out by --filter\n")
    return code


class _Work:
    """What happens to an article on its way: the filter, the layers that the format needs, the user's choices."""

    def __init__(self, choices: Choices, needs: frozenset[str]) -> None:
        self.left_out = 0
        self._choices = choices
        self._needs = needs

    def __call__(self, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            if isinstance(item, Reject):
                yield item
            elif not self._choices.admits(item):
                self.left_out += 1
            else:
                yield from self._prepared(item)

    def _prepared(self, article: Article) -> Iterator[Item]:
        for item in brought_up(article, self._needs):
            try:
                yield item if isinstance(item, Reject) else self._choices.apply(item)
            except RecordError as error:
                where = article.origin or article.id
                yield Reject(input=where, stage="export", reason=error.reason, detail=error.detail, id=article.id)


def brought_up(article: Article, needs: frozenset[str]) -> list[Item]:
    """Return the article with the layers that are needed, or what became of it; layers that are there stay."""
    from newskit.stage import Pipeline, Stage

    stages: list[Stage] = []
    if "text" in needs and article.text is None and article.content is not None:
        from newskit.clean import Clean

        stages.append(Clean())
    if "sentences" in needs and article.sentences is None:
        from newskit.clean import Clean
        from newskit.segment import Segment

        stages = [Clean(), Segment(tokens="tokens" in needs)]
    if stages:
        return Pipeline(*stages).run([article])
    if "tokens" in needs and article.tokens is None:
        _tokenize(article)
    return [article]


def _tokenize(article: Article) -> None:
    """Add tokens within the sentences that are there."""
    from newskit.article import Span
    from newskit.segment.rules import load_rules
    from newskit.segment.tokens import tokens

    rules = load_rules(article.language)
    article.tokens = [
        Span(start=start, end=end)
        for sentence in article.sentences or ()
        for start, end in tokens(article.text or "", sentence.start, sentence.end, rules)
    ]


def _format_of(output: str, by_name: object, *, in_parts: bool) -> str:
    assert callable(by_name)
    if in_parts and output != "-" and "." not in output.rsplit("/", 1)[-1]:
        raise UsageError("choose a format with --format: the name of a folder does not tell it")
    return str(by_name(output))


def _parser() -> Language:
    from newskit.extract.model import load

    pipeline, _ = load(exclude=("ner",))
    return pipeline


def _names(told: str | None) -> tuple[str, ...] | None:
    if told is None:
        return None
    names = tuple(name.strip() for name in told.split(",") if name.strip())
    if not names:
        raise UsageError("--columns, --layers and --redact want names, joined by commas")
    return names


def _list() -> int:
    from newskit.export import describe, names

    for name in names():
        try:
            found = describe(name)
        except UsageError as error:
            sys.stdout.write(f"{name:15}{error.detail}\n")
            continue
        ends = " ".join(found.endings) or {"folder": "folder/"}.get(found.layout, "--format")
        if found.layout == "pages":
            ends += " folder/"
        needs = " ".join(found.needs) or "nothing"
        lossless = "lossless" if found.is_lossless else "-"
        sys.stdout.write(f"{name:15}{ends:27}{lossless:10}{needs:24}{found.line}\n")
    return 0
