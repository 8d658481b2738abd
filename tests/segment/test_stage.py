import pickle
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from newskit.article import Article, Block
from newskit.errors import RecordError, StageError, UsageError
from newskit.segment import Segment, split_sentences, splitters
from newskit.stage import Pipeline


def article(*parts: tuple[Any, str], language: str | None = "en"):
    """Make an article of (kind, text) blocks, joined by blank lines."""
    blocks, place = [], 0
    for kind, text in parts:
        blocks.append(Block(start=place, end=place + len(text), kind=kind))
        place += len(text) + 2
    return Article(id="a", text="\n\n".join(text for _, text in parts), blocks=blocks, language=language)


def sentences(done: Article):
    """Return the sentences as text."""
    return [(done.text or "")[span.start : span.end] for span in done.sentences or []]


def test_blocks_are_units():
    """Headline, credit, byline, timestamp and agency are one unit each; a caption is split from its credit."""
    done = Segment()(
        [
            article(
                ("headline", "Gov. Hart quits"),
                ("timestamp", "Updated Oct. 8, 2015. 4 p.m. Local time"),
                ("byline", "By J. Doe. Additional reporting by A. Roe"),
                ("caption", "A ship fires a rocket Photo: Jane Doe"),
                ("credit", "Photo by: Acme. All rights reserved"),
                ("paragraph", "One. Two."),
                ("agency", "Acme and agencies. London"),
            )
        ]
    )
    assert sentences(done[0]) == [
        "Gov. Hart quits",
        "Updated Oct. 8, 2015. 4 p.m. Local time",
        "By J. Doe. Additional reporting by A. Roe",
        "A ship fires a rocket",
        "Photo: Jane Doe",
        "Photo by: Acme. All rights reserved",
        "One.",
        "Two.",
        "Acme and agencies. London",
    ]


def test_quotations_are_split_or_kept():
    """The same quotation is three units or two, as asked."""
    told = article(("paragraph", '"We wait. We hope," he said. She left.'))
    assert sentences(Segment(quotes="split")([told])[0]) == ['"We wait.', 'We hope," he said.', "She left."]
    assert sentences(Segment(quotes="keep")([told])[0]) == ['"We wait. We hope," he said.', "She left."]


def test_tokens_are_given_on_request():
    """Without the option the layer stays absent; with it the stage says so and gives it."""
    told = article(("paragraph", "Gov. Hart didn't pay $5."))
    assert Segment().gives == ("sentences",)
    assert Segment()([told])[0].tokens is None
    stage = Segment(tokens=True)
    assert stage.gives == ("sentences", "tokens")
    done = stage([told])[0]
    assert [done.text[span.start : span.end] for span in done.tokens] == [
        "Gov.",
        "Hart",
        "didn't",
        "pay",
        "$",
        "5",
        ".",
    ]


def test_the_language_chooses_the_rules():
    """An ordinal goes on in German and ends a sentence in English; a region is ignored; an unknown language works."""
    text = "Es war am 3. Oktober. Es regnete."
    assert len(Segment()([article(("paragraph", text), language="de-AT")])[0].sentences) == 2
    assert len(Segment()([article(("paragraph", text), language="en")])[0].sentences) == 3
    assert len(Segment()([article(("paragraph", "Ala bona. Cura data."), language="xx")])[0].sentences) == 2
    assert len(Segment()([article(("paragraph", "Ala bona. Cura data."), language=None)])[0].sentences) == 2


def test_an_empty_article_has_no_sentences():
    """No blocks give an empty layer, not an absent one; a blank block gives no sentence."""
    assert Segment()([Article(text="", blocks=[])])[0].sentences == []
    blank = Article(text=" \n ", blocks=[Block(start=0, end=3, kind="paragraph")])
    assert Segment(tokens=True, paragraphs="auto")([blank])[0].sentences == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Article(blocks=[]), "text"),
        (Article(text="a"), "blocks"),
        (Article(text="a", blocks=[Block(start=0, end=2, kind="paragraph")]), "blocks"),
        (
            Article(
                text="abc", blocks=[Block(start=0, end=2, kind="paragraph"), Block(start=1, end=3, kind="paragraph")]
            ),
            "blocks",
        ),
    ],
)
def test_what_cannot_be_segmented_is_named(given: Article, field: str):
    """Missing text or blocks, and blocks that overlap or lie outside the text, are an error that names the field."""
    with pytest.raises(RecordError) as caught:
        Segment()([given])
    assert caught.value.field == field


