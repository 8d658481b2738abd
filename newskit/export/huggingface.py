"""A dataset for Hugging Face: Parquet shards by split in ``data/`` and a card with features, counts and sources.

``datasets.load_dataset("folder")`` reads it as it stands, and the hub shows it. The layout and the names of the
shards are those of the hub (``train-00000-of-00003.parquet``); the card's header holds what the hub asks for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from importlib import resources
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from newskit.article import Article
from newskit.export.markdown import escaped
from newskit.export.options import Options
from newskit.export.parquet import ParquetExport, record_schema
from newskit.export.splits import Parts
from newskit.export.target import Folder
from newskit.export.yaml import front_matter
from newskit.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

SHARD_SIZE = 10_000
"""Articles in a shard, unless the user chose."""
_MOST = 20
"""Publishers and languages that the card names."""


class HuggingFaceExport:
    """A folder with ``README.md`` and ``data/``."""

    def __init__(self, target: str, options: Options) -> None:
        self._folder = Folder(target.rstrip("/"))
        self._options = options
        part = Options(columns=options.columns)
        try:
            self._parts = Parts(
                str(self._folder.path / "data"),
                ".parquet",
                lambda path: ParquetExport(path, part),
                shares=options.splits or {"train": 1.0},
                shard_size=options.shard_size or SHARD_SIZE,
            )
            self._schema = record_schema(options.columns)
        except BaseException as failure:
            self._folder.__exit__(type(failure), failure, None)
            raise
        self._counts = Counts()

    def __enter__(self) -> Self:
        return self

    def write(self, article: Article) -> None:
        """Add one article to its split."""
        self._parts.write(article)
        self._counts.add(article)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._parts.__exit__(kind, error, traceback)
            if kind is None:
                sizes = _sizes(self._folder, self._parts.written)
                card = _card(self._options, self._schema, self._counts, self._parts.written, sizes)
                self._folder.write("README.md", card.encode("utf-8", "replace"))
        except BaseException as failure:
            self._folder.__exit__(type(failure), failure, None)
            raise
        self._folder.__exit__(kind, error, traceback)


class Counts:
    """What the card tells of the articles."""

    def __init__(self) -> None:
        self.articles = 0
        self.characters = 0
        self.copies = 0
        self.first: str | None = None
        self.last: str | None = None
        self.languages: Counter[str] = Counter()
        self.publishers: Counter[str] = Counter()
        self.layers: Counter[str] = Counter()
        self.stages: Counter[str] = Counter()

    def add(self, article: Article) -> None:
        """Count one article."""
        self.articles += 1
        self.characters += len(article.text or "")
        self.copies += article.duplicate_of is not None
        if article.language:
            self.languages[article.language] += 1
        if article.publisher:
            self.publishers[article.publisher] += 1
        if article.date_published:
            day = article.date_published[:10]
            self.first = day if self.first is None else min(day, self.first)
            self.last = day if self.last is None else max(day, self.last)
        for name in ("sentences", "entities", "times", "quantities", "quotes", "events", "keyphrases", "topics"):
            self.layers[name] += len(getattr(article, name) or ())
        for entry in article.provenance or ():
            told = {"stage": entry.stage, "version": entry.version, "options": entry.options, "model": entry.model}
            self.stages[json.dumps({key: value for key, value in told.items() if value}, sort_keys=True)] += 1


# ------------------------------------------------------------------ the card


def _card(
    options: Options, schema: pa.Schema, counts: Counts, splits: Mapping[str, int], sizes: Mapping[str, int]
) -> str:
    # the hub knows languages by their primary subtag
    languages = list(dict.fromkeys(name.split("-")[0].lower() for name, _ in counts.languages.most_common()))
    info = {
        "features": [_feature(field.name, field.type) for field in schema],
        "splits": [{"name": name, "num_bytes": sizes[name], "num_examples": number} for name, number in splits.items()],
        "download_size": sum(sizes.values()),
        "dataset_size": sum(sizes.values()),
    }
    header = front_matter(
        {
            "pretty_name": "News corpus",
            "license": options.licence or "other",
            "license_name": None if options.licence else "rights-of-the-publishers",
            "license_details": None
            if options.licence
            else "The articles are their publishers'; see the source of each.",
            "language": languages[:_MOST] or ["und"],
            "size_categories": [_size_category(counts.articles)],
            "task_categories": ["text-classification", "token-classification", "summarization"],
            "tags": ["news", "newskit"],
            "source_datasets": ["original"],
            "configs": [
                {
                    "config_name": "default",
                    "data_files": [{"split": name, "path": f"data/{name}-*.parquet"} for name in splits],
                }
            ],
            "dataset_info": info,
        }
    )
    page = resources.files("newskit.resources").joinpath("export", "card.md").read_text(encoding="utf-8")
    page = page.partition("-->\n")[2]
    values = {
        "ARTICLES": f"{counts.articles:,}",
        "CHARACTERS": f"{counts.characters:,}",
        "PERIOD": f"{counts.first} to {counts.last}" if counts.first else "not known",
        "COPIES": f"{counts.copies:,}",
        "SPLITS": "\n".join(f"| {name} | {number:,} |" for name, number in splits.items()),
        "LANGUAGES": _ranked(counts.languages),
        "PUBLISHERS": _ranked(counts.publishers),
        "LAYERS": "\n".join(f"| {name} | {counts.layers[name]:,} |" for name in counts.layers if counts.layers[name]),
        "STAGES": "\n".join(f"- {number:,} articles: `{told}`" for told, number in sorted(counts.stages.items())),
        "LICENCE": f"The corpus is released under `{options.licence}`." if options.licence else _NO_LICENCE,
        "VERSION": __version__,
    }
    for name, value in values.items():
        page = page.replace(f"{{{name}}}", value or "none")
    return header + page


_NO_LICENCE = "No licence was declared for this corpus (`newskit export --licence` sets one)."


def _sizes(folder: Folder, splits: Mapping[str, int]) -> dict[str, int]:
    data = folder.path / "data"
    return {name: sum(path.stat().st_size for path in data.glob(f"{name}-*-of-*.parquet")) for name in splits}


def _ranked(counter: Counter[str]) -> str:
    ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    rows = [f"| {_in_cell(name)} | {number:,} |" for name, number in ranked[:_MOST]]
    if len(ranked) > _MOST:
        rows.append(f"| {len(ranked) - _MOST:,} others | {sum(number for _, number in ranked[_MOST:]):,} |")
    return "\n".join(rows)


def _in_cell(text: str) -> str:
    return escaped(" ".join(text.split()))


def _size_category(number: int) -> str:
    """Return the size as the hub's categories have it."""
    marks = (
        (10**3, "n<1K"),
        (10**4, "1K<n<10K"),
        (10**5, "10K<n<100K"),
        (10**6, "100K<n<1M"),
        (10**7, "1M<n<10M"),
        (10**8, "10M<n<100M"),
    )
    return next((name for mark, name in marks if number < mark), "100M<n<1B")


def _feature(name: str, kind: pa.DataType) -> dict[str, Any]:
    """Return a column as the card's features describe it."""
    return {"name": name, **_type(kind)}


def _type(kind: pa.DataType) -> dict[str, Any]:
    import pyarrow as pa

    if pa.types.is_list(kind):
        inner = kind.value_type
        if pa.types.is_struct(inner):
            return {"list": [_feature(member.name, member.type) for member in inner]}
        return {"list": _type(inner)["dtype"]}
    if pa.types.is_struct(kind):
        return {"struct": [_feature(member.name, member.type) for member in kind]}
    names = {pa.string(): "string", pa.int64(): "int64", pa.float64(): "float64", pa.bool_(): "bool"}
    return {"dtype": names[kind]}
