"""Passes over all records of a build: ``join_pages`` and ``learn_furniture`` of clean."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newskit.article import Article
from newskit.build import Build, Report
from newskit.build.work import Item
from newskit.errors import UsageError
from newskit.io.raw import Raw, decoded
from newskit.stage import Pipeline
from tests.fetch.server import Server, answer

from ..conftest import Run
from .test_build import counted

URL = "https://paper.example/story"
TOLD = (
    "council voted on Tuesday to close the library",
    "books would find another home, the mayor said",
    "shelves went",
)
CORPUS = """
rejects = "rejects.jsonl"
[[source]]
files = "pages.jsonl"
[stages.clean]
join_pages = true
[stages.segment]
[[output]]
path = "out.jsonl"
"""


def html(part: str, headline: str = "Library to close", following: str = "") -> str:
    """Return one page of an article."""
    body = "".join(f"<p>The {part}, and paragraph {count} tells more about it.</p>" for count in range(4))
    link = f'<link rel="next" href="{following}">' if following else ""
    return f"<html><head><title>{headline}</title>{link}</head><body><h1>{headline}</h1>{body}</body></html>"


def line(number: int, content: str, *, last: bool = False) -> str:
    source: dict[str, Any] = {"kind": "url", "uri": f"{URL}?page={number}", "media_type": "text/html"}
    if not last:
        source["next"] = f"{URL}?page={number + 1}"
    return json.dumps({"id": str(number), "url": source["uri"], "source": source, "content": content})


class Pages:
    """A corpus of an article on three pages, of which the last stands first, another article, and what is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines = [
            line(3, html(TOLD[2]), last=True),
            '{"id": "other", "text": "It rained. It stopped."}',
            line(1, html(TOLD[0])),
            '{"id": "bad", "text": 5}',
            line(2, html(TOLD[1])),
        ]
        self.file = folder / "corpus.toml"
        self.file.write_text(CORPUS)
        self.write()

    def write(self) -> None:
        (self.folder / "pages.jsonl").write_text("\n".join(self.lines) + "\n")

    def build(self, *settings: str, **options: Any) -> Report:
        return Build.load(self.file, settings).run(**options)

    def bytes(self, *names: str) -> list[bytes]:
        wanted = names or ("out.jsonl", "rejects.jsonl", "manifest.json", "newskit.lock")
        return [(self.folder / name).read_bytes() for name in wanted]

    def records(self) -> list[dict[str, Any]]:
        return [json.loads(each) for each in (self.folder / "out.jsonl").read_bytes().splitlines()]


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    """Return a corpus that was not built yet."""
    return Pages(tmp_path)


def test_a_build_joins_what_the_pipe_joins(pages: Pages, newskit: Run) -> None:
    """The bytes are those of clean --join-pages | segment, with one process and with two; every input is counted."""
    report = pages.build()
    cleaned = newskit("clean", "-q", "--join-pages", "--max-rejects", "1", str(pages.folder / "pages.jsonl"))
    piped = newskit("segment", "-q", stdin=cleaned.stdout)
    assert (pages.folder / "out.jsonl").read_bytes() == piped.stdout
    assert [record["id"] for record in pages.records()] == ["other", "1"]
    assert all(part in pages.records()[1]["text"] for part in TOLD)
    counts = report.counts
    assert (counts.read, counts.joined, counts.written, counts.rejected) == (5, 2, 2, {"invalid_record": 1})
    alone = pages.bytes()
    os.unlink(pages.folder / ".newskit" / "build.sqlite")  # noqa: PTH108 - a plain name
    pages.build(jobs=2)
    assert pages.bytes() == alone


def test_only_what_changed_is_done_again(pages: Pages) -> None:
    """One changed page is cleaned alone, and the article that it is a part of goes through the later stages alone."""
    first = pages.build()
    assert (first.cached, first.built) == (0, 4)
    assert pages.build().is_current
    seen: list[str] = []
    pages.lines[4] = line(2, html("reading room stays open"))
    pages.write()
    again = pages.build(engine=counted(seen))
    assert seen == ["2", "1"]
    assert (again.cached, again.built) == (3, 1)
    assert "reading room stays open" in pages.records()[1]["text"]
    changed = pages.bytes()
    os.unlink(pages.folder / ".newskit" / "build.sqlite")  # noqa: PTH108 - a plain name
    pages.build()
    assert pages.bytes() == changed


