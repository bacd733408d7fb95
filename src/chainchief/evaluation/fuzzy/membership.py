"""Membership functions: from a value to how far it belongs to each grade."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.remarks import listed, plain, refusal
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.scoring.grading import BOUNDS, GRADES
from chainchief.options import pick

SHAPES: dict[str, tuple[str, str]] = {
    "trapezoid": ("certain inside a grade, shared near a bound", "梯形"),
    "triangle": ("certain only in the middle of a grade", "三角形"),
}
"""Shapes of the membership functions, with their titles in English and Chinese."""

_DIGITS = 12
"""Values are rounded to this before they are held against a bound, as grades are."""


def grade_memberships(
    values: Any, bounds: Any = None, half_width: float | None = None, shape: str = "trapezoid", direction: int = 1
) -> pd.DataFrame:
    """How far each value belongs to each grade, worst grade first.

    values : (rows,), any unit; an unknown value (NaN) has unknown memberships
    bounds : (grades - 1,), rising, in the unit of the values; default those of GRADES for scores 0..1
    half_width : trapezoid only: how far on both sides of a bound two grades share a value; 0 = a step, a bound belongs
        to the grade above it; at most half of the narrowest grade; default a quarter of the narrowest grade (own)
    direction : +1 more is better, -1 less is better
    returns : rows x grades, each row sums to 1; grades named as in GRADES when there are five, else 1, 2, …

    raises : InputError for bounds that do not rise, a half-width that is too large, a text or an infinite value

    trapezoid: at the bound b the upper grade takes (x − b + h) / 2h of the value, the lower one the rest; triangle: see
    `peak_memberships`, with peaks in the middle of the grades, those of the outer grades as far from their only bound
    as their neighbour's.

    >>> grade_memberships([0.5, 0.61]).loc[1].round(2).to_dict()
    {'low': 0.0, 'weaker': 0.0, 'medium': 0.4, 'strong': 0.6, 'high': 0.0}
    """
    pick(SHAPES, shape, "shape")
    limits = _rising(BOUNDS if bounds is None else bounds, "bounds", 1 if shape == "trapezoid" else 2)
    if direction not in (1, -1):
        raise refusal("fuzzy-direction", found=direction)
    x, index = _numbers(values)
    if direction == -1:
        x, limits = -x, -limits[::-1]
    if shape == "triangle":
        if half_width is not None:
            raise refusal("fuzzy-triangle-width")
        peaks = band_middles(limits)
        lower, upper = peaks[:-1], peaks[1:]
    else:
        h = _half_width(limits, half_width)
        lower, upper = limits - h, limits + h
    labels = list(GRADES) if len(limits) + 1 == len(GRADES) else list(range(1, len(limits) + 2))
    return pd.DataFrame(_shares(x, lower, upper), index, labels)


def peak_memberships(values: Any, peaks: Any) -> pd.DataFrame:
    """Triangular memberships between peaks: a grade is certain at its peak and gone at the next one.

    values : (rows,), any unit; an unknown value (NaN) has unknown memberships
    peaks : (grades,), at least two, rising or falling; beyond the outer peaks the outer grade is certain
    returns : rows x grades 1, 2, … in the order of the peaks, each row sums to 1
    raises : InputError for peaks that neither rise nor fall, a text or an infinite value

    >>> peak_memberships([0.07], [0.05, 0.15, 0.25, 0.5]).round(2).loc[0].tolist()
    [0.8, 0.2, 0.0, 0.0]
    """
    given = np.asarray(peaks, dtype=np.float64)
    falling = given.size > 1 and given.ravel()[0] > given.ravel()[-1]
    rising = _rising(-given if falling else given, "peaks", 2)
    x, index = _numbers(values)
    shares = _shares(-x if falling else x, rising[:-1], rising[1:])
    return pd.DataFrame(shares, index, list(range(1, len(rising) + 1)))


def band_middles(bounds: Floats) -> Floats:
    """(grades - 1,) bounds -> (grades,) middles; an outer middle is as far from its bound as its neighbour's.

    >>> band_middles(np.array([0.2, 0.4, 0.6, 0.8])).round(2).tolist()
    [0.1, 0.3, 0.5, 0.7, 0.9]
    """
    inner = (bounds[:-1] + bounds[1:]) / 2
    return np.concatenate([[2 * bounds[0] - inner[0]], inner, [2 * bounds[-1] - inner[-1]]])


def _shares(x: Floats, lower: Floats, upper: Floats) -> Floats:
    """(rows,) values, (grades - 1,) where a grade begins to give way and has given way -> (rows, grades)."""
    x, lower, upper = np.round(x, _DIGITS), np.round(lower, _DIGITS), np.round(upper, _DIGITS)
    width = upper - lower
    slope = (x[:, None] - lower) / np.where(width > 0, width, 1.0)
    step = np.where(np.isnan(x[:, None]), np.nan, (x[:, None] >= lower).astype(np.float64))
    above = np.where(width > 0, np.clip(slope, 0.0, 1.0), step)
    ends = np.ones((len(x), 1)), np.where(np.isnan(x), np.nan, 0.0)[:, None]
    found: Floats = -np.diff(np.hstack([ends[0], above, ends[1]]), axis=1) + 0.0
    return found


def _half_width(bounds: Floats, given: float | None) -> float:
    narrowest = float(np.diff(bounds).min()) if len(bounds) > 1 else np.inf
    if given is None:
        return narrowest / 4 if np.isfinite(narrowest) else 0.0
    most = round(narrowest / 2, _DIGITS)
    if not 0 <= given <= most:
        raise refusal("fuzzy-half-width", found=plain(float(given)), most=plain(most))
    return float(given)


def _rising(given: Any, name: str, least: int) -> Floats:
    found = np.asarray(given, dtype=np.float64)
    if found.ndim != 1 or len(found) < least or not np.isfinite(found).all() or (np.diff(found) <= 0).any():
        raise refusal("fuzzy-bounds", name=name, least=least, found=listed(np.ravel(found)))
    return found


def _numbers(values: Any) -> tuple[Floats, pd.Index[Any]]:
    if isinstance(values, pd.Series):
        series = values
    elif isinstance(values, np.ndarray) and values.ndim == 1:
        series = pd.Series(values)
    elif any(np.ndim(cell) for cell in values):
        raise refusal("fuzzy-values")
    else:
        series = pd.Series(list(values))
    numbers = pd.to_numeric(series, errors="coerce").to_numpy(dtype=np.float64)
    wrong = (np.isnan(numbers) & series.notna().to_numpy()) | np.isinf(numbers)
    if wrong.any():
        raise refusal("fuzzy-value", row=series.index[int(wrong.argmax())], found=series.iloc[int(wrong.argmax())])
    return numbers, series.index
