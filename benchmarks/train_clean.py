"""Learn the block classifier of ``newskit clean`` from pages whose article is known.

    python benchmarks/train_clean.py DATA [--output FILE] [--predictions FOLDER] [--folds 6]

DATA holds the sets ``fundus258`` (made from the test data of flairNLP/fundus, MIT), ``wcxb`` (Murrough Foley, Web
Content Extraction Benchmark, CC-BY-4.0) and ``trafilatura`` (evaluation data of adbar/trafilatura, Apache-2.0).
``--predictions`` writes, for each set, what newskit makes of its pages when none of the publisher's pages was learned
from: these are the figures to report. Needs ``catboost``, which newskit itself does not.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import io
import json
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from clean_labels import BODY_FROM, LabelledPage, read_set

from newskit.article import Article
from newskit.clean.html.classify import PARTS, BlockClassifier, read_classifier
from newskit.clean.html.features import PageFeatures, context
from newskit.clean.html.names import ROLES, NameTable, words_of
from newskit.clean.metadata.ranking import read_rankers
from newskit.clean.stage import Clean
from newskit.errors import NewskitError

SETS = {"fundus258": 1.0, "wcxb": 0.4, "trafilatura": 2.0}
"""The sets and their weights: the gold of the second is looser, that of the third names few blocks a page."""
FIRST, SECOND, PART = (120, 6, 0.13), (200, 6, 0.1), (90, 5, 0.14)
"""Trees, depth and learning rate of the passes and of the forests of parts."""
OUTPUT = Path(__file__).parent.parent / "newskit" / "resources" / "clean" / "blocks.npz"
ABOUT = {
    "what": "Weights of the block classifier of newskit clean; made by benchmarks/train_clean.py",
    "learned from": "fundus test data (flairNLP/fundus, MIT); Murrough Foley, Web Content Extraction Benchmark "
    "(CC-BY-4.0); evaluation data of trafilatura (adbar/trafilatura, Apache-2.0)",
    "licence": "Apache-2.0",
    "version": "1",
}

_PUBLISHERS = 3
"""Publishers that must use a word before it is listened to."""
_PRIORS = np.array([0.35, 0.01, 0.012, 0.009, 0.01, 0.006])
_STRENGTH = 2.0
_OUTSIDE = 0.6
"""Share of the blocks without any word of the body that the two passes learn from."""
_NEGATIVES = 0.3
"""Share of the other blocks that the forests of parts learn from."""
_AMBIGUOUS = (0.35, 0.75)
"""Shares of body between which a block counts less."""


def main() -> None:
    """Learn, write the weights, and on request the cross-validated records."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder that holds a folder for each set")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="weights to write")
    parser.add_argument("--predictions", type=Path, help="cross-validate; write weights and records of the folds here")
    parser.add_argument("--folds", type=int, default=6, help="parts to cross-validate in (%(default)s)")
    parser.add_argument("--records-only", action="store_true", help="use the folds' weights that are in the folder")
    options = parser.parse_args()
    if options.records_only:
        pages = [page for name in (*SETS, "postlight") for page in _records(options.data / name)]
        _write_records(pages, options.predictions, options.folds)
        return
    labelled = [page for name in SETS for page in read_set(options.data / name)]
    say(f"{len(labelled)} pages, {sum(len(page.body) for page in labelled)} blocks")
    blobs = learn(labelled, options.folds)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_bytes(blobs[-1])
    say(f"{options.output}: {len(blobs[-1])} bytes")
    if options.predictions:
        options.predictions.mkdir(parents=True, exist_ok=True)
        for fold, blob in enumerate(blobs[:-1]):
            (options.predictions / f"fold{fold}.npz").write_bytes(blob)
        records = [record for name in SETS for record in _records(options.data / name)]
        _write_records(records, options.predictions, options.folds)


def say(message: str) -> None:
    """Report progress."""
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)


def fold_of(publisher: str, folds: int) -> int:
    """Return the fold that a publisher's pages belong to."""
    return int(hashlib.md5(publisher.encode(), usedforsecurity=False).hexdigest(), 16) % folds


