"""Small evaluations of a known framework: one for every ruler, one with filled, treated and divided values."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.evaluation.framework import Framework, framework_from_table
from chainchief.evaluation.options import EvaluationOptions

CODES = ("a", "b", "c", "d")
REGIONS = ("alder", "birch", "cedar", "dogwood", "elm", "fir")


def framework() -> Framework:
    """Two dimensions of two indicators each, with goalposts and targets; `d` is divided by people."""
    rows: list[dict[str, Any]] = [
        {"code": "all", "parent": "", "direction": 1},
        {"code": "p", "parent": "all", "direction": 1, "weight": 0.6},
        {"code": "q", "parent": "all", "direction": 1, "weight": 0.4},
        {"code": "a", "parent": "p", "direction": 1, "weight": 0.3, "low": 0, "high": 10, "target": 8},
        {"code": "b", "parent": "p", "direction": -1, "weight": 0.3, "low": 0, "high": 10, "target": 1},
        {"code": "c", "parent": "q", "direction": 1, "weight": 0.2, "low": 0, "high": 10, "target": 9},
        {"code": "d", "parent": "q", "direction": 1, "weight": 0.2, "low": 0, "high": 10, "target": 9,
         "denominator": "people"},
    ]  # fmt: skip
    return framework_from_table(pd.DataFrame(rows))


def values(years: tuple[int, ...] = (2024, 2025)) -> pd.DataFrame:
    """Six regions; nobody knows `c` of birch in the last year, and fir has an outlier in `a`."""
    rng = np.random.default_rng(11)
    index = pd.MultiIndex.from_product([REGIONS, years], names=["region_id", "year"])
    frame = pd.DataFrame(rng.uniform(1, 6, size=(len(index), 4)), index=index, columns=list(CODES))
    frame["d"] *= 100
    frame["people"] = 100.0
    frame.loc[("birch", years[-1]), "c"] = np.nan
    frame.loc[("fir", years[-1]), "a"] = 40.0
    return frame


@cache
def scored(normalise: str | None = None, **options: Any) -> Evaluation:
    """The sample on one ruler."""
    return evaluate(values(), framework(), EvaluationOptions(normalise=normalise, draws=60, **options))


USUAL = {
    "D111": 0.4, "D112": 0.5, "D121": 0.1, "D122": 2.0, "D211": 0.3, "D212": 100.0,
    "D221": 1.2, "D222": 0.7, "D311": 0.03, "D312": 2.0, "D321": 120.0, "D322": 60.0,
}  # fmt: skip


def sheets(regions: str = "ABCDEF", change: float = 1.0) -> dict[str, list[list[Any]]]:
    """A workbook of the bundled framework's indicators in two years; B never says D122, D312 of F is an outlier.

    change : factor on D111 of the first region, so that two imports differ in one row a year
    """
    rows: list[list[Any]] = [["region", "period", "indicator", "value"]]
    for place, region in enumerate(regions):
        for year in (2024, 2025):
            for at, (code, usual) in enumerate(USUAL.items()):
                if region == "B" and code == "D122":
                    continue
                own = change if (place, code) == (0, "D111") else 6.0 if (region, code) == ("F", "D312") else 1.0
                value = usual * own * (1 + 0.13 * ((place * 7 + at * 3) % 5) - 0.02 * (2025 - year))
                rows.append([region, year, code, round(value, 4)])
    return {"chain": [["name", "region", "base_year"], ["Pens", regions[0], 2025]], "indicators": rows}
