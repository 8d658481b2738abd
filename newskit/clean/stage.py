"""The clean stage: from the payload of a record to its text, blocks and metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from newskit.article import Article, Provenance
from newskit.clean.limit import time_limit
from newskit.clean.page import CleanedPage
from newskit.clean.record import apply, blocks_of_text
from newskit.errors import RecordError, StageError, UsageError
from newskit.version import __version__

if TYPE_CHECKING:
    from newskit.clean.html.classify import BlockClassifier
    from newskit.clean.metadata.ranking import Rankers

EXTRACTORS = ("auto", "newskit", "trafilatura")
TIME_LIMIT = 60.0
"""Seconds that a page may take."""


@dataclass(frozen=True)
class Clean:
    """Turns payloads into text in blocks, with metadata.

    ``extractor`` is ``newskit`` (the learned classifier), ``trafilatura``, or ``auto``: the classifier, and trafilatura
    where it finds nothing. ``keep_all`` also returns section pages, refused otherwise; ``keep_content`` leaves
    the payload in the record. ``explain`` writes what was dropped, and why, into the record's ``dropped``. A page may
    take ``time_limit`` seconds. ``classifier`` and ``rankers`` hold other weights than those that newskit ships.
    """

    extractor: Literal["auto", "newskit", "trafilatura"] = "auto"
    keep_all: bool = False
    keep_content: bool = False
    explain: bool = False
    time_limit: float = TIME_LIMIT
    classifier: BlockClassifier | None = None
    rankers: Rankers | None = None

    def __post_init__(self) -> None:
        """Refuse extractors that do not exist and limits that leave no time."""
        if self.extractor not in EXTRACTORS:
            message = f"no such extractor: {self.extractor}; choose from {', '.join(EXTRACTORS)}"
            raise UsageError(message)
        if self.time_limit <= 0:
            message = "the time limit must be more than 0 seconds"
            raise UsageError(message)

    @property
    def name(self) -> str:
        """``clean``."""
        return "clean"

    @property
    def needs(self) -> tuple[str, ...]:
        """Nothing that another stage gives: a payload, or a text without blocks."""
        return ()

    @property
    def gives(self) -> tuple[str, ...]:
        """Text in blocks."""
        return ("text", "blocks")

    def options(self) -> dict[str, Any]:
        """Return extractor, and what is kept beyond the ordinary."""
        options: dict[str, Any] = {"extractor": self.extractor}
        for name in ("keep_all", "keep_content", "explain"):
            if getattr(self, name):
                options[name] = True
        return options

    def __call__(self, articles: Sequence[Article]) -> list[Article]:
        """Clean every article of the batch.

        Raises RecordError (``no_payload``) for a record with neither payload nor text, StageError for a page that is no
        article, cannot be parsed or takes too long.
        """
        return [self._clean(article) for article in articles]

    def _clean(self, article: Article) -> Article:
        if article.text is not None and not article.content:
            article.blocks = blocks_of_text(article.text)
            return self._stamp(article, None)
        if not article.content or article.content.isspace():
            message = "nothing to clean: the record has neither content nor text"
            raise RecordError(message, field="content", reason="no_payload")
        with time_limit(self.time_limit):
            page = self._read(article)
        if page.page_kind == "section" and not self.keep_all:
            message = "a section page, not an article; --keep-all keeps it"
            raise StageError(message, reason="not_an_article")
        apply(page, article, explain=self.explain)
        if not self.keep_content:
            article.content = None
        return self._stamp(article, page)

    def _read(self, article: Article) -> CleanedPage:
        from newskit.clean.html.parse import looks_like_html

        content = article.content or ""
        media_type = (article.source.media_type if article.source else None) or ""
        if "html" in media_type or (media_type != "text/plain" and looks_like_html(content)):
            from newskit.clean.html.compose import clean_html

            return clean_html(
                content,
                article.url,
                extractor=self.extractor,
                explain=self.explain,
                classifier=self.classifier,
                rankers=self.rankers,
            )
        from newskit.clean.plain import clean_plain

        return clean_plain(content, language=article.language, url=article.url)

    def _stamp(self, article: Article, page: CleanedPage | None) -> Article:
        entry = Provenance(
            stage=self.name,
            version=__version__,
            options=self.options(),
            fields=(page.origins or None) if page else None,
            notes=(page.notes or None) if page else None,
        )
        article.provenance = [*(article.provenance or []), entry]
        return article