def learn(pages: list[LabelledPage], folds: int) -> list[bytes]:
    """Return the weights learned without each fold, and last those learned from all."""
    fold = np.array([fold_of(page.publisher, folds) for page in pages])
    uses = name_uses(pages)
    tables = [name_table(uses, {p.publisher for p, f in zip(pages, fold, strict=True) if f == k}) for k in range(folds)]
    features = [PageFeatures(p.outline, p.hints, NameTable(*tables[f])) for p, f in zip(pages, fold, strict=True)]
    matrices = [item.matrix().T for item in features]
    targets = [_target(page, item) for page, item in zip(pages, features, strict=True)]
    first = [_fit(matrices, targets, fold != k, FIRST) for k in range(folds)]
    say("first pass learned")
    matrices2 = []
    for item, matrix, k in zip(features, matrices, fold, strict=True):
        opinion = first[k].predict(matrix, prediction_type="RawFormulaVal")
        matrices2.append(np.concatenate((matrix, context(item, opinion).T), axis=1))
    part_targets = {part: [_part_target(p, part, i) for p, i in zip(pages, features, strict=True)] for part in PARTS}
    blobs = []
    for k in [*range(folds), folds]:
        chosen = fold != k
        models = {
            "first": first[k] if k < folds else _fit(matrices, targets, chosen, FIRST),
            "second": _fit(matrices2, targets, chosen, SECOND),
        }
        for part in PARTS:
            models[part] = _fit(matrices2, part_targets[part], chosen, PART)
        blobs.append(_pack(models, tables[k] if k < folds else name_table(uses, set())))
        say(f"fold {k} learned")
    return blobs


Uses = dict[str, dict[str, Any]]


def name_uses(pages: list[LabelledPage]) -> Uses:
    """Count, for every word in the names of elements and every publisher, what stands below elements so named."""
    uses: Uses = collections.defaultdict(dict)
    for page in pages:
        if any(share < 0 for share in page.body):
            continue
        outline = page.outline
        last = len(ROLES) + 1
        sums = np.zeros((len(outline.tags), last + 1))
        for place, node in enumerate(outline.nodes):
            if node < 0:
                continue
            weight = min(len(outline.texts[place].split()), 60)
            sums[node, 1 if page.body[place] >= BODY_FROM else 0] += weight
            sums[node, last] += 1
            for column, part in enumerate(ROLES[1:], 2):
                sums[node, column] += page.parts.get(part, [False] * len(page.body))[place]
        for node in range(len(sums) - 1, 0, -1):
            if outline.parents[node] >= 0:
                sums[outline.parents[node]] += sums[node]
        for node, (tag, names) in enumerate(zip(outline.tags, outline.names, strict=True)):
            if sums[node, last]:
                for word in (f"<{tag}>", *words_of(names)):
                    known = uses[word].get(page.publisher)
                    uses[word][page.publisher] = sums[node] if known is None else known + sums[node]
    return uses


def name_table(uses: Uses, without: set[str]) -> tuple[list[str], Any]:
    """Return words and their scores (log odds a role), each publisher counting once, some publishers left out."""
    words, rows = [], []
    for word, by_publisher in sorted(uses.items()):
        shares = [
            (counts[1] / max(1, counts[0] + counts[1]), *(counts[2:-1] / counts[-1]))
            for publisher, counts in by_publisher.items()
            if publisher not in without
        ]
        if len(shares) >= _PUBLISHERS:
            mean = (np.sum(shares, axis=0) + _STRENGTH * _PRIORS) / (len(shares) + _STRENGTH)
            mean = np.clip(mean, 1e-4, 1 - 1e-4)
            words.append(word)
            rows.append(np.round(np.log(mean / (1 - mean)) - np.log(_PRIORS / (1 - _PRIORS)), 2))
    return words, np.array(rows, dtype=np.float16)


Target = tuple[Any, Any]


def _target(page: LabelledPage, features: PageFeatures) -> Target:
    share = np.array(page.body)
    weight = np.sqrt(np.minimum(features.words, 100)) * (share >= 0) * SETS[page.set]
    if (share >= 0).all():
        weight = weight * np.where((share > _AMBIGUOUS[0]) & (share < _AMBIGUOUS[1]), 0.3, 1)
        kept = np.random.default_rng(len(share)).random(len(share)) < _OUTSIDE
        weight = np.where(share > 0, weight, weight * kept / _OUTSIDE)
    return (share >= BODY_FROM).astype(int), weight


