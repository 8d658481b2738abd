"""Where names are: the model's spans with their boundaries repaired, known names, and runs of capitals.

A model leaves the article on a name and the possessive after it, runs across a line break, takes "Defense" of
"Defense Minister" for an organisation and stops in the middle of "University of". Every repair here is a rule over
words and tags; what the label is decides ``labels``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

from newskit.article import EntityLabel
from newskit.extract.entities.gazetteer import LABELS, Entry, Gazetteer
from newskit.extract.entities.lexicon import Lexicon
from newskit.extract.entities.tokens import Line

Source = Literal["model", "known", "run", "repeat", "user"]
_EDGE = re.compile(r"[^\w]+")
_WHITE = re.compile(r"\s*[\n\r\u2028\u2029]\s*|\s{2,}")
_ADDRESS = re.compile(r"@|://|www\.|\.(?:com|org|net|co|edu|gov)\b", re.IGNORECASE)
_DASHES = {"-", "–", "—", "--", "|", "/", ";", ":", "@", "•", "·", "»", "«"}
_PROPER = ("NNP", "NNPS")
_PLACES = frozenset({"GPE", "LOC"})
_NESTING = frozenset({"country", "demonym"})
_SHORT = 2
_SHORT_WORD = 4
_CAPITAL_KINDS = frozenset({"country", "region", "area"})
_NAME_WORDS = 8
_PREFIXES = frozenset({"pro", "anti", "non", "ex", "mid", "post", "pre", "un"})
_OPENING, _CLOSING = frozenset("\"“‘'"), frozenset("\"”’'")
_NOT_NAMES = frozenset({"led", "backed", "era", "style", "born", "based", "trained", "like", "appointed", "elect"})
_LONGEST = 120
"""No name is longer, in characters: what is longer is a list or a mistake."""


class Tables(NamedTuple):
    """What a block is read with."""

    text: str
    lexicon: Lexicon
    known: Gazetteer


@dataclass(slots=True, eq=False)
class Found:
    """A stretch of text that may be a name."""

    start: int
    end: int
    #: What the model or a table says; ``None`` for a run of capitals.
    label: EntityLabel | None
    source: Source
    line: Line
    entry: Entry | None = None
    #: Whether it lies inside another name: "Oman" in "Oman Chamber of Commerce".
    nested: bool = False
    #: Countries and demonyms inside it.
    inner: tuple[Found, ...] = ()


def find_spans(line: Line, text: str, lexicon: Lexicon, known: Gazetteer, user: Gazetteer | None) -> list[Found]:
    """Return the candidate names of a block in order, none overlapping another."""
    modelled = list(_model_spans(line, text, lexicon, known))
    matched = [Found(start, end, entry.label, "known", line, entry) for start, end, entry in match(line, text, known)]
    spans = _merge(modelled, matched, line, lexicon)
    if user is not None:
        chosen = [Found(start, end, entry.label, "user", line, entry) for start, end, entry in match(line, text, user)]
        spans = _override(spans, chosen)
    taken = spans + list(_runs(line, text, lexicon, spans))
    return sorted(taken, key=lambda span: span.start)


def match(line: Line, text: str, known: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    """Yield the known names of a block, the longest first at each place, left to right."""
    names = known.names
    after = 0
    for start, end, word in zip(line.starts, line.ends, line.words, strict=True):
        if start < after:
            continue
        candidates = names.get(word.lower())
        if candidates is None and not word.isalnum():
            first = _EDGE.split(word, maxsplit=1)[0]
            candidates = names.get(first.lower()) if first else None
        if not candidates:
            continue
        for name in candidates:
            stop = start + len(name)
            if stop > len(text) or (
                stop < len(text) and stop != end and text[stop].isalnum() and text[stop - 1].isalnum()
            ):
                continue
            if _same(text[start:stop], name, line, known):
                if text[stop - 1].isalnum() and text[stop : stop + 1].isalnum():
                    continue
                yield start, stop, known.entries[name]
                after = stop
                break


def _same(written: str, name: str, line: Line, known: Gazetteer) -> bool:
    if written == name or ("’" in written and written.replace("’", "'") == name):
        return True
    entry = known.entries[name]
    if name.isupper() or (not line.capitals and (len(name) <= _SHORT_WORD or entry.kind not in _CAPITAL_KINDS)):
        return False
    return entry.kind != "organization" and written.isupper() and written.replace("’", "'").lower() == name.lower()


def _model_spans(line: Line, text: str, lexicon: Lexicon, known: Gazetteer) -> Iterator[Found]:
    parse = line.parsed.parse
    if parse is None:
        return
    for ent in parse.ents:
        label = _label(ent.label_)
        if label is None:
            continue
        for piece in _pieces(line, ent.start, ent.end, label, lexicon):
            yield from _span(line, piece, label, Tables(text, lexicon, known))


def _span(line: Line, piece: tuple[int, int], label: EntityLabel, tables: Tables) -> Iterator[Found]:
    """Repair one span of words; possessives of known names make two of it."""
    text, lexicon, known = tables
    i, j = trim(line, *piece, label, lexicon)
    if j > i and label == "ORG" and j < len(line.words) and line.words[j].lower() in lexicon.role_of:
        j = _extend(line, j, lexicon)
    if j <= i:
        return
    for place in range(i + 1, j - 1):
        if line.words[place] in lexicon.possessives:
            first = text[line.starts[i] : line.ends[place - 1]]
            entry = known.entries.get(first)
            if entry is not None or label == "PERSON":
                yield Found(line.starts[i], line.ends[place - 1], entry.label if entry else label, "model", line, entry)
                yield from _span(line, (place + 1, j), "ORG" if label == "PERSON" else label, tables)
                return
            break
    if label == "PERSON":
        i = _after_group(line, i, j, known)
        i, j = _whole_person(line, i, j, lexicon)
    start, end = line.starts[i], line.ends[j - 1]
    surface = text[start:end]
    if (
        surface in lexicon.never
        or not any(map(str.isalpha, surface))
        or (surface.islower() and not (label in _PLACES and _is_place(surface, known)))
    ):
        return
    if end - start <= _LONGEST and not _ADDRESS.search(surface):
        yield Found(start, end, label, "model", line, None)


def _is_place(surface: str, known: Gazetteer) -> bool:
    """Whether a name in small letters, as people write them in haste, is a known place."""
    titled = surface.title()
    return titled in known.entries or titled in known.cities


def _whole_person(line: Line, i: int, j: int, lexicon: Lexicon) -> tuple[int, int]:
    """Take the rest of a person's name in: "Moon Jae-in", "Majed bin Mohamed", "dos Santos", "José “Pepe” Mujica"."""
    words, size = line.words, len(line.words)
    while i > 0 and words[i - 1].islower() and words[i - 1] in lexicon.person_joints and len(words[i - 1]) > 1:
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
        else:
            break
    return i, min(j, size)


