"""What a page holds besides paragraphs: tables, live blogs, embeds, corrections, datelines, galleries, damage."""

import json

import pytest

from newskit.clean.html.compose import clean_html
from newskit.clean.html.link_lists import LEAST_BLOCKS
from newskit.clean.html.parse import parse_html
from newskit.clean.html.walk import outline
from newskit.clean.page import CleanedPage

URL = "https://www.harbourpost.example/news/2024/03/12/dredging"
PARAGRAPHS = (
    "The harbour board voted on Tuesday to deepen the northern channel, ending a dispute that had lasted three years.",
    "Work is to begin in May and will cost 14 million crowns, of which the island council pays a third.",
    "“We have waited long enough,” said Tove Maren of the ferry company. “Our boats touch the bottom twice a week.”",
    "Fishermen had asked the board to wait until the herring have spawned, and some of them left the hall in protest.",
)
DECLARED = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Harbour board votes to deepen the channel",
    "datePublished": "2024-03-12T08:15:00+01:00",
    "author": {"@type": "Person", "name": "Mara Lindqvist"},
    "publisher": {"@type": "Organization", "name": "The Harbour Post"},
}


def clean(inner: str, declared: dict[str, object] | None = None, **options: object) -> CleanedPage:
    """Clean a page of the Harbour Post whose article holds ``inner``."""
    script = json.dumps({**DECLARED, **(declared or {})})
    content = (
        f'<!doctype html><html lang="en"><head><title>{DECLARED["headline"]} | The Harbour Post</title>'
        f'<script type="application/ld+json">{script}</script></head><body>'
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
        f'<main><article class="article"><h1>{DECLARED["headline"]}</h1>'
        f'<p class="byline">By Mara Lindqvist</p><div class="article-body">{inner}</div></article></main>'
        "<footer><p>© The Harbour Post. All rights reserved.</p></footer></body></html>"
    )
    return clean_html(content, URL, **options)  # type: ignore[arg-type]


def paragraphs(*texts: str) -> str:
    """Return texts as paragraph elements."""
    return "".join(f"<p>{text}</p>" for text in texts)


def kind_of(page: CleanedPage, beginning: str) -> str | None:
    """Return the kind of the first block that begins so, or nothing where it was dropped."""
    return next((kind for text, kind in page.blocks if text.startswith(beginning)), None)


def test_a_table_is_one_block_of_rows():
    """The rows of a data table are lines, their cells parted by a bar, without one at the edges."""
    rows = (("Year", "Ships", "Tonnes"), ("2022", "1,204", "88,310"), ("2023", "1,377", "94,025"))
    table = "".join("<tr>\n<td>" + "</td>\n<td>".join(cells) + "</td>\n</tr>\n" for cells in rows)
    page = clean(paragraphs(*PARAGRAPHS[:2]) + f"<table>\n{table}</table>" + paragraphs(*PARAGRAPHS[2:]))
    assert [text for text, kind in page.blocks if kind == "table"] == [
        "Year | Ships | Tonnes\n2022 | 1,204 | 88,310\n2023 | 1,377 | 94,025"
    ]


@pytest.mark.parametrize(
    "dateline", ["NORTH PIER, Halland —", "NORTH PIER (Coastal News) —", "KARLSHAVN (Reuters)", "Karlshavn (AP) –"]
)
def test_a_dateline_of_its_own_is_named(dateline: str):
    """A place in an element of its own before the first paragraph is a dateline, which is part of the body."""
    page = clean(f'<p class="dateline">{dateline}</p>' + paragraphs(*PARAGRAPHS))
    assert kind_of(page, dateline) in ("dateline", None)
    page = clean(f"<p>{dateline}</p>" + paragraphs(*PARAGRAPHS))
    assert kind_of(page, dateline) == "dateline"


