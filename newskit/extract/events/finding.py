"""From a parse to events: triggers, who takes part, where, when, and whether it happened."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newskit.article import Event, Modality, Participant
from newskit.extract.document import Document, ParsedBlock, tokens_of
from newskit.extract.events import participants
from newskit.extract.events.lexicon import Lexicon, lexicon
from newskit.extract.events.roles import carried_roles, is_amount, noun_roles, takes_part, verb_roles

if TYPE_CHECKING:
    from spacy.tokens import Token

LONGEST = 600
"""Tokens of the longest sentence that is read: beyond, the parse is worth nothing, and its chains take too long."""
_NO_CLASS_OF_NOUN = frozenset({"compound", "nmod"})
_BEARERS = frozenset({"VERB", "NOUN"})
_PLACES = ("GPE", "LOC", "FAC")
_PLACE_WORDS = frozenset(
    {"in", "at", "near", "inside", "outside", "across", "around", "on", "from", "into", "to", "over", "off"}
)


def find_events(document: Document) -> list[Event]:
    """Return the events of all blocks in the order of the text."""
    words = lexicon(document.language)
    if words is None:
        return []
    layers = Layers(document)
    return [event for block in document.blocks if block.parse is not None for event in _in_block(block, words, layers)]


class Layers:
    """What other layers know of stretches of the text."""

    def __init__(self, document: Document) -> None:
        """Index the mentions, times and quotations of an article."""
        article = document.article
        self.text = document.text
        self._mentions = sorted(
            (mention.start, mention.end, entity.id, entity.label)
            for entity in article.entities or ()
            for mention in entity.mentions
        )
        self._starts = [mention[0] for mention in self._mentions]
        self._times = sorted((time.start, time.end, number) for number, time in enumerate(article.times or ()))
        self._quoted = _reach([(span.start, span.end) for quote in article.quotes or () for span in quote.content])

    def entity_in(self, start: int, end: int, *, head: tuple[int, int]) -> str | None:
        """Return the entity that a phrase names: the one that its head belongs to."""
        for mention in self._around(start, end):
            if mention[0] <= head[0] and head[1] <= mention[1]:
                return mention[2]
        return None

    def place_in(self, start: int, end: int) -> tuple[int, int, str] | None:
        """Return the first place that is named in a stretch."""
        for mention in self._around(start, end):
            if mention[3] in _PLACES and start <= mention[0] and mention[1] <= end:
                return mention[:3]
        return None

    def _around(self, start: int, end: int) -> Iterator[tuple[int, int, str, str]]:
        place = max(0, bisect_left(self._starts, start) - 3)
        while place < len(self._mentions) and self._mentions[place][0] < end:
            if self._mentions[place][1] > start:
                yield self._mentions[place]
            place += 1

    def time_near(self, trigger: tuple[int, int], sentence: tuple[int, int]) -> int | None:
        """Return the index of the time in the sentence that stands nearest to a trigger."""
        first = bisect_left(self._times, (sentence[0],))
        last = bisect_left(self._times, (sentence[1],))
        place = bisect_left(self._times, (trigger[0],), first, last)
        near = [time for time in self._times[max(first, place - 1) : min(last, place + 1)] if time[1] <= sentence[1]]
        return (
            min(near, key=lambda time: min(abs(time[0] - trigger[1]), abs(trigger[0] - time[1])))[2] if near else None
        )

    def is_quoted(self, start: int) -> bool:
        """Whether an offset lies in what somebody is said to have said."""
        place = bisect_right(self._quoted, start, key=lambda span: span[0]) - 1
        return place >= 0 and start < self._quoted[place][1]


def _reach(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, each reaching as far as any that began before it."""
    reached: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        reached.append((start, max(end, reached[-1][1] if reached else end)))
    return reached


def _in_block(block: ParsedBlock, words: Lexicon, layers: Layers) -> Iterator[Event]:
    assert block.parse is not None
    carried: set[int] = set()
    bearers = deque(tokens_of(block.parse, _BEARERS))
    for sentence in block.parse.sents:
        extent, last = block.span(sentence), sentence.end
        is_read = len(sentence) <= LONGEST
        while bearers and bearers[0].i < last:
            token = bearers.popleft()
            if not is_read:
                continue
            if token.i in carried or not token.text[0].isalnum():
                continue
            lemma = token.lemma_.lower()
            if token.pos_ == "VERB" and lemma not in words.states and not _is_function(token, words):
                noun = _carried_noun(token, words)
                if noun is not None:
                    carried.add(noun.i)
                yield _event(block, noun or token, token, words, layers, extent=extent)
            elif token.pos_ == "NOUN" and token.dep_ not in _NO_CLASS_OF_NOUN and words.is_event_noun(lemma):
                yield _event(block, token, None, words, layers, extent=extent)


def _is_function(verb: Token, words: Lexicon) -> bool:
    """Whether a verb's form is a preposition, an adjective or an auxiliary by now ("including", "is going to")."""
    if verb.dep_ in ("prep", "amod", "aux", "auxpass", "mark", "case") or verb.lower_ in words.functions:
        return True
    return verb.lower_ in words.prospective and any(child.dep_ == "xcomp" for child in verb.children)


