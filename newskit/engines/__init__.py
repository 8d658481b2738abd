"""Who runs the stages: this process, local workers, a cluster. All give the same records in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newskit.article import Article
from newskit.errors import Reject, UsageError

if TYPE_CHECKING:
    from newskit.io.encoded import Encoded, Form
    from newskit.io.raw import Raw
    from newskit.stage import Pipeline

EngineName = Literal["local", "dask"]


@dataclass(frozen=True, kw_only=True)
class Engine:
    """Which engine runs a pipeline, and how."""

    name: EngineName = "local"
    #: Worker processes: of this machine, or of the cluster that Dask starts here.
    jobs: int = 1
    #: Address of a Dask scheduler that exists; ``None`` starts a cluster on this machine.
    scheduler: str | None = None
    seconds_per_record: float | None = None

    def __post_init__(self) -> None:
        """Raise UsageError for what no engine can do."""
        if self.scheduler is not None and self.name != "dask":
            raise UsageError("--scheduler is for --engine dask")

    def run(self, pipeline: Pipeline, items: Iterable[Raw]) -> Iterator[Article | Reject]:
        """Yield every item after all stages, in input order; failed records are rejects in their places."""
        if self.name == "local":
            from newskit.engines import local

            yield from local.run(pipeline, items, jobs=self.jobs, seconds_per_record=self.seconds_per_record)
            return
        from newskit.engines.dask import Cluster

        with Cluster(self.scheduler, self.jobs) as cluster:
            yield from cluster.run(pipeline, items, seconds_per_record=self.seconds_per_record)

    def run_encoded(self, pipeline: Pipeline, items: Iterable[Raw], form: Form) -> Iterator[Article | Reject | Encoded]:
        """Yield what :meth:`run` does; what other processes give has the form of the output and is just to be written.

        The rejects of a batch come after its articles.
        """
        if self.name == "local":
            from newskit.engines import local

            seconds = self.seconds_per_record
            yield from local.run_encoded(pipeline, items, form, jobs=self.jobs, seconds_per_record=seconds)
            return
        from newskit.engines.dask import Cluster

        with Cluster(self.scheduler, self.jobs) as cluster:
            yield from cluster.run_encoded(pipeline, items, form, seconds_per_record=self.seconds_per_record)
