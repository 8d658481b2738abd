"""Lines that recur over a publisher's records are furniture."""

from newskit.clean.page import CleanedPage
from newskit.clean.plain import Furniture

PROMPT = "Our reporting is free because readers pay for it, so please think about joining them."


def record(number: int, *extra: str) -> CleanedPage:
    """Return a record with a story of its own, and further lines."""
    story = f"Story {'abcdefghij'[number]} tells what happened in the village of its own."
    page = CleanedPage(headline=f"Headline {'abcdefghij'[number]}")
    page.blocks = [(page.headline or "", "headline"), ("Jane Doe", "byline"), (story, "paragraph")]
    page.blocks += [(text, "paragraph") for text in extra]
    return page


def learned(*pages: CleanedPage) -> Furniture:
    """Return what is learned of one publisher's records."""
    furniture = Furniture()
    for page in pages:
        furniture.learn("paper.example", page)
    return furniture


def test_a_line_that_recurs_is_dropped_with_a_reason() -> None:
    """Stories stay, the recurring prompt goes; a byline may recur."""
    pages = [record(number, PROMPT) for number in range(4)]
    page = learned(*pages).without("paper.example", pages[0])
    assert [kind for _, kind in page.blocks] == ["headline", "byline", "paragraph"]
    assert page.dropped == [(PROMPT, "recurs in this publisher's records")]
    assert (PROMPT, "paragraph") in pages[0].blocks


def test_digits_do_not_make_a_line_new() -> None:
    """A counter in a prompt changes from page to page."""
    pages = [record(number, f"You have {number} free articles left this month, dear reader.") for number in range(4)]
    assert len(learned(*pages).without("paper.example", pages[1]).blocks) == 3


def test_versions_of_one_story_count_once() -> None:
    """An updated story repeats its own paragraphs, which are no furniture."""
    pages = [record(0, PROMPT) for _ in range(5)]
    assert learned(*pages).without("paper.example", pages[0]) is pages[0]


def test_publishers_are_kept_apart() -> None:
    """What recurs in one paper is news in another."""
    pages = [record(number, PROMPT) for number in range(4)]
    assert learned(*pages).without("other.example", pages[0]) is pages[0]


def test_what_workers_learned_is_added_up() -> None:
    """Counts of several workers make one."""
    first, second = learned(record(0, PROMPT), record(1, PROMPT)), learned(record(2, PROMPT))
    assert not first.recurs("paper.example", PROMPT)
    first.merge(second)
    assert first.recurs("paper.example", PROMPT)


def test_memory_is_bounded_and_what_recurs_is_remembered() -> None:
    """Lines seen once are forgotten first."""
    furniture = Furniture(lines=40, publishers=1)
    for number in range(10):
        words = [f"Line {'abcdefghij'[number]} {'abcdefghij'[place]}." for place in range(10)]
        furniture.learn("paper.example", record(number, PROMPT, *words))
    furniture.learn("second.example", record(0, PROMPT))
    assert furniture.recurs("paper.example", PROMPT)
    assert len(furniture._publishers) == 1
    assert len(furniture._publishers["paper.example"].lines) <= 40


def test_a_description_that_does_not_recur_stays() -> None:
    """A page declares its description in its head, so that no block says it."""
    pages = [record(number, PROMPT) for number in range(4)]
    pages[0].description = "What happened in the village of its own."
    assert learned(*pages).without("paper.example", pages[0]).description == pages[0].description
    pages[0].description = PROMPT
    assert learned(*pages).without("paper.example", pages[0]).description is None


def test_memory_is_bounded_over_all_publishers() -> None:
    """Many small publishers together forget what they saw once."""
    furniture = Furniture(all_lines=60)
    for paper in range(20):
        for number in range(4):
            furniture.learn(f"paper{paper}.example", record(number, PROMPT, f"Line {paper} {'abcd'[number]}"))
    assert sum(len(counts.lines) for counts in furniture._publishers.values()) <= 60
    assert furniture.recurs("paper19.example", PROMPT)
