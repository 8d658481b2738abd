"""The app: which commands there are, and the one table from error to exit code."""

from __future__ import annotations

import atexit
import functools
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from newskit.garbage import collect_rarely
from newskit_cli import signals

if TYPE_CHECKING:
    from typer import Typer

    from newskit.errors import NewskitError

#: Every command with the line that ``newskit --help`` shows; its module is imported when it is called.
COMMANDS = {
    "fetch": "Fetch pages, feeds, sitemaps and web archives as records.",
    "clean": "Turn pages and raw text into articles: text in blocks.",
    "segment": "Split articles into sentences, and tokens on request.",
    "extract": "Find who, where, when, how many, and who said what.",
    "dedup": "Mark or drop copies: exact, near, and contained in another.",
    "export": "Write a corpus in the format that another tool opens.",
    "merge": "Put the parts of a sharded run together, none missing.",
    "report": "Make a page that shows what is in a corpus.",
    "stats": "Count what is in a corpus, as tables and sparklines.",
    "diff": "Compare two builds of a corpus: added, dropped, changed.",
    "view": "Show articles in the terminal, annotated.",
    "init": "Write a commented corpus.toml to begin with.",
    "build": "Build the corpus that a file describes, doing only what changed.",
    "verify": "Check a corpus against its manifest, files and records.",
    "schema": "Print the JSON Schema of the record.",
}

DONE, OUR_FAULT, USAGE, REJECTED = 0, 1, 2, 3

_DEBUG = "NEWSKIT_DEBUG"

_ABOUT = """\
From news as it is found to a corpus that can be counted, searched, trained on and cited.

Every command reads files, globs, folders and standard input, and writes JSONL or Parquet, so that they pipe:

\b
    newskit fetch -i urls.txt | newskit clean | newskit segment | newskit extract | newskit export -o corpus.parquet

A command brings its input up to what it needs: newskit extract page.html cleans and segments first.
"""


def main() -> NoReturn:
    """Run the command line and exit."""
    signals.install()
    collect_rarely()
    try:
        code = _run(sys.argv[1:])
        signals.check()
    except (KeyboardInterrupt, signals.Terminated) as ending:
        code = signals.exit_code(ending)
    _leave(code)


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        _show_version()
        return DONE
    completing = any(variable.startswith("_NEWSKIT") for variable in os.environ)
    called = arguments[0] if arguments else None
    app = build_app(list(COMMANDS) if completing else [called] if called in COMMANDS else [])
    try:
        app(arguments, prog_name="newskit")
    except SystemExit as leaving:  # how the parser ends, also after --help
        return leaving.code if isinstance(leaving.code, int) else DONE
    return DONE


def build_app(loaded: list[str]) -> Typer:
    """Return the app with the named commands loaded and the others as names in the help."""
    import typer

    app = typer.Typer(
        name="newskit",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_top_level())
    for name, line in COMMANDS.items():
        if name in loaded:
            function: Callable[..., Any] = import_module(f"newskit_cli.{name}").command
            app.command(name, short_help=line)(_with_exit_code(function))
        else:
            app.command(name, help=line)(lambda: None)
    return app


def _top_level() -> Callable[..., None]:
    """Return what the top level takes, for the help: ``--version`` is answered before the parser is loaded."""
    import typer

    def callback(
        *,
        version: bool = typer.Option(False, "--version", help="Show the version and exit."),
    ) -> None:
        if version:
            _show_version()
            raise typer.Exit

    callback.__doc__ = _ABOUT
    return callback


def _show_version() -> None:
    from newskit.version import __version__

    sys.stdout.write(f"newskit {__version__}\n")


def _with_exit_code(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a command raises into a sentence on stderr and an exit code."""
    import typer

    from newskit.errors import NewskitError

    @functools.wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            code = command(*args, **kwargs)
        except BrokenPipeError:
            code = DONE  # the reader has had enough
        except NewskitError as error:
            code = _code(error)
            sys.stderr.write(f"newskit: {error.detail}\n")
        except MemoryError:
            code = OUR_FAULT
            sys.stderr.write("newskit: out of memory; use fewer --jobs or smaller inputs\n")
        except Exception as error:
            if os.environ.get(_DEBUG):
                raise
            code = OUR_FAULT
            told = " ".join(f"{type(error).__name__}: {error}".split())[:400]
            sys.stderr.write(f"newskit: a fault of newskit's own: {told} ({_DEBUG}=1 shows where; please report it)\n")
        raise typer.Exit(code or DONE)

    return guarded


def _code(error: NewskitError) -> int:
    from newskit.errors import MachineError, OutputError, UsageError

    if isinstance(error, OutputError | MachineError):
        return OUR_FAULT
    if isinstance(error, UsageError):
        return USAGE
    return REJECTED


def _leave(code: int) -> NoReturn:
    """Exit without a word when the other end of a pipe is closed."""
    signals.ignore()
    atexit._run_exitfuncs()  # noqa: SLF001 - what others registered; taking all modules down again is left to the system
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    # all is written and closed: what models and tables hold goes with the process
    os._exit(code)
