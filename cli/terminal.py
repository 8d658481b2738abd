"""Printing for a person: articles cannot control the terminal, and what is long goes through the pager."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

from newskit_cli import signals

_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}


class Safe:
    """Wraps what is printed: control characters, which could move the cursor or worse, are left out."""

    def __init__(self, inner: RenderableType) -> None:
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._inner, options):
            yield segment if segment.control else segment._replace(text=segment.text.translate(_CONTROLS))


class _PlainConsole(Console):
    """A console that takes text for text, never for markup, and leaves a closed pipe to the command."""

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def on_broken_pipe(self) -> NoReturn:
        """Raise, where rich would exit with an error."""
        raise BrokenPipeError


def plain_console(width: int | None = None) -> Console:
    """Return a console for standard output that takes text for text, never for markup."""
    return _PlainConsole(width=width)


@contextmanager
def paged(width: int | None, *, pager: bool | None) -> Iterator[Console]:
    """Give a console that prints through the pager (``$PAGER``, else less), on a terminal unless told otherwise.

    Less keeps colours, and ends by itself where everything fits on the screen. A reader who quits early is no error.
    """
    console = plain_console(width)
    wanted = sys.stdout.isatty() if pager is None else pager
    process = _start() if wanted else None
    if process is None or process.stdin is None:
        yield console
        return
    with process.stdin as pipe:
        through = _PlainConsole(
            file=pipe,
            width=console.width,
            force_terminal=sys.stdout.isatty() or None,
            color_system="auto" if sys.stdout.isatty() else None,
        )
        try:
            yield through
        except BrokenPipeError:
            pass
        finally:
            with suppress(BrokenPipeError):
                pipe.close()
            signals.ignore()  # an interrupt is the pager's affair from here on
            process.wait()


def _start() -> subprocess.Popen[str] | None:
    """Start the pager, or return ``None`` where there is none."""
    command = shlex.split(os.environ.get("PAGER", "less"))
    if not command:
        return None
    environment = {"LESS": "FRX", **os.environ}
    try:
        return subprocess.Popen(  # noqa: S603 - the pager that the user names
            command, stdin=subprocess.PIPE, env=environment, text=True, encoding="utf-8", errors="replace"
        )
    except OSError:
        return None
