"""What is no input of newskit's, though it could be taken for one: said plainly, with what to do instead."""

from __future__ import annotations

from pathlib import Path

from newskit.errors import InputError
from newskit.io.streams import Kind, kind_by_content

_TABLES = (".csv", ".tsv")
_DOCUMENTS = ((b"%PDF-", "a PDF"), (b"PK\x03\x04", "a ZIP archive or an office document"), (b"{\\rtf", "RTF"))


def refuse_foreign(head: bytes, name: str, kind: Kind) -> None:
    """Raise InputError for a file that is not of the kind that it is to be read as; ``head`` is its first bytes."""
    suffixes = [suffix for suffix in Path(name.lower()).suffixes if suffix not in (".gz", ".zst")]
    if kind == "text" and suffixes and suffixes[-1] in _TABLES:
        message = f"{name} is a table; newskit reads text, HTML, JSONL and Parquet"
        message += f" (newskit fetch -i {name} fetches the addresses in its column url)"
        raise InputError(message, reason="is_table")
    if kind in ("text", "html"):
        for start, what in _DOCUMENTS:
            if head.startswith(start):
                message = f"{name} is {what}; newskit reads text, HTML, JSONL and Parquet: convert it first"
                raise InputError(message, reason="not_text")
    found = kind_by_content(head)
    if kind == "jsonl" and found == "parquet":
        raise InputError(f"{name} is Parquet, whatever its name says; rename it to .parquet", reason="not_jsonl")
    if kind == "parquet" and head and found != "parquet":
        looks = {"jsonl": "it looks like JSONL", "html": "it looks like HTML"}.get(found)
        hint = f": {looks}; rename it to .{found}" if looks else ": it does not begin like one"
        raise InputError(f"{name} is no Parquet file{hint}", reason="corrupt_parquet")
    if kind == "jsonl":
        _refuse_other_json(head, name)


def _refuse_other_json(head: bytes, name: str) -> None:
    """Say plainly that a file is JSON of another shape, instead of refusing it line by line."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"[" and start[1:].lstrip()[:1] == b"{":
        message = f"{name} is a JSON array; newskit reads JSONL, one object a line (jq -c '.[]' converts it)"
        raise InputError(message, reason="not_jsonl")
    if start[:2] in (b"{\n", b"{\r"):
        message = f"{name} is pretty-printed JSON; newskit reads JSONL, one object a line (jq -c . converts it)"
        raise InputError(message, reason="not_jsonl")
