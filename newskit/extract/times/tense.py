"""Tense: whether the clause around an expression speaks of what was or of what is to come.

Cues are words of the lexicon (classes ``past_cue`` and ``future_cue``) and endings of verbs. The nearest cue decides; one behind the
expression counts as farther away, as most verbs stand before it.
"""

from __future__ import annotations

import re

from newskit.extract.times.language import Language

_WORD = re.compile(r"[^\W\d_]+|[.!?;]")
#: How far a cue may be, in code points.
_BEFORE = 90
_AFTER = 50
#: How many words farther a cue behind the expression counts.
_BEHIND = 2
_SHORTEST_VERB = 4
_STOPS = frozenset(".!?;")


def tense_around(text: str, start: int, end: int, language: Language) -> int:
    """Return -1 where the nearest cue is of the past, 1 where it is of the future, 0 where there is none."""
    before = [match.group().lower() for match in _WORD.finditer(text, max(0, start - _BEFORE), start)]
    after = [match.group().lower() for match in _WORD.finditer(text, end, min(len(text), end + _AFTER))]
    best, tense = 1000, 0
    for words, extra in ((before[::-1], 0), (after, _BEHIND)):
        for distance, word in enumerate(words):
            if word in _STOPS or distance + extra >= best:
                break
            found = _cue(word, language)
            if found:
                best, tense = distance + extra, found
                break
    return tense


def _cue(word: str, language: Language) -> int:
    known = language.cues.get(word)
    if known is not None:
        return known
    endings = language.settings.get("past_endings", ())
    return -1 if len(word) >= _SHORTEST_VERB and any(word.endswith(ending) for ending in endings) else 0
