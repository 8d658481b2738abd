"""Messages between this process and its workers, over a pair of sockets.

The parent never waits for one worker: what a socket does not take at once stays here until it does, and what comes is
taken as it comes. So no worker stands still because the parent is busy with the message of another.
"""

from __future__ import annotations

import contextlib
import pickle
import socket
import struct
from collections import deque
from typing import Any

_HEAD = struct.Struct("!Q")
_READ = 1 << 20


class Channel:
    """The parent's end: nothing here waits."""

    def __init__(self, end: socket.socket) -> None:
        end.settimeout(0)
        self.socket = end
        self._out: deque[memoryview] = deque()
        self._in = bytearray()

    @property
    def is_full(self) -> bool:
        """Whether something is left to be written as soon as the socket takes it."""
        return bool(self._out)

    @property
    def has_begun(self) -> bool:
        """Whether a part of a message has come in."""
        return bool(self._in)

    def send(self, message: object) -> None:
        """Send a message, or what the socket takes of it."""
        data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
        self._out += (memoryview(_HEAD.pack(len(data))), memoryview(data))
        self.flush()

    def flush(self) -> None:
        """Write what is left, as far as the socket takes it; an end that is gone is noticed by ``receive``."""
        with contextlib.suppress(OSError):
            while self._out:
                sent = self.socket.sendmsg(self._out)
                while self._out and sent >= len(self._out[0]):
                    sent -= len(self._out.popleft())
                if sent:
                    self._out[0] = self._out[0][sent:]

    def receive(self) -> tuple[list[Any], bool]:
        """Return the messages that have come in whole, and whether the other end is gone."""
        is_gone = False
        try:
            while data := self.socket.recv(_READ):
                self._in += data
            is_gone = True
        except BlockingIOError:
            pass
        except OSError:
            is_gone = True
        messages = []
        while len(self._in) >= _HEAD.size:
            end = _HEAD.size + _HEAD.unpack_from(self._in)[0]
            if len(self._in) < end:
                break
            messages.append(pickle.loads(memoryview(self._in)[_HEAD.size : end]))  # noqa: S301 - from a worker of ours
            del self._in[:end]
        return messages, is_gone

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


class WorkerEnd:
    """The worker's end, which waits."""

    def __init__(self, end: socket.socket) -> None:
        end.settimeout(None)
        self._socket = end

    def send(self, message: object) -> None:
        """Send a message; raises OSError where nobody is there to take it."""
        data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
        self._socket.sendall(_HEAD.pack(len(data)))
        self._socket.sendall(data)

    def receive(self) -> Any:
        """Wait for a message and return it; raises EOFError when the other end has hung up."""
        return pickle.loads(self._exactly(_HEAD.unpack(self._exactly(_HEAD.size))[0]))  # noqa: S301 - from our parent

    def _exactly(self, size: int) -> bytearray:
        data = bytearray(size)
        view = memoryview(data)
        while view:
            taken = self._socket.recv_into(view)
            if not taken:
                raise EOFError
            view = view[taken:]
        return data
