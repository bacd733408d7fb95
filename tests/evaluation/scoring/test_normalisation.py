"""Values on a ruler."""

from __future__ import annotations

import numpy as np

from chainchief.evaluation.scoring.normalisation import normalise, sample_bounds


def test_normalise_turns_and_clips() -> None:
    low, high, direction = np.array([0.0, 10.0]), np.array([4.0, 20.0]), np.array([1.0, -1.0])
    values = np.array([[1.0, 12.0], [-3.0, 30.0], [9.0, 5.0], [np.nan, 20.0]])
    expected = [[0.25, 0.8], [0.0, 0.0], [1.0, 1.0], [np.nan, 0.0]]
    np.testing.assert_allclose(normalise(values, low, high, direction), expected)


def test_bounds_of_a_sample() -> None:
    values = np.array([[1.0, 5.0, np.nan, 0.1 + 0.2], [3.0, 5.0, np.nan, 0.3], [np.nan, 5.0, np.nan, 0.3]])
    low, high, spread = sample_bounds(values)
    np.testing.assert_array_equal(low, [1.0, 5.0, np.nan, 0.3])
    np.testing.assert_array_equal(high, [3.0, 5.0, np.nan, 0.1 + 0.2])
    assert spread.tolist() == [True, False, False, False], "0.1 + 0.2 and 0.3 are the same number"
