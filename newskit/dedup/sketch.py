"""What is remembered of an article to find its copies: hashed shingles, hashed facts, and a hash of its letters.

A shingle is five words in a row (Broder, "On the resemblance and containment of documents", 1997). Facts are the
numbers and the capitalised words: forms with the same wording (quakes, results, lotteries) differ in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import xxhash

from newskit.article import Article, body

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHINGLE = 5
"""Words in a shingle."""
SAMPLE = 4
"""One shingle in so many is kept of a long article: those whose hash it divides, the same in all articles."""
SHORT = 480
"""Shingles up to which an article is short: all of its shingles are kept."""
_SAMPLE_BITS = np.uint64(SAMPLE - 1)
_TABLE = 0x20000
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_SHIFTS = (np.uint64(31), np.uint64(27))
_MULTIPLIER = np.uint64(0x7FB5D329728EA185)


@dataclass(frozen=True, slots=True)
class Sketch:
    """The hashes of one article; arrays are sorted and without repeats, of type uint64."""

    #: Hashed shingles of the body: all of a short article, a sample of a long one.
    shingles: NDArray[np.uint64]
    #: Hashed facts of the body.
    facts: NDArray[np.uint64]
    #: Hash of the body's words in order, whatever stands between them; 0 for an empty body.
    letters: int
    #: Whether all shingles are there.
    is_short: bool


def sketch(article: Article) -> Sketch:
    """Return the sketch of an article's body (its whole text where it has no blocks)."""
    letters, starts, ends, large = _words(body(article))
    if not len(ends):
        return Sketch(np.zeros(0, np.uint64), np.zeros(0, np.uint64), 0, is_short=True)
    sums = _sums(letters)
    shingles = (
        _hashes(sums, starts[: 1 - SHINGLE], ends[SHINGLE - 1 :])
        if len(ends) > SHINGLE
        else _hashes(sums, starts[:1], ends[-1:])
    )
    is_short = len(shingles) <= SHORT
    return Sketch(
        shingles=_distinct(shingles if is_short else sampled(shingles)),
        facts=_distinct(_hashes(sums, starts[large], ends[large])),
        letters=xxhash.xxh3_64_intdigest(letters.tobytes()),
        is_short=is_short,
    )


def sampled(shingles: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the shingles that are kept of a long article."""
    kept: NDArray[np.uint64] = shingles[(shingles & _SAMPLE_BITS) == 0]
    return kept


def _distinct(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the values in order and once each."""
    values = np.sort(values)
    if len(values) < 2:
        return values
    distinct: NDArray[np.uint64] = values[np.concatenate(([True], values[1:] != values[:-1]))]
    return distinct


def _words(
    text: str,
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return the words of a text in lower case as one array of code points, a blank after each.

    With it come where each word begins and ends there, and whether it begins with a capital letter or a digit.
    """
    lower, is_large = _letters()
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    points = np.minimum(points, np.uint32(len(lower) - 1))
    letters = np.zeros(len(points) + 2, np.uint32)
    np.take(lower, points, out=letters[1:-1])
    is_letter = letters != 0
    kept = np.flatnonzero(is_letter[1:] | is_letter[:-1]) + 1  # the letters, and the first blank after each word
    letters = letters[kept]
    ends = np.flatnonzero(letters == 0)
    starts = np.empty_like(ends)
    if len(ends):
        starts[0], starts[1:] = 0, ends[:-1] + 1
    return letters, starts, ends, is_large[points[kept[starts] - 1]]


@cache
def _letters() -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """Return for each code point its small letter (0 for what stands in no word), and whether it begins a fact.

    The table ends after the planes with signs and pictures; all code points beyond count as one letter.
    """
    lower = np.zeros(_TABLE, np.uint32)
    is_large = np.zeros(_TABLE, np.bool_)
    for point in range(_TABLE - 1):
        letter = chr(point)
        if letter.isalnum() or letter == "_":
            lower[point] = ord(letter.lower()[0])
            is_large[point] = lower[point] != point or letter.isdigit()
    lower[-1] = _TABLE
    return lower, is_large


def _sums(letters: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return the sums of the polynomial hash up to each letter.

    The hash is modulo 2**64 (Karp and Rabin 1987): of the sums over all beginnings of the text, the hash of any stretch
    is a difference, divided by the power at which the stretch begins.
    """
    powers, _ = _powers(_table_size(len(letters)))
    sums = np.zeros(len(letters) + 1, np.uint64)
    np.cumsum((letters + np.uint64(1)) * powers[: len(letters)], out=sums[1:])
    return sums


def _hashes(sums: NDArray[np.uint64], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the hashes of stretches of the text, well mixed."""
    _, inverses = _powers(_table_size(len(sums) - 1))
    hashes: NDArray[np.uint64] = (sums[ends] - sums[starts]) * inverses[starts]
    hashes ^= hashes >> _SHIFTS[0]
    hashes *= _MULTIPLIER
    hashes ^= hashes >> _SHIFTS[1]
    return hashes


def _table_size(length: int) -> int:
    return 1 << max(12, (length + 1).bit_length())


@lru_cache(maxsize=4)
def _powers(number: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the first powers of the base and of its inverse."""
    tables = []
    for base in (_BASE, _INVERSE):
        table = np.full(number, base, np.uint64)
        table[0] = 1
        tables.append(np.multiply.accumulate(table))
    return tables[0], tables[1]
