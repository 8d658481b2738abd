"""Tense: whether the clause around an expression speaks of what was or of what is to come.

Cues are words of the lexicon (classes ``past_cue`` and ``future_cue``) and endings of verbs. The nearest cue
decides; one behind the expression counts as farther away, as most verbs stand before it.
"""

from __future__ import annotations

import re

from newskit.extract.times.language import LEADING, Language

#: Words, and the signs that end a sentence; a dot behind a single letter or before a comma does not.
_WORD = re.compile(r"[^\W\d_]+|;|(?<=[^\W\d_]{2})[.!?](?=[\s\"”’'])")
#: How far a cue may be, in code points.
_BEFORE = 90
_AFTER = 50
#: How many words farther a cue behind the expression counts.
_BEHIND = 8
_SHORTEST_VERB = 4
_STOPS = frozenset(".!?;")


def tense_around(text: str, start: int, end: int, language: Language) -> int:
    """Return the tense of the nearest cue.

    -1 of the past; 1 perhaps, 2 surely of the future; 0 where there is no cue.
    """
    before = _WORD.findall(text, max(0, start - _BEFORE), start)
    after = _WORD.findall(text, end, min(len(text), end + _AFTER))
    best, tense = len(before) + len(after) + _BEHIND, 0
    for words, places, extra in (
        (before, range(len(before) - 1, -1, -1), 0),
        (after, range(len(after)), _BEHIND),
    ):
        for distance, place in enumerate(places, start=extra):
            if distance >= best or words[place] in _STOPS:
                break
            found = _cue(words, place, language)
            if found == LEADING:
                found = 0 if extra else 2
            if found:
                best, tense = distance, found
                break
    return tense


def _cue(words: list[str], place: int, language: Language) -> int:
    """Return the tense that a word tells of; a participle behind "be" tells nothing, nor does "to" before a noun."""
    word = words[place].lower()
    previous = words[place - 1].lower() if place else ""
    pair = f"{previous} {word}"
    triple = f"{words[place - 2].lower()} {pair}" if place > 1 else pair
    known = language.cues.get(triple) or language.cues.get(pair) or language.cues.get(word)
    if word in language.words_in("infinitive") and known == 1:
        following = words[place + 1] if place + 1 < len(words) else ""
        return known if following.islower() and following not in language.words_in("determiner") else 0
    after_be = previous in language.words_in("auxiliary")
    if known:
        return 0 if known < 0 and after_be else known
    if known == 0:
        return 0
    endings = language.settings.get("past_endings", ())
    if len(word) < _SHORTEST_VERB or not any(word.endswith(ending) for ending in endings):
        return 0
    return 0 if after_be else -1
