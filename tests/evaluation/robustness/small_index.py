"""A small made-up index with two levels, gaps, outliers and qualities, and slow ways to score it again."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation import Evaluation, EvaluationOptions, Framework, evaluate, framework_from_table

FRAMEWORK = pd.DataFrame(
    [
        ("all", "", 1, 1, np.nan, np.nan),
        ("make", "all", 0.6, 1, np.nan, np.nan),
        ("sell", "all", 0.4, 1, np.nan, np.nan),
        ("a", "make", 0.5, 1, 0.0, 10.0),
        ("b", "make", 0.3, -1, 0.0, 8.0),
        ("c", "make", 0.2, 1, 1.0, 9.0),
        ("d", "sell", 0.7, 1, 0.0, 30.0),
        ("e", "sell", 0.3, -1, 0.0, 6.0),
    ],
    columns=["code", "parent", "weight", "direction", "low", "high"],
)


def framework(**local: float) -> Framework:
    """The framework, with other weights among siblings where named."""
    made = framework_from_table(FRAMEWORK.astype({"direction": str}), "small")
    table = made.table.copy()
    for code, weight in local.items():
        table.loc[code, "local"] = weight
    table["local"] /= table.groupby("parent")["local"].transform("sum")
    return dataclasses.replace(made, table=table)


def values(rows: int = 9, years: int = 1, gaps: bool = True, seed: int = 2) -> pd.DataFrame:
    """Regions (and years) x indicators."""
    rng = np.random.default_rng(seed)
    index = [f"r{row:02d}" for row in range(rows)]
    labels = pd.MultiIndex.from_product(
        [index, [str(2020 + year) for year in range(years)]], names=["region_id", "period"]
    )
    table = pd.DataFrame(rng.gamma(2.0, 1.5, (rows * years, 5)).round(2), labels, list("abcde"))
    table.iloc[1, 3] = 29.0
    if gaps:
        table.iloc[2, 0] = table.iloc[4, 4] = table.iloc[5, 1] = np.nan
    return table if years > 1 else table.droplevel("period")


def evaluated(frame: pd.DataFrame | None = None, made: Framework | None = None, **options: Any) -> Evaluation:
    options = {"draws": 0, "normalise": "minmax"} | options
    return evaluate(values() if frame is None else frame, made or framework(), EvaluationOptions(**options))


def varied(evaluation: Evaluation, changes: Mapping[str, Any], frame: pd.DataFrame, **local: float) -> Evaluation:
    """The same values scored from the beginning with other options and other weights among siblings."""
    options = dataclasses.replace(evaluation.options, **changes)
    return evaluate(frame, framework(**local), options)
