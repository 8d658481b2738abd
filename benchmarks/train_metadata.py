"""Learn which of the candidates for headline, description and authors ``newskit clean`` believes.

    python benchmarks/train_metadata.py DATA FOLDS [--output FILE]

DATA holds the sets ``fundus258`` (made from the test data of flairNLP/fundus, MIT), ``wcxb`` (Murrough Foley, Web
Content Extraction Benchmark, CC-BY-4.0), ``trafilatura`` (evaluation data of adbar/trafilatura, Apache-2.0) and
``postlight`` (fixtures of postlight/parser, Apache-2.0 or MIT). FOLDS is the folder into which ``train_clean.py
--predictions`` wrote its weights: every page is read with those that have not seen its publisher. The weights learned
without each fold's publishers are put beside them, and ``train_clean.py --records-only`` then writes the records to
score. Needs ``catboost``, which newskit itself does not.
"""

from __future__ import annotations

import argparse
import gzip
import html
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from clean_labels import publisher_of
from train_clean import fold_of, forest_arrays, say

from newskit.clean.html.classify import hints_of, read_classifier
from newskit.clean.html.kinds import body_kinds
from newskit.clean.html.parse import parse_html
from newskit.clean.html.trim import without_unread
from newskit.clean.html.walk import outline
from newskit.clean.metadata import authors, description, headline
from newskit.clean.metadata.declared import read_declared
from newskit.clean.metadata.evidence import Evidence
from newskit.clean.metadata.fields import find_publisher
from newskit.clean.metadata.ranking import FIELDS

SETS = {"fundus258": 3.0, "wcxb": 1.0, "trafilatura": 1.0, "postlight": 1.0}
"""The sets and the weight of their pages in the forests for all pages."""
NEWS_SET, NEWS_ELSEWHERE, NEWS_AMONG_ALL = "fundus258", 0.5, 0.4
"""The set that the forests for news are learned from, the weight of the news pages of the others beside it, and that of
its own pages that call themselves news in the forests for all pages, which seldom meet such pages."""
SIZES = {"headline": (150, 3, 20), "description": (150, 4, 6), "authors": (150, 4, 6)}
"""Trees, depth and regularisation of each field's forest."""
SHARES = {"headline": 0.0, "description": 0.5, "authors": 0.0}
"""How much of the forest for all pages is added to that for news."""
SEEDS = {"headline": 10, "description": 6, "authors": 10}
"""Forests that are averaged."""
_LEAST_CHANCE = 0.02
OUTPUT = Path(__file__).parent.parent / "newskit" / "resources" / "clean" / "metadata.npz"
ABOUT = {
    "what": "Weights that choose headline, description and authors; made by benchmarks/train_metadata.py",
    "learned from": "fundus test data (flairNLP/fundus, MIT); Murrough Foley, Web Content Extraction Benchmark "
    "(CC-BY-4.0); evaluation data of trafilatura (adbar/trafilatura, Apache-2.0); fixtures of postlight/parser "
    "(Apache-2.0 or MIT)",
    "licence": "Apache-2.0",
    "version": "1",
}


@dataclass(slots=True)
class Choice:
    """The candidates of one page for one field: what is known of each, and how right it is."""

    fold: int
    set: str
    is_news: bool
    rows: list[list[float]]
    right: list[float]


