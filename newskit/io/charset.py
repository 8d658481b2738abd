"""Bytes to text, decided as a browser decides: byte order mark, declaration, content."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
_PRESCAN = 4096
"""Bytes of a page in which a declaration is looked for (the standard says 1024; real pages come later)."""
_SAMPLE = 200_000
"""Bytes that statistical detection looks at, at the most."""
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""", re.IGNORECASE)
_META = re.compile(rb"""<meta\s[^>]{0,400}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(-->|$)", re.DOTALL)
_LAST_RESORT = "windows-1252"


def bom(data: bytes) -> tuple[str, int] | None:
    """Return the encoding that a byte order mark names and the length of the mark, or ``None``."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name, len(mark)
    return None


def decode(data: bytes, *, declared: str | None = None, html: bool = False) -> tuple[str, str]:
    """Decode bytes as a browser would.

    ``declared`` is the charset of the transport (the HTTP header); ``html`` looks for a declaration in the page.
    Returns the text, without a byte order mark, and the WHATWG name of the encoding. Never raises: bytes that the
    encoding does not know become U+FFFD.
    """
    marked = bom(data)
    if marked:
        name, length = marked
        return data[length:].decode(name, "replace"), name
    labels = [declared, *(_declarations(data) if html else ())]
    for label in labels:
        encoding = _lookup(label)
        if encoding is None:
            continue
        name, codec = encoding
        if name != "utf-8" and _is_utf8(data):
            break  # a declaration that valid multi-byte UTF-8 refutes is a mistake of the server
        return data.decode(codec, "replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _detect(data)


def _declarations(data: bytes) -> list[str]:
    """Return the charsets that a page declares in itself: XML declaration, then meta elements."""
    head = _COMMENT.sub(b"", data[:_PRESCAN])
    found = [match.group(1).decode("ascii") for pattern in (_XML, _META) if (match := pattern.search(head))]
    # a page that could be read to find its own declaration is not UTF-16, whatever it says
    return ["utf-8" if label.lower().startswith(("utf-16", "utf-32")) else label for label in found]


def _lookup(label: str | None) -> tuple[str, str] | None:
    """Return the WHATWG name and Python's codec for a label, or ``None``."""
    if not label:
        return None
    import webencodings

    encoding = webencodings.lookup(label.strip().strip("\"'"))
    return None if encoding is None else (encoding.name, encoding.codec_info.name)


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 with at least one multi-byte character."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _detect(data: bytes) -> tuple[str, str]:
    """Decode bytes that nothing declares and that are not UTF-8."""
    if b"\0" in data[:_SAMPLE]:
        # text of one byte a character has no NUL: two bytes a character without a mark, or no text at all
        zeros = data[:_SAMPLE]
        even, odd = zeros[::2].count(0), zeros[1::2].count(0)
        name = "utf-16le" if odd > even else "utf-16be"
        if max(even, odd) > len(zeros) // 5:
            return data.decode(name, "replace"), name
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:_SAMPLE]).best()
    encoding = _lookup(guess.encoding.replace("_", "-") if guess else None) or _lookup(_LAST_RESORT)
    assert encoding is not None
    name, codec = encoding
    return data.decode(codec, "replace"), name
