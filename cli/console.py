"""Everything that a person sees on the way: progress, rejects, the summary. All on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from newskit.errors import Reject

if TYPE_CHECKING:
    from rich.progress import Progress

SHOWN_REJECTS = 20
"""Rejects that are told one by one on stderr; the rest is counted."""


class Monitor:
    """Counts what goes through a command, shows progress on a terminal and sums up at the end."""

    def __init__(self, command: str, inputs: Sequence[str], *, quiet: bool, verb: str = "wrote") -> None:
        self.command = command
        self._verb = verb
        self.quiet = quiet
        self.read = 0
        self.written = 0
        self.rejected = 0
        self._from = inputs[0] if len(inputs) == 1 else f"{len(inputs)} inputs"
        self._total = _total_bytes(inputs)
        self._began = time.monotonic()
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        if not self.quiet and sys.stderr.isatty():
            self._progress, self._advance = _progress(self.command, self._total)
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()
        if kind is None and not self.quiet:
            self._sum_up()

    def on_bytes(self, number: int) -> None:
        """Take note of bytes that were read from the inputs."""
        if self._progress is not None:
            self._advance(number, self.written)

    def reject(self, reject: Reject, *, listed: bool) -> None:
        """Count a reject, and tell it unless there were many; ``listed`` rejects are in a file already."""
        self.rejected += 1
        if self.rejected <= SHOWN_REJECTS:
            sys.stderr.write(f"newskit: {reject.input}: {_one_line(reject.detail)} [{reject.reason}]\n")
        elif self.rejected == SHOWN_REJECTS + 1:
            more = "the others are in the rejects file" if listed else "--rejects FILE lists all"
            sys.stderr.write(f"newskit: more inputs are rejected; {more}\n")

    def _sum_up(self) -> None:
        seconds = time.monotonic() - self._began
        rate = f", {self.written / seconds:,.0f}/s" if self.written > 1 and seconds > 1 else ""
        sys.stderr.write(
            f"{self.command}: read {self.read:,} from {self._from}, {self._verb} {self.written:,},"
            f" rejected {self.rejected:,} in {seconds:.1f} s{rate}\n"
        )


def _one_line(text: str, limit: int = 400) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _total_bytes(inputs: Sequence[str]) -> int | None:
    """Return the size of all inputs, or ``None`` where one has no size."""
    total = 0
    for name in inputs:
        path = Path(name)
        if not path.is_file():
            return None
        total += path.stat().st_size
    return total or None


def _progress(command: str, total: int | None) -> tuple[Progress, Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[records]:,} records, {task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = progress.add_task(command, total=total, records=0, rate="")
    began = time.monotonic()

    def advance(number: int, records: int) -> None:
        seconds = max(time.monotonic() - began, 0.001)
        progress.update(task, advance=number, records=records, rate=f"{records / seconds:,.1f}/s")

    return progress, advance


def is_terminal_input() -> bool:
    """Whether standard input is a person's keyboard."""
    return sys.stdin is not None and sys.stdin.isatty()
