"""Part of speech, morphology and lemma of tokens, looked up.

spaCy's ``attribute_ruler`` and ``lemmatizer`` derive them from word, tag and dependency, by a matcher and by rules that
look at every token anew: a fifth of the time of the parse. What comes out depends on these three alone, and for a few
patterns on the word beside, so each combination is worked out once, from the patterns and by the rules of the model,
and found in a table from then on. The attributes are those that the model's components would have set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.strings import StringStore
    from spacy.tokens import Doc, Token

RULER, LEMMATIZER = "attribute_ruler", "lemmatizer"

_DERIVED = 3
"""Columns of what is read before those that are set here."""
_READ = ("TAG", "DEP", "ORTH", "POS", "MORPH", "LEMMA")
_WRITTEN = ("TAG", "POS", "MORPH", "LEMMA", "DEP")
_ASKED = frozenset({"TAG", "DEP", "ORTH", "LOWER", "IS_SPACE"})
"""What a pattern may ask of a token."""
_LARGEST = 100_000
"""Combinations in the table, before it is begun anew."""

_Asks = dict[str, Callable[[int], bool]]
"""By attribute: the test of its value."""
_Key = tuple[int, int, int]
"""Tag, dependency and word of a token."""
_Asked = dict[str, int]
"""The values of one token, as they were before any attribute was set."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Successive tokens that give one of them attributes; of two patterns, the later one wins."""

    tokens: tuple[_Asks, ...]
    index: int
    attributes: dict[int, int]
    rank: int


def run(pipeline: Language, parses: Iterable[Doc], batch: int) -> Iterator[Doc]:
    """Run the components of a pipeline over tokenized texts, as ``pipeline.pipe`` does, but look up what can be.

    ``batch`` is the number of texts that a component takes at once.
    """
    stand_in = morphology(pipeline)
    stream = iter(parses)
    for name, component in pipeline.pipeline:
        if stand_in is not None and name == LEMMATIZER:
            continue
        if stand_in is not None and name == RULER:
            stream = map(stand_in, stream)
        elif hasattr(component, "pipe"):
            stream = component.pipe(stream, batch_size=batch)
        else:
            stream = map(component, stream)
    return stream


class Morphology:
    """Sets the attributes of tokens as the ruler and the lemmatizer of one pipeline would."""

    def __init__(self, ruler: Any, lemmatizer: Any, patterns: Sequence[_Pattern]) -> None:
        """Take the components that are stood in for, and the patterns of the first."""
        import numpy as np

        self._ruler, self._lemmatizer = ruler, lemmatizer
        self._longer = [pattern for pattern in patterns if len(pattern.tokens) > 1]
        #: Patterns of one token by a value that they ask for.
        self._singles: dict[tuple[str, int] | None, list[_Pattern]] = {}
        for pattern in patterns:
            if len(pattern.tokens) == 1:
                for value in _values(pattern.tokens[0]):
                    self._singles.setdefault(value, []).append(pattern)
        self._rows: dict[_Key, int] = {}
        self._table: Any = np.zeros((1024, len(_WRITTEN)), dtype=np.uint64)
        #: Rows of tokens that longer patterns may begin at, with those patterns.
        self._openings: dict[int, list[_Pattern]] = {}

    def __call__(self, parse: Doc) -> Doc:
        """Set the attributes of all tokens of a parse that has tags and dependencies."""
        found: Any = parse.to_array(list(_READ))
        if not len(parse) or found[:, _DERIVED:].any():  # a component before has set some
            result: Doc = self._lemmatizer(self._ruler(parse))
            return result
        if len(self._rows) > _LARGEST:
            self._rows.clear()
            self._openings.clear()
        keys = list(zip(*found[:, :_DERIVED].T.tolist(), strict=True))
        get = self._rows.get
        rows = [get(key, -1) for key in keys]
        if -1 in rows:
            rows = [self._row(key, parse[place]) for place, key in enumerate(keys)]
        parse.from_array(list(_WRITTEN), self._table[rows])
        if not self._openings.keys().isdisjoint(rows):
            self._read_on(parse, rows, keys)
        return parse

    def _row(self, key: _Key, token: Any) -> int:
        """Return the row of a combination, which is worked out where it is met for the first time."""
        row = self._rows.get(key)
        if row is not None:
            return row
        import numpy as np

        row = len(self._rows)
        if row == len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        asked = _asked(key, token)
        self._set(token, key, self._matching(asked))
        self._table[row] = token.tag, token.pos, token.morph.key, token.lemma, token.dep
        openings = [pattern for pattern in self._longer if _fits(pattern.tokens[0], asked)]
        if openings:
            self._openings[row] = openings
        self._rows[key] = row
        return row

    def _matching(self, asked: _Asked) -> list[_Pattern]:
        """Return the patterns of one token that fit it."""
        near = [pattern for value in (None, *asked.items()) for pattern in self._singles.get(value, ())]
        return [pattern for pattern in near if _fits(pattern.tokens[0], asked)]

    def _read_on(self, parse: Doc, rows: list[int], keys: list[_Key]) -> None:
        """Apply the patterns that go on behind a token which they may begin at."""
        added: dict[int, list[_Pattern]] = {}
        for place, row in enumerate(rows):
            for pattern in self._openings.get(row, ()):
                tokens = range(place, min(place + len(pattern.tokens), len(rows)))
                asked = (_asked(keys[one], parse[one]) for one in tokens)
                if len(tokens) == len(pattern.tokens) and all(map(_fits, pattern.tokens, asked)):
                    added.setdefault(place + pattern.index, []).append(pattern)
        for place, patterns in added.items():
            token, key = parse[place], keys[place]
            self._set(token, key, [*self._matching(_asked(key, token)), *patterns])

    def _set(self, token: Any, key: _Key, patterns: Iterable[_Pattern]) -> None:
        """Set the attributes of a token that some patterns give, and its lemma."""
        from spacy.attrs import DEP, LEMMA, MORPH, POS, TAG

        written: dict[int, int] = {}
        for pattern in sorted(patterns, key=lambda pattern: pattern.rank):
            written |= pattern.attributes
        token.tag, token.dep = written.get(TAG, key[0]), written.get(DEP, key[1])
        token.pos = written.get(POS, 0)
        token.set_morph(written.get(MORPH))
        token.lemma = written.get(LEMMA, 0)
        if token.lemma == 0:
            token.lemma_ = self._lemmatizer.lemmatize(token)[0]


