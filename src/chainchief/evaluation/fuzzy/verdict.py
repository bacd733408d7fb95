"""What memberships say: the grade with the highest one, whether that may be believed, and the average grade."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from chainchief.evaluation.scoring.arrays import Flags, Floats

_DIGITS = 12
"""Memberships are rounded to this before they are compared: 0.1 + 0.2 and 0.3 are a tie."""


def highest(memberships: Floats) -> Flags:
    """(rows, grades) -> (rows, grades), which grades have the highest membership of the row.

    >>> highest(np.array([[0.1, 0.3, 0.1 + 0.2]])).tolist()
    [[False, True, True]]
    """
    rounded = np.round(memberships, _DIGITS)
    found: Flags = rounded == rounded.max(axis=1, keepdims=True)
    return found


def membership_validity(memberships: ArrayLike) -> Floats:
    """How far the highest membership may be believed; below .5 it should not be used.

    memberships : (rows, grades) or (grades,), >= 0, at least two grades, at least one above 0; any sum
    returns : (rows,), >= 0; 0 = all grades equal, infinite = all membership in one grade

    α = (nβ − 1) / (2γ(n − 1)),  β = max b / Σb,  γ = second b / Σb; n grades. It compares how far β stands above its
    lowest value 1/n with how near γ comes to its highest value 1/2.

    >>> membership_validity([0.2, 0.3, 0.4, 0.1]).round(3).tolist()
    [0.333]
    """
    b = np.atleast_2d(np.asarray(memberships, dtype=np.float64))
    n = b.shape[1]
    total = b.sum(axis=1)
    ordered = np.sort(np.round(b, _DIGITS), axis=1)
    beta, gamma = ordered[:, -1] / total, ordered[:, -2] / total
    above = np.maximum(n * beta - 1, 0.0)
    found: Floats = np.divide(above, 2 * gamma * (n - 1), out=np.full(len(b), np.inf), where=gamma > 0)
    return found


def mean_scores(memberships: Floats, scores: Floats) -> Floats:
    """(rows, grades), (grades,) -> (rows,) weighted-average grade Σ b s / Σ b.

    >>> mean_scores(np.array([[0.5, 0.25, 0.25]]), np.array([1.0, 2.0, 3.0])).tolist()
    [1.75]
    """
    found: Floats = memberships @ scores / memberships.sum(axis=1)
    return found
