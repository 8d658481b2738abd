"""The looked-up morphology gives what spaCy's own components give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit.extract.model import import_spacy, load
from newskit.extract.morphology import LEMMATIZER, RULER, Morphology, morphology, run

if TYPE_CHECKING:
    from spacy.tokens import Doc

ATTRIBUTES = ["TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD"]
SENTENCES = [
    "There is no choice, and there's nothin' that y'all can do about it.",
    "It ain't over; they ain’t going to be beaten, said the mayor who got there first.",
    "Ships  fired\nrockets at the port,\tand did not stop until dawn.",
    "You and I have done that; give me those, let's go, I'd rather not.",
    "“We can't,” she'd said: “That's what the others' lawyers do.” Café n't 'em 😀 …",
    "",
    " ",
]
WORDS = [
    "there",
    "is",
    "'s",
    "ai",
    "n't",
    "y'",
    "all",
    "do",
    "had",
    "that",
    "I",
    "her",
    "let",
    "us",
    "ships",
    " ",
    "the",
]


@pytest.fixture(scope="module")
def looked_up() -> Morphology:
    found = morphology(load()[0])
    assert found is not None
    return found


def both(parse: Doc, looked_up: Morphology) -> tuple[Doc, Doc]:
    """Return a parse as the model's components leave it, and as the table leaves it."""
    pipeline, _ = load()
    theirs, ours = parse.copy(), parse.copy()
    for name in (RULER, LEMMATIZER):
        theirs = pipeline.get_pipe(name)(theirs)
    return theirs, looked_up(ours)


@pytest.mark.parametrize("text", SENTENCES)
def test_same_as_components(text: str, looked_up: Morphology) -> None:
    """Tag, part of speech, morphology, lemma and dependency are the same, when met first and when found again."""
    pipeline, _ = load()
    with pipeline.select_pipes(disable=[RULER, LEMMATIZER, "ner"]):
        parse = pipeline(text)
    for _ in range(2):
        theirs, ours = both(parse, looked_up)
        assert theirs.to_array(ATTRIBUTES).tolist() == ours.to_array(ATTRIBUTES).tolist()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(WORDS),
            st.sampled_from(["VBZ", "VBP", "NN", "NNS", "PRP", "DT", "IN", "EX", "RB", "_SP", "TO", "JJ"]),
            st.sampled_from(["ROOT", "expl", "aux", "det", "dobj", "mark", "nsubj", "conj", "dep"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_any_tags(tokens: list[tuple[str, str, str]]) -> None:
    """The same holds for words with tags and dependencies that no sentence has."""
    pipeline, _ = load()
    parse = import_spacy().tokens.Doc(
        pipeline.vocab,
        words=[word for word, _, _ in tokens],
        tags=[tag for _, tag, _ in tokens],
        deps=[dep for _, _, dep in tokens],
        heads=[0] * len(tokens),
    )
    found = morphology(pipeline)
    assert found is not None
    theirs, ours = both(parse, found)
    assert theirs.to_array(ATTRIBUTES).tolist() == ours.to_array(ATTRIBUTES).tolist()


def test_attributes_that_are_there_are_kept(looked_up: Morphology) -> None:
    """Where a component before has set parts of speech, the model's own components go on from them."""
    parse = import_spacy().tokens.Doc(load()[0].vocab, words=["ships"], pos=["ADJ"], lemmas=["boat"])
    assert looked_up(parse)[0].lemma_ == "boat"


def test_run_is_the_pipeline() -> None:
    """A run gives the documents that the pipeline's own gives, in their order, with names and heads."""
    pipeline, _ = load()
    theirs = list(pipeline.pipe(SENTENCES, batch_size=4))
    ours = list(run(pipeline, map(pipeline.make_doc, SENTENCES), 4))
    names = [*ATTRIBUTES, "ENT_TYPE", "ENT_IOB"]
    assert [doc.to_array(names).tolist() for doc in ours] == [doc.to_array(names).tolist() for doc in theirs]


@pytest.mark.parametrize(
    ("pattern", "is_known"),
    [
        ({"LOWER": "a", "DEP": {"NOT_IN": ["det"]}}, True),
        ({"POS": "NOUN"}, False),
        ({"LOWER": "a", "OP": "+"}, False),
        ({"LOWER": {"FUZZY": "a"}}, False),
    ],
)
def test_unknown_patterns(pattern: dict[str, object], is_known: bool) -> None:
    """A pipeline whose patterns ask for more than tag, dependency and word keeps its own components."""
    pipeline = import_spacy().blank("en")
    pipeline.add_pipe(RULER).add([[pattern]], {"LEMMA": "thing"})
    pipeline.add_pipe(LEMMATIZER, config={"mode": "rule"})
    assert (morphology(pipeline) is not None) is is_known


def test_pipeline_without_a_lemmatizer() -> None:
    """A pipeline that has not got both components is run as it is."""
    pipeline = import_spacy().blank("en")
    pipeline.add_pipe(RULER).add([[{"LOWER": "a"}]], {"LEMMA": "thing"})
    assert morphology(pipeline) is None
    assert [token.lemma_ for token in next(run(pipeline, [pipeline.make_doc("a b")], 8))] == ["thing", ""]


def test_table_is_bounded(monkeypatch: pytest.MonkeyPatch, looked_up: Morphology) -> None:
    """A full table is begun anew, and what comes out stays the same."""
    monkeypatch.setattr("newskit.extract.morphology._LARGEST", 3)
    pipeline, _ = load()
    with pipeline.select_pipes(disable=[RULER, LEMMATIZER, "ner"]):
        parses = [pipeline(text) for text in SENTENCES[:4]]
    for parse in [*parses, *parses]:
        theirs, ours = both(parse, looked_up)
        assert theirs.to_array(ATTRIBUTES).tolist() == ours.to_array(ATTRIBUTES).tolist()
