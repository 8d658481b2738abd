"""``newskit extract``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newskit.errors import UsageError
from newskit_cli.run import run_pipeline
from newskit_cli.stages import Told, takes_shared_options


@takes_shared_options
def command(
    told: Told,
    layers: Annotated[
        str | None,
        typer.Option(
            "--layers",
            metavar="NAMES",
            help="Only these, separated by commas: entities,quotes,times,quantities,events,summary,keyphrases,topics.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        str, typer.Option("--model", metavar="NAME", help="spaCy pipeline: an installed package or a path.")
    ] = "en_core_web_sm",
    gazetteer: Annotated[
        str | None,
        typer.Option(
            "--gazetteer",
            metavar="FILE",
            help="Known names that override the model: a table of surface, label, canonical name, id.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Find who, where, when, how many, and who said what.

    \b
    newskit extract seeds/*.txt
    newskit extract page.html --layers entities,quotes -o found.jsonl
    newskit extract articles.parquet --jobs 2 -o corpus.parquet
    """
    from newskit.clean import Clean
    from newskit.extract.model import find
    from newskit.extract.stage import LAYERS, Extract
    from newskit.segment import Segment
    from newskit.stage import Pipeline

    find(model)
    if gazetteer is not None and not Path(gazetteer).is_file():
        raise UsageError(f"cannot read the gazetteer {gazetteer}: there is no such file")
    wanted = tuple(name.strip() for name in layers.split(",") if name.strip()) if layers else LAYERS
    extract = Extract(layers=wanted, model=model, gazetteer=gazetteer)
    return run_pipeline("extract", Pipeline(Clean(), Segment(), extract, redo=told.redo), told.inputs, told.settings)
