"""What a stage is, and how stages are put together.

A stage is a plain callable with parameters: it takes a batch of articles and returns them with layers added.
It says which layers it needs and which it gives, so that a pipeline can be checked before it starts.
It never knows about files, workers or ranks.
"""

from __future__ import annotations

import copy
import errno
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, runtime_checkable

from newskit.article import Article, Provenance
from newskit.errors import MachineError, NewskitError, Reject, UsageError
from newskit.version import __version__

_MACHINE_FAULTS = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EROFS})
"""Errors of the system that no other record would escape."""
BATCH_ARTICLES = 64
"""How many articles a stage sees at once, at the most."""
BATCH_CHARACTERS = 1_000_000
"""How many characters of payload a batch holds before it is closed."""


@runtime_checkable
class Stage(Protocol):
    """One step from article to article.

    A stage is called with a batch and returns as many articles, in the same order. It may set fields of the articles
    that it was given, but never changes a list or an annotation in place. When it raises, the runner calls it again
    with one article at a time, on fresh copies, so that only the culprit is rejected.
    A stage is picklable; models load on the first call, once a process.
    """

    @property
    def name(self) -> str:
        """What the stage is called in provenance and rejects."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Fields that must be there before it runs."""

    @property
    def gives(self) -> tuple[str, ...]:
        """Fields that are there after it ran; where all are there already, the runner skips it."""

    def options(self) -> dict[str, Any]:
        """Return the options that make a difference to its output, for provenance."""

    def __call__(self, articles: Sequence[Article], /) -> Sequence[Article]:
        """Process one batch."""


def is_done(stage: Stage, article: Article) -> bool:
    """Whether all that the stage gives is there already."""
    return all(getattr(article, field) is not None for field in stage.gives)


class Pipeline:
    """Stages in order; called with articles it yields articles, and rejects for those that failed.

    ``Pipeline(Clean(), Segment(), Extract())(read(["seeds/*.txt"]))``
    """

    def __init__(self, *stages: Stage, redo: bool = False) -> None:
        """Check that every stage gets what it needs from those before it or from the input.

        ``redo`` runs the last stage also on articles that have its layers already.
        """
        given: set[str] = set()
        for stage in stages:
            later = {field for other in stages[stages.index(stage) + 1 :] for field in other.gives}
            missing = [field for field in stage.needs if field not in given and field in later]
            if missing:
                message = f"stage {stage.name} needs {', '.join(missing)}, which only a later stage gives"
                raise UsageError(message)
            given.update(stage.gives)
        self.stages = stages
        self.redo = redo

    def __call__(self, articles: Iterable[Article | Reject]) -> Iterator[Article | Reject]:
        """Yield every article with the layers added, and a reject for each that failed, in input order."""
        for batch in batches(articles):
            yield from self.run(batch)

    def run(self, batch: Sequence[Article | Reject]) -> list[Article | Reject]:
        """Run all stages on one batch; rejects among the input pass through in their places."""
        results = list(batch)
        for stage in self.stages:
            redo = self.redo and stage is self.stages[-1]
            places = [
                place
                for place, item in enumerate(results)
                if isinstance(item, Article) and (redo or not is_done(stage, item))
            ]
            outcomes = _run_stage(stage, [item for place in places if isinstance(item := results[place], Article)])
            for place, outcome in zip(places, outcomes, strict=True):
                results[place] = outcome
        return results


def batches(
    items: Iterable[Article | Reject], *, articles: int = BATCH_ARTICLES, characters: int = BATCH_CHARACTERS
) -> Iterator[list[Article | Reject]]:
    """Group items in order into batches that are bounded in number and in size."""
    batch: list[Article | Reject] = []
    size = 0
    for item in items:
        batch.append(item)
        if isinstance(item, Article):
            size += len(item.content or "") + len(item.text or "")
        if len(batch) >= articles or size >= characters:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _run_stage(stage: Stage, articles: list[Article]) -> list[Article | Reject]:
    """Run one stage on its articles; where the batch fails, one by one."""
    if not articles:
        return []
    try:
        results = list(stage([copy.copy(article) for article in articles]))
        _check_number(stage, len(articles), len(results))
    except OSError as error:
        if error.errno in _MACHINE_FAULTS:
            raise MachineError(f"stage {stage.name} cannot go on: {(error.strerror or str(error)).lower()}") from error
        return _one_by_one(stage, articles, error)
    except Exception as error:  # noqa: BLE001 - a stage may fail in any way; the article is named and the run goes on
        return _one_by_one(stage, articles, error)
    for article in results:
        _stamp(article, stage)
    return list(results)


def _one_by_one(stage: Stage, articles: list[Article], error: Exception) -> list[Article | Reject]:
    """Run a stage again on each article of a batch that failed, or reject the one that is left."""
    if len(articles) == 1:
        return [_reject(stage, articles[0], error)]
    return [outcome for article in articles for outcome in _run_stage(stage, [article])]


def _check_number(stage: Stage, given: int, returned: int) -> None:
    if returned != given:
        message = f"stage {stage.name} returned {returned} articles for {given}"
        raise RuntimeError(message)


def _stamp(article: Article, stage: Stage) -> None:
    """Record the run in the article's provenance, unless the stage wrote a fuller entry itself."""
    entries = article.provenance or []
    if not entries or entries[-1].stage != stage.name:
        entry = Provenance(stage=stage.name, version=__version__, options=stage.options())
        article.provenance = [*entries, entry]


def _reject(stage: Stage, article: Article, error: Exception) -> Reject:
    where = article.origin or article.url or (article.source.uri if article.source else None) or article.id
    if isinstance(error, NewskitError):
        reason, detail = error.reason, error.detail
    else:
        reason, detail = "internal", f"{type(error).__name__}: {error}"
    return Reject(input=where, stage=stage.name, reason=reason, detail=detail, id=article.id or None)
