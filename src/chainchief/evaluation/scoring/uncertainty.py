"""How far scores, ranks and grades move when weights and values do: a vectorised Monte Carlo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chainchief.evaluation.options import EXPONENTS
from chainchief.evaluation.scoring.aggregation import leaf_weights
from chainchief.evaluation.scoring.arrays import Floats, Places, Tree
from chainchief.evaluation.scoring.grading import GRADES, grade_places, ranks

QUANTILES = (0.05, 0.5, 0.95)
_BLOCK = 4_000_000
"""Numbers held at a time when values are varied."""


@dataclass(frozen=True, eq=False)
class Spread:
    """What the draws say about each row.

    overall (rows, 2) 5th and 95th percentile of the score, 0..1
    rank (rows, 3) 5th, 50th and 95th percentile of the rank in the period, whole numbers
    grades (rows, 5) share of the draws with each grade, low … high
    """

    overall: Floats
    rank: Places
    grades: Floats


@dataclass(frozen=True, eq=False)
class Draws:
    """What is varied.

    weights (draws, n) local weights of the codes
    noise (rows, m) standard deviation of each indicator's score; 0 = is not varied
    kind, power : the aggregation, and the exponent where it is the power mean
    ends : the scores of the worst and the best value; a varied score stays between them
    rng : source of the noise
    order (m,) the indicators sorted by code, so that the order of a file does not change what each one draws
    """

    weights: Floats
    noise: Floats
    kind: str
    ends: tuple[float, float]
    rng: np.random.Generator
    order: Places
    power: float = 1.0

    @property
    def exponent(self) -> float:
        return EXPONENTS.get(self.kind, self.power)


def draw_weights(rng: np.random.Generator, local: Floats, draws: int, noise: float, order: Places) -> Floats:
    """(n,) local weights -> (draws, n), each multiplied by its own U(1 - noise, 1 + noise).

    order (n,) the codes sorted, see Draws; the weights are renormalised among the siblings when they are used
    """
    factors = np.empty((draws, len(local)))
    factors[:, order] = 1 + noise * (2 * rng.random((draws, len(local))) - 1)
    return local * factors


def draw_overall(tree: Tree, scores: Floats, draws: Draws) -> Floats:
    """Overall scores under every draw.

    scores (rows, m) between draws.ends, NaN = unknown -> (rows, draws)

    Rows that know the same indicators share their weights, so that each group is one matrix product. Noise is normal
    around the score and clipped to the ends; the ruler stays where it is.
    """
    known = ~np.isnan(scores)
    patterns, group = np.unique(known, axis=0, return_inverse=True)
    found = np.empty((len(scores), len(draws.weights)))
    for number, pattern in enumerate(patterns):
        weights = leaf_weights(tree, draws.weights, pattern, flat=draws.kind == "weighted_sum")
        rows, columns = np.flatnonzero(group.ravel() == number), np.flatnonzero(weights.any(axis=0))
        part = np.ix_(rows, columns)
        found[rows] = _mean(scores[part][:, :, None], weights[:, columns].T[None], draws.exponent)
    noisy = np.flatnonzero((draws.noise > 0).any(axis=1))
    if len(noisy):
        _add_noise(found, tree, scores, draws, noisy)
    return np.clip(found, *draws.ends)


def _add_noise(found: Floats, tree: Tree, scores: Floats, draws: Draws, noisy: Places) -> None:
    known = ~np.isnan(scores[noisy])
    patterns, group = np.unique(known, axis=0, return_inverse=True)
    step = max(1, _BLOCK // max(1, known.size))
    for start in range(0, len(draws.weights), step):
        block = slice(start, min(start + step, len(draws.weights)))
        shocks = np.empty((len(noisy), scores.shape[1], block.stop - start))
        shocks[:, draws.order] = np.moveaxis(
            draws.rng.standard_normal((block.stop - start, len(noisy), scores.shape[1])), 0, 2
        )  # fmt: skip
        for number, pattern in enumerate(patterns):
            weights = leaf_weights(tree, draws.weights[block], pattern, flat=draws.kind == "weighted_sum")
            mine, columns = np.flatnonzero(group.ravel() == number), np.flatnonzero(weights.any(axis=0))
            here = np.ix_(noisy[mine], columns)
            varied = scores[here][:, :, None] + draws.noise[here][:, :, None] * shocks[np.ix_(mine, columns)]
            found[noisy[mine], block] = _mean(np.clip(varied, *draws.ends), weights[:, columns].T[None], draws.exponent)


def _mean(scores: Floats, weights: Floats, power: float) -> Floats:
    """scores (rows, k, draws or 1), weights (1, k, draws) > 0 with sum 1 over k -> (rows, draws)."""
    if power == 1:
        return _product(scores, weights)
    zero = (scores <= 0).any(axis=1) & (power <= 0)
    held = np.where(scores > 0, scores, 1.0) if power <= 0 else scores
    if power == 0:
        return np.where(zero, 0.0, np.exp(_product(np.log(held), weights)))
    return np.where(zero, 0.0, _product(held**power, weights) ** (1 / power))


def _product(values: Floats, weights: Floats) -> Floats:
    if values.shape[2] == 1:
        found: Floats = values[:, :, 0] @ weights[0]
        return found
    summed: Floats = np.einsum("rkd,kd->rd", values, weights[0])
    return summed


def spread(overall: Floats, periods: Places) -> Spread:
    """Percentiles and grades over the draws.

    overall (rows, draws) 0..1; periods (rows,) number of the period of each row, ranks are taken within it
    """
    place = np.empty(overall.shape, dtype=np.int64)
    for period in np.unique(periods):
        rows = np.flatnonzero(periods == period)
        place[rows] = ranks(overall[rows])
    low, _, high = np.quantile(overall, QUANTILES, axis=1)
    rank = np.quantile(place, QUANTILES, axis=1, method="inverted_cdf").T.astype(np.int64)
    graded = grade_places(overall)
    shares = np.stack([(graded == grade).mean(axis=1) for grade in range(len(GRADES))], axis=1)
    return Spread(np.column_stack([low, high]), rank, shares)
