"""The article body as the whole text of an article, with every annotation that lies in it."""

from __future__ import annotations

from bisect import bisect_right

from newskit.article import BODY_KINDS, Article
from newskit.export.remap import remapped

_JOINT = "\n\n"


def body_alone(article: Article) -> Article:
    """Return the article with its body as ``text``: the body blocks joined by a blank line, annotations moved along.

    An annotation that begins or ends outside the body is left out; one that runs over a caption between two
    paragraphs loses the caption. Without blocks the text is the body.
    """
    text = article.text
    if text is None or article.blocks is None:
        return article
    kept = sorted((block.start, block.end) for block in article.blocks if block.kind in BODY_KINDS)
    starts = [start for start, _ in kept]
    shifts = []
    length = 0
    for start, end in kept:
        shifts.append(length - start)
        length += end - start + len(_JOINT)

    def shift(offset: int, first: int) -> int | None:
        number = bisect_right(starts, first) - 1
        return offset + shifts[number] if number >= 0 and offset <= kept[number][1] else None

    def place(start: int, end: int) -> tuple[int, int] | None:
        new_start, new_end = shift(start, start), shift(end, max(start, end - 1))
        if new_start is None or new_end is None or new_end < new_start:
            return None
        return new_start, new_end

    found = remapped(article, place)
    found.text = _JOINT.join(text[start:end] for start, end in kept)
    return found
