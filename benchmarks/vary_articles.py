"""Make a large corpus out of a few extracted articles, by changing names, dates, publishers and numbers.

    newskit extract -q seeds/*.txt -o few.jsonl
    python benchmarks/vary_articles.py few.jsonl 10000 > many.jsonl

Each variant replaces the names of people, organisations and places by others, the same one everywhere, moves all dates
by the same number of days, draws other numbers, leaves out some paragraphs, and has a publisher, a language and a day
of its own. Offsets follow. One in fifty is a copy of an earlier one. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

PUBLISHERS = [
    f"{first} {second}"
    for first in ("Northern", "Harbour", "Central", "Daily", "Evening", "City", "Coast", "Valley")
    for second in ("Post", "Courier", "Gazette", "Tribune", "Record")
]
GIVEN = [
    "Ada",
    "Bruno",
    "Carla",
    "Dario",
    "Elif",
    "Femi",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Kaya",
    "Lena",
    "Marek",
    "Nadia",
    "Omar",
    "Petra",
    "Quinn",
    "Rosa",
    "Sami",
    "Tessa",
    "Umar",
    "Vera",
]
FAMILY = [
    "Adeyemi",
    "Brandt",
    "Castillo",
    "Demir",
    "Eriksen",
    "Fontaine",
    "Garcia",
    "Haddad",
    "Ito",
    "Jansen",
    "Keller",
    "Lindau",
    "Marchetti",
    "Nowak",
    "Osei",
    "Petrov",
    "Quist",
    "Rahman",
    "Silva",
    "Tanaka",
    "Ueda",
    "Varga",
]
BODIES = [
    f"{what} {kind}"
    for what in ["Harbour", "Energy", "Health", "Water", "Trade", "Forest", "Rail", "Grain", "Steel", "Media"]
    for kind in ["Authority", "Union", "Institute", "Council", "Group", "Agency", "Bank"]
]
PLACES = [
    ("FR", "Q142", "France"),
    ("DE", "Q183", "Germany"),
    ("BR", "Q155", "Brazil"),
    ("IN", "Q668", "India"),
    ("JP", "Q17", "Japan"),
    ("NG", "Q1033", "Nigeria"),
    ("ZA", "Q258", "South Africa"),
    ("MX", "Q96", "Mexico"),
    ("CA", "Q16", "Canada"),
    ("AU", "Q408", "Australia"),
    ("EG", "Q79", "Egypt"),
    ("KE", "Q114", "Kenya"),
    ("TR", "Q43", "Turkey"),
    ("PL", "Q36", "Poland"),
    ("ES", "Q29", "Spain"),
    ("SE", "Q34", "Sweden"),
    ("ID", "Q252", "Indonesia"),
    ("SG", "Q334", "Singapore"),
    ("CL", "Q298", "Chile"),
    ("SY", "Q858", "Syria"),
    ("RU", "Q159", "Russia"),
    ("US", "Q30", "United States"),
    ("GB", "Q145", "United Kingdom"),
    ("IR", "Q794", "Iran"),
]
TOPICS = [
    ("01000000", "arts, culture, entertainment and media"),
    ("02000000", "crime, law and justice"),
    ("03000000", "disaster, accident and emergency incident"),
    ("04000000", "economy, business and finance"),
    ("07000000", "health"),
    ("11000000", "politics"),
    ("13000000", "science and technology"),
    ("15000000", "sport"),
    ("16000000", "conflict, war and peace"),
]
LANGUAGES = ["en"] * 8 + ["fr", "de"]
POLARITIES = ["asserts"] * 8 + [
    "denies",
    "accuses",
    "criticises",
    "praises",
    "asks",
    "orders",
    "promises",
    "warns",
    "suggests",
]


def main() -> None:
    """Write the variants to standard output."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("few", type=Path, help="extracted articles to vary (JSONL)")
    options.add_argument("number", type=int, help="how many variants to write")
    given = options.parse_args()
    models = [json.loads(line) for line in given.few.read_text(encoding="utf-8").splitlines()]
    chance = random.Random(9)
    written: list[str] = []
    for count in range(given.number):
        record = variant(models[count % len(models)], chance)
        record["id"] = f"{chance.getrandbits(64):016x}"
        record["url"] = f"https://news.example/{record['id']}"
        if written and chance.random() < 0.02:
            record |= {
                "duplicate_of": chance.choice(written[-500:]),
                "duplicate_kind": chance.choice(["exact", "near", "contained"]),
            }
        written.append(record["id"])
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