@pytest.mark.parametrize("options", [{"quotes": "both"}, {"paragraphs": "on"}, {"splitter": "nobody"}])
def test_unknown_options_are_refused(options: dict[str, Any]):
    """A value or a splitter that nobody knows is a usage error before anything runs."""
    with pytest.raises(UsageError, match=next(iter(options.values()))):
        Segment(**options)


def test_the_stage_is_picklable_and_stamped():
    """A pickled stage does the same, and provenance holds all options."""
    stage = pickle.loads(pickle.dumps(Segment(quotes="keep")))
    (done,) = Pipeline(stage)([article(("paragraph", "One. Two."))])
    assert len(done.sentences) == 2
    assert done.provenance[-1].options == {
        "quotes": "keep",
        "tokens": False,
        "paragraphs": "off",
        "splitter": "newskit",
    }


def test_importing_the_room_loads_nothing_heavy():
    """The room itself needs the standard library and msgspec alone."""
    import subprocess

    code = "import sys, newskit.segment; print([m for m in ('spacy', 'numpy', 'lxml', 'polars') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def halves(text: str, language: str | None):
    """Cut every text in the middle, as a splitter of a user's own; blanks go anywhere."""
    assert language == "en"
    middle = len(text) // 2
    return [(0, middle), (middle, len(text))]


def gaps(_text: str, _language: str | None):
    """Leave out the end of the text."""
    return [(0, 2)]


def backwards(_text: str, _language: str | None):
    """Give offsets that overlap."""
    return [(0, 5), (3, 6)]


def broken(text: str, _language: str | None):
    """Fail."""
    raise ValueError(text)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch):
    """Offer the splitters above as an installed package would."""
    names = ("halves", "gaps", "backwards", "broken")
    points = [EntryPoint(name, f"{__name__}:{name}", splitters.GROUP) for name in names]
    points.append(EntryPoint("missing", "no.such.module:splitter", splitters.GROUP))
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or sys.modules[halves.__module__])
    monkeypatch.setattr(splitters, "entry_points", lambda group: [p for p in points if p.group == group])
    splitters.load_splitter.cache_clear()
    yield
    splitters.load_splitter.cache_clear()


@pytest.mark.usefixtures("offered")
def test_a_splitter_of_a_package():
    """A splitter is found by the name of its entry point and sees each block by itself."""
    told = article(("paragraph", "abcd"), ("paragraph", "  efgh"))
    assert sentences(Segment(splitter="halves")([told])[0]) == ["ab", "cd", "e", "fgh"]
    assert "halves" in splitters.splitter_names()


@pytest.mark.usefixtures("offered")
def test_a_splitter_is_mended_and_checked():
    """What a splitter leaves out is added; offsets that overlap, failures and splitters that do not load are named."""
    told = article(("paragraph", "ab cdef"))
    assert sentences(Segment(splitter="gaps")([told])[0]) == ["ab cdef"]
    with pytest.raises(StageError, match="overlap"):
        Segment(splitter="backwards")([told])
    with pytest.raises(StageError, match="ValueError"):
        Segment(splitter="broken")([told])
    with pytest.raises(UsageError, match="cannot be loaded"):
        Segment(splitter="missing")
    with pytest.raises(UsageError, match="kept whole"):
        Segment(splitter="halves", quotes="keep")


def test_spacy_as_a_splitter():
    """Plain sentences of English are found by spaCy's parser, those of other languages by its rules."""
    told = article(("paragraph", "The council met on Tuesday. It adjourned without a vote."))
    assert len(Segment(splitter="spacy")([told])[0].sentences) == 2
    other = article(("paragraph", "Der Rat tagte. Er vertagte sich."), language="de")
    assert len(Segment(splitter="spacy")([other])[0].sentences) == 2


def test_the_seed_as_raw_text():
    """Every unit of the article in ``seeds`` is found in its raw text, the two equal credits apart."""
    text = (Path(__file__).parents[2] / "seeds" / "000_6e0d42f07b9a36ee.txt").read_text(encoding="utf-8")
    units = [text[start:end] for start, end in split_sentences(text, "en")]
    assert len(units) == 24
    assert units[2:4] == ["Photo by: Reuters", "Photo by: Reuters"]
    assert sum(unit.endswith((".", "”", '"')) for unit in units) == 17
    assert units[-1] == "TRTWorld and agencies"
