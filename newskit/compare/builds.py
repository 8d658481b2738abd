"""Two builds of a corpus side by side: the first is held as hashes of its fields, the second streams past it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from typing import Literal

import msgspec

from newskit.article import Article
from newskit.io.record import encode_article

Kind = Literal["added", "dropped", "changed"]
UNCOMPARED = ("provenance",)
"""Fields that tell how a build was made, not what is in it."""
_HASH_BYTES = 8
_LONGEST_HEADLINE = 80
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Field(msgspec.Struct, frozen=True, array_like=True):
    """How one field stands in a build: a hash of its JSON, and its length where it is a list."""

    hash: bytes
    length: int | None


class FieldChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one field differs."""

    #: Name of the field, a key of newskit's or the user's own.
    field: str
    #: ``added`` where only the second build has it, ``dropped`` where only the first has.
    change: Kind
    #: Number of annotations in each build, where the field is a list in both.
    before: int | None = None
    after: int | None = None


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One article that differs."""

    #: Identifier of the article.
    id: str
    #: In the second build only, in the first only, or in both and different.
    change: Kind
    #: Headline, cut where it is long.
    headline: str | None = None
    #: What differs, for changed articles.
    fields: list[FieldChange] = []


class _Kept(msgspec.Struct):
    """What is kept of an article of the first build."""

    packed: bytes
    headline: str | None
    is_met: bool = False


class Builds:
    """Compares a second build with a first one.

    Articles are the same by ``id``; the second of two with one id in a build is compared with the second in the other.
    The first build is held as an eight-byte hash of each field of each article (some 500 bytes an article), the second
    is not held at all. The order of the articles and of the keys of objects does not matter, that of lists does.
    """

    def __init__(self, *, ignored: Collection[str] = UNCOMPARED) -> None:
        """``ignored`` are names of fields that may differ."""
        self._ignored = frozenset(ignored)
        self._first: dict[tuple[str, int], _Kept] = {}
        self._seen: dict[str, int] = {}
        self.counts: dict[str, int] = {"added": 0, "dropped": 0, "changed": 0, "same": 0}
        #: Articles in which each field differs.
        self.fields: dict[str, int] = {}

    def add(self, article: Article) -> None:
        """Take an article of the first build."""
        kept = _Kept(msgspec.msgpack.encode(self._fields(article)), _short(article.headline))
        self._first[self._key(article.id)] = kept

    def compare(self, articles: Iterable[Article]) -> Iterator[Change]:
        """Yield the differences: those of the second build's articles in its order, then the dropped ones."""
        self._seen = {}
        for article in articles:
            kept = self._first.get(self._key(article.id))
            if kept is None:
                yield self._told(Change(article.id, "added", _short(article.headline)))
                continue
            kept.is_met = True
            fields = list(_differences(_UNPACK.decode(kept.packed), self._fields(article)))
            if fields:
                yield self._told(Change(article.id, "changed", _short(article.headline), fields))
            else:
                self.counts["same"] += 1
        for (article_id, _), kept in self._first.items():
            if not kept.is_met:
                yield self._told(Change(article_id, "dropped", kept.headline))

    def _told(self, change: Change) -> Change:
        self.counts[change.change] += 1
        for field in change.fields:
            self.fields[field.field] = self.fields.get(field.field, 0) + 1
        return change

    def _key(self, article_id: str) -> tuple[str, int]:
        number = self._seen.get(article_id, 0)
        self._seen[article_id] = number + 1
        return article_id, number

    def _fields(self, article: Article) -> dict[str, Field]:
        raw = _FIELDS.decode(encode_article(article))
        return {name: _field(value) for name, value in raw.items() if name != "id" and name not in self._ignored}


_UNPACK = msgspec.msgpack.Decoder(dict[str, Field])


def _field(raw: msgspec.Raw) -> Field:
    value = msgspec.json.decode(raw)
    canonical = msgspec.json.encode(value, order="sorted")
    length = len(value) if isinstance(value, list) else None
    return Field(blake2b(canonical, digest_size=_HASH_BYTES).digest(), length)


def _differences(before: dict[str, Field], after: dict[str, Field]) -> Iterator[FieldChange]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old is None:
            yield FieldChange(name, "added")
        elif new is None:
            yield FieldChange(name, "dropped")
        elif old.hash != new.hash:
            are_lists = old.length is not None and new.length is not None
            yield FieldChange(name, "changed", *((old.length, new.length) if are_lists else ()))


def _short(headline: str | None) -> str | None:
    if headline is None or len(headline) <= _LONGEST_HEADLINE:
        return headline
    return f"{headline[: _LONGEST_HEADLINE - 1]}…"
