"""Dates of publication and of change: read from what pages declare, mark and print."""

import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from newskit.article import FieldOrigin
from newskit.clean.html.classify import hints_of, load_classifier
from newskit.clean.html.events import Events
from newskit.clean.html.kinds import body_kinds
from newskit.clean.html.parse import parse_html, parse_tree
from newskit.clean.html.walk import outline
from newskit.clean.metadata.date_lines import front_lines, printed_times
from newskit.clean.metadata.date_values import is_full, iso_date
from newskit.clean.metadata.dates import find_dates
from newskit.clean.metadata.declared import Declared, read_declared
from newskit.clean.metadata.evidence import Evidence
from newskit.clean.metadata.page_search import search_date

HERE = Path(__file__).parent


DAWN = "<p>The ferry left the pier at dawn with two hundred people on board, as had been promised.</p>"


def cases(name: str) -> list[dict[str, Any]]:
    """Return the cases of a table beside this file."""
    table = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))
    return list(table.get("case") or table["cases"])


def page(head: str, body: str = "") -> Events:
    """Return the parsed page with this head and body."""
    return parse_html(written(head, body))


def written(head: str, body: str = "") -> str:
    """Return a page with this head and body."""
    return f"<html><head>{head}</head><body>{body}</body></html>"


def dates_of(
    content: str, printed: Sequence[str] = (), marked: Sequence[str] = (), url: str = "https://harbour.example/a"
) -> tuple[dict[str, str], dict[str, FieldOrigin]]:
    """Return the dates of a page and where they were found."""
    return find_dates(read_declared(parse_html(content), url), lambda: parse_tree(content), printed, marked)


def evidence_of(body: str) -> Evidence:
    """Return what is known of a page with this body, the headline in its first block."""
    root = page("", body)
    outlined = outline(root)
    declared = read_declared(root, "https://harbour.example/a")
    judgement = load_classifier().judge(outlined, hints_of(declared))
    return Evidence(declared, outlined, judgement, body_kinds(outlined, judgement), headline=0)


def test_a_date_is_read_in_whatever_language_it_is_printed():
    """A page that calls itself English prints its date in German, or one of no known language does."""
    for language in ("en", "xx", ""):
        content = f'<html lang="{language}"><head></head><body>{DAWN}</body></html>'
        dates, _ = dates_of(content, ["Veröffentlicht am 4. Oktober 2015"])
        assert dates == {"date_published": "2015-10-04"}, language


@pytest.mark.parametrize(("language", "expected"), [("de", "+02:00"), ("xx", "+02:00"), ("en", "Z")])
def test_the_printed_time_of_a_moment_is_read_in_the_language_of_the_page(language: str, expected: str):
    """A moment in UTC is that of the line beside it, read in the page's language; in any where that is unknown."""
    head = '<meta property="article:published_time" content="2015-10-04T08:30:00Z">'
    content = f'<html lang="{language}"><head>{head}</head><body>{DAWN}</body></html>'
    dates, _ = dates_of(content, ["4. Oktober 2015, 10:30 Uhr"])
    moments = {"+02:00": "2015-10-04T10:30:00+02:00", "Z": "2015-10-04T08:30:00+00:00"}
    assert dates["date_published"] == moments[expected]


@pytest.mark.parametrize("case", cases("dates"), ids=lambda case: case[0] or "empty")
def test_dates_become_iso(case: list[str]):
    """Dates keep the granularity that was printed; what is none, or absurd, is nothing."""
    assert (iso_date(case[0]) or "") == case[1]


DATED = st.lists(
    st.one_of(
        st.from_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?", fullmatch=True),
        st.from_regex(r"(Updated )?[0-3]\d[./-][01]\d[./-](19|20)\d\d [0-9]{1,2}:\d\d( [ap]m)?", fullmatch=True),
        st.from_regex(r"[0-3]?\d (February|Mai|June) (19|20)\d\d, \d?\d:\d\d", fullmatch=True),
        st.text(max_size=30),
    ),
    max_size=4,
)


@given(DATED, DATED, DATED, st.booleans())
def test_dates_are_dates(declared: list[str], printed: list[str], marked: list[str], is_news: bool):
    """Whatever a page declares, prints and marks, its dates are of the calendar and of the clock."""
    page_declared = Declared(url="https://harbour.example/2024/02/31/a", meta={"date": declared})
    dates, _ = find_dates(page_declared, lambda: None, printed, marked, printed, is_news=is_news)
    assert all(is_full(date) for date in dates.values())


