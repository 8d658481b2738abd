"""The headline: chosen among what head and body of the page give for it, without the site's name."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from newskit.clean.html.characters import squeeze
from newskit.clean.html.outline import LIST, NAV
from newskit.clean.metadata.evidence import Evidence
from newskit.clean.metadata.fields import find_section
from newskit.clean.metadata.json_ld import text_of
from newskit.clean.metadata.likeness import likeness
from newskit.clean.metadata.ranking import AGREED, Rankers
from newskit.clean.metadata.titles import without_kicker, without_site

MAX_HEADLINE = 400
SOURCES = ("json-ld", "json-ld name", "og:title", "twitter:title", "title", "microdata", "block", "h1", "h2", "bare")
"""Where a candidate was found; ``bare`` is another without its kicker."""
RIVALS = (
    *("has alternative", "descriptions differ", "json-ld is long", "json-ld has site", "json-ld name is og:title"),
    *("title is json-ld", "title is og:title", "json-ld in og:title", "og:title in json-ld"),
)
"""What is told of the page where JSON-LD and ``og:title`` differ: for the one as 1, for the other as -1."""
FEATURES = (
    *SOURCES,
    *("chance", "likeliest", "chance to likeliest", "first h1", "h1s", "place", "to body", "before body"),
    *("agreeing", "inside", "around", "end of", "ends with", "start of", "starts with", "length", "words"),
    *("colon", "dash", "bar", "cut", "like block", "like og:title", "like json-ld", "address", "is news", "candidates"),
    *("votes", "below most votes", "below h1", "h1 in breadcrumbs"),
    *RIVALS,
)
"""What is known of a candidate, in this order."""
_BLOCKS, _H1S, _AFTER = 4, 4, 4
_LEAST_CHANCE = 0.02
_LEAST_LETTERS = 8
"""Letters from which one candidate inside another counts."""
_LONG, _KICKER = 108, 70
"""Characters of a headline that is long (search engines cut at 110), letters of a kicker in a heading."""
_BREADCRUMBS = re.compile(r"bread|crumb|seo", re.IGNORECASE)
_ANCESTORS, _BELOW_H1 = 3, 4
VOTES = {"json-ld": 2.8, "og:title": 2.0, "microdata": 0.4, "title": 0.3, "twitter:title": 0.05}
_LIKELIEST_VOTE = 1.9
"""What each place adds to a candidate where nothing more is known: the weights of a conditional logit."""
VOTE_PRIOR, _VOTES = 0.3, FEATURES.index("votes")
"""Log odds that a vote adds to what the forest says: there are few pages to learn from."""
_NEUTRAL = (0.0,) * len(RIVALS)
BELOW_PRIOR, _BELOW = 4.0, FEATURES.index("below h1")
"""Log odds of a declared title that a heading below another ``h1`` shows: that is the title for search engines."""
_SLUG = re.compile(r"[^\W\d_]{3,}")
_ORIGIN = {"json-ld": "json-ld", "json-ld name": "json-ld", "microdata": "microdata"}


@dataclass(slots=True)
class Candidate:
    """A text that may be the headline, and all the places where it stands."""

    letters: str
    text: str
    sources: dict[str, None] = field(default_factory=dict)
    #: Index of its likeliest block, or -1.
    place: int = -1
    chance: float = 0.0


def find_headline(evidence: Evidence, rankers: Rankers) -> tuple[str, str, float, int] | None:
    """Return the headline, where it was found, how sure, and the index of its block (-1 where none shows it)."""
    candidates = headline_candidates(evidence)
    if not candidates:
        return None
    chosen, chance = undisputed(candidates), AGREED
    if chosen is None:
        rows = headline_features(candidates, evidence)
        priors = [VOTE_PRIOR * row[_VOTES] + BELOW_PRIOR * row[_BELOW] for row in rows]
        best, chance = rankers.choose("headline", rows, priors, is_news=evidence.is_filed)
        chosen = candidates[best]
    place = chosen.place
    if place >= 0:
        return evidence.page.texts[place], "text", chance, place
    source = next(iter(chosen.sources))
    return chosen.text, _ORIGIN.get(source, "text" if source == "bare" else "meta"), chance, _shown(chosen, candidates)


def undisputed(candidates: list[Candidate]) -> Candidate | None:
    """Return the candidate that JSON-LD, ``og:title`` and the page's main heading have in common, if there is one."""
    likeliest = max((one.chance for one in candidates), default=0.0)
    for one in candidates:
        if one.sources.keys() >= {"json-ld", "og:title", "h1"} and one.chance >= likeliest:
            return one
    return None


