"""Ranking of words and phrases by a weighted sum of how often, how early and as what they stand.

Frequency (Luhn 1958), place (El-Beltagy and Rafea's KP-Miner, 2009) and length are the classical signs; the weights are
round numbers, chosen on the development half of 500N-KPCrowd.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nsmallest
from math import exp, log

from newskit.article import Keyphrase, Span
from newskit.extract.document import Document
from newskit.extract.keyphrases.candidates import LONGEST_PHRASE, Phrase, Word, gather
from newskit.extract.keyphrases.commonness import commonness

LIMIT = 30
"""Keyphrases of an article, at the most."""
_STEP = 100
"""Characters in which the place counts."""

_OFTEN = 0.75
_LATE = -0.3
_LETTER = 0.24
_LONG_WORD = 12
"""Letters up to which a longer word is a more telling one."""
_ACRONYM = 6
"""Letters that one of capitals alone counts for, at the least."""
_COMMON = -0.5
_CAPITAL = -0.4
"""A name of one word often is a part of one, and tells less than the noun beside it."""
_MODIFIER = -0.5
_AFTER_PREPOSITION = 0.15
_COUNTRY = 0.3

_PHRASE = 0.6
"""A phrase against a word, when nothing else is known of either."""
_PHRASE_WORDS = 0.4
_PHRASE_LATE = -0.5
_PHRASE_NAME = 0.5
_PHRASE_LONG = -0.4
_PHRASE_SHARE = 0.9
"""What it counts that its most frequent word stands nowhere but in it."""


def rank(document: Document) -> list[Keyphrase]:
    """Return the best words and phrases; the score is 1 for the first, and falls with the odds of being one."""
    words, phrases = gather(document)
    common = commonness(document.language)
    scores = {lemma: _word_score(word, common) for lemma, word in words.items()}
    found: list[tuple[float, Word | Phrase]] = [(scores[lemma], word) for lemma, word in words.items()]
    found.extend((_phrase_score(phrase, words, scores), phrase) for phrase in phrases.values())
    found = nsmallest(LIMIT, found, key=lambda pair: (-pair[0], pair[1].first))
    return [
        Keyphrase(
            text=one.form,
            score=round(exp(score - found[0][0]), 4),
            mentions=[Span(start=start, end=end) for start, end in one.places],
        )
        for score, one in found
    ]


def _word_score(word: Word, common: Mapping[str, float]) -> float:
    form = word.form
    return (
        _OFTEN * log(word.count)
        + _LATE * log(1 + word.first / _STEP)
        + _LETTER * (max(len(form), _ACRONYM) if form.isupper() else min(len(form), _LONG_WORD))
        + _COMMON * common.get(form.lower(), 0.0)
        + (
            _CAPITAL * word.capitals
            + _MODIFIER * word.modifiers
            + _AFTER_PREPOSITION * word.after_preposition
            + _COUNTRY * word.countries
        )
        / word.count
    )


def _phrase_score(phrase: Phrase, words: Mapping[str, Word], scores: Mapping[str, float]) -> float:
    return (
        _PHRASE
        + _PHRASE_WORDS * sum(scores[lemma] for lemma in phrase.words) / len(phrase.words)
        + _PHRASE_LATE * log(1 + phrase.first / _STEP)
        + _PHRASE_NAME * phrase.names / phrase.count
        + _PHRASE_LONG * (len(phrase.words) == LONGEST_PHRASE)
        + _PHRASE_SHARE * phrase.count / max(words[lemma].count for lemma in phrase.words)
    )
