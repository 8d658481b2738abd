"""Fetch a long list from loopback and print how the memory of ``newskit fetch`` grows with it.

    python benchmarks/fetch_memory.py [--urls 100000] [--hosts 200] [--newskit newskit]

The list names every host in turn; the pages are small, so that the list is what could grow.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fetch_server import addresses

HERE = Path(__file__).parent


def main() -> int:
    """Run the command and print its resident memory at each tenth of the list."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--newskit", default="newskit", help="the command to measure")
    parser.add_argument("--urls", type=int, default=100_000, help="length of the list (%(default)s)")
    parser.add_argument("--hosts", type=int, default=200, help="addresses that it names in turn (%(default)s)")
    parser.add_argument("--port", type=int, default=8781, help="port to serve on (%(default)s)")
    told = parser.parse_args()
    server = subprocess.Popen(
        [sys.executable, str(HERE / "fetch_server.py"), str(told.port), str(told.hosts), "300"], stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    server.stdout.readline()
    hosts = addresses(told.hosts)
    with tempfile.TemporaryDirectory() as folder:
        with Path(folder, "list.txt").open("w") as file:
            file.writelines(f"http://{hosts[n % told.hosts]}:{told.port}/story-{n}.html\n" for n in range(told.urls))
        command = [told.newskit, "fetch", "-i", "list.txt", "-o", "-", "--allow-private", "--quiet", "--delay", "0"]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE)
        assert process.stdout is not None
        start = time.monotonic()
        done = 0
        for _ in process.stdout:
            done += 1
            if done % (told.urls // 10) == 0:
                pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
                megabytes = pages * resource.getpagesize() / 1e6
                print(f"{done:9,} records  {time.monotonic() - start:7.1f} s  {megabytes:6.0f} MB", flush=True)
        process.wait()
    server.terminate()
    server.wait()
    return 0 if done == told.urls else 1


if __name__ == "__main__":
    sys.exit(main())
