"""The extract stage: which extractors run, in which order, on one parse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from newskit.article import Article, Provenance
from newskit.errors import UsageError
from newskit.extract.document import Document, open_documents, parse_documents
from newskit.extract.joins import join_quantities
from newskit.extract.model import DEFAULT_MODEL, load
from newskit.version import __version__

LAYERS = ("entities", "quotes", "times", "quantities", "events", "summary", "keyphrases", "topics")
"""Every layer that extract gives, in the order in which they are made: each may read those before it."""

_READS = {
    "quotes": ("entities",),
    "events": ("entities", "times"),
    "summary": ("entities", "times", "events"),
}
"""Layers that another layer is made from, and that are made with it."""

_WITHOUT_PARSE = frozenset({"topics"})
"""Layers that read the words alone."""


@dataclass(frozen=True)
class Extract:
    """Adds who, where, when, how many, who said what and who did what to segmented articles.

    ``layers`` names what to add; layers that they are made from are added with them. ``model`` is a spaCy package or
    path. ``gazetteer`` is the path of a table of known names, which override the model.
    """

    layers: tuple[str, ...] = LAYERS
    model: str = DEFAULT_MODEL
    gazetteer: str | None = None

    def __post_init__(self) -> None:
        """Refuse layers that nobody makes."""
        unknown = [layer for layer in self.layers if layer not in LAYERS]
        if unknown:
            message = f"no such layer: {', '.join(unknown)}; choose from {', '.join(LAYERS)}"
            raise UsageError(message, reason="usage")

    @property
    def name(self) -> str:
        """``extract``."""
        return "extract"

    @property
    def needs(self) -> tuple[str, ...]:
        """Text in blocks and sentences."""
        return ("text", "blocks", "sentences")

    @property
    def gives(self) -> tuple[str, ...]:
        """The layers asked for."""
        return self.layers

    def options(self) -> dict[str, Any]:
        """Return layers, model and gazetteer."""
        options: dict[str, Any] = {"layers": list(self.layers), "model": self.model}
        if self.gazetteer is not None:
            options["gazetteer"] = self.gazetteer
        return options

    def __call__(self, articles: Sequence[Article]) -> list[Article]:
        """Parse the batch once and run the extractors over it."""
        documents = open_documents(articles)
        wanted = {*self.layers, *(read for layer in self.layers for read in _READS.get(layer, ()))}
        parsed = [document for document in documents if document.language == "en" or self.model != DEFAULT_MODEL]
        if parsed and wanted - _WITHOUT_PARSE:
            pipeline, facts = load(self.model)
            parse_documents(parsed, pipeline, facts)
        for layer in LAYERS:
            if layer in wanted:
                self._run(layer, documents)
        for document in documents:
            if "events" in wanted:
                join_quantities(document)
            self._stamp(document)
        return list(articles)

    def _run(self, layer: str, documents: list[Document]) -> None:
        """Run one extractor on the documents whose article has not got the layer yet."""
        extract = getattr(import_module(f"newskit.extract.{layer}"), f"extract_{layer}")
        keywords = {"gazetteer": self.gazetteer} if layer == "entities" and self.gazetteer else {}
        for document in documents:
            if getattr(document.article, layer) is None or layer in self.layers:
                setattr(document.article, layer, extract(document, **keywords))

    def _stamp(self, document: Document) -> None:
        entry = Provenance(
            stage=self.name,
            version=__version__,
            options=self.options(),
            model=document.model,
            notes=document.notes or None,
        )
        document.article.provenance = [*(document.article.provenance or []), entry]
