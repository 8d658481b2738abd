"""What the tests of fetch share: a server, and a fetcher that may speak to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from newskit.article import Article
from newskit.errors import Reject
from newskit.fetch import Fetcher, FetchOptions

from .server import Server

Fetch = Callable[..., list[Article | Reject]]


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve on loopback."""
    with Server() as running:
        yield running


@pytest.fixture
def fetch() -> Fetch:
    """Fetch inputs with options, without pauses, and return what came of them."""

    def run(*inputs: str, **options: Any) -> list[Article | Reject]:
        settings = FetchOptions(**{"allow_private": True, "delay": 0.0, **options})
        with Fetcher(settings) as fetcher:
            return list(fetcher.fetch(inputs))

    return run
