"""What stands around a mark that may end a sentence: every look is bounded in length."""

from __future__ import annotations

import re
from functools import cached_property

from newskit.segment.rules import Rules

CJK = 0x2E80
"""From here on scripts write without blanks between words."""
OPENING_QUOTES = "\"'“‘„‚«‹「『»”＂`´"
OPENERS = OPENING_QUOTES + "([{¿¡（【《〈*_•⁃‣◦▪●∙·-–—#"
_LOOK_BACK = 40
"""How far back a word is sought, in code points: longer than any abbreviation."""
_QUOTED = 2000
"""How far back the opening of a quotation is sought."""
_LONG_FRONT = 40
_SHORT_WORD = 3
_WORD = re.compile(r"[^\W_]{1,40}(?:['’\-][^\W_]{1,40}){0,3}")
_NAME_THEN_WORD = re.compile(r"((?:[^\W\d_][\w&'’\-]{0,30}\.?,? ){1,4}?)([a-z]{1,20}(?:n['’]t)?)(?![\w])")
_SMILEY = re.compile(r"[:;=8xX]['’]?-?[)(DPpOo\]\[/\\|*3]{1,4}(?!\w)")
_COUNTED = re.compile(r"[\d.,]{1,15} [a-z]{3}")
_EMOJI = re.compile(r"[\U0001F1E6-\U0001FAFF\u2600-\u27bf\ufe0f\u200d]{1,40}")
_STOPS = ".!?…⁇⁈⁉‼؟"


class Context:
    """One candidate boundary in its sentence."""

    def __init__(self, match: re.Match[str], text: str, begin: int, stop: int, rules: Rules) -> None:
        """Take the candidate, the start of its sentence and the end of the stretch that is split."""
        self.text = text
        self.begin = begin
        self.mark, self.end = match.span(1)
        self.following = match.end()
        self.stop = stop
        self.rules = rules
        self.run = match[1]
        bare = self.run
        while bare and bare[-1] not in _STOPS and bare[-1] not in rules.hard:
            bare = bare[:-1]
        #: The marks without what closes behind them.
        self.bare = bare or self.run
        #: Whether something closes behind the marks.
        self.closed = len(bare) < len(self.run)
        #: The character behind the blanks.
        self.char = text[self.following]

    @cached_property
    def word(self) -> str:
        """The stretch without blanks before the mark, without what opens before it."""
        low = max(self.begin, self.mark - _LOOK_BACK)
        piece = self.text[low : self.mark]
        at = len(piece)
        while at and not piece[at - 1].isspace():
            at -= 1
        return piece[at:].lstrip(OPENERS)

    @cached_property
    def attached(self) -> bool:
        """Whether the mark follows its word without a blank."""
        return self.mark > self.begin and not self.text[self.mark - 1].isspace()

    @cached_property
    def closed_by_quote(self) -> bool:
        """Whether a quotation closes behind the marks."""
        return any(char in OPENING_QUOTES for char in self.run[len(self.bare) :])

    @cached_property
    def first(self) -> int:
        """Offset of the first letter, digit or other sign of the next sentence, behind what opens it."""
        place = self.following
        last = min(self.stop, place + 12)
        while place < last and (self.text[place] in OPENERS or self.text[place].isspace()):
            place += 1
        return place

    @cached_property
    def opener(self) -> str:
        """What opens before the next word."""
        return self.text[self.following : self.first]

    @cached_property
    def quote_opens(self) -> bool:
        """Whether the next word stands in a new quotation."""
        return any(char in OPENING_QUOTES for char in self.opener)

    @cached_property
    def sign(self) -> str:
        """The first sign of the next sentence, empty at the end."""
        return self.text[self.first] if self.first < self.stop else ""

    @cached_property
    def next_word(self) -> str:
        """The next word, empty where none begins."""
        match = _WORD.match(self.text, self.first, self.stop)
        return match.group() if match else ""

    @cached_property
    def after_next(self) -> str:
        """The sign behind the next word."""
        place = self.first + len(self.next_word)
        return self.text[place : place + 1] if place < self.stop else ""

    @cached_property
    def starter(self) -> bool:
        """Whether the next word is one that begins sentences."""
        return self.next_word in self.rules.starters

    @property
    def upper(self) -> bool:
        """Whether a capital (or a letter of a script without capitals) follows."""
        return bool(self.sign) and (
            self.sign.isupper() or self.sign.istitle() or (self.sign.isalpha() and not self.sign.islower())
        )

    @cached_property
    def before(self) -> str:
        """The word before the word, with its marks."""
        low = max(self.begin, self.mark - len(self.word) - _LOOK_BACK)
        pieces = self.text[low : self.mark].split()
        return pieces[-2] if len(pieces) > 1 else ""

    @cached_property
    def alone(self) -> bool:
        """Whether the word is all there is of the sentence so far."""
        return not self.before

    @cached_property
    def fronted(self) -> bool:
        """Whether the sentence so far is a time or place in front of its subject ("At 5 a.m.")."""
        if self.mark - self.begin > _LONG_FRONT:
            return False
        words = self.text[self.begin : self.mark].lstrip(OPENERS).split()
        return 1 < len(words) <= 4 and words[0] in self.rules.fronting

    def verb_behind_name(self) -> str:
        """Return the small-letter word behind the capitalised words that come next, empty where none comes."""
        match = _NAME_THEN_WORD.match(self.text, self.first, self.stop)
        if match is None or not all(word[:1].isupper() or word == "&" for word in match.group(1).split()):
            return ""
        return match.group(2)

    def subject_with_verb(self) -> bool:
        """Whether a name with a finite verb of its own comes next ("Borax Corp. hired")."""
        word = self.verb_behind_name()
        return word in self.rules.verbs or (len(word) > _SHORT_WORD and word.endswith(self.rules.verb_endings))

    def lone_capital(self) -> bool:
        """Whether the next word is followed by a small letter."""
        place = self.first + len(self.next_word) + 1
        return self.after_next in {" ", "\u00a0"} and self.text[place : place + 1].islower()

    def verb_behind_number(self) -> bool:
        """Whether a number comes next that counts something ("20 people"), as at the start of a sentence."""
        return _COUNTED.match(self.text, self.first, self.stop) is not None

    def quotation_open_before(self) -> bool:
        """Whether the straight mark that closes here was opened in this sentence."""
        return self.text.count('"', max(self.begin, self.end - _QUOTED), self.end) % 2 == 0

    def quotation_open(self) -> bool:
        """Whether an odd number of straight double marks stands in the sentence so far."""
        return self.text.count('"', max(self.begin, self.end - _QUOTED), self.end) % 2 == 1

    def smiley(self) -> int:
        """Return the end of a smiley or of emoji that stand next, or 0."""
        match = _SMILEY.match(self.text, self.following, self.stop) or _EMOJI.match(
            self.text, self.following, self.stop
        )
        return match.end() if match else 0
