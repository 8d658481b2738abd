from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit.article import BODY_KINDS, Article, Block, Entity, Event, Mention, Quantity, Span, Time, Topic, body
from newskit.errors import RecordError, UsageError
from newskit.export.choices import Choices
from newskit.export.filters import parse_filter
from newskit.export.redaction import MASK
from newskit.export.splits import parse_splits, split_of
from newskit.io.record import check, decode_article, encode_article

from ..io.articles import objects
from .articles import bare, ferry, odd

# ------------------------------------------------------------------ filter

TESTS = [
    # (filter, holds for the ferry, holds for the bare article)
    ('language == "en"', True, False),
    ("language == null", False, True),
    ("language != null and not is_accessible_for_free == null", True, False),
    ("is_accessible_for_free", True, False),
    ('date_published >= "2024-02"', True, False),
    ('date_published == "2024-02"', True, False),
    ('"2024" == date_published', True, False),
    ('date_published < "2024-02-26"', False, False),
    ('date_published <= "2024-02-26"', True, False),
    ('date_published > "2024-02"', False, False),
    ('date_published < "2024-03"', True, False),
    ('"2024-03" > date_published', True, False),
    ('date_published != "2023"', True, False),
    ('"PERSON" in entities.label', True, False),
    ('"LAW" not in entities.label', True, True),
    ('"e1" in quotes.speakers.entity', True, False),
    ('"Port" in headline or "rained" in text', True, True),
    ("'ferry' in keywords", True, False),
    ('publisher in ("Other", "Coast News")', True, False),
    ('publisher not in ("Other")', True, True),
    ("len(quotes) == 2", True, False),
    ("len(quotes) < 1", False, True),
    ("len(text) > 10 and (len(events) >= 2 or false)", True, False),
    ("extra.my_key.n == 1", True, False),
    ('extra.my_key == "text"', False, False),
    ("extra.other != null", False, False),
    ('source.kind == "url"', True, False),
    ("summary.who != null", True, False),
    ("summary == null", False, True),
    ("text != null", True, True),
    (r'headline == "a\"b\\"', False, False),
    ("not not (true == true)", True, True),
]


@pytest.mark.parametrize(("source", "ferry_holds", "bare_holds"), TESTS)
def test_filters(source: str, *, ferry_holds: bool, bare_holds: bool) -> None:
    """A filter asks for fields, dates at any granularity, members, lengths and the user's own keys."""
    test = parse_filter(source)
    assert (test(ferry()), test(bare())) == (ferry_holds, bare_holds)


@pytest.mark.parametrize(
    ("sign", "expected"), [("==", False), ("<", False), ("<=", False), (">", False), (">=", False), ("!=", True)]
)
def test_a_vague_date_is_neither_before_nor_after(sign: str, *, expected: bool) -> None:
    """A date of which only the year is known says nothing of a month in that year."""
    assert parse_filter(f'date_published {sign} "2024-02"')(odd()) is expected


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("", "column 1: expected a field"),
        ("headlin == 'x'", "column 1: there is no field headlin; did you mean headline?"),
        ("entities.lable == 'x'", "did you mean entities.label?"),
        ("headline.x == 'x'", "there is no field headline.x"),
        ("headline == ", "column 13: expected a field, a text, a number or null, not the end"),
        ("headline == 'x", 'column 13: "\'" is a quotation mark that is not closed'),
        ("headline > 5", "column 10: headline is a text, 5 is a number"),
        ("headline = 'x'", "column 10: '=' is no part of a filter"),
        ("(headline == 'x'", "column 17: expected ')', not the end"),
        ("headline == 'x' language", "column 17: expected and, or, or the end"),
        ("headline", "column 9: expected a comparison"),
        ("entities.label == 'x'", "entities.label is a list: ask with in"),
        ("source == 'x'", "source is an object"),
        ("headline < null", "null has no order"),
        ("'x' in source", "in needs a list or a text"),
        ("5 in keywords", "column 1: 5 is a number, keywords holds a text"),
        ("len(5) > 1", "column 5: expected a field"),
        ("__import__('os') == 1", "there is no field __import__"),
        ("(" * 50 + "true" + ")" * 50, "nested too deeply"),
        ("not " * 50 + "true", "nested too deeply"),
        ("true < false", "cannot be compared"),
    ],
)
def test_a_wrong_filter_is_told_with_its_column(source: str, told: str) -> None:
    """The message names the column and shows the place."""
    with pytest.raises(UsageError) as caught:
        parse_filter(source)
    assert told in str(caught.value)
    assert str(caught.value).endswith("^")


