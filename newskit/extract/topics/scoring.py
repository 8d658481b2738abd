"""How sure the words of an article make one of each topic."""

from __future__ import annotations

from collections import defaultdict
from math import exp, log

from newskit.article import Span, Topic
from newskit.extract.document import Document
from newskit.extract.topics.lexicon import Evidence, lexicon, names

THRESHOLD = 0.3
"""An article whose best topic is less sure than this is told none."""
FURTHER = 0.2
"""What another topic must reach beside the first."""
LIMIT = 3
"""Topics of an article, at the most."""
_KINDS = {"headline": 3.0, "description": 2.0}
"""What a term counts outside the body."""
_LEAD = 500
"""Characters of the body that open the article."""
_IN_LEAD = 1.5
_SHARPNESS = 1.25
"""Power to which the topics' sums are raised before they share out the confidence."""
_ENOUGH = 6.0
"""A sum of two sure terms: a topic that has it all reaches 63 per cent."""


def score_topics(document: Document) -> list[Topic]:
    """Return the topics that the text speaks for, the surest first."""
    terms = lexicon(document.language)
    if terms is None:
        return []
    gathered: dict[str, list[tuple[Evidence, float]]] = defaultdict(list)
    read = 0
    for block in document.blocks:
        kind = block.block.kind
        if not block.is_body and kind not in _KINDS:
            continue
        for evidence in terms.find(document.text, block.start, block.block.end):
            place = _KINDS.get(kind) or (_IN_LEAD if read + evidence.start - block.start < _LEAD else 1.0)
            gathered[evidence.term].append((evidence, place))
        read += block.block.end - block.start if block.is_body else 0
    totals: dict[str, float] = defaultdict(float)
    mentions: dict[str, list[Span]] = defaultdict(list)
    for found in gathered.values():
        counts = max(place for _, place in found) * (1 + log(len(found)))
        for code, weight in found[0][0].weights:
            totals[code] += weight * counts
            mentions[code].extend(Span(start=evidence.start, end=evidence.end) for evidence, _ in found)
    whole = sum(total**_SHARPNESS for total in totals.values())
    scores = {code: total**_SHARPNESS / whole * (1 - exp(-total / _ENOUGH)) for code, total in totals.items()}
    best = sorted(scores, key=lambda code: (-scores[code], code))[:LIMIT]
    if not best or scores[best[0]] < THRESHOLD:
        return []
    return [
        Topic(
            code=code,
            name=names()[code],
            score=round(scores[code], 3),
            mentions=sorted(mentions[code], key=lambda span: span.start),
        )
        for code in best
        if scores[code] >= FURTHER
    ]