LATE = '<meta property="article:published_time" content="2023-11-09T01:49:09+00:00">'


@pytest.mark.parametrize(
    ("marked", "printed", "url", "expected"),
    [
        (["2023-11-08 17:49:09"], [], None, "2023-11-08T17:49:09-08:00"),
        (["2023-11-08T20:49:09-05:00"], [], None, "2023-11-08T20:49:09-05:00"),
        ([], ["Posted November 8, 2023 5:49 PM"], None, "2023-11-08T17:49:09-08:00"),
        ([], ["Posted November 8, 2023 5:11 PM"], None, "2023-11-09T01:49:09+00:00"),
        ([], [], "https://harbour.example/2023/11/08/ferry", "2023-11-08"),
        ([], [], "https://harbour.example/20231109/ferry", "2023-11-09T01:49:09+00:00"),
        ([], [], "https://harbour.example/2021/05/01/ferry", "2023-11-09T01:49:09+00:00"),
        ([], [], "https://harbour.example/2023/99/99/ferry", "2023-11-09T01:49:09+00:00"),
    ],
)
def test_utc_is_put_into_the_publishers_own_zone(marked: list[str], printed: list[str], url: str, expected: str):
    """Where the page also gives its local time, or its address the day, the day is the reader's."""
    dates, _ = dates_of(written(LATE), printed, marked, url=url)
    assert dates["date_published"] == expected


def test_a_declared_day_gets_the_printed_time():
    """A meta element that gives only the day gives way to the moment that is printed for it."""
    content = written('<meta name="date" content="2020-04-30">')
    dates, _ = dates_of(content, ["29 April 2020, 12:01"])
    assert dates["date_published"] == "2020-04-29T12:01"
    dates, _ = dates_of(content, ["2 January 2020, 12:01"])
    assert dates["date_published"] == "2020-04-30"


@pytest.mark.parametrize(
    ("url", "printed", "changed", "expected"),
    [
        ("https://harbour.example/2017/09/ferry.html", ["14 August 2017", "9 September 2017"], "", "2017-09-09"),
        ("https://harbour.example/2017/09/08/ferry/", ["14 August 2017"], "", "2017-09-08"),
        (
            "https://harbour.example/2017/09/08/ferry/",
            ["7 September 2017", "8 September 2017, 9:15"],
            "",
            "2017-09-08T09:15:00",
        ),
        ("https://harbour.example/2017/09/08/ferry/", ["7 September 2017"], "", "2017-09-08"),
        ("https://harbour.example/1217/09/08/ferry/", ["14 August 2017"], "", "2017-08-14"),
        ("https://harbour.example/ferry/2017/09", ["14 August 2017"], "2017-09-22", "2017-09-22"),
        ("https://harbour.example/ferry/2017/09", ["14 August 2017"], "2018-01-02", "2017-08-14"),
        ("https://harbour.example/ferry", ["14 August 2017", "9 September 2017"], "", "2017-08-14"),
    ],
)
def test_a_printed_date_agrees_with_the_address(url: str, printed: list[str], changed: str, expected: str):
    """Of the printed dates the one of the day or month of the address is taken, else what else is known of them."""
    content = written(f'<meta name="last-modified" content="{changed}">')
    assert dates_of(content, printed, url=url)[0]["date_published"] == expected


@pytest.mark.parametrize(
    ("printed", "following", "expected"),
    [
        ("12 March 2024", "2024-03-12T08:15:30+01:00", "2024-03-12T08:15:30+01:00"),
        ("12 March 2024", "2024-03-12T00:00:00+01:00", "2024-03-12"),
        ("12 March 2024", "2024-03-13T08:15:30+01:00", "2024-03-12"),
        ("12 March 2024", "Updated 2024-03-12T08:15:30+01:00", "2024-03-12"),
        ("12 March 2024, 9:15", "2024-03-12T09:15:30+01:00", "2024-03-12T09:15:30+01:00"),
        ("12 March 2024, 9:15", "2024-03-12T08:15:30Z", "2024-03-12T09:15:30+01:00"),
        ("12 March 2024, 9:15", "2024-03-12T08:20:30Z", "2024-03-12T09:15:00"),
        ("12 March 2024, 9:15 EST", "2024-03-12T09:15:30+01:00", "2024-03-12T09:15:00-05:00"),
        ("July 13, 2024October 10, 2020", "", "2020-10-10"),
    ],
)
def test_a_printed_date_gets_the_time_that_is_marked(printed: str, following: str, expected: str):
    """A day takes the moment below it, a time its zone, where both say the same; of two dates the earlier is read."""
    declared = read_declared(page(""), "https://harbour.example/a")
    assert find_dates(declared, lambda: None, [printed, following])[0]["date_published"] == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (["2024-03-12T07:15:30Z"], "2024-03-12T08:15:30+01:00"),
        (["2024-03-12T08:15:30-05:00"], "2024-03-12T08:15:30-05:00"),
        (["2024-03-12T09:20:00-05:00", "yesterday"], "2024-03-12T08:15:30"),
    ],
)
def test_a_declared_time_gets_its_zone(marked: list[str], expected: str):
    """A time without a zone takes that of another statement of the same moment."""
    content = written('<meta property="article:published_time" content="2024-03-12T08:15:30">')
    assert dates_of(content, marked=marked)[0]["date_published"] == expected


