"""The steps from a parsed document to its entities."""

from __future__ import annotations

from newskit.article import Entity, Mention, MentionKind
from newskit.extract.document import Document
from newskit.extract.entities.clusters import Thing, cluster
from newskit.extract.entities.coreference import resolve
from newskit.extract.entities.gazetteer import load_gazetteer, load_user_gazetteer
from newskit.extract.entities.labels import give_labels
from newskit.extract.entities.lexicon import load_lexicon
from newskit.extract.entities.links import give_links
from newskit.extract.entities.roles import give_roles
from newskit.extract.entities.spans import Found, find_spans
from newskit.extract.entities.tokens import lines

_HOLDERS = frozenset({"ORG", "FAC", "EVENT", "LAW", "LOC"})


def build_entities(document: Document, gazetteer: str | None) -> list[Entity]:
    """Return the entities of a document."""
    lexicon = load_lexicon(document.language)
    known = load_gazetteer(document.language)
    user = load_user_gazetteer(gazetteer) if gazetteer else None
    if document.text.strip() and not any(parsed.parse is not None for parsed in document.blocks):
        document.notes.append(f"entities: no model for language {document.language!r}; rules and gazetteers only")
    text = document.text
    blocks = lines(document)
    spans: list[Found] = []
    for line in blocks:
        spans.extend(find_spans(line, text, lexicon, known, user))
    spans = _with_nested(give_labels(spans, text, lexicon, known))
    things = cluster(spans, text, lexicon, known)
    give_links(things, lexicon, known)
    give_roles(things, text, lexicon, known)
    resolve(things, blocks, lexicon)
    return [_entity(thing, number) for number, thing in enumerate(things, 1)]


def _with_nested(spans: list[Found]) -> list[Found]:
    """Add the countries and peoples that names of other things hold: "Oman" of "Oman Chamber of Commerce"."""
    whole: list[Found] = []
    for span in spans:
        whole.append(span)
        if span.label in _HOLDERS and span.entry is None:
            whole.extend(span.inner)
    return whole


def _entity(thing: Thing, number: int) -> Entity:
    kinds: list[tuple[int, int, MentionKind]] = [(span.start, span.end, "name") for span in thing.spans]
    kinds += thing.others
    name = thing.entry.name if thing.entry is not None and thing.entry.kind == "user" else thing.name
    return Entity(
        id=f"e{number}",
        label=thing.label,
        name=name,
        aliases=[alias for alias in dict.fromkeys(thing.names) if alias != name],
        roles=list(thing.roles),
        country=thing.country,
        wikidata=thing.wikidata,
        confidence=thing.confidence,
        mentions=[Mention(start=start, end=end, kind=kind) for start, end, kind in sorted(kinds)],
    )
