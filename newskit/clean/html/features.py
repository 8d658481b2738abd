"""Features of the blocks of a page: text, links, position, containers, names, neighbours, agreement with the metadata.

Everything is an array over the page's blocks, so that a page costs a few hundred calls into numpy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np

from newskit.clean.html import characters as kinds
from newskit.clean.html.characters import squeeze, squeeze_all
from newskit.clean.html.names import NEUTRAL, ROLES, NameTable
from newskit.clean.html.outline import FLAGS, HEADING, Outline
from newskit.clean.html.phrases import FAMILIES, phrases_for

_TAGS = (
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "td",
    "tr",
    "blockquote",
    "span",
    "figcaption",
    "section",
    "article",
    "label",
)
_TAG_PLACE = {tag: place for place, tag in enumerate(_TAGS)}
_TAG_PLACES = np.arange(len(_TAGS))[:, np.newaxis]
_FAMILY_BITS = np.arange(len(FAMILIES))[:, np.newaxis]
_FLAG_BITS = np.arange(FLAGS)[:, np.newaxis]
_PHRASE_COLUMNS = [f"{what}: {family}" for family in FAMILIES for what in ("begins", "holds")]
_SCORES = ("mean", "least", "most", *ROLES[1:])
_NAME_COLUMNS = [f"{whose} name {what}" for what in _SCORES for whose in ("own", "parent", "grandparent")]
_AROUND_COLUMNS = [f"names {what}" for what in ("sum", *_SCORES[1:])]
_FLAG_COLUMNS = [f"in {place}" for place in range(FLAGS)]
_TAG_COLUMNS = [f"is {tag}" for tag in _TAGS]
_BEYOND = np.full(4, -6.0)
"""What the first pass is taken to say of the four blocks before the first and after the last: no body."""
_DIGITS = re.compile(r"\d+")
_WIDE = 64.0
_FEW_LINKS, _SHORT, _SIMILAR, _NEAR, _CERTAIN = 0.3, 12, 0.6, 3, 0.7
_LEAST_WEIGHT = 0.5
_END = 40
"""Letters of a text's beginning and of its end that are looked for by themselves."""
_LONG = 8
"""Words from which a block with few links counts as running text."""


@dataclass(slots=True)
class Hints:
    """What the metadata says that helps to tell blocks apart."""

    #: The headline, as far as the head of the page knows it.
    headlines: tuple[str, ...] = ()
    #: The descriptions that the head of the page gives.
    descriptions: tuple[str, ...] = ()
    #: The article's text, as JSON-LD gives it.
    article_body: str = ""
    #: Whether JSON-LD says that the page is an article.
    is_article: bool = False
    #: BCP 47, as declared.
    language: str | None = None


