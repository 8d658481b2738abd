"""The corpus files of the examples, built as their pages say."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import yaml

from ..conftest import COMMAND, ROOT

PAGE = """<html lang=en><head><title>{title}</title>
<meta property="article:published_time" content="{date}T09:00:00Z"></head>
<body><article><h1>{title}</h1>{text}</article></body></html>"""
LINE = "<p>The {thing} of Lindau closed on Monday, Anna Keller said. It opens again in {number} days, she added.</p>"
THINGS = ("ferry", "bridge", "harbour", "school", "museum", "library")


def page(number: int, date: str) -> str:
    """Return a page of our own about one of the things."""
    text = "".join(LINE.format(thing=THINGS[number % 6], number=number * 7 + line) for line in range(8))
    return PAGE.format(title=f"The {THINGS[number % 6]} closes for {number + 2} days", date=date, text=text)


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, "PATH": f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}", **environment}
    return subprocess.run(command, cwd=folder, env=told, capture_output=True, text=True, check=False, timeout=120)


def example(name: str, folder: Path) -> Path:
    """Copy an example to where it may write, with the seed where it looks for it."""
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    return shutil.copytree(ROOT / "examples" / name, folder / "examples" / name)


def test_the_seed(tmp_path: Path) -> None:
    """The seed is built once, and the second build has nothing to do."""
    folder = example("seed", tmp_path)
    first = run(tmp_path, "newskit", "build", "examples/seed/corpus.toml")
    assert first.returncode == 0, first.stderr
    assert pl.read_parquet(folder / "seed.parquet")["headline"].to_list() == [
        "Russia has launched 26 cruise missiles into Syria"
    ]
    assert "nothing has changed" in run(tmp_path, "newskit", "build", "examples/seed/corpus.toml").stderr


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Serve a folder on loopback; yield it and its address."""
    folder = tmp_path / "site"
    folder.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def publish(folder: Path, address: str, days: dict[int, str]) -> None:
    """Write pages and the feed that lists them."""
    items = ""
    for number, date in days.items():
        (folder / f"{number}.html").write_text(page(number, date), encoding="utf-8")
        items += f"<item><title>{number}</title><link>{address}/{number}.html</link></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Lindau</title>{items}</channel></rss>'
    (folder / "feed.xml").write_text(feed, encoding="utf-8")


def test_a_week_of_a_feed(tmp_path: Path, site: tuple[Path, str]) -> None:
    """A week's file has the week's articles, those that have left the feed since too, and none of another week."""
    pages, address = site
    folder = example("weekly-feed", tmp_path)
    week = [str(folder / "week.sh"), f"{address}/feed.xml", "2026-03-05", "--allow-private", "--delay", "0"]
    publish(pages, address, {1: "2026-03-02", 2: "2026-03-08", 3: "2026-03-01"})
    done = run(tmp_path, *week)
    assert done.returncode == 0, done.stderr
    publish(pages, address, {2: "2026-03-08", 4: "2026-03-06", 5: "2026-03-09"})
    done = run(tmp_path, *week)
    assert done.returncode == 0, done.stderr
    dates = pl.read_parquet(folder / "2026-W10.parquet")["date_published"].to_list()
    assert sorted(date[:10] for date in dates) == ["2026-03-02", "2026-03-06", "2026-03-08"]


def test_a_web_archive_as_a_dataset(tmp_path: Path, site: tuple[Path, str]) -> None:
    """English articles of an archive, without copies, lie in the splits of a dataset."""
    pages, address = site
    folder = example("cc-news", tmp_path)
    publish(pages, address, dict.fromkeys(range(5), "2026-03-02"))
    shutil.copy(pages / "2.html", pages / "copy.html")
    (pages / "de.html").write_text(
        PAGE.format(
            title="Der Hafen", date="2026-03-02", text="<p>Der Hafen ist heute geschlossen, sagt der Rat.</p>" * 9
        )
    )
    names = [*(f"{number}.html" for number in range(5)), "copy.html", "de.html"]
    fetched = run(
        folder,
        *["newskit", "fetch", *(f"{address}/{name}" for name in names)],
        *["--warc", "CC-NEWS.warc.gz", "--allow-private", "--delay", "0", "-o", "unused.jsonl"],
    )
    assert fetched.returncode == 0, fetched.stderr
    done = run(folder, "newskit", "build")
    assert done.returncode == 0, done.stderr
    found = pl.concat(pl.read_parquet(path) for path in (folder / "dataset").rglob("*.parquet"))
    assert sorted(found["headline"].to_list()) == sorted(
        f"The {THINGS[number]} closes for {number + 2} days" for number in range(5)
    )
    assert "license" in (folder / "dataset" / "README.md").read_text(encoding="utf-8")


def test_the_workflow(tmp_path: Path) -> None:
    """The steps of the workflow, run one after the other as the CI would, end with a verified corpus."""
    workflow = yaml.safe_load((ROOT / "examples" / "github" / "rebuild.yml").read_text(encoding="utf-8"))
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "1.html").write_text(page(1, "2026-03-02"), encoding="utf-8")
    (tmp_path / "corpus.toml").write_text(
        '[[source]]\nfiles = ["pages"]\n[stages.clean]\n[stages.segment]\n[[output]]\npath = "corpus.parquet"\n'
    )
    steps = workflow["jobs"]["build"]["steps"]
    commands = [step["run"] for step in steps if "run" in step and not step["run"].startswith("pip install")]
    assert len(commands) == 3
    for command in commands:
        done = run(tmp_path, "bash", "-euo", "pipefail", "-c", command)
        assert done.returncode == 0, (command, done.stderr)
    (upload,) = (step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", ""))
    assert all((tmp_path / name).exists() for name in re.findall(r"\S+", upload))
