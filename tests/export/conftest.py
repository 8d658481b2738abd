"""What the tests of exports share: writing articles with a format and finding what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from newskit.article import Article
from newskit.errors import Reject
from newskit.export import describe, open_export
from newskit.export.options import Options
from newskit_cli.export import brought_up

Export = Callable[..., Path]


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Write articles with a format; give the file or folder."""

    def write(format_name: str, articles: Iterable[Article], target: str = "out", **options: Any) -> Path:
        path = tmp_path / target.rstrip("/")
        needs = frozenset(describe(format_name).needs)
        name = str(path) + ("/" if target.endswith("/") else "")
        with open_export(name, format_name, Options(**options)) as output:
            for article in articles:
                (item,) = brought_up(article, needs)
                assert not isinstance(item, Reject), item
                output.write(item)
        return path

    return write
