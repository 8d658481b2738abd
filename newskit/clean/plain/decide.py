"""What is kept, as what, and why the rest is not: the classifier's opinion under the rules of a news page.

One headline, before the text; a credit that stands twice counts once; in a text without furniture nothing is thrown
away; a line that says "cookie" is dropped as a cookie notice.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newskit.clean.plain.characters import TERMINALS
from newskit.clean.plain.classify import KINDS
from newskit.clean.plain.credits import credit_name, is_caption_label, is_credit, is_label, names_agency
from newskit.clean.plain.features import content_words
from newskit.clean.plain.lexicon import BIT, WORD, lexicon
from newskit.clean.plain.names import read_byline
from newskit.clean.plain.pieces import GLUE, SEPARATOR, SPACES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from newskit.clean.plain.features import Block

DROP, PARAGRAPH, HEADING, HEADLINE, DESCRIPTION, CAPTION, CREDIT, BYLINE, TIMESTAMP = range(len(KINDS))

THRESHOLDS = (1.15, 0.5, 0.42, 0.24, 0.39, 0.27, 0.26, 0.43, 0.67)
"""How probable each kind must be, against the others, in the order of the classifier's outputs."""
_BODY_THRESHOLD = 0.6
_HEADLINE_THRESHOLD, _SURE_HEADLINE = 0.04, 0.2
_UNTOLD = 0.5
_HEADLINE_LETTERS = 12, 160
_LEAST_POOLED = 0.02
_ALSO_HEADLINE, _LEAST_SIGNED = 0.2, 0.1
_KICKER_WORDS = 4
_STOPPED = 0.3
"""How much less probable a headline is that ends with a full stop."""
_ONCE = {name: f"{name} repeated" for name in ("caption", "credit", "byline", "timestamp")}
_SENTENCE = 40
_BRIEF_BLOCKS = 8
_STATEMENT_WORDS, _SAID_SHARE = 4, 0.34
_SOUND_SHARE = 0.96
_SOUND_LINES = 3
_LONGEST_DATELINE = 80
_HEADLINE_WORDS = 3, 25
_LEAST_ABOVE_SENTENCES = 2
_CAPTION_WORDS = 4, 70
_LONGEST_SIGNATURE, _LONGEST_LEAD = 80, 20
_BEFORE_TIME = re.compile(r"([^\d·|•]{4,60}?)[\s·|•–-]*\d")
_DECK_THRESHOLD = 0.15
_SURE_HEADING, _LIKELY_HEADING = 0.9, 0.6
_TOLD_WORDS = 3
"""Longer words of a heading that is compared with the running text."""
_NOT_HEADED = frozenset({"heading", "description", "timestamp", "headline"})
_FURNITURE_BELOW = 2
_SURE_CAPTION, _LEAST_RUNNING = 0.5, 0.1
_FRONT_BLOCKS, _TAIL_BLOCKS = 8, 4
_CAPITALS = r"[^\W\d_a-zß-ÿ](?:[^\W\d_a-zß-ÿ]|[.'’ -]){2,30}"
_DATELINE = re.compile(
    rf"{_CAPITALS}(?:,\s[\w.’' ]{{2,30}}){{0,2}}(?:\s*\([^()]{{2,30}}\)\s*[-–—_]{{0,2}}|\s*[-–—_]{{1,2}})$"
    rf"|{_CAPITALS}, [A-Z][a-z]{{3,20}}(?: [A-Z][a-z]{{2,20}})?$"
)
_REASONS = (
    *(("consent", "cookie notice"), ("subscribe", "subscription prompt"), ("legal", "copyright notice")),
    *(("comments", "comments"), ("advert", "advertisement"), ("bio", "author's biography"), ("share", "share bar")),
    *(("promo", "teaser"), ("reading", "reading time"), ("navigation", "navigation"), ("updated", "time of a teaser")),
)
_FURNITURE = sum(BIT[category] for category, _ in _REASONS)


@dataclass(slots=True)
class Decision:
    """A block with what was decided: its kind, or the reason why it is left out."""

    text: str
    #: Kind of block, ``drop`` for none.
    kind: str
    reason: str | None = None
    confidence: float = 1.0


