"""Attributions in one block, drafted from the parse: candidates graded by the lexicon, cut clean, and set apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newskit.article import Polarity
from newskit.extract.quotes.candidates import SUBJECTS, Candidate, candidates, reach
from newskit.extract.quotes.grading import graded
from newskit.extract.quotes.lexicon import Lexicon
from newskit.extract.quotes.passage import Passage, Range
from newskit.extract.quotes.sources import author, coordinated, source_heads

if TYPE_CHECKING:
    from spacy.tokens import Token

THRESHOLD = 3
"""The grade from which a candidate counts as an attribution."""

_ORDER = ("c", "n", "as", "raising", "x", "p", "o")
_LONG = 3
_CLAUSAL = frozenset({"c", "p", "x", "raising", "q"})
_SEEMING = frozenset({"seem", "appear", "happen", "tend"})
_APPOSITION = 25
_RELATIVE = frozenset({"WP", "WDT", "WRB", "WP$"})
_SET_OFF = frozenset({",", '"', "”", "''", "’", "'", "?", "!"})
_ACCORDING = "according to"
_NOMINAL = frozenset({"PROPN", "NOUN", "ADJ", "DET", "NUM", "PART", "CCONJ", "PRON"})
_SURE = 5
_NESTED = 9


@dataclass(slots=True)
class Draft:
    """An attribution in token numbers of its block."""

    lemma: str
    polarity: Polarity
    #: Cue words; ``None`` for a quotation that stands without any.
    cue: Range | None
    content: list[Range]
    #: Heads of the noun phrases of the source.
    sources: list[Token] = field(default_factory=list)
    grade: float = 9
    #: Number of the cue's head, to order and to nest.
    head: int = -1
    #: The frame it was found in.
    frame: str = ""


def grammatical_drafts(passage: Passage, lexicon: Lexicon, labelled: list[Draft]) -> list[Draft]:
    """Return what the grammar of the block attributes, outermost first decided, in order of the text."""
    by_head: dict[int, list[tuple[float, Candidate]]] = {}
    for candidate in candidates(passage.parse, passage.quoted, lexicon):
        grade = graded(candidate, lexicon, passage)
        if grade >= THRESHOLD:
            by_head.setdefault(candidate.head.i, []).append((grade, candidate))
    drafts = [_draft(passage, lexicon, *_best(found)) for found in by_head.values() if not _seems(found, by_head)]
    drafts += _according(passage)
    drafts += labelled
    return set_apart(passage, (draft for draft in drafts if draft is not None), lexicon)


def _seems(found: list[tuple[float, Candidate]], by_head: dict[int, list[tuple[float, Candidate]]]) -> bool:
    """Whether a verb only says that another cue seems to attribute: ``he appeared to imply that``."""
    candidate = found[0][1]
    complements = [child.i for child in candidate.head.children if child.dep_ == "xcomp"]
    return candidate.lemma in _SEEMING and any(place in by_head for place in complements)


def _best(found: list[tuple[float, Candidate]]) -> tuple[float, Candidate]:
    def rank(item: tuple[float, Candidate]) -> tuple[int, float]:
        frame = item[1].frame
        return -_ORDER.index(frame) if frame in _ORDER else -_ORDER.index("x"), item[0]

    return max(found, key=rank)


def _draft(passage: Passage, lexicon: Lexicon, grade: float, candidate: Candidate) -> Draft | None:
    entry = lexicon.entry(candidate.word_class, candidate.lemma)
    assert entry is not None
    head = candidate.head
    cue = cue_range(head, candidate.particles)
    sources = [] if candidate.frame == "raising" and candidate.lemma in _SEEMING else sources_of(passage, candidate)
    taken = [cue]
    if not sources and candidate.frame in {"c", "p"} and not candidate.passive:
        phrase = phrase_before(passage, cue[0])
        if phrase is not None and any(start <= phrase[0] and phrase[1] <= end for start, end in candidate.content):
            taken.append(phrase)
        if phrase is not None:
            sources = heads_in(passage, phrase)
    if not sources and candidate.word_class == "verb" and not candidate.passive and candidate.frame != "raising":
        sources = adjacent_subject(passage, head) or _sentence_opener(passage, head)
    if candidate.word_class == "verb":
        taken += [reach(child) for child in head.children if child.dep_ == "nsubj" and child in sources]
    kept = _quoted_side(passage, candidate.content, cue) if candidate.frame == "c" else candidate.content
    if candidate.frame not in _CLAUSAL:
        kept = [*kept[:-1], _extended(passage, head, kept[-1], lexicon.words["extending"])]
    kept = [_own_clause(passage, part) for part in kept]
    content = [
        _utterance(passage, _unmarked(passage, _after_colon(passage, part, cue))) for part in _without(kept, taken)
    ]
    if not content:
        return None
    return Draft(
        candidate.lemma.replace("_", " "), entry.polarity, cue, content, sources, grade, head.i, candidate.frame
    )


def _unmarked(passage: Passage, content: Range) -> Range:
    """Leave off a ``that`` that a comma or colon parts from the quotation it leads to."""
    start, end = content
    if end - start > _LONG and passage.parse[start].lower_ == "that" and passage.parse[start + 1].text in {",", ":"}:
        return start + 2, end
    return content


def _quoted_side(passage: Passage, content: list[Range], cue: Range) -> list[Range]:
    """Keep to the quotation before a cue where the parse hangs an unquoted clause behind the cue on it as well."""
    before = [part for part in content if part[1] <= cue[0] and passage.quoted[part[0]] >= 0]
    return [part for part in content if part[1] <= cue[0] or passage.quoted[part[0]] >= 0] if before else content


def _after_colon(passage: Passage, content: Range, cue: Range) -> Range:
    """Let a quotation that its cue follows begin at its own mark, where a colon parts it from what comes before."""
    start, end = content
    if end <= cue[0]:
        for quotation in passage.quotations:
            first = quotation.tokens[0]
            if start < first < end and passage.parse[first - 1].text == ":":
                start = first
    return start, end


def _utterance(passage: Passage, content: Range) -> Range:
    """Leave off what the parse hangs behind a quotation that ends like a sentence: ``"…," before he left``."""
    start, end = content
    number = passage.quoted[start]
    if number >= 0 and passage.quotations[number].tokens[0] == start:
        quotation = passage.quotations[number]
        last = quotation.tokens[1]
        ends = passage.text[quotation.span.inside()[1] - 1] in ",.?!"
        if ends and last < end and not any(passage.quoted[place] >= 0 for place in range(last, end)):
            return start, last
    return content


def _extended(passage: Passage, head: Token, content: Range, prepositions: frozenset[str]) -> Range:
    """Let an object run on over the phrases behind it that the parse hangs on the verb."""
    start, end = content
    while end < len(passage.parse) and start > head.i:
        token = passage.parse[end]
        if token.lower_ not in prepositions or token.head.i > end or token.head.i < head.i or token.right_edge.i < end:
            break
        end = token.right_edge.i + 1
    return start, end


def _own_clause(passage: Passage, content: Range) -> Range:
    """Leave off a clause set off by a comma at the end, in which the reporter adds: ``…, which had been ill``."""
    start, end = content
    for place in range(start + _LONG, end):
        token = passage.parse[place]
        if token.tag_ in _RELATIVE and passage.parse[place - 1].text == "," and passage.quoted[place] < 0:
            clause = token.head
            while clause.dep_ != "relcl" and clause.head.i != clause.i and clause.head.i >= start:
                clause = clause.head
            if clause.dep_ == "relcl" and clause.right_edge.i + 1 >= end - 1:
                return start, place - 1
    return content


def sources_of(passage: Passage, candidate: Candidate) -> list[Token]:
    """Return the heads of a candidate's source, after the cue where the order is inverted."""
    if candidate.word_class == "verb" and not candidate.passive and candidate.frame in {"c", "p"}:
        inverted = inverted_subject(passage, candidate.head)
        if inverted:
            return inverted
    heads = source_heads(candidate.head, candidate.word_class, passive=candidate.passive)
    return [head for head in heads if passage.quoted[head.i] < 0 and head.i >= passage.lead]


