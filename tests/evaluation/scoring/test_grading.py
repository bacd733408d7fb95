"""Grades and ranks."""

from __future__ import annotations

import numpy as np

from chainchief.evaluation.scoring.grading import GRADES, grade_codes, grade_distances, ranks


def test_grades_are_closed_below() -> None:
    scores = np.array([0.0, 0.2, 0.19999, 0.4, 0.6, 0.1 + 0.7, 0.7999999, 1.0])
    assert grade_codes(scores) == ["low", "weaker", "low", "medium", "strong", "high", "strong", "high"]
    assert list(GRADES) == ["low", "weaker", "medium", "strong", "high"]


def test_distance_to_the_next_grades() -> None:
    found = grade_distances(np.array([0.1, 0.45, 0.6, 0.95]))
    expected = [[0.1, np.nan], [0.15, 0.05], [0.2, 0.0], [np.nan, 0.15]]
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_equals_share_the_better_rank() -> None:
    scores = np.array([[0.5, 0.1], [0.9, 0.1], [0.5, 0.1], [0.1 + 0.2, 0.7], [0.3, 0.1]])
    assert ranks(scores)[:, 0].tolist() == [2, 1, 2, 4, 4]
    assert ranks(scores)[:, 1].tolist() == [2, 2, 2, 1, 2]
    assert ranks(np.array([[0.4]])).tolist() == [[1]]
