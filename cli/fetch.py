"""``newskit fetch``."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Self

import typer

from newskit.errors import Reject, UsageError
from newskit_cli import signals
from newskit_cli.console import Monitor
from newskit_cli.options import MaxRejects, Output, Quiet, Rejects
from newskit_cli.run import REJECTED, Settings, Tolerance, open_rejects, record_reject

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

    from newskit.fetch.fetcher import Fetcher
    from newskit.fetch.options import FetchOptions

_LOUD = (
    "newskit: --ignore-robots: no robots.txt is asked for, also where a site forbids what is fetched."
    " Do this only where the site allows it to you.\n"
)
_SHOWN_HOSTS = 12
_SHOWN_URL = 100


def command(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT",
            help="Addresses of pages, feeds, sitemaps or sites; files: HTML, text, feeds, WARC, WACZ; folders.",
            show_default=False,
        ),
    ] = None,
    list_: Annotated[
        list[str] | None,
        typer.Option(
            "--input-list",
            "-i",
            metavar="FILE",
            help="Addresses from a file, one a line, or a column of CSV, JSONL or Parquet; - is standard input.",
            show_default=False,
        ),
    ] = None,
    output: Output = "-",
    rejects: Rejects = None,
    max_rejects: MaxRejects = "0",
    quiet: Quiet = False,
    column: Annotated[str, typer.Option("--column", metavar="NAME", help="Column that holds the addresses.")] = "url",
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache",
            metavar="DIR",
            help="Keep pages and validators here: a later run asks only for changes.",
            show_default=False,
        ),
    ] = None,
    only_new: Annotated[
        bool, typer.Option("--only-new", help="With --cache: write only what is new or changed since the last run.")
    ] = False,
    warc: Annotated[
        Path | None,
        typer.Option("--warc", metavar="FILE", help="Write a web archive (WARC 1.1, gzip).", show_default=False),
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option(
            "--contact",
            metavar="TEXT",
            help="Who you are, for the user agent: a page or a mail address.",
            show_default=False,
        ),
    ] = None,
    delay: Annotated[
        float, typer.Option("--delay", min=0.0, metavar="SECONDS", help="Pause after each request to a host.")
    ] = 0.3,
    connections: Annotated[
        int, typer.Option("--connections", min=1, max=512, metavar="N", help="Hosts that are asked side by side.")
    ] = 32,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Let loopback and private addresses through.")
    ] = False,
    proxy: Annotated[
        str | None,
        typer.Option(
            "--proxy",
            metavar="URL",
            help="http://user:password@host:port, or none. By default what http_proxy and https_proxy say.",
            show_default=False,
        ),
    ] = None,
    ignore_robots: Annotated[
        bool, typer.Option("--ignore-robots", help="Do not ask for robots.txt. Only for sites that allow it to you.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Feed and sitemap entries from this day on.", show_default=False),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="Feed and sitemap entries up to this day.", show_default=False),
    ] = None,
    match: Annotated[
        list[str] | None,
        typer.Option("--match", metavar="REGEX", help="Only entries whose address matches.", show_default=False),
    ] = None,
    skip: Annotated[
        list[str] | None,
        typer.Option("--skip", metavar="REGEX", help="No entries whose address matches.", show_default=False),
    ] = None,
    section: Annotated[
        list[str] | None,
        typer.Option(
            "--section",
            metavar="NAME",
            help="Only entries in this section: a feed's category or a folder of the address.",
            show_default=False,
        ),
    ] = None,
    max_articles: Annotated[
        int | None,
        typer.Option("--max", min=1, metavar="N", help="Stop after so many articles.", show_default=False),
    ] = None,
    max_per_host: Annotated[
        int | None,
        typer.Option("--max-per-host", min=1, metavar="N", help="Pages from one host.", show_default=False),
    ] = None,
    next_pages: Annotated[
        int,
        typer.Option(
            "--next-pages", min=0, metavar="N", help="Further pages of an article that is cut into several, at most."
        ),
    ] = 0,
    feed_text: Annotated[
        bool, typer.Option("--feed-text", help="Take the text that a feed carries instead of asking for the page.")
    ] = False,
    no_discover: Annotated[
        bool, typer.Option("--no-discover", help="Take a home page as a page; do not look for its feeds.")
    ] = False,
    unordered: Annotated[
        bool, typer.Option("--unordered", help="Write articles as they come, not in input order.")
    ] = False,
    timings: Annotated[
        bool, typer.Option("--timings", help="Write how long each answer took; two runs then differ.")
    ] = False,
) -> int:
    r"""Fetch pages, feeds, sitemaps and web archives as records.

    \b
    newskit fetch https://example.org/feed.xml -o articles.jsonl
    newskit fetch -i urls.txt -o pages.jsonl --rejects rejects.jsonl --cache cache/
    newskit fetch CC-NEWS-20260305.warc.gz | newskit clean -o corpus.parquet

    robots.txt is asked first, hosts are asked side by side, each by one request at a time. A run that is ended or
    killed goes on where it was when it is started again.
    """
    from newskit.fetch.journal import sidecar
    from newskit.fetch.lists import addresses
    from newskit.fetch.options import FetchOptions

    if not inputs and not list_:
        message = "nothing to fetch: name addresses or files, or give a list with -i (see --help)"
        raise UsageError(message)
    if only_new and cache is None:
        message = "--only-new needs --cache DIR, which keeps what was there before"
        raise UsageError(message)
    _check_filters([*(match or ()), *(skip or ())], [since, until])
    options = FetchOptions(
        contact=contact,
        allow_private=allow_private,
        proxy=proxy,
        ignore_robots=ignore_robots,
        delay=delay,
        connections=connections,
        max_articles=max_articles,
        max_per_host=max_per_host,
        since=since,
        until=until,
        match=tuple(match or ()),
        skip=tuple(skip or ()),
        sections=tuple(section or ()),
        feed_text=feed_text,
        next_pages=next_pages,
        discover=not no_discover,
        only_new=only_new,
        unordered=unordered,
        cache=cache,
        journal=None if output.startswith(("-", "/dev/")) else sidecar(output),
        warc=warc,
        timings=timings,
    )
    if ignore_robots:
        sys.stderr.write(_LOUD)
    given = addresses(inputs or [], list_ or [], column)
    return _run(options, given, Settings(output=output, rejects=rejects, max_rejects=max_rejects, quiet=quiet))


def _run(options: FetchOptions, given: Iterable[str | Reject], settings: Settings) -> int:
    from newskit.fetch.fetcher import Fetcher
    from newskit.io.writer import Output as Writer

    tolerance = Tolerance(settings.max_rejects)
    out = Writer(settings.output)
    try:
        fetcher = Fetcher(options)
    except BaseException:
        out.__exit__(*sys.exc_info())
        raise
    # The output gets its name before the journal of the run is closed, so that a kill in between loses nothing.
    with fetcher, Watch(fetcher, quiet=settings.quiet) as watch, ExitStack() as stack:
        stack.enter_context(out)
        rejects = stack.enter_context(open_rejects(settings.rejects)) if settings.rejects else None
        for item in fetcher.fetch(given):
            signals.check()
            if isinstance(item, Reject):
                watch.reject(item, listed=rejects is not None)
                record_reject(item, rejects, settings.rejects)
            else:
                out.write(item)
                watch.written += 1
    counts = fetcher.counts
    return 0 if tolerance.holds(counts.rejects, max(counts.taken, counts.articles + counts.rejects)) else REJECTED


def _check_filters(patterns: list[str], dates: list[str | None]) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            message = f"{pattern!r} is no regular expression: {error}"
            raise UsageError(message) from error
    for date in dates:
        if date is not None and not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", date):
            message = f"{date!r} is no day; write it as 2026-03-05"
            raise UsageError(message)


class Watch(Monitor):
    """Shows which host is asked for what, on a terminal, and sums up at the end."""

    def __init__(self, fetcher: Fetcher, *, quiet: bool) -> None:
        super().__init__("fetch", [], quiet=quiet)
        self._fetcher = fetcher
        self._live: Live | None = None

    def __enter__(self) -> Self:
        if self._fetcher.resumed and not self.quiet:
            sys.stderr.write("newskit: going on where an interrupted run was\n")
        if not self.quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(
                console=Console(stderr=True), get_renderable=self._table, transient=True, refresh_per_second=4
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()
        super().__exit__(kind, error, traceback)
        if kind is not None and issubclass(kind, KeyboardInterrupt | signals.Terminated) and not self.quiet:
            sys.stderr.write("newskit: interrupted; the same command goes on where this run was\n")

    def _sum_up(self) -> None:
        counts = self._fetcher.counts
        also = "".join(
            f", {number:,} {what}"
            for number, what in (
                (counts.repeated, "named twice"),
                (counts.unchanged, "not changed"),
                (counts.resumed, "from the interrupted run"),
            )
            if number
        )
        seconds = time.monotonic() - self._began
        sys.stderr.write(
            f"fetch: {counts.taken:,} addresses and files, wrote {self.written:,}, rejected {self.rejected:,}"
            f"{also} in {seconds:.1f} s\n"
        )

    def _table(self) -> Table:
        from rich.table import Table

        counts = self._fetcher.counts
        table = Table.grid(padding=(0, 2))
        table.add_row(
            "fetch", f"{counts.articles:,} articles, {counts.rejects:,} rejects of {counts.taken:,} addresses"
        )
        in_flight = sorted(self._fetcher.in_flight.items())
        for host, url in in_flight[:_SHOWN_HOSTS]:
            table.add_row(host, url if len(url) <= _SHOWN_URL else url[: _SHOWN_URL - 1] + "…")
        if len(in_flight) > _SHOWN_HOSTS:
            table.add_row("", f"and {len(in_flight) - _SHOWN_HOSTS:,} more hosts")
        return table
