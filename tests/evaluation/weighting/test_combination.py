from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.weighting import RULES, combine_weights
from evaluation.weighting.matrices import weight_lists

A, E = [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]


def test_rules_by_hand() -> None:
    root = np.sqrt(np.multiply(A, E))
    assert combine_weights([A, E]).tolist() == pytest.approx((root / root.sum()).tolist())
    assert combine_weights([A, E], rule="product").tolist() == pytest.approx([0.1 / 0.29, 0.09 / 0.29, 0.1 / 0.29])
    assert combine_weights([A, E], rule="linear").tolist() == pytest.approx([0.35, 0.3, 0.35])
    assert combine_weights([A, E], "linear", [3, 1]).tolist() == pytest.approx([0.425, 0.3, 0.275])
    weighted = np.array(A) ** 0.75 * np.array(E) ** 0.25
    assert combine_weights([A, E], "geometric", [3, 1]).tolist() == pytest.approx((weighted / weighted.sum()).tolist())


def test_game_by_hand() -> None:
    """Two equations in α, solved by Cramer's rule."""
    a, e = np.array([0.5, 0.3, 0.2]), np.array([0.25, 0.45, 0.3])
    aa, ae, ee = a @ a, a @ e, e @ e
    alpha = np.array([aa * ee - ae * ee, aa * ee - ae * aa]) / (aa * ee - ae * ae)
    found = combine_weights([a, e], rule="game")
    assert found.attrs["shares"] == pytest.approx((alpha / alpha.sum()).tolist())
    assert found.tolist() == pytest.approx((alpha / alpha.sum() @ np.array([a, e])).tolist())


@given(weight_lists(), st.sampled_from(list(RULES)))
def test_a_set_with_itself_stays_or_is_squared(weights: Floats, rule: str) -> None:
    expected = weights**2 / (weights**2).sum() if rule == "product" else weights
    assert combine_weights([weights, weights], rule).tolist() == pytest.approx(expected.tolist())


@given(weight_lists(least=4, most=4), weight_lists(least=4, most=4), st.sampled_from(list(RULES)))
def test_the_order_of_the_sets_does_not_matter(one: Floats, other: Floats, rule: str) -> None:
    try:
        found = combine_weights([one, other], rule)
    except ModelError:  # a negative α
        assert rule == "game"
        return
    assert found.sum() == pytest.approx(1)
    assert combine_weights([other, one], rule).tolist() == pytest.approx(found.tolist())


def test_series_are_matched_by_label_and_lists_by_place() -> None:
    one, other = pd.Series({"a": 0.5, "b": 0.3, "c": 0.2}), pd.Series({"c": 0.5, "b": 0.3, "a": 0.2})
    found = combine_weights([one, other])
    assert list(found.index) == ["a", "b", "c"]
    assert found.tolist() == pytest.approx(combine_weights([A, E]).tolist())
    assert combine_weights([E, one], "linear")["a"] == pytest.approx(0.35)
    assert combine_weights([np.array(A), {0: 0.2, 1: 0.3, 2: 0.5}]).tolist() == pytest.approx(found.tolist())


def test_zeros() -> None:
    assert combine_weights([[0, 0.5, 0.5], [0.4, 0.4, 0.2]])[0] == 0
    assert combine_weights([[0, 1], [0, 1]]).tolist() == [0, 1]
    assert combine_weights([[0, 1], [1, 0]], "linear").tolist() == [0.5, 0.5]
    for rule in ("geometric", "product"):
        with pytest.raises(ModelError, match="linear"):
            combine_weights([[0, 1], [1, 0]], rule)


def test_sets_that_do_not_sum_are_rescaled_and_said() -> None:
    found = combine_weights([[5, 3, 2], E], "linear")
    assert found.tolist() == pytest.approx([0.35, 0.3, 0.35])
    assert [(note.rule, note.value) for note in found.attrs["notes"]] == [("combine-rescaled", "10")]


def test_a_negative_share_of_the_game_is_refused_with_the_numbers() -> None:
    """a·a = .52, a·e = .58, e·e = .82: α = (.82 (.52 - .58), .52 (.82 - .58)) / .09."""
    with pytest.raises(ModelError, match=r"α1 = -0\.5467, α2 = 1\.3867.*geometric") as refused:
        combine_weights([[0.6, 0.4], [0.9, 0.1]], "game")
    assert "几何平均" in refused.value.message_zh


def test_a_game_without_answer_is_refused() -> None:
    with pytest.raises(ModelError, match="depend on each other"):
        combine_weights([[1, 0], [0, 1], [0.9, 0.1]], "game")


@pytest.mark.parametrize(
    ("weights", "rule", "shares", "said"),
    [
        ([[0.5, 0.5], [0.2, 0.3, 0.5]], "linear", None, "weights 2: 3 items, the first has 2"),
        ([pd.Series({"a": 1.0}), pd.Series({"b": 1.0})], "linear", None, "names differ"),
        ([[0.5, -0.5]], "linear", None, "weights 1, 1: '-0.5'"),
        ([[0.5, None]], "linear", None, "weights 1, 1: ''"),
        ([[0, 0]], "linear", None, "all are 0"),
        ([], "linear", None, "nothing is there"),
        ([A, E], "linear", [1], "2 numbers"),
        ([A, E], "linear", [1, -1], "2 numbers"),
        ([A, E], "game", [1, 1], "takes none"),
        ([A, E], "magic", None, "geometric, product, linear, game"),
    ],
)
def test_what_does_not_fit_is_refused(weights: list[object], rule: str, shares: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        combine_weights(weights, rule, shares)
