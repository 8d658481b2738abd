"""A stage that does harm, for the engines to bear; importable by worker processes."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from newskit.article import Article
from newskit.errors import Reject


@dataclass(frozen=True)
class Dangerous:
    """Does to its process what the text says."""

    name: str = "dangerous"
    needs: tuple[str, ...] = ()
    gives: tuple[str, ...] = ("headline",)
    #: How long every article takes.
    seconds: float = 0.0

    def options(self) -> dict[str, Any]:
        return {}

    def __call__(self, articles: Sequence[Article]) -> list[Article]:
        for article in articles:
            if article.text == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if article.text == "hang":
                time.sleep(3600)
            if article.text == "raise":
                raise ValueError
            if article.text == "full":
                raise OSError(errno.ENOSPC, "no space left")
            if article.text == "large":
                article.headline = "x" * 3_000_000
                continue
            time.sleep(self.seconds)
            article.headline = article.text
        return list(articles)


def articles(number: int, **special: int) -> list[Article]:
    texts = {place: text for text, place in special.items()}
    return [Article(id=str(n), text=texts.get(n, "fine"), origin=f"in:{n}") for n in range(number)]


def told(item: Article | Reject) -> str:
    return item.id if isinstance(item, Article) else f"{item.input} {item.reason}"
