"""robots.txt as RFC 9309 has it: which group speaks to an agent, which rule decides, how long to wait.

The file is read leniently, as search engines do (a byte order mark, lone carriage returns, misspelt field names,
missing colons); a rule matches in time linear in the path, whatever its wildcards.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple
from urllib.parse import urlsplit

MAX_BYTES = 512_000
"""How much of a file is read, RFC 9309 2.5 (500 kibibytes)."""
MAX_LINE = 16_664
"""Longest line that is read; what follows on it is left out."""

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_TOKEN = re.compile(r"[A-Za-z_-]+")
_FIELDS = {
    "user-agent": "agent",
    "useragent": "agent",
    "user agent": "agent",
    "allow": "allow",
    "disallow": "disallow",
    "dissallow": "disallow",
    "dissalow": "disallow",
    "disalow": "disallow",
    "diasllow": "disallow",
    "disallaw": "disallow",
    "crawl-delay": "delay",
    "crawldelay": "delay",
    "crawl delay": "delay",
    "sitemap": "sitemap",
    "site-map": "sitemap",
}
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class Rule(NamedTuple):
    """One Allow or Disallow line."""

    #: Path pattern, normalised; ``*`` stands for anything, a final ``$`` for the end.
    pattern: str
    #: Whether it allows.
    allow: bool

    def matches(self, path: str) -> bool:
        """Whether the pattern matches the path from its start, in linear time."""
        pattern = self.pattern
        if "*" not in pattern and not pattern.endswith("$"):
            return path.startswith(pattern)
        anchored = pattern.endswith("$")
        pieces = (pattern[:-1] if anchored else pattern).split("*")
        if not path.startswith(pieces[0]):
            return False
        place = len(pieces[0])
        if len(pieces) == 1:
            return place == len(path)
        last = pieces[-1]
        for piece in pieces[1:-1]:
            found = path.find(piece, place)
            if found < 0:
                return False
            place = found + len(piece)
        if anchored:
            return len(path) - len(last) >= place and path.endswith(last)
        return path.find(last, place) >= 0


class Robots:
    """A parsed robots.txt."""

    def __init__(self, text: str) -> None:
        """Parse the text of a file; nothing in it is an error."""
        self.groups: dict[str, list[Rule]] = {}
        self.delays: dict[str, float] = {}
        self.sitemaps: list[str] = []
        self._parse(text)

    def _parse(self, text: str) -> None:
        agents: list[str] = []
        in_rules = True
        for line in text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            field, value = _field(line[:MAX_LINE])
            if field == "agent":
                if in_rules:
                    agents, in_rules = [], False
                name = _agent(value)
                if name is not None:
                    agents.append(name)
                    self.groups.setdefault(name, [])
            elif field in ("allow", "disallow"):
                in_rules = True
                if value:
                    rules = _rules(_normal(value), allow=field == "allow")
                    for name in agents:
                        self.groups[name] += rules
            elif field == "delay":
                # Not part of the standard, so it does not end a run of User-agent lines.
                self._delay(agents, value)
            elif field == "sitemap" and value:
                self.sitemaps.append(value)

    def _delay(self, agents: list[str], value: str) -> None:
        try:
            seconds = float(value.replace(",", "."))
        except ValueError:
            return
        if seconds >= 0:
            for name in agents:
                self.delays.setdefault(name, seconds)

    def allowed(self, agent: str, url: str) -> bool:
        """Whether an agent (a product token such as ``newskit``) may fetch an address."""
        path = _path(url)
        if path == "/robots.txt":
            return True
        token = _product(agent)
        rules = self.groups.get(token)
        if rules is None:
            rules = self.groups.get("*", [])
        best, verdict = -1, True
        for rule in rules:
            length = len(rule.pattern)
            if (length > best or (length == best and rule.allow)) and rule.matches(path):
                best, verdict = length, rule.allow
        return verdict

    def delay(self, agent: str) -> float | None:
        """Seconds that the file asks an agent to wait between requests."""
        token = _product(agent)
        return self.delays.get(token if token in self.groups else "*")


def allowed(robots_txt: str, agent: str, url: str) -> bool:
    """Whether a robots.txt allows an agent to fetch an address."""
    return _parsed(robots_txt).allowed(agent, url)


@functools.lru_cache(maxsize=16)
def _parsed(text: str) -> Robots:
    return Robots(text)


def _field(line: str) -> tuple[str | None, str]:
    line = line.partition("#")[0].strip(" \t\x00\x0b\x0c\ufeff")
    name, colon, value = line.partition(":")
    if not colon:
        # Google's parser takes white space for a missing colon where exactly two words stand on the line.
        words = line.split()
        if len(words) != 2:
            return None, ""
        name, value = words
    return _FIELDS.get(name.strip().lower()), value.strip()


def _rules(pattern: str, *, allow: bool) -> list[Rule]:
    """Return the rule of a line; an allowed index page allows its folder too, as Google reads it."""
    rules = [Rule(pattern, allow)]
    folder, slash, page = pattern.rpartition("/")
    if allow and slash and page.lower() in ("index.html", "index.htm"):
        rules.append(Rule(f"{folder}/$", allow))
    return rules


def _agent(value: str) -> str | None:
    """Return the product token that a User-agent line names, in lower case; ``*`` for everybody."""
    if value == "*" or (value.startswith("*") and value[1:2].isspace()):
        return "*"
    token = _TOKEN.match(value)
    return token[0].lower() if token else None


def _product(agent: str) -> str:
    return agent.partition("/")[0].strip().lower()


def _path(url: str) -> str:
    """Path and query of an address as rules see them."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    path = parts.path or "/"
    if parts.netloc == "" and not path.startswith("/"):
        path = f"/{path}"
    return _normal(path + (f"?{parts.query}" if parts.query else ""))


def _normal(text: str) -> str:
    """One form for escaped and plain characters, RFC 9309 2.2.2: all but the unreserved ones are escaped."""
    if not text.isascii():
        text = "".join(
            char if char.isascii() else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
            for char in text
        )
    return _ESCAPE.sub(_level, text) if "%" in text else text


def _level(match: re.Match[str]) -> str:
    char = chr(int(match[0][1:], 16))
    return char if char in _UNRESERVED else match[0].upper()
