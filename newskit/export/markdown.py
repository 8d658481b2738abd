"""Markdown (CommonMark) with a YAML header: an article as a note-taking program or a site generator reads it."""

from __future__ import annotations

import re
from typing import ClassVar

from newskit.article import Article
from newskit.export.pages import Pages, reading_blocks
from newskit.export.yaml import front_matter

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~|$]")
"""What means something anywhere in a line."""
_AT_START = re.compile(r"^(?:(#{1,6}(?=\s|$))|([-+=])|(\d{1,9})([.)](?=\s|$)))", re.MULTILINE)
"""What means something at the beginning of a line: a heading, a list, a rule, an underline."""
_EMPHASISED = frozenset({"description", "caption", "credit", "byline", "timestamp", "agency", "correction"})


class MarkdownExport(Pages):
    """A YAML header, the headline as first heading, then the blocks, each by its kind."""

    ending: ClassVar[str] = ".md"
    joint: ClassVar[str] = "\n\n"

    def page(self, article: Article) -> str:
        """Return the article with its header."""
        header = front_matter(
            {
                "title": article.headline,
                "description": article.description,
                "authors": [author.name for author in article.authors or ()],
                "agencies": article.agencies,
                "publisher": article.publisher,
                "date": article.date_published,
                "date_modified": article.date_modified,
                "section": article.section,
                "keywords": article.keywords,
                "language": article.language,
                "url": article.canonical_url or article.url,
                "id": article.id,
            }
        )
        text = article.text or ""
        title = f"# {escaped(' '.join(article.headline.split()))}\n" if article.headline else None
        parts = [header, title] if title else [header]
        before = ""
        for block in reading_blocks(article, self.options):
            words = text[block.start : block.end].strip()
            if not words or (title and block.kind == "headline"):
                continue
            piece = _rendered(words, block.kind)
            if parts and before == block.kind == "list_item":
                parts[-1] += piece  # items of one list stand together
            else:
                parts.append(piece)
            before = block.kind
        return "\n".join(parts)


def _rendered(words: str, kind: str) -> str:
    if kind == "table":
        # cells are not told apart in the record, so their lines are kept as they are
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", words)), default=0))
        return f"{fence}\n{words}\n{fence}\n"
    lines = [escaped(line.strip()) for line in words.splitlines() if line.strip()]
    if kind == "headline":
        return f"# {' '.join(lines)}\n"
    if kind == "heading":
        return f"## {' '.join(lines)}\n"
    if kind == "list_item":
        return "- " + "\n  ".join(lines) + "\n"
    if kind == "blockquote":
        return "".join(f"> {line}\n" for line in lines)
    if kind in _EMPHASISED:
        return "*" + "\n".join(lines) + "*\n"
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Return a text that CommonMark shows as it is."""
    text = _SPECIAL.sub(r"\\\g<0>", text)
    return _AT_START.sub(
        lambda match: f"{match.group(3)}\\{match.group(4)}" if match.group(3) else f"\\{match.group()}", text
    )
