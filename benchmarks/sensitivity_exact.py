"""Exact sensitivity of four choices, 2,000 runs, on an index of the size of ASEM: 51 regions, 49 indicators."""

from __future__ import annotations

import dataclasses
import itertools
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measuring import Benchmark, Measured
from benchmarks.peers_environment import ROOT, measure_peers
from chainchief import evaluate, load_framework
from chainchief.evaluation import Evaluation, EvaluationOptions, Framework, framework_from_table
from chainchief.evaluation.robustness import rank_weightings, sensitivity

SHARED = ROOT.parent / "shared" / "data" / "asem"
WEIGHTS, PART = 100, 40


def prepare(scale: float, scratch: Path, full: bool = False) -> Benchmark:
    """The ASEM data beside the checkout, else made-up values of the same size; look once whether both ways agree."""
    frame, framework, source = _asem() if SHARED.is_dir() else _made_up()
    given = evaluate(frame, framework, _options(source))
    factors = _factors(framework, max(2, round(WEIGHTS * scale)))
    found = sensitivity(given, factors)
    runs = len(found.runs)
    _agree(frame, given, factors, found.overall)
    part = runs if full else max(4, round(PART * scale))
    told = "" if part == runs else f", extrapolated from {part} of {runs:,}"
    weights = np.random.default_rng(1).dirichlet(np.ones(len(framework.leaves)), runs)
    scores = given.scores[list(framework.leaves)].fillna(50.0).to_numpy() / 100
    scores /= scores.max(axis=0)
    expected = rank_weightings(scores, weights).rank
    arrays = {"scores": scores, "weights": weights, "periods": np.zeros(len(scores)), "expected": expected}
    return Benchmark(
        name="sensitivity_exact",
        what=f"sensitivity({source}, 4 choices, {runs:,} runs): shares of every rank, one by one and together",
        twin=f"evaluate() for each run{told}",
        ours=lambda: sensitivity(given, factors),
        theirs=partial(_evaluated, frame, given, factors, part, runs),
        limit=1.0,
        peers=lambda: measure_peers(scratch, "a weighted sum and a ranking for each run, nothing else", runs, **arrays),
    )


def _asem() -> tuple[pd.DataFrame, Framework, str]:
    frame = pd.read_csv(SHARED / "asem_idata.csv").set_index("uCode").drop(columns="uName")
    return frame, load_framework(SHARED / "asem_imeta.csv"), "ASEM, 51 × 49"


def _made_up() -> tuple[pd.DataFrame, Framework, str]:
    """Skewed values, a fiftieth unknown, 49 indicators in 8 groups."""
    rng = np.random.default_rng(51)
    leaves, groups = [f"i{number:02d}" for number in range(49)], [f"g{number}" for number in range(8)]
    rows = [("all", ""), *((group, "all") for group in groups)]
    rows += [(leaf, groups[number % 8]) for number, leaf in enumerate(leaves)]
    table = pd.DataFrame(rows, columns=["code", "parent"]).assign(direction="+1", weight=1.0)
    frame = pd.DataFrame(rng.lognormal(0, 1, (51, 49)), [f"r{row:02d}" for row in range(51)], leaves)
    frame = frame.mask(rng.random(frame.shape) < 0.02)
    frame["EurAsia_group"] = np.where(np.arange(51) % 2, "Asia", "Europe")
    return frame, framework_from_table(table, "made-up"), "made-up, 51 × 49"


def _options(source: str) -> EvaluationOptions:
    return EvaluationOptions(
        denominate="framework" if source.startswith("ASEM") else "none",
        impute="group_mean",
        impute_group="EurAsia_group",
        treat="skew_kurtosis",
        normalise="minmax",
        scale=(1, 100),
        draws=0,
    )


def _factors(framework: Framework, count: int) -> dict[str, Any]:
    """Winsorised points, ruler, weights, mean: the four of COINr's guide, with a percentile rank for the z-score."""
    rng = np.random.default_rng(100)
    groups = [code for code in framework.codes[1:] if code not in framework.leaves]
    local = dict(zip(framework.codes, framework.local_weights(), strict=True))
    weights = [{code: local[code] * by for code, by in zip(groups, rng.uniform(0.75, 1.25, len(groups)), strict=True)}
               for _ in range(count)]  # fmt: skip
    return {
        "treat_points": (1, 2, 3, 4, 5),
        "normalise": ("minmax", "percentile"),
        "weights": {f"w{number}": one for number, one in enumerate(weights)},
        "aggregate": ("arithmetic", "geometric"),
    }


def _run(frame: pd.DataFrame, given: Evaluation, chosen: dict[str, Any]) -> pd.Series:
    framework, weights = given.framework, chosen["weights"]
    table = framework.table.copy()
    table.loc[list(weights), "local"] = list(weights.values())
    table["local"] /= table.groupby("parent")["local"].transform("sum")
    changes = {name: choice for name, choice in chosen.items() if name != "weights"}
    options = dataclasses.replace(given.options, **changes)
    return evaluate(frame, dataclasses.replace(framework, table=table), options).overall


def _chosen(factors: dict[str, Any]) -> list[dict[str, Any]]:
    alternatives = [list(given.values()) if isinstance(given, dict) else list(given) for given in factors.values()]
    return [dict(zip(factors, chosen, strict=True)) for chosen in itertools.product(*alternatives)]


def _agree(frame: pd.DataFrame, given: Evaluation, factors: dict[str, Any], overall: np.ndarray) -> None:
    every = _chosen(factors)
    for number in (0, len(every) // 3, len(every) - 1):
        expected = _run(frame, given, every[number]).reindex(given.overall.index)
        np.testing.assert_allclose(overall[number], expected, rtol=1e-9)


def _evaluated(frame: pd.DataFrame, given: Evaluation, factors: dict[str, Any], part: int, runs: int) -> Measured:
    start = time.perf_counter()
    for chosen in _chosen(factors)[:: max(1, runs // part)][:part]:
        _run(frame, given, chosen)
    return Measured((time.perf_counter() - start) * runs / part)
