"""Dates of publication and of the last change, as the page declares them or as its text shows them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from newskit.article import FieldOrigin
from newskit.clean.metadata.date_values import is_full, is_machine_made, iso_date
from newskit.clean.metadata.declared import Declared
from newskit.clean.metadata.page_search import search_date

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


def find_dates(
    declared: Declared,
    whole_page: Callable[[], Any],
    printed: Iterable[str] = (),
    marked: Iterable[str] = (),
    front: Iterable[str] = (),
    *,
    is_news: bool = False,
) -> tuple[dict[str, str], dict[str, FieldOrigin]]:
    """Return ``date_published`` and ``date_modified`` as far as they are found, and where.

    ``whole_page`` gives the page's tree (lxml) with all its scripts, which is searched where nothing else has a date;
    ``printed`` are the texts in which a date may be printed, read where none is declared, the likeliest first;
    ``marked`` the ``datetime`` of the page's time elements; ``front`` the lines below the headline that are dates.
    ``is_news`` says whether the page calls itself news, where the day of an update is taken for that of publication.
    """
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
        for value in declared.items.get(item, ()):
            keep("date_published", value, "microdata", 0.95)
    keep("date_published", _first(article.get("dateCreated")), "json-ld", 0.9)
    keep("date_modified", _first(article.get("dateModified")), "json-ld", 0.98)
    for meta in MODIFIED_META:
        for value in declared.meta.get(meta, ()):
            keep("date_modified", value, "meta", 0.9)
    for value in declared.items.get("datemodified", ()):
        keep("date_modified", value, "microdata", 0.9)
    # all texts are read only where nothing is declared
    searched = [] if "date_published" in dates else list(printed)
    if "date_published" not in dates and not searched:
        # no text to search: many publishers number their articles by the day ("/article/A2026012914320005196")
        keep("date_published", _numbered_day(declared.url), "url", 0.8)
    if "date_published" not in dates:
        # the words of all languages take a while to load
        here = _printed(declared, searched, alone=True)
        day, is_update = here if here[0] else _printed(declared, searched)
        if is_update and not is_news:
            keep("date_modified", day, "text", 0.8)
        else:
            keep("date_published", day or _searched(declared, whole_page), "text", 0.8)
    elif not is_news and (day := _day_before(dates["date_published"], dates.get("date_modified"), declared, front)):
        dates["date_published"] = day
        origins["date_published"] = FieldOrigin(source="text", confidence=0.8)
    elif dates["date_published"].endswith("+00:00"):
        others = chain(_others(declared, marked), _printed_moments(declared, printed))
        dates["date_published"] = _in_local_time(dates["date_published"], others, declared.url)
    elif len(dates["date_published"]) > _DAY and dt.datetime.fromisoformat(dates["date_published"]).tzinfo is None:
        moments = (iso_date(other) for other in _others(declared, marked))
        dates["date_published"] = _with_zone(dates["date_published"], moments)
    elif len(dates["date_published"]) == _DAY and origins["date_published"].source == "meta":
        dates["date_published"] = _as_printed(dates["date_published"], _printed_moments(declared, printed))
    return dates, origins


def _others(declared: Declared, marked: Iterable[str]) -> Iterator[str]:
    """Yield every other statement of a date on the page."""
    for item in declared.objects:
        yield from (str(item[key]) for key in ("datePublished", "dateCreated") if item.get(key))
    for meta in PUBLISHED_META:
        yield from declared.meta.get(meta, ())
    yield from marked


def _printed_moments(declared: Declared, texts: Iterable[str]) -> Iterator[str]:
    """Yield the moments of publication, day and time, that the texts print in the page's language or in English."""
    from newskit.clean.plain.dates import stamps
    from newskit.clean.plain.lexicon import lexicon_of

    for text in texts:
        if len(_DIGITS.findall(text)) >= _LEAST_DIGITS:
            words = lexicon_of(declared.language)
            for stamp in stamps(text, language=declared.language, url=declared.url, words=words):
                if "T" in stamp.value and is_full(stamp.value) and not stamp.updated:
                    yield stamp.value


def _in_local_time(moment: str, others: Iterable[str], url: str | None) -> str:
    """Return a moment given in UTC in the publisher's own zone, where the page also gives its local time.

    The page does so when it states the same moment with another offset, or a time without one that is a plausible
    offset away: "2023-11-08 17:49:09" beside "2023-11-09T01:49:09+00:00" is 17:49:09-08:00. Where only the address has
    the day, and it is the one before or after, that day is all that is known of the local time.
    """
    instant = dt.datetime.fromisoformat(moment)
    for other in others:
        local = iso_date(other) if is_machine_made(other) else None
        if local is None or "T" not in local or local == moment:
            continue
        stated = dt.datetime.fromisoformat(local)
        if stated.tzinfo is not None:
            if stated == instant and stated.utcoffset():
                return local
            continue
        exact = instant if stated.second else instant.replace(second=0)
        offset = stated.replace(tzinfo=dt.UTC) - exact
        if offset and abs(offset) <= _WIDEST_OFFSET and offset.total_seconds() % 1800 == 0:
            return instant.astimezone(dt.timezone(offset)).isoformat()
    day = _day_of(url)
    if day is not None and day != instant.date():
        midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
        if midnight - _WIDEST_OFFSET <= instant < midnight + dt.timedelta(days=1, hours=12):
            return day.isoformat()
    return moment


def _as_printed(day: str, moments: Iterable[str]) -> str:
    """Return the moment that the page prints, where it is the given day or one beside it; else the day."""
    given = dt.date.fromisoformat(day)
    for moment in moments:
        if abs(dt.date.fromisoformat(moment[:_DAY]) - given) <= dt.timedelta(days=1):
            return moment
    return day


