"""From the results of a build to its files: filters, duplicates, outputs, rejects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from newskit.article import Article
from newskit.build.corpus_file import CorpusFile, OutputTable, as_list
from newskit.build.exports import open_output
from newskit.build.filters import refused
from newskit.build.logical import LogicalHash
from newskit.build.recording import unpack
from newskit.errors import NewskitError, RecordError, Reject, UsageError
from newskit.export import Exporter
from newskit.io.record import decode_article
from newskit.io.writer import AtomicFile, unwritable

if TYPE_CHECKING:
    from newskit.build.store import Entry
    from newskit.dedup import Corpus

Item = Article | Reject

_ENCODER = msgspec.json.Encoder()


class Counts(msgspec.Struct, kw_only=True):
    """What became of the inputs of a corpus."""

    #: Records and what was no record, in all sources.
    read: int = 0
    #: Records in the outputs.
    written: int = 0
    #: By reason.
    rejected: dict[str, int] = {}
    #: By the key of the filter.
    filtered: dict[str, int] = {}
    #: By kind; those that were left out are not among the records written.
    duplicates: dict[str, int] = {}
    #: Further pages of an article, which became a part of its record.
    joined: int = 0


class Written(msgspec.Struct, kw_only=True):
    """What was written."""

    counts: Counts
    #: Logical hash of the records.
    logical: str
    #: The files of each output, and that of the rejects.
    files: dict[str, list[str]]


def write_outputs(
    corpus: CorpusFile,
    entries: Callable[[], Iterator[Entry]],
    *,
    on_record: Callable[[], None],
    check: Callable[[str, int], None],
    earlier: set[str],
    joined: int = 0,
) -> Written:
    """Write all outputs and the rejects; each file appears when it is whole.

    ``entries`` begins again at the first record each time that it is called; ``check`` is told the logical hash and the
    number of records before anything gets its name, and may raise. ``earlier`` are the files of the build before;
    ``joined`` further records are a part of those that come.
    """
    counts = Counts(read=joined, joined=joined)
    logical = LogicalHash()
    with ExitStack() as stack:
        rejects = _Rejects(corpus.about.rejects, counts, stack)
        exporters = [(output, stack.enter_context(_open(output, earlier))) for output in corpus.outputs]
        for item in _corpus(corpus, entries, counts, stack):
            on_record()
            if isinstance(item, Reject):
                rejects.add(item)
                continue
            for output, exporter in exporters:
                _write(exporter, item, output)
            logical.add(item)
        counts.written = logical.records
        check(logical.hexdigest(), logical.records)
    files = {output.path: _files(output) for output in corpus.outputs}
    if corpus.about.rejects:
        files[corpus.about.rejects] = [corpus.about.rejects]
    return Written(counts=counts, logical=logical.hexdigest(), files=files)


class _Rejects:
    """Counts rejects, and writes them where a file is named."""

    def __init__(self, name: str | None, counts: Counts, stack: ExitStack) -> None:
        self._name = name
        self._counts = counts
        self._file = stack.enter_context(AtomicFile(name)) if name else None

    def add(self, reject: Reject) -> None:
        self._counts.rejected[reject.reason] = self._counts.rejected.get(reject.reason, 0) + 1
        if self._file is not None:
            try:
                self._file.write(_ENCODER.encode(reject) + b"\n")
            except OSError as error:
                raise unwritable(self._name or "", error) from error


def _open(output: OutputTable, earlier: set[str]) -> Exporter:
    try:
        return open_output(output.path, output.format, output.options, earlier)
    except NewskitError as error:
        raise UsageError(f"output {output.path}: {error.detail}") from error


def _write(exporter: Exporter, article: Article, output: OutputTable) -> None:
    try:
        exporter.write(article)
    except UsageError as error:
        raise UsageError(f"output {output.path}: {error.detail}") from error
    except RecordError as error:
        # What a format cannot hold is no fault of one record alone: the other outputs would differ from this one.
        raise UsageError(f"output {output.path}: record {article.id}: {error.detail}") from error


def _files(output: OutputTable) -> list[str]:
    """Return the files that an output consists of."""
    path = Path(output.path)
    if path.is_dir():
        return sorted(str(file) for file in path.rglob("*") if file.is_file())
    return [output.path]


# ------------------------------------------------------------------ what goes in


def _corpus(
    corpus: CorpusFile, entries: Callable[[], Iterator[Entry]], counts: Counts, stack: ExitStack
) -> Iterator[Item]:
    """Yield the records of the corpus and all rejects, in order."""
    filtered: Counter[str] = Counter()
    items = _filtered(corpus, entries(), counts, filtered)
    yield from items if corpus.dedup is None else _deduplicated(corpus, items, counts, stack)
    counts.filtered = dict(sorted(filtered.items()))


def _filtered(corpus: CorpusFile, entries: Iterable[Entry], counts: Counts, filtered: Counter[str]) -> Iterator[Item]:
    for entry in entries:
        counts.read += 1
        item = item_of(entry)
        if isinstance(item, Article) and (key := refused(item, corpus.filter)):
            filtered[key] += 1
        else:
            yield item


def item_of(entry: Entry) -> Item:
    """Return the article that came of a record, with its place as origin, or why there is none."""
    if entry.reject is not None:
        return _refused(entry.reject, entry.place)
    if entry.kind == "A":
        assert entry.data is not None
        article = decode_article(unpack(entry.data))
        article.origin = entry.place
        return article
    assert entry.data is not None, f"no result for {entry.place}"
    return _refused(entry.data, entry.place)


def _refused(reject: bytes, place: str) -> Reject:
    """Return why the content at a place was refused, which another place with the same content may have been told."""
    return msgspec.structs.replace(msgspec.json.decode(reject, type=Reject), input=place)


def _deduplicated(corpus: CorpusFile, items: Iterable[Item], counts: Counts, stack: ExitStack) -> Iterator[Item]:
    """Read all records, keeping them on disk, and yield them with what was decided; rejects come first."""
    from tempfile import TemporaryFile

    from newskit.dedup import Corpus
    from newskit.dedup.corpus import marked
    from newskit.io.reader import read
    from newskit.io.record import encode_article

    table = corpus.dedup
    assert table is not None
    known = stack.enter_context(Corpus(keep=table.keep))
    for name in as_list(table.against):
        for item in read(name):
            if refusal := _added(known, item, is_reference=True):
                yield refusal
    with TemporaryFile() as spool:
        for item in items:
            if refusal := _added(known, item, is_reference=False):
                yield refusal
            elif isinstance(item, Article):
                spool.write(encode_article(item) + b"\n")
        spool.seek(0)
        for line, decision in zip(spool, known.decide(), strict=True):
            if decision.kind is not None:
                counts.duplicates[decision.kind] = counts.duplicates.get(decision.kind, 0) + 1
            if decision.duplicate_of is None or decision.kind == "updated" or not table.drop:
                yield marked(decode_article(line), decision)


def _added(known: Corpus, item: Item, *, is_reference: bool) -> Reject | None:
    """Take an item into the comparison; return a reject for one that cannot be compared."""
    if isinstance(item, Reject):
        return item
    try:
        known.add(item, is_reference=is_reference)
    except RecordError as error:
        where = item.origin or item.url or item.id
        return Reject(input=where, stage="dedup", reason=error.reason, detail=error.detail, id=item.id)
    return None
