"""CoNLL-U (Universal Dependencies): one token a line, sentences and documents told by comments.

Forms are the tokens of the record in Unicode's NFC; ``StartChar`` and ``EndChar`` in MISC are offsets into the
record's own text. Mentions are in MISC as ``Entity`` in the brackets of CorefUD. Without a parse the record knows no
lemmas, tags and heads, and those columns are ``_``: such a file is valid at level 1 of UD's validation and by every
rule of level 2 but those that ask for a tag and a tree. With a parse it is valid at level 2; the relations are then
the parser's own, not UD's.
"""

from __future__ import annotations

import hashlib
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from newskit.article import Article, Entity
from newskit.export.marks import text_sha256
from newskit.export.options import Options
from newskit.export.parsing import Analysis, analysed, speaks
from newskit.export.target import Target, safe_name

_HEADER = "# global.Entity = eid-etype-head-identity\n"
Token = tuple[int, int]


class ConlluExport:
    """One file or stream for the whole corpus."""

    def __init__(self, target: str, options: Options) -> None:
        self._target = Target(target)
        self._parser = options.parser
        self._number = 0
        self._names: set[bytes] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._target.__exit__(kind, error, traceback)

    def write(self, article: Article) -> None:
        """Add one article; one without a token is left out, as CoNLL-U has no way to write it."""
        sentences = list(_sentences(article))
        if not sentences:
            return
        self._number += 1
        rows: Sequence[Sequence[Analysis | None]] = [[None] * len(tokens) for tokens in sentences]
        if self._parser is not None and speaks(self._parser, article.language):
            forms = [[(_form(article, token), after) for token, after in _spaced(tokens)] for tokens in sentences]
            rows = analysed(self._parser, forms)
        lines = _document(article, sentences, rows, self._own_name(article), self._number)
        self._target.write(((_HEADER if self._number == 1 else "") + "".join(lines)).encode("utf-8", "replace"))

    def _own_name(self, article: Article) -> str:
        """Return the article's name, as the ids of its sentences begin with it: no other article has it."""
        base = safe_name(article.id)
        name, number = base, 1
        while (key := hashlib.sha256(name.encode()).digest()[:8]) in self._names:
            number += 1
            name = f"{base}-{number}"
        self._names.add(key)
        return name


def _sentences(article: Article) -> Iterator[list[Token]]:
    """Yield the tokens of each sentence that has any."""
    spans = sorted((token.start, token.end) for token in article.tokens or () if token.end > token.start)
    starts = [start for start, _ in spans]
    for sentence in sorted(article.sentences or (), key=lambda sentence: sentence.start):
        tokens = spans[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        if tokens:
            yield tokens


def _spaced(tokens: list[Token]) -> Iterator[tuple[Token, bool]]:
    """Yield each token with whether white space follows inside the sentence; the last has none, for the parser."""
    for number, token in enumerate(tokens):
        yield token, number + 1 < len(tokens) and tokens[number + 1][0] > token[1]


def _form(article: Article, token: Token) -> str:
    return unicodedata.normalize("NFC", (article.text or "")[token[0] : token[1]])


def _document(
    article: Article,
    sentences: list[list[Token]],
    rows: Sequence[Sequence[Analysis | None]],
    name: str,
    number: int,
) -> Iterator[str]:
    text = article.text or ""
    yield f"# newdoc id = {name}\n"
    for key, value in (
        ("article_id", article.id if article.id != name else None),
        ("url", article.canonical_url or article.url),
        ("headline", article.headline),
        ("date_published", article.date_published),
        ("language", article.language),
        ("text_sha256", text_sha256(text)),
    ):
        if value:
            yield f"# {key} = {unicodedata.normalize('NFC', ' '.join(value.split()))}\n"
    marks = _brackets(article, sentences, rows, number)
    starts = [block.start for block in article.blocks or ()]
    before = -1
    for place, (tokens, row) in enumerate(zip(sentences, rows, strict=True)):
        block = bisect_right(starts, tokens[0][0])
        if block != before:
            yield f"# newpar id = {name}-p{block or 1}\n"
            before = block
        yield f"# sent_id = {name}-s{place + 1}\n"
        forms = [_form(article, token) for token in tokens]
        # white space that follows the last token of a sentence is between sentences, and no part of its text
        spaced = [after for _, after in _spaced(tokens)]
        words = "".join(form + " " * after for form, after in zip(forms, spaced, strict=True))
        yield f"# text = {words}\n"
        for index, (token, form) in enumerate(zip(tokens, forms, strict=True)):
            misc = [f"EndChar={token[1]}", f"StartChar={token[0]}"]
            if entity := marks.get(token[0]):
                misc.insert(1, f"Entity={entity}")
            if not spaced[index] and (index + 1 < len(tokens) or not _space_behind(text, token[1])):
                misc.insert(-1, "SpaceAfter=No")
            yield f"{index + 1}\t{form}\t{_columns(row[index])}\t_\t{'|'.join(misc)}\n"
        yield "\n"


def _space_behind(text: str, end: int) -> bool:
    return end >= len(text) or text[end].isspace()


def _columns(analysis: Analysis | None) -> str:
    if analysis is None:
        return "_\t_\t_\t_\t_\t_"
    lemma = unicodedata.normalize("NFC", analysis.lemma)
    return f"{lemma}\t{analysis.upos}\t{analysis.xpos}\t{analysis.feats}\t{analysis.head}\t{analysis.deprel}"


def _brackets(
    article: Article, sentences: list[list[Token]], rows: Sequence[Sequence[Analysis | None]], number: int
) -> dict[int, str]:
    """Return the ``Entity`` brackets by the start of the token where they stand; a mention lies in one sentence."""
    first = [tokens[0][0] for tokens in sentences]
    opened: dict[int, list[tuple[int, str]]] = {}
    alone: dict[int, list[str]] = {}
    closed: dict[int, list[tuple[int, str]]] = {}
    for place, entity in enumerate(article.entities or ()):
        name = f"d{number}e{place + 1}"
        for start, end in sorted({(mention.start, mention.end) for mention in entity.mentions}):
            index = bisect_right(first, start) - 1
            if index < 0:
                continue
            tokens = sentences[index]
            inside = range(
                bisect_right(tokens, start, key=lambda token: token[1]),
                bisect_left(tokens, end, key=lambda token: token[0]),
            )
            if not inside or end > tokens[-1][1]:
                continue
            begin, last = tokens[inside[0]][0], tokens[inside[-1]][0]
            told = f"({name}-{entity.label}-{_head(rows[index], inside)}{_identity(entity)}"
            if begin == last:
                alone.setdefault(begin, []).append(f"{told})")
            else:
                opened.setdefault(begin, []).append((-last, told))
                closed.setdefault(last, []).append((-begin, f"{name})"))
    found = {}
    for place in {*opened, *alone, *closed}:
        outer = [told for _, told in sorted(opened.get(place, ()))]
        inner = [told for _, told in sorted(closed.get(place, ()))]
        found[place] = "".join([*outer, *alone.get(place, ()), *inner])
    return found


def _head(row: Sequence[Analysis | None], inside: Sequence[int]) -> int:
    """Return which word of a mention, counted from 1, is its head: the one that hangs outside, or else the last."""
    for number, index in enumerate(inside, 1):
        analysis = row[index]
        if analysis is not None and analysis.head - 1 not in inside:
            return number
    return len(inside)


def _identity(entity: Entity) -> str:
    return f"-{entity.wikidata}" if entity.wikidata and entity.wikidata.isalnum() else ""