def inverted_subject(passage: Passage, verb: Token) -> list[Token]:
    """Return the subject that follows its verb: ``…," said Doyle and others``; empty where it does not."""
    parse = passage.parse
    before = parse[verb.i - 1].text if verb.i else ""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or before not in _SET_OFF or verb.lemma_ == "tell":
        return []
    end = verb.i + 1
    while end < len(parse) and parse[end].pos_ in _NOMINAL and parse[end].tag_ not in _RELATIVE:
        end += 1
    if end == verb.i + 1 or parse[end - 1].ent_type_ in {"DATE", "TIME"}:
        return []
    behind = parse[end] if end < len(parse) else None
    if behind is not None and behind.pos_ in {"VERB", "AUX"} and behind.tag_ not in {"VBG", "VBN"}:
        return []
    if before == "," and behind is not None and behind.text not in {",", "."}:
        return []
    return heads_in(passage, (verb.i + 1, end))


def phrase_before(passage: Passage, place: int) -> Range | None:
    """Return the noun phrases between the last comma and a cue: ``…, Minister A and President B said``.

    Where an apposition stands between two commas before the cue, the phrase before it is meant.
    """
    found = _nominal_before(passage, place)
    if found is None and place > 1 and passage.parse[place - 1].text in {",", ")", "-", "—", "–"}:
        limit = max(0, place - _APPOSITION)
        for comma in range(place - 2, limit, -1):
            token = passage.parse[comma]
            if passage.quoted[comma] >= 0 or token.is_sent_start:
                break
            if token.text in {",", "(", "-", "—", "–"}:
                return _nominal_before(passage, comma)
    return found