def test_an_abbreviated_time_gives_its_title():
    """Where only the hour is printed, the title of the marked ``abbr`` has the moment."""
    body = '<abbr class="published" itemprop="datePublished" title="2017-09-09T10:52:00+02:00">10:52</abbr>'
    dates, origins = dates_of(written("", body))
    assert dates["date_published"] == "2017-09-09T10:52:00+02:00"
    assert origins["date_published"].source == "microdata"


def test_a_date_is_searched_where_none_is_declared():
    """Without any declaration the page's text is searched, and the origin says so."""
    dates, origins = dates_of(written("", "<p>Posted on 12 March 2024</p><p>The ferry left the pier.</p>"))
    assert dates["date_published"] == "2024-03-12"
    assert origins["date_published"].source == "text"


def test_the_search_for_a_date_loads_one_language():
    """A text that only dateparser can read is read, without its 204 languages other than English."""
    page = "<html><body><p>Piers April bis Juni 08-18</p><p>26 | 03 | 2024</p></body></html>"
    code = (
        "import sys\nfrom lxml import html\nfrom newskit.clean.metadata.page_search import search_date\n"
        f"print(search_date(lambda: html.document_fromstring({page!r}), None))\n"
        "print(*(name for name in sys.modules if name.startswith('dateparser.data.date_translation_data.')))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told == "2024-03-26\ndateparser.data.date_translation_data.en\n"


def test_a_year_in_the_page_is_no_date():
    """The year of a copyright line does not become the first of January."""
    content = written("", "<p>The ferry left the pier.</p><footer>© 2019 The Harbour Post</footer>")
    assert "date_published" not in dates_of(content)[0]


def test_the_addresses_of_other_sites_are_not_searched():
    """A date in the address of a source that the text links to is not that of the page."""
    body = '<p>Sources: <a href="https://pier.example/2013/04/24/coffee">how coffee came to the pier</a></p>'
    assert "date_published" not in dates_of(written("", body))[0]


def test_the_month_of_an_address_is_no_day():
    """An address that names a month only does not become the first of that month."""
    content = written("", "<p>The ferry left the pier.</p>")
    assert "date_published" not in dates_of(content, url="https://harbour.example/2018/08/ferry.html")[0]


@pytest.mark.parametrize(
    ("text", "expected"), [("Ferry map", None), ("The pier opens on 1 August 2018.", "2018-08-01")]
)
def test_the_month_of_a_picture_is_no_day(text: str, expected: str | None):
    """The first of a month that only an address on the page holds is not believed, unless the page prints that day."""
    tree = html.document_fromstring(f'<p>{text}</p><img src="/uploads/2018/08/map.png">')
    assert search_date(lambda: tree, None) == expected


@pytest.mark.parametrize("is_news", [True, False])
def test_a_date_of_change_is_not_that_of_publication(is_news: bool):
    """Where a page only says when it was updated, that is the date of change; news is taken to be published then."""
    declared = read_declared(page(""), "https://harbour.example/a")
    dates, _ = find_dates(declared, lambda: None, ["Updated 12 March 2024"], is_news=is_news)
    assert dates == {"date_published" if is_news else "date_modified": "2024-03-12"}


@pytest.mark.parametrize(
    ("modified", "line", "is_news", "expected"),
    [
        ("2025-06-24", "August 25, 2024", False, "2024-08-25"),
        ("2025-06-24", "August 25, 2024", True, "2025-06-24"),
        ("2025-06-26", "August 25, 2024", False, "2025-06-24"),
        ("2025-06-24", "Updated August 25, 2024", False, "2025-06-24"),
        ("2025-06-24", "August 25, 2025", False, "2025-06-24"),
        ("2025-06-24", "The ferry of August 25, 2024", False, "2025-06-24"),
    ],
)
def test_an_earlier_day_below_the_headline(modified: str, line: str, is_news: bool, expected: str):
    """Where a site that is no news gives one moment for publication and change, an earlier printed day is believed."""
    evidence = evidence_of(
        f"<h1>Ferry leaves</h1><div>{line}</div><p>The ferry left the pier at dawn, as promised.</p>"
    )
    evidence.declared.meta = {"article:published_time": ["2025-06-24"], "article:modified_time": [modified]}
    front = front_lines(evidence)
    dates, _ = find_dates(evidence.declared, lambda: None, printed_times(evidence), (), front, is_news=is_news)
    assert dates["date_published"] == expected


@pytest.mark.parametrize(
    "kind", ["https://schema.org/Comment", "http://schema.org/UserComments", "https://schema.org/BlogPosting"]
)
def test_microdata_of_comments_is_not_of_the_page(kind: str):
    """Who wrote a comment, and when, is neither the article's author nor its date."""
    comment = (
        f'<div itemscope itemtype="{kind}"><span itemprop="author" itemscope itemtype="https://schema.org/Person">'
        '<b itemprop="name">Ann Lee</b></span><time itemprop="datePublished" datetime="2022-07-11">11 July</time></div>'
    )
    items = read_declared(page("", comment), None).items
    expected = {} if "Comment" in kind else {"datepublished": ["2022-07-11"], "author": ["Ann Lee"]}
    assert {name: items[name] for name in ("datepublished", "author") if name in items} == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<h3>10 April 2025, 18:00: an evening with the crew of the ferry, its captain and guests</h3>6 March 2025",
            "2025-03-06",
        ),
        (
            f"{4 * DAWN}<ul><li>Date:</li><li>03.02.2022</li></ul>{DAWN}",
            "2022-02-03",
        ),
    ],
)
def test_lines_that_are_dates(body: str, expected: str):
    """A line that is a date comes before a sentence with one; a label alone belongs to the date below it."""
    evidence = evidence_of(f"<h1>Ferry leaves</h1>{body}{DAWN}<p>More: 04.02.2022</p>")
    dates, _ = find_dates(evidence.declared, lambda: None, printed_times(evidence))
    assert dates["date_published"] == expected