def decide(blocks: list[Block], probabilities: NDArray[np.float32]) -> list[Decision]:
    """Decide on every block, in order."""
    import numpy as np

    kinds = np.argmax(probabilities / np.array(THRESHOLDS, dtype=np.float32), axis=1)
    body = probabilities[:, PARAGRAPH] + probabilities[:, HEADING]
    lost = (kinds == DROP) & (body > _BODY_THRESHOLD)
    kinds[lost] = np.where(probabilities[lost, HEADING] > probabilities[lost, PARAGRAPH], HEADING, PARAGRAPH)
    _captions(kinds, probabilities)
    _credits(kinds, blocks)
    kinds[[not any(map(str.isalnum, block.text)) or is_label(block.text) for block in blocks]] = DROP
    kinds[[is_caption_label(block.text) or _is_lead(block.text) for block in blocks]] = DROP
    _one_headline(kinds, blocks, probabilities)
    _first_line(kinds, blocks)
    _front(kinds, blocks, probabilities)
    decisions = [
        Decision(_text(block, kind), KINDS[kind], None, float(row[kind]))
        for block, kind, row in zip(blocks, kinds, probabilities, strict=True)
    ]
    _once_only(decisions)
    _datelines(decisions)
    _headings(decisions)
    if is_sound(blocks):
        _keep_all(decisions)
    if len(decisions) <= _BRIEF_BLOCKS:
        _keep_statements(decisions)
    if all(decision.kind == "drop" for decision in decisions):
        _keep_sentences(decisions)
    _find_body(decisions)
    _name_reasons(decisions)
    return decisions


def is_sound(blocks: list[Block]) -> bool:
    """Whether a text is almost all sentences, so that nothing need be thrown away."""
    lengths = [len(block.text) for block in blocks]
    good = [length for block, length in zip(blocks, lengths, strict=True) if _is_sentence(block.text)]
    return sum(good) >= _SOUND_SHARE * sum(lengths) and len(good) * _SOUND_LINES >= len(blocks)


def _is_sentence(text: str) -> bool:
    return len(text) >= _SENTENCE and text.rstrip("\"'”’»)")[-1:] in TERMINALS


def _keep_all(decisions: list[Decision]) -> None:
    """Keep what was dropped for no reason but its looks: as a paragraph where it is a sentence, else as a heading."""
    for place, decision in enumerate(decisions):
        if decision.kind != "drop" or decision.reason is not None:
            continue
        if _reason(decision.text, after=False) == "furniture" and any(map(str.isalpha, decision.text)):
            follows = place + 1 < len(decisions) and decisions[place + 1].kind == "paragraph"
            sentence = decision.text.rstrip("\"'”’»)")[-1:] in TERMINALS or not follows
            decision.kind = "paragraph" if sentence else "heading"
    kinds = [decision.kind for decision in decisions]
    if kinds[:2] == ["heading", "paragraph"] and "headline" not in kinds:
        decisions[0].kind = "headline"


def _keep_sentences(decisions: list[Decision]) -> None:
    """Keep the sentences of a text of which nothing would be left."""
    for decision in decisions:
        if decision.reason is None and _is_sentence(decision.text):
            decision.kind = "paragraph"


def _keep_statements(decisions: list[Decision]) -> None:
    """Keep the sentences of a text of a few lines, where one counts, unless they say themselves what they are."""
    for decision in decisions:
        if decision.kind == "drop" and decision.reason is None and _is_statement(decision.text):
            decision.kind = "paragraph"


def _is_statement(text: str) -> bool:
    """Whether a line is a whole sentence in which phrases of furniture are but a word here and there."""
    words = WORD.findall(text.casefold())
    if len(words) < _STATEMENT_WORDS or text[0].islower() or text.rstrip("\"'”’»)")[-1:] not in TERMINALS:
        return False
    said = [(start, end) for start, end, categories in lexicon().hits(words) if categories & _FURNITURE]
    covered = sum(end - start for start, end in said)
    return covered < _SAID_SHARE * len(words) and all(start for start, _ in said)


def _find_body(decisions: list[Decision]) -> None:
    """Take sentences for the body where nothing else was: a short text of a headline and a line has a body too."""
    for kind in ("caption", "heading", "description"):
        if any(decision.kind == "paragraph" for decision in decisions):
            return
        for decision in decisions:
            if decision.kind == kind and _is_sentence(decision.text):
                decision.kind = "paragraph"


