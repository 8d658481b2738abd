"""Addresses: what may be asked for, and the one canonical form under which an article is known.

The parse follows the WHATWG URL standard where it matters for identity (lower-case scheme and host, default ports,
dot segments, percent-encoding); host names are encoded by UTS 46, non-transitional. What is dropped on top of that is
data: ``resources/fetch/tracking.tsv``.
"""

from __future__ import annotations

import fnmatch
import functools
import re
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from newskit.errors import NewskitError

SCHEMES = ("http", "https")
DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 16_384
"""Longest address that is asked for."""

_CONTROL = re.compile(r"[\x00-\x20\x7f]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "%/:@!$&'()*+,;=-._~"
_QUERY_SAFE = "%/:@!$'()*+,;=-._~?&[]|\\^`{}"
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid|sessionid)=[^/?#;]*", re.IGNORECASE)
_AMP_FILE = re.compile(r"\.amp(?=(?:\.html?)?$)|(?<=[^/])[_-]amp(?=\.html?$)", re.IGNORECASE)
_AMP_VIEWER = re.compile(r"^/amp/(s/)?([^/]+\.[^/]+/.*|[^/]+\.[^/]+)$")
_AMP_CACHE = re.compile(r"^/(?:[cvi]|wp|a)/(s/)?([^/]+\.[^/]+(?:/.*)?)$")
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "gob", "ac", "edu", "or", "ne", "go", "nom", "info"})
_COUNTRY_LETTERS = 2
_REGISTRABLE_LABELS = 2


class UrlError(NewskitError, ValueError):
    """An address that cannot be asked for: ``bad_url``, or ``bad_scheme`` for another scheme than http(s)."""

    reason = "bad_url"


