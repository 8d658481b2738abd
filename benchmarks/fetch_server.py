"""Serve pages on loopback, one address a host, from a process of its own: what the benchmarks of fetch ask.

    python benchmarks/fetch_server.py PORT HOSTS [WORDS]

Answers every path but robots.txt with a page of so many words (15,000 are some 100 kB), as gzip where that is accepted.
Prints ``ready`` when it listens, and serves until it is ended.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import random

PAGE_WORDS = 15_000
WORDS = [
    "bridge",
    "river",
    "council",
    "vote",
    "harbour",
    "school",
    "election",
    "market",
    "village",
    "report",
    "minister",
    "storm",
    "museum",
    "train",
]


def page(number: int) -> bytes:
    """Return one page of an article of so many words."""
    chance = random.Random(7)
    words = [chance.choice(WORDS) for _ in range(number)]
    paragraphs = "".join(f"<p>{' '.join(words[start : start + 60])}.</p>\n" for start in range(0, number, 60))
    return f"<!DOCTYPE html><html><head><title>Bridge opens</title></head><body>{paragraphs}</body></html>".encode()


def reply(body: bytes, *fields: str, kind: str = "text/html; charset=utf-8") -> bytes:
    """Return a whole answer."""
    lines = ["HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def serve(port: int, hosts: list[str], words: int) -> None:
    """Serve until the process is ended."""
    body = page(words)
    packed = reply(gzip.compress(body, 6), "Content-Encoding: gzip")
    plain, robots = reply(body), reply(b"User-agent: *\nDisallow: /private/\n", kind="text/plain")

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                if head.startswith(b"GET /robots.txt"):
                    writer.write(robots)
                else:
                    writer.write(packed if b"gzip" in head else plain)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    servers = [await asyncio.start_server(answer, host, port, backlog=512) for host in hosts]
    print("ready", len(servers), flush=True)
    await asyncio.Event().wait()


def addresses(number: int) -> list[str]:
    """Return so many loopback addresses."""
    return [f"127.1.{place // 250}.{place % 250 + 1}" for place in range(number)]


def main() -> None:
    """Serve as the command line says."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("port", type=int, help="the port of every address")
    options.add_argument("hosts", type=int, help="how many loopback addresses, 127.1.0.1 and on")
    options.add_argument("words", nargs="?", type=int, default=PAGE_WORDS, help="words of a page (%(default)s)")
    given = options.parse_args()
    asyncio.run(serve(given.port, addresses(given.hosts), given.words))


if __name__ == "__main__":
    main()
