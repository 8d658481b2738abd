"""Pronouns and nominals: "he", "the prime minister", "the ministry", resolved where the evidence is strong.

A reader's ladder, after Hobbs and the sieves of Lee et al. (2013), cut to what news allows with few mistakes: the
candidates are the persons of this sentence before the pronoun and of the two sentences before; gender must agree; the
subject and the person last spoken of come first; where two stay level, nothing is resolved. What stands in quotation
marks and what stands outside are told apart, since "he" in a quotation is seldom its speaker.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import islice

from newskit.extract.entities.clusters import Thing
from newskit.extract.entities.lexicon import Lexicon
from newskit.extract.entities.tokens import Line

_BACK = 2
"""How many sentences before the pronoun's own a candidate may stand."""
_SUBJECT, _GENDER, _MARGIN = 1.5, 0.75, 0.5
"""What being the subject and a known gender weigh against one sentence of distance; the lead that decides."""
_REMEMBERED = 64
"""A reader keeps no more people in mind."""
_OPEN, _CLOSE, _BOTH = "“«„", "”»", frozenset({'"', "''", "``"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_MODIFIERS = 4
_PAIR = 2


@dataclass(slots=True)
class _Sighting:
    """A person seen at a place of the text; ``thing`` is ``None`` for one without a name ("a worker")."""

    thing: Thing | None
    gender: str
    sentence: int
    subject: bool
    quoted: bool

    @property
    def known(self) -> str:
        """``m``, ``f`` or empty."""
        return self.gender if self.thing is None else self.thing.gender


def resolve(things: list[Thing], blocks: list[Line], lexicon: Lexicon) -> None:
    """Add pronouns and nominals to the persons that they refer to."""
    if lexicon.pronouns or lexicon.role_definite:
        reader = _Reader(things, lexicon)
        for line in blocks:
            reader.read(line)


class _Reader:
    """Reads the blocks in order and remembers who was spoken of."""

    def __init__(self, things: list[Thing], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.names: dict[int, dict[int, tuple[Thing, int]]] = {}
        for thing in things:
            if thing.label in {"PERSON", "ORG"}:
                for span in thing.spans:
                    if span.nested:
                        continue
                    i, j = span.line.range(span.start, span.end)
                    self.names.setdefault(span.line.index, {})[i] = (thing, j)
        self.sentence = 0
        self.seen: deque[_Sighting] = deque(maxlen=_REMEMBERED)
        #: Persons named so far, by the words of their roles.
        self.holders: dict[str, dict[int, Thing]] = {}
        #: Organisations with the sentence that named them last, in this order.
        self.organizations: dict[int, tuple[Thing, int]] = {}

    def read(self, line: Line) -> None:
        """Resolve what can be resolved in one block."""
        here = self.names.get(line.index, {})
        ends = {end for _, end in here.values()}
        quoted = _quoted(line)
        pronouns, articles = self.lexicon.pronouns, self.lexicon.articles
        place, size = 0, len(line.words)
        while place < size:
            if place in line.openings:
                self.sentence += 1
                while self.seen and self.sentence - self.seen[0].sentence > _BACK:
                    self.seen.popleft()
            named = here.get(place)
            if named is not None:
                thing, end = named
                if thing.label == "PERSON":
                    for word in _held(thing) & self.lexicon.role_definite:
                        self.holders.setdefault(word, {}).setdefault(id(thing), thing)
                    self._see(thing, line, place, end, quoted=quoted[place])
                else:
                    self._name(thing)
                place = end
                continue
            lower = line.words[place].lower()
            if lower in pronouns and not self._is_title(line, place):
                found = self._antecedent(pronouns[lower], quoted=quoted[place])
                if found is not None:
                    found.others.append((line.starts[place], line.ends[place], "pronoun"))
                    found.gender = found.gender or pronouns[lower]
                    self._see(found, line, place, place + 1, quoted=quoted[place])
            elif lower in articles and not (place and line.words[place - 1] == "," and place - 1 in ends):
                head = self._office(line, place, here)
                found = self._holder(line, place, head) if head is not None else None
                if head is not None and found is not None:
                    found.others.append((line.starts[place], line.ends[head], "nominal"))
                    self._see(found, line, place, head + 1, quoted=quoted[place])
                    place = head
                elif (body := self._body(line, place, here)) is not None:
                    body.others.append((line.starts[place], line.ends[place + 1], "nominal"))
                    self._name(body)
                    place += 1
            elif lower in self.lexicon.people and line.words[place] == lower:
                self._see(None, line, place, place + 1, quoted=quoted[place])
            place += 1

    def _is_title(self, line: Line, place: int) -> bool:
        """Whether "his" belongs to "His Highness"."""
        following = line.words[place + 1] if place + 1 < len(line.words) else ""
        return following[:1].isupper() and following in self.lexicon.never

    def _see(self, thing: Thing | None, line: Line, i: int, j: int, *, quoted: bool) -> None:
        gender = self.lexicon.role_gender.get(line.words[i].lower(), "") if thing is None else ""
        self.seen.append(_Sighting(thing, gender, self.sentence, _is_subject(line, i, j), quoted))

    def _antecedent(self, gender: str, *, quoted: bool) -> Thing | None:
        """Return the person whom a pronoun means, if one stands out."""
        fitting = [sighting for sighting in self.seen if sighting.known in {"", gender}]
        level = [sighting for sighting in fitting if sighting.quoted == quoted]
        fitting = level if quoted else level or fitting
        scores: dict[int, tuple[float, Thing | None]] = {}
        for sighting in fitting:
            score = float(sighting.sentence - self.sentence)
            score += _SUBJECT if sighting.subject else 0.0
            score += _GENDER if sighting.known == gender else 0.0
            held = scores.get(id(sighting.thing))
            if held is None or score >= held[0]:
                scores[id(sighting.thing)] = (score, sighting.thing)
        ranked = sorted(scores.values(), key=lambda pair: -pair[0])
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _MARGIN):
            return None
        return ranked[0][1]

    def _name(self, organization: Thing) -> None:
        """Put an organisation at the end of those spoken of."""
        self.organizations.pop(id(organization), None)
        self.organizations[id(organization)] = (organization, self.sentence)

    def _body(self, line: Line, place: int, here: dict[int, tuple[Thing, int]]) -> Thing | None:
        """Return what "the Commission", "the ministry" or "the company" means.

        That is the organisation named last whose name has the word, else, for a word that says what a thing is, the
        only organisation of this sentence and the one before.
        """
        lexicon, words = self.lexicon, line.words
        if place + 1 >= len(words) or place + 1 in here or words[place].lower() in lexicon.indefinite:
            return None
        noun = words[place + 1]
        lower = noun.lower()
        typed = lexicon.types.get(lower) == "ORG"
        if not typed and (noun == lower or lexicon.heads.get(noun) != "ORG"):
            return None
        following = words[place + 2] if place + 2 < len(words) else ""
        if following[:1].isupper() or following.lower() in lexicon.role_of or following == "-":
            return None
        if line.tags[place + 2 : place + 3] and line.tags[place + 2].startswith("NN"):
            return None
        recent = list(islice(reversed(self.organizations.values()), _REMEMBERED))
        for thing, _ in recent:
            if lower in thing.name.lower().split()[-_PAIR:] or lower == thing.name.lower().split()[0]:
                return thing
        near = [thing for thing, sentence in recent if self.sentence - sentence <= 1]
        return near[0] if len(near) == 1 and typed and noun == lower else None

    def _office(self, line: Line, place: int, here: dict[int, tuple[Thing, int]]) -> int | None:
        """Return the place of the last word of "the (Turkish prime) minister", unless a name or "of" follows."""
        words, size, lexicon = line.words, len(line.words), self.lexicon
        end, head = place + 1, None
        while end < size and end - place <= _MODIFIERS:
            lower = words[end].lower()
            if lower in lexicon.role_heads:
                head = end
            elif head is not None or (lower not in lexicon.role_modifiers and not words[end][:1].isupper()):
                break
            end += 1
        if head is None or words[head].lower() not in lexicon.role_definite or head + 1 in here:
            return None
        if head + 1 < size and (words[head + 1].lower() in lexicon.role_of or words[head + 1][:1].isupper()):
            return None
        return head

    def _holder(self, line: Line, place: int, head: int) -> Thing | None:
        """Return the one person whose roles hold the words of an office."""
        if line.words[place].lower() in self.lexicon.indefinite:
            return None
        office = line.words[head].lower()
        wanted = {word.lower() for word in line.words[place + 1 : head + 1]}
        holders = islice(self.holders.get(office, {}).values(), _REMEMBERED)
        scored = [(len(wanted & _held(thing)), thing) for thing in holders]
        if not scored:
            return None
        most = max(score for score, _ in scored)
        best = [thing for score, thing in scored if score == most]
        if len(best) > 1:
            recent = [sighting.thing for sighting in self.seen if sighting.thing is not None and sighting.thing in best]
            return recent[-1] if recent and len(set(map(id, recent))) == 1 else None
        return best[0]


def _quoted(line: Line) -> list[bool]:
    """Whether each word stands in quotation marks."""
    inside, flags = False, []
    for word in line.words:
        if word[0] in _OPEN:
            inside = True
        flags.append(inside)
        if word[-1] in _CLOSE:
            inside = False
        elif word in _BOTH:
            inside = not inside
    return flags


def _is_subject(line: Line, i: int, j: int) -> bool:
    parse = line.parsed.parse
    if parse is None:
        return False
    root = parse[i:j].root
    return root.dep_ in _SUBJECTS or (root.dep_ == "conj" and root.head.dep_ in _SUBJECTS)


def _held(thing: Thing) -> set[str]:
    """Return the words of all roles of a person."""
    return {word for role in thing.roles for word in role.lower().replace("’s", "").replace("'s", "").split()}
