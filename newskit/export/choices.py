"""Which articles are exported, and how much of each: filter, text, layers, redaction, in this order."""

from __future__ import annotations

import copy
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from msgspec.structs import replace

from newskit.article import LAYERS, Article, Provenance
from newskit.errors import UsageError
from newskit.export.bodies import body_alone
from newskit.export.filters import Test, parse_filter
from newskit.export.options import Redaction, TextChoice
from newskit.export.redaction import redacted
from newskit.version import __version__


@dataclass(frozen=True)
class Choices:
    """What is done to articles before any exporter sees them; raises UsageError for what cannot be."""

    #: ``body`` makes the article body the whole text.
    text: TextChoice = "full"
    #: Layers to keep; ``None`` is all.
    layers: Sequence[str] | None = None
    #: Expression that an article must fulfil (newskit.export.filters).
    where: str | None = None
    #: What is blacked out.
    redact: Collection[Redaction] = ()
    _test: Test | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        for name in self.layers or ():
            if name not in LAYERS:
                raise UsageError(f"no such layer: {name}; choose from {', '.join(LAYERS)}")
        for name in self.redact:
            if name not in get_args(Redaction):
                raise UsageError(f"cannot redact {name}; choose from {', '.join(get_args(Redaction))}")
        if self.where is not None:
            object.__setattr__(self, "_test", parse_filter(self.where))

    def admits(self, article: Article) -> bool:
        """Whether the article fulfils the filter."""
        return self._test is None or self._test(article)

    def apply(self, article: Article) -> Article:
        """Return the article as it is to be exported: itself where nothing was chosen, else a copy that says so."""
        options: dict[str, Any] = {}
        found = article
        if self.redact:
            # first, while all layers are there to say what must not be seen
            found, options["redact"] = redacted(found, self.redact), sorted(self.redact)
        if self.text == "body":
            found, options["text"] = body_alone(found), self.text
        if self.layers is not None:
            found, options["layers"] = _with_layers(found, self.layers), list(self.layers)
        if options:
            entry = Provenance(stage="export", version=__version__, options=options)
            found.provenance = [*(found.provenance or ()), entry]
        return found


def _with_layers(article: Article, layers: Sequence[str]) -> Article:
    found = copy.copy(article)
    for name in LAYERS:
        if name not in layers:
            setattr(found, name, None)
    if found.events is not None:  # an index into a layer that is gone leads nowhere
        found.events = [
            replace(
                event,
                time=event.time if "times" in layers else None,
                quantities=event.quantities if "quantities" in layers else [],
            )
            for event in found.events
        ]
    return found
