"""Why a line is no part of the article: what it says itself, by the phrases that stand around news text."""

from __future__ import annotations

from collections import Counter

from newskit.clean.plain.credits import is_caption_label, is_label
from newskit.clean.plain.decision import Decision
from newskit.clean.plain.lexicon import BIT, WORD, lexicon

_REASONS = (
    *(("consent", "cookie notice"), ("subscribe", "subscription prompt"), ("legal", "copyright notice")),
    *(("comments", "comments"), ("advert", "advertisement"), ("bio", "author's biography"), ("share", "share bar")),
    *(("promo", "teaser"), ("reading", "reading time"), ("navigation", "navigation"), ("updated", "time of a teaser")),
)
_FURNITURE = sum(BIT[category] for category, _ in _REASONS)
_SAMPLE = 400
"""Characters of a line that are looked at."""


def name_reasons(decisions: list[Decision]) -> None:
    """Give everything that is dropped a reason that a reader can count."""
    headlines = {decision.text for decision in decisions if decision.kind == "headline"}
    body = [place for place, decision in enumerate(decisions) if decision.kind == "paragraph"]
    last = body[-1] if body else len(decisions)
    for place, decision in enumerate(decisions):
        if decision.kind == "drop" and decision.reason is None:
            repeated = decision.text in headlines
            decision.reason = "headline repeated" if repeated else reason_of(decision.text, after=place > last)


def reason_of(text: str, *, after: bool) -> str:
    """Return the reason that a line names itself, ``furniture`` for none; ``after`` says that the body has ended."""
    words = WORD.findall(text[:_SAMPLE].casefold())
    hits = lexicon().hits(words) or lexicon().hits_inside(text[:_SAMPLE])
    if is_label(text) or is_caption_label(text):
        return "label"
    votes: Counter[str] = Counter()
    for start, end, categories in hits:
        for category, _ in _REASONS:
            if categories & BIT[category]:
                votes[category] += end - start
    for category, reason in _REASONS:
        if votes[category] and votes[category] == max(votes.values()):
            return reason
    return "related headline" if after and len(words) > 4 else "furniture"


def is_mostly_phrases(text: str) -> bool:
    """Whether most of a line is what stands around news text."""
    words = WORD.findall(text[:_SAMPLE].casefold())
    known = [(start, end) for start, end, categories in lexicon().hits(words) if categories & _FURNITURE]
    return sum(end - start for start, end in known) > len(words) / 2


def covered_by_phrases(words: list[str]) -> tuple[int, bool]:
    """Return how many of the case-folded words are phrases of furniture, and whether the first is."""
    said = [(start, end) for start, end, categories in lexicon().hits(words) if categories & _FURNITURE]
    return sum(end - start for start, end in said), any(not start for start, _ in said)
