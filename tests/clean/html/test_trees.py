"""Forests in numpy give what their trees say."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from newskit.clean.html.trees import Forest, Forests


def walked(features: Any, borders: Any, leaves: Any, column: Any) -> float:
    """Return the sum over the trees for one row, each walked down by itself."""
    total = 0.0
    for asked, limits, values in zip(features, borders, leaves, strict=True):
        levels = enumerate(zip(asked, limits, strict=True))
        leaf = sum(int(column[feature] > limit) << level for level, (feature, limit) in levels)
        total += float(values[leaf])
    return total


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 5), st.integers(1, 30))
def test_a_forest_is_the_sum_of_its_trees(seed: int, trees: int, depth: int, rows: int):
    """Whatever questions trees share, and however many rows are asked at once."""
    random = np.random.default_rng(seed)
    features = random.integers(0, 4, (trees, depth))
    # few borders, so that questions recur; some are those of other features
    borders = random.choice(np.array([-1.5, 0.0, 0.25, 2.0], dtype=np.float32), (trees, depth))
    leaves = random.integers(-8, 8, (trees, 2**depth)).astype(np.float32) / 4
    columns = random.choice(np.array([-2, -1.5, 0, 0.25, 1, 3], dtype=np.float32), (4, rows))
    forest = Forest(features, borders, leaves, 0.5)
    expected = [walked(features, borders, leaves, columns[:, row]) + 0.5 for row in range(rows)]
    assert forest.predict(columns).tolist() == expected
    both = Forests({"one": forest, "other": Forest(features, borders, -leaves, 1.0)})
    assert both.predict(columns).tolist() == [expected, [1.5 - value for value in expected]]
