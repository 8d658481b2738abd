"""Where sentences end: one pass over the marks that may end one, with a bounded look at what stands around each.

The text is never changed and every decision looks at a bounded stretch, so that time grows with the length alone. What
an abbreviation, a starter or a mark is, the language's rules say.
"""

from __future__ import annotations

import re

from newskit.segment.context import CJK, Context
from newskit.segment.rules import Rules
from newskit.segment.stops import ends_at_stop, is_abbreviation_like

_LOOK_BACK = 40
"""How far back a word is sought, in code points: longer than any abbreviation."""
_NEVER_BEFORE = frozenset(",;:%)]}，、；：")
_ADDRESS = re.compile(r"[@/\\_=~]|www\.|https?:", re.IGNORECASE)
_DOMAINS = frozenset({"Pdf", "Doc", "Html", "Jpg", "Com", "Net", "Org", "Edu", "Gov", "Info", "Biz", "Tv", "Io", "Ai"})
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_FOUR_DOTS = 4
_CLIPPED = 5
_SIGNATURE = 60


def boundaries(text: str, start: int, stop: int, rules: Rules) -> list[tuple[int, int]]:
    """Return the boundaries inside ``text[start:stop]``: the end of a sentence and the start of the next.

    What no-width characters stand between two sentences go with the second.
    """
    known = rules.abbreviations
    roman = rules.ordinals == "capital"  # II. Abdülhamid
    found = []
    begin = start
    for match in rules.candidate.finditer(text, start, stop):
        mark = match.start()
        if match.lastindex == 1:
            # The common case, decided at once: a plain word, a full stop, a blank, a capital.
            low = max(begin, mark - _LOOK_BACK)
            blank = text.rfind(" ", low, mark)
            word = text[blank + 1 if blank >= 0 else low : mark]
            if (
                word not in known
                and word.isalpha()
                and (len(word) > _CLIPPED or (len(word) > 1 and not is_abbreviation_like(word)))
                and not (roman and word.isupper())
            ):
                begin = mark + 2
                found.append((mark + 1, begin))
                continue
            end, following = mark + 1, mark + 2
        else:
            end, following = match.start(2), match.end()
            if following >= stop:
                break
            if following == end and text[end].isdigit() and text[end - 1] == ".":
                continue
        place = _boundary(Context(text, (mark, end, following), begin, stop, rules))
        if place is not None:
            begin = _after_blanks(text, place[0], stop)
            found.append((place[0], begin))
    return found


def _after_blanks(text: str, place: int, stop: int) -> int:
    while place < stop and text[place].isspace():
        place += 1
    return place


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
    if here.closed_by_quote and here.char in "-–—" and _signs_quotation(here):
        return None
    if here.char in "\"”'’" and here.text[here.following + 1 : here.following + 2].isspace():
        return _before_stray_mark(here)
    dots = here.bare.count(".")
    if dots > 1 or last == "…":
        return _at_ellipsis(here, dots)
    ended = ends_at_stop(here) if last == "." else _at_exclamation(here)
    return (here.end, here.following) if ended else None


def _signs_quotation(here: Context) -> bool:
    """Whether a dash and a short rest of the block follow: who is quoted ("…" - Jane Doe)."""
    return here.stop - here.following < _SIGNATURE and here.sign.isupper()


def _at_hard_mark(here: Context) -> tuple[int, int] | None:
    """Decide at a mark that ends a sentence wherever it stands, unless a quotation it closes goes on."""
    if here.char in _NEVER_BEFORE or here.char in "—…":
        return None
    if here.closed and (_goes_on(here) or here.run[-1] in "》〉"):
        return None
    return here.end, here.following


def _goes_on(here: Context) -> bool:
    """Whether the sentence goes on behind a quotation with who said it; before a colon the next speaker begins."""
    for words in here.rules.attributions:
        if here.text.startswith(words, here.following):
            behind = here.following + len(words)
            return here.text[behind : behind + 1] not in {"：", ":"}
    return False


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
    """Decide where a blank is missing (Monday.Prices): a capital behind small letters, but no address."""
    char, text, mark = here.char, here.text, here.mark
    if text.startswith(("http://", "https://"), here.following):
        return True
    if char.islower() and here.bare[-1] in "?!" and here.rules.lower_start == "any":
        return not here.closed and here.word.isalpha() and here.bare[-1] == "?"
    if ord(char) >= CJK and char.isalpha():
        if here.closed:
            ends = here.bare[-1] in "!?" or here.closed_by_quote
            return ends and not _goes_on(here) and not _HANGUL.match(char)
        if here.word in here.rules.exclaiming:
            return False
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
    inside = here.text[max(here.begin, here.mark - 1) : here.mark] in {"[", "("} and here.run[len(here.bare) :][:1] in {
        "]",
        ")",
    }
    if here.text.startswith("http", here.following):
        return here.end, here.following
    if here.word and here.next_word == here.word:  # I... I do not know
        return None
    if here.sign.islower() or (inside and (here.opener or not here.sign.isalpha())):
        return None
    if dots >= _FOUR_DOTS and " " in here.bare and here.attached and here.upper:
        return here.mark + 1, _after_blanks(here.text, here.mark + 1, here.stop)
    if not here.attached and not here.closed and dots < _FOUR_DOTS:
        return None
    if not here.rules.cased and not here.starter:
        return None
    if here.closed_by_quote and here.verb_behind_name() in here.rules.speech:
        return None
    return here.end, here.following


def _at_exclamation(here: Context) -> bool:
    """Decide at ? and !: the sentence ends unless it goes on in small letters or with "asked Hale"."""
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
    return here.rules.cased or not (here.closed_by_quote and here.quotation_embedded)