@pytest.mark.parametrize(
    "text",
    [
        "Correction: An earlier version of this article gave the cost as 12 million crowns.",
        "An earlier version of this article misspelled the name of the ferry company's owner.",
    ],
)
def test_a_correction_is_not_body(text: str):
    """What begins as a correction does is kept as one."""
    page = clean(paragraphs(*PARAGRAPHS, text))
    assert kind_of(page, text) == "correction"


def test_a_paragraph_about_corrections_stays_one():
    """The word alone, in a sentence, makes no correction."""
    text = "Correction officers at the harbour prison had also written to the board about the noise of the work."
    assert kind_of(clean(paragraphs(*PARAGRAPHS, text)), text) == "paragraph"


def test_embeds_are_dropped_with_a_reason():
    """A post of another site is kept as a quotation or dropped as an embed; a player's address is dropped as one."""
    post = (
        '<blockquote class="twitter-tweet"><p>Mud everywhere again at the north pier</p>&mdash; Pier Watch '
        '<a href="https://social.example/status/1">March 11, 2024</a></blockquote>'
        '<iframe src="https://video.example/embed/77"></iframe>'
    )
    page = clean(paragraphs(*PARAGRAPHS[:2]) + post + paragraphs(*PARAGRAPHS[2:]), explain=True)
    reasons = dict(page.dropped)
    assert reasons["https://video.example/embed/77"] == "embed"
    words = "Mud everywhere again at the north pier"
    assert kind_of(page, words) == "blockquote" or reasons[words] == "embed"


def test_a_live_blog_keeps_the_time_of_every_entry():
    """Entries stand one by one with their times, also where two have the same."""
    entries = [("10:42", PARAGRAPHS[0]), ("11:05", PARAGRAPHS[1]), ("11:05", PARAGRAPHS[2]), ("11:30", PARAGRAPHS[3])]
    inner = "".join(
        f'<div class="entry"><time datetime="2024-03-12T{time}:00+01:00">{time}</time><p>{text}</p></div>'
        for time, text in entries
    )
    page = clean(inner, {"@type": "LiveBlogPosting"})
    assert page.page_kind == "live_blog"
    found = [text for text, kind in page.blocks if kind in ("timestamp", "paragraph")]
    assert found == [part for entry in entries for part in entry]


def test_a_live_blog_without_its_entries_takes_the_declared_ones():
    """Where a script loads the entries, those of JSON-LD are the body: time, heading, paragraphs."""
    updates = [
        {
            "@type": "BlogPosting",
            "headline": f"Entry {number}",
            "datePublished": f"2024-03-12T1{number}:00:00+01:00",
            "articleBody": text,
        }
        for number, text in enumerate(PARAGRAPHS)
    ]
    page = clean("<div id='live'></div>", {"@type": "LiveBlogPosting", "liveBlogUpdate": updates})
    assert page.page_kind == "live_blog"
    assert page.notes == ["body by liveBlogUpdate of JSON-LD"]
    body = [(text, kind) for text, kind in page.blocks if kind in ("timestamp", "heading", "paragraph")]
    assert body[-3:] == [
        ("2024-03-12T13:00:00+01:00", "timestamp"),
        ("Entry 3", "heading"),
        (PARAGRAPHS[3], "paragraph"),
    ]


def test_a_gallery_gives_every_picture():
    """The pictures that a gallery declares are image records with caption and credit."""
    media = [
        {
            "@type": "ImageObject",
            "contentUrl": f"https://www.harbourpost.example/img/{number}.jpg",
            "caption": f"Dredger number {number} leaves the yard",
            "creditText": "Ola Berg",
        }
        for number in range(7)
    ]
    page = clean("<p>Seven dredgers in pictures.</p>", {"@type": "ImageGallery", "associatedMedia": media})
    assert page.page_kind == "gallery"
    assert [(image.caption, image.credit) for image in page.images] == [
        (f"Dredger number {number} leaves the yard", "Ola Berg") for number in range(7)
    ]