@given(st.text(st.sampled_from("andornt()=<>!\"' .,5lehd\\"), max_size=30))
def test_any_filter_is_read_or_refused(source: str) -> None:
    """No expression makes anything but a test or a UsageError."""
    try:
        test = parse_filter(source)
    except UsageError:
        return
    assert test(ferry()) in (True, False)


# ------------------------------------------------------------------ text and layers


def spans_of(value: Any) -> list[tuple[int, int]]:
    """Return every span of a record, wherever it stands."""
    if isinstance(value, dict):
        here = [(value["start"], value["end"])] if {"start", "end"} <= value.keys() else []
        return here + [span for inner in value.values() for span in spans_of(inner)]
    if isinstance(value, list):
        return [span for inner in value for span in spans_of(inner)]
    return []


def words_of(article: Article) -> list[str]:
    return sorted((article.text or "")[start:end] for start, end in spans_of(json.loads(encode_article(article))))


def test_the_body_takes_its_annotations_along() -> None:
    """With --text body every annotation of the body covers the same words as before; those outside are gone."""
    whole, alone = ferry(), Choices(text="body").apply(ferry())
    assert alone.text == body(whole)
    assert body(alone) == body(whole)
    inside = [(block.start, block.end) for block in whole.blocks or () if block.kind in BODY_KINDS]
    kept = sorted(
        (whole.text or "")[start:end]
        for start, end in spans_of(json.loads(encode_article(whole)))
        if any(first <= start < last for first, last in inside)
    )
    assert words_of(alone) == kept
    assert (alone.quantities or [])[0].part_of == 1
    assert (alone.events or [])[1].time == 1
    assert (alone.provenance or [])[-1].options == {"text": "body"}
    check(alone)


@settings(max_examples=30)
@given(objects())
def test_any_body_is_a_valid_record(thing: dict[str, Any]) -> None:
    """Whatever the blocks, the body alone is a record whose offsets hold."""
    article = decode_article(json.dumps(thing).encode())
    check(Choices(text="body").apply(article))


def test_what_points_into_other_layers_follows() -> None:
    """Topics keep the words that are left of them; an event keeps its quantities, and none of a layer that is gone."""
    text = "Headline\n\nThe navy fired 26 rockets on Monday."
    at = text.index
    event = Event(start=at("fired"), end=at("fired") + 5, lemma="fire", time=0, quantities=[0])
    article = Article(
        id="a",
        text=text,
        blocks=[Block(start=0, end=8, kind="headline"), Block(start=10, end=len(text), kind="paragraph")],
        times=[Time(start=at("Monday"), end=at("Monday") + 6, type="DATE")],
        quantities=[Quantity(start=at("26"), end=at("26") + 2, type="CARDINAL", value=26)],
        events=[event],
        topics=[
            Topic(
                code="16000000",
                name="conflict, war and peace",
                score=0.9,
                mentions=[Span(start=0, end=8), Span(start=at("navy"), end=at("navy") + 4)],
            )
        ],
    )
    alone = Choices(text="body").apply(article)
    assert alone.topics is not None
    assert alone.events is not None
    assert [(alone.text or "")[span.start : span.end] for span in alone.topics[0].mentions] == ["navy"]
    assert alone.events[0].quantities == [0]
    events = Choices(layers=["events"]).apply(article).events
    assert events is not None
    assert (events[0].time, events[0].quantities) == (None, [])


def test_layers_are_kept_or_left_out() -> None:
    """--layers keeps these layers and no other; metadata stays."""
    found = Choices(layers=("entities", "sentences")).apply(ferry())
    assert found.entities
    assert found.sentences
    assert (found.quotes, found.blocks, found.summary) == (None, None, None)
    assert found.headline == ferry().headline
    with pytest.raises(UsageError, match="no such layer: names; choose from blocks"):
        Choices(layers=("names",))


# ------------------------------------------------------------------ redaction


