from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zstandard

from newskit.article import Article
from newskit.errors import UsageError
from newskit.io.reader import read
from newskit.io.writer import Output

ARTICLES = [Article(id=str(number), text="word " * 20) for number in range(300)]


def write(target: Path) -> None:
    with Output(str(target)) as output:
        for article in ARTICLES:
            output.write(article)


def fail_while_writing(target: Path) -> None:
    with Output(str(target)) as output:
        output.write(ARTICLES[0])
        raise RuntimeError


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.parquet"])
def test_every_way_out_is_a_way_in(tmp_path: Path, name: str) -> None:
    """What is written is read back, in order; writing again gives the same bytes."""
    target = tmp_path / name
    write(target)
    assert [item.id for item in read(str(target)) if isinstance(item, Article)] == [article.id for article in ARTICLES]
    first = target.read_bytes()
    time.sleep(1.1)  # a header that held the time would differ
    write(target)
    assert target.read_bytes() == first
    assert os.listdir(tmp_path) == [name]  # noqa: PTH208 - names are all that is compared


def test_compression_is_real(tmp_path: Path) -> None:
    """The suffix says how the file is compressed, for other programs too."""
    for name in ("a.jsonl", "a.jsonl.gz", "a.jsonl.zst"):
        write(tmp_path / name)
    plain = (tmp_path / "a.jsonl").read_bytes()
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()) == plain
    with (tmp_path / "a.jsonl.zst").open("rb") as file:
        assert zstandard.ZstdDecompressor().stream_reader(file).read() == plain


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.parquet"])
def test_an_error_leaves_the_old_file(tmp_path: Path, name: str) -> None:
    """When writing ends in an error, the target is as it was and nothing lies beside it."""
    target = tmp_path / name
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        fail_while_writing(target)
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == [name]  # noqa: PTH208 - names are all that is compared


def test_a_killed_run_leaves_no_half_file(tmp_path: Path) -> None:
    """A process that is killed while it writes leaves nothing under the final name."""
    target = tmp_path / "out.jsonl"
    program = (
        "import sys; from newskit.article import Article; from newskit.io.writer import Output\n"
        f"with Output({str(target)!r}) as output:\n"
        "    while True: output.write(Article(id='a', text='b' * 1000)); print('x', flush=True)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(100):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert not target.exists()


@pytest.mark.parametrize("name", ["out.docx", "out", "no/such/folder/out.jsonl"])
def test_targets_that_cannot_be(tmp_path: Path, name: str) -> None:
    """A name without a known format and a folder that is not there are refused before anything is read."""
    with pytest.raises(UsageError):
        Output(str(tmp_path / name))
