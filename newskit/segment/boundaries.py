"""Where sentences end: one pass over the marks that may end one, with a bounded look at what stands around each.

The text is never changed and every decision looks at a bounded stretch, so that time grows with the length alone. What
an abbreviation, a starter or a mark is, the language's rules say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newskit.segment.context import CJK, Context
from newskit.segment.rules import Rules
from newskit.segment.stops import ends_at_stop, is_abbreviation_like

_LOOK_BACK = 40
"""How far back a word is sought, in code points: longer than any abbreviation."""
_NEVER_BEFORE = frozenset(",;:%)]}，、；：")
_ADDRESS = re.compile(r"[@/\\_=~]|www\.|https?:", re.IGNORECASE)
_DOMAINS = frozenset({"Pdf", "Doc", "Html", "Jpg", "Com", "Net", "Org", "Edu", "Gov", "Info", "Biz", "Tv", "Io", "Ai"})
_FOUR_DOTS = 4


def boundaries(text: str, start: int, stop: int, rules: Rules) -> Iterator[tuple[int, int]]:
    """Yield the boundaries inside ``text[start:stop]``: the end of a sentence and the start of the next."""
    known = rules.abbreviations
    begin = start
    for match in rules.candidate.finditer(text, start, stop):
        following = match.end()
        if following >= stop:
            return
        mark, end = match.span(1)
        if end - mark == 1 and following > end and text[mark] == ".":
            # The common case, decided at once: a plain word, a full stop, a blank, a capital.
            low = max(begin, mark - _LOOK_BACK)
            blank = text.rfind(" ", low, mark)
            word = text[blank + 1 if blank >= 0 else low : mark]
            if (
                len(word) > 1
                and word.isalpha()
                and word not in known
                and text[following].isupper()
                and not is_abbreviation_like(word)
            ):
                yield end, following
                begin = following
                continue
        place = _boundary(Context(match, text, begin, stop, rules))
        if place is not None:
            yield place
            begin = place[1]


def _boundary(here: Context) -> tuple[int, int] | None:
    """Decide one candidate: the end of the sentence and the start of the next, or ``None``."""
    last = here.bare[-1]
    if last in here.rules.hard:
        return _at_hard_mark(here)
    smiley = here.smiley()
    if smiley and here.following > here.end:
        return _behind_smiley(here, smiley)
    if here.char in _NEVER_BEFORE:
        return None
    if here.following == here.end and here.char not in "–—":
        return (here.end, here.following) if _without_blank(here) else None
    if here.char in "\"”'’" and here.text[here.following + 1 : here.following + 2].isspace():
        return _before_stray_mark(here)
    dots = here.bare.count(".")
    if dots > 1 or last == "…":
        return _at_ellipsis(here, dots)
    ended = ends_at_stop(here) if last == "." else _at_exclamation(here)
    return (here.end, here.following) if ended else None


def _at_hard_mark(here: Context) -> tuple[int, int] | None:
    """Decide at a mark that ends a sentence wherever it stands, unless a quotation it closes goes on."""
    if here.char in _NEVER_BEFORE or here.char in "—…":
        return None
    if here.closed and here.text.startswith(here.rules.attributions, here.following):
        return None
    return here.end, here.following


def _behind_smiley(here: Context, smiley: int) -> tuple[int, int] | None:
    """Decide behind a smiley: it belongs to the sentence that it comments on."""
    following = smiley
    while following < here.stop and here.text[following].isspace():
        following += 1
    return (smiley, following) if following < here.stop and following > smiley else None


def _before_stray_mark(here: Context) -> tuple[int, int] | None:
    """Decide at a straight mark between two blanks: it closes the quotation that is open, else it opens the next."""
    text, place = here.text, here.following
    if text[place] not in "”’" and not (text[place] == '"' and here.quotation_open()):
        ended = ends_at_stop(here) if here.bare == "." else here.upper
        return (here.end, here.following) if ended else None
    following = place + 1
    while following < here.stop and text[following].isspace():
        following += 1
    if following >= here.stop or text[following].islower() or text[following] in _NEVER_BEFORE:
        return None
    return place + 1, following


def _without_blank(here: Context) -> bool:
    """Decide where a blank is missing (Friday.Shares): a capital behind small letters, but no address."""
    char, text, mark = here.char, here.text, here.mark
    if text.startswith(("http://", "https://"), here.following):
        return True
    if char.islower() and here.bare[-1] in "?!" and here.rules.lower_start == "any":
        return not here.closed and here.word.isalpha() and here.bare[-1] == "?"
    if ord(char) >= CJK and char.isalpha():
        return here.bare[-1] in "!?" or (mark > here.begin and ord(text[mark - 1]) >= CJK and here.bare == ".")
    if not here.upper:
        return False
    low = max(here.begin, mark - 1)
    if not (text[low:mark].islower() or (here.closed and here.bare == ".")) or here.sign.isdigit():
        return False
    word = here.word
    if len(word) < 2 or word in here.rules.abbreviations or _ADDRESS.search(word) or "." in word:
        return False
    if here.closed and here.opener == "" and here.run[-1] == '"' and not here.quotation_open_before():
        return False
    rest = here.next_word
    if "@" in text[here.following : min(here.stop, here.following + 40)].split(maxsplit=1)[0]:
        return False
    if here.opener and not here.closed:
        return here.sign.isupper()
    return rest not in _DOMAINS and (rest[1:].islower() or rest in {"A", "I"}) and here.after_next not in "@/_("


def _at_ellipsis(here: Context, dots: int) -> tuple[int, int] | None:
    """Dots end a sentence before a capital; three that stand apart from the word before go on."""
    inside = here.text[max(here.begin, here.mark - 1) : here.mark] in {"[", "("} and here.run[-1:] in {"]", ")"}
    if here.sign.islower() or (inside and (here.opener or not here.sign.isalpha())):
        return None
    if dots >= _FOUR_DOTS and " " in here.bare and here.attached and here.upper:
        return here.mark + 1, _skip_blanks(here, here.mark + 1)
    if not here.attached and not here.closed and dots < _FOUR_DOTS:
        return None
    if not here.rules.cased and ord(here.sign or " ") < CJK and not here.starter:
        return None
    if here.closed_by_quote and here.verb_behind_name() in here.rules.speech:
        return None
    return here.end, here.following


def _skip_blanks(here: Context, place: int) -> int:
    while place < here.stop and here.text[place].isspace():
        place += 1
    return place


def _at_exclamation(here: Context) -> bool:
    """Decide at ? and !: the sentence ends unless it goes on in small letters or with "asked Smith"."""
    if here.sign.islower():
        if here.closed or here.word in here.rules.exclaiming:
            return False
        if here.rules.lower_start == "any":
            return (
                here.bare[-1] == "?"
                or not here.word[:1].isupper()
                or here.next_word.capitalize() in here.rules.starters
            )
        return here.rules.lower_start == "starters" and here.next_word.capitalize() in here.rules.starters
    if here.closed_by_quote and here.verb_behind_name() in here.rules.speech:
        return False
    if here.word in here.rules.exclaiming:
        return here.starter
    return True
