"""The last place to look for a date: anywhere on the page, with htmldate."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

_HOST = re.compile(r"(?:https?:)?//(?:www\.)?([^/?#]*)")
_IN_ENGLISH = threading.Lock()


def search_date(whole_page: Callable[[], Any], url: str | None) -> str | None:
    """Return the day (ISO 8601) that htmldate finds, links to other sites left out; ``None`` where it finds none.

    ``whole_page`` gives the page's tree (lxml), which is left as it is.

    Source: https://htmldate.readthedocs.io
    """
    from htmldate import find_date
    from lxml import etree, html

    try:
        page = html.document_fromstring(etree.tostring(whole_page(), encoding="unicode", method="html"))
        own = _HOST.match(url or "")
        for link in page.iter("a"):
            host = _HOST.match(link.get("href") or "")
            if host and (own is None or host[1] != own[1]):
                link.attrib.pop("href")
        with _dateparser_in_english():
            found = find_date(page, url=url, original_date=True, extensive_search=True)
    except Exception:  # noqa: BLE001 - a search through a broken page may fail in any way, and then there is no date
        return None
    # the first of January stands for a year that was found somewhere on the page, such as that of the copyright,
    # and the first of a month for that month, such as that of a picture's address
    return None if found is None or (found.endswith("-01") and not _is_printed(found, page, url)) else str(found)


def _is_printed(day: str, page: Any, url: str | None) -> bool:
    """Whether a text of the page prints a day (ISO 8601)."""
    from newskit.clean.plain.dates import stamps
    from newskit.clean.plain.lexicon import lexicon_of

    language = page.get("lang")
    lines = (text for text in page.itertext() if day[:4] in text)
    words = lexicon_of(language)
    printed = (stamp for line in lines for stamp in stamps(line, language=language, url=url, words=words))
    return any(stamp.value.startswith(day) for stamp in printed)


@contextlib.contextmanager
def _dateparser_in_english() -> Iterator[None]:
    """Let htmldate ask dateparser about numbers and English only, where its own patterns do not read a text.

    Asked for all its 205 languages, dateparser loads them at the first such text, for a second of every process.
    """
    from htmldate import extractors

    stand_ins = {"get_external_parser": _english_parser, "month_words": frozenset}
    with _IN_ENGLISH:
        usual = {name: getattr(extractors, name, None) for name in stand_ins}
        vars(extractors).update(stand_ins)
        try:
            yield
        finally:
            vars(extractors).update(usual)


@cache
def _english_parser() -> Any:
    """Return what htmldate's ``get_external_parser`` does, for one language."""
    from dateparser import DateDataParser

    settings = {
        "PARSERS": ["custom-formats", "absolute-time"],
        "PREFER_DATES_FROM": "past",
        "PREFER_LOCALE_DATE_ORDER": True,
        "RETURN_AS_TIMEZONE_AWARE": False,
        "STRICT_PARSING": True,
    }
    return DateDataParser(languages=["en"], settings=settings)