def main() -> None:
    """Learn with each fold's publishers left out, then from all, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder that holds a folder for each set")
    parser.add_argument("folds", type=Path, help="what train_clean.py --predictions wrote")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="weights to write")
    options = parser.parse_args()
    count = len(list(options.folds.glob("fold*.npz")))
    classifiers = [read_classifier((options.folds / f"fold{fold}.npz").read_bytes()) for fold in range(count)]
    choices: dict[str, list[Choice]] = {field: [] for field in FIELDS}
    for name in SETS:
        for record, known in _pages(options.data / name):
            fold = fold_of(publisher_of(record["url"]), count)
            for field, rows, right in _candidates(record, known, classifiers[fold]):
                choices[field].append(Choice(fold, name, known["is news"], rows, right))
    for field, listed in choices.items():
        say(f"{field}: {len(listed)} pages, {np.mean([any(choice.right) for choice in listed]):.3f} with a right one")
    for fold in [*range(count), None]:
        arrays: dict[str, Any] = {"about": np.array(json.dumps(ABOUT))}
        for field, listed in choices.items():
            chosen = [choice for choice in listed if choice.fold != fold and any(choice.right)]
            told = [choice for choice in chosen if not all(choice.right)]
            arrays.update(learn(field, told))
        file = io.BytesIO()
        np.savez_compressed(file, **arrays)
        target = options.output if fold is None else options.folds / f"metadata{fold}.npz"
        target.write_bytes(file.getvalue())
        say(f"{target}: {len(file.getvalue())} bytes")


def _pages(folder: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    with (folder / "dev.gold.jsonl").open(encoding="utf-8") as lines:
        gold = {record["id"]: record for record in map(json.loads, lines)}
    with gzip.open(folder / "dev.input.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            yield record, gold[record["id"]]


def _candidates(
    record: dict[str, Any], known: dict[str, Any], classifier: Any
) -> Iterator[tuple[str, list[list[float]], list[float]]]:
    """Yield each field of which the right value is known, its candidates' numbers, and how right it is, from 0 to 1."""
    events = parse_html(without_unread(record["content"]))
    declared = read_declared(events, record["url"])
    page = outline(events)
    judgement = classifier.judge(page, hints_of(declared)) if page.texts else None
    publisher = (find_publisher(declared) or (None,))[0]
    evidence = Evidence(declared, page, judgement, body_kinds(page, judgement), publisher)
    if judgement is not None:
        chances = judgement.parts["headline"]
        evidence.headline = int(np.argmax(chances)) if np.max(chances) > _LEAST_CHANCE else -1
    known["is news"] = evidence.is_news
    titles = headline.headline_candidates(evidence)
    # newskit computes nothing where head and page agree, so there is nothing to learn from those pages either
    if known.get("headline") and titles and headline.undisputed(titles) is None:
        rows = headline.headline_features(titles, evidence)
        yield "headline", rows, [float(_letters(one.text) == _letters(known["headline"])) for one in titles]
    if known.get("description") and (decks := description.description_candidates(evidence)):
        wanted = _letters(" ".join(known["description"]))
        rows = description.description_features(decks, evidence)
        yield "description", rows, [float(_letters(one.text) == wanted) for one in decks]
    if known.get("authors") and (lists := authors.author_candidates(evidence)):
        names = _names(known["authors"])
        rows = authors.author_features(lists, evidence)
        yield "authors", rows, [float(_names([one.name for one in item.names]) == names) for item in lists]


def _of_all(choices: list[Choice]) -> Iterator[tuple[Choice, float]]:
    for choice in choices:
        yield choice, NEWS_AMONG_ALL if choice.set == NEWS_SET and choice.is_news else SETS[choice.set]


def _of_news(choices: list[Choice]) -> Iterator[tuple[Choice, float]]:
    for choice in choices:
        if choice.set == NEWS_SET or choice.is_news:
            yield choice, 1.0 if choice.set == NEWS_SET else NEWS_ELSEWHERE


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", html.unescape(text)).lower()
    return "".join(character for character in folded if character.isalnum())


def _names(names: list[str]) -> set[str]:
    pieces = (piece for name in names for piece in re.split(r"\s*(?:[;,|&]|\sand\s|\sund\s|\set\s|\sy\s)\s*", name))
    return {letters for piece in pieces if (letters := _letters(re.sub(r"(?i)^(?:by|von|par|por|di)\s+", "", piece)))}


def learn(field: str, told: list[Choice]) -> dict[str, Any]:
    """Return the arrays of a field's two forests; that for news leans on that for all pages as ``SHARES`` says."""
    arrays = _learn(field, "any", list(_of_all(told)))
    arrays.update(_learn(field, "news", list(_of_news(told))))
    share = SHARES[field]
    if share:
        for key in ("features", "borders", "leaves"):
            common = arrays[f"{field}.any.{key}"] * (np.float16(share) if key == "leaves" else 1)
            arrays[f"{field}.news.{key}"] = np.concatenate((arrays[f"{field}.news.{key}"], common))
    return arrays


def _learn(field: str, kind: str, weighed: list[tuple[Choice, float]]) -> dict[str, Any]:
    """Return the arrays of one forest: the mean of several learned as a conditional logit."""
    from catboost import CatBoost, Pool

    rows = [row for choice, _ in weighed for row in choice.rows]
    right = [value for choice, _ in weighed for value in choice.right]
    group = [place for place, (choice, _) in enumerate(weighed) for _ in choice.rows]
    weight = [value for choice, value in weighed for _ in choice.rows]
    iterations, depth, regularisation = SIZES[field]
    name, seeds = f"{field}.{kind}", SEEDS[field]
    forests = []
    for seed in range(seeds):
        model = CatBoost(
            {
                "loss_function": "QuerySoftMax",
                "iterations": iterations,
                "depth": depth,
                "learning_rate": 0.08,
                "l2_leaf_reg": regularisation,
                "rsm": 0.5,
                "bootstrap_type": "Bernoulli",
                "subsample": 0.7,
                "border_count": 32,
                "random_seed": seed,
                "thread_count": 1,
                "verbose": 0,
                "allow_writing_files": False,
            }
        )
        model.fit(Pool(np.array(rows), np.array(right), group_id=group, group_weight=weight))
        forests.append(forest_arrays(model, name))
    joined = {key: np.concatenate([one[key] for one in forests]) for key in forests[0] if not key.endswith("bias")}
    joined[f"{name}.leaves"] = (joined[f"{name}.leaves"].astype(np.float32) / seeds).astype(np.float16)
    joined[f"{name}.bias"] = np.array(0.0)
    return joined


if __name__ == "__main__":
    main()
