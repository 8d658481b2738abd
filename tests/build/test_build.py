from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from newskit.article import Article
from newskit.build import Build
from newskit.build.work import Progress
from newskit.engines import Engine, local
from newskit.errors import Reject, UsageError
from newskit.io.raw import Raw, decoded
from newskit.stage import Pipeline

from ..conftest import Run
from .conftest import Corpus

Item = Article | Reject


def counted(seen: list[str]) -> Any:
    """Return an engine that notes the ids of the records that it is given."""

    def engine(pipeline: Pipeline, items: Iterable[Raw]) -> Iterator[Item]:
        def noted() -> Iterator[Item]:
            for item in decoded(items):
                seen.append(item.id or "" if isinstance(item, Article) else item.input)
                yield item

        return local.run(pipeline, noted())

    return engine


def test_a_corpus(corpus: Corpus) -> None:
    """All records of all sources go through the stages into every output, in order; what is bad is a reject."""
    report = corpus.build()
    records = corpus.records()
    assert [record["id"] for record in records[3:]] == ["r0", "r1", "r2", "r3", "r5", "r6", "r6", "r8", "r9"]
    assert [record["source"]["uri"] for record in records[:3]] == ["texts/0.txt", "texts/1.txt", "texts/2.txt"]
    assert all(record["sentences"] for record in records)
    assert pl.read_parquet(corpus.folder / "out.parquet")["id"].to_list() == [record["id"] for record in records]
    assert [reject["input"] for reject in corpus.records("rejects.jsonl")] == ["in.jsonl:5"]
    assert (report.counts.read, report.counts.written, report.rejected) == (13, 12, 1)
    assert (report.cached, report.built) == (0, 11)


def test_the_second_build_does_no_work(corpus: Corpus) -> None:
    """Nothing is run, nothing is written, and the report is the same but for that."""
    first = corpus.build()
    times = {path: path.stat().st_mtime_ns for path in corpus.folder.iterdir() if path.is_file()}
    seen: list[str] = []
    second = corpus.build(engine=counted(seen))
    assert second.is_current
    assert seen == []
    assert (second.counts, second.logical, second.outputs) == (first.counts, first.logical, first.outputs)
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_one_changed_page_costs_one_page(corpus: Corpus) -> None:
    """A changed file, and a changed line of a large file, are run alone; the corpus is that of a fresh build."""
    corpus.build()
    (corpus.folder / "texts" / "1.txt").write_text("A bakery closed in Lund.\n\nIt was too dear.\n")
    lines = (corpus.folder / "in.jsonl").read_text().replace("Story 8 began", "Story 8 ended")
    (corpus.folder / "in.jsonl").write_text(lines)
    seen: list[str] = []
    report = corpus.build(engine=counted(seen))
    assert len(seen) == report.built == 2
    assert "r8" in seen
    after = corpus.bytes()
    shutil.rmtree(corpus.folder / ".newskit")
    corpus.build()
    assert corpus.bytes() == after


def test_a_changed_option_redoes_from_its_stage(corpus: Corpus) -> None:
    """What clean gave is taken as it is when an option of segment changes; rejects of clean are not tried again."""
    with (corpus.folder / "in.jsonl").open("a") as file:
        file.write('{"id": "nothing", "url": "https://example.org/a"}\n')
    before = corpus.build()
    assert before.counts.rejected == {"invalid_record": 1, "no_payload": 1}
    stages: list[str] = []

    def engine(pipeline: Pipeline, items: Iterable[Item]) -> Iterator[Item]:
        given = list(items)
        stages.extend(entry.stage for item in given if isinstance(item, Article) for entry in item.provenance or ())
        return local.run(pipeline, given)

    report = corpus.build("stages.segment.tokens=true", engine=engine)
    assert stages == ["clean"] * 11
    assert report.built == 11
    assert all(record["tokens"] for record in corpus.records())
    after = corpus.bytes("out.jsonl", "rejects.jsonl")
    shutil.rmtree(corpus.folder / ".newskit")
    corpus.build("stages.segment.tokens=true")
    assert corpus.bytes("out.jsonl", "rejects.jsonl") == after


