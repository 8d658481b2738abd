"""Check a corpus against its manifest."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from newskit.build.inputs import hash_file
from newskit.build.logical import LogicalHash
from newskit.build.manifest import ManifestOutput, read_manifest
from newskit.errors import Reject, UsageError

Verdict = Literal["same", "same_records", "changed", "missing"]


class Finding(NamedTuple):
    """What was found of one file."""

    path: str
    #: ``same_records`` where the bytes differ and the logical hash does not.
    verdict: Verdict
    detail: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the file holds what the manifest says."""
        return self.verdict in ("same", "same_records")


def verify(manifest: Path, on_file: Callable[[str], None] = lambda _: None) -> Iterator[Finding]:
    """Yield a finding for every file of a corpus; raises UsageError where there is no manifest."""
    found = read_manifest(manifest)
    with contextlib.chdir(manifest.parent):
        for output in found.outputs:
            yield from _output(output, on_file)
        if found.rejects is not None:
            on_file(found.rejects.path)
            yield _compare(found.rejects.path, found.rejects.sha256)


def _output(output: ManifestOutput, on_file: Callable[[str], None]) -> Iterator[Finding]:
    for file in output.files:
        on_file(file.path)
        finding = _compare(file.path, file.sha256)
        if finding.verdict == "changed" and output.logical is not None and len(output.files) == 1:
            finding = _records(output, finding)
        yield finding


def _compare(path: str, pinned: str) -> Finding:
    if not Path(path).is_file():
        return Finding(path, "missing", "the file is not there")
    try:
        sha256, _ = hash_file(Path(path))
    except UsageError as error:
        return Finding(path, "missing", error.detail)
    if sha256 == pinned:
        return Finding(path, "same")
    return Finding(path, "changed", f"sha256 is {sha256}, in the manifest {pinned}")


def _records(output: ManifestOutput, finding: Finding) -> Finding:
    """Compare the records of a file whose bytes differ."""
    from newskit.io.reader import read

    logical = LogicalHash()
    kind: Literal["parquet", "jsonl"] = "parquet" if output.format == "parquet" else "jsonl"
    for item in read([output.files[0].path], kind=kind):
        if isinstance(item, Reject):
            return finding._replace(detail=f"{item.input}: {item.detail}")
        logical.add(item)
    if logical.hexdigest() == output.logical:
        return finding._replace(verdict="same_records", detail="other bytes, the same records")
    told = f"the logical hash is {logical.hexdigest()} ({logical.records:,} records), in the manifest {output.logical}"
    return finding._replace(detail=told)
