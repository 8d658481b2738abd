"""``--learn-furniture``: cleaned records lose the lines that recur over their publisher's records."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newskit.article import Article, Block, Image, Provenance, Span
from newskit.clean.recurring import publisher_of, without_recurring
from newskit.errors import Reject

from ..conftest import Run

Records = Callable[[bytes | Path], list[dict[str, Any]]]

PROMPT = "Our reporters live where you live, and they depend on readers who pay."
STORIES = (
    "The council of Marlow voted on Tuesday to close the old library and to sell the building to a hotel.",
    "A fisherman from Harwick has pulled a bronze age sword out of his net, the museum said on Friday.",
    "Trains between Porto and Lindau will run every twenty minutes from the summer, the operator announced.",
    "The price of bread rose for the fifth month in a row, according to figures published on Monday.",
)

MORE = (
    "The books will go to the central library, a spokeswoman said, and nobody on the staff will lose a job over it.",
    "The blade is bent but whole, and a conservator hopes to find out where its metal was dug and when it was cast.",
    "The line was closed for two years while a tunnel was dug under the hill that parts the two towns.",
    "Bakers blame the cost of flour and of electricity, and some of them have begun to close on Mondays.",
)


def article(number: int, *more: str, host: str = "paper.example", **fields: Any) -> Article:
    """Return a cleaned record with a headline, a story of its own, and further paragraphs."""
    parts = [(f"Story {number} in brief", "headline"), (STORIES[number], "paragraph")]
    parts += [(text, "paragraph") for text in more]
    text, blocks = "", []
    for part, kind in parts:
        text += "\n\n" if text else ""
        blocks.append(Block(start=len(text), end=len(text) + len(part), kind=kind))  # type: ignore[arg-type]
        text += part
    url = f"https://www.{host}/{number}"
    return Article(id=str(number), url=url, headline=parts[0][0] + STORIES[number], text=text, blocks=blocks, **fields)


def run(*items: Article | Reject) -> list[Any]:
    """Run both passes."""
    return list(without_recurring(items))


def test_what_recurs_goes_and_offsets_still_hold() -> None:
    """The prompt is gone from text and blocks; what is left is still the blocks joined by a blank line."""
    for number, left in enumerate(run(*(article(number, PROMPT) for number in range(4)))):
        assert PROMPT not in left.text
        assert [left.text[block.start : block.end] for block in left.blocks] == left.text.split("\n\n")
        assert STORIES[number] in left.text
        assert left.provenance[-1].options == {"learn_furniture": True}


def test_the_option_joins_the_entry_of_the_same_run() -> None:
    """Clean and its second pass are one entry in provenance."""
    from newskit.version import __version__

    entry = Provenance(stage="clean", version=__version__, options={"extractor": "auto"})
    (left,) = run(article(0, provenance=[entry]))
    assert [entry.options for entry in left.provenance] == [{"extractor": "auto", "learn_furniture": True}]


def test_rejects_pass_through_and_publishers_stay_apart() -> None:
    """A line that stands once in each of four papers is no furniture."""
    items = [article(number, PROMPT, host=f"paper{number}.example") for number in range(4)]
    reject = Reject(input="x", stage="clean", reason="no_payload", detail="nothing")
    outcome = run(*items[:2], reject, *items[2:])
    assert reject in outcome
    assert all(PROMPT in item.text for item in outcome if isinstance(item, Article))


def test_text_that_layers_point_into_stays() -> None:
    """Offsets of sentences would break, so such a record is only learned from."""
    items = [article(number, PROMPT, sentences=[Span(start=0, end=5)]) for number in range(4)]
    assert all(PROMPT in left.text and left.provenance is None for left in run(*items))


def test_a_record_that_is_mostly_what_recurs_stays() -> None:
    """Forms that are printed every day (tides, lottery numbers) are articles, not furniture."""
    form = "High water at the harbour bridge is at the times below, and low water some six hours after each of them."
    items = [article(number, form, form + " The table follows.") for number in range(4)]
    assert all(form in left.text for left in run(*items))


def test_captions_that_recur_leave_their_picture() -> None:
    """A picture loses a caption that recurs, and stays where a credit or an address is left."""
    items = []
    for number in range(4):
        item = article(number, images=[Image(caption="The logo of the paper.", credit="Jane Doe")])
        assert item.text is not None
        assert item.blocks is not None
        start = len(item.text) + 2
        item.text += "\n\nThe logo of the paper."
        item.blocks.append(Block(start=start, end=len(item.text), kind="caption"))
        items.append(item)
    assert all(left.images == [Image(credit="Jane Doe")] for left in run(*items))


def test_the_publisher_is_the_host_else_what_the_record_came_with() -> None:
    """A name that clean itself read from a sign-off does not part a paper's texts."""
    assert publisher_of(article(0)) == "paper.example"
    assert publisher_of(Article(publisher="The Post")) == "The Post"
    assert publisher_of(Article()) == ""
    assert publisher_of(Article(url="http://[broken/", publisher="The Post")) == "The Post"


def test_command_learns_from_standard_input_and_workers_change_nothing(newskit: Run, records: Records) -> None:
    """Raw texts piped in lose their prompt, with the reason in ``dropped``; two workers write the same bytes."""
    lines = [
        json.dumps(
            {"id": str(number), "content": f"Story {'abcd'[number]} of the day\n\n{story}\n\n{more}\n\n{PROMPT}\n"}
        )
        for number, (story, more) in enumerate(zip(STORIES, MORE, strict=True))
    ]
    data = "\n".join(lines).encode()
    alone = newskit("clean", "-q", "--learn-furniture", "--explain", "-", stdin=data)
    assert alone.returncode == 0, alone.stderr
    for number, record in enumerate(records(alone.stdout)):
        assert PROMPT not in record["text"]
        assert STORIES[number] in record["text"]
        assert {"text": PROMPT, "reason": "recurs in this publisher's records"} in record["dropped"]
        assert record["provenance"][-1]["options"]["learn_furniture"] is True
    both = newskit("clean", "-q", "--learn-furniture", "--explain", "--jobs", "2", "-", stdin=data)
    assert both.stdout == alone.stdout


def test_one_shard_alone_cannot_learn(newskit: Run) -> None:
    """A part of the corpus would not know what recurs in the rest, so parts and folders are refused."""
    for more in (("--shard", "1/2"), ("-o", "folder/")):
        ran = newskit("clean", "--learn-furniture", *more, "-", stdin=b'{"content": "A text."}')
        assert ran.returncode == 2
        assert b"--learn-furniture and --join-pages need all records of a run" in ran.stderr
