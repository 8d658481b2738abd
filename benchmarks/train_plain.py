"""Train the weights of ``newskit.clean.plain`` and report cross-validated figures.

    python benchmarks/train_plain.py SET [MORE ...] --taught TAUGHT ... --out WEIGHTS.npz --predictions FOLDER

SET is a folder with ``dev.input.jsonl.gz`` and ``dev.gold.jsonl``: plain-text scrapes whose gold names blocks with kind
and offsets into ``content``. MORE are further sets to learn from (never to be measured on). TAUGHT are sets whose gold
newskit read from HTML: the second look alone learns from them, and less. Folds part publishers, not pages: identifiers
end in ``COUNTRY/Publisher_date``, and no publisher is in two folds. With ``--predictions`` the figures of every kind
are printed, out of fold, by ``score.py`` of the folder that SET lies in. Needs lightgbm.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from newskit.clean.plain import classify, features
from newskit.clean.plain.characters import normalise
from newskit.clean.plain.pieces import Piece, cut
from newskit.clean.plain.scrape import clean_with
from newskit.clean.plain.trees import Trees
from newskit.clean.plain.wrapping import logical_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    import lightgbm
    from numpy.typing import NDArray

JOIN = {"objective": "binary", "rounds": 500, "num_leaves": 24}
KIND = {
    "objective": "multiclass",
    "num_class": len(classify.KINDS),
    "rounds": 120,
    "num_leaves": 20,
    "learning_rate": 0.05,
}
COMMON = {
    "learning_rate": 0.09,
    "min_data_in_leaf": 12,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 2.0,
    "max_depth": 7,
    "max_bin": 63,
    "verbosity": -1,
    "num_threads": 1,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
}
RARE = dict.fromkeys(("headline", "description", "caption", "credit", "byline", "timestamp"), 2.5) | {"heading": 1.5}
FAR, EVERY = 20, 5
EVERY_OTHER, IN_FULL = 2, ("plain/", "sound")
"""Kinds are learned from every other scrape, but for those whose identifiers begin so."""
LONGEST_TAUGHT = 30_000
TAUGHT, TAUGHT_BODY = 0.5, 0.4
"""Weight of what newskit read itself, and of what of it is running text or nothing."""
DENIED, SURE, TRUSTED = 0.1, 0.6, 0.4
UNNAMED, TRUSTED_UNNAMED = 0.5, 0.3
"""How sure a look must be that the gold is wrong, and what the example weighs then."""
SEEDS = (7, 8)
"""The second look is the mean of as many ensembles: one alone is lucky or not by half a point a kind."""
NOTE = """Learned from plain-text scrapes of flairNLP/fundus test data (MIT) and, labelled by newskit itself, of pages \
of adbar/trafilatura evaluation data (Apache-2.0), postlight/parser fixtures (Apache-2.0 or MIT) and Murrough Foley, \
Web Content Extraction Benchmark (CC-BY-4.0)."""
Rows = tuple[Any, Any, Any]
"""Rows, labels and weights of the blocks of a text."""
BODY = {"heading", "paragraph", "list_item", "blockquote", "table"}


@dataclass(slots=True)
class Scrape:
    """One text with its gold, cut into pieces."""

    id: str
    publisher: str
    content: str
    pieces: list[Piece]
    #: Letters and digits before each piece, and in all.
    places: NDArray[np.int64]
    #: Gold kind of every letter and digit, 0 for none.
    kinds: NDArray[np.int8]
    #: Number of the gold block of every letter and digit, -1 for none.
    numbers: NDArray[np.int32]


def letters(text: str) -> int:
    """Count letters and digits."""
    return sum(map(str.isalnum, text))


def publisher_of(identifier: str) -> str:
    """Return country and publisher of ``.../at/KleineZeitung_2025_06_30``."""
    country, page = identifier.split("/")[-2:]
    return f"{country}/{re.sub('_[0-9_]+$', '', page)}"


def read_set(folder: Path) -> list[Scrape]:
    """Read a set and cut its texts."""
    with (folder / "dev.gold.jsonl").open(encoding="utf-8") as stream:
        gold = {record["id"]: record for record in map(json.loads, stream)}
    with gzip.open(folder / "dev.input.jsonl.gz", "rt", encoding="utf-8") as stream:
        records = (record for record in map(json.loads, stream) if record["id"] in gold)
        return [scrape_of(record["id"], record["content"], gold[record["id"]]["blocks"]) for record in records]


def scrape_of(identifier: str, content: str, blocks: list[dict[str, Any]]) -> Scrape:
    """Cut one text and carry the gold over, by counting letters and digits: cutting changes none."""
    pieces = cut(logical_lines(normalise(content))[0])
    counts = np.concatenate(([0], np.cumsum([letters(piece.text) for piece in pieces])))
    before = np.concatenate(([0], np.cumsum([character.isalnum() for character in content])))
    size = int(max(counts[-1], before[-1]))
    kinds, numbers = np.zeros(size, dtype=np.int8), np.full(size, -1, dtype=np.int32)
    for number, block in enumerate(blocks):
        span = slice(int(before[block["start"]]), int(before[block["end"]]))
        kind = "paragraph" if block["kind"] in BODY - {"heading"} else block["kind"]
        kinds[span] = classify.KINDS.index(kind)
        numbers[span] = number
    return Scrape(identifier, publisher_of(identifier), content, pieces, counts, kinds, numbers)


def join_labels(scrape: Scrape) -> NDArray[np.int8]:
    """Return for each piece but the first: 1 goes on, 0 does not, -1 nobody can say."""
    labels = []
    for place in scrape.places[1:-1]:
        if not 0 < place < len(scrape.numbers):
            labels.append(-1)
            continue
        left, right = scrape.numbers[place - 1], scrape.numbers[place]
        labels.append(-1 if left == right == -1 else int(left == right))
    return np.array(labels, dtype=np.int8)


def kind_labels(scrape: Scrape, blocks: list[features.Block]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the gold kind of each block, that of most of its letters, and the weight of the example."""
    labels: list[int] = []
    weights = []
    place = 0
    for block in blocks:
        end = place + letters(block.text)
        votes = np.bincount(scrape.kinds[place:end], minlength=len(classify.KINDS))
        best = int(votes.argmax())
        labels.append(best)
        purity = votes[best] / max(1, end - place)
        weights.append(RARE.get(classify.KINDS[best], 1.0) * purity * np.clip(np.sqrt(len(block.text) / 6), 1, 6))
        place = end
    return np.array(labels, dtype=np.int8), _thinned(np.array(labels), np.array(weights, dtype=np.float32))


