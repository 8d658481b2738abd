"""``newskit clean``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from newskit_cli.run import Item, Settings, run_pipeline, run_raws
from newskit_cli.stages import Told, takes_shared_options

if TYPE_CHECKING:
    from newskit.io.raw import Raw
    from newskit.stage import Pipeline

Pass = Callable[[Iterable[Item]], Iterator[Item]]


@takes_shared_options
def command(
    told: Told,
    extractor: Annotated[
        Literal["auto", "newskit", "trafilatura"],
        typer.Option(
            "--extractor", help="Who finds the article in a page; auto falls back to trafilatura when unsure."
        ),
    ] = "auto",
    keep_all: Annotated[
        bool, typer.Option("--keep-all", help="Keep section pages and the like, which are rejected otherwise.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Write what was dropped, and why, into the record's dropped.")
    ] = False,
    keep_content: Annotated[bool, typer.Option("--keep-content", help="Keep the page itself in the record.")] = False,
    learn_furniture: Annotated[
        bool,
        typer.Option("--learn-furniture", help="Leave out lines that recur over a publisher's records (two passes)."),
    ] = False,
    join_pages: Annotated[
        bool,
        typer.Option(
            "--join-pages", help="Make one article of the pages that fetch --next-pages found it on (two passes)."
        ),
    ] = False,
) -> int:
    """Turn pages and raw text into articles: text in blocks.

    \b
    newskit clean page.html -o article.jsonl
    newskit clean pages/ --jobs 2 -o articles.parquet
    newskit clean scrapes/ --learn-furniture --explain -o articles.jsonl
    curl -s https://example.org/story | newskit clean - | jq -r .headline
    """
    from newskit.clean.stage import TIME_LIMIT as PAGE_SECONDS
    from newskit.clean.stage import Clean
    from newskit.stage import Pipeline as Stages

    stage = Clean(
        extractor=extractor,
        keep_all=keep_all,
        keep_content=keep_content,
        explain=explain,
        time_limit=told.settings.seconds_per_record or PAGE_SECONDS,
    )
    pipeline = Stages(stage, redo=told.redo)
    passes: list[Pass] = []
    if join_pages:
        from newskit.clean.joining import with_pages_joined

        passes.append(with_pages_joined)
    if learn_furniture:
        from newskit.clean.recurring import without_recurring

        passes.append(without_recurring)
    if not passes:
        return run_pipeline("clean", pipeline, told.inputs, told.settings)
    return _run_in_two_passes(pipeline, passes, told.inputs, told.settings)


def _run_in_two_passes(
    pipeline: Pipeline, passes: Sequence[Pass], inputs: Sequence[str] | None, settings: Settings
) -> int:
    """Clean, then go over all records again: to join pages, to leave out what recurs; they wait on disk in between."""
    from newskit.engines import Engine
    from newskit.errors import UsageError
    from newskit.io.parts import is_folder
    from newskit.io.writer import Output as Writer

    if settings.shard is not None or is_folder(settings.output):
        message = (
            "--learn-furniture and --join-pages need all records of a run: they take one output file and no --shard"
        )
        raise UsageError(message)
    engine = Engine(
        name=settings.engine,
        jobs=settings.jobs,
        scheduler=settings.scheduler,
        seconds_per_record=settings.seconds_per_record,
    )

    def work(raws: Iterable[Raw]) -> Iterator[Item]:
        outcome = engine.run(pipeline, raws)
        for again in passes:
            outcome = again(outcome)
        return outcome

    return run_raws("clean", work, inputs, settings, open_output=lambda: Writer(settings.output))
