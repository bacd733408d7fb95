"""Outliers: single values that would stretch the ruler so far that all others look alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from chainchief.evaluation.scoring.arrays import Floats

MOST_SKEW = 2.0
MOST_KURTOSIS = 3.5
"""A column passes when |skewness| is below the first or excess kurtosis below the second [COINr; OECD/JRC 2008]."""
FENCE = 1.5
"""How many interquartile ranges beyond the quartiles a value may lie [Tukey 1977]."""

_ROUNDING = 1e-24
"""Variance, in units of the largest value, below which a column has no spread."""

Words = NDArray[np.str_]


def skewness(values: Floats) -> float:
    """Sample skewness G1 = g1 √(n(n−1)) / (n−2) of (n,) known values; NaN below 3 values or without spread."""
    n, deviation = len(values), _deviation(values)
    spread = float((deviation**2).mean())
    if n < 3 or spread <= _ROUNDING:
        return float("nan")
    return float((deviation**3).mean() / spread**1.5 * np.sqrt(n * (n - 1)) / (n - 2))


def excess_kurtosis(values: Floats) -> float:
    """Sample excess kurtosis G2 = (n−1) ((n+1) g2 + 6) / ((n−2)(n−3)); NaN below 4 values or without spread."""
    n, deviation = len(values), _deviation(values)
    spread = float((deviation**2).mean())
    if n < 4 or spread <= _ROUNDING:
        return float("nan")
    g2 = float((deviation**4).mean()) / spread**2 - 3
    return (n - 1) * ((n + 1) * g2 + 6) / ((n - 2) * (n - 3))


def _deviation(values: Floats) -> Floats:
    """(n,) distances from the mean in units of the largest value, so that neither tiny nor huge ones are lost."""
    size = np.abs(values).max(initial=0.0)
    shares: Floats = values / size if size > 0 else values
    deviation: Floats = shares - shares.mean()
    return deviation


def passes(values: Floats) -> bool:
    """Whether (n,) known values are free of outliers: |skewness| < 2 or excess kurtosis < 3.5; too few values pass."""
    skew, kurtosis = skewness(values), excess_kurtosis(values)
    return not (abs(skew) >= MOST_SKEW and kurtosis >= MOST_KURTOSIS)


def winsorise(values: Floats, points: int) -> tuple[Floats, Words]:
    """The extreme group on the side of the skew set to the next value, again and again, until the column passes.

    values (n,) known; points : most values that may be moved, tied ones count
    returns : (n,) values, (n,) "" or "winsorised high" or "winsorised low"
    """
    found, how = values.copy(), np.full(len(values), "", dtype="<U15")
    while not passes(found) and np.count_nonzero(how) < points:
        high = skewness(found) >= 0
        extreme = found == (found.max() if high else found.min())
        found[extreme] = found[~extreme].max() if high else found[~extreme].min()
        how[extreme] = "winsorised high" if high else "winsorised low"
    return found, how


def shifted_log(values: Floats) -> Floats:
    """ln(x − min + .01 (max − min)) of (n,) known values [COINr log_CT]."""
    low, high = values.min(), values.max()
    found: Floats = np.log(values - low + 0.01 * (high - low))
    return found


def treat_skew_kurtosis(values: Floats, points: int = 5) -> tuple[Floats, Words]:
    """Winsorise up to `points` values; where that does not help, take the shifted logarithm of the untreated column.

    values (n,) known -> (n,) treated, (n,) what was done to each: "", "winsorised high", "winsorised low", "log"

    >>> treat_skew_kurtosis(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 100.0]))[0]
    array([1., 2., 3., 4., 5., 5.])
    """
    if passes(values):
        return values, np.full(len(values), "", dtype="<U15")
    found, how = winsorise(values, points)
    if passes(found):
        return found, how
    return shifted_log(values), np.full(len(values), "log", dtype="<U15")


def treat_iqr(values: Floats, points: int = 5) -> tuple[Floats, Words]:
    """Values beyond 1.5 interquartile ranges of the quartiles set to that fence, however many there are.

    values (n,) known -> (n,) treated, (n,) what was done; `points` is not used

    >>> treat_iqr(np.array([1.0, 2.0, 3.0, 4.0, 100.0]))[0]
    array([1., 2., 3., 4., 7.])
    """
    lower, upper = np.quantile(values, (0.25, 0.75))
    low, high = lower - FENCE * (upper - lower), upper + FENCE * (upper - lower)
    how = np.where(values > high, "fenced high", np.where(values < low, "fenced low", ""))
    return np.clip(values, low, high), how


TREATMENTS: dict[str, Callable[[Floats, int], tuple[Floats, Words]]] = {
    "skew_kurtosis": treat_skew_kurtosis,
    "iqr": treat_iqr,
}
"""Name of a rule -> what it does to the known values of one column."""


def treat(values: Floats, pools: NDArray[np.int64], rule: str, points: int = 5) -> tuple[Floats, Words]:
    """Every column treated by itself, within each pool of rows.

    values (rows, m), NaN = unknown; pools (rows,) number of the pool of each row: one for all years, or one for each
    returns : (rows, m) values, (rows, m) what was done to each
    """
    found, how = values.copy(), np.full(values.shape, "", dtype="<U15")
    for pool in np.unique(pools):
        for column in range(values.shape[1]):
            rows = np.flatnonzero((pools == pool) & ~np.isnan(values[:, column]))
            if len(rows):
                found[rows, column], how[rows, column] = TREATMENTS[rule](values[rows, column], points)
    return found, how
