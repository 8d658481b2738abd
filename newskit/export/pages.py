"""One document an article: a folder with a file each, or all of them in one file or stream."""

from __future__ import annotations

from types import TracebackType
from typing import ClassVar, Self

from newskit.article import BODY_KINDS, Article, Block, body
from newskit.export.options import Options
from newskit.export.target import Folder, Target


class Pages:
    """Base of the exporters that make a document of each article.

    A target with a closing slash is a folder, with a file an article, called by its id. A subclass says how an article
    is rendered, and what stands before, between and behind the articles in a single file.
    """

    #: File name ending in a folder.
    ending: ClassVar[str]
    #: What a single file begins with.
    opening: ClassVar[str] = ""
    #: What stands between two articles of a single file.
    joint: ClassVar[str] = ""
    #: What a single file ends with.
    closing: ClassVar[str] = ""

    def __init__(self, target: str, options: Options) -> None:
        self.options = options
        self._folder = Folder(target.rstrip("/") or "/") if target.endswith("/") else None
        self._file = None if self._folder else Target(target)
        self._is_first = True

    def page(self, article: Article) -> str:
        """Return an article as a document of its own."""
        raise NotImplementedError

    def piece(self, article: Article) -> str:
        """Return an article as a part of a single file."""
        return self.page(article)

    def companions(self) -> dict[str, str]:
        """Return what else stands in the folder, by file name."""
        return {}

    def __enter__(self) -> Self:
        return self

    def write(self, article: Article) -> None:
        """Add one article."""
        if self._folder is not None:
            name = self._folder.stem(article.id, self.ending)
            self._folder.write(name + self.ending, self.page(article).encode("utf-8", "replace"))
            return
        assert self._file is not None
        before = self.opening if self._is_first else self.joint
        self._is_first = False
        self._file.write((before + self.piece(article)).encode("utf-8", "replace"))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        place: Folder | Target = self._folder or self._file  # type: ignore[assignment] # one of them is there
        if kind is None:
            try:
                self._finish()
            except BaseException as failure:
                place.__exit__(type(failure), failure, None)
                raise
        place.__exit__(kind, error, traceback)

    def _finish(self) -> None:
        if self._folder is not None:
            for name, text in self.companions().items():
                self._folder.write(name, text.encode())
        elif self._file is not None:
            self._file.write(((self.opening if self._is_first else "") + self.closing).encode())


def reading_text(article: Article, options: Options) -> str:
    """Return what is to be read of an article: its body, unless the user chose the text that it stands in."""
    return body(article) if options.text is None else article.text or ""


def reading_blocks(article: Article, options: Options) -> list[Block]:
    """Return the blocks of that text, in order; one paragraph where there are none."""
    text = article.text or ""
    if article.blocks is None:
        return [Block(start=0, end=len(text), kind="paragraph")] if text else []
    every = options.text is not None
    return sorted(
        (block for block in article.blocks if every or block.kind in BODY_KINDS), key=lambda block: block.start
    )
