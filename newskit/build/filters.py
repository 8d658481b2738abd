"""Which articles go into a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newskit.article import Article, body

if TYPE_CHECKING:
    from newskit.build.corpus_file import FilterTable


def refused(article: Article, table: FilterTable) -> str | None:
    """Return the key of the filter that keeps an article out, or ``None``."""
    if table.languages and not any(_speaks(article.language, tag) for tag in table.languages):
        return "languages"
    if table.only_free and article.is_accessible_for_free is False:
        return "only_free"
    for name in table.require:
        if getattr(article, name) in (None, "", []):
            return "require"
    date = article.date_published
    if table.since and (date is None or date[: len(table.since)] < table.since[: len(date)]):
        return "since"
    if table.until and (date is None or date[: len(table.until)] > table.until[: len(date)]):
        return "until"
    if table.min_words or table.max_words is not None:
        words = len(body(article).split())
        if words < table.min_words:
            return "min_words"
        if table.max_words is not None and words > table.max_words:
            return "max_words"
    return None


def _speaks(language: str | None, tag: str) -> bool:
    told, wanted = (language or "").lower(), tag.lower()
    return told == wanted or told.startswith(f"{wanted}-")
