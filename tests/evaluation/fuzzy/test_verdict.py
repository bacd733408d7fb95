"""The validity of the highest membership, worked out in fractions, and its limits."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.evaluation.fuzzy.verdict import highest, mean_scores, membership_validity

ROWS = st.lists(st.integers(0, 100), min_size=2, max_size=6).filter(any)


@given(ROWS)
def test_validity_in_fractions(row: list[int]) -> None:
    n, total = len(row), sum(row)
    first, second = sorted(row, reverse=True)[:2]
    beta, gamma = Fraction(first, total), Fraction(second, total)
    wanted = float((n * beta - 1) / (2 * gamma * (n - 1))) if gamma else math.inf
    assert float(membership_validity([float(x) for x in row])[0]) == pytest.approx(wanted)


@given(ROWS, st.floats(0.01, 100))
def test_only_proportions_count(row: list[int], factor: float) -> None:
    b = np.array(row, dtype=float) / 100
    assert membership_validity(b * factor)[0] == pytest.approx(membership_validity(b)[0], rel=1e-6, abs=1e-9)


def test_limits() -> None:
    found = membership_validity([[0.25] * 4, [1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.7, 0.1, 0.1, 0.1]])
    assert found.tolist() == pytest.approx([0.0, math.inf, 1 / 3, 3.0])


def test_highest_and_mean() -> None:
    b = np.array([[0.2, 0.5, 0.3], [0.4, 0.2, 0.4]])
    assert highest(b).tolist() == [[False, True, False], [True, False, True]]
    assert mean_scores(b * 0.5, np.array([1.0, 2.0, 3.0])).tolist() == pytest.approx([2.1, 2.0])
