"""Proxies: which one leads to a host, and how it is asked. RFC 9110 9.3.6 (CONNECT) and RFC 9112 3.2.2."""

from __future__ import annotations

import base64
import socket
import time
import urllib.request
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from newskit.errors import UsageError
from newskit.fetch.address import Endpoint, endpoints, is_local_name
from newskit.fetch.errors import FetchError
from newskit.fetch.urls import Target

NONE = "none"
"""What is given for no proxy at all, whatever the environment says."""
_MAX_ANSWER = 65_536


class Proxy(NamedTuple):
    """An HTTP proxy."""

    host: str
    port: int
    #: Value of ``Proxy-Authorization``, empty where no user is named.
    authorization: str = ""

    @property
    def authority(self) -> str:
        """Host and port."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def endpoints(self) -> list[Endpoint]:
        """Resolve its name; raises :class:`FetchError`."""
        try:
            return endpoints(self.host, self.port, allow_private=True)
        except FetchError as error:
            message = f"the proxy {self.authority} cannot be found: {error.detail}"
            raise FetchError(message, "proxy") from error

    def absolute(self, request: bytes, target: Target) -> bytes:
        """Return a request as a proxy takes it for an origin without TLS: with the whole address, and who asks."""
        line, end, rest = request.partition(b"\r\n")
        method, path, version = line.split(b" ", 2)
        line = b" ".join((method, target.origin.encode() + path, version))
        return line + end + self._credentials() + rest

    def open_tunnel(self, plain: socket.socket, target: Target, deadline: float) -> None:
        """Ask for a connection to an origin; raises :class:`FetchError` where the proxy gives none, OSError."""
        host = f"[{target.host}]" if ":" in target.host else target.host
        place = f"{host}:{target.port}".encode()
        plain.sendall(b"CONNECT " + place + b" HTTP/1.1\r\nHost: " + place + b"\r\n" + self._credentials() + b"\r\n")
        answer = b""
        while b"\r\n\r\n" not in answer:  # the origin does not speak first, so nothing of TLS is in it
            plain.settimeout(max(0.01, deadline - time.monotonic()))
            received = plain.recv(4_096)
            answer += received
            if not received or len(answer) > _MAX_ANSWER:
                message = f"the proxy {self.authority} gave no answer that is HTTP"
                raise FetchError(message, "proxy")
        line = answer.partition(b"\r\n")[0]
        status = line.split(b" ")[1:2]
        if not line.startswith(b"HTTP/1.") or not status or not status[0].startswith(b"2"):
            told = line[:100].decode("latin-1")
            message = f"the proxy {self.authority} gives no connection to {target.authority}: {told}"
            raise FetchError(message, "proxy", retry=status[:1] in ([b"502"], [b"503"], [b"504"]))

    def _credentials(self) -> bytes:
        return f"Proxy-Authorization: {self.authorization}\r\n".encode() if self.authorization else b""


class Proxies:
    """The proxies of a run: the one that is given for all hosts, or those of the environment."""

    def __init__(self, given: str | None = None) -> None:
        """Read ``given``, ``http://user:password@host:port`` or ``none``; else ``http_proxy`` and ``https_proxy``.

        Raises UsageError for what is no HTTP proxy.
        """
        if given is None:
            found = urllib.request.getproxies_environment()
            told = {scheme: found.get(scheme) for scheme in ("http", "https")}
            names = {scheme: f"{scheme}_proxy" for scheme in told}
        else:
            told = dict.fromkeys(("http", "https"), None if given.lower() == NONE else given)
            names = dict.fromkeys(told, "--proxy")
        self._by_scheme = {scheme: _parse(url, names[scheme]) for scheme, url in told.items() if url}

    def leading_to(self, target: Target) -> Proxy | None:
        """Return the proxy to ask; ``None`` for hosts in ``no_proxy``, and for local ones, which no proxy reaches."""
        proxy = self._by_scheme.get(target.scheme)
        if proxy is None or is_local_name(target.host):
            return None
        is_excepted = urllib.request.proxy_bypass_environment(target.authority)  # type: ignore[attr-defined]
        return None if is_excepted else proxy


def _parse(url: str, name: str) -> Proxy:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, port = parts.hostname, parts.port or 80
    except ValueError as error:
        message = f"{name}: {error}"
        raise UsageError(message) from error
    if parts.scheme.lower() != "http" or not host:
        message = f"{name}: newskit speaks to proxies of the form http://host:port (or give --proxy {NONE})"
        raise UsageError(message)
    authorization = ""
    if parts.username is not None:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        authorization = f"Basic {base64.b64encode(secret).decode()}"
    return Proxy(host, port, authorization)
