"""Values on a ruler: between two bounds, in standard deviations, or by their place in the line."""

from __future__ import annotations

import numpy as np

from chainchief.evaluation.scoring.arrays import Flags, Floats

LINEAR = ("goalposts", "minmax", "zscore", "target")
"""Rulers with a low and a high end: score = (x - low) / (high - low); the others go by the order of the values."""


def normalise(values: Floats, low: Floats, high: Floats, direction: Floats, open_ended: bool = False) -> Floats:
    """Scores between two bounds, 0 at the bad one and 1 at the good one.

    values (rows, m), NaN = unknown; low < high (m,); direction (m,) +1 or -1 -> (rows, m)
    open_ended : what lies outside goes on below 0 and above 1; else it counts as the bound

    (x - low) / (high - low), for direction -1 (high - x) / (high - low)

    >>> normalise(np.array([[62.0, 0.9]]), np.array([30.0, 0.0]), np.array([85.0, 0.6]), np.array([-1.0, 1.0])).round(3)
    array([[0.418, 1.   ]])
    """
    rise = np.where(direction > 0, values - low, high - values)
    scores: Floats = rise / (high - low)
    return scores if open_ended else np.clip(scores, 0.0, 1.0)


def place_scores(values: Floats, direction: Floats, kind: str) -> Floats:
    """Scores by the place of a value among the known ones of its column; equals share the lower place.

    values (rows, m), NaN = unknown; direction (m,); kind : "rank" 1 = worst … n = best, "borda" rank - 1,
    "percentile" (rank - 1) / (n - 1), 0..1     [OECD/JRC 2008; COINr n_rank, n_borda, n_prank]

    >>> place_scores(np.array([[5.0], [7.0], [5.0]]), np.array([1.0]), "percentile").ravel()
    array([0., 1., 0.])
    """
    turned = values * direction
    found = np.full(values.shape, np.nan)
    for column in range(values.shape[1]):
        known = np.flatnonzero(~np.isnan(turned[:, column]))
        if not len(known):
            continue
        line = np.sort(turned[known, column])
        place = np.searchsorted(line, turned[known, column], side="left").astype(np.float64)
        ends = max(len(known) - 1, 1)
        found[known, column] = {"rank": place + 1, "borda": place, "percentile": place / ends}[kind]
    return found


def standard_bounds(values: Floats, direction: Floats) -> tuple[Floats, Floats, Flags]:
    """Bounds on which a score is a z-score, (x - mean) / sd with n - 1, turned for direction -1.

    values (rows, m) -> low (m,), high (m,) one standard deviation apart, usable (m,)
    """
    known = ~np.isnan(values)
    counts = known.sum(axis=0)
    unit = np.where(known, np.abs(values), 0.0).max(axis=0, initial=0.0)
    unit = np.where(unit > 0, unit, 1.0)
    middle = np.where(known, values / unit, 0.0).sum(axis=0) / np.maximum(counts, 1)
    squares = (np.where(known, values / unit - middle, 0.0) ** 2).sum(axis=0)
    middle, size = middle * unit, np.sqrt(squares / np.maximum(counts - 1, 1)) * unit
    _, _, spread = sample_bounds(values)
    low = np.where(direction > 0, middle, middle - size)
    return np.where(counts > 0, low, np.nan), np.where(counts > 0, low + size, np.nan), spread


def target_bounds(values: Floats, direction: Floats, target: Floats) -> tuple[Floats, Floats, Flags]:
    """From the worst known value to the target.

    values (rows, m); direction, target (m,) -> low (m,), high (m,), usable (m,): whether the target is better than the
    worst value      (x - min) / (target - min), for direction -1 (max - x) / (max - target)    [COINr n_dist2targ]
    """
    low, high, _ = sample_bounds(values)
    least, most = np.where(direction > 0, low, target), np.where(direction > 0, target, high)
    usable: Flags = ~np.isnan(low) & (most - least > 1e-12 * np.maximum(np.abs(least), np.abs(most)))
    return least, most, usable


def sample_bounds(values: Floats) -> tuple[Floats, Floats, Flags]:
    """Lowest and highest known value of each column, and whether they differ (beyond rounding).

    values (rows, m) -> low (m,), high (m,), spread (m,); a column without any value has NaN and no spread
    """
    known = ~np.isnan(values)
    some = known.any(axis=0)
    low = np.where(some, np.where(known, values, np.inf).min(axis=0, initial=np.inf), np.nan)
    high = np.where(some, np.where(known, values, -np.inf).max(axis=0, initial=-np.inf), np.nan)
    size = np.maximum(np.abs(low), np.abs(high))
    return low, high, some & (high - low > 1e-12 * size)
