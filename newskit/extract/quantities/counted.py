"""What is counted or measured, from the parse.

A number that modifies a noun counts it ("26 cruise missiles"); one that stands alone counts what follows "of" ("two of
the models"). Money, shares and measures belong to the noun they modify ("a $200 phone"), to what follows "of" ("60% of
its revenue"), to the noun whose size they are ("a fine of $5"), else to what rose, cost or measured that much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newskit.extract.quantities.amounts import Amount

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Token as Word

_MODIFIER = frozenset({"nummod", "amod", "compound", "nmod", "quantmod", "poss", "npadvmod"})
_NOUN = frozenset({"NOUN", "PROPN"})
_SUBJECT = ("nsubj", "nsubjpass", "csubj")
_OUTSIDE = frozenset(
    {"det", "poss", "punct", "nummod", "predet", "case", "quantmod", "relcl", "prep", "appos", "cc", "conj", "advmod"}
)
_REACHES = ("of", "in", "for", "on", "off", "at", "from")
_LONGEST = 6
_CLIMB = 6
_NEAR = 3


def find_counted(parse: Doc, amounts: list[Amount], text: str) -> None:
    """Set what every amount of a block counts."""
    previous: Amount | None = None
    for amount in amounts:
        words = parse.char_span(amount.core[0], amount.core[1], alignment_mode="expand")
        if words is None:
            continue
        inside = range(words.start, words.end)
        head = words.root
        word = _counts(head, inside) if amount.type in {"CARDINAL", "ORDINAL"} else _measures(head, inside)
        if word is not None and any(map(str.isalpha, word.text)):
            amount.of = _phrase(word, words.end)
        elif amount.type not in {"CARDINAL", "ORDINAL"} and previous is not None and _bracketed(text, previous, amount):
            amount.of = previous.of
        previous = amount


def _bracketed(text: str, previous: Amount, amount: Amount) -> bool:
    """Whether an amount says the one before in other words: "92 million yuan ($13 million)", "3.4%, or 26 points"."""
    between = text[previous.end : amount.start]
    return len(between) <= _LONGEST * 2 and between.strip(" ,\u00a0") in {"(", "or", "/", "[", "and", ""}


def _counts(head: Word, inside: range) -> Word | None:
    above = head
    for _ in range(3):
        if above.dep_ in _MODIFIER and above.head.i not in inside and above.head is not above:
            if above.head.pos_ in _NOUN and above.head.i >= inside.stop and _reach(above.head):
                return above.head
            above = above.head
        else:
            break
    return _after(head, inside, ("of",)) or _beside(head, inside)


def _beside(head: Word, inside: range) -> Word | None:
    """Return a noun right behind the number where the parse went another way."""
    doc = head.doc
    at = inside.stop
    while (
        at < len(doc)
        and at - inside.stop < _NEAR
        and (doc[at].pos_ in {"ADJ", "PROPN"} or doc[at].dep_ == "compound" or doc[at].text == "-")
    ):
        at += 1
    if at < len(doc) and doc[at].pos_ in _NOUN and doc[at].sent == head.sent:
        return doc[at]
    return doc[at - 1] if at > inside.stop and doc[at - 1].pos_ in _NOUN else None


def _reach(word: Word) -> bool:
    return bool(word.text.strip())


def _measures(head: Word, inside: range) -> Word | None:
    if head.dep_ in _MODIFIER and head.head.i not in inside:
        noun = head.head
        if noun.pos_ in _NOUN and noun.i >= inside.stop:
            return noun
    found = _after(head, inside, ("of",))
    if found is not None:
        return found
    found = _after(head, inside, _REACHES)
    return found if found is not None else _governor(head, inside)


def _after(head: Word, inside: range, prepositions: tuple[str, ...]) -> Word | None:
    """Return the object of a preposition behind the amount."""
    doc = head.doc
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in prepositions and child.i >= inside.stop:
            for below in child.rights:
                if below.dep_ == "pobj" and below.pos_ in _NOUN and below.ent_type_ not in {"DATE", "TIME"}:
                    return below
    at = inside.stop
    if at + 1 < len(doc) and doc[at].lower_ in prepositions and doc[at].dep_ == "prep":
        for below in doc[at].rights:
            if below.dep_ == "pobj" and below.pos_ in _NOUN and below.ent_type_ not in {"DATE", "TIME"}:
                return below
    return None


def _governor(head: Word, inside: range) -> Word | None:
    """Climb to the noun whose size this is, or to the subject of the verb that says so."""
    word = head
    for _ in range(_CLIMB):
        above = word.head
        if above is word:
            break
        if above.i not in inside:
            if above.pos_ in _NOUN and above.ent_type_ not in {
                "DATE",
                "TIME",
                "MONEY",
                "PERCENT",
                "CARDINAL",
                "QUANTITY",
            }:
                return above
            if above.pos_ in {"VERB", "AUX"}:
                found = _of_verb(above, word, inside)
                if found is not None:
                    return found
        word = above
    if word.pos_ in {"VERB", "AUX"}:
        return _of_verb(word, head, inside)
    return None


def _of_verb(verb: Word, below: Word, inside: range) -> Word | None:
    """Return what was bought for it, else what the verb changed, else the subject."""
    if below.dep_ in {"dobj", "obj"}:
        for child in verb.rights:
            if child.dep_ in {"prep", "dative"} and child.lower_ == "for" and child.i > inside.stop - 1:
                for goal in child.rights:
                    if goal.dep_ == "pobj" and goal.pos_ in _NOUN:
                        return goal
    if below.dep_ == "prep":
        for child in verb.rights:
            if child.dep_ == "dobj" and child.pos_ in _NOUN and child.i not in inside and child.i < inside.start:
                return child
    for child in verb.children:
        if child.dep_ in _SUBJECT and child.i not in inside:
            if child.pos_ in _NOUN:
                return child
            if child.pos_ == "PRON" and child.dep_ != "csubj" and verb.dep_ == "relcl" and verb.head.pos_ in _NOUN:
                return verb.head
            return None
    if verb.dep_ in {"acl", "relcl"} and verb.head.pos_ in _NOUN:
        return verb.head
    return None


def _phrase(word: Word, after: int) -> tuple[int, int]:
    """Return the offsets of a noun with the nouns and adjectives before it, without article and number."""
    first = word.i
    while first > 0 and word.i - first < _LONGEST:
        before = word.doc[first - 1]
        joined = before.dep_ in {"compound", "amod", "nmod"} and before.head.i <= word.i and before.head.i >= first
        if not joined and not (before.text == "-" and first > 1 and not word.doc[first - 2].whitespace_):
            break
        if before.i < after <= word.i or before.like_num:
            break
        first -= 1
    while word.doc[first].text in {"-", "'", "’"} and first < word.i:
        first += 1
    start: int = word.doc[first].idx
    end: int = word.idx + len(word)
    return start, end