def variant(model: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return one variant of a record."""
    record = json.loads(json.dumps(model))
    days = round(chance.triangular(-900, 900, 300))
    edits = {**_names(record, chance), **_numbers(record, chance), **_cuts(record, chance)}
    record |= _rewritten(record, edits)
    headline = next((block for block in record["blocks"] if block["kind"] == "headline"), None)
    if headline is not None:
        record["headline"] = record["text"][headline["start"] : headline["end"]]
    for time in record.get("times", ()):
        time["value"] = _moved(time.get("value"), days)
        time["anchor"] = _moved(time.get("anchor"), days)
    for key in ("date_published", "date_modified"):
        record[key] = _moved(record.get(key), days)
    record["date_published"] = record["date_published"] or record["date_modified"]
    for quote in record.get("quotes", ()):
        quote["polarity"] = chance.choice(POLARITIES)
    record["publisher"] = PUBLISHERS[min(int(chance.expovariate(0.12)), len(PUBLISHERS) - 1)]
    record["language"] = chance.choice(LANGUAGES)
    record["authors"] = [{"name": f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"}] if chance.random() < 0.7 else None
    record["topics"] = [
        {"code": code, "name": name, "score": round(chance.random(), 3)}
        for code, name in chance.sample(TOPICS, chance.choice([1, 1, 2]))
    ]
    record["keyphrases"] = record.get("keyphrases", [])[:20]
    return record


def _names(record: dict[str, Any], chance: random.Random) -> dict[tuple[int, int], str]:
    """Choose a new name for each person, organisation and place; return what to write where."""
    edits = {}
    for entity in record.get("entities", ()):
        if entity["label"] == "PERSON":
            new = f"{chance.choice(GIVEN)} {FAMILY[min(int(chance.expovariate(0.15)), len(FAMILY) - 1)]}"
        elif entity["label"] == "ORG":
            new = BODIES[min(int(chance.expovariate(0.05)), len(BODIES) - 1)]
        elif entity["label"] == "GPE":
            entity["country"], entity["wikidata"], new = PLACES[min(int(chance.expovariate(0.15)), len(PLACES) - 1)]
        else:
            continue
        if entity["label"] != "GPE":
            entity.pop("wikidata", None)
        entity["name"], entity["aliases"] = new, []
        for mention in entity["mentions"]:
            if mention["kind"] == "name":
                edits[mention["start"], mention["end"]] = new
    return edits


def _numbers(record: dict[str, Any], chance: random.Random) -> dict[tuple[int, int], str]:
    edits = {}
    for quantity in record.get("quantities", ()):
        if quantity["type"] == "CARDINAL" and isinstance(quantity.get("value"), int) and not quantity.get("range"):
            quantity["value"] = max(1, round(quantity["value"] * chance.lognormvariate(0, 1)))
            edits[quantity["start"], quantity["end"]] = f"{quantity['value']:,}"
    return edits


def _cuts(record: dict[str, Any], chance: random.Random) -> dict[tuple[int, int], str]:
    """Leave out some paragraphs by writing a word in their place."""
    blocks = [block for block in record.get("blocks", ())[8:] if block["kind"] == "paragraph"]
    return {(block["start"], block["end"]): "More follows." for block in blocks if chance.random() < 0.25}


def _rewritten(record: dict[str, Any], edits: dict[tuple[int, int], str]) -> dict[str, Any]:
    """Edit the text and move every offset; an annotation inside what is cut is taken out."""
    text = record["text"]
    starts, shifts, parts, cuts = [0], [0], [], []
    at = 0
    for (start, end), new in sorted(edits.items(), key=lambda edit: (edit[0][0], -edit[0][1])):
        if start < at:
            continue
        parts += [text[at:start], new]
        starts.append(end)
        shifts.append(shifts[-1] + len(new) - (end - start))
        cuts.append((start, end, new))
        at = end
    parts.append(text[at:])
    inside = _inside(cuts)

    def move(offset: int) -> int:
        return offset + shifts[bisect_right(starts, offset) - 1]

    told = {}
    for key in ("blocks", "sentences", "entities", "times", "quantities", "quotes", "events", "keyphrases"):
        told[key] = _moved_spans([each for each in record.get(key, ()) if not inside(each)], move, inside)
    for quantity in told["quantities"]:
        quantity.pop("part_of", None)
    for event in told["events"]:
        event.pop("time", None)
    told["entities"] = [entity for entity in told["entities"] if entity["mentions"]]
    return {**told, "text": "".join(parts), "summary": None}


def _inside(cuts: list[tuple[int, int, str]]) -> Callable[[dict[str, Any]], bool]:
    lost = [(start, end) for start, end, new in cuts if new == "More follows."]

    def check(each: dict[str, Any]) -> bool:
        if "kind" in each and "start" in each and each["kind"] == "paragraph":
            return False
        spans = each.get("content") or ([each] if "start" in each else [])
        return any(start <= span["start"] < end for span in spans for start, end in lost)

    return check


def _moved_spans(value: Any, move: Callable[[int], int], inside: Callable[[dict[str, Any]], bool]) -> Any:
    if isinstance(value, list):
        return [_moved_spans(each, move, inside) for each in value if not (isinstance(each, dict) and inside(each))]
    if isinstance(value, dict):
        told = {key: _moved_spans(each, move, inside) for key, each in value.items()}
        if "start" in told:
            told["start"] = move(told["start"])
            told["end"] = max(move(told["end"]), told["start"])
        return told
    return value


def _moved(value: str | None, days: int) -> str | None:
    if value is None or len(value) < 7 or not value[:4].isdigit() or "W" in value:
        return value
    try:
        day = date.fromisoformat(value[:10] if len(value) >= 10 else f"{value[:7]}-15")
    except ValueError:
        return value
    return (day + timedelta(days=days)).isoformat()[: min(len(value), 10)]


if __name__ == "__main__":
    main()