def test_a_changed_output_runs_no_stage(corpus: Corpus) -> None:
    """Another output, or one that was removed or spoilt, is written from what is kept."""
    corpus.build()
    wanted = corpus.bytes("out.jsonl")
    seen: list[str] = []
    (corpus.folder / "out.jsonl").unlink()
    (corpus.folder / "out.parquet").write_bytes(b"spoilt")
    assert not corpus.build(engine=counted(seen)).is_current
    assert corpus.bytes("out.jsonl") == wanted
    corpus.build("output.1.path=out.csv", engine=counted(seen))
    assert len(pl.read_csv(corpus.folder / "out.csv")) == 12
    assert seen == []


def test_the_same_bytes_for_any_jobs(corpus: Corpus) -> None:
    """One process and two give the same files, the lock and the manifest included."""
    corpus.build()
    alone = corpus.bytes()
    shutil.rmtree(corpus.folder / ".newskit")
    corpus.build(jobs=2)
    assert corpus.bytes() == alone


def test_the_same_bytes_on_a_cluster(corpus: Corpus) -> None:
    """Dask workers give the files that this process gives."""
    corpus.build()
    alone = corpus.bytes()
    shutil.rmtree(corpus.folder / ".newskit")
    corpus.build(engine=Engine(name="dask", jobs=2).run)
    assert corpus.bytes() == alone


