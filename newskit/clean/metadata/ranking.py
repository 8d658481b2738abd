"""Learned choice among the values that a page offers for a field.

For headline, description and authors a page offers several candidates: what its head declares, and what its blocks
show. Each candidate is described by numbers (its sources, how far they agree, where it stands, how it looks), and a
small forest, learned by ``benchmarks/train_metadata.py``, says how much it looks like the right one.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newskit.clean.html.trees import Forest

FIELDS = ("headline", "description", "authors")
"""The fields that are chosen so."""
AGREED = 0.97
"""Chance of a value on which head and page agree, so that there is nothing to choose."""
KINDS = ("any", "news")
"""Each field has a forest learned from all pages, and one learned from news for pages that call themselves news."""


@dataclass(frozen=True, slots=True)
class Rankers:
    """A forest for each of ``FIELDS`` and ``KINDS``, and what they were learned from."""

    about: dict[str, str]
    forests: dict[tuple[str, str], Forest]

    def choose(
        self,
        field: str,
        rows: Sequence[Sequence[float]],
        priors: Sequence[float] | None = None,
        *,
        is_news: bool = False,
    ) -> tuple[int, float]:
        """Return the index of the best candidate (one row of numbers each, at least one) and its chance.

        ``priors`` are log odds to be added, one a candidate. ``is_news`` says whether the page calls itself news.
        """
        import numpy as np

        columns = np.ascontiguousarray(np.array(rows, dtype=np.float32).T)
        scores = self.forests[field, KINDS[is_news]].predict(columns).tolist()
        if priors is not None:
            scores = [score + prior for score, prior in zip(scores, priors, strict=True)]
        best = max(range(len(scores)), key=lambda place: (scores[place], -place))
        return best, 1 / sum(math.exp(min(score - scores[best], 0.0)) for score in scores)


@cache
def load_rankers() -> Rankers:
    """Return the forests that newskit ships, read once a process."""
    return read_rankers(files("newskit.resources").joinpath("clean", "metadata.npz").read_bytes())


def read_rankers(data: bytes) -> Rankers:
    """Read forests from the bytes of their file."""
    import numpy as np

    from newskit.clean.html.trees import Forest

    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return Rankers(
            about=json.loads(str(arrays["about"])),
            forests={
                (field, kind): Forest(
                    arrays[f"{field}.{kind}.features"].astype(np.int64),
                    arrays[f"{field}.{kind}.borders"],
                    arrays[f"{field}.{kind}.leaves"].astype(np.float32),
                    float(arrays[f"{field}.{kind}.bias"]),
                )
                for field in FIELDS
                for kind in KINDS
            },
        )
