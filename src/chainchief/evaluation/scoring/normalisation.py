"""Values on a ruler: scores 0..1."""

from __future__ import annotations

import numpy as np

from chainchief.evaluation.scoring.arrays import Flags, Floats


def normalise(values: Floats, low: Floats, high: Floats, direction: Floats) -> Floats:
    """Scores 0..1 between two bounds; what lies outside counts as the bound.

    values (rows, m), NaN = unknown; low < high (m,); direction (m,) +1 or -1 -> (rows, m)

    (x - low) / (high - low), for direction -1 (high - x) / (high - low)

    >>> normalise(np.array([[62.0, 0.9]]), np.array([30.0, 0.0]), np.array([85.0, 0.6]), np.array([-1.0, 1.0])).round(3)
    array([[0.418, 1.   ]])
    """
    rise = np.where(direction > 0, values - low, high - values)
    scores: Floats = np.clip(rise / (high - low), 0.0, 1.0)
    return scores


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
