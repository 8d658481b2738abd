"""Times: dates, clock times, durations and sets as TIMEX3, found and resolved by rules.

Rules and lexicons are data, one folder a language under ``newskit/resources/extract/times``. No parse is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from newskit.article import ISO_DATE, Time
from newskit.errors import UsageError
from newskit.extract.document import Document
from newskit.extract.times.anchors import days_of_speaking, is_day, publication_day
from newskit.extract.times.intervals import with_intervals
from newskit.extract.times.language import Language, load_language
from newskit.extract.times.narrative import Found, Narrative

__all__ = ["extract_times", "find_times"]

_UNANCHORED = "times: the article has no date; what is relative to it has no value"


def find_times(text: str, language: str = "en", anchor: str | None = None) -> list[Time]:
    """Return the times of a text.

    ``language`` is a BCP 47 tag; there are no times in a language without rules. ``anchor`` is the day of
    speaking in ISO 8601, with the time of day where it is known. Without it, what is relative has no value.
    Raises UsageError for an anchor that is no date.
    """
    if anchor is not None and not (re.fullmatch(ISO_DATE, anchor) and is_day(anchor)):
        message = f"not an ISO 8601 date with its day: {anchor!r}"
        raise UsageError(message)
    rules = load_language(language.split("-", maxsplit=1)[0].lower())
    if rules is None:
        return []
    return with_intervals(Narrative(text, rules, anchor).read(0, len(text)), text, rules)


def extract_times(document: Document) -> list[Time]:
    """Return the times of an article, resolved against its publication and, in quotations, the day of speaking.

    Where no date is known, what is relative stays without a value, and the document's notes say so.
    """
    rules = load_language(document.language)
    if rules is None:
        return []
    anchor = publication_day(document, rules)
    found = _read(document, rules, anchor, None)
    if anchor is None:
        if any(each.resolved.relative for each in found):
            document.notes.append(_UNANCHORED)
        return with_intervals(found, document.text, rules)
    speech = days_of_speaking(document, rules, anchor, found)
    other = [
        each for each in found if each.resolved.relative and (speech.day_at(each.start) or anchor[:10]) != anchor[:10]
    ]
    if other:
        found = _read(document, rules, anchor, speech.day_at)
    return with_intervals(found, document.text, rules)


def _read(
    document: Document, rules: Language, anchor: str | None, spoken_on: Callable[[int], str | None] | None
) -> list[Found]:
    narrative = Narrative(document.text, rules, anchor)
    found = []
    for parsed in document.blocks:
        found += narrative.read(parsed.start, parsed.block.end, spoken_on)
    return found
