"""Make plain-text scrapes with gold out of news pages with gold, to train ``newskit.clean.plain`` on.

    python benchmarks/plain_scrapes.py PAGES OUT --styles 3 --seed 1

PAGES is a folder with ``dev.input.jsonl.gz`` (``id``, ``content``: HTML) and ``dev.gold.jsonl`` (``body`` with kind and
text, ``headline``, ``description``, ``authors``, ``date_published``, ``images``). OUT gets the same two files, the gold
as blocks with kind and offsets into ``content``. Each page is scraped in some of nine styles, and some times as sound
text. Needs resiliparse.

    newskit clean --keep-all PAGES/dev.input.jsonl.gz -o read.jsonl
    python benchmarks/plain_scrapes.py PAGES OUT --records read.jsonl --but fundus258/dev.gold.jsonl --sound 0

With ``--records`` the gold is what newskit itself read from the page's HTML, which shows kinds that plain text hides;
pages of the sites that ``--but`` names are left out.
"""

from __future__ import annotations

import argparse
import bisect
import datetime as dt
import gzip
import json
import random
import re
import textwrap
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import html as lxml_html

from newskit.clean.plain.dates import stamps

STYLES = (
    *("inner-article", "inner-body", "nodes-article", "nodes-body", "text-content", "wrapped", "paragraphs"),
    *("resiliparse-all", "resiliparse-main"),
)
SKIPPED = {"script", "style", "noscript", "template", "svg", "iframe", "head", "select", "textarea", "video", "audio"}
BLOCKS = set(
    """address article aside blockquote body dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5
    h6 header hr li main nav ol p pre section table td th tr ul summary button""".split()  # noqa: SIM905 - reads better
)
BODY_FOUND = 0.95
SHORT_LINE = 110
FRONT, HALF, SELDOM = 0.75, 0.5, 0.25
LABEL = 12
NAMES = 25
SHORT_LABEL = 3
LEAST_BODY = 4, 1000
CLOCK = re.compile(r"\W*(?:um |kl\.? |a las )?\d\d?[:.h]\d\d(?::\d\d)?(?: ?(?:Uhr|h|am|pm))?\W*", re.IGNORECASE)


def scrape(source: str, style: str) -> str:
    """Return the text of a page in one style."""
    if style.startswith("resiliparse"):
        from resiliparse.extract.html2text import extract_plain_text

        return str(extract_plain_text(source, main_content=style.endswith("main"), alt_texts=False, form_fields=False))
    tree = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", source))
    for element in [element for element in tree.iter() if not isinstance(element.tag, str) or element.tag in SKIPPED]:
        element.drop_tree() if element.getparent() is not None else None
    body = tree.find("body")
    root = body if body is not None else tree
    if "article" in style or style in ("text-content", "wrapped"):
        articles = sorted(root.iter("article"), key=lambda element: -len(element.text_content()))
        root = articles[0] if articles and len(articles[0].text_content()) > 800 else root
    if style.startswith("nodes"):
        return "\n".join(line for text in root.itertext() if (line := " ".join(text.split())))
    if style == "text-content":
        lines = (line.strip() for line in str(root.text_content()).split("\n"))
        return "\n".join(line for line in lines if line)
    if style == "paragraphs":
        paragraphs = (" ".join(element.text_content().split()) for element in root.iter("p"))
        return "\n".join(line for line in paragraphs if line)
    lines = inner_lines(root)
    if style == "wrapped":
        return "\n\n".join("\n".join(textwrap.wrap(line, 72)) for line in lines)
    return ("\n\n" if style == "inner-article" else "\n").join(lines)


def inner_lines(root: Any) -> list[str]:
    """Return the lines of an element as a browser would show them."""
    parts: list[str] = []

    def walk(element: Any) -> None:
        block = element.tag in BLOCKS
        if block or element.tag == "br":
            parts.append("\n")
        parts.append(re.sub(r"\s+", " ", element.text or ""))
        for child in element:
            walk(child)
            parts.append(re.sub(r"\s+", " ", child.tail or ""))
        if block:
            parts.append("\n")

    walk(root)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return [line for line in lines if line]