class PageFeatures:
    """The features of one page's blocks."""

    def __init__(self, page: Outline, hints: Hints, names: NameTable) -> None:
        """Compute everything that both passes of the classifier share."""
        self.page = page
        self.hints = hints
        self.size = len(page.texts)
        self.node = np.array(page.nodes, dtype=np.int64)
        self.after_node = self.node + 1
        self.parents = np.array(page.parents, dtype=np.int64)
        self.ends = np.array(page.ends, dtype=np.int64)
        self.squeezed = squeeze_all(page.texts)
        self.columns: dict[str, Any] = {}
        self._text()
        self._phrases()
        self._nodes(names)
        self._groups()
        self._agreement()
        self._marks()
        self._position()

    def matrix(self) -> Any:
        """Return features × blocks, float32."""
        return np.array([*self.columns.values()], dtype=np.float32)

    def _text(self) -> None:
        page, out = self.page, self.columns
        counts, first, last = kinds.count(page.texts)
        characters = counts.sum(1)
        letters = (
            counts[:, kinds.UPPER] + counts[:, kinds.LOWER] + counts[:, kinds.OTHER_LETTER] + counts[:, kinds.IDEOGRAPH]
        )
        words = counts[:, kinds.SPACE] + 1 + counts[:, kinds.IDEOGRAPH] / 2
        some = np.maximum(characters, 1)
        self.words = words
        self.link_density = np.minimum(np.array(page.link_characters) / some, 1)
        self.stop_last = (last == kinds.STOP) | ((last == kinds.QUOTE) & (counts[:, kinds.STOP] > 0))
        self.good = (words >= _LONG) & (self.link_density < _FEW_LINKS)
        self.good_words = words * self.good
        out["characters"] = np.log1p(characters)
        out["words"] = np.log1p(words)
        out["word length"] = letters / words
        out["link density"] = self.link_density
        out["links"] = np.minimum(page.links, 20)
        out["bold"] = np.minimum(np.array(page.bold_characters) / some, 1)
        out["upper"] = counts[:, kinds.UPPER] / np.maximum(letters, 1)
        out["upper a word"] = counts[:, kinds.UPPER] / words
        out["digits"] = counts[:, kinds.DIGIT] / some
        out["commas"] = counts[:, kinds.COMMA] / words
        out["stops"] = counts[:, kinds.STOP] / words
        out["colons"] = counts[:, kinds.COLON]
        out["quotes"] = np.minimum(counts[:, kinds.QUOTE], 8)
        out["dashes"] = counts[:, kinds.DASH] / words
        out["bars"] = counts[:, kinds.BAR] / words
        out["odd"] = counts[:, kinds.REST] / some
        out["ideographs"] = counts[:, kinds.IDEOGRAPH] / some
        out["stop last"] = self.stop_last
        out["colon last"] = last == kinds.COLON
        out["first kind"] = first
        out["last kind"] = last
        out["after break"] = page.after_break

    def _phrases(self) -> None:
        out = self.columns
        #: Of each block the families of phrases that it begins with and holds, and how many words they cover.
        self.phrases = phrases_for(self.hints.language).look_up_all(self.page.texts)
        found = np.fromiter(chain.from_iterable(self.phrases), dtype=np.int64, count=3 * self.size).reshape(-1, 3)
        bits = found[:, :2].T[:, np.newaxis] >> _FAMILY_BITS & 1
        out.update(zip(_PHRASE_COLUMNS, bits.swapaxes(0, 1).reshape(-1, self.size), strict=True))
        self.covered = np.minimum(found[:, 2] / self.words, 1)
        out["phrases"] = self.covered
        out["families"] = bits[1].sum(0)

    def _nodes(self, names: NameTable) -> None:
        """Features of the element that the block stands in, and of those around it."""
        page, out = self.page, self.columns
        nodes = len(page.tags)
        self.blocks_below = self.below(np.ones(self.size), nodes)
        own = np.zeros((nodes + 1, len(NEUTRAL)), dtype=np.float32)
        telling = np.flatnonzero(self.blocks_below[:-1])
        tags, node_names, places = page.tags, page.names, telling.tolist()
        own[telling] = names.score_all([tags[place] for place in places], [node_names[place] for place in places])
        around = self._summed_up(own, nodes)
        node = self.node
        self.node_parent = parent_node = np.where(node >= 0, self.parents[node], -1)
        self.node_grand = grand = np.where(parent_node >= 0, self.parents[parent_node], -1)
        scores = own[np.array((node, parent_node, grand))].transpose(2, 0, 1).reshape(-1, self.size)
        out.update(zip(_NAME_COLUMNS, scores, strict=True))
        out.update(zip(_AROUND_COLUMNS, around[:, node], strict=True))
        self.name_mean = out["names sum"]
        flags = np.array([*page.flags, 0], dtype=np.int64)[node]
        self.flags = flags
        out.update(zip(_FLAG_COLUMNS, flags >> _FLAG_BITS & 1, strict=True))
        self.tag = _tag_places(tags, page.nodes)
        out.update(zip(_TAG_COLUMNS, self.tag == _TAG_PLACES, strict=True))
        out["parent tag"] = _tag_places(tags, parent_node.tolist())
        out["depth"] = np.array([*page.depths, 0])[node]
        self.heading = (flags & HEADING) > 0

    def _summed_up(self, own: Any, nodes: int) -> Any:
        """Return for every node the sum, the least and the greatest scores of its own and of all around it.

        Every node first looks at its parent, then two further, then four: what it sees there is summed up already.
        """
        # one row a score, for neighbours in memory are read fastest
        around = np.ascontiguousarray(own.T)
        around[:, -1] = (0, np.inf, *[-np.inf] * (own.shape[1] - 2))
        jump = np.append(np.where(self.parents >= 0, self.parents, nodes), nodes)
        reach, deepest = 1, max(self.page.depths, default=0)
        while reach <= deepest:
            above = around.take(jump, axis=1)
            around[0] += above[0]
            np.minimum(around[1], above[1], out=around[1])
            np.maximum(around[2:], above[2:], out=around[2:])
            jump = jump[jump]
            reach *= 2
        around[:, -1] = 0
        return around

    def _groups(self) -> None:
        """Features of the blocks that share a container, and of those that look the same."""
        page, out = self.page, self.columns
        total = max(float(self.good_words.sum()), 1.0)
        nodes = len(page.tags)
        containers = {"parent": self.node_parent, "grandparent": self.node_grand}
        great = np.where(self.node_grand >= 0, self.parents[self.node_grand], -1)
        containers["great-grandparent"] = great
        all_words = self.below(self.words, nodes)
        all_good = self.below(self.good_words, nodes)
        all_linked = self.below(self.words * self.link_density, nodes)
        for what, group in containers.items():
            # everything below the container, at whatever depth
            words, good, linked = all_words[group], all_good[group], all_linked[group]
            count = self.blocks_below[group]
            out[f"{what} good share"] = good / total
            out[f"{what} good of all"] = good / np.maximum(words, 1)
            out[f"{what} link density"] = linked / np.maximum(words, 1)
            out[f"{what} blocks"] = np.log1p(count)
            out[f"{what} words a block"] = np.log1p(words / np.maximum(count, 1))
        direct = np.bincount(self.node_parent + 1, weights=self.good_words, minlength=nodes + 1)
        out["siblings good share"] = direct[self.node_parent + 1] / total
        looks: dict[tuple[str, str, str], int] = {}
        look_of: dict[int, int] = {-1: 0}
        for node in page.nodes:
            if node not in look_of:
                parent = page.parents[node]
                above = page.names[parent] if parent >= 0 else ""
                key = page.tags[node], _without_digits(page.names[node]), _without_digits(above)
                look_of[node] = looks.setdefault(key, len(looks) + 1)
        look = np.array([look_of[node] for node in page.nodes], dtype=np.int64)
        self.look = look
        size = len(looks) + 1
        count = np.bincount(look, minlength=size)
        good = np.bincount(look, weights=self.good_words, minlength=size)
        words = np.bincount(look, weights=self.words, minlength=size)
        linked = np.bincount(look, weights=self.words * self.link_density, minlength=size)
        stops = np.bincount(look, weights=self.stop_last, minlength=size)
        out["alike blocks"] = np.log1p(count[look])
        out["alike good share"] = good[look] / total
        out["alike words"] = np.log1p(words[look] / count[look])
        out["alike link density"] = linked[look] / np.maximum(words[look], 1)
        out["alike stops"] = stops[look] / count[look]
        out["page good words"] = np.full(self.size, np.log1p(total))
        out["page blocks"] = np.full(self.size, np.log1p(self.size))
        out["page good of all"] = np.full(self.size, total / max(float(self.words.sum()), 1))

    def below(self, values: Any, nodes: int) -> Any:
        """Return for every node the sum over all blocks below it, and 0 for none (index -1)."""
        # nodes stand in the order in which they begin, so that those inside one are neighbours
        running, sums = np.zeros(nodes + 1), np.zeros(nodes + 1)
        np.bincount(self.after_node, weights=values, minlength=nodes + 1)[1:].cumsum(out=running[1:])
        np.subtract(running[self.ends], running[:nodes], out=sums[:nodes])
        return sums

    def _agreement(self) -> None:
        """Whether the block is what the metadata says."""
        out, hints = self.columns, self.hints
        body = squeeze(hints.article_body)
        titles = _closest(self.squeezed, {squeeze(text) for text in hints.headlines})
        decks = _closest(self.squeezed, {squeeze(text) for text in hints.descriptions})
        out["headline"] = titles
        out["description"] = decks
        inside = [_share_inside(text, body) for text in self.squeezed] if body else [-1.0] * self.size
        out["in article body"] = inside
        out["article body"] = np.full(self.size, np.log1p(len(body)))
        out["is article"] = np.full(self.size, hints.is_article)
        seen: dict[str, int] = {}
        copies = []
        for text in self.squeezed:
            copies.append(seen.get(text, 0))
            seen[text] = copies[-1] + 1
        out["copies before"] = np.minimum(copies, 3)
        out["copies"] = np.minimum([seen[text] for text in self.squeezed], 5)
        start = (
            int(np.argmax(np.where(self.tag == _TAG_PLACE["h1"], 1.5, 0) + np.array(titles) * 1.2)) if self.size else 0
        )
        self.headline_place = start if titles[start] > _SIMILAR or self.tag[start] == _TAG_PLACE["h1"] else 0

    def _marks(self) -> None:
        """Whether an author's name, a time or a picture is marked at the block, or right before or after it."""
        page, out, size = self.page, self.columns, self.size
        marks = {"author": np.zeros(size + 3), "time": np.zeros(size + 3), "picture": np.zeros(size + 3)}
        for mention in page.mentions:
            marks["author"][mention.place + 1] = max(marks["author"][mention.place + 1], mention.strength)
        for place, _ in page.times:
            marks["time"][place + 1] = 1
        for picture in page.pictures:
            marks["picture"][picture.place + 1] += 1
        for what, mark in marks.items():
            out[f"{what} here"] = mark[1 : size + 1]
            out[f"{what} before"] = mark[:size]
            out[f"{what} after"] = mark[2 : size + 2]

    def _position(self) -> None:
        out, size = self.columns, self.size
        place = np.arange(size)
        out["place"] = place / size
        out["place from end"] = np.minimum(size - place, 400)
        out["after headline"] = np.clip(place - self.headline_place, -50, 200)
        running = np.cumsum(self.good_words)
        total = max(float(self.good_words.sum()), 1.0)
        out["good before"] = (running - self.good_words) / total
        since = running - running[self.headline_place]
        out["good since headline"] = np.log1p(np.maximum(since - self.good_words, 0))
        good = np.flatnonzero(self.good & self.stop_last)
        before = np.searchsorted(good, place, side="left")
        after = np.searchsorted(good, place, side="right")
        padded = np.concatenate(([-99], good, [size + 99]))
        out["from last good"] = np.minimum(place - padded[before], 60)
        out["to next good"] = np.minimum(padded[after + 1] - place, 60)
        names = (
            self.name_mean,
            np.log1p(self.words),
            self.link_density,
            self.stop_last,
            self.heading,
            self.covered,
            self.tag,
        )
        around = np.zeros((len(names), size + 2 * _NEAR))
        around[:, _NEAR : size + _NEAR] = names
        for step in (-3, -2, -1, 1, 2, 3):
            shifted = around[:, _NEAR + step : size + _NEAR + step]
            for what, column in zip(
                ("names", "words", "link density", "stop", "heading", "phrases", "tag"), shifted, strict=True
            ):
                if abs(step) < _NEAR or what in ("words", "link density"):
                    out[f"{what} at {step}"] = column
        out["alike at -1"] = shift(self.look, -1, -1) == self.look
        out["alike at 1"] = shift(self.look, 1, -1) == self.look
        out["parent at -1"] = shift(self.node_parent, -1, -2) == self.node_parent
        out["parent at 1"] = shift(self.node_parent, 1, -2) == self.node_parent


