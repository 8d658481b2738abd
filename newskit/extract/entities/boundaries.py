"""Where a name starts and ends: the repairs that a model's spans need.

A model leaves the article on a name and the possessive after it, runs across a line break, and stops in the middle of
"University of" and "Moon Jae-". Every repair is a rule over words and tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newskit.article import EntityLabel
from newskit.extract.entities.gazetteer import Gazetteer
from newskit.extract.entities.lexicon import Lexicon
from newskit.extract.entities.tokens import Line

PROPER = frozenset({"NNP", "NNPS", ""})
"""Tags of proper nouns; the empty one is that of words that no model has read."""
_WHITE = re.compile(r"\s*[\n\r\u2028\u2029]\s*|\s{2,}")
_DASHES = {"-", "–", "—", "--", "|", "/", ";", ":", "@", "•", "·", "»", "«"}
_SHORT = 2
_NAME_WORDS = 8
_PREFIXES = frozenset({"pro", "anti", "non", "ex", "mid", "post", "pre", "un"})
_OPENING, _CLOSING = frozenset("\"“‘'"), frozenset("\"”’'")
_NOT_NAMES = frozenset({"led", "backed", "era", "style", "born", "based", "trained", "like", "appointed", "elect"})


def pieces(line: Line, i: int, j: int, label: EntityLabel, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Cut a span at line breaks, open brackets and spaced dashes, and persons at "and"."""
    first = i
    for place in range(i, j):
        word = line.words[place]
        white = not word.strip()
        cut = white and _WHITE.fullmatch(word) is not None
        if not cut and word in _DASHES and first < place:
            cut = line.starts[place] > line.ends[place - 1] or (label == "PERSON" and word in "@|;:")
        if not cut and word in "()[]/":
            cut = True
        if not cut and label == "PERSON" and first < place:
            cut = word in lexicon.conjunctions or word == "," or _breaks_person(line, place, lexicon)
        if not cut and label == "ORG" and first < place and word == "the":
            cut = not line.words[place - 1].islower()
        if cut:
            if first < place:
                yield first, place
            first = place + 1
    if first < j:
        yield first, j


def _breaks_person(line: Line, place: int, lexicon: Lexicon) -> bool:
    """Whether a small word cannot stand in a person's name: "composed" cannot, "the" of Peter the Great can."""
    word = line.words[place]
    if not word.islower() or not word.isalpha() or line.starts[place] == line.ends[place - 1]:
        return False
    if word in lexicon.articles and place + 1 < len(line.words) and line.words[place + 1][:1].isupper():
        return False
    return word not in lexicon.person_joints


def trim(line: Line, i: int, j: int, label: EntityLabel | None, lexicon: Lexicon) -> tuple[int, int]:
    """Take articles, punctuation, possessives and titles off the ends of a span of words."""
    words = line.words
    while i < j and (not _wordy(words[i]) or words[i].lower() in lexicon.articles):
        i += 1
    if j - i > _SHORT + 1 and words[i].lower() in _PREFIXES and words[i + 1] == "-":
        i += _SHORT + 1
    while j > i and (words[j - 1] in lexicon.possessives or not _closing(words[j - 1])):
        j -= 1
    while j > i and words[j - 1].lower() in lexicon.role_of:
        if words[j - 1].lower() == "of" and j < len(words) and words[j][:1].isupper():
            return i, extend(line, j - 1, lexicon)
        j -= 1
    if label == "PERSON":
        while i < j - 1 and is_title(words[i], lexicon):
            i += 1
    return i, j


def is_title(word: str, lexicon: Lexicon) -> bool:
    """Whether a capitalised word before a name is a title or a part of one."""
    if word in lexicon.address or word in lexicon.role_short:
        return True
    lower = word.lower()
    return lower in lexicon.role_heads or lower in lexicon.role_modifiers


def after_group(line: Line, i: int, j: int, known: Gazetteer) -> int:
    """Step over "Salvadoran" in "Salvadoran Héctor Mojica"."""
    if j - i > 1:
        entry = known.entries.get(line.words[i])
        if entry is not None and entry.kind in {"demonym", "group", "country"} and line.words[i] not in known.given:
            return i + 1
    return i


def extend(line: Line, j: int, lexicon: Lexicon) -> int:
    """Take "of Chicago" into "University of Chicago"."""
    words = line.words
    if words[j].lower() != "of":
        return j
    place = j + 1
    while place < len(words) and words[place].lower() in lexicon.articles:
        place += 1
    start = place
    while place < len(words) and words[place][:1].isupper() and words[place] not in lexicon.never:
        if line.ends[place - 1] < line.starts[place] - 1:
            break
        place += 1
        if place - start >= _SHORT + 1:
            break
    return place if place > start else j


def _wordy(word: str) -> bool:
    return word[0].isalnum() or (len(word) > 1 and word[0] in "$€£#@'’“‘" and any(map(str.isalnum, word)))


def _closing(word: str) -> bool:
    return word[-1].isalnum() or (word[-1] in ".!+" and any(map(str.isalnum, word)))


def whole_person(line: Line, i: int, j: int, lexicon: Lexicon, known: Gazetteer) -> tuple[int, int]:
    """Take the rest of a person's name in: "Moon Jae-in", "Majed bin Mohamed", "dos Santos", "José “Pepe” Mujica"."""
    words, size = line.words, len(line.words)
    while i > 0 and words[i - 1].islower() and words[i - 1] in lexicon.person_joints and len(words[i - 1]) > 1:
        i -= 1
    while (
        i > 0 and words[i - 1] in known.given and _free(line, i - 1, lexicon) and line.starts[i] - line.ends[i - 1] == 1
    ):
        i -= 1
    limit = min(size, j + _NAME_WORDS)
    while j < limit:
        word = words[j]
        close = line.starts[j] == line.ends[j - 1]
        if close and (word == "-" or words[j - 1] == "-" or words[j - 1][-1] == "-") and j + (word == "-") < size:
            if word == "-" and not (line.starts[j + 1] == line.ends[j] and words[j + 1][0].isalpha()):
                break
            if word == "-" and words[j + 1] in _NOT_NAMES:
                break
            j += 1
        elif words[j - 1] in lexicon.person_joints and word[0].isupper():
            j += 1
        elif word in lexicon.person_joints and len(word) > 1 and j + 1 < size and _capital(line, j + 1):
            j += 2
        elif word in _OPENING and j + 2 < size and words[j + 2] in _CLOSING and words[j + 1][0].isupper():
            if j + 3 < size and _capital(line, j + 3):
                j += 4
            else:
                break
        elif word in _CLOSING and words[j - 2] in _OPENING and j + 1 < size and _capital(line, j + 1):
            j += 2
        elif _free(line, j, lexicon) and line.starts[j] - line.ends[j - 1] == 1 and not line.titled:
            j += 1
        else:
            break
    return i, min(j, size)


def _free(line: Line, place: int, lexicon: Lexicon) -> bool:
    """Whether a word is a proper noun that the model has not claimed and that is no title."""
    word = line.words[place]
    return (
        _capital(line, place)
        and line.tags[place] != "NNPS"
        and place not in line.marked
        and word not in lexicon.never
        and not is_title(word, lexicon)
        and not (word.isupper() and len(word) > 1)
    )


def _capital(line: Line, place: int) -> bool:
    return line.words[place][0].isupper() and line.tags[place] in PROPER