def _shown(chosen: Candidate, candidates: list[Candidate]) -> int:
    """Return the block that shows a headline together with its kicker, or -1."""
    around = [one for one in candidates if one.place >= 0 and one.letters.endswith(chosen.letters)]
    return max(around, key=lambda one: one.chance).place if around else -1


def headline_candidates(evidence: Evidence) -> list[Candidate]:
    """Return the texts that may be the headline, each once."""
    declared, page, judgement = evidence.declared, evidence.page, evidence.judgement
    houses, section = evidence.houses, squeeze((find_section(declared) or ("",))[0])
    found: dict[str, Candidate] = {}

    def add(text: str | None, source: str, place: int = -1, chance: float = 0.0) -> None:
        letters = squeeze(text) if text and len(text) <= MAX_HEADLINE else ""
        if not text or not letters:
            return
        candidate = found.setdefault(letters, Candidate(letters, text))
        candidate.sources[source] = None
        if place >= 0 and (candidate.place < 0 or chance > candidate.chance):
            candidate.place, candidate.chance = place, chance

    for key, source in (("headline", "json-ld"), ("name", "json-ld name")):
        value = text_of(declared.article.get(key))
        add(value, source)
        if value and without_site(value, houses) != value:
            add(without_site(value, houses), "bare")
    add(without_site(declared.first_meta("og:title"), houses, section), "og:title")
    add(without_site(declared.first_meta("twitter:title"), houses, section), "twitter:title")
    add(without_site(declared.title, houses, section), "title")
    for value in declared.items.get("headline", ())[:1]:
        add(value, "microdata")
    if judgement is not None:
        for place, chance in _likely_blocks(evidence, judgement.parts["headline"].tolist()):
            add(page.texts[place], "block", place, chance)
            if evidence.tag(place) in ("h1", "h2"):
                add(page.texts[place], evidence.tag(place), place, chance)
    for candidate in list(found.values()):
        bare = without_kicker(candidate.text)
        if bare:
            add(bare, "bare")
    return list(found.values())


def _likely_blocks(evidence: Evidence, chances: list[float]) -> list[tuple[int, float]]:
    """Return the blocks that may be the headline with their chances: the likeliest, main headings, those after."""
    order = evidence.likeliest("headline", _BLOCKS)
    chosen = dict.fromkeys(place for place in order if chances[place] > _LEAST_CHANCE or place == order[0])
    tags = list(map(evidence.tag, range(len(chances))))
    h1s = [place for place, tag in enumerate(tags) if tag == "h1"][:_H1S]
    chosen.update(dict.fromkeys(h1s))
    for start in (order[0], *h1s[:1]):
        near = range(max(0, start - 1), min(len(tags), start + _AFTER))
        chosen.update(dict.fromkeys(place for place in near if tags[place] == "h2" or place == start + 1))
    return [(place, chances[place]) for place in chosen]


