"""Obstacle degrees and coupling: published numbers, identities, and the rows that have none."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from chainchief.errors import ChainChiefError, InputError, ModelError
from chainchief.evaluation import EvaluationOptions, evaluate
from chainchief.evaluation.panels import coordination, find_obstacles, obstacle_degrees

# the example of ?coupling_degree and ?obstacle_degree of the R package mathmodels, https://github.com/zhjx19/mathmodels
# (docs/reference/system_evaluation): six systems, with what it prints
SYSTEMS = pd.DataFrame(
    {
        "s1": [0.0162, 0.1782, 0.5490, 0.6730, 0.0207, 0.9875],
        "s2": [0.2720, 0.6824, 0.0593, 0.4812, 0.8891, 0.5573],
        "s3": [0.2655, 0.3721, 0.5729, 0.9082, 0.2017, 0.8984],
    },
    index=list("ABCDEF"),
)
LACK = [[0.394, 0.218, 0.220], [0.329, 0.0953, 0.188], [0.180, 0.282, 0.128],
        [0.131, 0.156, 0.0275], [0.392, 0.0333, 0.239], [0.00500, 0.133, 0.0305]]  # fmt: skip


def test_coupling_of_mathmodels() -> None:
    found = coordination(SYSTEMS)
    assert found.coupling.round(3).tolist() == [0.571, 0.867, 0.674, 0.967, 0.418, 0.971]
    assert found.level.round(3).tolist() == [0.185, 0.411, 0.394, 0.687, 0.370, 0.814]
    assert found.degree.round(3).tolist() == [0.325, 0.597, 0.515, 0.815, 0.393, 0.889]


def test_obstacles_of_mathmodels() -> None:
    """It prints w (1 - s) with w = .4, .3, .3; our degrees are those over their sum."""
    found = obstacle_degrees(SYSTEMS, [0.4, 0.3, 0.3])
    sums = np.array(LACK).sum(axis=1)
    assert found.missing.tolist() == pytest.approx(sums.tolist(), abs=2e-3)
    assert found.degrees.to_numpy() == pytest.approx(np.array(LACK) / sums[:, None], abs=4e-3)


SCORES = arrays(np.float64, (3, 4), elements=st.floats(0, 1))


@given(SCORES, st.lists(st.floats(0.05, 1), min_size=4, max_size=4))
def test_degrees_are_shares_of_what_is_missing(values: np.ndarray, weights: list[float]) -> None:
    found = obstacle_degrees(values, weights, dimensions=dict.fromkeys(range(2), "x") | dict.fromkeys((2, 3), "y"))
    held = np.array(weights) / sum(weights)
    for row in range(3):
        lack = float(held @ (1 - values[row]))
        assert found.missing.iloc[row] == pytest.approx(lack, abs=1e-12)
        if lack > 1e-9:
            assert found.degrees.iloc[row].sum() == pytest.approx(1)
            assert found.degrees.iloc[row].tolist() == pytest.approx((held * (1 - values[row]) / lack).tolist())
            assert found.dimensions.iloc[row]["x"] == pytest.approx(found.degrees.iloc[row][:2].sum())


def test_nothing_holds_back_where_all_is_best() -> None:
    found = obstacle_degrees(
        pd.DataFrame([[1.0, 1.0], [1.0, 0.5]], ["top", "next"], ["a", "b"]), dimensions={"a": "x", "b": "x"}
    )
    assert found.undefined == ("top",)
    assert found.degrees.loc["top"].isna().all()
    assert found.dimensions.loc["top"].isna().all()
    assert found.missing["top"] == 0
    assert "undefined" in found.notes[0].message


def test_unknown_scores_are_left_out() -> None:
    found = obstacle_degrees({"a": 0.5, "b": math.nan, "c": 0.0})
    assert found.degrees.iloc[0].tolist()[::2] == pytest.approx([1 / 3, 2 / 3])
    assert math.isnan(found.degrees["b"].iloc[0])
    assert [note.rule for note in found.notes] == ["obstacle-unknown"]


def test_of_an_evaluation() -> None:
    """On the arithmetic mean the sum that is missing is what the overall score lacks."""
    rng = np.random.default_rng(1)
    codes = ["D111", "D112", "D121", "D122", "D211", "D321"]
    frame = pd.DataFrame(rng.random((6, 6)), [f"r{n}" for n in range(6)], codes).mask(rng.random((6, 6)) < 0.2)
    held = evaluate(frame, "zhang-2024", EvaluationOptions(draws=0, scale=(0, 100)))
    found = find_obstacles(held)
    assert found.missing.tolist() == pytest.approx((1 - held.overall / 100).tolist(), abs=1e-12)
    assert found.dimensions.sum(axis=1).tolist() == pytest.approx([1.0] * len(held.overall))
    assert set(found.dimensions.columns) == {"B1", "B2", "B3"}
    with pytest.raises(ModelError, match="no zero"):
        find_obstacles(evaluate(frame, "zhang-2024", EvaluationOptions(draws=0, normalise="zscore")))


@given(SCORES)
def test_equal_weights_make_d_the_root_of_the_geometric_mean(values: np.ndarray) -> None:
    found = coordination(values)
    for row in range(3):
        if values[row].sum() <= 0:
            assert math.isnan(found.degree.iloc[row])
            continue
        root = float(np.prod(values[row])) ** (1 / 4)
        assert found.degree.iloc[row] ** 2 == pytest.approx(root, abs=1e-9)
        assert 0 <= found.coupling.iloc[row] <= 1
    assert found.notes[0].rule == "synergy-equal"


def test_coupling_at_its_ends() -> None:
    found = coordination([[0.4, 0.4], [0.0, 0.9], [0.0, 0.0], [math.nan, 0.5]], [1, 3])
    assert found.coupling.tolist()[:2] == pytest.approx([1.0, 0.0])
    assert found.level.tolist()[:2] == pytest.approx([0.4, 0.675])
    assert found.degree.isna().tolist() == [False, False, True, True]
    assert found.undefined == ("2", "3")
    assert [note.rule for note in found.notes] == ["synergy-weighted", "synergy-undefined"]


@pytest.mark.parametrize("call", [
    lambda: obstacle_degrees({"a": 1.2}), lambda: obstacle_degrees({"a": -0.2}), lambda: obstacle_degrees({"a": "x"}),
    lambda: obstacle_degrees({"a": 0.5}, {"a": -1.0}), lambda: obstacle_degrees({"a": 0.5}, {"b": 1.0}),
    lambda: obstacle_degrees({"a": 0.5}, [0.0]), lambda: obstacle_degrees({"a": 0.5}, [1, 1]),
    lambda: obstacle_degrees({"a": 0.5}, dimensions={}), lambda: coordination({"a": 0.5}),
    lambda: coordination({"a": 0.5, "b": 2.0}), lambda: obstacle_degrees({"a": math.inf}),
    lambda: obstacle_degrees({"a": 0.5}, ["x"]),
])  # fmt: skip
def test_refusals(call: object) -> None:
    with pytest.raises(InputError) as caught:
        call()  # type: ignore[operator]
    assert isinstance(caught.value, ChainChiefError)
    assert caught.value.message_zh != caught.value.message
