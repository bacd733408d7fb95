"""Other ways to rank: TOPSIS, grey relational grade, Copeland."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.crosscheck.tables import read_complete, read_directions, read_weights
from chainchief.evaluation.remarks import plain, refusal
from chainchief.evaluation.scoring.arrays import Floats

BLOCK = 500
"""Rows that are held against all others at a time, so that memory stays bounded."""
_DIGITS = 12


def topsis(values: Any, weights: Any = None, directions: Any = None) -> pd.Series[float]:
    """TOPSIS: how near to the best of everything and how far from the worst.

    values : regions x indicators, no unknown value, any unit (not shifted: the zero counts)
    weights : one for each indicator, >= 0, rescaled to sum to 1; None = equal
    directions : +1 more is better, -1 less is better; None = all +1
    returns : by row, 0..1, more is better; it moves when a region joins or leaves
    raises : InputError for a gap, a text, other shapes; ModelError when all rows are the same

    v = w x / √Σx² by column; C = d⁻ / (d⁺ + d⁻), Euclidean distances to the best and the worst v of each column
    [Hwang & Yoon 1981]

    >>> topsis([[17, 12], [10, 9], [8, 6]], [0.714, 0.286]).round(2).tolist()
    [1.0, 0.26, 0.0]
    """
    table = read_complete(values)
    w, sign = read_weights(weights, table.columns), read_directions(directions, table.columns)
    x = table.to_numpy() * sign
    _check_differ(x)
    return pd.Series(closeness(x, np.tile(w, (len(x), 1))), table.index, name="topsis")


def grey_relational(
    values: Any, weights: Any = None, directions: Any = None, rho: float = 0.5
) -> pd.Series[float]:  # fmt: skip
    """Grey relational grade: how closely a region follows the best of everything.

    values, weights, directions : as in `topsis`; a column that never varies counts as fully followed
    rho : distinguishing coefficient, above 0 to 1; the smaller, the more the grades spread
    returns : by row, ρ/(1 + ρ) to 1, more is better; it moves when a region joins or leaves
    raises : as `topsis`; InputError for rho outside 0..1

    Δ = 1 − min-max share (turned for direction −1); ξ = (min Δ + ρ max Δ) / (Δ + ρ max Δ), min and max over the whole
    table; grade = Σ w ξ [Deng 1982]

    >>> grey_relational([[1, 9], [2, 7], [3, 8]], directions=[1, -1]).round(3).tolist()
    [0.333, 0.75, 0.75]
    """
    if not 0 < rho <= 1:
        raise refusal("crosscheck-rho", found=plain(float(rho)))
    table = read_complete(values)
    w, sign = read_weights(weights, table.columns), read_directions(directions, table.columns)
    x = table.to_numpy() * sign
    _check_differ(x)
    return pd.Series(grey_grades(x, np.tile(w, (len(x), 1)), rho), table.index, name="grey")


def copeland(values: Any, weights: Any = None, directions: Any = None) -> pd.Series[float]:
    """Copeland: duels won minus duels lost.

    values, weights, directions : as in `topsis`; only the order of the values counts
    returns : by row, whole numbers from −(n − 1) to n − 1, sum 0
    raises : as `topsis`, but equal rows are draws

    i beats j when the indicators on which it is better weigh more than half, ties counting half to both
    [Copeland 1951; OECD/JRC 2008, non-compensatory aggregation]

    >>> copeland([[3, 3], [2, 2], [1, 4]], [0.6, 0.4]).tolist()
    [2.0, 0.0, -2.0]
    """
    table = read_complete(values)
    w, sign = read_weights(weights, table.columns), read_directions(directions, table.columns)
    return pd.Series(duels(table.to_numpy() * sign, w), table.index, name="copeland")


def closeness(x: Floats, weights: Floats) -> Floats:
    """(rows, m) more is better, NaN = unknown, (rows, m) weights, 0 for unknown -> (rows,) TOPSIS."""
    norm = np.sqrt(np.nansum(x**2, axis=0))
    r = x / np.where(norm > 0, norm, 1.0)
    toward, away = (np.sqrt((weights**2 * _gap(r, end) ** 2).sum(axis=1)) for end in (np.nanmax, np.nanmin))
    found: Floats = away / (toward + away)
    return found


def grey_grades(x: Floats, weights: Floats, rho: float) -> Floats:
    """(rows, m) more is better, NaN = unknown, (rows, m) weights, 0 for unknown -> (rows,) grey relational grades."""
    size = np.nanmax(x, axis=0) - np.nanmin(x, axis=0)
    delta = _gap(x, np.nanmax) / np.where(size > 0, size, 1.0)
    # every column holds its own best, so min Δ = 0; max Δ = 1 as soon as one column varies
    coefficients = rho / (delta + rho)
    found: Floats = (weights * coefficients).sum(axis=1)
    return found


def duels(x: Floats, weights: Floats) -> Floats:
    """(rows, m) more is better, NaN = unknown, (m,) weights -> (rows,) wins minus losses over what both know."""
    known = ~np.isnan(x)
    filled = np.nan_to_num(x)
    found = np.zeros(len(x))
    for start in range(0, len(x), BLOCK):
        rows = slice(start, start + BLOCK)
        balance = np.zeros((len(x[rows]), len(x)))
        for column, weight in enumerate(weights):
            if weight == 0:
                continue
            both = known[rows, column][:, None] & known[:, column]
            balance += weight * both * np.sign(filled[rows, column][:, None] - filled[:, column])
        found[rows] = np.sign(np.round(balance, _DIGITS)).sum(axis=1)
    return found + 0.0


def _gap(x: Floats, end: Any) -> Floats:
    """Distance of each value to the end of its column, 0 where unknown."""
    found: Floats = np.nan_to_num(np.abs(x - end(x, axis=0)))
    return found


def _check_differ(x: Floats) -> None:
    if not np.ptp(x, axis=0).any():
        raise refusal("crosscheck-all-same", rows=len(x))
