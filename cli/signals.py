"""Signals that end a run: noted once and for all, because an import or a library may swallow the exception."""

from __future__ import annotations

import signal
from types import FrameType

INTERRUPTED, TERMINATED = 130, 143


class Terminated(BaseException):
    """The process was asked to end (SIGTERM); raised so that what is open is closed."""


_received: list[type[BaseException]] = []


def install() -> None:
    """Let SIGINT and SIGTERM raise KeyboardInterrupt and Terminated, and note that they came."""
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _terminate)


def check() -> None:
    """Raise again what came in before and was swallowed on its way."""
    if _received:
        raise _received[0]


def ignore() -> None:
    """Let what comes now change nothing: the run is over and its exit code is decided."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def exit_code(error: BaseException) -> int:
    """Return the exit code for one of the two."""
    return TERMINATED if isinstance(error, Terminated) else INTERRUPTED


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    _received.append(KeyboardInterrupt)
    raise KeyboardInterrupt


def _terminate(_number: int, _frame: FrameType | None) -> None:
    _received.append(Terminated)
    raise Terminated