def _day_of(url: str | None) -> dt.date | None:
    """Return the day that an address names (``/2020/02/17/`` or ``/20200217/``)."""
    found = _URL_DAY.search(url or "")
    day = iso_date("-".join(found.groups())) if found else None
    return dt.date.fromisoformat(day) if day else None


def _numbered_day(url: str | None) -> str | None:
    """Return the day that the number of an article begins with."""
    found = _URL_NUMBER.search(url or "")
    return iso_date("-".join(found.groups())) if found else None


_MONTHS = 12
_DIGITS = re.compile(r"\d")
_DAY, _MINUTE = len("2015-10-08"), len("2015-10-08T12:30")
_LEAST_DIGITS = 6
"""Digits that a printed day with its time has at the least."""
_PLAIN_DAY = re.compile(r"\W*(\d{1,2})([./-])(\d{1,2})\2(?:19|20)\d\d\W*$")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_-]|$)")
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?=[/-]|$)")
_URL_NUMBER = re.compile(r"/\D{0,4}(20\d\d)([01]\d)([0-3]\d)\d*(?=[/?#._-]|$)")
_WIDEST_OFFSET = dt.timedelta(hours=14)


def _first(value: Any) -> Any:
    if isinstance(value, list):
        return value[0] if value else None
    return value.get("@value") if isinstance(value, dict) else value


def _day_before(published: str, modified: str | None, declared: Declared, lines: Iterable[str]) -> str | None:
    """Return the day that the lines print, where it is before the one that the head gives twice.

    Sites that are no news declare the moment at which they made the page as that of publication and of change alike.
    """
    if modified is None or published[:_MINUTE] != modified[:_MINUTE]:
        return None
    days = {day[:_DAY] for day, is_update in _printed_days(declared, lines, alone=True) if not is_update}
    day = days.pop() if len(days) == 1 else published
    given = dt.date.fromisoformat(published[:_DAY])
    return day if given - dt.date.fromisoformat(day[:_DAY]) > dt.timedelta(days=1) else None


def _printed(declared: Declared, texts: Iterable[str], *, alone: bool = False) -> tuple[str | None, bool]:
    """Return the first full date in the texts, one of publication before one of change, and whether it is of change.

    Where the address names a day or a month, a date in it comes before all others, even the day that the address names,
    or the declared one of a change: blogs print the dates of other entries and of comments around theirs. Dates are
    read in all languages, ``alone`` in the page's and in English.
    """
    first = None
    day = _day_of(declared.url)
    named = day.isoformat() if day else _month_of(declared.url)
    days = _printed_days(declared, texts, alone=alone)
    for date, is_update in days:
        if named is None or date.startswith(named):
            return _with_time(date, next(days, (date, False))), is_update and named is None
        first = first or (date, is_update)
    if first is None or named is None:
        return None, False
    if day:
        return named, False
    changed = (iso_date(value) for meta in MODIFIED_META for value in declared.meta.get(meta, ()))
    return next(((date, False) for date in changed if date and date.startswith(named)), first)


def _with_zone(time: str, moments: Iterable[str | None]) -> str:
    """Return a moment given without its zone as another statement gives it with one."""
    for moment in moments:
        if moment and (zoned := _with_time(time, (moment, False))) != time:
            return zoned
    return time


def _with_time(date: str, following: tuple[str, bool]) -> str:
    """Return the moment that follows a date, as a time element's ``datetime`` does, where it says more of the same.

    That is a moment of the day, or one with a zone where the date has a time alone.
    """
    moment, is_update = following
    if is_update or len(moment) <= _DAY or moment[_DAY:_MINUTE] == "T00:00":
        return date
    if len(date) == _DAY:
        return moment if moment[:_DAY] == date else date
    if dt.datetime.fromisoformat(date).tzinfo is None and dt.datetime.fromisoformat(moment).tzinfo is not None:
        local = _in_local_time(moment, (date,), None) if moment.endswith("+00:00") else moment
        return local if local[:_MINUTE] == date[:_MINUTE] else date
    return date


def _printed_days(declared: Declared, texts: Iterable[str], *, alone: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield the full dates in the texts, those of publication before the first of a change, and which it is.

    They are read in all languages, ``alone`` in the page's and in English.
    """
    from newskit.clean.plain.dates import stamps
    from newskit.clean.plain.lexicon import lexicon, lexicon_of

    language, url = declared.language, declared.url
    updated = None
    for text in texts:
        if not _DIGITS.search(text):
            continue
        if (plain := _PLAIN_DAY.match(text)) and (
            plain[2] != "/" or int(plain[1]) > _MONTHS or int(plain[3]) > _MONTHS
        ):
            day = iso_date(text.strip())
            if day is not None:
                yield day, False
                continue
        words = lexicon_of(language) if alone else lexicon()
        dates = [stamp for stamp in stamps(text, language=language, url=url, words=words) if is_full(stamp.value)]
        # of two dates without a label the first may be that of the change: some themes put it there
        yield from ((value, False) for value in sorted(stamp.value for stamp in dates if not stamp.updated))
        updated = updated or (dates[0].value if dates else None)
    if updated is not None:
        yield updated, True


def _month_of(url: str | None) -> str | None:
    """Return the month that an address names (``/2020/02/``), as 2020-02."""
    found = _URL_MONTH.search(url or "")
    return f"{found[1]}-{found[2]}" if found else None


def _searched(declared: Declared, whole_page: Callable[[], Any]) -> str | None:
    """Search the whole page; the first of the month that the address names stands for that month, and is no day."""
    found = search_date(whole_page, declared.url)
    return None if found == f"{_month_of(declared.url)}-01" else found
