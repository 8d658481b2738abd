"""Which names name one thing: same words, surnames, short forms, acronyms, known aliases.

The pairwise rules are those that hold on news with few mistakes: a surname goes to the latest full name before it,
never across two people whose titles or given names differ; an acronym to the organisation with these initials, first
to the one that it stands in brackets after; an organisation's short form to the one longer name that begins with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from newskit.article import EntityLabel, MentionKind
from newskit.extract.entities.gazetteer import Entry, Gazetteer
from newskit.extract.entities.labels import key
from newskit.extract.entities.lexicon import Lexicon
from newskit.extract.entities.spans import Found

_PUNCTUATION = re.compile(r"[.,'’\"“”()]")
_POSSESSIVE = re.compile(r"'s\b")
_STATE_OF = re.compile(
    r"(?:state|city|town|province|republic|kingdom|county|village|municipality) of (?:the )?", re.IGNORECASE
)
_SUFFIXES = {
    "inc",
    "ltd",
    "limited",
    "corp",
    "corporation",
    "co",
    "company",
    "llc",
    "plc",
    "group",
    "jr",
    "sr",
    "ii",
    "iii",
}
_SMALL = {
    "of",
    "the",
    "and",
    "for",
    "in",
    "on",
    "to",
    "de",
    "la",
    "del",
    "&",
    "des",
    "der",
    "die",
    "und",
    "et",
    "y",
    "a",
    "an",
}
_PREFIX_SHORTER = 2
_PAIR = 2
_FAMILY = 64
"""So many people of one name are told apart; no article has more."""
_ACRONYM = re.compile(r"[A-Z][A-Za-z&.-]{1,9}$")
_PLACES = frozenset({"GPE", "LOC", "FAC"})


@dataclass(slots=True, eq=False)
class Thing:
    """An entity that is being put together."""

    label: EntityLabel
    spans: list[Found] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    entry: Entry | None = None
    roles: list[str] = field(default_factory=list)
    #: ``m``, ``f`` or empty.
    gender: str = ""
    country: str | None = None
    wikidata: str | None = None
    confidence: float | None = None
    #: Nominals and pronouns, as start, end and kind.
    others: list[tuple[int, int, MentionKind]] = field(default_factory=list)

    def add(self, span: Found, surface: str) -> None:
        """Take one more mention."""
        self.spans.append(span)
        self.names[surface] += 1
        if self.entry is None or (span.entry is not None and span.entry.kind == "user"):
            self.entry = span.entry or self.entry

    @property
    def name(self) -> str:
        """The fullest form: the longest, of equals the most frequent."""
        return max(self.names, key=lambda name: (_fullness(name), self.names[name], name))


def _fullness(name: str) -> tuple[int, int]:
    words = name.split()
    return len(words), len(name) if not name.isupper() or len(words) == 1 else 0


def cluster(spans: list[Found], text: str, lexicon: Lexicon, known: Gazetteer) -> list[Thing]:
    """Group accepted spans, in text order, into things."""
    index = _Index(lexicon, known)
    for span in _full_names_first(spans, text):
        index.learn(span, text)
    things: list[Thing] = []
    seen: set[int] = set()
    for span in spans:
        thing = index.place(span, text)
        if id(thing) not in seen:
            seen.add(id(thing))
            things.append(thing)
    return [thing for thing in things if thing.spans]


def _full_names_first(spans: Iterable[Found], text: str) -> list[Found]:
    return sorted(spans, key=lambda span: (-len(text[span.start : span.end].split()), span.start))


class _Index:
    """Where a name's thing is found again: by its form, its initials, its parts."""

    def __init__(self, lexicon: Lexicon, known: Gazetteer) -> None:
        self.lexicon = lexicon
        self.known = known
        self.forms: dict[tuple[str, str], Thing] = {}
        #: Things by where a mention of them ends.
        self.ends: dict[int, Thing] = {}
        self.initials: dict[str, Thing | None] = {}
        self.prefixes: dict[tuple[str, str], Thing | None] = {}
        self.people: dict[str, list[Thing]] = {}
        self.full: Counter[int] = Counter()
        self.order: dict[int, int] = {}
        self.words: dict[int, list[str]] = {}

    def learn(self, span: Found, text: str) -> None:
        """Make the thing of a full name known before its short forms are placed."""
        surface = text[span.start : span.end]
        if span.label == "PERSON":
            words = _words(_titleless(surface))
            if len(words) > 1:
                thing = self._person(words)
                self.full[id(thing)] += 1
                self.order[id(thing)] = min(self.order.get(id(thing), span.start), span.start)
            return
        form = self._form(span, surface)
        if form in self.forms:
            self.ends[span.end] = self.forms[form]
            return
        thing = self._alias(span, surface, text) or Thing(span.label or "ORG")
        self.forms[form] = self.ends[span.end] = thing
        if form[0] in {"ORG", "EVENT", "LAW", "FAC", "GPE", "LOC", "PRODUCT", "WORK_OF_ART"}:
            self._learn_parts(form[0], surface, thing)

    def _learn_parts(self, label: str, surface: str, thing: Thing) -> None:
        words = _words(surface)
        if len(words) > 1:
            for letters in _initials(words):
                self.initials[letters] = thing if self.initials.get(letters, thing) is thing else None
        if label == "ORG":
            core = [word for word in words if word not in _SUFFIXES]
            for cut in range(1, _PREFIX_SHORTER + 1):
                if len(core) - cut >= 1 and (len(core) - cut > 1 or cut == 1):
                    short = (label, " ".join(core[:-cut]))
                    self.prefixes[short] = thing if self.prefixes.get(short, thing) is thing else None
            self.prefixes.setdefault((label, " ".join(core)), thing)
            plain = self._without_country(surface)
            if plain is not None:
                self.prefixes[label, plain] = thing if self.prefixes.get((label, plain), thing) is thing else None
        elif (
            len(words) > 1
            and label in _PLACES
            and words[-1] in {"city", "province", "state", "county", "river", "island"}
        ):
            self.prefixes.setdefault((label, " ".join(words[:-1])), thing)

    def _without_country(self, surface: str) -> str | None:
        """Return "home office" for "United Kingdom Home Office"."""
        parts = surface.split()
        for size in (2, 1):
            entry = self.known.entries.get(" ".join(parts[:size]))
            if entry is not None and entry.kind in {"country", "demonym"} and len(parts) - size > 1:
                return " ".join(_words(" ".join(parts[size:])))
        return None

    def place(self, span: Found, text: str) -> Thing:
        """Return the thing of a span, with the span added."""
        surface = text[span.start : span.end]
        thing = self._place_person(span, surface) if span.label == "PERSON" else self.forms[self._form(span, surface)]
        thing.add(span, surface)
        return thing

    def _form(self, span: Found, surface: str) -> tuple[str, str]:
        entry = span.entry
        label = span.label or "ORG"
        if entry is not None and entry.label == label:
            return label, "=" + entry.name
        if entry is not None and entry.kind == "country":
            return "GPE", "=" + entry.name
        form = _PUNCTUATION.sub("", _POSSESSIVE.sub("", key(surface)))
        if label == "GPE" and (match := _STATE_OF.match(surface)):
            rest = self.known.entries.get(surface[match.end() :])
            form = _STATE_OF.sub("", surface).casefold() if rest is None else "=" + rest.name
        return label, form

    def _alias(self, span: Found, surface: str, text: str) -> Thing | None:
        """Return the thing of an acronym's long form, or of the longer name of an organisation."""
        label = span.label or "ORG"
        plain = surface.replace(".", "")
        if _ACRONYM.match(plain) and sum(letter.isupper() for letter in plain) > 1:
            thing = self.initials.get(plain.lower())
            if thing is not None:
                return thing
        before = self._bracketed(span, text)
        if before is not None:
            return before
        words = [word for word in _words(surface) if word not in _SUFFIXES]
        entry = span.entry
        if words and (entry is None or entry.kind == "organization"):
            return self.prefixes.get((label, " ".join(words)))
        return None

    def _bracketed(self, span: Found, text: str) -> Thing | None:
        """Return what a short form in brackets stands after: "Justice and Development Party (AK Party)"."""
        if (
            span.label in {"PERSON", "GPE", "NORP"}
            or text[span.start - 2 : span.start] != " ("
            or text[span.end : span.end + 1] != ")"
        ):
            return None
        thing = self.ends.get(span.start - 2)
        return thing if thing is not None and thing.label == span.label else None

    def _person(self, words: list[str]) -> Thing:
        core = [word for word in words if word not in _SUFFIXES] or words
        form = ("PERSON", " ".join(core))
        thing = self.forms.get(form)
        if thing is None:
            thing = self._same_person(core) or Thing("PERSON")
            self.forms[form] = thing
            self.words.setdefault(id(thing), core)
            for word in set(core):
                self.people.setdefault(word, []).append(thing)
        return thing

    def _same_person(self, core: list[str]) -> Thing | None:
        """Return whom a name shortens: "Hamad Al Thani" is "Hamad bin Khalifa Al Thani", "J. Smith" John Smith."""
        for thing in self.people.get(core[-1], [])[:_FAMILY]:
            longer = self.words[id(thing)]
            if sorted(longer) == sorted(core):
                return thing
            if longer[-1] != core[-1]:
                continue
            rest = iter(longer)
            if all(any(_abbreviates(word, other) for other in rest) for word in core):
                return thing
        return None

    def _place_person(self, span: Found, surface: str) -> Thing:
        words = [word for word in _words(_titleless(surface)) if word not in _SUFFIXES]
        if len(words) > 1:
            return self._person(words)
        word = words[0] if words else key(surface)
        people = self.people.get(word, [])[:_FAMILY]
        as_last = [thing for thing in people if self.words[id(thing)][-1] == word]
        as_first = [thing for thing in people if self.words[id(thing)][0] == word]
        gender = self._address(span)
        for group in (as_last, as_first, people):
            fitting = [thing for thing in group if not gender or self._gender(thing) in {"", gender}]
            if fitting:
                return self._bearer(fitting)
        form = ("PERSON", word)
        return self.forms.setdefault(form, Thing("PERSON"))

    def _bearer(self, people: list[Thing]) -> Thing:
        """Return whom a single name means: the person named in full most often, of equals the first."""
        return max(people, key=lambda thing: (self.full[id(thing)], -self.order[id(thing)]))

    def _address(self, span: Found) -> str:
        i, _ = span.line.range(span.start, span.end)
        return self.lexicon.address.get(span.line.words[i - 1], "") if i else ""

    def _gender(self, thing: Thing) -> str:
        gender = self.known.given.get(self.words[id(thing)][0].capitalize(), "")
        return "" if gender == "?" else gender


def _titleless(surface: str) -> str:
    """Take the letters of an honour off a name: "Daniel Bernoulli FRS"."""
    words = surface.split()
    while len(words) > _PAIR and len(words[-1]) > 1 and words[-1].isupper() and not words[0].isupper():
        words.pop()
    return " ".join(words)


def _abbreviates(word: str, other: str) -> bool:
    return word == other or (len(word) == 1 and other.startswith(word))


def _words(surface: str) -> list[str]:
    return _PUNCTUATION.sub("", _POSSESSIVE.sub("", key(surface))).replace("-", " ").split()


def _initials(words: list[str]) -> set[str]:
    return {
        "".join(word[0] for word in words if word not in _SMALL),
        "".join(word[0] for word in words),
    }