class Target(NamedTuple):
    """An address in the parts that a request needs, all of them in ASCII."""

    #: ``http`` or ``https``.
    scheme: str
    #: Host name in lower case (A-labels), or an IP address without brackets.
    host: str
    #: Port, the default one where none is written.
    port: int
    #: Path and query, as they stand in the request line.
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the ``Host`` header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The address, without fragment and without user and password."""
        return self.origin + self.path


def target(url: str) -> Target:
    """Parse an address for a request; raises :class:`UrlError`.

    Nothing that names a page is changed: the order and the encoding of parameters stay as they are given.
    """
    parts = _split(url)
    return Target(parts.scheme, *_host_port(parts), _request_path(parts))


def resolve(base: str, reference: str) -> str:
    """Resolve a ``Location`` header or a link as browsers do; raises :class:`UrlError`."""
    cleaned = reference.strip().replace("\\", "/") if reference.lstrip().startswith("\\") else reference.strip()
    cleaned = cleaned.replace("\t", "").replace("\n", "").replace("\r", "")
    try:
        return urljoin(base, cleaned)
    except ValueError as error:
        message = f"not an address: {reference[:200]!r}"
        raise UrlError(message) from error


@functools.lru_cache(maxsize=4096)
def canonical(url: str) -> str:
    """Return the address under which an article is known; raises ``ValueError`` for what is no address.

    Tracking parameters, sessions, credentials, default ports and fragments go; AMP and mobile forms become the plain
    one; the other parameters stay, sorted by name. ``canonical(canonical(url)) == canonical(url)``.
    """
    try:
        for _ in range(4):
            result = _canonical_once(url)
            if result == url:
                break
            url = result
    except UrlError as error:
        raise ValueError(error.detail) from error
    return result


def _canonical_once(url: str) -> str:
    parts = _split(url)
    host, port = _host_port(parts)
    path = _SESSION_IN_PATH.sub("", _path(parts.path))
    unwrapped = _unwrap(host, path)
    if unwrapped is not None:
        return unwrapped + (f"?{parts.query}" if parts.query else "")
    host = _plain_host(host)
    path = _plain_path(path)
    query = _query(parts.query)
    fragment = f"#{_encode(parts.fragment, _QUERY_SAFE)}" if parts.fragment.startswith("!") else ""
    return Target(parts.scheme, host, port, path + (f"?{query}" if query else "")).url + fragment


def _split(url: str) -> SplitResult:
    """Split an address of ours, or raise."""
    cleaned = url.strip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x1f \ufeff\u00a0")
    cleaned = cleaned.replace("\t", "").replace("\n", "").replace("\r", "")
    if len(cleaned) > MAX_LENGTH:
        message = f"an address of {len(cleaned):,} characters, more than {MAX_LENGTH:,}"
        raise UrlError(message)
    scheme, colon, rest = cleaned.partition(":")
    lowered = scheme.lower()
    if not colon or not re.fullmatch(r"[a-z][a-z0-9+.-]*", lowered):
        message = f"not an address: {cleaned[:200]!r}"
        raise UrlError(message)
    if lowered not in SCHEMES:
        if "." in lowered or rest.isdigit():
            message = f"not an address: {cleaned[:200]!r} (it lacks http:// or https://)"
            raise UrlError(message)
        message = f"{lowered}: is not fetched, only http: and https: are"
        raise UrlError(message, reason="bad_scheme")
    rest = re.sub(r"^[/\\]*", "//", rest[:8]) + rest[8:] if rest[:1] in ("/", "\\") else f"//{rest}"
    try:
        parts = urlsplit(f"{lowered}:{rest}")
    except ValueError as error:
        message = f"not an address: {cleaned[:200]!r}"
        raise UrlError(message) from error
    if not parts.netloc.rpartition("@")[2]:
        message = f"an address without a host: {cleaned[:200]!r}"
        raise UrlError(message)
    return parts


def _host_port(parts: SplitResult) -> tuple[str, int]:
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        message = f"not a port number: {parts.netloc[:200]!r}"
        raise UrlError(message) from error
    if not port:
        port = DEFAULT_PORTS[parts.scheme]
    if ":" in host:
        return host.lower().partition("%")[0], port
    return _ascii_host(unquote(host)), port


@functools.lru_cache(maxsize=4096)
def _ascii_host(host: str) -> str:
    """Encode a host name by UTS 46, non-transitional; what is ASCII stays, in lower case."""
    if not host.isascii() or "xn--" in host.lower():
        import idna

        try:
            host = idna.encode(host, uts46=True, transitional=False, std3_rules=False).decode("ascii")
        except idna.IDNAError as error:
            if not host.isascii():
                message = f"not a host name: {host[:200]!r}"
                raise UrlError(message) from error
    host = host.lower().removesuffix(".")
    if not host or len(host) > 253 or re.search(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]", host) or ".." in host:
        message = f"not a host name: {host[:200]!r}"
        raise UrlError(message)
    return host


def _request_path(parts: SplitResult) -> str:
    path = _encode(_remove_dots(parts.path or "/"), _PATH_SAFE + '[]|\\^`{}"<>', decode=False)
    query = _encode(parts.query, _QUERY_SAFE, decode=False)
    return _CONTROL.sub("%20", path + (f"?{query}" if query else ""))


def _path(path: str) -> str:
    return _encode(_remove_dots(path or "/"), _PATH_SAFE)


def _encode(text: str, safe: str, *, decode: bool = True) -> str:
    """Percent-encode what must be, decode what need not be, write escapes in upper case."""
    if decode:
        text = _ESCAPE.sub(_unescape, text)
        text = _LONE_PERCENT.sub("%25", text)
    return quote(text, safe=safe, encoding="utf-8", errors="surrogatepass")


def _unescape(match: re.Match[str]) -> str:
    byte = int(match[1], 16)
    return chr(byte) if byte in _UNRESERVED else match[0].upper()


def _remove_dots(path: str) -> str:
    """Dot segments, RFC 3986 5.2.4."""
    if "/." not in path and "/%2" not in path:
        return path if path.startswith("/") else f"/{path}"
    kept: list[str] = []
    segments = path.split("/")[1:] if path.startswith("/") else path.split("/")
    for place, segment in enumerate(segments):
        plain = segment.replace("%2e", ".").replace("%2E", ".")
        last = place == len(segments) - 1
        if plain == "..":
            if kept:
                kept.pop()
            if last:
                kept.append("")
        elif plain == ".":
            if last:
                kept.append("")
        else:
            kept.append(segment)
    return "/" + "/".join(kept)


def _unwrap(host: str, path: str) -> str | None:
    """Return the publisher's address inside an AMP viewer or cache."""
    match = None
    if re.fullmatch(r"(?:www\.)?google\.[a-z.]{2,6}", host):
        match = _AMP_VIEWER.match(path)
    elif f".{host}".endswith((".cdn.ampproject.org", ".ampproject.net", ".bing-amp.com")):
        match = _AMP_CACHE.match(path)
    if match is None:
        return None
    return ("https://" if match[1] else "http://") + match[2]


