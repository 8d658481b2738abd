"""``newskit verify``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from newskit_cli import signals
from newskit_cli.options import Quiet
from newskit_cli.run import REJECTED


def command(
    corpus: Annotated[
        Path, typer.Argument(metavar="FILE", help="The manifest, or the file that describes the corpus.")
    ] = Path("manifest.json"),
    quiet: Quiet = False,
) -> int:
    """Check a corpus against its manifest, files and records.

    \b
    newskit verify
    newskit verify court/corpus.toml
    """
    from newskit.build.check import verify
    from newskit.build.corpus_file import beside

    manifest = beside(corpus, "manifest.json", ".manifest.json") if corpus.suffix == ".toml" else corpus
    is_good = True
    for finding in verify(manifest, on_file=lambda _: signals.check()):
        is_good = is_good and finding.is_good
        if not finding.is_good:
            sys.stderr.write(f"newskit: {finding.path}: {finding.detail} [{finding.verdict}]\n")
        elif not quiet:
            sys.stderr.write(f"{finding.path}: {finding.detail or 'as in the manifest'}\n")
    return 0 if is_good else REJECTED
