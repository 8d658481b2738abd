"""Dates of publication and of the last change, as the page declares them or as its text shows them."""

from __future__ import annotations

import datetime
import email.utils
import re
from typing import Any

from newskit.article import FieldOrigin
from newskit.clean.metadata.declared import Declared

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:(?:[T ]|\s*\|\s*)\s*(\d{1,2})[:.]?(\d{2})(?:[:.]?(\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\D{1,5}(\d{1,2})[:.h](\d{2}))?")
_YEAR_FIRST = re.compile(r"(\d{4})[./年](\d{1,2})[./月](\d{1,2})日?(?:\D{1,3}(\d{1,2}):(\d{2}))?")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")

PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "og:pubdate",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "article.published",
    "published-date",
    "publish-date",
    "publish_date",
    "publishdate",
    "published_at",
    "publication_date",
    "publicationdate",
    "pubdate",
    "article_date_original",
    "originalpublicationdate",
    "displaydate",
    "article:post_date",
    "rnews:datepublished",
    "citation_publication_date",
    "citation_date",
    "date",
    "time",
    "created",
    "datecreated",
)
"""Names of meta elements with the date of publication, the most reliable first."""
MODIFIED_META = (
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "article:modified",
    "datemodified",
    "dc.date.modified",
    "dcterms.modified",
    "lastmod",
    "last-modified",
    "last_modified",
    "article:update_date",
    "revised",
)
FIRST_YEAR, LAST_YEAR = 1990, 2100


def iso_date(text: Any) -> str | None:
    """Return a date as pages write it as ISO 8601 at the granularity given, or nothing where it is none."""
    if not isinstance(text, str | int):
        return None
    text = str(text).strip()
    if _EPOCH.match(text):
        seconds = int(text[:10])
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    text = text[:100]
    if found := _ISO.match(text):
        year, month, day, hour, minute, second, zone = found.groups()
        return _written(year, month, day, hour, minute, second, zone)
    if found := _YEAR_FIRST.search(text):
        return _written(*found.groups(), None, None)
    if found := _DAY_FIRST.search(text):
        day, month, year, hour, minute = found.groups()
        if int(month) > 12:
            day, month = month, day
        return _written(year, month, day, hour, minute, None, None)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return _read_words(text)
    return moment.isoformat() if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _read_words(text: str) -> str | None:
    """Read "April 28, 2023 9:14 am" and the like."""
    if not re.search(r"[A-Za-z]{3}", text) or not re.search(r"\b(?:19|20)\d\d\b", text):
        return None
    from dateutil import parser

    missing = (datetime.datetime(1, 1, 1), datetime.datetime(2, 2, 2))  # noqa: DTZ001 - only to see what the text lacks
    try:
        first, second = (parser.parse(text, default=default, ignoretz=False) for default in missing)
    except (ValueError, OverflowError, TypeError, AttributeError, parser.UnknownTimezoneWarning):
        return None
    if first != second or not FIRST_YEAR <= first.year <= LAST_YEAR:
        return None
    return first.date().isoformat() if not (first.hour or first.minute) else first.isoformat()


def _written(
    year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None, zone: str | None
) -> str | None:
    try:
        date = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        return None
    if hour is None or minute is None or int(hour) > 23 or int(minute) > 59:
        return date.isoformat()
    time = f"{date.isoformat()}T{int(hour):02}:{minute}:{second if second and int(second) < 60 else '00'}"
    if zone is None:
        return time
    zone = zone.upper()
    if zone in ("Z", "UTC", "GMT"):
        return time + "+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{time}{zone[0]}{digits[:2]}:{digits[2:]}"


def find_dates(declared: Declared, root: Any) -> tuple[dict[str, str], dict[str, FieldOrigin]]:
    """Return ``date_published`` and ``date_modified`` as far as they are found, and where."""
    dates: dict[str, str] = {}
    origins: dict[str, FieldOrigin] = {}

    def keep(name: str, value: Any, source: str, confidence: float) -> None:
        date = iso_date(value)
        if date and name not in dates:
            dates[name] = date
            origins[name] = FieldOrigin(source=source, confidence=confidence)

    article = declared.article
    keep("date_published", _first(article.get("datePublished")), "json-ld", 0.99)
    for meta in PUBLISHED_META:
        for value in declared.meta.get(meta, ()):
            keep("date_published", value, "meta", 0.95)
    for item in ("datepublished", "datecreated"):
        for value, _ in declared.items.get(item, ()):
            keep("date_published", value, "microdata", 0.95)
    keep("date_published", _first(article.get("dateCreated")), "json-ld", 0.9)
    if "date_published" not in dates:
        keep("date_published", _searched(declared, root), "text", 0.8)
    keep("date_modified", _first(article.get("dateModified")), "json-ld", 0.98)
    for meta in MODIFIED_META:
        for value in declared.meta.get(meta, ()):
            keep("date_modified", value, "meta", 0.9)
    for value, _ in declared.items.get("datemodified", ()):
        keep("date_modified", value, "microdata", 0.9)
    return dates, origins


def _first(value: Any) -> Any:
    if isinstance(value, list):
        return value[0] if value else None
    return value.get("@value") if isinstance(value, dict) else value


def _searched(declared: Declared, root: Any) -> str | None:
    """Search the whole page, where it declares no date."""
    import copy

    from htmldate import find_date

    try:
        return find_date(copy.deepcopy(root), url=declared.url, original_date=True, extensive_search=True)  # type: ignore[no-any-return]
    except Exception:  # noqa: BLE001 - a search through a broken page may fail in any way, and then there is no date
        return None