def _datelines(decisions: list[Decision]) -> None:
    """Know a dateline that stands on a line of its own before the text; after it comes no front matter."""
    for place, decision in enumerate(decisions[:-1]):
        if len(decision.text) <= _LONGEST_DATELINE and _DATELINE.match(decision.text):
            following = decisions[place + 1]
            if _is_sentence(following.text) and following.kind != "drop":
                decision.kind, decision.reason = "dateline", None
                following.kind = "paragraph"
                return


def _headings(decisions: list[Decision]) -> None:
    """Leave out doubtful headings that head nothing: before another heading, before furniture, and at the end.

    So is one whose words the running text does not use: a headline of another story.
    """
    if all(decision.kind != "paragraph" for decision in decisions):
        return
    following: str | None = None
    skipped = 0
    text = {word for each in decisions if each.kind == "paragraph" for word in content_words(each.text)}
    for decision in reversed(decisions):
        if decision.kind == "drop":
            skipped += 1
            continue
        heads = following is not None and following not in _NOT_HEADED and skipped < _FURNITURE_BELOW
        doubtful = decision.kind == "heading" and decision.confidence < _SURE_HEADING and not heads
        if doubtful or (decision.kind == "heading" and _is_untold(decision, text)):
            decision.kind = "drop"
            skipped += 1
            continue
        following, skipped = decision.kind, 0


def _is_untold(decision: Decision, text: set[str]) -> bool:
    """Whether a doubtful heading has several longer words of which the text uses none: it heads another."""
    words = content_words(decision.text) if decision.confidence < _LIKELY_HEADING else set()
    return len(words) >= _TOLD_WORDS and words.isdisjoint(text)


def _one_headline(kinds: NDArray[np.intp], blocks: list[Block], probabilities: NDArray[np.float32]) -> None:
    """Leave one headline: the likeliest; others become headings in the text, and go outside it."""
    import numpy as np

    likely = _pooled(blocks, probabilities[:, HEADLINE])
    text = {word for place in np.flatnonzero(kinds == PARAGRAPH).tolist() for word in content_words(blocks[place].text)}
    for doubtful in np.flatnonzero((likely >= _HEADLINE_THRESHOLD) & (likely < _BODY_THRESHOLD)).tolist():
        running = not text or kinds[doubtful] == PARAGRAPH
        led = _is_signed(blocks[doubtful].text)
        if running or led or _is_mostly_phrases(blocks[doubtful].text):
            likely[doubtful] = 0
        if led and kinds[doubtful] == HEADLINE:
            kinds[doubtful] = BYLINE
    for place in np.flatnonzero(likely >= _HEADLINE_THRESHOLD).tolist():
        words = content_words(blocks[place].text)
        share = sum(word in text for word in words) / len(words) if words else 0.0
        likely[place] *= (_UNTOLD + share) / (_UNTOLD + 1)
        if blocks[place].text[-1] in ".。":
            likely[place] *= _STOPPED
    best = int(np.argmax(likely))
    if likely[best] >= _HEADLINE_THRESHOLD and (likely[best] >= _SURE_HEADLINE or _may_head(blocks[best].text)):
        best = _below_kicker(best, blocks, probabilities[:, HEADLINE])
        best = _above_deck(best, kinds, blocks, likely)
        for place in np.flatnonzero(kinds == HEADLINE).tolist():
            if place != best:
                second = probabilities[place].copy()
                second[HEADLINE] = 0
                kinds[place] = second.argmax()
        kinds[best] = HEADLINE
        return
    kinds[kinds == HEADLINE] = HEADING
    signed = np.flatnonzero((kinds[:-1] == CAPTION) & (kinds[1:] == BYLINE) & (likely[:-1] > _LEAST_SIGNED))
    if len(signed) and not (kinds[: signed[0]] == PARAGRAPH).any():
        kinds[signed[0]] = HEADLINE


def _may_head(text: str) -> bool:
    """Whether a line has the length of a headline and does not end like a sentence."""
    least = _HEADLINE_LETTERS[0] <= sum(map(str.isalnum, text)) <= _HEADLINE_LETTERS[1]
    return least and text[-1] not in ".:,。"


def _below_kicker(best: int, blocks: list[Block], likely: NDArray[np.float32]) -> int:
    """Return the longer line below a few words that look like the headline too, but less: they are its kicker."""
    if best + 1 >= len(blocks) or likely[best] >= likely[best + 1]:
        return best
    upper, lower = blocks[best].text, blocks[best + 1].text
    count = len(upper.split())
    return best + 1 if count <= _KICKER_WORDS and count < len(lower.split()) and lower[0] not in ":,;.–—-|" else best