def test_the_same_bytes_in_any_folder(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the place, the time and the environment of a build is in what it writes."""
    corpus.build()
    other = Corpus(tmp_path / "elsewhere" / "deep")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.chdir(other.folder / "texts")
    Build.load("../corpus.toml").run()
    assert other.bytes() == corpus.bytes()


def test_source_date_epoch(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """The manifest has a date where one is given, and none of its own."""
    corpus.build()
    assert "created" not in json.loads(corpus.bytes()["manifest.json"])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1444262400")
    corpus.build()
    assert json.loads(corpus.bytes()["manifest.json"])["created"] == "2015-10-08T00:00:00Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        corpus.build()


def test_what_is_no_record_is_told_at_each_place(corpus: Corpus) -> None:
    """The same broken line at two places is two rejects, no record, and nothing that other options begin anew."""
    lines = (corpus.folder / "in.jsonl").read_text().splitlines()
    (corpus.folder / "in.jsonl").write_text("\n".join([*lines, lines[4]]) + "\n")
    (corpus.folder / "texts" / "3.txt").write_bytes(b"\0\1\2\3" * 40)
    report = corpus.build(jobs=2)
    rejects = [(reject["input"], reject["reason"]) for reject in corpus.records("rejects.jsonl")]
    assert rejects == [
        ("texts/3.txt", "not_text"),
        ("in.jsonl:5", "invalid_record"),
        ("in.jsonl:11", "invalid_record"),
    ]
    assert (report.counts.read, report.counts.written, report.built) == (15, 12, 11)
    seen: list[str] = []
    again = corpus.build("stages.segment.tokens=true", engine=counted(seen))
    assert (again.cached, again.built, len(seen)) == (0, 11, 11)
    assert [reject["input"] for reject in corpus.records("rejects.jsonl")] == [place for place, _ in rejects]


def test_an_engine_may_be_any_function(corpus: Corpus) -> None:
    """A pipeline called with items is an engine: what they need is in the pipeline."""
    usual = corpus.build().logical
    (corpus.folder / ".newskit" / "build.sqlite").unlink()
    assert corpus.build(engine=lambda pipeline, items: pipeline(items)).logical == usual


def test_filters_count_what_they_leave_out(corpus: Corpus) -> None:
    """An article that a filter keeps out is counted under the filter's key, and is no reject."""
    report = corpus.build("filter.min_words=10")
    assert report.counts.filtered == {"min_words": 9}
    assert [record["source"]["uri"] for record in corpus.records()] == ["texts/0.txt", "texts/1.txt", "texts/2.txt"]
    assert corpus.build('filter.require=["authors"]').counts.filtered == {"require": 12}


def test_duplicates(corpus: Corpus) -> None:
    """Copies are marked, or left out; the corpus says how many there were."""
    (corpus.folder / "texts" / "9.txt").write_text((corpus.folder / "texts" / "0.txt").read_text() + "\n")
    marked = corpus.build("dedup.keep=first")
    assert marked.counts.duplicates["exact"] >= 1
    assert marked.counts.written == 13
    dropped = corpus.build("dedup.keep=first", "dedup.drop=true")
    assert dropped.counts.written == 13 - sum(dropped.counts.duplicates.values())


def test_results_that_nothing_uses_are_removed(corpus: Corpus) -> None:
    """``prune`` removes what this build did not use, and nothing else."""
    corpus.build()
    corpus.build("stages.segment.tokens=true")
    assert corpus.build(prune=True).pruned == 11
    seen: list[str] = []
    assert corpus.build(engine=counted(seen)).is_current
    (corpus.folder / "out.jsonl").unlink()
    corpus.build(engine=counted(seen))
    assert seen == []


def test_a_plan_changes_nothing(corpus: Corpus) -> None:
    """A plan says what is there and what is missing; it writes nothing."""
    plan = Build.load(corpus.file).plan()
    assert (plan.files, plan.unread, plan.is_current) == (4, 4, False)
    assert not (corpus.folder / ".newskit").exists()
    corpus.build()
    (corpus.folder / "texts" / "1.txt").write_text("Another story.\n")
    plan = Build.load(corpus.file, ["stages.segment.tokens=true"]).plan()
    assert (plan.files, plan.unread, plan.records) == (4, 1, 10)
    assert [(stage.name, stage.cached, stage.missing) for stage in plan.stages] == [
        ("clean", 10, 0),
        ("segment", 0, 10),
    ]
    seen: list[str] = []
    corpus.build(engine=counted(seen))
    assert len(seen) == 1


def test_what_a_build_writes_is_none_of_its_inputs(corpus: Corpus) -> None:
    """A folder that is read may be the one that is written to."""
    first = corpus.build('source.0.files=["."]')
    assert [record["source"]["uri"] for record in corpus.records()[-3:]] == [f"texts/{name}.txt" for name in range(3)]
    assert corpus.build('source.0.files=["."]').is_current
    (corpus.folder / "out.jsonl").unlink()
    assert corpus.build('source.0.files=["."]').logical == first.logical


def test_without_stages_a_corpus_is_copied(corpus: Corpus) -> None:
    """Records that are whole already go from the sources to the outputs as they are."""
    corpus.file.write_text('[[source]]\nfiles = "in.jsonl"\n[[output]]\npath = "out.jsonl"\n')
    corpus.build()
    good = [line for line in (corpus.folder / "in.jsonl").read_text().splitlines() if '"bad"' not in line]
    assert [record["text"] for record in corpus.records()] == [json.loads(line)["text"] for line in good]


def test_progress_tells_every_record(corpus: Corpus) -> None:
    """The callback is told of every record that is read, built and written."""
    last: dict[str, int] = {}

    def note(progress: Progress) -> None:
        last[progress.phase] = progress.read

    corpus.build(on_progress=note)
    assert last == {"read": 13, "write": 13}


def test_rejects_of_a_worker_are_tried_again(corpus: Corpus) -> None:
    """A record that a worker died of is a reject of this build, and has another try in the next that works."""

    def dying(pipeline: Pipeline, items: Iterable[Item]) -> Iterator[Item]:
        for item in local.run(pipeline, items):
            is_victim = isinstance(item, Article) and item.id == "r3"
            yield Reject(input="in.jsonl:4", stage="engine", reason="crashed", detail="died") if is_victim else item

    first = corpus.build(engine=dying)
    assert first.counts.rejected == {"crashed": 1, "invalid_record": 1}
    assert corpus.build().is_current
    (corpus.folder / "texts" / "0.txt").write_text("It is dry again.\n")
    second = corpus.build()
    assert (second.built, second.counts.rejected) == (2, {"invalid_record": 1})


def test_the_command_tells_and_exits(newskit: Run, tmp_path: Path) -> None:
    """Exit 3 for rejects beyond what is tolerated, also when nothing was to do; everything is told on stderr."""
    corpus = Corpus(tmp_path / "c")
    first = newskit("build", "c/corpus.toml", "--jobs", "2")
    assert first.returncode == 3, first.stderr
    assert first.stdout == b""
    told = first.stderr.decode()
    assert "read 13, 0 of them done before, 11 built; wrote 12, rejected 1 (1 invalid_record)" in told
    assert f"out.jsonl  {(corpus.folder / 'out.jsonl').stat().st_size:,} bytes  sha256 " in told
    again = newskit("build", "c/corpus.toml")
    assert again.returncode == 3
    assert "nothing has changed" in again.stderr.decode()
    assert newskit("build", "c/corpus.toml", "--set", "max_rejects=1", "--quiet").returncode == 0
    plan = newskit("build", "c/corpus.toml", "--dry-run")
    assert plan.returncode == 0
    assert b"segment  0 records; 11 are done" in plan.stdout
