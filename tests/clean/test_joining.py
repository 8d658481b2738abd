"""``--join-pages``: an article that stands on several pages becomes one record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from newskit.article import Article, Block, Image, Source, Span
from newskit.clean.joining import with_pages_joined
from newskit.errors import Reject

from ..conftest import Run

Records = Callable[[bytes | Path], list[dict[str, Any]]]
URL = "https://paper.example/story"


def page(number: int, *parts: tuple[str, str], following: int | None = None, headline: str = "A long story") -> Article:
    """Return a cleaned record of one page of an article."""
    url = URL if number == 1 else f"{URL}?page={number}"
    text, blocks = "", []
    for part, kind in ((headline, "headline"), *parts):
        text += "\n\n" if text else ""
        blocks.append(Block(start=len(text), end=len(text) + len(part), kind=kind))  # type: ignore[arg-type]
        text += part
    source = Source(kind="url", uri=url, next=f"{URL}?page={following}" if following else None)
    return Article(id=str(number), url=url, source=source, headline=headline, text=text, blocks=blocks)


def join(*items: Article | Reject) -> list[Any]:
    """Run the pass."""
    return list(with_pages_joined(items))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_pages_become_one_article_in_whatever_order_they_come(order: tuple[int, ...]) -> None:
    """The body follows page after page, the headline stands once, offsets hold, and the sources are named."""
    pages = [
        page(1, ("By Jane Doe", "byline"), ("The first part.", "paragraph"), following=2),
        page(2, ("By Jane Doe", "byline"), ("The second part.", "paragraph"), ("An end", "heading"), following=3),
        page(3, ("The third part.", "paragraph")),
    ]
    (joined,) = join(*(pages[place] for place in order))
    assert joined.id == "1"
    assert (
        joined.text == "A long story\n\nBy Jane Doe\n\nThe first part.\n\nThe second part.\n\nAn end\n\nThe third part."
    )
    kinds = ["headline", "byline", "paragraph", "paragraph", "heading", "paragraph"]
    assert [block.kind for block in joined.blocks] == kinds
    assert [joined.text[block.start : block.end] for block in joined.blocks] == joined.text.split("\n\n")
    sources = msgspec.json.decode(joined.extra["pages"])
    assert [source["uri"] for source in sources] == [f"{URL}?page=2", f"{URL}?page=3"]
    assert joined.source.next is None
    assert joined.provenance[-1].options == {"join_pages": True}


def test_a_page_that_is_missing_ends_the_article() -> None:
    """What there is is joined, ``next`` says what is missing, and the pages behind the gap stay records."""
    one, two, four = page(1, following=2), page(2, ("Two.", "paragraph"), following=3), page(4, ("Four.", "paragraph"))
    joined, alone = join(one, two, four)
    assert joined.source.next == f"{URL}?page=3"
    assert alone.text == four.text


def test_another_headline_is_another_article() -> None:
    """A site that calls the next article a next page keeps its articles apart, in their order."""
    items = [page(1, following=2, headline="Day one"), page(2, headline="What happened on day two, in full")]
    assert [item.headline for item in join(*items)] == ["Day one", "What happened on day two, in full"]


def test_a_headline_with_its_page_is_the_same() -> None:
    """Further pages often carry their number in the headline."""
    (joined,) = join(page(1, following=2), page(2, ("More.", "paragraph"), headline="A long story (page 2 of 2)"))
    assert joined.text.endswith("\n\nMore.")


def test_pages_in_a_circle_and_pages_named_twice_lose_nothing() -> None:
    """Every text is in the output once, also where pages name each other or themselves as the next."""
    one, two = page(1, ("One.", "paragraph"), following=2), page(2, ("Two.", "paragraph"))
    assert one.source is not None
    two.source = msgspec.structs.replace(two.source or Source(), next=one.url)
    (joined,) = join(one, two)
    assert joined.text.endswith("One.\n\nTwo.")
    itself = page(2, ("Two.", "paragraph"), following=2)
    assert [item.text for item in join(itself)] == [itself.text]
    twice = [page(1, ("One.", "paragraph"), following=2), page(1, following=2), page(2, ("Two.", "paragraph"))]
    assert sum(item.text.count("Two.") for item in join(*twice)) == 1


def test_rejects_and_records_without_pages_pass_through() -> None:
    """Order is input order; a text that layers point into stays as it is."""
    reject = Reject(input="x", stage="clean", reason="no_payload", detail="nothing")
    plain = Article(id="plain", text="A text.")
    annotated = page(2, ("Two.", "paragraph"))
    annotated.sentences = [Span(start=0, end=5)]
    outcome = join(plain, reject, page(1, following=2), annotated)
    assert reject in outcome
    assert [item.id for item in outcome if isinstance(item, Article)] == ["plain", "1", "2"]


def test_pictures_and_what_was_dropped_are_gathered() -> None:
    """Pictures stand once; ``dropped`` and kept payloads of further pages are not lost."""
    one, two = page(1, following=2), page(2, ("Two.", "paragraph"))
    one.images, two.images = [Image(caption="A")], [Image(caption="A"), Image(caption="B")]
    two.content = "<p>Two."
    two.extra = {"dropped": msgspec.Raw(b'[{"text": "ad", "reason": "promo"}]')}
    (joined,) = join(one, two)
    assert [image.caption for image in joined.images] == ["A", "B"]
    assert msgspec.json.decode(joined.extra["dropped"]) == [{"text": "ad", "reason": "promo"}]
    assert msgspec.json.decode(joined.extra["pages"])[0]["content"] == "<p>Two."


def test_command_joins_what_it_cleans(newskit: Run, records: Records) -> None:
    """Pages of HTML as fetch writes them become one article; two workers write the same bytes."""
    parts = ("council voted on Tuesday to close the library", "mayor said that the books would find another home")
    lines = []
    for number, part in enumerate(parts, 1):
        body = "".join(f"<p>The {part}, and paragraph {count} tells more about it.</p>" for count in range(4))
        source = {"kind": "url", "uri": f"{URL}?page={number}", "media_type": "text/html"}
        if number == 1:
            source["next"] = f"{URL}?page=2"
        content = f"<html><head><title>Library</title></head><body><h1>Library to close</h1>{body}</body></html>"
        lines.append(json.dumps({"id": str(number), "url": source["uri"], "source": source, "content": content}))
    data = "\n".join(lines).encode()
    alone = newskit("clean", "-q", "--join-pages", "-", stdin=data)
    assert alone.returncode == 0, alone.stderr
    (joined,) = records(alone.stdout)
    assert all(part in joined["text"] for part in parts)
    assert joined["text"].count("Library to close") == 1
    assert newskit("clean", "-q", "--join-pages", "--jobs", "2", "-", stdin=data).stdout == alone.stdout
