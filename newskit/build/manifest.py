"""``manifest.json``: what a corpus consists of, with a hash of every file and of the records in it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from newskit.build.corpus_file import CorpusFile
from newskit.build.exports import chosen, known_format
from newskit.build.inputs import pin_file
from newskit.build.lock import PinnedFile
from newskit.build.outputs import Counts, Written
from newskit.errors import UsageError
from newskit.version import __version__

SCHEMA: Literal["newskit-manifest/1"] = "newskit-manifest/1"
READABLE = frozenset({"jsonl", "parquet"})
"""Formats whose records are read back as they were."""


class ManifestOutput(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One output with its files."""

    path: str
    format: str
    files: list[PinnedFile]
    #: Hash of the records, where they can be read back from the files.
    logical: str | None = None


class Manifest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A corpus as it was built."""

    schema: str = msgspec.field(default_factory=lambda: SCHEMA)
    name: str = ""
    description: str = ""
    license: str = ""
    #: Version of newskit.
    newskit: str = ""
    #: ``SOURCE_DATE_EPOCH`` as ISO 8601, where it is set.
    created: str | None = None
    counts: Counts
    #: Hash of the records that went into every output.
    logical: str
    outputs: list[ManifestOutput]
    rejects: PinnedFile | None = None


def make_manifest(corpus: CorpusFile, written: Written) -> Manifest:
    """Describe what was written; reads every file to hash it."""
    outputs = []
    for output in corpus.outputs:
        name = known_format(output.path, output.format)
        is_readable = name in READABLE and chosen(output.options).is_whole
        files = [pin_file(file) for file in written.files[output.path]]
        outputs.append(
            ManifestOutput(path=output.path, format=name, files=files, logical=written.logical if is_readable else None)
        )
    about = corpus.about
    return Manifest(
        name=about.name,
        description=about.description,
        license=about.license,
        newskit=__version__,
        created=source_date(),
        counts=written.counts,
        logical=written.logical,
        outputs=outputs,
        rejects=pin_file(about.rejects) if about.rejects else None,
    )


def source_date() -> str | None:
    """Return ``SOURCE_DATE_EPOCH`` as ISO 8601; raises UsageError where it is no number of seconds."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if not told:
        return None
    try:
        return datetime.fromtimestamp(int(told), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH is {told!r}, no number of seconds since 1970") from error


def read_manifest(path: Path) -> Manifest:
    """Read a manifest; raises UsageError where there is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as error:
        hint = "; newskit build writes it" if isinstance(error, FileNotFoundError) else ""
        raise UsageError(f"cannot read {path}: {(error.strerror or str(error)).lower()}{hint}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no manifest of newskit: {error}") from error
