"""Where names are: the model's spans with their boundaries repaired, known names, and runs of capitals.

What the label of each is decides ``labels``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

from newskit.article import EntityLabel
from newskit.extract.entities.boundaries import PROPER, after_group, extend, is_title, pieces, trim, whole_person
from newskit.extract.entities.gazetteer import LABELS, LARGE_CITY, Entry, Gazetteer
from newskit.extract.entities.lexicon import Lexicon
from newskit.extract.entities.tokens import Line

Source = Literal["model", "known", "run", "repeat", "user"]
_EDGE = re.compile(r"[^\w]+")
_WHITE = re.compile(r"\s*[\n\r\u2028\u2029]\s*|\s{2,}")
_ADDRESS = re.compile(r"@|://|www\.|\.(?:com|org|net|co|edu|gov)\b", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_DASHES = {"-", "–", "—", "--", "|", "/", ";", ":", "@", "•", "·", "»", "«"}
_PLACES = frozenset({"GPE", "LOC"})
_NESTING = frozenset({"country", "demonym"})
_NAMES = {
    "PER": "PERSON",
    "LANGUAGE": "NORP",
    "PRS": "PERSON",
    "persName": "PERSON",
    "orgName": "ORG",
    "placeName": "GPE",
    "geogName": "LOC",
}
"""Labels of other models, by ours. What they call MISC is a run without a label: its evidence decides."""
_SHORT = 2
_TIMES = frozenset({"DATE", "TIME"})
_SHORT_WORD = 4
_PLAIN = 6
"""A word so short that opens a sentence is seldom the organisation of this name: "Apple", "Shell"."""
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
    #: Whether it is a name only if the article has it as a part of a longer one: "May" of "Theresa May".
    weak: bool = False
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
    spans = _override(list(_unlabelled(line, lexicon)), spans)
    taken = spans + list(_runs(line, Tables(text, lexicon, known), spans))
    return sorted(taken, key=lambda span: span.start)


def match(line: Line, text: str, known: Gazetteer) -> Iterator[tuple[int, int, Entry]]:
    """Yield the known names of a block, the longest first at each place, left to right."""
    lengths = known.lengths
    after = 0
    for start, end, word in zip(line.starts, line.ends, line.words, strict=True):
        if start < after:
            continue
        candidates = lengths.get(word.lower())
        if candidates is None and not word.isalnum():
            first = _EDGE.split(word, maxsplit=1)[0]
            candidates = lengths.get(first.lower()) if first else None
        for length in candidates or ():
            stop = start + length
            if stop > len(text) or (stop != end and text[stop - 1].isalnum() and text[stop : stop + 1].isalnum()):
                continue
            name = _known_name(text[start:stop], line, known)
            if name is not None:
                yield start, stop, known.entries[name]
                after = stop
                break


def _known_name(written: str, line: Line, known: Gazetteer) -> str | None:
    """Return the known name that some text is, as written or in capitals."""
    plain = written.replace("’", "'")
    if plain in known.entries:
        return plain
    name = known.folded.get(plain.lower()) if written.isupper() else None
    if name is None or name.isupper():
        return None
    kind = known.entries[name].kind
    if kind == "organization" or (not line.capitals and (len(name) <= _SHORT_WORD or kind not in _CAPITAL_KINDS)):
        return None
    return name


def _model_spans(line: Line, text: str, lexicon: Lexicon, known: Gazetteer) -> Iterator[Found]:
    parse = line.parsed.parse
    if parse is None:
        return
    for ent in parse.ents:
        label = _label(ent.label_)
        if label is None:
            continue
        for piece in pieces(line, ent.start, ent.end, label, lexicon):
            yield from _span(line, piece, label, Tables(text, lexicon, known))


def _unlabelled(line: Line, lexicon: Lexicon) -> Iterator[Found]:
    """Yield what a model of another language calls MISC: names of whatever kind."""
    parse = line.parsed.parse
    for ent in parse.ents if parse is not None else ():
        if ent.label_ == "MISC":
            i, j = trim(line, ent.start, ent.end, None, lexicon)
            if i < j and line.ends[j - 1] - line.starts[i] <= _LONGEST and line.words[i][:1].isupper():
                yield Found(line.starts[i], line.ends[j - 1], None, "run", line)


def _span(line: Line, piece: tuple[int, int], label: EntityLabel, tables: Tables) -> Iterator[Found]:
    """Repair one span of words; possessives of known names and of persons make two of it."""
    text, lexicon, known = tables
    i, j = trim(line, *piece, label, lexicon)
    if j > i and label == "ORG" and j < len(line.words) and line.words[j].lower() in lexicon.role_of:
        j = extend(line, j, lexicon)
    for place in range(i + 1, j - 1):
        if line.words[place] not in lexicon.possessives:
            continue
        first = text[line.starts[i] : line.ends[place - 1]]
        entry = known.entries.get(first)
        if entry is None and label != "PERSON":
            break
        if place > i:
            yield Found(line.starts[i], line.ends[place - 1], entry.label if entry else label, "model", line, entry)
        label = "ORG" if label == "PERSON" else label
        i, j = trim(line, place + 1, j, label, lexicon)
    if j <= i:
        return
    if label == "PERSON":
        i = after_group(line, i, j, known)
        i, j = whole_person(line, i, j, lexicon, known)
    if label in _PLACES:
        while i < j - 1 and line.words[i].islower() and line.words[i] in lexicon.around("directions"):
            i += 1
    start, end = line.starts[i], line.ends[j - 1]
    surface = text[start:end]
    weak = surface in lexicon.never or surface.rstrip(".") in lexicon.never
    hasty = surface.islower() and not (label in _PLACES and _is_place(surface, known))
    if (weak and label != "PERSON") or hasty or not _LATIN.search(surface):
        return
    if end - start <= _LONGEST and not _ADDRESS.search(surface):
        yield Found(start, end, label, "model", line, weak=weak)


def _is_place(surface: str, known: Gazetteer) -> bool:
    """Whether a name in small letters, as people write them in haste, is a known place."""
    titled = surface.title()
    return titled in known.entries or titled in known.cities


def _label(name: str) -> EntityLabel | None:
    name = _NAMES.get(name, name)
    return cast("EntityLabel", name) if name in LABELS else None


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
        elif before.entry is None and _nests(span, before):
            span.nested = True
            before.inner += (span,)
    return [span for span in spans if not _is_role(span, line, lexicon)]


def _nests(span: Found, outer: Found) -> bool:
    """Whether a country or people stands inside another name."""
    entry = span.entry
    return span.source == "known" and span.end <= outer.end and entry is not None and entry.kind in _NESTING


def _stands_alone(span: Found, line: Line, lexicon: Lexicon) -> bool:
    """Whether a known name that the model passed over is one here: "Turkey" is, "turkey" and "IS" may not be."""
    entry = span.entry
    assert entry is not None
    i, j = line.range(span.start, span.end)
    if entry.kind == "organization" and j - i == 1:
        word = line.words[i]
        plain = len(word) <= _PLAIN and not word.isupper()
        if line.capitals or (i in line.openings and plain) or line.tags[i] not in PROPER:
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
    """Let chosen names replace everything that they touch."""
    kept = []
    place = 0
    for span in spans:
        while place < len(chosen) and chosen[place].end <= span.start:
            place += 1
        if place == len(chosen) or chosen[place].start >= span.end:
            kept.append(span)
    return sorted([*kept, *chosen], key=lambda span: span.start)


def _runs(line: Line, tables: Tables, spans: list[Found]) -> Iterator[Found]:
    """Yield runs of proper nouns that nobody has claimed, without a label."""
    lexicon = tables.lexicon
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
            proper = word[0].isupper() and line.tags[place] in PROPER
            inside = proper and not covered and not (word in lexicon.never and line.marked.get(place) in _TIMES)
        if inside:
            if first is None:
                first = place
            continue
        if first is not None:
            yield from _run(line, first, place, tables)
            first = None


def _run(line: Line, i: int, j: int, tables: Tables) -> Iterator[Found]:
    text, lexicon, known = tables
    i, j = trim(line, i, j, None, lexicon)
    if j - i == 1 and line.words[i] in lexicon.never and not is_title(line.words[i], lexicon):
        yield Found(line.starts[i], line.ends[i], None, "run", line, weak=True)
        return
    while i < j and (is_title(line.words[i], lexicon) or line.words[i] in lexicon.never):
        i += 1
    if i == j or all(word in lexicon.never for word in line.words[i:j]):
        return
    for first, last in [(i, j)] if line.tags[i] else _unread(line, i, j, lexicon, known):
        start, end = line.starts[first], line.ends[last - 1]
        if end - start <= _LONGEST and not _ADDRESS.search(text, start, end):
            yield Found(start, end, None, "run", line)


def _unread(line: Line, i: int, j: int, lexicon: Lexicon, known: Gazetteer) -> Iterator[tuple[int, int]]:
    """Yield the names in a run of capitals that no model has read, and in which other words may be: "Stadt Köln"."""
    words = line.words[i:j]
    if j - i == 1:
        if len(words[0]) > _SHORT or words[0].isupper():
            yield i, j
        return
    told = words[0] in known.given or words[0] in lexicon.starts or any(word in lexicon.heads for word in words)
    if told or not (lexicon.capital_nouns or i in line.openings):
        yield i, j
        return
    person = next((place for place in range(i + 1, j - 1) if line.words[place] in known.given), None)
    if person is not None:
        yield from _unread(line, i, person, lexicon, known)
        yield person, j
    elif any(city.population >= LARGE_CITY for city in known.cities.get(words[-1], ())):
        yield j - 1, j
    else:
        yield i, j
