"""``newskit merge``."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from newskit_cli.options import Output, Quiet


def command(
    parts: Annotated[
        list[str],
        typer.Argument(
            metavar="PART",
            help="Parts that --shard or --engine dask wrote: files, or folders of them (also s3:// and the like).",
            show_default=False,
        ),
    ],
    output: Output = "-",
    rejects: Annotated[
        str | None,
        typer.Option("--rejects", metavar="FILE", help="Write the rejects of all parts here.", show_default=False),
    ] = None,
    quiet: Quiet = False,
) -> int:
    """Put the parts of a sharded run together, none missing.

    \b
    newskit extract pages/ --shard 1/2 -o parts/
    newskit extract pages/ --shard 2/2 -o parts/
    newskit merge parts/ -o corpus.parquet
    """
    from newskit.errors import InputError, Reject
    from newskit.io import parts as parted
    from newskit.io.reader import read
    from newskit.io.writer import Output as Writer
    from newskit_cli.run import open_rejects

    found = parted.find(parts)
    with ExitStack() as stack:
        writer = stack.enter_context(Writer(output))
        listed = stack.enter_context(open_rejects(rejects)) if rejects else None
        for part in found:
            with tempfile.TemporaryDirectory(prefix="newskit-merge-") as folder:
                path, rejected = parted.fetch(part, Path(folder))
                for item in read(str(path)):
                    if isinstance(item, Reject):
                        raise InputError(f"{part.receipt.part} holds what is no record: {item.detail}")
                    writer.write(item)
                if listed is not None and rejected is not None:
                    listed.write(rejected.read_bytes())
    if not quiet:
        sys.stderr.write(f"merge: {len(found):,} parts, wrote {writer.written:,}\n")
    return 0
