"""Parquet with one explicit nested schema, derived from the record's structs: nothing is inferred from data.

Objects of free shape (``options`` of provenance, unknown keys) are JSON text in string columns. Unknown keys of the
article stand in the column ``extra``; columns of a foreign file that newskit does not know become unknown keys.
"""

from __future__ import annotations

import contextlib
import types
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import IO, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Raw, Struct

from newskit.article import EXTRA_KEY, Article
from newskit.errors import InputError, RecordError
from newskit.io.encoded import Encoded, Table
from newskit.io.raw import BATCH_BYTES, Rows
from newskit.io.record import article_from_raw, encode_article, encode_plain

ROW_GROUP_ROWS = 1_000
"""Articles in a row group, at the most."""
ROW_GROUP_CHARACTERS = 32_000_000
"""Characters of JSON after which a row group is closed."""
_PACKED_CHARACTERS = 2_000_000
"""Characters of JSON that wait as objects until they are put into columns."""
_READ_ROWS = 64
"""Rows decoded at once."""
_COMPRESSION = "zstd"
_EXTRA = "extra"


# ------------------------------------------------------------------ schema


@lru_cache(maxsize=1)
def schema() -> pa.Schema:
    """Return the Arrow schema of the record."""
    return pa.schema([pa.field(name, kind) for name, kind in _columns(Article)], metadata={"newskit": "newskit/1"})


def _columns(struct: type[Struct]) -> list[tuple[str, pa.DataType]]:
    hints = get_type_hints(struct)
    columns = [
        (field.encode_name, _arrow(hints[field.name]))
        for field in msgspec.structs.fields(struct)
        if field.name not in (_EXTRA, "origin")
    ]
    return [*columns, (_EXTRA, pa.string())]


def _arrow(hint: Any) -> pa.DataType:
    """Return the Arrow type of a field's type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _arrow(arguments[0])
    if origin in (Union, types.UnionType):
        members = [member for member in arguments if member is not type(None)]
        return pa.float64() if set(members) == {int, float} else _arrow(members[0])
    if origin is list:
        return pa.list_(_arrow(arguments[0]))
    if origin is Literal:
        return pa.string()
    if origin is dict:
        return pa.string()  # free shape: JSON text
    if isinstance(hint, type) and issubclass(hint, Struct):
        return pa.struct(_columns(hint))
    return {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}[hint]


# ------------------------------------------------------------------ writing


class ParquetWriter:
    """Writes articles to a file that is open for writing, in row groups of bounded size."""

    def __init__(self, file: IO[bytes], columns: pa.Schema | None = None) -> None:
        """Begin a file; ``columns`` is a part of the schema, where not all is to be written."""
        self._schema = columns or schema()
        self._writer = pq.ParquetWriter(file, self._schema, compression=_COMPRESSION)
        self._rows: list[dict[str, Any]] = []
        self._pieces: list[pa.Table] = []
        self._packed: list[pa.Table] = []
        self._pending = self._count = self._size = 0

    def write(self, article: Article) -> None:
        """Add one article."""
        line = encode_plain(article)
        if line is None:
            line = encode_article(article)
            self._rows.append(_row(line))
        else:
            self._rows.append(_plain_row(line))
        self._counted(len(line))

    def write_encoded(self, encoded: Encoded) -> None:
        """Add articles that are in columns already."""
        assert isinstance(encoded, Table)
        if self._rows:
            self._pieces.append(pa.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []
        begin = 0
        for end, size in enumerate(encoded.sizes, 1):
            if end == encoded.count or self._is_full(size):
                self._pieces.append(encoded.columns.slice(begin, end - begin))
                begin = end
            self._counted(size)

    def _is_full(self, size: int) -> bool:
        """Whether a pack or a row group ends with an article of this size."""
        return (
            self._count + 1 >= ROW_GROUP_ROWS
            or self._size + size >= ROW_GROUP_CHARACTERS
            or self._pending + size >= _PACKED_CHARACTERS
        )

    def _counted(self, size: int) -> None:
        """Count an article that was added, and write or pack what is complete."""
        self._count += 1
        self._size += size
        self._pending += size
        if self._count >= ROW_GROUP_ROWS or self._size >= ROW_GROUP_CHARACTERS:
            self._flush()
        elif self._pending >= _PACKED_CHARACTERS:
            self._pack()

    def close(self) -> None:
        """Write what is pending and the footer."""
        self._flush()
        self._writer.close()

    def discard(self) -> None:
        """Let go of the file without regard for what is pending."""
        self._rows, self._pieces, self._packed = [], [], []
        with contextlib.suppress(OSError, pa.ArrowException):
            self._writer.close()

    def _flush(self) -> None:
        self._pack()
        if self._packed:
            self._writer.write_table(pa.concat_tables(self._packed))
            self._packed, self._count, self._size = [], 0, 0

    def _pack(self) -> None:
        """Put what is pending into columns of one piece, which need a tenth of the memory.

        The pieces that a table consists of can be seen in the pages of the file: so they end where a number of
        characters is reached, however the articles came in.
        """
        if self._rows:
            self._pieces.append(pa.Table.from_pylist(self._rows, schema=self._schema))
        if self._pieces:
            pieces = self._pieces
            self._packed.append(pieces[0] if len(pieces) == 1 else pa.concat_tables(pieces).combine_chunks())
        self._rows, self._pieces, self._pending = [], [], 0


def table_of(lines: Sequence[tuple[bytes, bool]]) -> pa.Table:
    """Return the JSON of articles in the columns of the schema; with each line, whether it has no unknown keys."""
    rows = [_plain_row(line) if is_plain else _row(line) for line, is_plain in lines]
    return pa.Table.from_pylist(rows, schema=schema())


def _plain_row(line: bytes) -> dict[str, Any]:
    """Return an article without unknown keys as the nested values of the schema, objects of free shape as text."""
    row: dict[str, Any] = msgspec.json.decode(line)
    for name, members in _free_shapes():
        value = row.get(name)
        for each in value if isinstance(value, list) else (value,) if value else ():
            for member in members:
                if (free := each.get(member)) is not None:
                    each[member] = msgspec.json.encode(free).decode()
    return row


@lru_cache(maxsize=1)
def _free_shapes() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the fields of the article that hold objects with members of free shape, with these members."""
    found = []
    for name, struct in _struct_fields(Article).items():
        if isinstance(struct, type) and issubclass(struct, Struct):
            shapes = _struct_fields(struct).items()
            members = tuple(name for name, inner in shapes if inner is dict and name != EXTRA_KEY)
            if members:
                found.append((name, members))
    return tuple(found)


