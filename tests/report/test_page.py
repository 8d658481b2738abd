from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from newskit.errors import RecordError, Reject, UsageError
from newskit.io.record import decode_article
from newskit.report import Counts, Report
from newskit.report.rejects import read_rejects

from ..conftest import Run
from . import corpus


def build(target: Path, lines: bytes | None = None, **options: Any) -> str:
    with Report(str(target), title=options.pop("title", "Small & < strange"), **options) as report:
        report.add_reject(Reject(input="a.html", stage="clean", reason="no_text", detail="</script><b>nothing</b>"))
        for line in (corpus.lines() if lines is None else lines).splitlines():
            report.write(decode_article(line))
    return target.read_text(encoding="utf-8")


def unpacked(packed: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def index_of(page: str) -> dict[str, Any]:
    (packed,) = re.findall(r'<script type="application/gzip" id="index">([^<]*)</script>', page)
    return unpacked(packed)


def articles_of(page: str) -> list[dict[str, Any]]:
    chunks = re.findall(r'<script type="application/gzip" class="chunk" id="chunk(\d+)">([^<]*)</script>', page)
    assert [int(number) for number, _ in chunks] == list(range(len(chunks)))
    return [article for _, packed in chunks for article in unpacked(packed)]


def places_of(steps: list[int]) -> list[int]:
    return [sum(steps[: number + 1]) for number in range(len(steps))]


def test_figures_are_those_of_stats(tmp_path: Path, newskit: Run) -> None:
    """The page holds the counts that ``newskit stats --json`` prints, and each value leads to as many articles."""
    index = index_of(build(tmp_path / "report.html"))
    stats = json.loads(newskit("stats", "--json", "--quiet", "--top", "500", stdin=corpus.lines()).stdout)
    assert index["counts"]["articles"] == stats["articles"] == 8
    assert index["counts"]["totals"] == stats["totals"]
    assert index["missing"] == stats["missing"]
    for name, figure in stats["figures"].items():
        shown = index["figures"].get(name, {"values": [], "distinct": 0})
        told = [[value["key"], value["label"], value["count"], value["articles"]] for value in figure["values"]]
        assert [value[:4] for value in shown["values"]] == told
        assert shown["distinct"] == figure["distinct"]
    for name, figure in index["figures"].items():
        for key, _, _, articles, steps in figure["values"]:
            assert len(set(places_of(steps))) == articles, (name, key)


def test_values_lead_to_their_articles(tmp_path: Path) -> None:
    """The numbers behind a value are those of the articles that have it."""
    page = build(tmp_path / "report.html")
    index, articles = index_of(page), articles_of(page)
    lindau = next(value for value in index["figures"]["place"]["values"] if value[1] == "Lindau")
    assert [articles[place]["id"] for place in places_of(lindau[4])] == ["harbour-1", "hafen"]
    denied = next(value for value in index["figures"]["speaker_polarity"]["values"] if value[1] == "denies")
    assert [articles[place]["id"] for place in places_of(denied[4])] == ["harbour-1"]
    assert articles[index["ids"]["harbour-2"]]["id"] == "harbour-2"


def test_articles_keep_text_and_annotations(tmp_path: Path) -> None:
    """Every article is in the page with its text, and its spans are those of the record."""
    articles = articles_of(build(tmp_path / "report.html"))
    records = corpus.records()
    assert [article["text"] for article in articles] == [record["text"] for record in records]
    for article, record in zip(articles, records, strict=True):
        entities = [[[m["start"], m["end"]] for m in entity["mentions"]] for entity in record.get("entities", ())]
        assert [[mention[:2] for mention in entity["m"]] for entity in article.get("entities", ())] == entities
        contents = [[[s["start"], s["end"]] for s in quote["content"]] for quote in record.get("quotes", ())]
        assert [quote["s"] for quote in article.get("quotes", ())] == contents
    assert articles[0]["quotes"][1]["w"] == [[83, 92, 0]]  # "The mayor" is the first entity


@pytest.mark.parametrize("place", ["page", "folder"])
def test_nothing_of_an_article_is_html(tmp_path: Path, place: str) -> None:
    """What comes from articles, titles and rejects cannot end an element or begin one, wherever it stands."""
    title = "</title><script>hurt()</script> {{script}}"
    page = build(tmp_path / "report.html", title=title, place=place)
    assert f"<title>{html.escape(title)}</title>" in page
    assert "hurt" not in page.replace(html.escape(title), "")
    assert "tracker.example" not in page
    tags = re.findall(r"<(/?)script\b[^>]*>", page)
    assert [bool(slash) for slash in tags] == [False, True] * (len(tags) // 2)
    for path in (tmp_path / "report_data").glob("*"):
        assert re.fullmatch(r'newskitArticles\(\d+,"[A-Za-z0-9+/=]+"\)\n', path.read_text())


@pytest.mark.parametrize("place", ["page", "folder"])
def test_the_page_may_reach_nothing(tmp_path: Path, place: str) -> None:
    """The policy allows the page's own script and style by their hashes, and no address stands in the page."""
    page = build(tmp_path / "report.html", place=place)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for directive, pattern in (("script-src", r"<script>(.*?)</script>"), ("style-src", r"<style>(.*?)</style>")):
        (text,) = re.findall(pattern, page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        allowed = rules[directive].split()
        assert allowed[0] == f"'sha256-{digest}'"
        assert allowed[1:] == (["'self'", "file:"] if place == "folder" and directive == "script-src" else [])
    addresses = set(re.findall(r"https?://[^\s\"'`]*\w", page))
    assert addresses == {"http://www.w3.org/2000/svg"}  # a name, not an address
    assert not re.search(r"<(?:link|img|iframe|script)[^>]*(?:src|href)=[\"'](?!data:,)", page)


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs give the same page, whatever it is called and whenever it is made."""
    assert build(tmp_path / "one.html") == build(tmp_path / "two.html")


def test_articles_beside_the_page(tmp_path: Path) -> None:
    """In a folder the articles are the same; a run that needs no folder removes that of an earlier one."""
    within = articles_of(build(tmp_path / "report.html"))
    page = build(tmp_path / "report.html", place="folder")
    folder = tmp_path / "report_data"
    files = sorted(folder.iterdir())
    beside = [
        article for path in files for article in unpacked(re.fullmatch(r'.*?"(.*)"\)\n', path.read_text()).group(1))
    ]
    assert articles_of(page) == []
    assert beside == within
    assert index_of(page)["chunks"] == {"firsts": [0], "beside": "report_data"}
    build(tmp_path / "report.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html"]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """Where the folder holds other files, nothing is written and nothing removed."""
    (tmp_path / "report_data").mkdir()
    (tmp_path / "report_data" / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="holds other files"):
        build(tmp_path / "report.html", place="folder")
    assert (tmp_path / "report_data" / "thesis.txt").read_text() == "years of work"
    assert not (tmp_path / "report.html").exists()


def test_long_corpora_are_cut_in_chunks(tmp_path: Path) -> None:
    """Articles stand in chunks that are found by their first numbers."""
    line = json.dumps({"id": "a", "headline": "Long", "text": "word " * 10_000})
    lines = "\n".join(line.replace('"a"', f'"a{number}"') for number in range(40)).encode()
    page = build(tmp_path / "report.html", lines)
    firsts = index_of(page)["chunks"]["firsts"]
    assert len(firsts) > 2
    assert [article["id"] for article in articles_of(page)] == [f"a{number}" for number in range(40)]
    chunks = re.findall(r'id="chunk\d+">([^<]*)<', page)
    sizes = [len(unpacked(chunk)) for chunk in chunks]
    assert firsts == [sum(sizes[:number]) for number in range(len(sizes))]


def test_top_bounds_the_values(tmp_path: Path) -> None:
    """Only the most used values are kept, with the parts that divide them; dates are kept whole."""
    figures = index_of(build(tmp_path / "report.html", top=1))["figures"]
    assert [value[1] for value in figures["place"]["values"]] == ["Lindau"]
    assert figures["place"]["distinct"] == 6
    assert {value[0].split("\t")[0] for value in figures["speaker_polarity"]["values"]} == {"greta keller"}
    assert len(figures["day"]["values"]) == 3


def test_a_failed_run_leaves_nothing(tmp_path: Path) -> None:
    """When something goes wrong on the way, an earlier page stays as it was."""
    build(tmp_path / "report.html")
    before = (tmp_path / "report.html").read_bytes()
    with pytest.raises(RecordError):
        build(tmp_path / "report.html", corpus.lines() + b'{"text": 5}')
    assert (tmp_path / "report.html").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_command(tmp_path: Path, newskit: Run) -> None:
    """``newskit report`` writes the page with rejects of this run and of an earlier one; bad lines are told."""
    (tmp_path / "old.jsonl").write_text('{"input":"x","stage":"fetch","reason":"http_404","detail":"no"}\n')
    data = corpus.lines() + b'{"text": 5}\n'
    ran = newskit("report", "--rejects", "old.jsonl", "-o", "out.html", stdin=data)
    assert ran.returncode == 3
    assert b"report: read 9 from -, wrote 8, rejected 1" in ran.stderr
    index = index_of((tmp_path / "out.html").read_text())
    assert index["counts"]["rejects"] == {
        "total": 2,
        "reasons": [
            {"stage": "fetch", "reason": "http_404", "count": 1},
            {"stage": "read", "reason": "invalid_record", "count": 1},
        ],
    }
    assert index["title"] == "Corpus"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["-o", "out.txt"], 2, "a report is a page; end the name in .html"),
        (["-o", "no/out.html"], 2, "there is no folder no"),
        (["--rejects", "none.jsonl"], 3, "none.jsonl: no such file"),
        (["--rejects", "bad.jsonl"], 3, "bad.jsonl:1 is no reject"),
    ],
)
def test_errors_are_told(tmp_path: Path, newskit: Run, arguments: list[str], code: int, said: str) -> None:
    """What cannot be is said in a sentence, and nothing is left behind."""
    (tmp_path / "bad.jsonl").write_text('{"input": 5}\n')
    ran = newskit("report", *arguments, stdin=corpus.lines())
    assert ran.returncode == code, ran.stderr
    assert said in ran.stderr.decode()
    assert b"Traceback" not in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.jsonl"]


def test_rejects_files_are_read_back(tmp_path: Path, newskit: Run) -> None:
    """What a command writes with --rejects is read as it was."""
    newskit("segment", "--rejects", "bad.jsonl", stdin=b'{"id":"x","text":5}\n')
    (reject,) = read_rejects(str(tmp_path / "bad.jsonl"))
    assert (reject.id, reject.reason, reject.stage) == ("x", "invalid_record", "read")


def test_an_empty_corpus_has_a_page(tmp_path: Path) -> None:
    """A corpus without articles is a page that says so by its numbers."""
    index = index_of(build(tmp_path / "report.html", b""))
    assert index["counts"]["articles"] == 0
    assert index["figures"] == {}


def test_counts_load_nothing_heavy() -> None:
    """The counts are there without the page."""
    assert Counts().summary()["articles"] == 0
