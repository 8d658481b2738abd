"""From the text of a page to its elements and texts: the one parse that everything in this room works on."""

from __future__ import annotations

import re
import threading
from typing import Any

from newskit.clean.html.events import Events, Reader
from newskit.errors import StageError

MAX_CHARACTERS = 20_000_000
"""A longer page is read up to here."""

_CONTROLS = bytes((*range(9), 11, *range(14, 32)))
_TAIL = 40
"""Bytes at the end of a page among which its body may close."""
_ENDS = (b"</body>", b"</html>", b"</BODY>", b"</HTML>")


def parse_html(content: str) -> Events:
    """Return the elements and texts of a page, comments and processing instructions left out.

    Raises StageError (``unparsable``) where there is no element at all.
    """
    # a parser and what it calls refer to each other: a new one for every page would wait for the garbage collector
    if not hasattr(_OF_THREAD, "parser"):
        _OF_THREAD.reader = Reader()
        _OF_THREAD.parser = _new_parser(_OF_THREAD.reader)
    _OF_THREAD.reader.forget()
    events: Events = _parsed(content, _OF_THREAD.parser)
    if not events.all:
        message = "the page has no element"
        raise StageError(message, reason="unparsable")
    return events


_OF_THREAD = threading.local()


def parse_tree(content: str) -> Any:
    """Return the root element (lxml) of a page, for those who need a tree.

    Raises StageError (``unparsable``) where there is no element at all.
    """
    root = _parsed(content, _new_parser(None))
    if root is None:
        message = "the page has no element"
        raise StageError(message, reason="unparsable")
    return root


def _new_parser(target: Reader | None) -> Any:
    from lxml import etree

    return etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False, target=target
    )


def _parsed(content: str, parser: Any) -> Any:
    """Return what a parser makes of a page: what its target gives, or a tree."""
    from lxml import etree

    data = content[:MAX_CHARACTERS].encode("utf-8", "replace")
    if _has_controls(data):
        data = data.translate(None, _CONTROLS)
    # the parser reads nothing after an early </body>, of which pages pasted together have several
    if data.rfind(b"</body>", 0, max(len(data) - _TAIL, 0)) >= 0:
        for end in _ENDS:
            data = data.replace(end, b"")
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        message = f"the page cannot be parsed: {error}"
        raise StageError(message, reason="unparsable") from None


def _has_controls(data: bytes) -> bool:
    """Whether there is something to be taken out; few pages have any, and numpy sees it faster."""
    import numpy as np

    codes = np.frombuffer(data, dtype=np.uint8)
    # 0 to 8, 11, and 14 to 31: what is less than 14 goes round to more than 31
    return bool((codes < 9).any() or (codes == 11).any() or (codes - np.uint8(14) < 18).any())


_FEW = 1
_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|p|div|span|article|table|a\s|br\b|meta|title|h[1-6])\b", re.IGNORECASE
)


def looks_like_html(content: str) -> bool:
    """Whether a payload of unknown kind is a page: it has several of the usual elements near its beginning."""
    start = content[:20_000]
    if re.match(
        r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)\b",
        start,
        re.IGNORECASE | re.DOTALL,
    ):
        return True
    found = _TAG.findall(start)
    return len(found) > 2 * _FEW and len({tag.lower() for tag in found}) > _FEW
