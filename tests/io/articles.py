"""Articles of every shape that the record allows, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from newskit.article import Article

_WORDS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)
_KEYS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=6).map("my_{}".format)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=5,
)
_EXTRA = st.dictionaries(_KEYS, _JSON, max_size=2)
_DATES = st.sampled_from(["2015", "2015-10", "2015-10-08", "2015-10-08T14:03:00+03:00", "2015-10-08T14:03Z"])
_UNIT = st.floats(0, 1)


@st.composite
def _spans(draw: st.DrawFn, length: int, **fields: st.SearchStrategy[Any]) -> dict[str, Any]:
    start = draw(st.integers(0, length))
    end = draw(st.integers(start, length))
    return {"start": start, "end": end, **{k: draw(v) for k, v in fields.items()}, **draw(_EXTRA)}


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def objects(draw: st.DrawFn) -> dict[str, Any]:
    """Draw an article as a JSON object, with unknown keys on every level."""
    text = draw(st.text(st.characters(blacklist_categories=["Cs"]), max_size=40))
    length = len(text)
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=6)))
    blocks = [
        {"start": start, "end": end, "kind": draw(st.sampled_from(["paragraph", "headline", "caption"]))}
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    span = _spans(length)
    mention = _spans(length, kind=st.sampled_from(["name", "nominal", "pronoun"]))
    person = _spans(length, entity=st.just("e1"))
    quantity = _spans(
        length,
        type=st.sampled_from(["CARDINAL", "MONEY"]),
        value=_maybe(st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)),
        bound=st.sampled_from(["=", "~", "<"]),
        unit=st.just("USD"),
        of=span,
        range=st.lists(st.integers(0, 99), min_size=2, max_size=2),
    )
    fields: dict[str, st.SearchStrategy[Any]] = {
        "content": _WORDS,
        "headline": _WORDS,
        "authors": st.lists(
            st.fixed_dictionaries({"name": _WORDS}, optional={"url": _WORDS, "my_key": _JSON}), max_size=2
        ),
        "agencies": st.lists(_WORDS, max_size=2),
        "keywords": st.lists(_WORDS, max_size=2),
        "date_published": _DATES,
        "is_accessible_for_free": st.booleans(),
        "source": st.fixed_dictionaries({}, optional={"kind": st.just("url"), "status": st.just(200), "my_key": _JSON}),
        "sentences": st.lists(span, max_size=3),
        "entities": st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.just("e1"),
                    "label": st.just("GPE"),
                    "name": _WORDS,
                    "mentions": st.lists(mention, max_size=2),
                },
                optional={"aliases": st.lists(_WORDS, max_size=2), "confidence": _UNIT, "my_key": _JSON},
            ),
            max_size=2,
        ),
        "times": st.lists(_spans(length, type=st.just("DATE"), value=_DATES), max_size=2),
        "quantities": st.lists(quantity, max_size=2),
        "quotes": st.lists(
            st.fixed_dictionaries(
                {
                    "kind": st.just("mixed"),
                    "content": st.lists(span, min_size=1, max_size=2),
                    "cue": _maybe(_spans(length, lemma=st.just("say"))),
                    "speakers": st.lists(person, max_size=2),
                    "polarity": st.just("denies"),
                }
            ),
            max_size=2,
        ),
        "events": st.lists(
            _spans(length, lemma=st.just("fire"), agents=st.lists(person, max_size=1), **{"class": st.just("ASSAULT")}),
            max_size=2,
        ),
        "summary": st.fixed_dictionaries({"lead": st.lists(span, max_size=1)}, optional={"who": span, "my_key": _JSON}),
        "keyphrases": st.lists(
            st.fixed_dictionaries({"text": _WORDS, "score": _UNIT, "mentions": st.lists(span, max_size=1)}), max_size=1
        ),
        "provenance": st.lists(
            st.fixed_dictionaries(
                {"stage": st.just("clean"), "version": st.just("1"), "options": st.dictionaries(_WORDS, st.booleans())},
                optional={"fields": st.dictionaries(_WORDS, st.fixed_dictionaries({"source": st.just("meta")}))},
            ),
            max_size=2,
        ),
    }
    chosen = draw(st.fixed_dictionaries({}, optional=fields))
    return {"id": "a1", "text": text, "blocks": blocks, **chosen, **draw(_EXTRA)}


def public_fields() -> set[str]:
    """Return the JSON names of the article's fields."""
    return set(Article.__struct_fields__) - {"extra", "origin"}
