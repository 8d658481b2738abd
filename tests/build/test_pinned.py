from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings

from newskit.build import verify
from newskit.build.logical import LogicalHash
from newskit.errors import Reject, UsageError
from newskit.io.reader import read
from newskit.io.record import decode_article
from newskit.io.writer import Output
from tests.io.articles import objects

from ..conftest import COMMAND, Run
from .conftest import Corpus


def fails(corpus: Corpus, *settings: str) -> str:
    with pytest.raises(UsageError) as caught:
        corpus.build(*settings, frozen=True)
    return str(caught.value)


def test_frozen_builds_the_same_from_nothing(corpus: Corpus) -> None:
    """From inputs and lock alone come the same bytes; the lock is not touched."""
    corpus.build()
    wanted = corpus.bytes()
    shutil.rmtree(corpus.folder / ".newskit")
    for name in ("out.jsonl", "out.parquet", "manifest.json", "rejects.jsonl"):
        (corpus.folder / name).unlink()
    corpus.build(frozen=True)
    assert corpus.bytes() == wanted
    assert corpus.build(frozen=True).is_current


def test_frozen_names_what_differs(corpus: Corpus) -> None:
    """An input, an option, an output or a lock that is not what it was is named; nothing is written."""
    assert "there is no newskit.lock" in fails(corpus)
    corpus.build()
    assert "stages.segment.options.tokens: pinned false, found true" in fails(corpus, "stages.segment.tokens=true")
    assert "filter.min_words: there now, but not pinned" in fails(corpus, "filter.min_words=3")
    assert "outputs.other.csv: there now, but not pinned" in fails(corpus, "output.1.path=other.csv")
    text = corpus.folder / "texts" / "0.txt"
    before = text.read_bytes()
    text.write_bytes(before.replace(b"Monday", b"Sunday"))
    told = fails(corpus)
    assert "sources.source-1.files.texts/0.txt.sha256: pinned" in told
    text.write_bytes(before)
    (corpus.folder / "texts" / "new.txt").write_text("One more.\n")
    assert "sources.source-1.files.texts/new.txt: there now, but not pinned" in fails(corpus)
    (corpus.folder / "texts" / "new.txt").unlink()
    lock = corpus.folder / "newskit.lock"
    lock.write_text(lock.read_text().replace('"newskit": "', '"newskit": "9.'))
    assert 'newskit: pinned "9.' in fails(corpus)


def test_frozen_compares_the_records_too(corpus: Corpus) -> None:
    """Where the same inputs come to other records, no output takes its name."""
    corpus.build()
    lock = corpus.folder / "newskit.lock"
    logical = corpus.build().logical
    lock.write_text(lock.read_text().replace(logical, "0" * 64))
    (corpus.folder / "out.jsonl").unlink()
    assert "outputs.out.jsonl.logical: pinned" in fails(corpus)
    assert not (corpus.folder / "out.jsonl").exists()


def test_verify(newskit: Run, tmp_path: Path) -> None:
    """What is as it was, what holds the same records in other bytes, and what is spoilt or gone are told apart."""
    corpus = Corpus(tmp_path / "c")
    corpus.file.write_text(corpus.file.read_text().replace("out.jsonl", "out.jsonl.gz"))
    corpus.build()
    assert newskit("verify", "c/corpus.toml").returncode == 0
    packed = corpus.folder / "out.jsonl.gz"
    packed.write_bytes(gzip.compress(gzip.decompress(packed.read_bytes()), 1))
    verdicts = {finding.path: finding.verdict for finding in verify(corpus.folder / "manifest.json")}
    assert verdicts == {"out.jsonl.gz": "same_records", "out.parquet": "same", "rejects.jsonl": "same"}
    assert newskit("verify", "c/manifest.json").returncode == 0
    packed.write_bytes(gzip.compress(gzip.decompress(packed.read_bytes()).replace(b"Story 1", b"Story 7")))
    (corpus.folder / "rejects.jsonl").unlink()
    ran = newskit("verify", "c/manifest.json")
    assert ran.returncode == 3
    told = ran.stderr.decode()
    assert "out.jsonl.gz: the logical hash is" in told
    assert "rejects.jsonl: the file is not there [missing]" in told


@settings(max_examples=40)
@given(objects())
def test_the_logical_hash_outlives_the_codec(
    tmp_path_factory: pytest.TempPathFactory, value: dict[str, object]
) -> None:
    """The hash of a record is the same after JSONL and after Parquet, whatever it holds."""
    import msgspec

    article = decode_article(msgspec.json.encode(value))
    folder = tmp_path_factory.mktemp("logical")
    hashes = set()
    for name in ("a.jsonl", "a.parquet", "a.jsonl.zst"):
        with Output(str(folder / name)) as output:
            output.write(article)
        logical = LogicalHash()
        for item in read([str(folder / name)]):
            assert not isinstance(item, Reject)
            logical.add(item)
        hashes.add(logical.hexdigest())
    assert len(hashes) == 1


def test_the_logical_hash_sees_every_change() -> None:
    """Another value, another order of records, a record more: another hash."""

    def of(*lines: bytes) -> str:
        logical = LogicalHash()
        for line in lines:
            logical.add(decode_article(line))
        return logical.hexdigest()

    one, other = b'{"id":"1","text":"a","mine":[1]}', b'{"id":"2","text":"b"}'
    assert of(one) == of(b'{"mine":[1],"text":"a","id":"1"}')
    assert len({of(one, other), of(other, one), of(one), of(one, one), of(one.replace(b"[1]", b"[2]"))}) == 5


def test_one_build_at_a_time(corpus: Corpus) -> None:
    """A second build of the same folder says that there is one at work."""
    from newskit.build.store import Store

    with Store(corpus.folder / ".newskit"):
        ran = subprocess.run([COMMAND, "build"], cwd=corpus.folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr == f"newskit: another newskit build is at work in {corpus.folder}; wait until it is done\n"


def test_a_damaged_store_says_what_to_do(corpus: Corpus) -> None:
    """A store that is no database is named, with what to do about it."""
    (corpus.folder / ".newskit").mkdir()
    (corpus.folder / ".newskit" / "build.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(UsageError, match=r"is damaged .* remove the folder \.newskit and build again"):
        corpus.build()