def _is_lead(text: str) -> bool:
    """Whether a line is nothing but what stands before a name: "By", "Von:"."""
    return len(text) <= _LONGEST_LEAD and text.strip(" :").casefold() in lexicon().by_category["by"]


def _is_signed(text: str) -> bool:
    """Whether a line says itself that it is a byline: "von Jane Doe"."""
    return len(text) <= _LONGEST_SIGNATURE and bool(read_byline(text, sure=False).people)


def _above_deck(best: int, kinds: NDArray[np.intp], blocks: list[Block], likely: NDArray[np.float32]) -> int:
    """Return the first of two lines that both look like the headline: the second is its deck."""
    above = best - 1
    if above < 0 or likely[above] < _ALSO_HEADLINE or DESCRIPTION in kinds:
        return best
    first, second = ("".join(filter(str.isalnum, blocks[place].text)).casefold() for place in (above, best))
    if first in second or second in first or len(first) < _HEADLINE_LETTERS[0]:
        return best
    if _below_kicker(above, blocks, likely) == best:
        return best
    kinds[best] = DESCRIPTION
    return above


def _pooled(blocks: list[Block], likely: NDArray[np.float32]) -> NDArray[np.float32]:
    """Add up what speaks for a headline that is printed more than once, on the likeliest of its places."""
    pooled = likely.copy()
    best: dict[str, int] = {}
    for place, block in enumerate(blocks):
        if likely[place] < _LEAST_POOLED:
            continue
        key = "".join(filter(str.isalnum, block.text)).casefold()
        other = best.setdefault(key, place)
        if other != place:
            low, high = sorted((other, place), key=lambda index: likely[index])
            pooled[high] = min(1.0, pooled[high] + pooled[low])
            pooled[low] = 0
            best[key] = high
    return pooled


def _captions(kinds: NDArray[np.intp], probabilities: NDArray[np.float32]) -> None:
    """Give a doubtful caption without a credit beside it back to the running text that it stands in."""
    for place in range(1, len(kinds) - 1):
        if kinds[place] != CAPTION or probabilities[place, CAPTION] >= _SURE_CAPTION:
            continue
        beside = {int(kinds[place - 1]), int(kinds[place + 1])}
        running = probabilities[place, PARAGRAPH], probabilities[place, HEADING]
        if beside <= {PARAGRAPH, HEADING} and max(running) > _LEAST_RUNNING:
            kinds[place] = PARAGRAPH if running[0] >= running[1] else HEADING


def _credits(kinds: NDArray[np.intp], blocks: list[Block]) -> None:
    """Take for credits what says so itself or names an agency under a caption, and for captions what stands before."""
    import numpy as np

    body = np.flatnonzero(kinds == PARAGRAPH)
    if not len(body):
        return
    for place in range(max(0, int(body[0]) - _FRONT_BLOCKS), min(len(kinds), int(body[-1]) + _TAIL_BLOCKS)):
        text = blocks[place].text
        if kinds[place] in (CAPTION, CREDIT, TIMESTAMP, HEADLINE):
            continue
        before = kinds[place - 1] if place else DROP
        below = before == CAPTION and kinds[place] in (DROP, BYLINE)
        if is_credit(text) or (below and (names_agency(text) or text[0] in "/©")):
            kinds[place] = CREDIT
            caption = place and before == DROP and _is_caption(blocks[place - 1].text)
            if caption:
                kinds[place - 1] = CAPTION


