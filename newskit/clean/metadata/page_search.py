"""The last place to look for a date: anywhere on the page, with htmldate."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

_IN_ENGLISH = threading.Lock()


def search_date(whole_page: Callable[[], Any], url: str | None) -> str | None:
    """Return the day (ISO 8601) that htmldate finds; ``None`` where it finds none.

    ``whole_page`` gives the page's tree (lxml), which is left as it is.

    Source: https://htmldate.readthedocs.io
    """
    from htmldate import find_date
    from lxml import etree, html

    try:
        page = html.document_fromstring(etree.tostring(whole_page(), encoding="unicode", method="html"))
        with _dateparser_in_english():
            found = find_date(page, url=url, original_date=True, extensive_search=True)
    except Exception:  # noqa: BLE001 - a search through a broken page may fail in any way, and then there is no date
        return None
    # the first of January stands for a year that was found somewhere on the page, such as that of the copyright
    return None if found is None or found.endswith("-01-01") else str(found)


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
