"""Ranks and scores under thousands of weightings: exact counts, without keeping every rank of every draw."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from chainchief.evaluation.remarks import refusal
from chainchief.evaluation.robustness.weightings import weighted
from chainchief.evaluation.scoring.arrays import Floats, Places
from chainchief.evaluation.scoring.grading import BOUNDS

LEVELS = (0.05, 0.5, 0.95)
"""The quantiles that are kept of ranks and scores."""

Block = Callable[[Places, slice, bool], Floats]
"""(rows, draws, by row) -> overall scores, (rows, draws) by row, else (draws, rows)."""

_NUMBERS = 4_000_000
"""Numbers in one block of work."""
_UNIT = 1e12
"""Scores are rounded to so many parts before they are compared, as everywhere in the room (scoring.grading.ranks)."""


@dataclass(frozen=True, eq=False)
class RankSummary:
    """What all weightings say about each row.

    draws : how many weightings; periods (rows,) number of the period of each row, ranks are taken within it
    rank (rows, 3) 5, 50, 95 % of the rank, whole numbers, 1 = best; equals share the better rank
    mean_rank (rows,); overall (rows, 3) 5, 50, 95 % of the score
    counts (rows, places) in how many draws the row has rank 1, 2, …
    grades (rows, bounds + 1) share of the draws below the first bound, between the first and the second, …
    """

    draws: int
    periods: Places
    rank: Places
    mean_rank: Floats
    overall: Floats
    counts: NDArray[np.unsignedinteger[Any]]
    grades: Floats


def rank_weightings(
    scores: ArrayLike,
    weights: ArrayLike,
    periods: Sequence[Any] | NDArray[Any] | None = None,
    mean: str | float = "arithmetic",
    places: int | None = None,
) -> RankSummary:
    """Rank every row under every weighting.

    scores (rows, m), NaN = unknown (the weights of the others are renormalised); weights (draws, m) >= 0, any sum
    periods (rows,) labels, ranks are taken within each; None = one period
    mean : arithmetic, geometric, harmonic, or the exponent of a power mean
    places : how many first places are counted; None = all of them
    raises : see `weightings.weighted`; InputError for another number of periods than rows

    rank = 1 + number of rows of the period with a higher score; scores count as equal when they agree to 12 digits.
    Exact: nothing is sampled beyond the weightings themselves. Two matrix products, one sort across the rows of each
    draw and one along the draws of each row; time grows as rows × draws × log [own arrangement].

    >>> found = rank_weightings([[0.9, 0.1], [0.2, 0.6]], [[1.0, 0.0], [0.5, 0.5], [0.6, 0.4], [0.1, 0.9]])
    >>> found.counts.tolist(), found.rank.tolist()
    ([[3, 1], [1, 3]], [[1, 1, 2], [1, 2, 2]])
    """
    ready = weighted(scores, weights, mean)
    labels = [0] * len(ready.turned) if periods is None else list(periods)
    if len(labels) != len(ready.turned):
        raise refusal("weightings-periods", rows=len(ready.turned), periods=len(labels))
    numbers = np.asarray(pd.factorize(np.array(labels, dtype=object))[0], dtype=np.int64)
    return summarise_blocks(ready.block, numbers, len(ready.weights), places=places)


def summarise_blocks(
    block: Block, periods: Places, draws: int, bounds: Floats = BOUNDS, places: int | None = None
) -> RankSummary:
    """Ranks, quantiles and grades of scores that are worked out block by block, twice (see Block).

    periods (rows,) numbers 0, 1, …; bounds : lowest score of each grade but the first
    """
    count = len(periods)
    widest = int(np.bincount(periods).max())
    kept = widest if places is None else min(max(1, places), widest)
    found = RankSummary(
        draws=draws,
        periods=periods,
        rank=np.zeros((count, len(LEVELS)), dtype=np.int64),
        mean_rank=np.zeros(count),
        overall=np.zeros((count, len(LEVELS))),
        counts=np.zeros((count, kept), dtype=np.min_scalar_type(draws)),
        grades=np.zeros((count, len(bounds) + 1)),
    )
    edges = np.array([_first_rounded_to(bound) for bound in bounds])
    with ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1)) as pool:
        for period in range(int(periods.max()) + 1):
            rows = np.flatnonzero(periods == period)
            ranked = np.empty((draws, len(rows)), dtype=np.min_scalar_type(len(rows)))
            for _ in pool.map(
                lambda part, rows=rows, ranked=ranked: _rank(block, rows, part, ranked), _parts(draws, len(rows))
            ):
                pass  # fmt: skip
            for _ in pool.map(
                lambda part, rows=rows, ranked=ranked: _count(found, rows, part, ranked), _parts(len(rows), draws)
            ):
                pass  # fmt: skip
            for _ in pool.map(
                lambda part, rows=rows: _quantify(found, block, rows[part], edges), _parts(len(rows), draws)
            ):
                pass  # fmt: skip
    return found


def _parts(length: int, other: int) -> list[slice]:
    step = max(1, min(-(-length // 2), _NUMBERS // max(1, other)))
    return [slice(start, min(start + step, length)) for start in range(0, length, step)]


def _rank(block: Block, rows: Places, draws: slice, ranked: NDArray[Any]) -> None:
    """Write the ranks - 1 of these draws into ranked (draws, rows)."""
    order, place = _order(block(rows, draws, False))
    np.put_along_axis(ranked[draws], order, place.astype(ranked.dtype), axis=1)


def _order(scores: Floats) -> tuple[Places, Places]:
    """(draws, n) -> rows from best to worst, and the rank - 1 at each place: (draws, n) or, without ties, (1, n).

    The rounded score and the row share one 64-bit number, which sorts several times faster than argsort does.
    """
    count = scores.shape[1]
    bits = max(1, (count - 1).bit_length())
    keys = np.rint(scores * -_UNIT)
    if np.abs(keys).max() < 2.0 ** (63 - bits):
        packed = (keys.astype(np.int64) << bits) | np.arange(count)
        packed.sort(axis=1)
        order = packed & ((1 << bits) - 1)
        packed >>= bits
        tied = packed[:, 1:] == packed[:, :-1]
    else:
        keys = -np.round(scores, 12)
        order = np.argsort(keys, axis=1, kind="stable").astype(np.int64)
        keys = np.take_along_axis(keys, order, axis=1)
        tied = keys[:, 1:] == keys[:, :-1]
    place = np.arange(count)[None]
    if not tied.any():
        return order, place
    place = np.repeat(place, len(scores), axis=0)
    place[:, 1:][tied] = 0
    return order, np.maximum.accumulate(place, axis=1)


def _count(found: RankSummary, rows: Places, part: slice, ranked: NDArray[Any]) -> None:
    """Histogram, mean and quantiles of the ranks of some rows; ranked (draws, rows of the period)."""
    places, kept = len(rows), found.counts.shape[1]
    step = max(1, 200_000 // places)
    for start in range(part.start, part.stop, step):
        some = slice(start, min(start + step, part.stop))
        flat = ranked[:, some].T + np.arange(some.stop - some.start)[:, None] * places
        counts = np.bincount(flat.ravel(), minlength=(some.stop - some.start) * places).reshape(-1, places)
        mine = rows[some]
        found.counts[mine, : min(kept, places)] = counts[:, :kept]
        found.mean_rank[mine] = 1 + counts @ np.arange(places) / found.draws
        below = np.cumsum(counts, axis=1)
        for level, share in enumerate(LEVELS):
            found.rank[mine, level] = 1 + (below < np.ceil(found.draws * share - 1e-9)).sum(axis=1)


def _quantify(found: RankSummary, block: Block, rows: Places, edges: Floats) -> None:
    scores = block(rows, slice(0, found.draws), True)
    scores.sort(axis=1)
    places = np.array(LEVELS) * (found.draws - 1)
    low = np.floor(places).astype(np.int64)
    high = np.minimum(low + 1, found.draws - 1)
    found.overall[rows] = scores[:, low] + (scores[:, high] - scores[:, low]) * (places - low)
    below = np.array([np.searchsorted(row, edges, side="left") for row in scores]).reshape(len(rows), len(edges))
    ends = np.hstack([np.zeros((len(rows), 1)), below, np.full((len(rows), 1), found.draws)])
    found.grades[rows] = np.diff(ends, axis=1) / found.draws


def _first_rounded_to(bound: float) -> float:
    """The smallest number that, rounded to 12 digits, reaches the bound."""
    low, high = bound - 1 / _UNIT, bound
    while (middle := low + (high - low) / 2) not in (low, high):
        low, high = (low, middle) if np.round(middle, 12) >= np.round(bound, 12) else (middle, high)
    return high


def top_shares(summary: RankSummary) -> Floats:
    """(rows, places): share of the weightings in which a row is among the first 1, 2, … of its period.

    >>> top_shares(rank_weightings([[0.9, 0.1], [0.2, 0.6]], [[1.0, 0.0], [0.1, 0.9]])).tolist()
    [[0.5, 1.0], [0.5, 1.0]]
    """
    found: Floats = np.cumsum(summary.counts, axis=1, dtype=np.int64) / summary.draws
    return found


def pair_shares(scores: ArrayLike, weights: ArrayLike, pairs: ArrayLike, mean: str | float = "arithmetic") -> Floats:
    """How often one row beats another, and how often they are level.

    scores, weights, mean : as in `rank_weightings`; pairs (k, 2) places of the rows -> (k, 2) share of the weightings
    in which the first has the higher score, share in which both agree to 12 digits; the rest goes to the second

    >>> pair_shares([[0.9, 0.1], [0.2, 0.6]], [[1.0, 0.0], [0.1, 0.9], [0.0, 1.0]], [[0, 1]]).round(3).tolist()
    [[0.333, 0.0]]
    """
    ready = weighted(scores, weights, mean)
    wanted = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    used, places = np.unique(wanted, return_inverse=True)
    places = places.reshape(wanted.shape)
    if used.size and not (used[0] >= 0 and used[-1] < len(ready.turned)):
        raise refusal("weightings-pairs", rows=len(ready.turned))
    return compare_pairs(lambda draws: ready.block(used, draws, True), places, len(ready.weights))


def compare_pairs(block: Callable[[slice], Floats], pairs: Places, draws: int) -> Floats:
    """block(draws) (rows, draws) scores -> (k, 2) share of wins of the first of each pair, share of draws level."""
    won = np.zeros((len(pairs), 2), dtype=np.int64)
    for part in _parts(draws, max(1, len(pairs))):
        keys = np.rint(block(part) * _UNIT)
        first, second = keys[pairs[:, 0]], keys[pairs[:, 1]]
        won[:, 0] += (first > second).sum(axis=1)
        won[:, 1] += (first == second).sum(axis=1)
    shares: Floats = won / draws
    return shares
