"""What is kept, as what, and why the rest is not: the classifier's opinion under the rules of a news page.

One headline, before the text; a credit that stands twice counts once; in a text without furniture nothing is thrown
away; a line that says "cookie" is dropped as a cookie notice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newskit.clean.plain.classify import KINDS
from newskit.clean.plain.lexicon import BIT, WORD, lexicon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from newskit.clean.plain.features import Block

DROP, PARAGRAPH, HEADING, HEADLINE, DESCRIPTION, CAPTION, CREDIT, BYLINE, TIMESTAMP = range(len(KINDS))

_BODY_THRESHOLD = 0.5
_HEADLINE_THRESHOLD = 0.25
_FRONT_THRESHOLD = 0.35
_ONCE = {CAPTION: "caption repeated", CREDIT: "credit repeated", BYLINE: "byline repeated", TIMESTAMP: "date repeated"}
_REASONS = (
    *(("consent", "cookie notice"), ("subscribe", "subscription prompt"), ("legal", "copyright notice")),
    *(("comments", "comments"), ("advert", "advertisement"), ("bio", "author's biography"), ("share", "share bar")),
    *(("promo", "teaser"), ("reading", "reading time"), ("navigation", "navigation"), ("updated", "time of a teaser")),
)


@dataclass(slots=True)
class Decision:
    """A block with what was decided: the number of its kind, or the reason why it is left out."""

    text: str
    kind: int
    reason: str | None = None
    confidence: float = 1.0


def decide(blocks: list[Block], probabilities: NDArray[np.float32]) -> list[Decision]:
    """Decide on every block, in order."""
    import numpy as np

    kinds = probabilities.argmax(axis=1)
    body = probabilities[:, PARAGRAPH] + probabilities[:, HEADING]
    lost = (kinds == DROP) & (body > _BODY_THRESHOLD)
    kinds[lost] = np.where(probabilities[lost, HEADING] > probabilities[lost, PARAGRAPH], HEADING, PARAGRAPH)
    for kind in (DESCRIPTION, CAPTION, CREDIT, BYLINE, TIMESTAMP):
        kinds[(kinds == DROP) & (probabilities[:, kind] > _FRONT_THRESHOLD)] = kind
    _one_headline(kinds, probabilities)
    decisions = [
        Decision(block.text, int(kind), None, float(row[kind]))
        for block, kind, row in zip(blocks, kinds, probabilities, strict=True)
    ]
    _once_only(decisions)
    _name_reasons(decisions)
    return decisions


def _one_headline(kinds: NDArray[np.intp], probabilities: NDArray[np.float32]) -> None:
    """Leave one headline: the likeliest; others become headings in the text, and go outside it."""
    import numpy as np

    best = int(probabilities[:, HEADLINE].argmax())
    if probabilities[best, HEADLINE] >= _HEADLINE_THRESHOLD:
        for place in np.flatnonzero(kinds == HEADLINE):
            if place != best:
                second = probabilities[place].copy()
                second[HEADLINE] = 0
                kinds[place] = second.argmax()
        kinds[best] = HEADLINE
    elif (kinds == HEADLINE).any():
        kinds[kinds == HEADLINE] = HEADING


def _once_only(decisions: list[Decision]) -> None:
    seen: set[tuple[int, str]] = set()
    for decision in decisions:
        reason = _ONCE.get(decision.kind)
        if reason is None:
            continue
        key = decision.kind, "".join(filter(str.isalnum, decision.text)).casefold()
        if key in seen:
            decision.kind, decision.reason = DROP, reason
        seen.add(key)


def _name_reasons(decisions: list[Decision]) -> None:
    """Give everything that is dropped a reason that a reader can count."""
    headlines = {decision.text for decision in decisions if decision.kind == HEADLINE}
    body = [place for place, decision in enumerate(decisions) if decision.kind == PARAGRAPH]
    last = body[-1] if body else len(decisions)
    for place, decision in enumerate(decisions):
        if decision.kind == DROP and decision.reason is None:
            repeated = decision.text in headlines
            decision.reason = "headline repeated" if repeated else _reason(decision.text, after=place > last)


def _reason(text: str, *, after: bool) -> str:
    words = WORD.findall(text[:400].casefold())
    hits = lexicon().hits(words) or lexicon().hits_inside(text[:400])
    votes: Counter[str] = Counter()
    for start, end, categories in hits:
        for category, _ in _REASONS:
            if categories & BIT[category]:
                votes[category] += end - start
    for category, reason in _REASONS:
        if votes[category] and votes[category] == max(votes.values()):
            return reason
    return "related headline" if after and len(words) > 4 else "furniture"  # noqa: PLR2004 - a headline has five words
