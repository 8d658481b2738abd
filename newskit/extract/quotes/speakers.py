"""From the words that name a speaker to an entity of the article: by mention, by apposition, by pronoun, by role."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newskit.article import Article, Entity, Mention, Participant
from newskit.extract.quotes.lexicon import Lexicon
from newskit.extract.quotes.passage import Passage
from newskit.extract.quotes.sources import named, noun_phrase

if TYPE_CHECKING:
    from spacy.tokens import Token

_REACH = 600
"""How far back, in code points, a pronoun or a definite noun looks for whom it means."""


@dataclass(slots=True)
class Speakers:
    """The entities of an article, looked up by offset, and who spoke last."""

    entities: dict[str, Entity]
    _mentions: list[tuple[int, int, str]]
    _genders: dict[str, str] = field(default_factory=dict)
    _last: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, article: Article, lexicon: Lexicon) -> Speakers:
        """Index the entities of an article; there may be none."""
        entities = {entity.id: entity for entity in article.entities or []}
        mentions = sorted(
            (mention.start, mention.end, entity.id) for entity in entities.values() for mention in entity.mentions
        )
        genders = {
            entity.id: gender
            for entity in entities.values()
            if (gender := _gender(article.text or "", entity, lexicon)) is not None
        }
        return cls(entities, mentions, genders)

    def participants(self, passage: Passage, heads: list[Token], lexicon: Lexicon) -> list[Participant]:
        """Return the speakers that some heads of noun phrases name, with their entities."""
        found = []
        for head in heads:
            name = named(head)
            start, end = passage.offsets(noun_phrase(name))
            entity = self._entity(passage, name, (start, end), lexicon)
            found.append(Participant(start=start, end=end, entity=entity))
        spoken = [participant.entity for participant in found if participant.entity is not None]
        if found:
            self._last = spoken
        return found

    def at(self, text: str, span: tuple[int, int], lexicon: Lexicon) -> Participant:
        """Return the speaker that a stretch of text names, where there is no parse to tell its head."""
        within = self._within(*span)
        persons = [found for found in within if self.entities[found].label == "PERSON"]
        named = persons or within
        entity = named[-1] if named else self._meant(span[0], text[slice(*span)].lower(), lexicon)
        if entity is not None:
            self._last = [entity]
        return Participant(start=span[0], end=span[1], entity=entity)

    def _entity(self, passage: Passage, head: Token, span: tuple[int, int], lexicon: Lexicon) -> str | None:
        place = passage.offsets((head.i, head.i + 1))
        mentioned = self._mentioned(*place)
        if mentioned is not None:
            return mentioned
        word = head.lower_
        if word in lexicon.words["relative"]:
            clause = head.head
            while clause.dep_ not in {"relcl", "ROOT", "acl"} and clause.head.i != clause.i:
                clause = clause.head
            return self._entity(passage, clause.head, span, lexicon) if clause.dep_ == "relcl" else None
        if head.pos_ == "PRON":
            return self._meant(place[0], word, lexicon)
        persons = [found for found in self._within(*span) if self.entities[found].label == "PERSON"]
        if persons and persons[-1] in self._within(place[0] - 1, place[1] + 1):
            return persons[-1]
        if head.lemma_.lower() in lexicon.words["government"]:
            return next((found for found in self._within(*span) if self.entities[found].label == "GPE"), None)
        return self._definite(passage, head, lexicon) or (persons[-1] if persons else None)

    def _mentioned(self, start: int, end: int) -> str | None:
        found = self._within(start, end)
        return found[-1] if found else None

    def _within(self, start: int, end: int) -> list[str]:
        """Return the entities with a mention that meets a stretch, in order."""
        place = bisect_left(self._mentions, (end, 0, ""))
        found = []
        while place > 0:
            place -= 1
            low, high, entity = self._mentions[place]
            if high > start:
                found.append(entity)
            elif start - low > _REACH:
                break
        return found[::-1]

    def _before(self, offset: int) -> list[str]:
        """Return the entities mentioned within reach before an offset, the nearest first."""
        place = bisect_right(self._mentions, (offset, 0, ""))
        found: list[str] = []
        while place > 0:
            place -= 1
            low, _, entity = self._mentions[place]
            if offset - low > _REACH:
                break
            if entity not in found:
                found.append(entity)
        return found

    def _meant(self, offset: int, word: str, lexicon: Lexicon) -> str | None:
        """Resolve a pronoun that no mention covers: the last speaker that fits, else the nearest that does."""
        gender = next((name for name in ("male", "female") if word in lexicon.words[name]), None)
        if gender is not None:
            labels = {"PERSON"}
        elif word in lexicon.words["group"]:
            labels = {"ORG", "GPE", "NORP"}
        else:
            return None
        for entity in [*self._last, *self._before(offset)]:
            known = self.entities.get(entity)
            spoke = gender is None and entity in self._last
            if known is None or (known.label not in labels and not (spoke and known.label != "PERSON")):
                continue
            if gender is None or self._genders.get(entity, gender) == gender:
                return entity
        return None

    def _definite(self, passage: Passage, head: Token, lexicon: Lexicon) -> str | None:
        """Resolve ``the company`` and ``the minister`` to the nearest entity that may be called so."""
        determiners = [child for child in head.children if child.dep_ in {"det", "poss", "nummod"}]
        if any(child.dep_ != "poss" and child.lower_ not in lexicon.words["definite"] for child in determiners):
            return None
        if not determiners and (passage.kind != "headline" or head.tag_ == "NNS"):
            return None
        word = lexicon.roles.get(head.lower_, head.lemma_.lower())
        near = self._before(passage.offsets((head.i, head.i + 1))[0])
        if word in lexicon.words["organisation"]:
            return next((entity for entity in near if self.entities[entity].label == "ORG"), None)
        near = [entity for entity in near if self._has_role(entity, word)]
        everywhere = near or [entity for entity in self.entities if self._has_role(entity, word)]
        return everywhere[0] if near or len(everywhere) == 1 else None

    def _has_role(self, entity: str, word: str) -> bool:
        known = self.entities[entity]
        return known.label == "PERSON" and any(word in role.lower() for role in known.roles)


def _gender(text: str, entity: Entity, lexicon: Lexicon) -> str | None:
    """Return what an entity's pronouns and titles say of its gender."""
    if entity.label != "PERSON":
        return None
    said = {_word(text, mention) for mention in entity.mentions if mention.kind == "pronoun"}
    said |= {word.strip(".").lower() for role in entity.roles for word in role.split()}
    found = {gender for gender in ("male", "female") if said & lexicon.words[gender]}
    return found.pop() if len(found) == 1 else None


def _word(text: str, mention: Mention) -> str:
    return text[mention.start : mention.end].lower()
