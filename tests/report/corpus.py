"""The articles of corpus.toml as records: annotations get their offsets by looking for their words."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any


def records() -> list[dict[str, Any]]:
    """Return the articles as JSON objects."""
    told = tomllib.loads(Path(__file__).with_name("corpus.toml").read_text(encoding="utf-8"))
    return [_record(article) for article in told["article"]]


def lines() -> bytes:
    """Return the articles as JSONL."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records()).encode()


def _record(told: dict[str, Any]) -> dict[str, Any]:
    text = told["text"]

    def span(words: str) -> dict[str, int]:
        start = text.index(words)
        return {"start": start, "end": start + len(words)}

    entities, ids = [], {}
    for number, (label, name, country, wikidata, *words) in enumerate(told.pop("entities", ()), 1):
        ids[name] = f"e{number}"
        found = re.finditer("|".join(words), text)
        mentions = [{"start": match.start(), "end": match.end(), "kind": "name"} for match in found]
        known = {key: value for key, value in (("country", country), ("wikidata", wikidata)) if value}
        entities.append({"id": ids[name], "label": label, "name": name, **known, "mentions": mentions})
    quotes = [
        {
            "kind": kind,
            "polarity": polarity,
            "content": [span(words) for words in content],
            "speakers": [{**span(speaker), "entity": ids.get(entity)}],
        }
        for kind, polarity, speaker, entity, *content in told.pop("quotes", ())
    ]
    times = [{**span(words), "type": "DATE", "value": value} for words, value in told.pop("times", ())]
    quantities = [
        {**span(words), "type": kind, "value": value}
        | ({"unit": unit} if unit else {})
        | ({"of": span(of)} if of else {})
        for words, kind, value, unit, of in told.pop("quantities", ())
    ]
    authors = [{"name": name} for name in told.pop("authors", ())]
    topics = [{"code": code, "name": name, "score": 0.9} for code, name in told.pop("topics", ())]
    layers = {
        "authors": authors,
        "topics": topics,
        "entities": entities,
        "quotes": quotes,
        "times": times,
        "quantities": quantities,
    }
    blocks = [{"start": 0, "end": len(text), "kind": "paragraph"}]
    return {**told, "blocks": blocks, **{name: layer for name, layer in layers.items() if layer}}