def context(features: PageFeatures, body: Any) -> Any:
    """Return the second pass's features (features × blocks): what the first (``body``, log odds) says around."""
    size = features.size
    chance = 1 / (1 + np.exp(-body))
    words = features.words
    mass = chance * words
    total = max(float(mass.sum()), 1.0)
    columns: list[Any] = [body]
    padded = np.concatenate((_BEYOND, body, _BEYOND))
    columns.extend(padded[4 + step : size + 4 + step] for step in (-4, -3, -2, -1, 1, 2, 3, 4))
    nodes = len(features.page.tags)
    weight = np.sqrt(words)
    for group in (features.node_parent, features.node_grand):
        below = features.below(chance * weight, nodes)[group] - chance * weight
        every = features.below(weight, nodes)[group] - weight
        # no block weighs less than 1: what is less is the rounding of a difference
        columns.append(np.where(every > _LEAST_WEIGHT, below / np.maximum(every, 0.1), -1))
        columns.append(features.below(mass, nodes)[group] / total)
    look = features.look
    alike = np.bincount(look, weights=chance * weight)[look] - chance * weight
    every = np.bincount(look, weights=weight)[look] - weight
    columns.append(np.where(every > 0, alike / np.maximum(every, 0.1), -1))
    running = np.cumsum(mass)
    columns.extend(((running - mass) / total, (total - running) / total, np.full(size, np.log1p(total))))
    sure = np.flatnonzero((chance > _CERTAIN) & (words > _LONG - 2))
    place = np.arange(size)
    padded = np.concatenate(([-99], sure, [size + 99]))
    columns.append(np.minimum(place - padded[np.searchsorted(sure, place, side="left")], 60))
    columns.append(np.minimum(padded[np.searchsorted(sure, place, side="right") + 1] - place, 60))
    first = sure[0] if len(sure) else 0
    columns.append(np.clip(place - first, -50, 200))
    return np.array(columns, dtype=np.float32)


