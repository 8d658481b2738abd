"""Plain text: headline and body, or one sentence a line."""

from __future__ import annotations

from bisect import bisect_left
from typing import ClassVar

from newskit.article import Article
from newskit.export.pages import Pages, reading_blocks, reading_text


class TextExport(Pages):
    """The bodies, headline first; two blank lines between the articles of a single file."""

    ending: ClassVar[str] = ".txt"
    joint: ClassVar[str] = "\n\n"

    def page(self, article: Article) -> str:
        """Return headline and body; of the full text, which has its headline, nothing but that."""
        text = self._sentences(article) if self.options.sentence_per_line else reading_text(article, self.options)
        parts = [text] if self.options.text == "full" else [article.headline, text]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _sentences(self, article: Article) -> str:
        """Return one sentence a line, white space inside a sentence as one blank, a blank line between blocks."""
        text = article.text or ""
        spans = sorted((sentence.start, sentence.end) for sentence in article.sentences or ())
        starts = [start for start, _ in spans]
        blocks = []
        for block in reading_blocks(article, self.options):
            inside = spans[bisect_left(starts, block.start) : bisect_left(starts, block.end)]
            blocks.append("\n".join(" ".join(text[start:end].split()) for start, end in inside))
        return "\n\n".join(block for block in blocks if block)
