"""Tense: whether the clause around an expression speaks of what was or of what is to come.

Cues are words of the lexicon (classes ``past_cue`` and ``future_cue``) and endings of verbs. The nearest cue
decides; one behind the expression counts as farther away, as most verbs stand before it.
"""

from __future__ import annotations

import re

from newskit.extract.times.language import Language

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
    before = [match.group().lower() for match in _WORD.finditer(text, max(0, start - _BEFORE), start)]
    after = [match.group().lower() for match in _WORD.finditer(text, end, min(len(text), end + _AFTER))]
    best, tense = len(before) + len(after) + _BEHIND, 0
    for words, extra, step in ((before[::-1], 0, 1), (after, _BEHIND, -1)):
        for distance, word in enumerate(words):
            if word in _STOPS or distance + extra >= best:
                break
            beside = distance + step
            found = _cue(word, words[beside] if 0 <= beside < len(words) else "", language)
            if found:
                best, tense = distance + extra, found
                break
    return tense


def _cue(word: str, previous: str, language: Language) -> int:
    """Return the tense that a word tells of; a participle behind "be" tells nothing."""
    known = language.cues.get(f"{previous} {word}") or language.cues.get(word)
    after_be = language.cues.get(previous) == 0
    if known:
        return 0 if known < 0 and after_be else known
    endings = language.settings.get("past_endings", ())
    if len(word) < _SHORTEST_VERB or not any(word.endswith(ending) for ending in endings):
        return 0
    return 0 if after_be else -1
