from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

from newskit.article import Article
from newskit.errors import Reject, UsageError
from newskit.fetch import http
from newskit.fetch.proxy import Proxies
from newskit.fetch.urls import target

from .conftest import Fetch
from .server import Server, answer, page

CASES = Path(__file__).with_name("cases")
CERTIFICATE = CASES / "paper.example.cert.pem"  # made for these tests; its key is in no use elsewhere


class ProxyServer:
    """A proxy on loopback in front of one server, whatever the host that is asked for; keeps the heads of requests."""

    def __init__(self, behind: Server, refusal: bytes = b"") -> None:
        self.heads: list[str] = []
        self._behind = behind
        self._refusal = refusal
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near, socket.create_connection(("127.0.0.1", self._behind.port)) as far:
            begun = False
            while (request := self._head(near)) is not None:
                self.heads.append(request)
                line, _, rest = request.partition("\r\n")
                method, address, version = line.split(" ")
                if self._refusal:
                    near.sendall(self._refusal)
                    return
                if not begun:
                    threading.Thread(target=_copy, args=(far, near), daemon=True).start()
                    begun = True
                if method == "CONNECT":
                    near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    _copy(near, far)
                    return
                path = target(address).path
                far.sendall(f"{method} {path} {version}\r\n{rest}".encode())

    @staticmethod
    def _head(near: socket.socket) -> str | None:
        data = b""
        while b"\r\n\r\n" not in data:
            try:
                received = near.recv(65_536)
            except OSError:
                return None
            if not received:
                return None
            data += received
        return data.decode("latin-1")


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)


@pytest.fixture
def tls_server() -> Iterator[Server]:
    """Serve ``paper.example`` with TLS on loopback."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, CASES / "paper.example.key.pem")
    with Server(context=context) as running:
        yield running


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust the certificate of ``paper.example``."""
    monkeypatch.setattr(http, "_context", ssl.create_default_context(cafile=str(CERTIFICATE)))


@pytest.mark.usefixtures("trusted")
def test_a_tunnel(tls_server: Server, fetch: Fetch) -> None:
    """A page with TLS comes through a tunnel; the proxy sees nothing of its request, and resolves its name."""
    tls_server.replies |= {"/a": answer(page("a")), "/b": answer(page("b"))}
    with ProxyServer(tls_server) as proxy:
        found = fetch("https://paper.example/a", "https://paper.example/b", proxy=proxy.url, allow_private=False)
    assert [item.url for item in found if isinstance(item, Article)] == [
        f"https://paper.example/{name}" for name in "ab"
    ]
    assert tls_server.paths() == ["/a", "/b"]
    assert proxy.heads == ["CONNECT paper.example:443 HTTP/1.1\r\nHost: paper.example:443\r\n\r\n"]


def test_a_tunnel_proves_nothing(tls_server: Server, fetch: Fetch) -> None:
    """Certificates are verified through a tunnel too."""
    tls_server.replies["/a"] = answer(page("a"))
    with ProxyServer(tls_server) as proxy:
        (found,) = fetch("https://paper.example/a", proxy=proxy.url, ignore_robots=True)
    assert isinstance(found, Reject)
    assert found.reason == "tls"
    assert tls_server.paths() == []


def test_a_page_without_tls(server: Server, fetch: Fetch, tmp_path: Path) -> None:
    """A page without TLS is asked for by its whole address; the archive holds neither password nor an IP address."""
    import gzip

    server.replies["/a"] = answer(page("a"))
    archive = tmp_path / "pages.warc.gz"
    with ProxyServer(server) as proxy:
        address = proxy.url.replace("http://", "http://ada:pass%20word@")
        (found,) = fetch("http://paper.example:8080/a", proxy=address, warc=archive, allow_private=False)
    assert isinstance(found, Article)
    assert [head.partition("\r\n")[0] for head in proxy.heads] == [
        f"GET http://paper.example:8080/{name} HTTP/1.1" for name in ("robots.txt", "a")
    ]
    secret = base64.b64encode(b"ada:pass word").decode()
    assert all(f"Proxy-Authorization: Basic {secret}\r\n" in head for head in proxy.heads)
    kept = gzip.decompress(archive.read_bytes())
    assert b"GET /a HTTP/1.1\r\nHost: paper.example:8080\r\n" in kept
    assert secret.encode() not in kept
    assert b"WARC-IP-Address" not in kept


def test_a_proxy_that_refuses(tls_server: Server, fetch: Fetch) -> None:
    """A proxy that lets nobody through, or speaks something else, is named with what it said."""
    for refusal, told in (
        (
            b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
            "407 Proxy Authentication Required",
        ),
        (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", "SSH-2.0-OpenSSH_9.9"),
        (b"", "is HTTP"),
    ):
        with ProxyServer(tls_server, refusal or b"nothing") as proxy:
            (found,) = fetch("https://paper.example/a", proxy=proxy.url, ignore_robots=True)
        assert isinstance(found, Reject)
        assert found.reason == "proxy"
        assert proxy.url.removeprefix("http://") in found.detail
        assert told in found.detail


@pytest.mark.parametrize("authority", ["127.0.0.1:9", "proxy.invalid:3128"])
def test_a_proxy_that_is_not_there(fetch: Fetch, authority: str) -> None:
    """The proxy is named, not the page, where nobody listens or nobody knows the name."""
    (found,) = fetch("http://paper.example/a", proxy=f"http://{authority}", attempts=1)
    assert isinstance(found, Reject)
    assert found.reason == "proxy"
    assert f"the proxy {authority}" in found.detail


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "10.0.0.1"])
def test_local_addresses_are_asked_through_no_proxy(fetch: Fetch, server: Server, host: str) -> None:
    """What can only be local is judged here, so that a proxy is no way around the rule."""
    with ProxyServer(server) as proxy:
        (found,) = fetch(f"http://{host}:{server.port}/a", proxy=proxy.url, allow_private=False)
    assert isinstance(found, Reject)
    assert found.reason == "private_address"
    assert not proxy.heads


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an option the environment's proxies are asked, but for the hosts that it leaves out."""
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    page_, secure = target("http://paper.example/a"), target("https://paper.example/a")
    assert Proxies().leading_to(page_) is None
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("HTTP_PROXY", "other.example")
    found = Proxies()
    assert getattr(found.leading_to(secure), "authority", None) == "proxy.example:3128"
    assert getattr(found.leading_to(page_), "authority", None) == "other.example:80"
    monkeypatch.setenv("no_proxy", "localhost,.paper.example,paper.example")
    assert found.leading_to(secure) is None
    assert found.leading_to(target("https://www.paper.example/")) is None
    assert found.leading_to(target("https://daily.example/")) is not None
    assert Proxies("none").leading_to(target("https://daily.example/")) is None


@pytest.mark.parametrize("told", ["socks5://proxy.example:1080", "https://proxy.example", "http://", "http://a:b"])
def test_what_is_no_proxy(told: str) -> None:
    """What newskit cannot speak to is refused before anything is fetched."""
    with pytest.raises(UsageError, match="--proxy"):
        Proxies(told)