def test_a_marked_time_far_above_the_headline_is_read():
    """Menus and pictures may stand between the line with the time and the headline."""
    teasers = "".join(f"<p>{number}</p>" for number in ("Sport", "Weather", "Harbour", "Tides", "Fish", "Letters"))
    time = '<div><time datetime="2024-03-12T08:15:30+01:00">12 March 2024</time></div>'
    evidence = evidence_of(f"{time}{teasers}<h1>Ferry leaves</h1>{DAWN}")
    evidence.headline = evidence.page.texts.index("Ferry leaves")
    dates, _ = find_dates(evidence.declared, lambda: None, printed_times(evidence))
    assert dates["date_published"] == "2024-03-12T08:15:30+01:00"


def test_lines_that_give_the_date_come_before_sentences_that_mention_one():
    """A labelled date further down wins over a sentence near the headline that happens to hold a date."""
    evidence = evidence_of(
        "<h1>Ferry leaves</h1><p>Guests wait at the northern pier for the first boat, 24 April 2023</p>"
        "<p>The ferry left the pier at dawn with two hundred people on board, as had been promised.</p>"
        "<ul><li>Date 28 April 2023</li></ul>"
    )
    dates, _ = find_dates(evidence.declared, lambda: None, printed_times(evidence))
    assert dates["date_published"] == "2023-04-28"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://harbour.example/news/A2026012914320005196", "2026-01-29"),
        ("https://harbour.example/news/20260129/ferry", "2026-01-29"),
        ("https://harbour.example/news/ferry-2026012", None),
        ("https://harbour.example/news/20261399001", None),
    ],
)
def test_the_number_of_an_article_without_text_gives_its_day(url: str, expected: str | None):
    """Where scripts make the whole page, the day that its number begins with is its date, and the origin says so."""
    dates, origins = dates_of(written("", "<div id=app></div>"), url=url)
    assert dates.get("date_published") == expected
    if expected:
        assert origins["date_published"].source == "url"
