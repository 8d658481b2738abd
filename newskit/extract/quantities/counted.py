"""What is counted or measured, from the parse.

A number that modifies a noun counts it ("26 cruise missiles"); one that stands alone counts what follows "of" ("two of
the models"). Money, shares and measures belong to the noun they modify ("a $200 phone"), to what follows "of" ("60% of
its revenue"), to the noun whose size they are ("a fine of $5"), else to what rose, cost or measured that much.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from newskit.extract.quantities.amounts import Amount
from newskit.extract.quantities.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Token as Word

_MODIFIER = frozenset({"nummod", "amod", "compound", "nmod", "quantmod", "poss", "npadvmod"})
_NOUN = frozenset({"NOUN", "PROPN"})
_SUBJECT = ("nsubj", "nsubjpass", "csubj")
_SINGULAR = frozenset({"NN", "NNP"})
_TIMES = frozenset({"DATE", "TIME"})
_NUMBERS = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "QUANTITY"})
_DURATIONS = frozenset({"a", "mo", "wk", "d", "h", "min", "s"})
_LONGEST = 6
_CLIMB = 6
_NEAR = 3


def find_counted(parse: Doc, text: str, amounts: list[Amount], words: Lexicon) -> None:
    """Set what every amount of a block counts."""
    spans = [parse.char_span(*amount.core, alignment_mode="expand") for amount in amounts]
    taken = {word.i for span in spans if span is not None for word in span}
    previous: Amount | None = None
    for amount, span in zip(amounts, spans, strict=True):
        if span is None:
            continue
        finder = _Finder(amount, span.root, range(span.start, span.end), taken, words)
        word = finder.find()
        amount.singular = word is not None and word.i >= span.end and word.tag_ in _SINGULAR
        if word is not None and any(map(str.isalpha, word.text)):
            amount.of = _phrase(word, span.end)
        elif previous is not None and finder.restates(previous, text):
            amount.of = previous.of
        previous = amount


class _Finder:
    """Looks for what one amount counts."""

    def __init__(self, amount: Amount, head: Word, inside: range, taken: set[int], words: Lexicon) -> None:
        self.amount = amount
        self.head = head
        self.doc = head.doc
        self.inside = inside
        self.taken = taken
        self.words = words

    def find(self) -> Word | None:
        """Return the noun that is counted or measured."""
        bracket = self._before_bracket()
        if bracket is not None:
            return bracket
        if self.amount.type in {"CARDINAL", "ORDINAL"}:
            if self._lower(self.inside.stop) in self.words.measure_words("times"):
                following = self._noun_at(self.inside.stop + 1)
                return following if following is not None else self._governor()
            found = self._counts()
            placed = self.head.dep_ == "pobj" and self.amount.numeral.digits and not self.amount.numeral.plain
            return self._governor() if found is None and placed else found
        return self._measures()

    def restates(self, previous: Amount, text: str) -> bool:
        """Whether the amount says the one before in other words: "92 million yuan ($13 million)", "3.4%, or 26 points".

        A bare number takes over what the amount before measures: "rose 64 points to 4,577".
        """
        between = text[previous.end : self.amount.start].strip(" ,\u00a0").lower()
        if self.amount.bare:
            return previous.type != "CARDINAL" and between in self.words.listed("reaching")
        return between in self.words.listed("restating") or not between

    def _lower(self, place: int) -> str:
        return str(self.doc[place].lower_) if place < len(self.doc) else ""

    def _is_noun(self, word: Word) -> bool:
        if word.pos_ not in _NOUN or word.i in self.taken or word.lower_ in self.words.listed("hollow"):
            return False
        return word.i < self.inside.stop or word.lower_ not in self.words.listed("hollow_after")

    def _before_bracket(self) -> Word | None:
        """Return the noun before the bracket that the amount opens: "John Gant (0.5 WAR)"."""
        first = self.inside.start
        while first > 0 and (self._lower(first - 1),) in self.words.before:
            first -= 1
        opening = {"(", ","} if self.amount.unit == "a" and self.amount.numeral.plain else {"("}
        closed = self._lower(self.inside.stop) in {")", ","} or "(" in opening - {","}
        if first > 1 and closed and self.doc[first - 1].text in opening and self._is_noun(self.doc[first - 2]):
            word = self.doc[first - 2]
            return None if word.ent_type_ in _TIMES else word
        return None

    def _counts(self) -> Word | None:
        above = self.head
        for _ in range(3):
            if above.dep_ not in _MODIFIER or above.head.i in self.inside or above.head is above:
                break
            if above.head.i >= self.inside.stop and self._is_noun(above.head) and not _is_day(above.head):
                return above.head
            above = above.head
        found = self._after(self.words.context.get("of", ()))
        return found if found is not None else self._noun_at(self.inside.stop)

    def _noun_at(self, place: int) -> Word | None:
        """Return the head of a noun phrase that begins at a place, where the parse went another way."""
        at = place
        while at < len(self.doc) and at - place < _NEAR:
            word = self.doc[at]
            if word.pos_ not in {"ADJ", "PROPN"} and word.dep_ != "compound" and word.text != "-":
                break
            at += 1
        if at < len(self.doc) and _is_day(self.doc[at]):
            return None
        if at < len(self.doc) and self._is_noun(self.doc[at]) and not self._parted(place, at):
            return self.doc[at]
        last = self.doc[at - 1] if at > place else None
        return last if last is not None and self._is_noun(last) else None

    def _parted(self, first: int, last: int) -> bool:
        """Whether a sentence begins between two places."""
        return any(self.doc[at].is_sent_start for at in range(first, last + 1))

    def _measures(self) -> Word | None:
        if self.head.dep_ in _MODIFIER and self.head.head.i >= self.inside.stop and self._is_noun(self.head.head):
            return self.head.head
        if self.amount.hyphen:
            found = self._noun_at(self.inside.stop)
            if found is not None:
                return found
        found = self._after(self.words.context.get("reaches", {}).get(self.amount.type, ("of",)))
        return found if found is not None else self._governor()

    def _after(self, prepositions: Sequence[str]) -> Word | None:
        """Return the object of a preposition behind the amount."""
        stop = self.inside.stop
        behind = [child for child in self.head.rights if child.dep_ == "prep" and child.i >= stop]
        if stop < len(self.doc) and self.doc[stop].dep_ == "prep":
            behind.append(self.doc[stop])
        for preposition in prepositions:
            for word in behind:
                if word.lower_ == preposition:
                    for below in word.rights:
                        if below.dep_ == "pobj" and self._is_noun(below) and below.ent_type_ not in _TIMES:
                            return below
        return None

    def _governor(self) -> Word | None:
        """Climb to the noun whose size this is, or to the subject of the verb that says so."""
        word = self.head
        duration = self.amount.unit in _DURATIONS
        for _ in range(_CLIMB):
            above = word.head
            if above is word:
                break
            if above.i not in self.inside:
                if self._is_noun(above) and above.ent_type_ not in _NUMBERS and not duration:
                    return above
                if above.pos_ in {"VERB", "AUX"}:
                    found = self._of_verb(above, word, duration=duration)
                    if found is not None:
                        return found
            word = above
        return self._of_verb(word, self.head, duration=duration) if word.pos_ in {"VERB", "AUX"} else None

    def _of_verb(self, verb: Word, below: Word, *, duration: bool) -> Word | None:
        """Return what was bought for it, else what the verb changed, else the subject."""
        if below.dep_ in {"dobj", "obj"}:
            for child in verb.rights:
                if (
                    child.dep_ in {"prep", "dative"}
                    and child.lower_ in self.words.listed("goal")
                    and child.i >= self.inside.stop
                ):
                    for goal in child.rights:
                        if goal.dep_ == "pobj" and self._is_noun(goal):
                            return goal
        if below.dep_ == "prep" and not duration:
            for child in verb.rights:
                if child.dep_ == "dobj" and self._is_noun(child) and child.i < self.inside.start:
                    return child
        for child in verb.children:
            if child.dep_ in _SUBJECT and child.i not in self.inside:
                if self._is_noun(child):
                    return child
                relative = child.pos_ == "PRON" and child.dep_ != "csubj" and verb.dep_ == "relcl"
                return verb.head if relative and self._is_noun(verb.head) else None
        if verb.dep_ in {"acl", "relcl"} and self._is_noun(verb.head):
            return verb.head
        return None


def _is_day(word: Word) -> bool:
    return word.pos_ == "PROPN" and word.ent_type_ in _TIMES


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
