"""Ranks and intervals under 10,000 weightings: 31 × 12, and 3,000 regions × 50 indicators × 10 years."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
from scipy.stats import rankdata

from benchmarks.measuring import Benchmark, Measured
from benchmarks.peers_environment import measure_peers
from chainchief.evaluation.robustness import rank_weightings

DRAWS = 10_000
LEVELS = (0.05, 0.5, 0.95)
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]


def prepare(scale: float, scratch: Path) -> Benchmark:
    """31 regions, 12 indicators; look once whether both ways agree."""
    scores, weights, periods = _data(31, 12, 1, max(20, round(DRAWS * scale)))
    ours = rank_weightings(scores, weights, periods)
    theirs = _plain(scores, weights, periods)
    np.testing.assert_array_equal(ours.rank, theirs[0])
    np.testing.assert_allclose(ours.overall, theirs[1], atol=1e-12)
    arrays = {"scores": scores, "weights": weights, "periods": periods, "expected": ours.rank}
    return Benchmark(
        name="weightings",
        what=f"rank_weightings(31 × 12, {len(weights):,} weightings): ranks, intervals, grades, P(top k)",
        twin="numpy and scipy.stats.rankdata in a loop over the weightings",
        ours=lambda: rank_weightings(scores, weights, periods),
        theirs=lambda: _plain(scores, weights, periods),
        limit=0.2,
        peers=lambda: measure_peers(scratch, "a weighted sum and a ranking in a loop", len(weights), **arrays),
    )


def prepare_large(scale: float, scratch: Path, full: bool = False) -> Benchmark:
    """3,000 regions, 50 indicators, 10 years, in a process of its own; the twin does a part of the weightings."""
    regions, years = max(30, round(3_000 * scale)), 10
    scores, weights, periods = _data(regions, 50, years, max(20, round(DRAWS * scale)))
    part = len(weights) if full else max(10, len(weights) // 50)
    told = "" if full else f", extrapolated from {part:,} of {len(weights):,}"
    whole, few = len(weights) / part, part if full else part // 2
    arrays = {"scores": scores, "weights": weights, "periods": periods, "expected": np.zeros((0, 3))}
    return Benchmark(
        name="weightings_large_full" if full else "weightings_large",
        what=f"rank_weightings({regions:,} × 50 × {years} years, {len(weights):,} weightings): the same",
        twin=f"numpy and scipy.stats.rankdata in a loop over years and weightings{told}",
        ours=partial(_apart, scale),
        theirs=lambda: _scaled(scores, weights[:part], periods, whole),
        limit=30.0,
        memory=4_000.0,
        most_runs=1,
        peers=lambda: measure_peers(scratch, "a weighted sum and a ranking in a loop", few, **arrays),
    )


def _data(regions: int, indicators: int, years: int, draws: int) -> Arrays:
    """Scores 0..1, the highest of each year 1, so that a peer that divides by it changes nothing; weightings; years."""
    rng = np.random.default_rng(12)
    values = rng.random((years, regions, indicators))
    values /= values.max(axis=1, keepdims=True)
    weights = rng.dirichlet(np.full(indicators, 20.0), draws)
    return values.reshape(-1, indicators), weights, np.repeat(np.arange(years), regions)


def _plain(scores: np.ndarray, weights: np.ndarray, periods: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rank, band = np.empty((2, len(scores), 3))
    for period in np.unique(periods):
        rows = periods == period
        overall, place = np.empty((2, len(weights), int(rows.sum())))
        for draw, weighting in enumerate(weights):
            overall[draw] = scores[rows] @ weighting
            place[draw] = rankdata(-np.round(overall[draw], 12), method="min")
        rank[rows] = np.quantile(place, LEVELS, axis=0, method="inverted_cdf").T
        band[rows] = np.quantile(overall, LEVELS, axis=0).T
    return rank, band


def _scaled(scores: np.ndarray, weights: np.ndarray, periods: np.ndarray, by: float) -> Measured:
    start = time.perf_counter()
    _plain(scores, weights, periods)
    return Measured((time.perf_counter() - start) * by)


def _apart(scale: float) -> Measured:
    """The large one in a process of its own, which says how much memory it held."""
    command = [sys.executable, "-m", "benchmarks.weightings", str(scale)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Measured(**json.loads(done.stdout))


def _large(scale: float) -> None:
    arrays = _data(max(30, round(3_000 * scale)), 50, 10, max(20, round(DRAWS * scale)))
    start, busy = time.perf_counter(), time.process_time()
    rank_weightings(*arrays)
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "processor": processor, "megabytes": held}))


if __name__ == "__main__":
    _large(float(sys.argv[1]))
