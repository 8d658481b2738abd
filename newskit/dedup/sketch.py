"""What is remembered of an article to find its copies: hashed shingles, hashed facts, and a hash of its letters.

A shingle is five words in a row (Broder, "On the resemblance and containment of documents", 1997). Facts are the
numbers and the capitalised words: forms with the same wording (quakes, results, lotteries) differ in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import xxhash

from newskit.article import BODY_KINDS, Article

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHINGLE = 5
"""Words in a shingle."""
_WORD = re.compile(r"\w+")
_FACT = re.compile(r"\b[^\W\d_a-z][\w’'-]+|\d[\d.,:]*", re.UNICODE)
_WEIGHTS = np.array([pow(0xD1342543DE82EF95, place + 1, 1 << 64) for place in range(SHINGLE)], np.uint64)
_SHIFTS = (np.uint64(31), np.uint64(27))
_MULTIPLIER = np.uint64(0x7FB5D329728EA185)


@dataclass(frozen=True, slots=True)
class Sketch:
    """The hashes of one article; arrays are sorted and without repeats, of type uint64."""

    #: Hashed shingles of the body.
    shingles: NDArray[np.uint64]
    #: Hashed facts of the body.
    facts: NDArray[np.uint64]
    #: Hash of the body's words in order, whatever stands between them; 0 for an empty body.
    letters: int


def sketch(article: Article) -> Sketch:
    """Return the sketch of an article's body (its whole text where it has no blocks)."""
    text = body(article)
    words = _WORD.findall(text.lower())
    hashes = np.fromiter(map(_hash, words), np.uint64, len(words))
    facts = {word for word in _FACT.findall(text) if not word.islower()}
    return Sketch(
        shingles=_shingles(hashes),
        facts=np.unique(np.fromiter(map(_hash, facts), np.uint64, len(facts))),
        letters=xxhash.xxh3_64_intdigest(hashes.tobytes()) if words else 0,
    )


def body(article: Article) -> str:
    """Return the text of the body blocks, or the whole text where there are no blocks."""
    text = article.text or ""
    if article.blocks is None:
        return text
    return "\n".join(text[block.start : block.end] for block in article.blocks if block.kind in BODY_KINDS)


@lru_cache(maxsize=500_000)
def _hash(word: str) -> int:
    return xxhash.xxh3_64_intdigest(word.encode("utf-8", "surrogatepass"))


def _shingles(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the hashes of all runs of five words; a shorter text is one shingle."""
    number = len(words) - SHINGLE + 1
    if number < 1:
        padded = np.zeros(SHINGLE, np.uint64)
        padded[: len(words)] = words
        words, number = padded, 1 if len(words) else 0
    hashes = np.zeros(number, np.uint64)
    for place, weight in enumerate(_WEIGHTS):
        hashes += words[place : place + number] * weight
    hashes ^= hashes >> _SHIFTS[0]
    hashes *= _MULTIPLIER
    hashes ^= hashes >> _SHIFTS[1]
    return np.unique(hashes)