class Letters:
    """A text by its letters and digits, so that a gold text is found whatever stands between its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = [place for place, character in enumerate(text) if character.isalnum()]
        self.squeezed = "".join(text[place].lower()[:1] for place in self.places)
        self.free = bytearray(b"\x01" * len(self.places))

    def find(self, wanted: str, start: int = 0) -> tuple[int, int] | None:
        """Return the first free place of the wanted letters from ``start`` on, in letters."""
        letters = squeeze(wanted)
        place = self.squeezed.find(letters, start) if letters else -1
        while place >= 0 and not all(self.free[place : place + len(letters)]):
            place = self.squeezed.find(letters, place + 1)
        return None if place < 0 else (place, place + len(letters))

    def take(self, span: tuple[int, int], kind: str) -> dict[str, Any]:
        """Return the block of a span, which is then no longer free."""
        self.free[span[0] : span[1]] = bytes(span[1] - span[0])
        start, end = self.places[span[0]], self.places[span[1] - 1] + 1
        while end < len(self.text) and self.text[end] in ".!?…\"”»’')]":
            end += 1
        while start > 0 and self.text[start - 1] in "\"“«„‘'([©":
            start -= 1
        return {"kind": kind, "start": start, "end": end, "text": self.text[start:end]}


def count_of(name: str) -> int:
    """Return a number for a page, so that its identifier ends like those of dated pages."""
    return zlib.crc32(name.encode())


def squeeze(text: str) -> str:
    """Return the letters and digits of a text in lower case, one character for one."""
    return "".join(character.lower()[:1] for character in text if character.isalnum())


def align(text: str, gold: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Find the gold in a scrape; ``None`` where too little of the body is there."""
    letters = Letters(text)
    body: list[dict[str, Any]] = []
    place = found = total = 0
    spans = []
    for block in gold["body"]:
        size = len(squeeze(block["text"]))
        span = letters.find(block["text"], place) or letters.find(block["text"])
        total += 0 if block.get("optional") else size
        if span is not None and size:
            found += 0 if block.get("optional") else size
            place = span[1]
            spans.append(span)
            kind = "heading" if block["kind"] == "heading" else "paragraph"
            taken = letters.take(span, kind)
            if body and kind == body[-1]["kind"] == "paragraph" and "\n" not in text[body[-1]["end"] : taken["start"]]:
                between = text[body[-1]["end"] : taken["start"]]
                if not any(map(str.isalnum, between)):
                    body[-1]["end"], body[-1]["text"] = taken["end"], text[body[-1]["start"] : taken["end"]]
                    continue
            body.append(taken)
    if not body or found < BODY_FOUND * total:
        return None
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    return sorted(body + front(letters, gold, first, last), key=lambda block: block["start"])


def front(letters: Letters, gold: dict[str, Any], first: int, last: int) -> list[dict[str, Any]]:
    """Find the headline, the deck, captions and credits, the byline and the date."""
    blocks = []
    for kind, wanted in (("headline", [gold.get("headline")]), ("description", gold.get("description") or [])):
        for text in filter(None, wanted):
            span = nearest(letters, text, first)
            if span is not None and span[1] - span[0] > 8:
                blocks.append(letters.take(span, kind))
    for image in gold.get("images") or []:
        caption = letters.find(image["caption"]) if len(squeeze(image.get("caption") or "")) > 8 else None
        if caption is not None:
            blocks.append(letters.take(caption, "caption"))
        given = image.get("credit") or []
        for credit in [given] if isinstance(given, str) else given:
            near = max(0, caption[0] - 60) if caption else 0
            span = letters.find(credit, near) if caption or len(squeeze(credit)) > 8 else None
            if span is not None and (caption is None or span[0] < caption[1] + 60):
                blocks.append(letters.take(whole_line(letters, span), "credit"))
    return blocks + signatures(letters, gold, first, last)


def whole_line(letters: Letters, span: tuple[int, int]) -> tuple[int, int]:
    """Return the letters of the line that a credit fills but for a label; else the credit's own."""
    text = letters.text
    start = text.rfind("\n", 0, letters.places[span[0]]) + 1
    end = text.find("\n", letters.places[span[1] - 1])
    end = len(text) if end < 0 else end
    first = bisect.bisect_left(letters.places, start)
    last = bisect.bisect_left(letters.places, end)
    filled = last - first <= 2 * (span[1] - span[0]) + LABEL and all(letters.free[first:last])
    return (first, last) if filled else span


def nearest(letters: Letters, text: str, first: int) -> tuple[int, int] | None:
    """Return the last place of a text before the body, else the first after it."""
    span = letters.find(text)
    best = span
    while span is not None and span[0] < first:
        best = span
        span = letters.find(text, span[0] + 1)
    return best


