"""The description (standfirst, deck): chosen among the blocks that may be it and what the head of the page declares."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from newskit.clean.html.characters import squeeze
from newskit.clean.html.classify import Judgement
from newskit.clean.html.outline import FIGURE, HEADING, LINK, LIST, Outline
from newskit.clean.metadata.evidence import Evidence
from newskit.clean.metadata.json_ld import text_of
from newskit.clean.metadata.likeness import runs_of, shared_runs
from newskit.clean.metadata.names import name_rules
from newskit.clean.metadata.ranking import AGREED, Rankers
from newskit.clean.metadata.titles import slogans_of, without_ends, without_label

_CUT = ("...", "…", "[…]", "[...]", "&hellip", "&hellip;")
MAX_BLOCKS, MAX_LETTERS = 6, 2500
LEAST = 8
"""Letters that a description must have more of."""
UNSURE, LIKE, CERTAIN = 0.25, 0.15, 0.97
"""Chances from which a block may be the deck, and a further point of it."""
SOURCES = (
    "og:description",
    "json-ld",
    "description",
    "twitter:description",
    "microdata",
    "abstract",
    "block",
    "points",
)
"""Where a candidate was found; ``points`` are several blocks."""
_TAGS = ("h2", "h3", "h4", "p", "div", "li", "span", "strong", "section")
FEATURES = (
    *SOURCES,
    *(f"is {tag}" for tag in _TAGS),
    *("chance", "least chance", "chance to likeliest", "body", "most body", "caption", "byline", "headline"),
    *("after headline", "to body", "blocks", "before body", "first paragraph", "alike", "like the body"),
    *("bold", "links", "stop last", "in figure", "in list", "in link", "in heading", "name", "names around", "copies"),
    *("letters", "words", "cut", "agreeing", "inside", "around", "starts", "like head", "like first paragraph"),
    *("starts first paragraph", "shown", "like headline", "heads", "has json-ld", "has block", "is news", "candidates"),
    *("has article", "says article", "head is cut", "head starts first paragraph", "blocks of body"),
    *("likeliest", "lower than likeliest", "tag of body", "first head", "first whole head", "as by rule"),
    *("run", "share of run"),
)
"""What is known of a candidate, in this order."""
BY_RULE, RULE_PRIOR = FEATURES.index("as by rule"), 1.9
"""Log odds added to a certain deck, else to what the head says, on pages that describe no article and are not filed."""
WHOLE_HEAD, WHOLE_PRIOR = FEATURES.index("first whole head"), 1.9
"""Log odds added there to the first description in the head that is not cut."""
CAPTION = 0.5
"""Chance of being a caption or a credit from which a block is no deck."""
_BEFORE, _AFTER, _FAR = 3, 3, 30
_STAMP = 40
"""Letters of a line that may be a date."""


@dataclass(slots=True)
class Candidate:
    """A text that may be the description, and all the places where it stands."""

    letters: str
    text: str
    sources: dict[str, None] = field(default_factory=dict)
    #: Indices of its blocks; empty where no block shows it.
    places: tuple[int, ...] = ()


def find_deck(page: Outline, judgement: Judgement, last: int, headline: int, *, is_news: bool) -> list[int]:
    """Return the indices of the blocks that are the deck: the likeliest one before the body's end, and its like.

    There is none where the likeliest is likelier body. A deck of several points has neighbours of the same looks.
    On pages that do not call themselves news the first paragraph is a deck only where that is certain.
    """
    chances, body = judgement.parts["description"], judgement.body
    places = [place for place in range(min(last, len(page.texts))) if place != headline and chances[place] > UNSURE]
    best = max(places, key=lambda place: chances[place], default=-1)
    if best < 0 or chances[best] < body[best] or (not is_news and body[best] > LIKE and chances[best] < CERTAIN):
        return []
    return _with_points(page, judgement, best)


def _with_points(page: Outline, judgement: Judgement, best: int) -> list[int]:
    """Return a block with the neighbours of the same looks that are as likely part of the deck."""
    chances, body, look = judgement.parts["description"], judgement.body, judgement.features.look
    chosen = [best]
    for step in (-1, 1):
        place = best + step
        while (
            0 <= place < len(page.texts) and look[place] == look[best] and chances[place] > max(LIKE, body[place] / 2)
        ):
            chosen.append(place)
            place += step
    kept: list[int] = []
    for place in sorted(chosen)[:MAX_BLOCKS]:
        letters = squeeze(page.texts[place])
        if not any(letters in squeeze(page.texts[other]) for other in kept):
            kept.append(place)
    return kept


def find_description(evidence: Evidence, rankers: Rankers) -> tuple[str, str, float, tuple[int, ...]] | None:
    """Return the description, where it was found, how sure, and the indices of the blocks that show it."""
    if (agreed := undisputed(evidence)) is not None:
        return agreed.text, "text", AGREED, agreed.places
    candidates = description_candidates(evidence)
    if not candidates:
        return None
    best, chance = 0, 1.0
    if len(candidates) > 1:
        rows = description_features(candidates, evidence)
        # a page that describes no article is often a blog's or a shop's: its first lines may look like a deck
        priors = None
        if not evidence.declared.article and not evidence.is_filed:
            priors = [RULE_PRIOR * row[BY_RULE] + WHOLE_PRIOR * (row[WHOLE_HEAD] > 0) for row in rows]
        best, chance = rankers.choose("description", rows, priors, is_news=evidence.is_news)
    chosen = candidates[best]
    if chosen.places:
        return chosen.text, "text", chance, chosen.places
    source = next(iter(chosen.sources))
    return chosen.text, source if source in ("json-ld", "microdata") else "meta", chance, ()


def undisputed(evidence: Evidence) -> Candidate | None:
    """Return what ``og:description`` and the only likely deck of the page have in common, if they are the same text."""
    declared, page, judgement = evidence.declared, evidence.page, evidence.judgement
    stated = declared.first_meta("og:description")
    likely = (judgement.parts["description"] > UNSURE).nonzero()[0].tolist() if judgement is not None else []
    if not stated or judgement is None or len(likely) != 1:
        return None
    place, rules = likely[0], name_rules(declared.language)
    text = rules.without_signature(page.texts[place])
    letters = squeeze(text)
    stated = rules.without_signature(without_label(stated, evidence.houses))
    if place == evidence.headline or letters != squeeze(stated):
        return None
    if not _is_description(letters, evidence.houses | slogans_of(declared)) or _is_of_picture(judgement, place):
        return None
    return Candidate(letters, text, {"og:description": None, "block": None}, (place,))


def description_candidates(evidence: Evidence) -> list[Candidate]:
    """Return the texts that may be the description, each once."""
    declared, page, judgement = evidence.declared, evidence.page, evidence.judgement
    rules, slogans = name_rules(declared.language), evidence.houses | slogans_of(declared)
    found: dict[str, Candidate] = {}
    read: dict[str, str] = {}

    def add(text: str | None, source: str, places: tuple[int, ...] = ()) -> None:
        if not text:
            return
        if not places:
            text = read.get(text) or read.setdefault(text, without_label(text, evidence.houses))
        text = rules.without_signature(text)
        letters = squeeze(text)
        if not _is_description(letters, slogans):
            return
        candidate = found.setdefault(letters, Candidate(letters, text.strip()))
        candidate.sources[source] = None
        if places and not candidate.places:
            candidate.places = places
            candidate.text = text

    add(declared.first_meta("og:description"), "og:description")
    add(text_of(declared.article.get("description")), "json-ld")
    add(declared.first_meta("description"), "description")
    add(declared.first_meta("twitter:description"), "twitter:description")
    add(next(iter(declared.items.get("description", ())), None), "microdata")
    for value in (
        text_of(declared.article.get("abstract")),
        text_of(declared.article.get("alternativeHeadline")),
        declared.first_meta("dc.description", "dcterms.abstract", "lead", "abstract"),
        next(iter(declared.items.get("alternativeheadline", ())), None),
    ):
        add(value, "abstract")
    if judgement is not None and page.texts:
        for places in _groups(evidence, judgement):
            add(" ".join(page.texts[place] for place in places), "block" if len(places) == 1 else "points", places)
    for candidate in list(found.values()):
        _drop_label(candidate, found)
    return list(found.values())


def _is_description(letters: str, slogans: set[str]) -> bool:
    """Whether a text can be a description: of some length, no slogan, not mostly digits as a line with a date is."""
    if not LEAST < len(letters) < MAX_LETTERS or letters in slogans:
        return False
    return len(letters) > _STAMP or 2 * sum(map(str.isdigit, letters)) <= len(letters)


def _is_of_picture(judgement: Judgement, place: int) -> bool:
    """Whether a block is likelier than not a caption or a credit."""
    return bool(judgement.parts["caption"][place] > CAPTION or judgement.parts["credit"][place] > CAPTION)


def _drop_label(candidate: Candidate, found: dict[str, Candidate]) -> None:
    """Make one of a candidate and another that lacks only the place, or the site, that a dot or a dash sets off."""
    for bare in without_ends(candidate.text):
        other = found.get(squeeze(bare))
        if other not in (None, candidate) and (not other.places or not candidate.places):
            other.sources.update(candidate.sources)
            other.places = other.places or candidate.places
            del found[candidate.letters]
            return


def _groups(evidence: Evidence, judgement: Judgement) -> list[tuple[int, ...]]:
    """Return the blocks that may be the deck, alone and with their like."""
    chances, look = judgement.parts["description"].tolist(), judgement.features.look.tolist()
    captions, credits_ = judgement.parts["caption"].tolist(), judgement.parts["credit"].tolist()
    page, headline, first = evidence.page, evidence.headline, evidence.first_paragraph
    start = headline if headline >= 0 else first
    near = set(range(max(0, start - _BEFORE), min(len(page.texts), max(first + _AFTER, start + _AFTER), start + _FAR)))
    near.update(range(max(0, first - _BEFORE), min(len(page.texts), first + 2)))
    order = evidence.likeliest("description", 3)
    near.update(place for place in order if chances[place] > LIKE / 2)
    near.discard(headline)
    groups: dict[tuple[int, ...], None] = {}
    for place in sorted(near):
        if captions[place] > CAPTION or credits_[place] > CAPTION:
            continue
        groups[(place,)] = None
        run = _run(look, place, headline)
        if 1 < len(run) <= MAX_BLOCKS and all(captions[one] + credits_[one] < CAPTION for one in run):
            groups[run] = None
        if len(run) == 1 and place + 1 < len(look):
            after = _run(look, place + 1, headline)
            if 1 < len(after) <= MAX_BLOCKS:
                groups[place, *after] = None
    if order and chances[order[0]] > LIKE:
        groups[tuple(_with_points(page, judgement, order[0]))] = None
    return list(groups)


def _run(look: list[int], place: int, headline: int) -> tuple[int, ...]:
    """Return the neighbouring blocks with the looks of one."""
    first = last = place
    while first > 0 and look[first - 1] == look[place] and first - 1 != headline and place - first < MAX_BLOCKS:
        first -= 1
    while last + 1 < len(look) and look[last + 1] == look[place] and last + 1 != headline and last - place < MAX_BLOCKS:
        last += 1
    return tuple(range(first, last + 1))


def description_features(candidates: list[Candidate], evidence: Evidence) -> list[list[float]]:
    """Return ``FEATURES`` of every candidate."""
    declared, page, judgement = evidence.declared, evidence.page, evidence.judgement
    first, headline = evidence.first_paragraph, evidence.headline
    heads = list(filter(_in_head, candidates))
    first_letters = squeeze(page.texts[first]) if page.texts else ""
    title = squeeze(page.texts[headline]) if headline >= 0 else ""
    page_wide = [
        float(len(heads)),
        float(any("json-ld" in one.sources for one in candidates)),
        float(any(one.places for one in candidates)),
        float(evidence.is_news),
        float(min(len(candidates), 20)),
        float(bool(declared.article)),
        float("article" in (declared.first_meta("og:type") or "").lower()),
        float(any(map(_is_cut, heads))),
        float(any(first_letters.startswith(one.letters) for one in heads)) if first_letters else -1.0,
        float(min(len(evidence.body_places), 60)),
    ]
    whole = next((one for one in heads if not _is_cut(one)), None)
    last = (evidence.body_places[-1] if evidence.body_places else len(page.texts)) + 1
    deck = find_deck(page, judgement, last, headline, is_news=evidence.is_news) if judgement is not None else []
    shown = squeeze(" ".join(page.texts[place] for place in deck))
    by_rule = shown or (whole.letters if whole else heads[0].letters if heads else "")
    if judgement is not None:
        likeliest = float(judgement.parts["description"].max())
        alike = Counter(judgement.features.look.tolist())
        copies = Counter(judgement.features.squeezed)
        tag_of_body = float(evidence.tag(first) == "p")
        shared_blocks = _Shared(likeliest, alike, copies, first, headline, tag_of_body, *_columns(judgement))
    looks = shared_blocks.looks if judgement is not None else []
    runs = [runs_of(one.letters) for one in candidates]
    runs_of_heads = [(one, runs_of(one.letters)) for one in heads]
    runs_of_first, runs_of_title = runs_of(first_letters), runs_of(title)
    rows = []
    for one, own_runs in zip(candidates, runs, strict=True):
        letters = one.letters
        row = [float(source in one.sources) for source in SOURCES]
        if one.places and judgement is not None:
            row.extend(_block_features(one, evidence, judgement, shared_blocks))
        else:
            row.extend([-1.0] * _BLOCK_FEATURES)
        row.extend(
            (
                math.log1p(len(letters)),
                float(min(len(one.text.split()), 150)),
                float(_is_cut(one)),
                float(len(one.sources)),
                *_agreeing(one, heads),
                max(
                    (shared_runs(own_runs, other_runs) for other, other_runs in runs_of_heads if other is not one),
                    default=-1.0,
                ),
                shared_runs(own_runs, runs_of_first),
                float(first_letters.startswith(letters) or letters.startswith(first_letters))
                if first_letters
                else -1.0,
                float(bool(one.places)),
                shared_runs(own_runs, runs_of_title) if title else -1.0,
                *page_wide,
            )
        )
        row.extend(_ranked(one, judgement, shared_blocks if judgement is not None else None))
        row.extend((float(one is heads[0]) if heads else -1.0, float(one is whole), float(letters == by_rule)))
        run = len(_run(looks, one.places[-1], headline)) if one.places else 0
        rows.append([*row, float(run), len(one.places) / run if run else -1.0])
    return rows


def _agreeing(one: Candidate, heads: list[Candidate]) -> tuple[float, float, float]:
    """Return how many sources in the head say more than a candidate, a part of it, and what it begins with."""
    more = part = begin = 0
    for other in heads:
        if other is not one:
            sources = len(other.sources)
            more += sources * (one.letters in other.letters)
            part += sources * (other.letters in one.letters)
            begin += sources * one.letters.startswith(other.letters)
    return float(more), float(part), float(begin)


def _in_head(one: Candidate) -> bool:
    return any(source not in ("block", "points") for source in one.sources)


def _is_cut(one: Candidate) -> bool:
    return one.text.endswith(_CUT)


@dataclass(slots=True)
class _Shared:
    """What the features of all candidates of a page have in common."""

    likeliest: float
    alike: Counter[int]
    copies: Counter[str]
    first: int
    headline: int
    tag_of_body: float
    #: Of every block: what it may be, its looks, and what its names say of descriptions.
    descriptions: list[float]
    captions: list[float]
    bylines: list[float]
    headlines: list[float]
    bodies: list[float]
    looks: list[int]
    own_names: list[float]
    names: list[float]


def _columns(judgement: Judgement) -> Iterator[list[Any]]:
    """Yield the last fields of ``_Shared``: lists, for single values of arrays are slow to read."""
    columns = judgement.features.columns
    yield from (judgement.parts[name].tolist() for name in ("description", "caption", "byline", "headline"))
    yield from (judgement.body.tolist(), judgement.features.look.tolist())
    yield from (columns[name].tolist() for name in ("own name description", "names description"))


def _ranked(one: Candidate, judgement: Judgement | None, shared: _Shared | None) -> tuple[float, float, float]:
    if judgement is None or shared is None:
        return -1.0, -1.0, -1.0
    chance = max((shared.descriptions[place] for place in one.places), default=0.0)
    return shared.likeliest, shared.likeliest - chance, shared.tag_of_body


_BLOCK_FEATURES = FEATURES.index("letters") - len(SOURCES)


def _block_features(one: Candidate, evidence: Evidence, judgement: Judgement, shared: _Shared) -> list[float]:
    page, places = evidence.page, one.places
    place = places[0]
    looks = shared.looks
    chances = [shared.descriptions[other] for other in places]
    bodies = [shared.bodies[other] for other in places]
    node = page.nodes[place]
    flags = page.flags[node] if node >= 0 else 0
    tag = evidence.tag(place)
    size = sum(len(page.texts[other]) for other in places)
    return [
        *(float(tag == name) for name in _TAGS),
        max(chances),
        min(chances),
        max(chances) - shared.likeliest,
        sum(bodies) / len(bodies),
        max(bodies),
        shared.captions[place],
        shared.bylines[place],
        shared.headlines[place],
        float(max(-20, min(40, place - shared.headline))) if shared.headline >= 0 else -30.0,
        float(max(-20, min(40, shared.first - places[-1]))),
        float(len(places)),
        float(places[-1] < shared.first),
        float(shared.first in places),
        math.log1p(shared.alike[looks[place]]),
        float(looks[place] == looks[min(shared.first + 1, len(page.texts) - 1)]),
        sum(page.bold_characters[other] for other in places) / size,
        sum(page.link_characters[other] for other in places) / size,
        float(one.text[-1] in '.!?…。！？।"”»'),
        float(bool(flags & FIGURE)),
        float(bool(flags & LIST)),
        float(bool(flags & LINK)),
        float(bool(flags & HEADING)),
        shared.own_names[place],
        shared.names[place],
        float(max(shared.copies[judgement.features.squeezed[other]] for other in places)),
    ]
