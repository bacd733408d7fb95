"""Overall scores of many rows under many weightings, a block at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from chainchief.evaluation.options import EXPONENTS
from chainchief.evaluation.remarks import listed, plain, refusal
from chainchief.evaluation.scoring.arrays import Flags, Floats, Places
from chainchief.options import pick


@dataclass(frozen=True, eq=False)
class Weighted:
    """Scores made ready for one matrix product per block.

    power : exponent of the mean, 1 arithmetic, 0 geometric, -1 harmonic
    turned (rows, m) scores as the mean adds them (x, ln x or x^p), 0 where there is nothing to add
    known (rows, m) whether there is a score; None = all known, so that nothing has to be renormalised
    zero (rows, m) a score of 0 that makes a mean of power 0 or below 0; None = there is none
    weights (draws, m) sums to 1
    """

    power: float
    turned: Floats
    known: Flags | None
    zero: Flags | None
    weights: Floats

    def block(self, rows: Places, draws: slice, by_row: bool) -> Floats:
        """(rows, draws) when `by_row`, else (draws, rows): contiguous along the second axis either way."""
        weights = self.weights[draws]
        found = _product(self.turned[rows], weights, by_row)
        if self.known is not None:
            found /= _product(self.known[rows].astype(np.float64), weights, by_row)
        if self.power == 1 or self.zero is None:
            return turn_back(found, self.power)
        nil = _product(self.zero[rows].astype(np.float64), (weights > 0).astype(np.float64), by_row) > 0
        return np.where(nil, 0.0, turn_back(np.where(nil, 1.0, found), self.power))


def weighted(scores: ArrayLike, weights: ArrayLike, mean: str | float = "arithmetic") -> Weighted:
    """Check scores and weightings and turn them into what `Weighted.block` multiplies.

    scores (rows, m), NaN = unknown: skipped, the weights of the others renormalised; weights (draws, m) >= 0, any sum
    mean : arithmetic Σ w s, geometric ∏ s^w, harmonic 1 / Σ (w / s), or the exponent of a power mean
    raises : ModelError for a negative or missing weight, a weighting without any weight, a row under which no known
        score has a weight, an infinite score, a negative one where the mean allows none; InputError for shapes that do
        not fit
    """
    power = float(mean) if isinstance(mean, int | float) else float(pick(EXPONENTS, mean, "aggregate"))
    table, given = np.asarray(scores, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if table.ndim != 2 or given.ndim != 2 or table.shape[1] != given.shape[1] or not table.size or not given.size:
        raise refusal("weightings-shape", scores=table.shape, weights=given.shape)
    good = ((given >= 0) & np.isfinite(given)).all(axis=1)
    sums = np.where(good, given.sum(axis=1), 0.0)
    if not (sums > 0).all():
        raise refusal("weightings-bad", draws=listed(np.flatnonzero(~(sums > 0)) + 1))
    if np.isinf(table).any():
        raise refusal("weightings-infinite", rows=listed(np.flatnonzero(np.isinf(table).any(axis=1)) + 1))
    known = ~np.isnan(table)
    whole = bool(known.all())
    if not whole:
        carried = np.unique(given > 0, axis=0).astype(np.float64) @ known.T.astype(np.float64)
        if not (carried > 0).all():
            raise refusal("weightings-unknown", rows=listed(np.flatnonzero(~(carried > 0).all(axis=0)) + 1))
    if power != 1 and (table[known] < 0).any():
        rows = listed(np.flatnonzero((table < 0).any(axis=1)) + 1)
        raise refusal("weightings-negative", power=plain(power), rows=rows)
    return ready(table, given / sums[:, None], power)


def ready(scores: Floats, weights: Floats, power: float) -> Weighted:
    """`weighted` without the checks; weights (draws, m) sum to 1."""
    known = ~np.isnan(scores)
    zero = known & (scores <= 0) & (power <= 0)
    used = known & ~zero
    turned = np.where(used, turn(np.where(used, scores, 1.0), power), 0.0)
    return Weighted(power, turned, None if known.all() else known, zero if zero.any() else None, weights)


def turn(scores: Floats, power: float) -> Floats:
    """What the mean of this power adds: x, ln x or x^p."""
    if power == 1:
        return scores
    found: Floats = np.log(scores) if power == 0 else scores**power
    return found


def turn_back(sums: Floats, power: float) -> Floats:
    """The mean of the sum of what `turn` made."""
    if power == 1:
        return sums
    found: Floats = np.exp(sums) if power == 0 else sums ** (1 / power)
    return found


def _product(table: Floats, weights: Floats, by_row: bool) -> Floats:
    found: Floats = table @ weights.T if by_row else weights @ table.T
    return found
