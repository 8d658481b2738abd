"""What the commands that run stages take alike: declared once, and shown before the options of each."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from newskit_cli.options import (
    EngineName,
    Inputs,
    Jobs,
    MaxRejects,
    Output,
    Quiet,
    Redo,
    Rejects,
    Scheduler,
    ShardNumber,
    TimeLimit,
)
from newskit_cli.run import Settings

Own = ParamSpec("Own")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What such a command was told beside its own options."""

    inputs: Sequence[str] | None
    settings: Settings
    #: Run also on records that have the layers already.
    redo: bool


def takes_shared_options(command: Callable[Concatenate[Told, Own], int]) -> Callable[..., int]:
    """Put the shared options before those of a command, whose first argument becomes what they were told.

    typer reads a command's options from its signature, so that is what the shared ones are added to.
    """
    shared = inspect.signature(_told, eval_str=True).parameters
    _, *own = inspect.signature(command, eval_str=True).parameters.values()

    @functools.wraps(command)
    def whole(**options: Any) -> int:
        told = _told(**{name: options.pop(name) for name in shared})
        return command(told, **options)  # type: ignore[call-arg] # its own options, which typer read from its signature

    whole.__signature__ = inspect.Signature([*shared.values(), *own])  # type: ignore[attr-defined] # where inspect looks
    return whole


def _told(
    inputs: Inputs = None,
    output: Output = "-",
    rejects: Rejects = None,
    max_rejects: MaxRejects = "0",
    jobs: Jobs = 1,
    time_limit: TimeLimit = None,
    redo: Redo = False,
    quiet: Quiet = False,
    engine: EngineName = "local",
    scheduler: Scheduler = None,
    shard: ShardNumber = None,
) -> Told:
    """Return what the shared options say; this signature is their declaration."""
    settings = Settings(
        output=output,
        rejects=rejects,
        max_rejects=max_rejects,
        jobs=jobs,
        quiet=quiet,
        seconds_per_record=time_limit,
        engine=engine,
        scheduler=scheduler,
        shard=shard,
    )
    return Told(inputs=inputs, settings=settings, redo=redo)