def signatures(letters: Letters, gold: dict[str, Any], first: int, last: int) -> list[dict[str, Any]]:
    """Find short lines around the body that name an author or the day of publication."""
    authors = [squeeze(author) for author in gold.get("authors") or [] if len(squeeze(author)) > 2]
    blocks: list[dict[str, Any]] = []
    place = last_end = 0
    counts = {"byline": 0, "timestamp": 0}
    for line in letters.text.split("\n"):
        size = len(squeeze(line))
        start, place = place, place + size
        near = place <= first + 400 or start >= last
        if not size or len(line) > SHORT_LINE or not near or not all(letters.free[start:place]):
            continue
        squeezed = squeeze(line)
        dates = {stamp.value[:10] for stamp in stamps(line, language=gold.get("language"))}
        kind = None
        if any(author in squeezed and size <= len(author) + NAMES * len(authors) for author in authors):
            kind = "byline"
        elif (gold.get("date_published") or "?")[:10] in dates:
            kind = "timestamp"
        if kind and counts[kind] < 2:
            counts[kind] += 1
            blocks.append(letters.take((start, place), kind))
        elif blocks and blocks[-1]["kind"] == "timestamp" and CLOCK.fullmatch(line) and last_end == start:
            previous = blocks.pop()
            letters.free[start:place] = bytes(place - start)
            end = letters.places[place - 1] + 1
            blocks.append({**previous, "end": end, "text": letters.text[previous["start"] : end]})
        last_end = place
    return blocks


def sound(gold: dict[str, Any], chance: random.Random) -> tuple[str, list[dict[str, Any]]]:
    """Write a text without furniture: the body, mostly with front matter, at times signed at the end."""
    parts: list[tuple[str, str]] = []
    end: list[tuple[str, str]] = []
    if gold.get("headline") and chance.random() < FRONT:
        parts.append(("headline", gold["headline"]))
        parts += [("description", text) for text in gold.get("description") or [] if chance.random() < FRONT]
        pictures, signs = pictures_of(gold, chance), signs_of(gold, chance)
        parts += [*pictures, *signs] if chance.random() < HALF else [*signs, *pictures]
        if signs and chance.random() < SELDOM:
            end = [parts.pop(parts.index(sign)) for sign in signs if sign[0] == "byline"]
        elif chance.random() < SELDOM:
            house = chance.choice(
                ("The Daily News and agencies", "Agencies", "Reuters", "AFP", "dpa", "The Associated Press")
            )
            end = [("byline", house)]
    parts += [("heading" if block["kind"] == "heading" else "paragraph", block["text"]) for block in gold["body"]]
    separator = chance.choice(("\n\n", "\n\n", "\n"))
    text, blocks = "", []
    for kind, part in [*parts, *end]:
        line = " ".join(part.split())
        if not line:
            continue
        text += separator if text else ""
        if blocks and kind == "credit" == blocks[-1]["kind"] and blocks[-1]["text"] == line:
            text += line
            continue
        blocks.append({"kind": kind, "start": len(text), "end": len(text) + len(line), "text": line})
        text += line
    return text, blocks


def pictures_of(gold: dict[str, Any], chance: random.Random) -> list[tuple[str, str]]:
    """Return captions and credits of the first pictures, in one order or the other, at times the credit twice."""
    parts = []
    for image in (gold.get("images") or [])[: chance.choice((1, 1, 2))]:
        given = image.get("credit") or []
        label = chance.choice(("Photo: ", "Photo by: ", "Photo by ", "Foto: ", "Credit: ", "(Photo: ", "© ", "", ""))
        signs = [
            ("credit", label + text + ")" * label.startswith("("))
            for text in ([given] if isinstance(given, str) else given)
        ]
        captions = [("caption", image["caption"])] if image.get("caption") else []
        signs = signs[:1] * chance.choice((1, 1, 1, 2))
        parts += [*signs, *captions] if chance.random() < HALF else [*captions, *signs]
    return [part for part in parts if chance.random() < FRONT]


def signs_of(gold: dict[str, Any], chance: random.Random) -> list[tuple[str, str]]:
    """Return a byline and a date line, in one order or the other."""
    signs = (
        [("byline", chance.choice(("By ", "")) + " and ".join((gold.get("authors") or [])[:2]))]
        if gold.get("authors")
        else []
    )
    day = (gold.get("date_published") or "")[:10]
    if day:
        date = dt.date.fromisoformat(day)
        shown = chance.choice(
            (
                day,
                f"{date:%B} {date.day}, {date.year}",
                f"{date:%b} {date.day}, {date.year}",
                f"{date.day} {date:%B} {date.year}",
            )
        )
        signs.append(("timestamp", chance.choice(("", "", "Updated ", "Published ", "Last updated: ")) + shown))
    chance.shuffle(signs)
    return [sign for sign in signs if chance.random() < FRONT]


