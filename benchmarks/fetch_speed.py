"""Fetch from loopback with newskit and with the batch downloads of its peers, one after another, and print a table.

    python benchmarks/fetch_speed.py --peers PYTHON [--hosts 200] [--pages 10] [--newskit newskit]

PYTHON is an interpreter that has trafilatura and newspaper4k. Each program gets the same list (every host in turn) and
writes the pages into a file. ``polite`` runs are those with the pauses that a program makes of itself between two
requests to a host (newskit .3 s, trafilatura 5 s; newspaper4k makes none), ``bare`` runs are without any.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fetch_server import addresses

HERE = Path(__file__).parent
THREADS = 32

TRAFILATURA = f"""
import json, sys
from trafilatura.settings import DEFAULT_CONFIG
DEFAULT_CONFIG.set("DEFAULT", "SSRF_PROTECTION", "off")
from trafilatura.downloads import add_to_compressed_dict, buffered_downloads, load_download_buffer
store = add_to_compressed_dict(open(sys.argv[1]).read().split())
with open(sys.argv[2], "w") as out:
    while not store.done:
        urls, store = load_download_buffer(store, sleep_time=float(sys.argv[3]))
        for url, page in buffered_downloads(urls, {THREADS}):
            if page:
                out.write(json.dumps({{"url": url, "content": page}}) + "\\n")
"""
NEWSPAPER = f"""
import json, sys
from newspaper.mthreading import fetch_news
with open(sys.argv[2], "w") as out:
    for article in fetch_news(open(sys.argv[1]).read().split(), threads={THREADS}):
        if article.html:
            out.write(json.dumps({{"url": article.url, "content": article.html}}) + "\\n")
"""


def main() -> int:
    """Run all programs and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", help="interpreter that has trafilatura and newspaper4k")
    parser.add_argument("--newskit", default="newskit", help="the command to measure")
    parser.add_argument("--hosts", type=int, default=200, help="addresses that the list names in turn (%(default)s)")
    parser.add_argument("--pages", type=int, default=10, help="pages of each host (%(default)s)")
    parser.add_argument("--port", type=int, default=8780, help="port to serve on (%(default)s)")
    parser.add_argument("--only", default="", help="programs whose line holds this")
    told = parser.parse_args()
    server = subprocess.Popen(
        [sys.executable, str(HERE / "fetch_server.py"), str(told.port), str(told.hosts)], stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    server.stdout.readline()
    newskit = [
        told.newskit,
        "fetch",
        "-i",
        "LIST",
        "-o",
        "OUT.jsonl",
        "--allow-private",
        "--quiet",
        "--connections",
        str(THREADS),
    ]
    runs = [
        ("newskit, polite", newskit),
        ("newskit, bare", [*newskit, "--delay", "0"]),
        ("newskit, bare, unordered", [*newskit, "--delay", "0", "--unordered"]),
    ]
    if told.peers:
        runs += [
            ("trafilatura, polite", [told.peers, "-c", TRAFILATURA, "LIST", "OUT.jsonl", "5"]),
            ("trafilatura, bare", [told.peers, "-c", TRAFILATURA, "LIST", "OUT.jsonl", "0"]),
            ("newspaper4k", [told.peers, "-c", NEWSPAPER, "LIST", "OUT.jsonl"]),
        ]
    print(f"{'':26} {'pages':>7} {'seconds':>8} {'pages/s':>8} {'cpu s':>7} {'peak MB':>8}")
    try:
        for name, command in runs:
            if told.only in name:
                measure(name, command, told)
    finally:
        server.terminate()
        server.wait()
    return 0


def measure(name: str, command: list[str], told: argparse.Namespace) -> None:
    """Run one program in an empty folder and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        urls = [
            f"http://{host}:{told.port}/2026/03/05/story-{page}.html"
            for page in range(told.pages)
            for host in addresses(told.hosts)
        ]
        Path(folder, "LIST").write_text("\n".join(urls) + "\n")
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        out = Path(folder, "OUT.jsonl")
        pages = sum("Bridge opens" in json.loads(line)["content"] for line in out.open()) if out.exists() else 0
        show(name, pages, seconds, used)


def show(name: str, pages: int, seconds: float, used: resource.struct_rusage) -> None:
    """Print one line of the table."""
    cpu = used.ru_utime + used.ru_stime
    print(
        f"{name:26} {pages:7,} {seconds:8.1f} {pages / seconds:8,.0f} {cpu:7.1f} {used.ru_maxrss / 1024:8,.0f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
