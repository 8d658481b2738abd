"""Text to tokens: words by Unicode text segmentation (UAX 29), with the repairs that news needs.

As in UAX 29 (and in the surface tokens of Universal Dependencies) a word keeps its inner apostrophes (*don't*,
*Obama's*), a number its inner points and commas, and a hyphen stands alone. The repairs: an abbreviation keeps its
full stop (*U.S.*, *Gov.*); addresses, mail addresses, handles, hashtags, clock times, ellipses and emoji are one token
each; where the rules name elided words, they are cut off (*l'homme*). Scripts without blanks fall into single
ideographs and kana (katakana stay together), since dictionaries are beyond this room.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache

from newskit.segment.rules import Rules, load_rules
from newskit.segment.sentences import split_sentences

_SINGLE = r"\u2e80-\u2fdf\u3005-\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER_CLASSES = frozenset({"title", "inner", "final", "company", "place", "clock", "street", "month", "closing"})
_EMOJI = (
    r"[\U0001F1E6-\U0001F1FF]{2}"
    r"|[\u203c-\u3299\U0001F000-\U0001FAFF]\ufe0f?[\U0001F3FB-\U0001F3FF]?"
    r"(?:\u200d[\u2600-\u27bf\U0001F000-\U0001FAFF]\ufe0f?[\U0001F3FB-\U0001F3FF]?)*"
)


def tokenize(text: str, language: str | None = "en") -> list[tuple[int, int]]:
    """Return the tokens of a text as ``(start, end)`` code point offsets, half-open, in order.

    Every character that is not white space is in exactly one token, and no token crosses the end of a sentence.
    """
    rules = load_rules(language)
    return [token for start, end in split_sentences(text, language) for token in tokens(text, start, end, rules)]


def tokens(text: str, start: int, end: int, rules: Rules) -> Iterator[tuple[int, int]]:
    """Yield the tokens of the sentence ``text[start:end]``."""
    pattern, elided = _pattern(), _elided(rules.elisions)
    before, place = "", start
    while (match := pattern.search(text, place, end)) is not None:
        first, last = match.span()
        if match.lastgroup == "word":
            if elided is not None and (cut := elided.match(text, first, end)) is not None:
                last = cut.end()
            elif last < end and text[last] == "." and not text.startswith("..", last):
                last += _keeps_stop(text[first:last], text[last + 1 : min(end, last + 3)], before, rules)
        before, place = text[first:last], last
        yield first, last


def _keeps_stop(word: str, behind: str, before: str, rules: Rules) -> bool:
    """Whether the full stop behind a word belongs to it, by the characters behind and the token before."""
    kinds = rules.abbreviations.get(word, frozenset())
    following = behind.lstrip()
    if kinds & _LETTER_CLASSES or ("numbered" in kinds and following[:1].isdigit()):
        return True
    if "unit" in kinds and before[-1:].isdigit():
        return True
    if "." in word and all(len(piece) == 1 for piece in word.split(".")):
        return True
    return len(word) == 1 and word.isupper() and following[:1].isupper()


@cache
def _elided(elisions: frozenset[str]) -> re.Pattern[str] | None:
    if not elisions:
        return None
    words = "|".join(sorted(map(re.escape, elisions), key=len, reverse=True))
    return re.compile(rf"(?:{words})['’](?=\w)", re.IGNORECASE)


@cache
def _pattern() -> re.Pattern[str]:
    """Compile the token pattern: longest kinds first, and any other character but white space alone."""
    marks = _combining()
    letter = rf"[^\W\d{_SINGLE}]"
    run = rf"(?:{letter}[{marks}]*+|\d[{marks}]*+)"
    word = rf"{run}++(?:['’·\u00b7\u05f4\u2027]{run}++)*+"
    # Inner points join single letters (U.S) and digits, as do commas and colons digits (1,000; 3:30).
    dotted = rf"{letter}(?:\.{letter})++(?!{letter})"
    number = r"\d++(?:[.,:'’\u00a0\u202f](?=\d)\d++)*+"
    return re.compile(
        rf"(?P<address>(?:https?://|www\.)[^\s<>\"“”«»()\[\]]*[^\s<>\"“”«»()\[\].,;:!?'’])"
        rf"|(?P<mail>[\w.+\-]{{1,64}}+@(?:[\w\-]{{1,63}}\.){{1,8}}\w{{2,24}})"
        rf"|(?P<handle>[@#]\w++)"
        rf"|(?P<domain>\b[A-Za-z0-9][A-Za-z0-9\-]{{1,62}}+(?:\.[A-Za-z0-9\-]{{2,62}}+){{0,4}}"
        rf"\.(?:com|org|net|gov|edu|info|co\.uk|tv|de|fr|ru|es|it|nl|pl|br|in|jp|kr|cn|tr|ua)\b(?![.@]\w))"
        rf"|(?P<number>{number}(?!{letter}))"
        rf"|(?P<word>{dotted}|{number}{word}|{word})"
        rf"|(?P<dots>\.{{2,}}+|…++|-{{2,}}+|[{marks}]++)"
        rf"|(?P<emoji>{_EMOJI})"
        r"|(?P<other>\S)"
    )


@cache
def _combining() -> str:
    """Return the ranges of what extends a letter: combining marks, joiners, soft hyphen (UAX 29 Extend, Format)."""
    ranges: list[list[int]] = []
    for code in range(0x300, min(0x20000, sys.maxunicode)):
        if unicodedata.category(chr(code))[0] == "M" or code in {0x200C, 0x200D, 0x2060}:
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return r"\xad" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
