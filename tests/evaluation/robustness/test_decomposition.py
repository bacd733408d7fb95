"""Sensitivity of an evaluation: against evaluations from the beginning, a public example, and its own limits."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from chainchief.errors import ChainChiefError
from chainchief.evaluation import EvaluationOptions, evaluate, load_framework
from chainchief.evaluation.robustness import sensitivity
from evaluation.robustness.small_index import evaluated, values, varied


def _share(runs: pd.DataFrame, outcome: pd.Series, names: list[str]) -> float:
    """Var(E[Y | names]) / Var(Y) over the runs, by plain grouping."""
    means = outcome.groupby([runs[name] for name in names]).transform("mean")
    return float(means.var(ddof=0) / outcome.var(ddof=0))


def test_exact_shares_by_evaluations_from_the_beginning() -> None:
    frame = values(years=2)
    given = evaluated(frame)
    factors = {"treat": ("none", "iqr"), "normalise": ("minmax", "percentile"),
               "aggregate": ("arithmetic", "geometric", "harmonic")}  # fmt: skip
    found = sensitivity(given, factors)
    assert found.exact
    own = [
        varied(given, dict(zip(factors, chosen, strict=True)), frame) for chosen in itertools.product(*factors.values())
    ]
    index = given.overall.index
    np.testing.assert_allclose(found.overall, [one.overall.reindex(index) for one in own], atol=1e-12)
    rank = np.array([one.rank.reindex(index) for one in own])
    np.testing.assert_array_equal(found.rank, rank)
    shift = pd.Series(np.abs(rank - given.rank.to_numpy()).mean(axis=1), found.runs.index)
    np.testing.assert_allclose(found.runs["mean_rank_shift"], shift, atol=1e-12)
    names = list(factors)
    for name in names:
        others = [other for other in names if other != name]
        assert found.first[name] == pytest.approx(_share(found.runs, shift, [name]))
        assert found.total[name] == pytest.approx(1 - _share(found.runs, shift, others))
        for number, label in enumerate(index):
            score = pd.Series(found.overall[:, number], found.runs.index)
            assert found.score_first.loc[label, name] == pytest.approx(_share(found.runs, score, [name]), abs=1e-9)
            if label in found.undefined:
                assert np.isnan(found.rank_first.loc[label, name])
                continue
            moved = pd.Series(rank[:, number], found.runs.index, dtype=float)
            assert found.rank_total.loc[label, name] == pytest.approx(1 - _share(found.runs, moved, others), abs=1e-9)
    assert found.parts.sum() == pytest.approx(1)
    assert set(found.parts.index) >= {"treat", "treat × normalise", "treat × normalise × aggregate"}
    np.testing.assert_allclose(found.rank_parts.sum(axis=1)[found.rank_parts.notna().all(axis=1)], 1)


def test_what_never_moves_has_no_share_and_is_named() -> None:
    frame = pd.DataFrame({code: np.linspace(9, 1, 5) for code in "abcde"}, index=list("vwxyz"))
    frame[["b", "e"]] = 10 - frame[["b", "e"]]
    found = sensitivity(evaluated(frame), {"normalise": ("minmax", "rank"), "aggregate": ("arithmetic", "harmonic")})
    assert found.undefined == tuple("vwxyz")
    assert found.rank_first.isna().all(axis=None)
    assert found.first.isna().all()
    assert {note.rule for note in found.notes} == {"sensitivity-nothing", "sensitivity-off-scale"}
    assert found.score_first.empty
    some = sensitivity(evaluated(), {"aggregate": ("arithmetic", "harmonic")})
    assert 0 < len(some.undefined) < 9
    assert [note.rule for note in some.notes] == ["sensitivity-still"]


def test_a_range_of_weights_against_a_fine_grid() -> None:
    """Shares of the score, which is smooth: 41 × 41 even steps of both weights are nearly the continuous answer."""
    given = evaluated()
    found = sensitivity(given, {"make": (0.2, 3.0), "a": (0.2, 3.0)}, points=4096, resamples=50)
    assert not found.exact
    assert len(found.runs) == 4096 * 4
    middle = 0.2 + 2.8 * (np.arange(41) + 0.5) / 41
    grid = sensitivity(given, {
        "one": {f"{by:.4f}": {"scale": (0.0, 1.0)} for by in (1.0,)},
        "weights": {f"{x:.4f} {y:.4f}": {"make": 0.6 * x, "a": 0.5 * y} for x in middle for y in middle},
    })  # fmt: skip
    table = grid.overall.reshape(41, 41, -1)
    variance = table.var(axis=(0, 1))
    np.testing.assert_allclose(found.score_first["make"], table.mean(axis=1).var(axis=0) / variance, atol=0.02)
    np.testing.assert_allclose(found.score_total["a"], 1 - table.mean(axis=1).var(axis=0) / variance, atol=0.02)


def test_ranges_and_choices_together() -> None:
    given = evaluated()
    factors = {"aggregate": ("arithmetic", "harmonic"), "make": (0.99999, 1.00001)}
    found = sensitivity(given, factors, points=256)
    exact = sensitivity(given, {"aggregate": ("arithmetic", "harmonic")})
    assert found.factors == {"aggregate": ("arithmetic", "harmonic"), "make": ("0.99999–1.00001",)}
    assert found.first["aggregate"] == pytest.approx(1, abs=0.05)
    assert found.undefined == exact.undefined
    band = found.intervals.query("output == 'mean_rank_shift' and factor == 'aggregate' and order == 'total'")
    assert band["low"].item() <= found.total["aggregate"] <= band["high"].item()
    assert found.parts.empty


def test_the_same_seed_gives_the_same_shares() -> None:
    first, second = (sensitivity(evaluated(), {"a": (0.5, 1.5), "d": (0.5, 1.5)}, points=64) for _ in range(2))
    pd.testing.assert_series_equal(first.total, second.total)
    pd.testing.assert_frame_equal(first.intervals, second.intervals)


def test_what_is_refused() -> None:
    given = evaluated()
    with pytest.raises(ChainChiefError, match="100 is no power of two"):
        sensitivity(given, {"a": (0.5, 1.5)}, points=100)
    weights = {str(number): {"make": number + 1.0} for number in range(500)}
    without = {"without": ("", "a", "b", "c", "d", "e"), "treat_points": tuple(range(1, 101))}
    with pytest.raises(ChainChiefError, match="300,000 combinations are too many"):
        sensitivity(given, {"weights": weights, **without})


def test_four_choices_of_the_asem_index(shared: Path) -> None:
    """The design of COINr's own guide: outliers, ruler, weights, mean; 5 × 2 × 100 × 2 = 2,000 runs.

    vignettes/sensitivity.Rmd of bluefoxr/COINr estimates it from random replications and says that the aggregation
    matters most and the number of winsorised points least; that order is exact here, and the share of the ruler alone
    is below a tenth.
    """
    frame = pd.read_csv(shared / "data" / "asem" / "asem_idata.csv").set_index("uCode").drop(columns="uName")
    framework = load_framework(shared / "data" / "asem" / "asem_imeta.csv")
    options = EvaluationOptions(impute="group_mean", impute_group="EurAsia_group", treat="skew_kurtosis",
                                normalise="minmax", scale=(0, 100), draws=0)  # fmt: skip
    given = evaluate(frame, framework, options)
    codes = [code for code in framework.codes[1:] if code not in framework.leaves]
    local = dict(zip(framework.codes, framework.local_weights(), strict=True))
    rng = np.random.default_rng(100)
    weights = {
        f"w{number}": {
            code: local[code] * by for code, by in zip(codes, rng.uniform(0.75, 1.25, len(codes)), strict=True)
        }
        for number in range(100)
    }
    found = sensitivity(given, {
        "points": {str(points): {"treat_points": points} for points in range(1, 6)},
        "ruler": {"minmax": {"normalise": "minmax", "scale": (1, 100)},
                  "zscore": {"normalise": "zscore", "standard": (10, 2)}},
        "weights": weights,
        "mean": {"arithmetic": {"aggregate": "arithmetic"}, "geometric": {"aggregate": "geometric"}},
    })  # fmt: skip
    assert len(found.runs) == 2000
    assert found.total.idxmax() == "mean"
    assert found.total.idxmin() == "points"
    assert 0.05 < found.first["ruler"] < 0.1
    assert found.parts.sum() == pytest.approx(1)
    _sampled(found.runs["mean_rank_shift"].to_numpy().reshape(5, 2, 100, 2), found.first["ruler"])


def _sampled(table: np.ndarray, exact: float) -> None:
    """Estimates of the same share from 100 random points scatter as docs/explanation/uncertainty.md says."""
    rng, found = np.random.default_rng(5), []
    for _ in range(500):
        first, second = ((rng.random((100, 4)) * table.shape).astype(int) for _ in range(2))
        mixed = first.copy()
        mixed[:, 1] = second[:, 1]
        a, b, c = (table[tuple(points.T)] for points in (first, second, mixed))
        variance = np.var(np.append(a, b), ddof=1)
        found.append((np.mean(b * (c - a)) / variance, 1 - np.mean((b - c) ** 2) / (2 * variance)))
    low, high = np.quantile(found, (0.05, 0.95), axis=0)
    np.testing.assert_allclose(np.mean(found, axis=0), exact, atol=0.02)
    np.testing.assert_allclose([low, high], [[-0.19, -0.11], [0.41, 0.26]], atol=0.02)