def _row(line: bytes) -> dict[str, Any]:
    """Return the article as the nested values that the schema describes."""
    row: dict[str, Any] = msgspec.json.decode(line, type=dict[str, Raw])
    known = {name for name, _ in _columns_of(Article)}
    extra = {name: value for name, value in row.items() if name not in known}
    values = {name: _value(value, kind) for name, kind in _columns_of(Article) if (value := row.get(name)) is not None}
    if extra:
        values[_EXTRA] = msgspec.json.encode(extra).decode()
    return values


@lru_cache(maxsize=64)
def _columns_of(struct: type[Struct]) -> tuple[tuple[str, pa.DataType], ...]:
    return tuple((name, kind) for name, kind in _columns(struct) if name != _EXTRA)


@lru_cache(maxsize=1024)
def _plain(kind: pa.DataType) -> bool:
    """Whether values of this type are decoded from JSON as they are."""
    if pa.types.is_list(kind):
        return _plain(kind.value_type)
    return not pa.types.is_struct(kind)


def _value(raw: Raw, kind: pa.DataType) -> Any:
    """Return one JSON value as the value of its column."""
    if pa.types.is_struct(kind):
        members: dict[str, Raw] = msgspec.json.decode(raw, type=dict[str, Raw])
        names = {member.name for member in kind}
        extra = {name: value for name, value in members.items() if name not in names or name == _EXTRA}
        found = {
            member.name: _value(members[member.name], member.type)
            for member in kind
            if member.name in members and member.name != _EXTRA
        }
        if extra:
            found[_EXTRA] = msgspec.json.encode(extra).decode()
        return found
    if pa.types.is_list(kind):
        if _plain(kind):
            return msgspec.json.decode(raw)
        return [_value(item, kind.value_type) for item in msgspec.json.decode(raw, type=list[Raw])]
    data = bytes(raw)
    if pa.types.is_string(kind) and data[:1] == b"{":
        return data.decode()
    return msgspec.json.decode(data)