def test_redacted_names_are_nowhere() -> None:
    """No word of a person's name is left in text, metadata or layers; offsets still hold."""
    found = Choices(redact=("names",)).apply(ferry())
    line = encode_article(found).decode()
    assert "Kemp" not in line
    assert "Ann Example" not in line
    assert "Q42" not in line
    assert "my_key" not in line
    assert len(found.text or "") == len(ferry().text or "")
    mention = (found.entities or [])[0].mentions[0]
    assert (found.text or "")[mention.start : mention.end] == f"{MASK * 4} {MASK * 4}"
    assert (found.entities or [])[1].name == "Port Alder"
    check(found)


def test_redacted_quotations_are_nowhere() -> None:
    """The words of quotations are gone, and what was found inside them; who spoke, and how, is still there."""
    found = Choices(redact=("quotes",)).apply(ferry())
    line = encode_article(found).decode()
    assert "lucky" not in (found.text or "")
    assert "slept" not in line
    assert [quote.cue.lemma for quote in found.quotes or () if quote.cue] == ["say", "tell"]
    assert [quantity.value for quantity in found.quantities or ()] == []  # both stood in what the mayor said
    assert len(found.sentences or ()) == len(ferry().sentences or ())
    assert found.headline == ferry().headline
    check(found)


def test_a_surname_alone_is_hidden() -> None:
    """A person named in full once is hidden where the surname stands by itself, but not as a common word."""
    article = Article(
        id="a",
        headline="Stone resigns",
        text="Ann Stone left. A stone fell.",
        entities=[Entity(id="e", label="PERSON", name="Ann Stone", mentions=[Mention(start=0, end=9)])],
    )
    found = Choices(redact=("names",)).apply(article)
    assert (found.headline, found.text) == ("█████ resigns", "███ █████ left. A stone fell.")


@pytest.mark.parametrize(("what", "layer"), [("names", "entities"), ("quotes", "quotes")])
def test_what_was_not_searched_cannot_be_redacted(what: Any, layer: str) -> None:
    """An article without the layer is refused: nothing would be hidden."""
    with pytest.raises(RecordError, match=f"cannot redact {what}: the article has no {layer}; run extract first"):
        Choices(redact=(what,)).apply(bare())


def test_nothing_is_redacted_unasked() -> None:
    """Without choices an article is exported as it is."""
    article = ferry()
    assert Choices().apply(article) is article
    with pytest.raises(UsageError, match="cannot redact places; choose from quotes, names"):
        Choices(redact=("places",))  # type: ignore[arg-type]


@settings(max_examples=30)
@given(objects(), st.sampled_from([("names",), ("quotes",), ("quotes", "names")]))
def test_any_redacted_record_is_valid(thing: dict[str, Any], what: Any) -> None:
    """Redaction keeps every record valid, and as long as it was."""
    article = decode_article(json.dumps({"quotes": [], "entities": [], **thing}).encode())
    found = Choices(redact=what).apply(article)
    assert len(found.text or "") == len(article.text or "")
    check(found)
    encode_article(found)


# ------------------------------------------------------------------ splits


def test_splits_are_stable_and_near_their_shares() -> None:
    """An article's split follows from its id alone."""
    shares = parse_splits("train=0.8, test=.1,dev=0.1")
    found = [split_of(Article(id=f"a{n}"), shares) for n in range(5000)]
    assert found == [split_of(Article(id=f"a{n}"), shares) for n in range(5000)]
    assert found[:12] == [split_of(Article(id=f"a{n}", text="other"), shares) for n in range(12)]
    for name, share in shares.items():
        assert abs(found.count(name) / 5000 - share) < 0.02
    assert split_of(Article(id="a1"), parse_splits("a=0,b=1")) == "b"


def test_copies_stay_with_their_original() -> None:
    """An article that repeats another is in the other's split, whatever its own id."""
    shares = parse_splits("a=0.5,b=0.5")
    for number in range(50):
        original = Article(id=f"o{number}")
        copies = [Article(id=f"c{number}-{n}", duplicate_of=original.id) for n in range(5)]
        assert {split_of(copy, shares) for copy in copies} == {split_of(original, shares)}


@pytest.mark.parametrize("told", ["train", "train=0.9", "train=0.5,train=0.5", "a=x,b=1", "a/b=1", "=1", "a=0.7,b=0.7"])
def test_wrong_splits_are_refused(told: str) -> None:
    """Shares without a name, twice the same, or not making up 1."""
    with pytest.raises(UsageError, match="--split"):
        parse_splits(told)