def _tag_places(tags: list[str], nodes: list[int]) -> Any:
    """Return the places of nodes' tags among those that are told apart; -1 stands for the body."""
    places = [_TAG_PLACE.get(tags[node], len(_TAGS)) if node >= 0 else len(_TAGS) for node in nodes]
    return np.array(places, dtype=np.int64)


@lru_cache(maxsize=20_000)
def _without_digits(names: str) -> str:
    return _DIGITS.sub("", names)


def shift(column: Any, step: int, edge: float) -> Any:
    """Return for every block the value of the block ``step`` further on."""
    column = np.asarray(column)
    out = np.full(len(column), edge, dtype=column.dtype if column.dtype != bool else np.float32)
    if abs(step) < len(column):
        if step > 0:
            out[:-step] = column[step:]
        else:
            out[-step:] = column[:step]
    return out


def _share_inside(text: str, body: str) -> float:
    """Return 1 for a text that is part of the body, less where only its beginning or its end is."""
    if len(text) <= _SHORT:
        return 0.0
    if text in body:
        return 1.0
    return (text[:_END] in body) * 0.5 + (text[-_END:] in body) * 0.4 if len(text) > _END else 0.0


def _closest(texts: list[str], others: set[str]) -> list[float]:
    """Return the greatest likeness of each text to one of the others.

    It is 1 for equal texts, the share of the longer one where one holds the other, else 0.
    """
    found = [0.0] * len(texts)
    others = {other for other in others if other}
    if not others:
        return found
    every = "\n".join(others)
    long = [other for other in others if len(other) > _SHORT]
    for place, text in enumerate(texts):
        if text in others:
            found[place] = 1.0
        elif len(text) > _SHORT:
            if text in every:
                found[place] = max(len(text) / len(other) for other in others if text in other)
            for other in long:
                if other in text:
                    found[place] = max(found[place], len(other) / len(text))
    return found