def headline_features(candidates: list[Candidate], evidence: Evidence) -> list[list[float]]:
    """Return ``FEATURES`` of every candidate."""
    declared, page, judgement = evidence.declared, evidence.page, evidence.judgement
    first_body = evidence.body_places[0] if evidence.body_places else -1
    chances: list[float] = judgement.parts["headline"].tolist() if judgement is not None else []
    likeliest = max(chances, default=0.0)
    top = next((one for one in candidates if one.place >= 0 and one.chance >= likeliest), None)
    by_source = {source: one for one in reversed(candidates) for source in one.sources}
    json_ld, og_title, h1 = (by_source.get(source) for source in ("json-ld", "og:title", "h1"))
    h1s = sum(1 for node in page.nodes if node >= 0 and page.tags[node] == "h1")
    whole_title = squeeze(declared.title or "")
    slug = set(_SLUG.findall(unquote(urlsplit(declared.url or "").path.rstrip("/").rsplit("/", 1)[-1]).lower()))
    votes = [
        sum(VOTES.get(source, 0.0) for source in one.sources) + one.chance + _LIKELIEST_VOTE * (one is top)
        for one in candidates
    ]
    rivals = _rivals(evidence, by_source, whole_title)
    first_h1 = next((place for place in range(len(page.texts)) if evidence.tag(place) == "h1"), -1)
    below = _below((json_ld, og_title), first_h1, evidence)
    in_breadcrumbs = float(_in_breadcrumbs(evidence, first_h1))
    rows = []
    for one, vote in zip(candidates, votes, strict=True):
        text, letters = one.text, one.letters
        others = [other for other in candidates if other is not one and len(other.letters) >= _LEAST_LETTERS]
        within = [other for other in others if letters in other.letters]
        holds = [other for other in others if other.letters in letters]
        rows.append(
            [
                *(float(source in one.sources) for source in SOURCES),
                one.chance,
                float(one is top),
                one.chance - likeliest,
                float(one is h1),
                float(min(h1s, 6)),
                one.place / max(1, len(page.texts)) if one.place >= 0 else -1.0,
                float(max(-20, min(60, first_body - one.place))) if one.place >= 0 <= first_body else -30.0,
                float(0 <= one.place < first_body),
                float(len(one.sources)),
                float(sum(len(other.sources) for other in within)),
                float(sum(len(other.sources) for other in holds)),
                float(sum(len(other.sources) for other in within if other.letters.endswith(letters))),
                float(sum(len(other.sources) for other in holds if letters.endswith(other.letters))),
                float(sum(len(other.sources) for other in within if other.letters.startswith(letters))),
                float(sum(len(other.sources) for other in holds if letters.startswith(other.letters))),
                math.log1p(len(letters)),
                float(min(len(text.split()), 40)),
                float(": " in text),
                float(" - " in text or " – " in text or " — " in text),
                float("|" in text),
                float(text.endswith(("…", "..."))),
                likeness(letters, top.letters) if top else -1.0,
                likeness(letters, og_title.letters) if og_title else -1.0,
                likeness(letters, json_ld.letters) if json_ld else -1.0,
                len(slug.intersection(_SLUG.findall(text.lower()))) / len(slug) if slug else -1.0,
                float(evidence.is_news),
                float(min(len(candidates), 12)),
                vote,
                max(votes) - vote,
                float(any(one is other for other in below)),
                in_breadcrumbs * (1.0 if one is h1 else -1.0),
                *(rivals if one is json_ld else map(operator.neg, rivals) if one is og_title else _NEUTRAL),
            ]
        )
        if whole_title.startswith(letters) and "title" not in one.sources:
            rows[-1][SOURCES.index("title")] = 0.5
    return rows


def _below(titles: Iterable[Candidate | None], h1: int, evidence: Evidence) -> list[Candidate]:
    """Return those of the declared titles that a subheading just below another ``h1`` shows, alone or with a kicker."""
    if h1 < 0:
        return []
    texts = evidence.page.texts
    near = range(h1 + 1, min(h1 + 1 + _BELOW_H1, len(texts)))
    shown = [squeeze(texts[place]) for place in near if evidence.tag(place) in ("h2", "h3")]
    above = squeeze(texts[h1])
    return [
        title
        for title in titles
        if title is not None
        and title.letters != above
        and any(text.endswith(title.letters) and len(text) < len(title.letters) + _KICKER for text in shown)
    ]


def _rivals(evidence: Evidence, by_source: dict[str, Candidate], whole_title: str) -> list[float]:
    """Return ``RIVALS`` of the page, zeros where JSON-LD and ``og:title`` agree or one is missing."""
    json_ld, og_title, title = (by_source.get(source) for source in ("json-ld", "og:title", "title"))
    if json_ld is None or og_title is None or json_ld is og_title:
        return list(_NEUTRAL)
    declared = evidence.declared
    article = declared.article
    stated = text_of(article.get("headline")) or ""
    description = squeeze(text_of(article.get("description")) or "")
    other = squeeze(declared.first_meta("og:description") or "")
    letters, rival = json_ld.letters, og_title.letters
    return [
        float(bool(article.get("alternativeHeadline"))),
        float(bool(description and other) and description != other),
        float(len(stated) >= _LONG),
        float(without_site(stated, evidence.houses) != stated),
        float(by_source.get("json-ld name") is og_title),
        float(json_ld is title or (whole_title.startswith(letters) and not rival.startswith(letters))),
        float(og_title is title),
        float(letters in rival),
        float(rival in letters),
    ]


def _in_breadcrumbs(evidence: Evidence, place: int) -> bool:
    """Whether a block stands in the path to the page, where the title for search engines often has its ``h1``."""
    page = evidence.page
    node = page.nodes[place] if place >= 0 else -1
    if node >= 0 and page.flags[node] & (LIST | NAV):
        return True
    for _ in range(_ANCESTORS):
        if node < 0:
            return False
        if _BREADCRUMBS.search(page.names[node]):
            return True
        node = page.parents[node]
    return False