def _front(kinds: NDArray[np.intp], blocks: list[Block], probabilities: NDArray[np.float32]) -> None:
    """Look again at what stands before the text: names beside the date, and a deck taken for a caption."""
    import numpy as np

    body = np.flatnonzero(kinds == PARAGRAPH)
    first = int(body[0]) if len(body) else 0
    start = int(np.flatnonzero(kinds == HEADLINE)[0]) if (kinds == HEADLINE).any() else max(0, first - _FRONT_BLOCKS)
    for place in range(start + 1, first):
        text = blocks[place].text
        beside = {int(kinds[place - 1]), int(kinds[place + 1])}
        if kinds[place] == DROP and len(text) <= _LONGEST_SIGNATURE:
            beside |= {int(kinds[_said(blocks, place, step)]) for step in (-1, 1)}
            signs = beside & {TIMESTAMP, BYLINE} and kinds[place + 1] != CREDIT
            name = _BEFORE_TIME.match(text)
            timed = name[1] if name is not None and _reason(text, after=False) == "reading time" else ""
            if _is_signed(text) or (signs and read_byline(text).people) or read_byline(timed).people:
                kinds[place] = BYLINE
        elif (
            kinds[place] == CAPTION and DESCRIPTION not in kinds and probabilities[place, DESCRIPTION] > _DECK_THRESHOLD
        ):
            others = [probabilities[other, CAPTION] for other in range(start, first) if other != place]
            likelier = [other for other in others if other > probabilities[place, CAPTION]]
            if likelier or CREDIT not in beside:
                kinds[place] = DESCRIPTION


def _said(blocks: list[Block], place: int, step: int) -> int:
    """Return the next block in a direction that is more than a mark or an "and" between names."""
    joins = lexicon().by_category["join"]
    place += step
    while (
        0 < place < len(blocks) - 1 and set(WORD.findall(blocks[place].text[:_LONGEST_SIGNATURE].casefold())) <= joins
    ):
        place += step
    return place


def _is_caption(text: str) -> bool:
    return _CAPTION_WORDS[0] <= len(text.split()) <= _CAPTION_WORDS[1] and _reason(text, after=False) == "furniture"


def _text(block: Block, kind: int) -> str:
    """Return what a block says; a credit in the middle of a line is the name, its label only parts it from the rest."""
    inside = block.before in (GLUE, SPACES, SEPARATOR)
    return (credit_name(block.text) if kind == CREDIT and inside else None) or block.text


def _first_line(kinds: NDArray[np.intp], blocks: list[Block]) -> None:
    """Take the first line for the headline where there is none and the text begins with it."""
    first = blocks[0].text
    if (kinds == HEADLINE).any() or kinds[0] not in (DROP, HEADING, CAPTION) or not (kinds[1:3] > DROP).any():
        return
    words = len(first.split())
    least = _LEAST_ABOVE_SENTENCES if len(blocks) > 1 and is_sound(blocks[1:]) else _HEADLINE_WORDS[0]
    likely = least <= words <= _HEADLINE_WORDS[1] and first[-1] not in ".:," and not _DATELINE.match(first)
    if likely and _reason(first, after=False) == "furniture" and any(map(str.isalpha, first)):
        kinds[0] = HEADLINE


def _once_only(decisions: list[Decision]) -> None:
    """Drop what is printed twice; a credit may stand again under another picture."""
    seen: set[tuple[str, str]] = set()
    last: tuple[str, str] | None = None
    for place, decision in enumerate(decisions):
        reason = _ONCE.get(decision.kind)
        if reason is None:
            last = None
            continue
        key = decision.kind, "".join(filter(str.isalnum, decision.text)).casefold()
        beside = {other.kind for other in (decisions[max(0, place - 1)], decisions[min(len(decisions) - 1, place + 1)])}
        again = decision.kind == "credit" and key != last and "caption" in beside
        if key in seen and not again:
            decision.kind, decision.reason = "drop", reason
        seen.add(key)
        last = key


def _name_reasons(decisions: list[Decision]) -> None:
    """Give everything that is dropped a reason that a reader can count."""
    headlines = {decision.text for decision in decisions if decision.kind == "headline"}
    body = [place for place, decision in enumerate(decisions) if decision.kind == "paragraph"]
    last = body[-1] if body else len(decisions)
    for place, decision in enumerate(decisions):
        if decision.kind == "drop" and decision.reason is None:
            repeated = decision.text in headlines
            decision.reason = "headline repeated" if repeated else _reason(decision.text, after=place > last)


def _is_mostly_phrases(text: str) -> bool:
    """Whether most of a line is what stands around news text."""
    words = WORD.findall(text[:400].casefold())
    known = [(start, end) for start, end, categories in lexicon().hits(words) if categories & _FURNITURE]
    return sum(end - start for start, end in known) > len(words) / 2


def _reason(text: str, *, after: bool) -> str:
    words = WORD.findall(text[:400].casefold())
    hits = lexicon().hits(words) or lexicon().hits_inside(text[:400])
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