# ------------------------------------------------------------------ reading


def open_file(file: IO[bytes], name: str) -> pq.ParquetFile:
    """Open a Parquet file that holds records.

    Raises InputError where it is no Parquet, is cut, or has no column that newskit reads.
    """
    try:
        parquet = pq.ParquetFile(file)
        columns = set(parquet.schema_arrow.names)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name, error) from error
    if not columns & {"content", "text", "url", "canonical_url"}:
        told = ", ".join(sorted(columns)[:8])
        message = f"{name} has no column content, text or url (it has: {told})"
        raise InputError(message, reason="no_payload")
    return parquet


def read_rows(parquet: pq.ParquetFile, name: str, takes: Callable[[float], bool] | None = None) -> Iterator[Rows]:
    """Yield the rows of a Parquet file, a few at a time, numbered from 1.

    ``takes`` says of a row group, by the share of the file's row groups before it, whether it is read. Raises
    InputError where the file is damaged.
    """
    number = 1
    try:
        for group in range(parquet.num_row_groups):
            rows = parquet.metadata.row_group(group).num_rows
            if takes is None or takes(group / parquet.num_row_groups):
                place = number
                for batch in parquet.iter_batches(batch_size=_READ_ROWS, row_groups=[group]):
                    yield from _cut(name, place, batch)
                    place += batch.num_rows
            number += rows
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name, error) from error


def _cut(name: str, first: int, batch: pa.RecordBatch) -> Iterator[Rows]:
    """Yield a batch in pieces that are not much larger than what is worked on at once."""
    number = max(1, min(batch.num_rows, BATCH_BYTES * batch.num_rows // max(batch.nbytes, 1)))
    for place in range(0, batch.num_rows, number):
        yield Rows(name, first + place, batch.slice(place, number))


def _damaged(name: str, error: Exception) -> InputError:
    return InputError(f"{name} is no whole Parquet file: {str(error).splitlines()[0]}", reason="corrupt_parquet")


def article_of_row(row: dict[str, Any]) -> Article | RecordError:
    """Return the article of a row, as pyarrow gives it, or what is wrong with it."""
    try:
        return article_from_raw(_raw_object(row, _struct_fields(Article)))
    except RecordError as error:
        return error
    except (TypeError, ValueError, UnicodeError) as error:
        return RecordError(f"a value that JSON cannot hold: {error}")


def _raw_object(values: dict[str, Any], fields: dict[str, Any]) -> dict[str, Raw]:
    """Return the present values of an object as raw JSON, with the unknown keys back in their place."""
    raw: dict[str, Raw] = {}
    for key, value in values.items():
        if value is None or key == _EXTRA:
            continue
        raw[key] = Raw(msgspec.json.encode(_lean(value, fields.get(key))))
    if values.get(_EXTRA):
        raw.update(_free(values[_EXTRA], dict[str, Raw]))
    return raw


@lru_cache(maxsize=64)
def _struct_fields(struct: type[Struct]) -> dict[str, Any]:
    hints = get_type_hints(struct)
    return {field.encode_name: _inner(hints[field.name]) for field in msgspec.structs.fields(struct)}


def _inner(hint: Any) -> Any:
    """Return the struct inside a field's type, ``dict`` for a free shape, else ``None``."""
    if get_origin(hint) is dict:
        return dict
    if isinstance(hint, type) and issubclass(hint, Struct):
        return hint
    return next((found for argument in get_args(hint) if (found := _inner(argument)) is not None), None)


def _lean(value: Any, inner: Any) -> Any:
    """Leave out absent values and unfold JSON text, at any depth."""
    if inner is None:
        return value
    if isinstance(value, list):
        return [_lean(item, inner) for item in value]
    if inner is dict:
        return _free(value, Raw)
    if isinstance(value, dict):
        return _raw_object(value, _struct_fields(inner))
    return value


def _free(text: Any, kind: Any) -> Any:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, TypeError) as error:
        message = f"not JSON in a column of free shape: {error}"
        raise RecordError(message, field=EXTRA_KEY.strip("\ue000")) from error