def _part_target(page: LabelledPage, part: str, features: PageFeatures) -> Target:
    known = page.parts.get(part)
    if known is None:
        return np.zeros(features.size, dtype=int), np.zeros(features.size)
    wanted = np.array(known, dtype=int)
    kept = np.random.default_rng(len(wanted)).random(features.size) < _NEGATIVES
    return wanted, np.where(wanted == 1, 1.0, kept / _NEGATIVES)


def _fit(matrices: list[Any], targets: list[Target], chosen: Any, size: tuple[int, int, float]) -> Any:
    """Learn a forest of so many trees, of this depth, at this rate."""
    from catboost import CatBoostClassifier

    places = np.flatnonzero(chosen)
    weight = np.concatenate([targets[place][1] for place in places])
    keep = weight > 0
    model = CatBoostClassifier(
        iterations=size[0],
        depth=size[1],
        learning_rate=size[2],
        l2_leaf_reg=6,
        rsm=0.3,
        bootstrap_type="Bernoulli",
        subsample=0.7,
        border_count=64,
        thread_count=1,
        random_seed=0,
        verbose=0,
        allow_writing_files=False,
    )
    model.fit(
        np.concatenate([matrices[place] for place in places])[keep],
        np.concatenate([targets[place][0] for place in places])[keep],
        sample_weight=weight[keep],
    )
    return model


def _pack(models: dict[str, Any], table: tuple[list[str], Any]) -> bytes:
    """Return the bytes of a weights file: forests as arrays, words and scores, and what it is."""
    arrays: dict[str, Any] = {
        "about": np.array(json.dumps(ABOUT)),
        "names.words": np.array("\n".join(table[0])),
        "names.scores": table[1],
    }
    for name, model in models.items():
        arrays.update(forest_arrays(model, name))
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def forest_arrays(model: Any, name: str) -> dict[str, Any]:
    """Return the oblivious trees of a CatBoost model as arrays, under names that begin with ``name``."""
    described = json.loads(_described(model))
    trees = described["oblivious_trees"]
    columns = {f["feature_index"]: f["flat_feature_index"] for f in described["features_info"]["float_features"]}
    depth = max(len(tree["splits"] or ()) for tree in trees)
    features = np.zeros((len(trees), depth), dtype=np.int16)
    borders = np.full((len(trees), depth), np.inf, dtype=np.float32)
    leaves = np.zeros((len(trees), 1 << depth), dtype=np.float16)
    scale, bias = described["scale_and_bias"]
    for row, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"] or ()):
            features[row, level] = columns[split["float_feature_index"]]
            borders[row, level] = split["border"]
        leaves[row, : len(tree["leaf_values"])] = np.array(tree["leaf_values"], dtype=np.float32) * scale
    return {
        f"{name}.features": features,
        f"{name}.borders": borders,
        f"{name}.leaves": leaves,
        f"{name}.bias": np.array(bias[0] if isinstance(bias, list) else bias),
    }


def _described(model: Any) -> str:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        return path.read_text()


def _records(folder: Path) -> list[dict[str, Any]]:
    import gzip

    with gzip.open(folder / "dev.input.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _write_records(records: list[dict[str, Any]], folder: Path, folds: int) -> None:
    """Clean every page with the weights that have not seen its publisher, and write one file a set."""
    from clean_labels import publisher_of

    classifiers: list[BlockClassifier] = [read_classifier((folder / f"fold{k}.npz").read_bytes()) for k in range(folds)]
    learned = sorted(folder.glob("metadata[0-9]*.npz"))
    rankers = [read_rankers(file.read_bytes()) for file in learned] or [None] * folds
    outputs: dict[str, Any] = {}
    for record in records:
        name = record["id"].split("/")[0]
        article = msgspec.convert(
            {key: value for key, value in record.items() if key in Article.__struct_fields__}, Article
        )
        fold = fold_of(publisher_of(record["url"]), folds)
        stage = Clean(keep_all=True, classifier=classifiers[fold], rankers=rankers[fold])
        try:
            article = stage([article])[0]
        except NewskitError as error:
            say(f"{record['id']}: {error.detail}")
            continue
        if name not in outputs:
            outputs[name] = (folder / f"{name}.jsonl").open("wb")
        outputs[name].write(msgspec.json.encode(article) + b"\n")
    for output in outputs.values():
        output.close()


if __name__ == "__main__":
    main()
