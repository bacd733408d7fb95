"""Scoring a panel of 31 regions × 14 years × 12 indicators with 1,000 weightings, against a plain loop."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.measuring import Benchmark
from chainchief import evaluate, load_framework
from chainchief.evaluation import EvaluationOptions, Framework

REGIONS, YEARS, DRAWS = 31, 14, 1000
NOISE = 0.25


def prepare(scale: float, scratch: Path) -> Benchmark:
    """Make the panel and look once whether both ways agree."""
    framework = load_framework("zhang-2024-anchored")
    frame = _panel(framework, max(2, round(REGIONS * scale)), max(2, round(YEARS * scale)))
    draws = max(20, round(DRAWS * scale))
    options = EvaluationOptions(draws=draws, weight_noise=NOISE, data_noise=False)
    ours, (overall, low, high) = evaluate(frame, framework, options), _plain(frame, framework, draws)
    np.testing.assert_allclose(ours.overall.reindex(frame.index), overall, atol=1e-12)
    if draws >= DRAWS:
        np.testing.assert_allclose(ours.overall_intervals.reindex(frame.index), np.column_stack([low, high]), atol=0.01)
    return Benchmark(
        name="evaluate_panel",
        what=f"evaluate({len(frame)} rows, {frame.shape[1]} indicators, {draws} weightings)",
        twin="a loop over weightings and rows",
        ours=lambda: evaluate(frame, framework, options),
        theirs=lambda: _plain(frame, framework, draws),
    )


def _panel(framework: Framework, regions: int, years: int) -> pd.DataFrame:
    rng = np.random.default_rng(31)
    posts = framework.table.loc[list(framework.leaves)]
    low, high = posts["low"].to_numpy(), posts["high"].to_numpy()
    index = pd.MultiIndex.from_product(
        [[f"region {number:02d}" for number in range(regions)], [str(2010 + year) for year in range(years)]],
        names=["region_id", "period"],
    )
    values = low + rng.random((len(index), len(framework.leaves))) * (high - low)
    return pd.DataFrame(values, index=index, columns=list(framework.leaves))


def _plain(frame: pd.DataFrame, framework: Framework, draws: int) -> tuple[list[float], list[float], list[float]]:
    """Overall scores and their 5 and 95 percent points; the ranks within each year are worked out and left aside."""
    rng = np.random.default_rng(12)
    tree = {code: framework.members(code) for code in framework.codes}
    local = framework.table["local"].to_dict()
    scores = [_scores(framework, row) for row in frame.to_numpy()]
    years = frame.index.get_level_values(1).tolist()
    exact = [float(_weights(framework, tree, local) @ row) for row in scores]
    drawn: list[list[float]] = [[] for _ in scores]
    for _ in range(draws):
        varied = {code: share * (1 + NOISE * (2 * rng.random() - 1)) for code, share in local.items()}
        weights = _weights(framework, tree, varied)
        found = [float(weights @ row) for row in scores]
        for year in sorted(set(years)):
            sorted((score for score, its_year in zip(found, years, strict=True) if its_year == year), reverse=True)
        for kept, score in zip(drawn, found, strict=True):
            kept.append(score)
    bands = [np.quantile(kept, (0.05, 0.95)) for kept in drawn]
    return exact, [float(low) for low, _ in bands], [float(high) for _, high in bands]


def _scores(framework: Framework, values: np.ndarray) -> np.ndarray:
    posts = framework.table.loc[list(framework.leaves), ["low", "high", "direction"]].to_numpy()
    found = []
    for value, (low, high, direction) in zip(values, posts, strict=True):
        part = (value - low) / (high - low) if direction > 0 else (high - value) / (high - low)
        found.append(min(max(part, 0.0), 1.0))
    return np.array(found)


def _weights(framework: Framework, tree: dict[str, tuple[str, ...]], local: dict[str, float]) -> np.ndarray:
    weights = {framework.root: 1.0}
    for code, members in tree.items():
        total = sum(local[member] for member in members)
        for member in members:
            weights[member] = weights[code] * local[member] / total
    return np.array([weights[leaf] for leaf in framework.leaves])
