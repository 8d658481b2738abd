"""``newskit init``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def command(
    corpus: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file to write; one that exists is left alone.")
    ] = Path("corpus.toml"),
) -> int:
    """Write a commented corpus.toml to begin with.

    \b
    newskit init
    newskit init courts/corpus.toml
    """
    from newskit.build.template import write_template

    write_template(corpus)
    sys.stderr.write(f"wrote {corpus}; edit it, and then: newskit build {corpus}\n")
    return 0