def _plain_host(host: str) -> str:
    """Return the host of the full page for a mobile or AMP host."""
    labels = host.split(".")
    if labels[-1].isdigit() or ":" in host:
        return host
    registrable = _REGISTRABLE_LABELS
    if len(labels) > registrable and len(labels[-1]) == _COUNTRY_LETTERS and labels[-2] in _SECOND_LEVEL:
        registrable += 1
    front, rest = labels[:-registrable], labels[-registrable:]
    if front and front[0] in ("m", "mobile", "amp"):
        front = front[1:] or ["www"]
    elif len(front) > 1 and front[-1] in ("m", "mobile", "amp"):
        front = front[:-1]
    elif len(front) > 1 and front[0] == "www" and front[1] in ("m", "mobile", "amp"):
        front = ["www", *front[2:]]
    return ".".join(front + rest)


def _plain_path(path: str) -> str:
    """Return the path of the full page for an AMP path: ``/amp`` goes at the end, never in the middle."""
    for ending in ("/amp/", "/amp", "/amp.html", "/amphtml", "/amp/index.html"):
        if path.lower().endswith(ending) and len(path) > len(ending):
            path = path[: -len(ending)] + ("/" if ending.endswith("/") else "")
            break
    return _AMP_FILE.sub("", path) or "/"


def _query(query: str) -> str:
    """Return the parameters that name the page, sorted by name; those of one name keep their order."""
    if not query:
        return ""
    query = query.replace("&amp;", "&")
    kept = []
    for parameter in query.split("&"):
        if not parameter:
            continue
        name, equals, value = parameter.partition("=")
        plain = unquote(name).lower()
        if plain.startswith("amp;"):
            plain = plain[4:]
            name = name[name.index(";") + 1 :]
        if not tracks(plain, unquote(value)):
            kept.append(_encode(name, _QUERY_SAFE) + equals + _encode(value, _QUERY_SAFE))
    return "&".join(sorted(kept, key=lambda parameter: parameter.partition("=")[0]))


def tracks(name: str, value: str) -> bool:
    """Whether a parameter (its name in lower case) names a visit, and not a page."""
    names, prefixes = _tracking()
    conditions = names.get(name)
    if conditions is None:
        conditions = next((found for prefix, found in prefixes if name.startswith(prefix)), None)
    if conditions is None:
        return name == "amp" and not value
    value = value.lower()
    return any(_holds(condition, value) for condition in conditions) or (name == "amp" and not value)


def _holds(condition: str, value: str) -> bool:
    if condition in ("-", "*"):
        return True
    if condition == "word":
        return bool(re.fullmatch(r"[a-z][a-z_.-]{0,40}", value))
    if condition == "digits":
        return value in ("1", "")
    return fnmatch.fnmatchcase(value, condition) if "*" in condition else value == condition


@functools.cache
def _tracking() -> tuple[dict[str, tuple[str, ...]], list[tuple[str, tuple[str, ...]]]]:
    from importlib.resources import files

    names: dict[str, tuple[str, ...]] = {}
    prefixes: list[tuple[str, tuple[str, ...]]] = []
    for line in files("newskit.resources").joinpath("fetch", "tracking.tsv").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, condition, _ = line.split("\t")
        conditions = tuple(condition.lower().split("|"))
        if name.endswith("*"):
            prefixes.append((name[:-1].lower(), conditions))
        else:
            names[name.lower()] = names.get(name.lower(), ()) + conditions
    return names, prefixes
