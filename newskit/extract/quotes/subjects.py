"""The source of a cue where word order or a failed parse hides it: behind the verb, right before it, at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newskit.extract.quotes.candidates import Candidate
from newskit.extract.quotes.passage import Passage, Range
from newskit.extract.quotes.sources import source_heads

if TYPE_CHECKING:
    from spacy.tokens import Token

RELATIVE = frozenset({"WP", "WDT", "WRB", "WP$"})
"""Tags of words that lead a relative clause."""

_APPOSITION = 25
_OPENING = 12
_SET_OFF = frozenset({",", '"', "”", "''", "’", "'", "?", "!"})
_NOMINAL = frozenset({"PROPN", "NOUN", "ADJ", "DET", "NUM", "PART", "CCONJ", "PRON"})


def sources_of(passage: Passage, candidate: Candidate) -> list[Token]:
    """Return the heads of a candidate's source, after the cue where the order is inverted."""
    if candidate.word_class == "verb" and not candidate.passive and candidate.frame in {"c", "p"}:
        inverted = inverted_subject(passage, candidate.head)
        if inverted:
            return inverted
    heads = source_heads(candidate.head, candidate.word_class, passive=candidate.passive)
    return [head for head in heads if passage.quoted[head.i] < 0 and head.i >= passage.lead]


def inverted_subject(passage: Passage, verb: Token) -> list[Token]:
    """Return the subject that follows its verb: ``…," said Doyle and others``; empty where it does not."""
    parse = passage.parse
    before = parse[verb.i - 1].text if verb.i else ""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or before not in _SET_OFF or verb.lemma_ == "tell":
        return []
    end = verb.i + 1
    while end < len(parse) and parse[end].pos_ in _NOMINAL and parse[end].tag_ not in RELATIVE:
        end += 1
    if end == verb.i + 1 or parse[end - 1].ent_type_ in {"DATE", "TIME"}:
        return []
    behind = parse[end] if end < len(parse) else None
    if behind is not None and behind.pos_ in {"VERB", "AUX"} and behind.tag_ not in {"VBG", "VBN"}:
        return []
    if before == "," and behind is not None and behind.text not in {",", "."}:
        return []
    return heads_in(passage, (verb.i + 1, end))


def phrase_before(passage: Passage, place: int) -> Range | None:
    """Return the noun phrases between the last comma and a cue: ``…, Minister A and President B said``.

    Where an apposition stands between two commas before the cue, the phrase before it is meant.
    """
    found = _nominal_before(passage, place)
    if found is None and place > 1 and passage.parse[place - 1].text in {",", ")", "-", "—", "–"}:
        limit = max(0, place - _APPOSITION)
        for comma in range(place - 2, limit, -1):
            token = passage.parse[comma]
            if passage.quoted[comma] >= 0 or token.is_sent_start:
                break
            if token.text in {",", "(", "-", "—", "–"}:
                return _nominal_before(passage, comma)
    return found


def adjacent_subject(passage: Passage, verb: Token) -> list[Token]:
    """Return the head of the noun phrase right before a finite verb, whatever the parse makes of it."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.i == 0:
        return []
    last = passage.parse[verb.i - 1]
    usable = last.pos_ in {"PROPN", "PRON"} or (last.pos_ == "NOUN" and last.ent_type_ not in {"DATE", "TIME"})
    return [last] if usable and passage.quoted[last.i] < 0 and last.tag_ not in RELATIVE else []


def _nominal_before(passage: Passage, place: int) -> Range | None:
    parse, start = passage.parse, place
    while start > 0 and parse[start - 1].pos_ in _NOMINAL and passage.quoted[start - 1] < 0:
        start -= 1
        if parse[start].is_sent_start:
            break
    while start < place and parse[start].pos_ in {"CCONJ", "ADV"}:
        start += 1
    set_off = start == 0 or parse[start].is_sent_start or parse[start - 1].text in _SET_OFF
    return (start, place) if start < place and set_off else None


def sentence_opener(passage: Passage, verb: Token) -> list[Token]:
    """Return the noun phrase that opens the sentence of a finite verb whose subject the parse has lost."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} and not (verb.tag_ == "VBN" and verb.dep_ in {"ROOT", "acl"}):
        return []
    start = end = max(verb.sent.start, passage.lead)
    while end < min(verb.i, start + _OPENING) and passage.parse[end].pos_ in _NOMINAL and passage.quoted[end] < 0:
        end += 1
    return heads_in(passage, (start, end))[:1] if end > start else []


def heads_in(passage: Passage, phrase: Range) -> list[Token]:
    """Return the last noun of each of the coordinated phrases in a range."""
    heads: list[Token] = []
    for place in range(*phrase):
        token = passage.parse[place]
        last = place + 1 == phrase[1] or passage.parse[place + 1].pos_ == "CCONJ"
        if last and token.pos_ in {"PROPN", "NOUN", "PRON"}:
            heads.append(token)
    return heads
