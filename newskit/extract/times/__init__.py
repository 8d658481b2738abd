"""Times: dates, clock times, durations and sets as TIMEX3, found and resolved by rules.

Rules and lexicons are data, one folder a language under ``newskit/resources/extract/times``. No parse is needed.
"""

from __future__ import annotations

from newskit.article import Time
from newskit.extract.document import Document
from newskit.extract.times.language import Language, load_language
from newskit.extract.times.narrative import Narrative, as_time

__all__ = ["extract_times", "find_times"]

FALLBACK = "en"


def find_times(text: str, language: str = "en", anchor: str | None = None) -> list[Time]:
    """Return the times of a text.

    ``language`` is a BCP 47 tag; ``anchor`` the day of speaking in ISO 8601, with the time of day where it is known. Without it,
    what is relative has no value.
    """
    rules = load_language(language.split("-")[0].lower())
    if rules is None:
        return []
    narrative = Narrative(text, rules, anchor)
    return [as_time(found) for found in narrative.read(0, len(text))]


def extract_times(document: Document) -> list[Time]:
    """Return the times of an article, resolved against its date of publication or, in quotations, the day of speaking."""
    article = document.article
    rules = load_language(document.language)
    if rules is None:
        return []
    anchor = article.date_published or article.date_modified
    if anchor and len(anchor) < 10: anchor=None
    narrative = Narrative(document.text, rules, anchor)
    times = []
    for parsed in document.blocks:
        times += [as_time(found) for found in narrative.read(parsed.start, parsed.block.end)]
    return times
