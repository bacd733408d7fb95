"""Membership functions: a partition, on the grade bounds, whatever the shape and the direction."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.errors import InputError
from chainchief.evaluation.fuzzy.membership import band_middles, grade_memberships, peak_memberships
from chainchief.evaluation.scoring.grading import BOUNDS, GRADES, grade_codes

VALUES = st.lists(st.floats(-2, 3), min_size=1, max_size=8)
RISING = st.lists(st.integers(-50, 50), min_size=2, max_size=6, unique=True).map(sorted)


@pytest.mark.parametrize("shape", ["trapezoid", "triangle"])
@given(values=VALUES, bounds=RISING, direction=st.sampled_from([1, -1]))
def test_memberships_are_a_partition(values: list[float], bounds: list[int], direction: int, shape: str) -> None:
    found = grade_memberships([20 * x for x in values], bounds, shape=shape, direction=direction).to_numpy()
    assert found.sum(axis=1) == pytest.approx(np.ones(len(values)))
    assert (found >= 0).all()
    assert (found <= 1).all()
    assert ((found > 0).sum(axis=1) <= 2).all()


@given(values=VALUES, peaks=RISING)
def test_peaks_are_a_partition_and_give_the_value_back(values: list[float], peaks: list[int]) -> None:
    x = np.array(values) * 20
    found = peak_memberships(x, peaks).to_numpy()
    assert found.sum(axis=1) == pytest.approx(np.ones(len(values)))
    assert found @ np.array(peaks, dtype=float) == pytest.approx(np.clip(x, peaks[0], peaks[-1]), abs=1e-6)


@given(values=VALUES, peaks=RISING)
def test_falling_peaks_mirror_rising_ones(values: list[float], peaks: list[int]) -> None:
    x = np.array(values) * 20
    forth, back = peak_memberships(x, peaks).to_numpy(), peak_memberships(x, peaks[::-1]).to_numpy()
    assert back == pytest.approx(forth[:, ::-1], abs=1e-9)


@given(values=VALUES)
def test_less_is_better_mirrors_more_is_better(values: list[float]) -> None:
    x = np.array(values)
    assert grade_memberships(-x, -BOUNDS[::-1], direction=-1).to_numpy() == pytest.approx(
        grade_memberships(x).to_numpy()
    )


def test_no_width_is_the_crisp_grade() -> None:
    scores = np.array([-1, 0, 0.199, 0.2, 0.1 + 0.7, 0.4, 0.61, 1, 7])
    assert grade_memberships(scores, half_width=0).idxmax(axis=1).tolist() == grade_codes(scores)


@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=8), width=st.floats(0.001, 0.1))
def test_any_width_agrees_with_the_crisp_grade_but_at_a_bound(values: list[float], width: float) -> None:
    x = np.array([value for value in values if np.abs(value - BOUNDS).min() > 1e-6])
    if len(x):
        assert grade_memberships(x, half_width=width).idxmax(axis=1).tolist() == grade_codes(x)


def test_a_bound_belongs_half_to_each() -> None:
    found = grade_memberships([0.4])
    assert found.loc[0].to_dict() == pytest.approx({"low": 0, "weaker": 0.5, "medium": 0.5, "strong": 0, "high": 0})


def test_the_widest_trapezoid_is_the_triangle_for_equal_grades() -> None:
    x = np.linspace(0, 1, 101)
    assert grade_memberships(x, half_width=0.1).to_numpy() == pytest.approx(
        grade_memberships(x, shape="triangle").to_numpy()
    )


def test_default_width_is_a_quarter_of_the_narrowest_grade() -> None:
    given_, default = (grade_memberships([0.36, 0.5], [0.3, 0.4, 0.9], half_width=h) for h in (0.025, None))
    assert given_.equals(default)
    assert grade_memberships([0.4], [0.5]).loc[0].tolist() == [1, 0]


def test_labels_and_unknown_values() -> None:
    scores = pd.Series([0.5, np.nan], index=["east", "west"])
    found = grade_memberships(scores)
    assert list(found.columns) == list(GRADES)
    assert list(found.index) == ["east", "west"]
    assert found.loc["west"].isna().all()
    assert list(grade_memberships(scores, [0.5, 0.7]).columns) == [1, 2, 3]
    assert peak_memberships([None, 1.0], [0, 2]).isna().all(axis=1).tolist() == [True, False]


def test_middles() -> None:
    assert band_middles(np.array([1.0, 3.0])).tolist() == [0.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"bounds": [0.4, 0.2]}, "rising"),
        ({"bounds": [0.4, 0.4]}, "rising"),
        ({"bounds": []}, "at least 1"),
        ({"bounds": [0.4], "shape": "triangle"}, "at least 2"),
        ({"bounds": [0.4, np.nan]}, "rising"),
        ({"half_width": 0.11}, "between 0 and 0.1"),
        ({"half_width": -0.1}, "half_width is -0.1"),
        ({"half_width": 0.1, "shape": "triangle"}, "no half_width"),
        ({"direction": 0}, "direction is 0"),
        ({"shape": "bell"}, "trapezoid"),
        ({"values": ["much"]}, "'much'"),
        ({"values": [np.inf]}, "finite"),
        ({"values": [[0.1, 0.2], [0.3]]}, "one column at a time"),
        ({"values": np.zeros((2, 2))}, "one column at a time"),
    ],
)
def test_wrong_input_is_refused(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        grade_memberships(**({"values": [0.5]} | arguments))


def test_peaks_that_go_back_are_refused() -> None:
    with pytest.raises(InputError, match="peaks must be rising"):
        peak_memberships([1.0], [0, 2, 1])
