"""The page: counts, index and articles compressed into one HTML file, or into files beside it where there are many."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import tempfile
from array import array
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal, Self

import msgspec

from newskit.article import Article
from newskit.errors import OutputError, Reject, UsageError
from newskit.io.writer import AtomicFile, unwritable
from newskit.report.beside import Folder, check_folder, folder_of
from newskit.report.compact import compact
from newskit.report.counts import Counts
from newskit.report.facts import FIGURES, SEPARATOR, date
from newskit.report.tally import Value
from newskit.report.world import territories
from newskit.version import __version__

Place = Literal["auto", "page", "folder"]
PAGE_BYTES = 48_000_000
"""Compressed articles up to this size go into the page; more go beside it."""
TOP = 500
"""Values of each figure that lead to their articles."""
_CHUNK_BYTES = 400_000
_LISTED_REJECTS = 1000
SCRIPTS = ("data.js", "marks.js", "elements.js", "charts.js", "figures.js", "articles.js", "article.js", "app.js")
_GZIP_LEVEL = 6


class Report:
    """Takes articles and rejects, and writes the page when it is closed as a context manager.

    The page is ``target``, an ``.html`` file; articles that do not fit in go to the folder ``NAME_data`` beside it.
    The articles wait compressed in a temporary file; what stays in memory is the counts, the numbers of the articles
    behind them, and one line an article. The same input gives the same bytes.
    """

    def __init__(self, target: str, *, title: str, place: Place = "auto", top: int = TOP) -> None:
        """Raise UsageError for a target that is no page; nothing is opened yet."""
        if not target.endswith((".html", ".htm")):
            raise UsageError(f"cannot write {target}: a report is a page; end the name in .html")
        self.counts = Counts(placed=True)
        self._title = title
        self._place = place
        self._top = top
        self._target = Path(target)
        self._sizes: list[int] = []
        self._chunk = bytearray()
        self._firsts: list[int] = []
        self._rejects: list[list[str]] = []
        self._rows = _Rows()

    def __enter__(self) -> Self:
        """Open the page under another name; raises UsageError where it cannot be written."""
        check_folder(folder_of(self._target))
        self._file = AtomicFile(self._target)
        self._spool: IO[bytes] = tempfile.TemporaryFile()
        return self

    def write(self, article: Article) -> None:
        """Count an article and keep what the page shows of it."""
        if not self._chunk:
            self._firsts.append(self.counts.articles)
        self._rows.add(article, self.counts.add(article))
        self._chunk += (b"," if self._chunk else b"[") + msgspec.json.encode(compact(article))
        if len(self._chunk) >= _CHUNK_BYTES:
            self._end_chunk()

    def add_reject(self, reject: Reject) -> None:
        """Count a rejected input, and list it if it is among the first."""
        self.counts.add_reject(reject)
        if len(self._rejects) < _LISTED_REJECTS:
            self._rejects.append([reject.input, reject.stage, reject.reason, reject.detail])

    def _end_chunk(self) -> None:
        packed = pack(bytes(self._chunk) + b"]")
        self._chunk.clear()
        try:
            self._spool.write(packed)
        except OSError as error:
            raise unwritable("the articles to a temporary file", error) from error
        self._sizes.append(len(packed))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._spool:
            if kind is not None:
                self._file.discard()
                return
            try:
                self._write()
            except BaseException as failure:
                self._file.discard()
                if isinstance(failure, OSError):
                    raise unwritable(str(self._target), failure) from failure
                raise

    def _write(self) -> None:
        if self._chunk:
            self._end_chunk()
        is_beside = self._place == "folder" or (self._place == "auto" and sum(self._sizes) > PAGE_BYTES)
        script = "".join(f"{_resource(name)}\n" for name in SCRIPTS)
        style = _resource("style.css")
        before, after = _resource("page.html").split("{{articles}}")
        values = {
            "title": html.escape(self._title),
            "version": __version__,
            "policy": _policy(script, style, is_beside=is_beside),
            "style": style,
            "script": script,
            "index": pack(msgspec.json.encode(self._index(is_beside=is_beside))).decode(),
        }
        with Folder(folder_of(self._target)) as folder:
            self._file.file.write(_filled(before, values))
            for number, packed in enumerate(self._chunks()):
                if is_beside:
                    folder.add(number, packed)
                else:
                    head = f'<script type="application/gzip" class="chunk" id="chunk{number}">'
                    self._file.file.write(head.encode() + packed + b"</script>\n")
            self._file.file.write(_filled(after, values))
            self._file.__exit__(None, None, None)

    def _chunks(self) -> Iterator[bytes]:
        self._spool.seek(0)
        for size in self._sizes:
            packed = self._spool.read(size)
            if len(packed) != size:
                raise OutputError("the temporary file of the articles was cut")
            yield packed

    def _index(self, *, is_beside: bool) -> dict[str, Any]:
        """Return what the page needs before any article is opened."""
        counts = self.counts
        figures = {name: self._figure(name) for name in FIGURES}
        clusters = {value.key for value in counts.values("cluster", self._top)}
        return {
            "title": self._title,
            "version": __version__,
            "articles": self._rows.columns(),
            "ids": {key: self._rows.places[key] for key in sorted(clusters) if key in self._rows.places},
            "chunks": {"firsts": self._firsts, "beside": folder_of(self._target).name if is_beside else None},
            "counts": {"articles": counts.articles, "totals": counts.totals, "rejects": counts.summary(0)["rejects"]},
            "missing": counts.summary(0)["missing"],
            "ranges": dict(sorted(counts.ranges.items())),
            "figures": {name: figure for name, figure in figures.items() if figure["values"]},
            "rejects": self._rejects,
            "world": [[each.code, each.name, each.point, each.outline] for each in territories() if each.outline],
        }

    def _figure(self, name: str) -> dict[str, Any]:
        """Return the values of a figure, each ``[key, label, count, articles, places]``."""
        figure, tally = FIGURES[name], self.counts.tallies[name]
        values = self.counts.values(name, self._top)
        if figure.divides:
            shown = {value.key for value in self.counts.values(figure.divides, self._top)}
            values = [value for value in tally.ranked() if value.key.split(SEPARATOR)[0] in shown]
        return {
            "title": figure.title,
            "ordered": figure.is_ordered,
            "distinct": len(tally) + tally.dropped,
            "articles": tally.articles,
            "values": [[value.key, value.label, value.count, value.articles, _steps(value)] for value in values],
        }


class _Rows:
    """One line an article, by columns: what lists show without opening the article."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self._headlines: list[str | None] = []
        self._dates: list[str | None] = []
        self._publishers: list[int] = []
        self._languages: list[int] = []
        self._words = array("I")
        self._names: dict[str, int] = {}

    def add(self, article: Article, length: int) -> None:
        self.places.setdefault(article.id, len(self._headlines))
        self._headlines.append(article.headline)
        self._dates.append((date(article) or "")[:10] or None)
        self._publishers.append(self._number(article.publisher))
        self._languages.append(self._number(article.language))
        self._words.append(length)

    def _number(self, name: str | None) -> int:
        return -1 if name is None else self._names.setdefault(name, len(self._names))

    def columns(self) -> dict[str, Any]:
        return {
            "headline": self._headlines,
            "date": self._dates,
            "publisher": self._publishers,
            "language": self._languages,
            "words": self._words.tolist(),
            "names": list(self._names),
        }


def _steps(value: Value) -> list[int]:
    """Return the numbers of a value's articles, each as its distance from the one before."""
    steps, last = [], 0
    for place in value.places or ():
        steps.append(place - last)
        last = place
    return steps


def pack(data: bytes) -> bytes:
    """Return data compressed, in letters that need no escape in HTML."""
    return base64.b64encode(gzip.compress(data, _GZIP_LEVEL, mtime=0))


def _resource(name: str) -> str:
    return resources.files("newskit.resources").joinpath("report", name).read_text(encoding="utf-8")


def _filled(template: str, values: dict[str, str]) -> bytes:
    """Fill in a template in one pass, so that nothing that is filled in is taken for a place."""
    parts = template.split("{{")
    told = [parts[0]]
    for part in parts[1:]:
        name, rest = part.split("}}", 1)
        told += [values[name], rest]
    return "".join(told).encode()


def _policy(script: str, style: str, *, is_beside: bool) -> str:
    """Return a content security policy that lets the page run itself and reach nothing else."""
    allowed = f"script-src {_hash(script)}" + (" 'self' file:" if is_beside else "")
    return (
        f"default-src 'none'; {allowed}; style-src {_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
