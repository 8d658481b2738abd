"""What is kept, as what, and why the rest is not: the classifier's opinion under the rules of a news page.

One headline, before the text; a credit that stands twice counts once; in a text without furniture nothing is thrown
away; a line that says "cookie" is dropped as a cookie notice.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newskit.clean.plain.characters import TERMINALS
from newskit.clean.plain.classify import CAPTION, DROP, HEADING, KINDS, PARAGRAPH
from newskit.clean.plain.credits import is_caption_label, is_label
from newskit.clean.plain.datelines import mark_dateline
from newskit.clean.plain.decision import Decision
from newskit.clean.plain.features import content_words
from newskit.clean.plain.front import one_deck, read_front, read_signatures
from newskit.clean.plain.headlines import first_line, one_headline
from newskit.clean.plain.lexicon import lexicon
from newskit.clean.plain.names import LONGEST_SIGNATURE, is_led, is_signed, read_byline
from newskit.clean.plain.pictures import find_captions, find_credits, give_back_captions, printed
from newskit.clean.plain.reasons import name_reasons
from newskit.clean.plain.sound import find_body, is_sentence, is_sound, keep_all, keep_sentences, keep_statements

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from newskit.clean.plain.features import Block

THRESHOLDS = (1.15, 0.5, 0.42, 0.24, 0.39, 0.27, 0.26, 0.43, 0.67)
"""How probable each kind must be, against the others, in the order of the classifier's outputs."""
_BODY_THRESHOLD = 0.6
_ONCE = {name: f"{name} repeated" for name in ("caption", "credit", "byline", "timestamp")}
_BRIEF_BLOCKS = 8
_SURE_HEADING, _LIKELY_HEADING = 0.9, 0.6
_TOLD_WORDS = 3
"""Longer words of a heading that is compared with the running text."""
_NOT_HEADED = frozenset({"heading", "description", "timestamp", "headline"})
_FURNITURE_BELOW = 2
_RECURS, _LONGEST_RUN, _SURE_SENTENCE, _LEAST_HEADING = 4, 6, 80, 0.08
_RUNNING = frozenset({PARAGRAPH, HEADING})


def decide(blocks: list[Block], probabilities: NDArray[np.float32]) -> list[Decision]:
    """Decide on every block, in order."""
    import numpy as np

    kinds = np.argmax(probabilities / np.array(THRESHOLDS, dtype=np.float32), axis=1)
    body = probabilities[:, PARAGRAPH] + probabilities[:, HEADING]
    lost = (kinds == DROP) & (body > _BODY_THRESHOLD)
    kinds[lost] = np.where(probabilities[lost, HEADING] > probabilities[lost, PARAGRAPH], HEADING, PARAGRAPH)
    kinds[[is_caption_label(block.text) or is_led(block.text) for block in blocks]] = DROP
    _between(kinds, blocks, probabilities)
    give_back_captions(kinds, probabilities)
    find_credits(kinds, blocks)
    find_captions(kinds, blocks, probabilities)
    kinds[[not any(map(str.isalnum, block.text)) or is_label(block.text) for block in blocks]] = DROP
    _no_headings(kinds, blocks)
    one_headline(kinds, blocks, probabilities)
    first_line(kinds, blocks)
    read_front(kinds, blocks, probabilities)
    one_deck(kinds, blocks, probabilities)
    read_signatures(kinds, blocks)
    decisions = [
        Decision(text, KINDS[kind], None, float(row[kind]), continues=number > 0)
        for block, kind, row in zip(blocks, kinds, probabilities, strict=True)
        for number, text in enumerate(printed(block, kind))
    ]
    _once_only(decisions)
    _sign_once(decisions)
    mark_dateline(decisions)
    _headings(decisions)
    if is_sound(blocks):
        keep_all(decisions)
    if len(decisions) <= _BRIEF_BLOCKS:
        keep_statements(decisions)
    if all(decision.kind == "drop" for decision in decisions):
        keep_sentences(decisions)
    find_body(decisions)
    name_reasons(decisions)
    return decisions


def _sign_once(decisions: list[Decision]) -> None:
    """Drop bylines that only name people who have signed; of two, the one that says "by" stays."""
    signed: dict[str, Decision] = {}
    for decision in decisions:
        people = [name.casefold() for name in read_byline(decision.text).people] if decision.kind == "byline" else []
        if people and all(name in signed for name in people):
            first = signed[people[0]]
            replaced = is_signed(decision.text) and not is_signed(first.text)
            again = first if replaced else decision
            again.kind, again.reason = "drop", _ONCE["byline"]
            if not replaced:
                continue
        signed.update(dict.fromkeys(people, decision))


def _between(kinds: NDArray[np.intp], blocks: list[Block], probabilities: NDArray[np.float32]) -> None:
    """Keep what lines that recur, as "Story continues" does, part from running text on both sides and from each other.

    Of it long sentences are paragraphs, and lines that look a little like headings are headings.
    """
    recurs = {text for text, count in Counter(block.text for block in blocks).items() if count >= _RECURS}
    run: list[int] = []
    last = -1
    for place, block in enumerate(blocks):
        if block.text in recurs:
            continue
        parted = place - last > 1
        if kinds[place] == DROP and (run or kinds[last] in _RUNNING) and parted and last >= 0:
            run.append(place)
        else:
            if run and parted and kinds[place] in _RUNNING and len(run) <= _LONGEST_RUN:
                for inside in run:
                    text = blocks[inside].text
                    if len(text) >= _SURE_SENTENCE and is_sentence(text):
                        kinds[inside] = PARAGRAPH
                    elif probabilities[inside, HEADING] >= _LEAST_HEADING and text[-1] not in TERMINALS:
                        kinds[inside] = HEADING
            run = []
        last = place


def _once_only(decisions: list[Decision]) -> None:
    """Drop what is printed twice; a credit may stand again under another picture."""
    seen: set[tuple[str, str]] = set()
    last: tuple[str, str] | None = None
    before_last: tuple[str, str] | None = None
    for place, decision in enumerate(decisions):
        reason = _ONCE.get(decision.kind)
        if reason is None:
            last = before_last = None
            continue
        if decision.continues:
            first = decisions[place - 1]
            decision.kind, decision.reason = first.kind, first.reason
            continue
        key = decision.kind, "".join(filter(str.isalnum, decision.text)).casefold()
        beside = {other.kind for other in (decisions[max(0, place - 1)], decisions[min(len(decisions) - 1, place + 1)])}
        again = decision.kind == "credit" and key not in (last, before_last) and "caption" in beside
        if key in seen and not again:
            decision.kind, decision.reason = "drop", reason
        seen.add(key)
        before_last, last = last, key


def _no_headings(kinds: NDArray[np.intp], blocks: list[Block]) -> None:
    """Take from the headings who said a quotation, "Jane Doe, geologist", and what its label says is something else."""
    import numpy as np

    known = lexicon().by_category
    for place in np.flatnonzero(kinds == HEADING).tolist():
        text = blocks[place].text
        label, colon, _ = text.partition(":")
        if colon and label.casefold() in known["caption"]:
            kinds[place] = CAPTION
        elif (colon and label.casefold() in known["promo"]) or _is_speaker(text):
            kinds[place] = DROP


def _is_speaker(text: str) -> bool:
    """Whether a line is a person and what they are: "Jane Doe, Harbour Board"."""
    name, comma, role = text.partition(", ")
    short = bool(comma) and len(text) <= LONGEST_SIGNATURE and role[:1].isupper() and role[-1].isalpha()
    return short and read_byline(name).people == [name]


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
