"""Quantities: numbers with their unit, their bound and what they count.

``extract_quantities`` reads a document; ``find_quantities`` a bare string. Both give Quantity in order of the text.
"""

from __future__ import annotations

from newskit.article import Quantity
from newskit.extract.document import Document
from newskit.extract.quantities.reader import find_quantities, read_block

__all__ = ["extract_quantities", "find_quantities"]


def extract_quantities(document: Document) -> list[Quantity]:
    """Return the quantities of a document, offsets into its text.

    Reads the parse where there is one (what is counted) and the times where there are any (numbers inside a date, a
    clock time or a set are no quantities; a duration with a number is one).
    """
    times = sorted((time.start, time.end) for time in document.article.times or () if time.type != "DURATION")
    found: list[Quantity] = []
    for block in document.blocks:
        found.extend(read_block(document, block, times, len(found)))
    return found
