"""Grades, the way to the next one, and ranks."""

from __future__ import annotations

import numpy as np

from chainchief.evaluation.scoring.arrays import Floats, Places

GRADES: dict[str, tuple[float, str, str]] = {
    "low": (-np.inf, "low", "低"),
    "weaker": (0.2, "weaker", "较弱"),
    "medium": (0.4, "medium", "中等"),
    "strong": (0.6, "strong", "较强"),
    "high": (0.8, "high", "高"),
}
"""Grade -> lowest score (0..1) that has it, name in English and Chinese; worst first [Zhang 2024]."""

BOUNDS: Floats = np.array([bound for bound, _, _ in GRADES.values()])[1:]
_DIGITS = 12
"""Scores are rounded to this before they are compared with a bound or each other: 0.1 + 0.7 must not miss 0.8."""


def grade_places(scores: Floats) -> Places:
    """Place of each score (0..1) in GRADES, 0 = low; a bound belongs to the grade above it.

    >>> grade_places(np.array([0.199, 0.2, 0.1 + 0.7]))
    array([0, 1, 4])
    """
    return np.searchsorted(BOUNDS, np.round(scores, _DIGITS), side="right").astype(np.int64)


def ranks(scores: Floats) -> Places:
    """(rows, draws) -> (rows, draws) rank within the column, 1 = highest score; equals share the better rank.

    >>> ranks(np.array([[0.5], [0.9], [0.5]])).ravel()
    array([2, 1, 2])
    """
    rounded: Floats = np.round(scores, _DIGITS)
    order: Places = np.argsort(-rounded, axis=0, kind="stable").astype(np.int64)
    ordered = np.take_along_axis(rounded, order, axis=0)
    place: Places = np.arange(len(scores))[:, None] * np.ones(scores.shape[1], dtype=np.int64)
    place[1:] = np.where(ordered[1:] < ordered[:-1], place[1:], 0)
    found = np.empty(scores.shape, dtype=np.int64)
    np.put_along_axis(found, order, np.maximum.accumulate(place, axis=0) + 1, axis=0)
    return found


def grade_codes(scores: Floats) -> list[str]:
    """The grade of each score (0..1).

    >>> grade_codes(np.array([0.199, 0.6]))
    ['low', 'strong']
    """
    codes = list(GRADES)
    return [codes[place] for place in grade_places(scores)]


def grade_distances(scores: Floats) -> Floats:
    """(rows,) scores 0..1 -> (rows, 2): how far up to the next grade, how far down to the lower bound of this one.

    NaN where there is no grade above "high", no bound below "low".
    """
    places = grade_places(scores)
    upper = np.append(BOUNDS, np.nan)[places]
    lower = np.insert(BOUNDS, 0, np.nan)[places]
    return np.column_stack([upper - scores, np.maximum(scores - lower, 0.0)])