def _carried_noun(verb: Token, words: Lexicon) -> Token | None:
    """Return the noun that names the event where the verb only carries it."""
    if verb.lemma_.lower() not in words.light:
        return None
    found = [noun for noun in participants.objects(verb) if noun.pos_ == "NOUN" and noun.head.i == verb.i]
    return next((noun for noun in found if words.is_event_noun(noun.lemma_.lower())), None)


def _event(
    block: ParsedBlock, trigger: Token, verb: Token | None, words: Lexicon, layers: Layers, *, extent: tuple[int, int]
) -> Event:
    start, end = block.span(trigger)
    if verb is None:
        agents, patients = noun_roles(trigger, words)
    elif trigger.i != verb.i:
        agents, patients = carried_roles(verb, trigger)
    else:
        agents, patients = verb_roles(verb, words, headline=block.block.kind == "headline")
    lemma = trigger.lemma_.lower()
    return Event(
        start=start,
        end=end,
        lemma=lemma,
        agents=[_participant(block, head, layers) for head in agents if takes_part(head, words)],
        patients=[_participant(block, head, layers) for head in patients if takes_part(head, words) or is_amount(head)],
        place=_place(block, trigger, verb, layers),
        time=layers.time_near((start, end), extent),
        negated=_is_negated(verb if verb is not None else trigger, words),
        modality=_modality(verb if verb is not None else trigger, start, words, layers),
        class_=_class(trigger, lemma, words),
    )


def _class(trigger: Token, lemma: str, words: Lexicon) -> str | None:
    """Return the class of an event, told by its word or by the word and the noun before it ("air strike")."""
    for modifier in participants.modifiers(trigger):
        joined = words.classes.get(f"{modifier.lemma_.lower()}_{lemma}")
        if joined is not None:
            return joined
    return words.classes.get(lemma)


def _participant(block: ParsedBlock, head: Token, layers: Layers) -> Participant:
    first, last = participants.phrase(head)
    assert block.parse is not None
    start, end = block.span(block.parse[first:last])
    named = participants.antecedent(head)
    inner, outer = participants.phrase(named)
    reach = block.span(block.parse[inner:outer])
    return Participant(start=start, end=end, entity=layers.entity_in(*reach, head=block.span(named)))


def _place(block: ParsedBlock, trigger: Token, verb: Token | None, layers: Layers) -> Participant | None:
    """Return where it happened: a place in a phrase of the trigger, or of the verb that carries it."""
    for head in (trigger, verb) if verb is not None and verb.i != trigger.i else (trigger,):
        assert head is not None
        for preposition in _prepositions(head):
            start, end = block.span(preposition.left_edge)[0], block.span(preposition.right_edge)[1]
            found = layers.place_in(start, end)
            if found is not None:
                return Participant(start=found[0], end=found[1], entity=found[2])
    return None


def _prepositions(head: Token) -> Iterator[Token]:
    """Yield the prepositions of place at a head and at what hangs on it."""
    for child in head.children:
        for token in (child, *child.children):
            if token.dep_ == "prep" and token.lower_ in _PLACE_WORDS:
                yield token


def _is_negated(head: Token, words: Lexicon) -> bool:
    """Whether the text says that it did not happen."""
    for child in head.children:
        if child.dep_ == "neg" or child.lower_ in words.denying:
            return True
        if child.dep_ in ("det", "advmod", "npadvmod") and _is_no(child):
            return True
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and (
            child.lower_ in words.nobody or any(inner.lower_ == "no" for inner in child.children)
        ):
            return True
    above = head.head
    lemma = above.lemma_.lower()
    if head.dep_ == "xcomp":
        return lemma in words.refusing or any(child.dep_ == "neg" for child in above.children)
    return head.dep_ in ("dobj", "pcomp") and lemma in words.preventing


def _is_no(child: Token) -> bool:
    """Whether a word is "no", or an adverb that stands with it ("no longer")."""
    return child.lower_ == "no" or any(inner.lower_ == "no" for inner in child.children)


def _modality(head: Token, start: int, words: Lexicon, layers: Layers) -> Modality:
    for child in head.children:
        if child.dep_ in ("aux", "auxpass"):
            if child.lower_ in words.future:
                return "planned"
            if child.lemma_.lower() in words.possible or child.lower_ in words.possible:
                return "possible"
        if child.dep_ == "mark" and child.lower_ in words.conditional:
            return "possible"
    if head.dep_ == "xcomp" and head.head.lower_ in words.prospective:
        return "planned"
    if head.dep_ in ("xcomp", "ccomp", "acl", "dobj") and head.head.lemma_.lower() in words.planned:
        infinitive = any(child.lower_ == "to" and child.dep_ == "aux" for child in head.children)
        if infinitive or head.dep_ == "dobj":
            return "planned"
    return "reported" if layers.is_quoted(start) else "actual"