def adjacent_subject(passage: Passage, verb: Token) -> list[Token]:
    """Return the head of the noun phrase right before a finite verb, whatever the parse makes of it."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.i == 0:
        return []
    last = passage.parse[verb.i - 1]
    usable = last.pos_ in {"PROPN", "PRON"} or (last.pos_ == "NOUN" and last.ent_type_ not in {"DATE", "TIME"})
    return [last] if usable and passage.quoted[last.i] < 0 and last.tag_ not in _RELATIVE else []


def _nominal_before(passage: Passage, place: int) -> Range | None:
    parse, start = passage.parse, place
    while start > 0 and parse[start - 1].pos_ in _NOMINAL and passage.quoted[start - 1] < 0:
        start -= 1
        if parse[start].is_sent_start:
            break
    while start < place and parse[start].pos_ in {"CCONJ", "ADV"}:
        start += 1
    set_off = start == 0 or parse[start].is_sent_start or parse[start - 1].text in _SET_OFF
    return (start, place) if start < place and set_off else None


def _sentence_opener(passage: Passage, verb: Token) -> list[Token]:
    """Return the noun phrase that opens the sentence of a finite verb whose subject the parse has lost."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} and not (verb.tag_ == "VBN" and verb.dep_ in {"ROOT", "acl"}):
        return []
    start = end = max(verb.sent.start, passage.lead)
    while end < verb.i and passage.parse[end].pos_ in _NOMINAL and passage.quoted[end] < 0:
        end += 1
    return heads_in(passage, (start, end))[:1] if end > start else []


def heads_in(passage: Passage, phrase: Range) -> list[Token]:
    """Return the last noun of each of the coordinated phrases in a range."""
    heads: list[Token] = []
    for place in range(*phrase):
        token = passage.parse[place]
        last = place + 1 == phrase[1] or passage.parse[place + 1].pos_ == "CCONJ"
        if last and token.pos_ in {"PROPN", "NOUN", "PRON"}:
            heads.append(token)
    return heads


def cue_range(head: Token, particles: Iterable[int] = ()) -> Range:
    """Return the verb group of a cue: auxiliaries, negation and adverbs before the head, the particle after it."""
    first = head.i
    for child in sorted(head.children, key=lambda child: -child.i):
        if child.i >= head.i:
            continue
        if child.dep_ in {"aux", "auxpass", "neg", "advmod"} and first - child.i <= 1:
            first = child.i
    while first < head.i and head.doc[first].dep_ == "advmod":
        first += 1
    last = max([head.i, *(place for place in particles if place - head.i <= 1)]) + 1
    return first, last