def test_joining_or_not_cleans_nothing_again(pages: Pages) -> None:
    """What clean gave of each page is kept, whether pages are joined or not; the lock says which it was."""
    pages.build("stages.clean.join_pages=false")
    assert len(pages.records()) == 4
    assert json.loads(pages.bytes("newskit.lock")[0])["stages"][0]["options"].get("join_pages") is None
    seen: list[str] = []
    pages.build(engine=counted(seen))
    assert seen == ["other", "1"]  # into segment
    assert json.loads(pages.bytes("newskit.lock")[0])["stages"][0]["options"]["join_pages"] is True
    with pytest.raises(UsageError, match=r"stages\.clean\.options\.join_pages: pinned, but not there now"):
        pages.build("stages.clean.join_pages=false", frozen=True)
    pages.build(frozen=True)


def test_clean_may_be_the_last_stage(pages: Pages, newskit: Run) -> None:
    """Pages are joined where no stage follows, too."""
    pages.file.write_text(CORPUS.replace("[stages.segment]\n", ""))
    pages.build()
    cleaned = newskit("clean", "-q", "--join-pages", "--max-rejects", "1", str(pages.folder / "pages.jsonl"))
    assert (pages.folder / "out.jsonl").read_bytes() == cleaned.stdout


def test_later_stages_know_where_a_record_was_read(pages: Pages) -> None:
    """A stage after the pass would name file and line of what it refuses, of the first page where pages were joined."""
    places: list[str | None] = []

    def engine(pipeline: Pipeline, items: Iterable[Raw]) -> Iterator[Item]:
        for item in decoded(items):
            places.append(item.origin if isinstance(item, Article) else None)
            yield from pipeline.run([item])

    pages.build(engine=engine)
    assert [place.rpartition("/")[2] for place in places[-2:] if place] == ["pages.jsonl:2", "pages.jsonl:3"]
    assert not any("newskit_build" in each for each in pages.bytes("out.jsonl")[0].decode().splitlines())


def test_a_plan_knows_the_stages_on_both_sides(pages: Pages) -> None:
    """Before the pass the records of the sources are counted, after it those that it gave."""
    pages.build()
    plan = Build.load(pages.file, ["stages.segment.tokens=true"]).plan()
    assert [(stage.name, stage.cached, stage.missing) for stage in plan.stages] == [("clean", 4, 0), ("segment", 0, 2)]
    plan = Build.load(pages.file, ["stages.clean.keep_all=true"]).plan()
    assert [(stage.name, stage.cached, stage.missing) for stage in plan.stages] == [("clean", 0, 4), ("segment", 0, 2)]


def test_pruning_keeps_both_sides(pages: Pages) -> None:
    """What this build used is kept before the pass and after it, and nothing else."""
    pages.build("stages.segment.tokens=true")
    pages.build()
    assert pages.build(prune=True).pruned == 2
    seen: list[str] = []
    (pages.folder / "out.jsonl").unlink()
    pages.build(engine=counted(seen))
    assert seen == []


def test_what_recurs_is_left_out(tmp_path: Path, newskit: Run) -> None:
    """``learn_furniture`` gives what clean --learn-furniture gives."""
    stories = [
        {
            "url": f"https://paper.example/{n}",
            "text": f"Story {n} tells of river {n * 7} in town {n}.\n\nRead also our letter.",
        }
        for n in range(12)
    ]
    (tmp_path / "pages.jsonl").write_text("".join(json.dumps(story) + "\n" for story in stories))
    (tmp_path / "corpus.toml").write_text(
        CORPUS.replace("join_pages", "learn_furniture").replace("[stages.segment]\n", "")
    )
    Build.load(tmp_path / "corpus.toml").run()
    cleaned = newskit("clean", "-q", "--learn-furniture", str(tmp_path / "pages.jsonl"))
    assert (tmp_path / "out.jsonl").read_bytes() == cleaned.stdout
    assert b"learn_furniture" in cleaned.stdout


def test_further_pages_are_fetched_and_joined(tmp_path: Path) -> None:
    """With ``next_pages`` a source is fetched with the further pages of its articles, and read so from its archive."""
    with Server() as server:
        address = server.url("/story")
        server.replies["/story"] = answer(html(TOLD[0], following=f"{address}?page=2").encode())
        server.replies["/story?page=2"] = answer(html(TOLD[1]).encode())
        file = tmp_path / "corpus.toml"
        text = CORPUS.replace(
            'files = "pages.jsonl"', f'urls = "{address}"\nfetch = {{ allow_private = true, delay = 0 }}'
        )
        file.write_text(text)
        assert Build.load(file).run().counts.written == 1
        assert TOLD[1] not in (tmp_path / "out.jsonl").read_text()
        file.write_text(text.replace("delay = 0", "delay = 0, next_pages = 3"))
        assert Build.load(file).plan().fetched[0].fetch == "its addresses or options have changed"
        counts = Build.load(file).run().counts
    assert (counts.read, counts.joined, counts.written) == (2, 1, 1)
    assert TOLD[1] in (tmp_path / "out.jsonl").read_text()