def site_of(url: str) -> str:
    """Return the registered part of a host, near enough: "bbc.co.uk", "dw.com"."""
    labels = (urlsplit(url).hostname or "").split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= SHORT_LABEL
    return ".".join(labels[-3 if short else -2 :])


def taught(records: Path, others: Path | None) -> dict[str, dict[str, Any]]:
    """Return what newskit read from the pages of articles, in the form of a gold, but for the sites of ``others``."""
    sites = set()
    if others is not None:
        with others.open(encoding="utf-8") as stream:
            sites = {site_of(record["url"]) for record in map(json.loads, stream)}
    gold = {}
    with records.open(encoding="utf-8") as stream:
        for record in map(json.loads, stream):
            if site_of(record.get("url") or "") in sites:
                continue
            blocks = [(block["kind"], record["text"][block["start"] : block["end"]]) for block in record["blocks"]]
            body = [
                {"kind": "heading" if kind == "heading" else "paragraph", "text": text}
                for kind, text in blocks
                if kind in ("heading", "paragraph", "list_item", "blockquote")
            ]
            if len(body) < LEAST_BODY[0] or sum(len(block["text"]) for block in body) < LEAST_BODY[1]:
                continue
            images = [{key: image.get(key) for key in ("caption", "credit")} for image in record.get("images") or []]
            known = {image["caption"] for image in images}
            images += [{"caption": text} for kind, text in blocks if kind == "caption" and text not in known]
            gold[record["id"]] = {
                "body": body,
                "headline": record.get("headline"),
                "description": [text for kind, text in blocks if kind == "description"],
                "authors": [*(a["name"] for a in record.get("authors") or []), *(record.get("agencies") or [])],
                "date_published": record.get("date_published"),
                "images": images,
                "language": record.get("language"),
                "site": site_of(record.get("url") or ""),
            }
    return gold


def main() -> None:
    """Scrape every page in some styles."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, help="folder with pages and their gold")
    parser.add_argument("out", type=Path, help="folder to write the scrapes and their gold to")
    parser.add_argument("--styles", type=int, default=3, help="how many styles a page is scraped in")
    parser.add_argument("--sound", type=int, default=2, help="how many sound texts are made of a page")
    parser.add_argument("--seed", type=int, default=1, help="another number gives other scrapes (%(default)s)")
    parser.add_argument("--records", type=Path, help="what newskit clean wrote of the pages, to be taken for gold")
    parser.add_argument("--but", type=Path, help="a gold whose sites are left out, with --records")
    given = parser.parse_args()
    if given.records is not None:
        gold = taught(given.records, given.but)
    else:
        with (given.pages / "dev.gold.jsonl").open(encoding="utf-8") as stream:
            gold = {record["id"]: record for record in map(json.loads, stream)}
    given.out.mkdir(parents=True, exist_ok=True)
    written = tried = 0
    with (
        gzip.open(given.pages / "dev.input.jsonl.gz", "rt", encoding="utf-8") as pages,
        gzip.open(given.out / "dev.input.jsonl.gz", "wt", encoding="utf-8") as texts,
        (given.out / "dev.gold.jsonl").open("w", encoding="utf-8") as answers,
    ):
        for page in map(json.loads, pages):
            if page["id"] not in gold:
                continue
            folder, name = page["id"].split("/", 1)
            if given.records is not None:
                name = f"{folder}/{gold[page['id']]['site']}_{count_of(name)}"
            chance = random.Random(f"{given.seed}{name}")
            scrapes = [(f"sound{count}/{name}", *sound(gold[page["id"]], chance)) for count in range(given.sound)]
            for style in chance.sample(STYLES, given.styles):
                tried += 1
                text = scrape(page["content"], style)
                blocks = align(text, gold[page["id"]])
                if blocks is not None and len(text) < 60_000:
                    scrapes.append((f"{style}/{name}", text, blocks))
            for identifier, text, blocks in scrapes:
                texts.write(json.dumps({"id": identifier, "content": text}, ensure_ascii=False) + "\n")
                answers.write(json.dumps({"id": identifier, "blocks": blocks}, ensure_ascii=False) + "\n")
                written += 1
    print(f"{written} texts, of {tried} scrapes tried")


if __name__ == "__main__":
    main()