def _capital(line: Line, place: int) -> bool:
    return line.words[place][0].isupper() and (line.tags[place] in _PROPER or not line.tags[place])


def _label(name: str) -> EntityLabel | None:
    if name == "LANGUAGE":
        return "NORP"
    aliases = {"PER": "PERSON", "MISC": "EVENT"}
    name = aliases.get(name, name)
    return cast("EntityLabel", name) if name in LABELS else None


def _pieces(line: Line, i: int, j: int, label: EntityLabel, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
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
    """Whether a small word cannot stand in a person's name: "composed" cannot, "de" and "the" in Peter the Great can."""
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
            return i, _extend(line, j - 1, lexicon)
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


def _after_group(line: Line, i: int, j: int, known: Gazetteer) -> int:
    """Step over "Salvadoran" in "Salvadoran Héctor Mojica"."""
    if j - i > 1:
        entry = known.entries.get(line.words[i])
        if entry is not None and entry.kind in {"demonym", "group", "country"} and line.words[i] not in known.given:
            return i + 1
    return i


def _extend(line: Line, j: int, lexicon: Lexicon) -> int:
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


def _merge(modelled: list[Found], matched: list[Found], line: Line, lexicon: Lexicon) -> list[Found]:
    """Known names give labels to the same spans, swallow shorter ones and fill gaps."""
    spans: list[Found] = []
    places = {(span.start, span.end): span for span in modelled}
    for span in matched:
        same = places.get((span.start, span.end))
        if same is not None:
            same.entry, same.label = span.entry, span.label
    matched = [span for span in matched if (span.start, span.end) not in places]
    queue = sorted([*modelled, *matched], key=lambda span: (span.start, -span.end, span.source == "model"))
    for span in queue:
        before = spans[-1] if spans else None
        if before is None or before.end <= span.start:
            if span.source == "model" or _stands_alone(span, line, lexicon):
                spans.append(span)
            continue
        if before.source == "model" and span.source == "known" and span.end > before.end and span.start <= before.start:
            spans[-1] = span
        elif span.source == "known" and span.end <= before.end and span.entry is not None and before.entry is None:
            if span.entry.kind in _NESTING:
                span.nested = True
                before.inner += (span,)
    return [span for span in spans if not _is_role(span, line, lexicon)]


def _stands_alone(span: Found, line: Line, lexicon: Lexicon) -> bool:
    """Whether a known name that the model passed over is one here: "Turkey" is, "turkey" and "IS" may not be."""
    entry = span.entry
    assert entry is not None
    i, j = line.range(span.start, span.end)
    if entry.kind == "organization" and j - i == 1:
        word = line.words[i]
        if line.capitals or i in line.openings or (line.tags[i] and line.tags[i] not in _PROPER):
            return False
        return not (len(word) <= _SHORT and not line.tags[i])
    if entry.kind in {"group", "area"} and j - i == 1 and i in line.openings and line.tags[i][:2] not in {"JJ", "NN"}:
        return bool(line.tags[i]) is False
    if line.capitals and span.end - span.start <= _SHORT:
        return False
    return not (entry.kind == "group" and line.titled and line.words[i] in lexicon.never)


def _is_role(span: Found, line: Line, lexicon: Lexicon) -> bool:
    """Whether a span is only (a part of) a title: "Defense" in "Defense Minister Benny Gantz"."""
    if span.entry is not None:
        return False
    i, j = line.range(span.start, span.end)
    words = [word.lower() for word in line.words[i:j]]
    if not all(
        word in lexicon.role_heads or word in lexicon.role_modifiers or word in lexicon.joints for word in words
    ):
        return False
    following = line.words[j].lower() if j < len(line.words) else ""
    if i > 1 and line.words[i - 1].lower() in lexicon.role_of and line.words[i - 2].lower() in lexicon.role_heads:
        return True
    return words[-1] in lexicon.role_heads or following in lexicon.role_heads


def _override(spans: list[Found], chosen: list[Found]) -> list[Found]:
    """Let the user's names replace everything that they touch."""
    kept = []
    place = 0
    for span in spans:
        while place < len(chosen) and chosen[place].end <= span.start:
            place += 1
        if place == len(chosen) or chosen[place].start >= span.end:
            kept.append(span)
    return sorted([*kept, *chosen], key=lambda span: span.start)


def _runs(line: Line, text: str, lexicon: Lexicon, spans: list[Found]) -> Iterator[Found]:
    """Yield runs of proper nouns that nobody has claimed, without a label."""
    if line.capitals or line.titled:
        return
    taken = iter(spans)
    current = next(taken, None)
    first: int | None = None
    size = len(line.words)
    for place in range(size + 1):
        while current is not None and place < size and current.end <= line.starts[place]:
            current = next(taken, None)
        inside = False
        if place < size:
            word = line.words[place]
            covered = current is not None and current.start < line.ends[place]
            proper = word[0].isupper() and (line.tags[place] in _PROPER or not line.tags[place])
            inside = proper and not covered
        if inside:
            if first is None:
                first = place
            continue
        if first is not None:
            yield from _run(line, text, first, place, lexicon)
            first = None


def _run(line: Line, text: str, i: int, j: int, lexicon: Lexicon) -> Iterator[Found]:
    i, j = trim(line, i, j, None, lexicon)
    while i < j and (is_title(line.words[i], lexicon) or line.words[i] in lexicon.never):
        i += 1
    if i < j and not all(word in lexicon.never for word in line.words[i:j]):
        start, end = line.starts[i], line.ends[j - 1]
        if end - start <= _LONGEST and not _ADDRESS.search(text, start, end):
            yield Found(start, end, None, "run", line)
