"""The formats of newskit: what each is, what it needs, and where its exporter stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Layout = Literal["stream", "pages", "file", "folder"]
_ROWS = frozenset({"columns", "explode"})


@dataclass(frozen=True, kw_only=True)
class Format:
    """One format, as ``newskit export --list`` tells it."""

    #: One line: what comes out.
    line: str
    #: ``module:class`` of the exporter.
    home: str
    #: File name endings that it is told by.
    endings: tuple[str, ...] = ()
    #: One file or stream; the same or a folder with a file an article; one file; one folder.
    layout: Layout = "stream"
    #: Whether the records can be read back as they were.
    is_lossless: bool = False
    #: Layers that an article must have; the command adds them where they are missing.
    needs: tuple[str, ...] = ("text",)
    #: Options (newskit.export.options) that it heeds beside those that all do.
    takes: frozenset[str] = frozenset()


FORMATS: dict[str, Format] = {
    "jsonl": Format(
        line="one record a line",
        home="newskit.export.jsonl:JsonlExport",
        endings=(".jsonl", ".ndjson"),
        is_lossless=True,
        needs=(),
        takes=_ROWS,
    ),
    "parquet": Format(
        line="one row an article, nested columns",
        home="newskit.export.parquet:ParquetExport",
        endings=(".parquet",),
        is_lossless=True,
        needs=(),
        takes=_ROWS,
    ),
    "csv": Format(
        line="one row an article, safe to open in a spreadsheet",
        home="newskit.export.table:CsvExport",
        endings=(".csv",),
        takes=_ROWS,
    ),
    "tsv": Format(line="the same with tabs", home="newskit.export.table:TsvExport", endings=(".tsv",), takes=_ROWS),
    "text": Format(
        line="headline and body, or one sentence a line",
        home="newskit.export.text:TextExport",
        endings=(".txt",),
        layout="pages",
        takes=frozenset({"sentence_per_line"}),
    ),
    "markdown": Format(
        line="headline and body in Markdown, metadata in a YAML header",
        home="newskit.export.markdown:MarkdownExport",
        endings=(".md", ".markdown"),
        layout="pages",
    ),
    "sqlite": Format(
        line="a table for each layer, keys, views and full-text search; opens in Datasette",
        home="newskit.export.sqlite:SqliteExport",
        endings=(".sqlite", ".sqlite3", ".db"),
        layout="file",
    ),
    "huggingface": Format(
        line="a dataset for Hugging Face: Parquet shards and a card",
        home="newskit.export.huggingface:HuggingFaceExport",
        layout="folder",
        is_lossless=True,
        needs=(),
        takes=frozenset({"columns", "splits", "shard_size", "licence"}),
    ),
    "conllu": Format(
        line="CoNLL-U, one token a line",
        home="newskit.export.conllu:ConlluExport",
        endings=(".conllu",),
        needs=("text", "sentences", "tokens"),
        takes=frozenset({"parser"}),
    ),
    "docbin": Format(
        line="spaCy documents with sentences, entities and span groups",
        home="newskit.export.docbin:DocBinExport",
        endings=(".spacy",),
        needs=("text", "sentences", "tokens"),
        takes=frozenset({"parser"}),
    ),
    "tei": Format(
        line="TEI P5: blocks, sentences, names, times and quotations",
        home="newskit.export.tei:TeiExport",
        endings=(".tei", ".xml"),
        layout="pages",
    ),
    "jsonld": Format(
        line="schema.org NewsArticle in JSON-LD",
        home="newskit.export.jsonld:JsonLdExport",
        endings=(".jsonld",),
        layout="pages",
    ),
    "ninjs": Format(
        line="IPTC ninjs 3.1, one object a line",
        home="newskit.export.ninjs:NinjsExport",
        endings=(".ninjs",),
        layout="pages",
    ),
    "webannotation": Format(
        line="W3C Web Annotation, one page of annotations a line",
        home="newskit.export.webannotation:WebAnnotationExport",
        layout="pages",
    ),
    "brat": Format(
        line="brat standoff: .txt, .ann and annotation.conf",
        home="newskit.export.brat:BratExport",
        layout="folder",
    ),
    "labelstudio": Format(
        line="Label Studio tasks with predictions",
        home="newskit.export.labelstudio:LabelStudioExport",
        layout="pages",
    ),
}
"""By name, in the order in which they are listed."""
