from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainchief.errors import InputError
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.weighting import best_worst_weights
from evaluation.weighting.matrices import weight_lists


@given(weight_lists())
@settings(max_examples=40, deadline=None)
def test_consistent_comparisons_give_their_weights(weights: Floats) -> None:
    found = best_worst_weights(weights.max() / weights, weights / weights.min())
    assert found.weights.to_numpy() == pytest.approx(weights, abs=1e-7)
    assert found.xi == pytest.approx(0, abs=1e-8)
    assert found.input_ratio == pytest.approx(0, abs=1e-6)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=4), st.integers(2, 9))
@settings(max_examples=40, deadline=None)
def test_no_other_weights_come_nearer(middle: list[tuple[int, int]], most: int) -> None:
    middle = [(min(a, most), min(b, most)) for a, b in middle]
    above = np.array([1, *(a for a, _ in middle), most], dtype=float)
    below = np.array([most, *(b for _, b in middle), 1], dtype=float)
    found = best_worst_weights(above, below)
    best, worst = (found.weights.index.get_loc(end) for end in (found.best, found.worst))

    def gap(weights: Floats) -> float:
        gaps = [np.abs(weights[best] - above * weights), np.abs(weights - below * weights[worst])]
        return float(np.max(gaps))

    weights = found.weights.to_numpy()
    assert gap(weights) == pytest.approx(found.xi, abs=1e-8)
    rng = np.random.default_rng(0)
    for _ in range(20):
        other = weights + rng.normal(0, 0.01, len(weights)).clip(-weights)
        assert gap(other / other.sum()) >= found.xi - 1e-9


def test_ratios_and_threshold_by_hand() -> None:
    """a_BW = 8: |2·4 - 8| = 0 and |3·3 - 8| / (64 - 8) = 1/56; five items at scale 8 may have .2958."""
    found = best_worst_weights(
        {"q": 2, "p": 1, "c": 4, "s": 3, "y": 8}, pd.Series({"y": 1, "s": 3, "c": 2, "p": 8, "q": 4})
    )
    assert found.input_ratios.to_dict() == {"q": 0, "p": 0, "c": 0, "s": pytest.approx(1 / 56), "y": 0}
    assert (found.best, found.worst, found.threshold) == ("p", "y", 0.2958)
    assert found.consistent


def test_what_does_not_pass_is_said() -> None:
    found = best_worst_weights([1, 9, 9], [9, 9, 1])
    assert found.input_ratio == 1
    assert [note.rule for note in found.notes] == ["best-worst-inconsistent"]
    assert not found.consistent
    odd = best_worst_weights([1, 2.5, 3.5], [3.5, 1.5, 1])
    assert odd.threshold is None
    assert [note.rule for note in odd.notes] == ["best-worst-no-threshold"]
    wide = best_worst_weights([1, 12, 4], [4, 1.5, 1])
    assert {note.rule for note in wide.notes} >= {"best-worst-order", "judgement-off-scale"}


def test_one_item_and_equals() -> None:
    assert best_worst_weights([1], [1]).weights.tolist() == [1]
    assert best_worst_weights([1, 1, 1], [1, 1, 1]).weights.tolist() == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize(
    ("above", "below", "said"),
    [
        ({"a": 1, "b": 3}, {"a": 3, "c": 1}, "different items: b, c|different items: c, b"),
        ([1, 0.5], [2, 1], "best_to_others 1: '0.5'"),
        ([1, None], [2, 1], "best_to_others 1: ''"),
        ([2, 3], [3, 1], "best_to_others: no item has 1"),
        ([1, 3], [3, 2], "others_to_worst: no item has 1"),
        ([1, 3], [4, 1], "0 over 1 is 3"),
    ],
)
def test_what_does_not_fit_is_refused(above: object, below: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        best_worst_weights(above, below)
