"""Newsletters saved as mail: the header that stands before the text (RFC 5322)."""

from __future__ import annotations

import email.errors
import email.header
import email.policy
import email.utils
import re
from dataclasses import dataclass
from email.parser import HeaderParser

_FIELD = re.compile(r"^[A-Za-z][A-Za-z0-9-]{1,40}:(?: |\n|$)")
_KNOWN = frozenset({"from", "to", "subject", "date", "sent", "reply-to", "cc", "message-id", "list-unsubscribe"})
_LEAST_FIELDS = 2
_LONGEST = 100_000


@dataclass(slots=True)
class Header:
    """What a mail's header says of the newsletter."""

    subject: str | None = None
    #: ISO 8601 with zone, or the day where the time cannot be read.
    date: str | None = None


def split_header(content: str) -> tuple[Header | None, str]:
    """Part a mail header from the text after it; ``None`` and the whole text where there is none."""
    if not _FIELD.match(content[:60].lstrip("\ufeff\n")):
        return None, content
    head, _, text = content[:_LONGEST].lstrip("\ufeff\n").replace("\r\n", "\n").partition("\n\n")
    lines = head.split("\n")
    fields = [line.split(":", 1)[0].lower() for line in lines if _FIELD.match(line)]
    whole = all(_FIELD.match(line) or line[:1] in " \t" for line in lines)
    if not whole or len(_KNOWN.intersection(fields)) < _LEAST_FIELDS or not text.strip():
        return None, content
    message = HeaderParser(policy=email.policy.compat32).parsestr(head)
    rest = content.replace("\r\n", "\n").lstrip("\ufeff\n")[len(head) :]
    return Header(_decoded(message.get("subject")), _date(message.get("date") or message.get("sent"))), rest


def _decoded(value: str | None) -> str | None:
    """Return a header field with its encoded words (RFC 2047) decoded."""
    if not value:
        return None
    try:
        parts = email.header.decode_header(value)
        text = "".join(
            part.decode(charset or "ascii", "replace") if isinstance(part, bytes) else part for part, charset in parts
        )
    except (LookupError, ValueError, email.errors.MessageError):
        text = value
    return " ".join(text.split()) or None


def _date(value: str | None) -> str | None:
    try:
        date = email.utils.parsedate_to_datetime(value or "")
    except (TypeError, ValueError):
        return None
    return date.isoformat(timespec="seconds")
