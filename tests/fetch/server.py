"""A server on loopback that sends, for each path, the bytes that a test has given it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Self

Reply = bytes | Callable[["Request"], bytes | None]


class Request:
    """A request as the server saw it."""

    def __init__(self, head: bytes, ip: str) -> None:
        lines = head.decode("latin-1").split("\r\n")
        self.path = lines[0].split(" ")[1]
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        self.ip = ip
        self.time = time.monotonic()


class Server:
    """Serves ``replies`` by path; one without a reply gets a 404. Keeps every request."""

    def __init__(self, *hosts: str, context: ssl.SSLContext | None = None) -> None:
        """Listen on the hosts, on one free port; with TLS where there is a context."""
        self._context = context
        self.replies: dict[str, Reply] = {}
        self.requests: list[Request] = []
        self._sockets = [socket.create_server((hosts[0] if hosts else "127.0.0.1", 0))]
        self.port = self._sockets[0].getsockname()[1]
        self._sockets += [socket.create_server((host, self.port)) for host in hosts[1:]]

    def __enter__(self) -> Self:
        for listening in self._sockets:
            threading.Thread(target=self._accept, args=(listening,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for listening in self._sockets:
            listening.close()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """Return the address of a path."""
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """Return what was asked for, but for robots.txt."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        if self._context is not None:
            try:
                connection = self._context.wrap_socket(connection, server_side=True)
            except OSError:  # the other side does not trust the certificate
                return
        with connection:
            data = b""
            while True:
                while b"\r\n\r\n" not in data:
                    try:
                        received = connection.recv(65536)
                    except OSError:
                        return
                    if not received:
                        return
                    data += received
                head, _, data = data.partition(b"\r\n\r\n")
                request = Request(head, connection.getsockname()[0])
                self.requests.append(request)
                reply = self.replies.get(request.path, answer(b"", status="404 Not Found"))
                sent = reply(request) if callable(reply) else reply
                if sent is None:
                    return
                try:
                    connection.sendall(sent)
                except OSError:
                    return
                if b"connection: close" in sent.partition(b"\r\n\r\n")[0].lower():
                    return


def answer(body: bytes, *fields: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    """Return a whole and honest answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def raw(body: bytes, *fields: str) -> bytes:
    """Return an answer with these fields alone, that ends with the connection."""
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html", "Connection: close", *fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def page(name: str) -> bytes:
    """Return a page with an article on it."""
    paragraphs = "".join(
        f"<p>Sentence {number} of the story named {name}, which is long enough.</p>" for number in range(9)
    )
    head = f"<!DOCTYPE html><html><head><title>{name}</title></head>"
    return f"{head}<body><h1>{name}</h1>{paragraphs}</body></html>".encode()
