"""The pipeline that a build gives to an engine: it returns what came of an article after every stage, packed.

What goes in and out are plain articles, so that any engine can carry them between processes and machines. The stage to
begin with, and the results, travel as unknown keys of the record.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec
from msgspec import Raw

from newskit.article import Article
from newskit.errors import RecordError, Reject
from newskit.io.raw import Raw as Undecoded
from newskit.io.raw import decoded
from newskit.io.record import encode_article
from newskit.stage import Pipeline, Stage

if TYPE_CHECKING:
    import zstandard

Item = Article | Reject

_FIRST = "newskit_build_first"
_RESULTS = "newskit_build_results"
_LEVEL = 1
Kind = Literal["A", "R", "U", "E"]
_ENCODER = msgspec.json.Encoder()


class Result(NamedTuple):
    """What came of an article after a stage."""

    #: ``A`` an article, ``R`` a reject of a stage, ``U`` one of the reader: what could not be decoded is no record.
    #: ``E`` is a reject of the engine, which a later build tries again.
    kind: Kind
    data: bytes


class Recording(Pipeline):
    """Runs stages one after the other and keeps what each gave."""

    def __init__(self, *stages: Stage) -> None:
        """Check that the stages fit each other."""
        super().__init__(*stages)
        self.singles = [Pipeline(stage) for stage in stages]

    def run(self, batch: Sequence[Undecoded]) -> list[Item]:
        """Run one batch, decoding what is not yet; what comes of a record is an article that holds its results.

        That is also so for a record that cannot be decoded, whose result is the reject of the reader.
        """
        items: list[Item] = list(decoded(batch))
        places = [place for place, item in enumerate(items) if isinstance(item, Article)]
        current: dict[int, Item] = {place: items[place] for place in places}
        first = {place: _take_first(item) for place in places if isinstance(item := items[place], Article)}
        results: dict[int, list[Result]] = {place: [] for place in places}
        if not self.singles:
            for place in places:
                results[place].append(_packed(current[place], "read"))
        for number, single in enumerate(self.singles):
            ready = [place for place in places if first[place] <= number and isinstance(current[place], Article)]
            for place, outcome in zip(ready, single.run([current[place] for place in ready]), strict=True):
                result = _packed(outcome, single.stages[0].name)
                current[place] = outcome if result.kind == "A" else Reject(input="", stage="", reason="", detail="")
                results[place].append(result)
        return [
            _carrier(item.id or "unread", results[place] if place in results else [Result("U", _ENCODER.encode(item))])
            for place, item in enumerate(items)
        ]


def begin_at(article: Article, stage: int) -> Article:
    """Say that an article has gone through the first stages already."""
    if stage:
        article.extra = {**(article.extra or {}), _FIRST: Raw(str(stage).encode())}
    return article


def results_of(item: Item) -> list[Result]:
    """Return the results in what an engine gave back, from the stage that the article began with."""
    if isinstance(item, Reject):
        return [Result("E", _ENCODER.encode(item))]
    carried = msgspec.json.decode((item.extra or {})[_RESULTS], type=list[tuple[Kind, str]])
    return [Result(kind, base64.b64decode(data)) for kind, data in carried]


def pack(line: bytes) -> bytes:
    """Compress an article's JSON."""
    return _compressor().compress(line)


def unpack(data: bytes) -> bytes:
    """Return the JSON of an article that was packed."""
    return _decompressor().decompress(data)


@lru_cache(maxsize=1)
def _compressor() -> zstandard.ZstdCompressor:
    import zstandard

    return zstandard.ZstdCompressor(level=_LEVEL)


@lru_cache(maxsize=1)
def _decompressor() -> zstandard.ZstdDecompressor:
    import zstandard

    return zstandard.ZstdDecompressor()


def _take_first(article: Article) -> int:
    if not article.extra or _FIRST not in article.extra:
        return 0
    extra = dict(article.extra)
    first = int(bytes(extra.pop(_FIRST)))
    article.extra = extra or None
    return first


def _packed(outcome: Item, stage: str) -> Result:
    if isinstance(outcome, Article):
        try:
            return Result("A", pack(encode_article(outcome)))
        except RecordError as error:
            where = outcome.origin or outcome.url or outcome.id
            outcome = Reject(input=where, stage=stage, reason=error.reason, detail=error.detail, id=outcome.id or None)
    return Result("R", _ENCODER.encode(outcome))


def _carrier(name: str, results: list[Result]) -> Article:
    carried = [(kind, base64.b64encode(data).decode()) for kind, data in results]
    return Article(id=name, url="newskit:results", extra={_RESULTS: Raw(_ENCODER.encode(carried))})