def test_damage_is_repaired_in_pages_too():
    """Characters read in the wrong encoding are put right in blocks and headline, and a note says so."""
    damaged = PARAGRAPHS[2].encode().decode("cp1252", "replace")
    page = clean(
        paragraphs(*PARAGRAPHS[:2], "The cafÃ© at the pier stays open, says the landlord JÃ¼rgen MÃ¶ller.", damaged)
    )
    assert kind_of(page, "The café at the pier stays open, says the landlord Jürgen Möller.") == "paragraph"
    assert any("repaired" in note for note in page.notes)
    assert clean(paragraphs(*PARAGRAPHS)).notes == []


def test_the_frame_of_a_site_is_not_read():
    """Navigation and footer are no blocks, and explain says what they held."""
    page = clean(paragraphs(*PARAGRAPHS), explain=True)
    assert ("Home Sport", "navigation") in page.dropped
    assert ("© The Harbour Post. All rights reserved.", "footer") in page.dropped


def test_an_article_inside_a_forgotten_navigation_is_read():
    """A ``nav`` that was never closed holds the article, and is read."""
    content = f"<html><body><nav><a href='/'>Home</a><h1>Harbour</h1>{paragraphs(*PARAGRAPHS)}</body></html>"
    assert PARAGRAPHS[3] in outline(parse_html(content)).texts


def test_lists_of_links_are_taken_out():
    """A container of links alone is no part of the outline; one with a longer text of its own stays."""
    links = "".join(f"<li><a href='/{n}'>Another story about matter {n}</a></li>" for n in range(LEAST_BLOCKS))
    page = outline(parse_html(f"<body><p>{PARAGRAPHS[0]}</p><ul>{links}</ul><p>{PARAGRAPHS[1]}</p></body>"))
    assert page.texts == [PARAGRAPHS[0], PARAGRAPHS[1]]
    assert {reason for _, _, reason in page.left_out} == {"links"}
    assert {place for place, _, _ in page.left_out} == {1}
    page = outline(parse_html(f"<body><ul><li>{PARAGRAPHS[0]}</li>{links}</ul></body>"))
    assert len(page.texts) == LEAST_BLOCKS + 1


def test_a_page_that_scripts_make_has_no_body():
    """What it says to those without scripts is no article."""
    page = clean_html("<div id=app></div><noscript>You need to enable JavaScript to run this app.</noscript>")
    assert page.blocks == []
    assert page.notes == []


CAPTION = "The dredger Hulda lies at the northern quay of the harbour on Tuesday"


@pytest.mark.parametrize(
    "figure",
    [
        f'<div><div class="image-caption">{CAPTION}</div><div class="image-credit">Ola Berg</div></div>',
        f'<div class="picture"><div class="caption">{CAPTION}</div></div><div class="copyright">Ola Berg/dpa</div>',
        f'<figure><figcaption>{CAPTION}</figcaption></figure><figcaption class="credit">Ola Berg</figcaption>',
        f'<div class="legend"><p class="caption">{CAPTION}</p></div><p class="legend-source">Ola Berg/dpa</p>',
        f'<div class="picture"><span>{CAPTION} © Ola Berg</span></div>',
    ],
)
def test_a_caption_gets_the_credit_that_stands_below_it(figure: str):
    """Caption and credit are one record also where each has an element of its own, or one text holds both."""
    first, *others = (f"<p>{text}</p>" for text in PARAGRAPHS)
    content = first + figure.replace(">", '><img src="/a.jpg">', 1) + "".join(others)
    images = clean(content).images
    assert [(image.caption, (image.credit or "").removesuffix("/dpa")) for image in images] == [(CAPTION, "Ola Berg")]


def test_a_caption_with_its_credit_gets_no_other():
    """What stands below a picture whose text names its credit is no second credit."""
    first, *others = (f"<p>{text}</p>" for text in PARAGRAPHS)
    picture = f'<div class="picture"><img src="/a.jpg"><p class="caption">{CAPTION}. Photo: Ola Berg</p></div>'
    images = clean(f'{first}{picture}<div class="author">Mara Lind, editor</div>{"".join(others)}').images
    assert [image.credit for image in images] == ["Ola Berg"]
