"""How much of the variance each continuous factor explains, estimated on Sobol' points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from chainchief.evaluation.remarks import refusal
from chainchief.evaluation.scoring.arrays import Flags, Floats

Range = tuple[float, float] | Callable[[Floats], ArrayLike]
"""(low, high) of a uniform factor, or the inverse of its distribution function: shares 0..1 -> values."""

_BAND = (0.025, 0.975)


@dataclass(frozen=True, eq=False)
class Design:
    """Saltelli's design in the unit cube.

    first, second (n, k) two independent sets of points; mixed (k, n, k) the first with column i from the second
    """

    first: Floats
    second: Floats
    mixed: Floats


@dataclass(frozen=True, eq=False)
class SobolShares:
    """Estimated shares of the variance of each output.

    factors : their names, k of them; runs : how often the function was evaluated
    variance (outputs,); defined (outputs,) False = the output never moves; its shares are NaN
    first, total (k, outputs); an estimate may lie a little below 0 or above 1 and is not clipped
    first_interval, total_interval (k, outputs, 2) 95 % of the resamples
    """

    factors: tuple[str, ...]
    runs: int
    variance: Floats
    defined: Flags
    first: Floats
    total: Floats
    first_interval: Floats
    total_interval: Floats


def sobol_shares(
    factors: Mapping[str, Range],
    function: Callable[[Floats], ArrayLike],
    points: int = 1024,
    seed: int = 20240,
    resamples: int = 500,
) -> SobolShares:
    """Estimate first-order and total shares of independent continuous factors.

    factors : name -> (low, high), uniform, or the inverse of a distribution function
    function : (runs, k) values -> (runs,) or (runs, outputs) numbers
    points : a power of two; the function is evaluated on points × (k + 2) rows at once
    resamples : bootstrap resamples of the points for the intervals
    raises : InputError for no factor, low >= high, points that are no power of two; ModelError for an unknown outcome

    S_i = 1 - mean (f(B) - f(A_B^i))² / (2 V), ST_i = mean (f(A) - f(A_B^i))² / (2 V)   [Jansen 1999; Saltelli et al.
    2010, table 2], on scrambled Sobol' points [Owen 1998]

    >>> found = sobol_shares({"a": (0, 1), "b": (0, 1)}, lambda x: 2 * x[:, 0] + x[:, 1])
    >>> found.first[:, 0].round(2).tolist(), found.total[:, 0].round(2).tolist()
    ([0.8, 0.2], [0.8, 0.2])
    """
    if not factors:
        raise refusal("factors-none")
    if points < 2 or points & (points - 1):
        raise refusal("sobol-points", points=points)
    design = sobol_design(points, len(factors), seed)
    every = np.vstack([design.first, design.second, *design.mixed])
    values = np.column_stack([_spread(name, given, every[:, at]) for at, (name, given) in enumerate(factors.items())])
    outcomes = np.asarray(function(values), dtype=np.float64).reshape(len(every), -1)
    if not np.isfinite(outcomes).all():
        raise refusal("factors-unknown-outcome", count=int((~np.isfinite(outcomes)).sum()))
    return jansen_shares(tuple(factors), outcomes, seed, resamples)


def sobol_design(points: int, factors: int, seed: int) -> Design:
    """Points of a scrambled Sobol' sequence in 2 k dimensions, halved and mixed [Saltelli et al. 2010]."""
    from scipy.stats import qmc

    sampled = qmc.Sobol(2 * factors, scramble=True, seed=np.random.default_rng(seed)).random(points)
    first, second = sampled[:, :factors], sampled[:, factors:]
    mixed = np.repeat(first[None], factors, axis=0)
    for factor in range(factors):
        mixed[factor, :, factor] = second[:, factor]
    return Design(first, second, mixed)


def jansen_shares(factors: tuple[str, ...], outcomes: Floats, seed: int, resamples: int) -> SobolShares:
    """Shares from the outcomes on `first`, `second`, and each part of `mixed`, all below one another."""
    count, outputs = len(outcomes) // (len(factors) + 2), outcomes.shape[1]
    tables = outcomes.reshape(len(factors) + 2, count, outputs)
    centred = tables - tables[:2].mean(axis=(0, 1))
    own, other, mixed = centred[0], centred[1], centred[2:]
    # everything an estimate needs is a mean over the points, so that a resample is one row of a matrix product
    parts = [own, other, own**2, other**2, *(other - mixed) ** 2, *(own - mixed) ** 2]
    stacked = np.stack(parts, axis=1).reshape(count, -1)
    rng = np.random.default_rng([seed, 1])
    drawn = rng.multinomial(count, np.full(count, 1 / count), size=resamples) / count
    moved = np.ptp(tables, axis=(0, 1)) > 1e-12 * np.maximum(1.0, np.abs(tables).max(axis=(0, 1)))
    variance, first, total = _estimates(stacked.mean(axis=0)[None], outputs, moved)
    _, firsts, totals = _estimates(drawn @ stacked, outputs, moved)
    intervals = []
    for found in (firsts, totals):
        band = np.full((len(factors), outputs, len(_BAND)), np.nan)
        if resamples and moved.any():
            band[:, moved] = np.moveaxis(np.quantile(found[:, :, moved], _BAND, axis=0), 0, 2)
        intervals.append(band)
    return SobolShares(factors, len(outcomes), variance[0], moved, first[0], total[0], intervals[0], intervals[1])


def _estimates(means: Floats, outputs: int, moved: Flags) -> tuple[Floats, Floats, Floats]:
    """means (resamples, parts × outputs) -> variance (resamples, outputs), S and ST (resamples, k, outputs)."""
    parts = means.reshape(len(means), means.shape[1] // outputs, outputs)
    half = (parts.shape[1] - 4) // 2
    mean = (parts[:, 0] + parts[:, 1]) / 2
    variance = np.maximum((parts[:, 2] + parts[:, 3]) / 2 - mean**2, 0.0) * moved
    scale = np.where(variance > 0, variance, np.nan)[:, None]
    return variance, 1 - parts[:, 4 : 4 + half] / (2 * scale), parts[:, 4 + half :] / (2 * scale)


def _spread(name: str, given: Range, shares: Floats) -> Floats:
    if callable(given):
        # the ends of most distributions lie at infinity
        inner = np.clip(shares, 1e-12, 1 - 1e-12)
        return np.asarray(given(inner), dtype=np.float64)
    low, high = (float(end) for end in given)
    if not (np.isfinite([low, high]).all() and low < high):
        raise refusal("sobol-range", factor=name, low=low, high=high)
    return low + shares * (high - low)
