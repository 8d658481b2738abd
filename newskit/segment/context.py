"""What stands around a mark that may end a sentence: every look is bounded in length."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Generic, TypeVar

from newskit.segment.rules import Rules

CJK = 0x2E80
"""From here on scripts write without blanks between words."""
OPENING_QUOTES = "\"'“‘„‚«‹「『»”＂`´"
OPENERS = OPENING_QUOTES + "([{¿¡（【《〈*_•⁃‣◦▪●∙·-–—"
_LOOK_BACK = 40
"""How far back a word is sought, in code points: longer than any abbreviation."""
_QUOTED = 2000
"""How far back the opening of a quotation is sought."""
_EMBEDDED = 200
_LONG_FRONT = 40
_SHORT_WORD = 3
_WORD = re.compile(r"[^\W_]{1,40}(?:['’\-][^\W_]{1,40}){0,3}")
_SMILEY = re.compile(r"[:;=8xX]['’]?-?[)(DPpOo\]\[/\\|*3]{1,4}(?!\w)")
_COUNTED = re.compile(r"[\d.,]{1,15} [a-z]{3}")
_EMOJI = re.compile(r"[\U0001F1E6-\U0001FAFF\u2600-\u27bf\ufe0f\u200d]{1,40}")
_STOPS = ".!?…⁇⁈⁉‼؟"


T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801 - used as a decorator
    """A value computed when first asked for, without the lock that ``functools.cached_property`` takes."""

    def __init__(self, compute: Callable[[Context], T]) -> None:
        """Keep the function and the name to store its value under."""
        self.compute = compute
        self.name = compute.__name__
        self.__doc__ = compute.__doc__

    def __get__(self, here: Context, _: type[Context] | None = None) -> T:
        """Compute the value and store it where attribute access finds it first."""
        value = here.__dict__[self.name] = self.compute(here)
        return value


class Context:
    """One candidate boundary in its sentence."""

    def __init__(self, text: str, place: tuple[int, int, int], begin: int, stop: int, rules: Rules) -> None:
        """Take a candidate: its mark, where what closes behind it ends, and the next sign, in ``text[begin:stop]``."""
        self.text = text
        self.begin = begin
        self.mark, self.end, self.following = place
        self.stop = stop
        self.rules = rules
        self.run = text[self.mark : self.end]
        bare = self.run
        while bare and bare[-1] not in _STOPS and bare[-1] not in rules.hard:
            bare = bare[:-1]
        #: The marks without what closes behind them.
        self.bare = bare or self.run
        #: Whether something closes behind the marks.
        self.closed = len(bare) < len(self.run)
        #: The character behind the blanks.
        self.char = text[self.following]

    @lazy
    def word(self) -> str:
        """Return the stretch without blanks before the mark, without what opens before it."""
        piece = self.text[max(self.begin, self.mark - _LOOK_BACK) : self.mark]
        if not piece or piece[-1].isspace():
            return ""
        word = piece.split()[-1]
        if not word.isascii():
            at = len(word)
            while at and ord(word[at - 1]) < CJK:
                at -= 1
            word = word[at:]
        return word.lstrip(OPENERS)

    @lazy
    def attached(self) -> bool:
        """Whether the mark follows its word without a blank."""
        return self.mark > self.begin and not self.text[self.mark - 1].isspace()

    @lazy
    def closed_by_quote(self) -> bool:
        """Whether a quotation closes behind the marks."""
        return any(char in OPENING_QUOTES for char in self.run[len(self.bare) :])

    @lazy
    def quotation_embedded(self) -> bool:
        """Whether the quotation that closes here stands within its sentence, behind no colon or comma (a title)."""
        low = max(self.begin, self.mark - _EMBEDDED)
        for mark, closers in self.rules.pairs.items():
            if self.run[-1] in closers:
                opened = self.text.rfind(mark, low, self.mark)
                if opened > self.begin:
                    before = self.text[max(self.begin, opened - 3) : opened].rstrip()
                    return before[-1:].isalnum()
        return False

    @lazy
    def first(self) -> int:
        """Offset of the first letter, digit or other sign of the next sentence, behind what opens it."""
        place = self.following
        last = min(self.stop, place + 12)
        while place < last and (self.text[place] in OPENERS or self.text[place].isspace()):
            place += 1
        return place

    @lazy
    def opener(self) -> str:
        """Return what opens before the next word."""
        return self.text[self.following : self.first]

    @lazy
    def quote_opens(self) -> bool:
        """Whether the next word stands in a new quotation."""
        return any(char in OPENING_QUOTES for char in self.opener)

    @lazy
    def sign(self) -> str:
        """Return the first sign of the next sentence, empty at the end."""
        return self.text[self.first] if self.first < self.stop else ""

    @lazy
    def next_word(self) -> str:
        """Return the next word, empty where none begins."""
        match = _WORD.match(self.text, self.first, self.stop)
        return match.group() if match else ""

    @lazy
    def after_next(self) -> str:
        """Return the sign behind the next word."""
        place = self.first + len(self.next_word)
        return self.text[place : place + 1] if place < self.stop else ""

    @lazy
    def starter(self) -> bool:
        """Whether the next word is one that begins sentences."""
        return self.next_word in self.rules.starters

    @property
    def upper(self) -> bool:
        """Whether a capital (or a letter of a script without capitals) follows."""
        return bool(self.sign) and (
            self.sign.isupper() or self.sign.istitle() or (self.sign.isalpha() and not self.sign.islower())
        )

    @lazy
    def before(self) -> str:
        """Return the word before the word, with its marks."""
        low = max(self.begin, self.mark - len(self.word) - _LOOK_BACK)
        pieces = self.text[low : self.mark].split()
        return pieces[-2] if len(pieces) > 1 else ""

    @lazy
    def alone(self) -> bool:
        """Whether the word is all there is of the sentence so far."""
        return not self.before

    @lazy
    def fronted(self) -> bool:
        """Whether the sentence so far is a time or place in front of its subject ("At 5 a.m.")."""
        if self.mark - self.begin > _LONG_FRONT:
            return False
        words = self.text[self.begin : self.mark].lstrip(OPENERS).split()
        return 1 < len(words) <= 4 and words[0] in self.rules.fronting

    def verb_behind_name(self) -> str:
        """Return the small-letter word behind the capitalised words that come next, empty where none comes."""
        match = self.rules.name_then_word.match(self.text, self.first, self.stop)
        if match is None or not all(
            word[:1].isupper() or word == "&" or word in self.rules.links for word in match.group(1).split()
        ):
            return ""
        return match.group(2)

    def company_follows(self) -> bool:
        """Whether a name with an organisation suffix of its own comes next ("General Motors Corp.")."""
        match = self.rules.name_then_word.match(self.text, self.first, self.stop)
        known = self.rules.abbreviations
        return match is not None and any(
            "company" in known.get(word.rstrip(".,"), ()) for word in match.group(1).split()[1:]
        )

    def subject_with_verb(self, longest: int = 5) -> bool:
        """Whether a name of so many words at the most comes next with its own finite verb ("Borax Corp. hired")."""
        word = self.verb_behind_name()
        match = self.rules.name_then_word.match(self.text, self.first, self.stop) if word else None
        if match is None or len(match.group(1).split()) > longest:
            return False
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
        char = self.char
        if char not in ":;=8xX" and char < "\u2600":
            return 0
        match = _SMILEY.match(self.text, self.following, self.stop) or _EMOJI.match(
            self.text, self.following, self.stop
        )
        return match.end() if match else 0