@lru_cache(maxsize=4)
def morphology(pipeline: Language) -> Morphology | None:
    """Return what stands in for a pipeline's ruler and lemmatizer; ``None`` where theirs are of another kind.

    They must follow each other, the patterns must ask for nothing but tag, dependency and word, and the lemmatizer must
    be spaCy's own, by rules.
    """
    from spacy.lang.en.lemmatizer import EnglishLemmatizer
    from spacy.pipeline import AttributeRuler, Lemmatizer

    names = [name for name, _ in pipeline.pipeline]
    if RULER not in names or names[names.index(RULER) + 1 : names.index(RULER) + 2] != [LEMMATIZER]:
        return None
    ruler: Any = pipeline.get_pipe(RULER)
    lemmatizer: Any = pipeline.get_pipe(LEMMATIZER)
    if type(ruler) is not AttributeRuler or type(lemmatizer) not in (EnglishLemmatizer, Lemmatizer):
        return None
    if lemmatizer.mode != "rule" or lemmatizer.overwrite:
        return None
    patterns = list(_patterns(ruler))
    return Morphology(ruler, lemmatizer, patterns) if all(pattern is not None for pattern in patterns) else None


def _patterns(ruler: Any) -> Iterator[Any]:
    """Yield the patterns of a ruler in their order; ``None`` for one that asks for something else."""
    from spacy.attrs import IDS

    known = {IDS[name] for name in _WRITTEN}
    for rank, entry in enumerate(ruler.patterns):
        attributes = ruler.attrs[rank]
        if not attributes.keys() <= known:
            yield None
            continue
        for tokens in entry["patterns"]:
            asks = [_asks(token, ruler.vocab.strings) for token in tokens]
            index = entry["index"] + (len(tokens) if entry["index"] < 0 else 0)
            complete = tuple(one for one in asks if one is not None)
            yield _Pattern(complete, index, attributes, rank) if len(complete) == len(tokens) else None


def _asks(token: Mapping[str, Any], strings: StringStore) -> _Asks | None:
    """Return what a pattern asks of one token; ``None`` where that is not values or a form of known attributes."""
    asks: _Asks = {}
    for name, value in token.items():
        test = _test(value, strings)
        if name not in _ASKED or test is None:
            return None
        asks[name] = test
    return asks


def _test(value: Any, strings: StringStore) -> Callable[[int], bool] | None:
    if not isinstance(value, dict):
        return frozenset([_number(value, strings)]).__contains__
    if len(value) != 1:
        return None
    kind, values = next(iter(value.items()))
    if kind == "REGEX":
        form = re.compile(values)
        return lambda number: form.search(strings[number]) is not None
    if kind not in {"IN", "NOT_IN"}:
        return None
    numbers = frozenset(_number(each, strings) for each in values)
    return numbers.__contains__ if kind == "IN" else lambda number: number not in numbers


def _number(value: str | float, strings: StringStore) -> int:
    return strings.add(value) if isinstance(value, str) and value else int(value or 0)


def _values(asks: _Asks) -> list[tuple[str, int] | None]:
    """Return values of one attribute of which a token must have one; ``None`` where no value is asked for."""
    for name in ("LOWER", "ORTH", "TAG", "DEP"):
        values = getattr(asks.get(name), "__self__", None)
        if values is not None:
            return [(name, value) for value in values]
    return [None]


def _asked(key: _Key, token: Token) -> _Asked:
    return {"TAG": key[0], "DEP": key[1], "ORTH": key[2], "LOWER": token.lower, "IS_SPACE": int(token.is_space)}


def _fits(asks: _Asks, token: _Asked) -> bool:
    return all(test(token[name]) for name, test in asks.items())
