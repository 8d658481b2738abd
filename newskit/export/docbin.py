"""spaCy's DocBin: documents whose text is the article's, so that offsets of both are the same.

Sentences are sentence starts; named mentions are ``doc.ents`` (the longest, where they overlap), with their Wikidata
item as ``kb_id_``; all layers are span groups in ``doc.spans``; ``doc.user_data["newskit"]`` holds the record but
for text and tokens. A DocBin is compressed as a whole, so it is held in memory until it is written: ``shard_size``
bounds that.
"""

from __future__ import annotations

from bisect import bisect_left
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import msgspec

from newskit.article import Article
from newskit.export.marks import marks, text_sha256
from newskit.export.options import Options
from newskit.export.parsing import speaks
from newskit.export.target import Target
from newskit.io.record import encode_article

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

USER_DATA = "newskit"
"""Key of ``doc.user_data``."""
_LEFT_OUT = ("text", "tokens", "content")


class DocBinExport:
    """One ``.spacy`` file."""

    def __init__(self, target: str, options: Options) -> None:
        from spacy.tokens import DocBin
        from spacy.vocab import Vocab

        self._target = Target(target)
        self._parser = options.parser
        self._vocab: Vocab = Vocab() if self._parser is None else self._parser.vocab
        self._documents = DocBin(store_user_data=True)

    def __enter__(self) -> Self:
        return self

    def write(self, article: Article) -> None:
        """Add one article."""
        document = document_of(article, self._vocab)
        if self._parser is not None and speaks(self._parser, article.language):
            document = self._parser(document)
        self._documents.add(document)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            try:
                self._target.write(self._documents.to_bytes())
            except BaseException as failure:
                self._target.__exit__(type(failure), failure, None)
                raise
        self._target.__exit__(kind, error, traceback)


def document_of(article: Article, vocab: Vocab) -> Doc:
    """Return an article as a document whose ``text`` is the article's."""
    from spacy.tokens import Doc, Span
    from spacy.util import filter_spans

    text = article.text or ""
    words, spaces, starts = _words(article, text)
    begins = {sentence.start for sentence in article.sentences or ()}
    document = Doc(vocab, words=words, spaces=spaces, sent_starts=_sentence_starts(words, starts, begins))
    named = []
    groups: dict[str, list[Span]] = {}
    for mark in marks(article):
        for number, (start, end) in enumerate(mark.spans):
            span = document.char_span(
                start,
                end,
                label=mark.label,
                kb_id=mark.attributes.get("wikidata", ""),
                alignment_mode="expand",
                span_id=mark.id if number == 0 else f"{mark.id}+{number}",
            )
            if span is None:
                continue
            groups.setdefault(mark.layer, []).append(span)
            if mark.attributes.get("mention") == "name" and span.text.strip():
                named.append(_trimmed(span))
    for name, spans in sorted(groups.items()):
        document.spans[name] = spans
    document.set_ents(filter_spans(named))
    document.user_data[USER_DATA] = _record(article, text)
    return document


def _words(article: Article, text: str) -> tuple[list[str], list[bool], list[int]]:
    """Return words that make up the text with single blanks between them, and where each begins.

    As in spaCy's own tokenizer a blank belongs to the word before it, and other white space is a token of its own.
    """
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[int] = []
    place = 0

    def fill(end: int) -> None:
        nonlocal place
        if place < end and words and text[place] == " ":
            spaces[-1] = True
            place += 1
        if place < end:
            put(place, end)

    def put(start: int, end: int) -> None:
        nonlocal place
        words.append(text[start:end])
        spaces.append(False)
        starts.append(start)
        place = end

    for token in sorted(article.tokens or (), key=lambda token: token.start):
        if token.end > token.start >= place:
            fill(token.start)
            put(token.start, token.end)
    fill(len(text))
    return words, spaces, starts


def _sentence_starts(words: list[str], starts: list[int], begins: set[int]) -> list[bool | int | None]:
    found: list[bool | int | None] = [start in begins for start in starts]
    if words:
        found[0] = True
    for begin in begins:
        # a sentence that begins inside a token, or between two: the token after it begins it
        place = bisect_left(starts, begin)
        if place < len(starts):
            found[place] = True
    return found


def _trimmed(span: Any) -> Any:
    """Return a span without white space at its ends, which no entity may have."""
    from spacy.tokens import Span

    start, end = span.start, span.end
    while start < end and span.doc[start].is_space:
        start += 1
    while end > start and span.doc[end - 1].is_space:
        end -= 1
    return Span(span.doc, start, end, label=span.label, kb_id=span.kb_id, span_id=span.id)


def _record(article: Article, text: str) -> dict[str, Any]:
    """Return the record as plain values, with the hash of its text."""
    record: dict[str, Any] = msgspec.json.decode(encode_article(article))
    return {key: value for key, value in record.items() if key not in _LEFT_OUT} | {"text_sha256": text_sha256(text)}
