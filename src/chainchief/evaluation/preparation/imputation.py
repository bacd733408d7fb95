"""Filling unknown values, each one flagged: never a way to make a row look better known than it is."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from chainchief.evaluation.scoring.arrays import Flags, Floats, Places

NEIGHBOURS = 5
MOST_TURNS = 50


@dataclass(frozen=True, eq=False)
class Rows:
    """What the rows of a matrix stand for, as numbers.

    region, period, group : (rows,) numbers of each, a group below 0 = none
    time : (rows,) the period as a number, NaN = cannot be read
    order : (m,) the columns sorted by code, so that the order of a file changes nothing; seed : of the iterative way
    """

    region: Places
    period: Places
    group: Places
    time: Floats
    order: Places
    seed: int


def impute_mean(values: Floats, rows: Rows) -> Floats:
    """Unknown values become the mean of the known ones of the group in the period; (rows, m) -> (rows, m)."""
    return _by_group(values, rows, np.mean)


def impute_median(values: Floats, rows: Rows) -> Floats:
    """Unknown values become the median of the known ones of the group in the period."""
    return _by_group(values, rows, np.median)


def _by_group(values: Floats, rows: Rows, middle: Callable[[Floats], np.floating]) -> Floats:
    found = values.copy()
    pools = np.column_stack([rows.period, rows.group])
    _, pool = np.unique(pools, axis=0, return_inverse=True)
    for number in np.unique(pool.ravel()[rows.group >= 0]):
        mine = np.flatnonzero(pool.ravel() == number)
        part = values[mine]
        for column in np.flatnonzero(np.isnan(part).any(axis=0) & ~np.isnan(part).all(axis=0)):
            known = part[~np.isnan(part[:, column]), column]
            found[mine[np.isnan(part[:, column])], column] = middle(known)
    return found


def impute_linear(values: Floats, rows: Rows) -> Floats:
    """Gaps between two known years of the same region are drawn straight; nothing is extended beyond its own years."""
    return _along_years(values, rows, lambda time, known, seen: np.interp(time, known, seen, left=np.nan, right=np.nan))


def impute_last(values: Floats, rows: Rows) -> Floats:
    """The last known value of the same region is carried on; before the first one nothing is known."""

    def carry(time: Floats, known: Floats, seen: Floats) -> Floats:
        place = np.searchsorted(known, time, side="right") - 1
        return np.where(place >= 0, seen[np.maximum(place, 0)], np.nan)

    return _along_years(values, rows, carry)


def _along_years(values: Floats, rows: Rows, fill: Callable[[Floats, Floats, Floats], Floats]) -> Floats:
    found = values.copy()
    dated = ~np.isnan(rows.time)
    for region in np.unique(rows.region):
        mine = np.flatnonzero((rows.region == region) & dated)
        mine = mine[np.argsort(rows.time[mine], kind="stable")]
        for column in range(values.shape[1]):
            line = values[mine, column]
            known = ~np.isnan(line)
            if known.any() and not known.all():
                filled = fill(rows.time[mine], rows.time[mine][known], line[known])
                found[mine, column] = np.where(known, line, filled)
    return found


def impute_knn(values: Floats, rows: Rows) -> Floats:
    """Unknown values become the mean of the five rows most alike on the other indicators [Troyanskaya et al. 2001].

    Columns are brought to mean 0 and standard deviation 1 first, so that no unit decides who is near.
    """
    from sklearn.impute import KNNImputer

    def fill(standard: Floats) -> Floats:
        filled: Floats = KNNImputer(n_neighbors=NEIGHBOURS).fit_transform(standard)
        return filled

    return _standardised(values, rows, fill)


def impute_iterative(values: Floats, rows: Rows) -> Floats:
    """Unknown values are predicted by regressions on the other indicators, in turns [van Buuren 2011; scikit-learn].

    At most 50 turns: where they do not settle by then, the last turn counts.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer

    def fill(standard: Floats) -> Floats:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            filled: Floats = IterativeImputer(random_state=rows.seed, max_iter=MOST_TURNS).fit_transform(standard)
        return filled

    return _standardised(values, rows, fill)


def _standardised(values: Floats, rows: Rows, fill: Callable[[Floats], Floats]) -> Floats:
    """Fill the columns that know at least two different values; the others stay as they are."""
    known = ~np.isnan(values)
    counts = np.maximum(known.sum(axis=0), 1)
    size = np.where(known, np.abs(values), 0.0).max(axis=0, initial=0.0)
    size = np.where(size > 0, size, 1.0)
    middle = (np.where(known, values / size, 0.0)).sum(axis=0) / counts
    spread = np.sqrt((np.where(known, values / size - middle, 0.0) ** 2).sum(axis=0) / counts)
    middle, spread = middle * size, spread * size
    usable: Flags = (known.sum(axis=0) > 1) & (spread > 1e-12 * np.abs(middle))
    columns = rows.order[usable[rows.order]]
    some = known[:, columns].any(axis=1)
    if not len(columns) or known[np.ix_(some, columns)].all():
        return values.copy()
    found = values.copy()
    standard = (values[np.ix_(some, columns)] - middle[columns]) / spread[columns]
    filled = fill(standard) * spread[columns] + middle[columns]
    part = values[np.ix_(some, columns)]
    found[np.ix_(some, columns)] = np.where(np.isnan(part), filled, part)
    return found


IMPUTATIONS: dict[str, Callable[[Floats, Rows], Floats]] = {
    "mean": impute_mean,
    "group_mean": impute_mean,
    "median": impute_median,
    "linear": impute_linear,
    "last": impute_last,
    "knn": impute_knn,
    "iterative": impute_iterative,
}
"""Name of a way -> how it fills; (rows, m) and what its rows stand for -> (rows, m)."""
