"""A time limit for one page, so that none can hold up a run."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from newskit.errors import StageError

_AGAIN = 0.5


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise StageError (``time_limit``) when the block inside takes longer than this.

    The clock interrupts only a process's main thread, and only where the system has interval timers; elsewhere the
    block is judged when it ends. A timer that was already running goes on afterwards.
    """
    start = time.monotonic()
    interrupts = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not interrupts:
        yield
        if time.monotonic() - start > seconds:
            raise _too_long(seconds)
        return

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise _too_long(seconds)

    handler = signal.signal(signal.SIGALRM, interrupt)
    # again and again, for an exception that falls into a finalizer is lost
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            remaining = max(left - (time.monotonic() - start), 0.001)
            signal.setitimer(signal.ITIMER_REAL, remaining, interval)


def _too_long(seconds: float) -> StageError:
    message = f"the page took longer than {seconds:g} s; --time-limit allows more"
    return StageError(message, reason="time_limit")
