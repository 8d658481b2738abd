"""The clean stage: which payloads it takes, what it writes into the record, what it refuses."""

import itertools
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newskit.article import Article, Author, Source
from newskit.clean.limit import time_limit
from newskit.clean.record import blocks_of_text, text_and_blocks
from newskit.clean.stage import Clean
from newskit.errors import RecordError, Reject, StageError, UsageError
from newskit.stage import Pipeline

PAGE = (Path(__file__).parent / "html" / "pages" / "seven_blocks.html").read_text("utf-8")
FRONT = "<html><head><title>The Harbour Post</title></head><body>" + "".join(
    f'<h2><a href="/news/{number}">A headline about matter number {number}</a></h2>' for number in range(40)
)


def clean(article: Article, **options: object) -> Article:
    """Run the stage on one article."""
    return Clean(**options)([article])[0]  # type: ignore[arg-type]


def page(**fields: object) -> Article:
    """Return a record with the page of a small paper as its payload."""
    return Article(
        content=PAGE, url="https://www.harbourpost.example/a", source=Source(media_type="text/html"), **fields
    )  # type: ignore[arg-type]


def test_text_is_the_blocks_joined_by_a_blank_line():
    """Every block can be sliced from the text, and the text is nothing but them."""
    article = clean(page())
    assert article.text is not None
    assert article.blocks
    assert article.text == "\n\n".join(article.text[block.start : block.end] for block in article.blocks)
    assert article.content is None


def test_payload_is_kept_on_request():
    """``keep_content`` leaves the payload where it was."""
    assert clean(page(), keep_content=True).content == PAGE


def test_values_of_the_record_are_never_overwritten():
    """What fetch or a reader already knew stays."""
    article = clean(page(headline="From the feed", authors=[Author(name="Feed Author")]))
    assert article.headline == "From the feed"
    assert article.authors == [Author(name="Feed Author")]
    assert article.provenance is not None
    assert "headline" not in (article.provenance[-1].fields or {})


def test_provenance_names_the_origin_of_fields():
    """The entry of the stage says where each field came from."""
    article = clean(page())
    assert article.provenance is not None
    entry = article.provenance[-1]
    assert entry.stage == "clean"
    assert entry.options == {"extractor": "auto"}
    assert entry.fields is not None
    assert entry.fields["date_published"].source == "json-ld"


def test_what_was_dropped_is_there_on_explain():
    """``explain`` writes dropped texts with their reasons beside the record's own fields."""
    article = clean(page(), explain=True)
    assert article.extra is not None
    dropped = msgspec.json.decode(article.extra["dropped"])
    assert {"text", "reason"} == set(dropped[0])


def test_trafilatura_can_be_asked_for():
    """``extractor="trafilatura"`` takes its body, and says so."""
    article = clean(page(), extractor="trafilatura")
    assert article.provenance is not None
    assert article.provenance[-1].notes == ["body by trafilatura"]
    assert "Some two hundred people" in (article.text or "")


def test_text_without_blocks_gets_paragraphs_and_stays():
    """A text that is already there is not touched; blank lines part its blocks."""
    article = clean(Article(text="First one.\n\n  Second\nline. \n \nThird."))
    assert article.text == "First one.\n\n  Second\nline. \n \nThird."
    assert article.blocks is not None
    assert [article.text[block.start : block.end] for block in article.blocks] == [
        "First one.",
        "Second\nline.",
        "Third.",
    ]


@given(st.text(alphabet="ab \n\t\u00a0\r", max_size=60))
def test_blocks_of_a_text_are_its_words(text: str):
    """Whatever the blank space, blocks lie in order inside the text and together hold all its words."""
    blocks = blocks_of_text(text)
    assert [word for block in blocks for word in text[block.start : block.end].split()] == text.split()
    assert all(text[block.start : block.end].strip() for block in blocks)
    assert all(one.end <= other.start for one, other in itertools.pairwise(blocks))


def test_a_record_with_nothing_to_clean_is_refused():
    """Neither payload nor text: the error names the field and the reason."""
    with pytest.raises(RecordError) as caught:
        clean(Article(content="  \n "))
    assert caught.value.reason == "no_payload"


def test_a_section_page_is_refused_unless_kept():
    """A front full of links is not an article; ``keep_all`` returns it all the same."""
    front = Article(content=FRONT, url="https://www.harbourpost.example/", source=Source(media_type="text/html"))
    outcome = next(iter(Pipeline(Clean())([front])))
    assert isinstance(outcome, Reject)
    assert (outcome.reason, outcome.stage) == ("not_an_article", "clean")
    kept = clean(front, keep_all=True)
    assert kept.extra is not None
    assert bytes(kept.extra["page_kind"]) == b'"section"'


def test_options_that_cannot_be_are_refused():
    """Unknown extractors and limits without time are usage errors."""
    with pytest.raises(UsageError, match="no such extractor"):
        Clean(extractor="magic")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="time limit"):
        Clean(time_limit=0)


def test_a_page_that_hangs_is_interrupted():
    """The limit stops what runs too long, and says how to allow more."""

    def hang() -> None:
        with time_limit(0.05):
            while True:
                time.sleep(0.01)

    with pytest.raises(StageError, match="--time-limit") as caught:
        hang()
    assert caught.value.reason == "time_limit"


def test_text_and_blocks_of_nothing():
    """A page without blocks is an empty text with no blocks, not an absent one."""
    from newskit.clean.page import CleanedPage

    assert text_and_blocks(CleanedPage()) == ("", [])