def _thinned(labels: NDArray[np.int64], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Leave out most of what lies far from anything that is kept: menus are many and alike. Weight 0 is left out."""
    kept = np.convolve(labels > 0, np.ones(2 * FAR + 1), mode="same") > 0 if len(labels) > 2 * FAR else labels >= 0
    chosen = np.arange(len(labels)) % EVERY == 0
    return np.where(kept, weights, np.where(chosen, weights * 2, 0)).astype(np.float32)


def fit(settings: dict[str, Any], rows: Any, labels: Any, weights: Any = None) -> Trees:
    """Train an ensemble and turn it into arrays."""
    if weights is not None:
        rows, labels, weights = rows[weights > 0], labels[weights > 0], weights[weights > 0]
    parameters = {**COMMON, **{key: value for key, value in settings.items() if key != "rounds"}}
    import lightgbm

    data = lightgbm.Dataset(rows, labels, weight=weights, free_raw_data=True)
    return trees_of(lightgbm.train(parameters, data, num_boost_round=settings["rounds"]))


def trees_of(booster: lightgbm.Booster) -> Trees:
    """Turn a trained booster into arrays."""
    dump = booster.dump_model()
    columns: list[list[float]] = []
    roots: list[int] = []

    def add(node: dict[str, Any], number: int, depth: int) -> int:
        """Write a node and what hangs below it, siblings side by side; return the greatest depth."""
        if "split_feature" not in node:
            columns[number] = [0, np.inf, number, node["leaf_value"]]
            return depth
        left = len(columns)
        columns.extend(([], []))
        columns[number] = [node["split_feature"], node["threshold"], left, 0.0]
        return max(add(node["left_child"], left, depth + 1), add(node["right_child"], left + 1, depth + 1))

    deepest = 0
    for tree in dump["tree_info"]:
        roots.append(len(columns))
        columns.append([])
        deepest = max(deepest, add(tree["tree_structure"], roots[-1], 0))
    feature, threshold, left, value = zip(*columns, strict=True)
    return Trees(
        np.array(feature, dtype=np.int16),
        np.array(threshold, dtype=np.float32),
        np.array(left, dtype=np.int32),
        np.array(value, dtype=np.float32),
        np.array(roots, dtype=np.int32),
        dump["num_tree_per_iteration"],
        deepest,
    )


def fold_of(publisher: str, folds: int) -> int:
    """Return the fold of a publisher, the same in every run."""
    return zlib.crc32(publisher.encode()) % folds


def fit_join(scrapes: list[Scrape], tables: dict[str, Any]) -> Trees:
    """Train the ensemble for boundaries."""
    rows, labels = [], []
    for scrape in scrapes:
        if len(scrape.pieces) > 1:
            rows.append(tables[scrape.id])
            labels.append(join_labels(scrape))
    table, answers = np.concatenate(rows), np.concatenate(labels)
    return fit(JOIN, table[answers >= 0], answers[answers >= 0])


def train(scrapes: list[Scrape], taught: list[Scrape], tables: dict[str, Any], inner: int) -> classify.Model:
    """Train all three; what the later ones learn from comes from ensembles that did not see the same publisher."""
    found: dict[str, Rows] = {}
    looked = [scrape for scrape in scrapes if is_looked_at(scrape)]
    parts = [[scrape for scrape in scrapes if fold_of("i" + scrape.publisher, inner) == fold] for fold in range(inner)]
    rest = [[scrape for other in parts if other is not part for scrape in other] for part in parts]
    for part, others in zip(parts, rest, strict=True):
        found |= rows_of(filter(is_looked_at, part), fit_join(others, tables), tables)
    join = fit_join(scrapes, tables)
    found |= rows_of(taught, join, tables)
    kind = fit(KIND, *stacked(found, looked))
    everything = [*looked, *taught]
    rows, labels, weights = stacked(found, everything)
    own = sum(len(found[scrape.id][1]) for scrape in looked)
    weights[own:] *= TAUGHT * np.where(labels[own:] <= classify.KINDS.index("heading"), TAUGHT_BODY, 1)
    again = []
    for seed in SEEDS:
        first = {scrape.id: kind.probabilities(found[scrape.id][0]) for scrape in taught}
        for part, others in zip(parts, rest, strict=True):
            look = fit({**KIND, "seed": seed}, *stacked(found, filter(is_looked_at, others)))
            first |= {scrape.id: look.probabilities(found[scrape.id][0]) for scrape in filter(is_looked_at, part)}
        looks = np.concatenate([features.context(first[scrape.id]) for scrape in everything])
        trust = trusted(labels, np.concatenate([first[scrape.id] for scrape in everything]))
        again.append(fit({**KIND, "seed": seed}, np.concatenate([looks, rows], axis=1), labels, weights * trust))
    return classify.Model(join, kind, mean_of(again))


def mean_of(ensembles: list[Trees]) -> Trees:
    """Put ensembles of the same outputs into one whose scores are the mean of theirs."""
    before = np.cumsum([0, *(len(one.feature) for one in ensembles)])
    return Trees(
        np.concatenate([one.feature for one in ensembles]),
        np.concatenate([one.threshold for one in ensembles]),
        np.concatenate([one.left + start for one, start in zip(ensembles, before, strict=False)]),
        np.concatenate([one.value / len(ensembles) for one in ensembles]).astype(np.float32),
        np.concatenate([one.roots + start for one, start in zip(ensembles, before, strict=False)]),
        ensembles[0].outputs,
        max(one.depth for one in ensembles),
    )


def is_looked_at(scrape: Scrape) -> bool:
    """Whether the kinds are learned from a text too, not the boundaries alone."""
    return scrape.id.startswith(IN_FULL) or zlib.crc32(scrape.id.encode()) % EVERY_OTHER == 0


def trusted(labels: Any, opinions: Any) -> Any:
    """Return how far the gold is trusted: less where a look that did not see the publisher is sure of something else.

    Front matter that the gold does not name is marked as nothing in it, so this is trusted least.
    """
    own = opinions[np.arange(len(labels)), labels]
    weights = np.where((own < DENIED) & (opinions.max(axis=1) > SURE), TRUSTED, 1)
    unnamed = (labels == 0) & (opinions[:, classify.KINDS.index("headline") :].sum(axis=1) > UNNAMED)
    return np.minimum(weights, np.where(unnamed, TRUSTED_UNNAMED, 1)).astype(np.float32)


def rows_of(scrapes: Iterable[Scrape], join: Trees, tables: dict[str, Any]) -> dict[str, Rows]:
    """Return the rows, the labels and the weights of the blocks that the boundaries make of each text."""
    found = {}
    for scrape in scrapes:
        joined = join.probabilities(tables[scrape.id])[:, 0] if len(scrape.pieces) > 1 else None
        blocks = classify.blocks_of(scrape.pieces, joined)
        found[scrape.id] = (features.blocks(blocks), *kind_labels(scrape, blocks))
    return found


def stacked(found: dict[str, Rows], scrapes: Iterable[Scrape]) -> Rows:
    """Return rows, labels and weights of some texts as one table each."""
    parts = [found[scrape.id] for scrape in scrapes]
    rows, labels, weights = (np.concatenate([rows[part] for rows in parts]) for part in range(3))
    return rows, labels, weights


def record_of(scrape: Scrape, trained: classify.Model) -> dict[str, Any]:
    """Clean one text with weights that did not see its publisher, and return the record."""
    text, blocks = "", []
    for block, kind in clean_with(trained, scrape.content).blocks:
        start = len(text) + 2 * bool(text)
        text += "\n\n" * bool(text) + block
        blocks.append({"start": start, "end": len(text), "kind": kind})
    return {"id": scrape.id, "text": text, "blocks": blocks}


def save(trained: classify.Model, path: Path, note: str) -> None:
    """Write the three ensembles and what they were learned from."""
    arrays: dict[str, Any] = {"note": np.array(note)}
    for name in ("join", "kind", "again"):
        arrays |= getattr(trained, name).arrays(name)
    np.savez_compressed(path, **arrays)


def load(path: Path) -> classify.Model:
    """Read what ``save`` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        return classify.Model(*(Trees.from_arrays(stored, name) for name in ("join", "kind", "again")))


def main() -> None:
    """Train, cross-validate, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path, help="SET, and further sets to learn from")
    parser.add_argument("--taught", nargs="+", type=Path, default=[], help="sets that newskit labelled itself")
    parser.add_argument("--out", type=Path, help="train on everything and write the weights here")
    parser.add_argument("--folds", type=int, default=3, help="parts to cross-validate in (%(default)s)")
    parser.add_argument("--inner", type=int, default=2, help="parts for the second look to learn from (%(default)s)")
    parser.add_argument("--only", type=int, help="cross-validate with this fold alone")
    parser.add_argument("--predictions", type=Path, help="cross-validate; write pred.jsonl into this folder")
    parser.add_argument("--reuse", action="store_true", help="take the weights of folds that the folder holds")
    parser.add_argument("--note", default=NOTE, help="what the weights say they were learned from")
    given = parser.parse_args()
    started = time.time()
    measured = read_set(given.sets[0])
    more = [scrape for folder in given.sets[1:] for scrape in read_set(folder)]
    taught = [scrape for folder in given.taught for scrape in read_set(folder) if len(scrape.content) < LONGEST_TAUGHT]
    every = [scrape for scrape in [*measured, *more, *taught] if len(scrape.pieces) > 1]
    tables = {} if given.reuse else {scrape.id: features.boundaries(scrape.pieces) for scrape in every}
    print(
        f"{len(measured)} scrapes, {len(more)} more, {len(taught)} taught, {time.time() - started:.0f} s",
        file=sys.stderr,
    )
    if given.predictions:
        given.predictions.mkdir(parents=True, exist_ok=True)
        (given.predictions / "pred.jsonl").write_text("", encoding="utf-8")
        for fold in range(given.folds) if given.only is None else [given.only]:
            training = [scrape for scrape in [*measured, *more] if fold_of(scrape.publisher, given.folds) != fold]
            weights = given.predictions / f"fold{fold}.npz"
            if given.reuse and weights.exists():
                trained = load(weights)
            else:
                trained = train(training, taught, tables, given.inner)
                save(trained, weights, given.note)
            held = [scrape for scrape in measured if fold_of(scrape.publisher, given.folds) == fold]
            with (given.predictions / "pred.jsonl").open("a", encoding="utf-8") as stream:
                stream.writelines(json.dumps(record_of(scrape, trained), ensure_ascii=False) + "\n" for scrape in held)
            print(
                f"fold {fold}: {len(training)} to learn from, {len(held)} held, {time.time() - started:.0f} s",
                file=sys.stderr,
            )
        scorer = given.sets[0].resolve().parent / "score.py"
        if scorer.exists():
            command = [sys.executable, str(scorer), str(given.predictions / "pred.jsonl"), "--set", "plain"]
            subprocess.run(command, check=True)
    if given.out:
        save(train([*measured, *more], taught, tables, given.inner), given.out, given.note)
        print(f"{given.out}: {given.out.stat().st_size} bytes, {time.time() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