def _without(content: list[Range], taken: list[Range]) -> list[Range]:
    """Cut some ranges out; of the sides that remain of one stretch keep the larger, or both where both are long."""
    kept: list[Range] = []
    for start, end in content:
        pieces = [(start, end)]
        for low, high in taken:
            pieces = [
                piece for a, b in pieces for piece in ((a, min(b, low)), (max(a, high), b)) if piece[1] > piece[0]
            ]
        if len(pieces) > 1:
            longest = max(pieces, key=lambda piece: piece[1] - piece[0])
            pieces = [piece for piece in pieces if piece[1] - piece[0] >= _LONG or piece == longest]
        kept += pieces
    return sorted(set(kept))


def _according(passage: Passage) -> Iterable[Draft]:
    """``According to X``: the rest of the sentence is what X says."""
    for token in passage.parse[:-2]:
        if token.lower_ != "according" or passage.parse[token.i + 1].lower_ != "to" or passage.quoted[token.i] >= 0:
            continue
        source = next(
            (
                child
                for place in (token, passage.parse[token.i + 1])
                for child in place.children
                if child.dep_ == "pobj"
            ),
            None,
        )
        if source is None:
            continue
        sentence = token.sent
        phrase = (token.i, max(source.right_edge.i + 1, token.i + 2))
        content = _without([(sentence.start, sentence.end)], [phrase])
        yield Draft(_ACCORDING, "asserts", (token.i, token.i + 2), content, coordinated(author(source)), 9, token.i)


def set_apart(passage: Passage, drafts: Iterable[Draft], lexicon: Lexicon) -> list[Draft]:
    """Resolve overlaps: a cue inside another's content goes, unless it goes on with what the same source says."""
    kept: list[Draft] = []
    nested: list[Draft] = []
    for draft in sorted(drafts, key=lambda draft: (draft.lemma != _ACCORDING, -_size(draft), draft.head)):
        if any(other.content == draft.content for other in kept):
            continue
        over = next((other for other in kept if _covers(other, draft.head)), None)
        if over is not None:
            boundary = _goes_on(passage, over, draft)
            if boundary is None:
                if draft.grade >= _NESTED or _holds_plan(passage, draft, lexicon):
                    nested.append(draft)
                continue
            over.content = [(start, min(end, boundary)) for start, end in over.content if start < boundary]
            draft.sources = over.sources
        kept.append(draft)
    kept += nested
    kept.sort(key=lambda draft: draft.head)
    return kept


def _holds_plan(passage: Passage, draft: Draft, lexicon: Lexicon) -> bool:
    """Whether a nested cue says what the speaker means to do: ``said that it plans``, ``said the company expects``."""
    if draft.frame not in _CLAUSAL or draft.lemma not in lexicon.words["expecting"]:
        return False
    subjects = [child for child in passage.parse[draft.head].children if child.dep_ == "nsubj"]
    return any(
        subject.tag_ == "PRP" or any(child.lower_ == "the" for child in subject.children) for subject in subjects
    )


def _goes_on(passage: Passage, over: Draft, draft: Draft) -> int | None:
    """Return where ``over`` ends if ``draft`` is its sibling: ``…, adding that``, ``… and said that``."""
    verb = passage.parse[draft.head]
    if (
        draft.grade < _SURE
        or over.head > draft.head
        or not any(start <= over.head for start, _ in [over.cue or (0, 0)])
    ):
        return None
    if any(child.dep_ in SUBJECTS for child in verb.children):
        return None
    before = draft.head
    while before > 0 and passage.parse[before - 1].dep_ in {"advmod", "cc", "punct", "aux", "neg"}:
        before -= 1
    set_off = passage.parse[before].text == "," or passage.parse[before].dep_ == "cc"
    participle = verb.tag_ == "VBG" and verb.dep_ in {"advcl", "acl", "xcomp", "conj"}
    coordinated = verb.dep_ == "conj" and verb.tag_ == passage.parse[over.head].tag_ and verb.tag_ in {"VBD", "VBZ"}
    inside = any(start < before < end for start, end in over.content)
    return before if set_off and inside and (participle or coordinated) else None


def _size(draft: Draft) -> int:
    return sum(end - start for start, end in draft.content)


def _covers(draft: Draft, place: int) -> bool:
    return any(start <= place < end for start, end in draft.content)
