"""Parts at an address: any storage that fsspec knows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import fsspec
import pytest

from newskit.article import Article
from newskit.engines.dask import write_part
from newskit.errors import InputError, OutputError, UsageError
from newskit.io import parts
from newskit.io.parts import Place
from newskit.io.shards import Shard


def test_parts_lie_in_any_storage(tmp_path: Path) -> None:
    """A part, its rejects and its receipt appear under their names alone, can be found, and come back whole."""
    for number in (1, 2):
        write_part([Article(id=str(number), text="Fine.")], "memory://news/parts/", Shard(number, 2), "plan")
    names = sorted(fsspec.filesystem("memory").ls("/news/parts", detail=False))
    assert [name.rsplit("/", 1)[-1] for name in names] == [
        f"part-0000{number}-of-00002.jsonl{ending}" for number in (1, 2) for ending in ("", ".receipt", ".rejects")
    ]
    found = parts.find(["memory://news/parts"])
    assert [parts.fetch(part, tmp_path)[0].read_bytes() for part in found] == [
        b'{"schema":"newskit/1","id":"%d","text":"Fine."}\n' % number for number in (1, 2)
    ]
    fsspec.filesystem("memory").pipe("/news/parts/part-00002-of-00002.jsonl", b"other")
    with pytest.raises(InputError, match="is not what its run wrote"):
        parts.fetch(found[1], tmp_path)


class Broken(fsspec.AbstractFileSystem):
    """A storage that refuses with errors of its own kind, as those of clouds do."""

    protocol = ("broken", "s3")

    def info(self, path: str, **_: object) -> dict[str, object]:
        if path == "missing":
            raise FileNotFoundError("b/missing/o")
        raise PermissionError if path == "closed" else LookupError("unable to locate credentials")

    def ls(self, *_: object, **__: object) -> list[object]:
        raise LookupError("unable to locate credentials")

    def put_file(self, *_: object, **__: object) -> None:
        raise LookupError("unable to locate credentials")


LOGGING = """
import logging, fsspec
from newskit.errors import InputError
from newskit.io.parts import Place

class Logging(fsspec.AbstractFileSystem):
    protocol = "logging"
    def ls(self, *_, **__):
        logging.getLogger(__name__).error("the stack of a request")
        raise LookupError("cannot be reached")

fsspec.register_implementation("logging", Logging)
try:
    Place("logging://bucket/parts").names()
except InputError as error:
    print(error)
"""


def test_what_a_storage_logs_is_not_printed() -> None:
    """What went wrong is told once, without what the storage writes to its log."""
    told = subprocess.run([sys.executable, "-c", LOGGING], check=True, capture_output=True, text=True)
    assert told.stdout == "cannot read the folder logging://bucket/parts: cannot be reached\n"
    assert not told.stderr


def test_what_a_storage_refuses_is_told(tmp_path: Path) -> None:
    """Missing credentials and the like are a sentence, before anything is read where that can be known."""
    fsspec.register_implementation("broken", Broken)
    (tmp_path / "part").touch()
    with pytest.raises(UsageError, match="cannot use the folder broken://bucket/parts: unable to locate credentials"):
        Place("broken://bucket/parts").make()
    Place("broken://closed/parts").make()  # one may write there without being allowed to look
    with pytest.raises(OutputError, match="cannot write broken://bucket/parts/part: unable to locate credentials"):
        Place("broken://bucket/parts").put(tmp_path / "part", "part")
    with pytest.raises(InputError, match="cannot read the folder broken://bucket/parts: unable to locate credentials"):
        Place("broken://bucket/parts").names()
    with pytest.raises(UsageError, match=r"cannot use the folder broken://missing/parts: no such bucket or file$"):
        Place("broken://missing/parts").make()
    with pytest.raises(UsageError, match="cannot use nothing://x"):
        Place("nothing://x/parts")
    with pytest.raises(UsageError, match="cannot use ftp://127"):
        Place("ftp://127.0.0.1:1/parts")
