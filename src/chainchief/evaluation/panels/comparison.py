"""Across regions: how far apart they are in each period, within groups and between them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from chainchief.errors import ChainChiefError
from chainchief.evaluation.remarks import texts
from chainchief.regional.inequality import coefficient_of_variation, gini, theil, theil_decomposition
from chainchief.regional.overlap import dagum_decomposition

COLUMNS = (
    "regions", "mean", "low", "high", "gap", "cv", "gini", "theil", "within", "between", "between_share",
    "dagum_within", "dagum_between", "dagum_overlap", "reason", "reason_zh",
)  # fmt: skip


def compare_regions(
    unit: pd.DataFrame, groups: pd.DataFrame | None = None, width: float = 1.0, worst: float = 0.0
) -> pd.DataFrame:
    """How unequal the regions are in each period.

    unit : regions x periods, scores from 0 (worst) to 1 (best), NaN = unknown, left out of its period
    groups : regions x periods, the name of the group, NaN = none; width, worst : to show the scores on their scale
    returns : period x COLUMNS of `OverTime.regional`; cv with n - 1, gini with n², theil = T; what cannot be worked out
        is NaN and `reason` says why

    >>> compare_regions(pd.DataFrame({"2023": [0.2, 0.6]}, index=["a", "b"]))[["gap", "gini"]].round(2).values.tolist()
    [[0.4, 0.25]]
    """
    rows = [_row(unit[period], None if groups is None else groups[period], width, worst) for period in unit.columns]
    table = pd.DataFrame(rows, pd.Index(unit.columns, name="period"), list(COLUMNS))
    return table.astype(dict.fromkeys(COLUMNS[1:-2], np.float64))


def _row(scores: pd.Series[Any], groups: pd.Series[Any] | None, width: float, worst: float) -> tuple[Any, ...]:
    held = scores.dropna()
    if held.empty:
        return (0, *[math.nan] * 13, *texts("panel-nobody"))
    ends = tuple(worst + width * end for end in (float(held.mean()), float(held.min()), float(held.max())))
    shown = (len(held), *ends, width * float(held.max() - held.min()))
    why: list[tuple[str, str]] = []
    single = [_tried(measure, held, why) for measure in (coefficient_of_variation, gini, theil)]
    parts = [math.nan] * 6
    if groups is not None:
        named = groups.reindex(held.index)
        if named.isna().any():
            why.append(texts("panel-ungrouped", value=str(named.index[named.isna()][0])))
        elif not math.isnan(single[2]):
            split = theil_decomposition(held, named)
            shared = dagum_decomposition(held, named)
            parts = [split.within, split.between, split.share_between, shared.within, shared.between, shared.overlap]
    reason, reason_zh = ("; ".join(dict.fromkeys(said[0] for said in why)), "；".join(dict.fromkeys(
        said[1] for said in why)))  # fmt: skip
    return (*shown, *single, *parts, reason, reason_zh)


def _tried(measure: Callable[[Any], float], held: pd.Series[Any], why: list[tuple[str, str]]) -> float:
    try:
        return measure(held)
    except ChainChiefError as refused:
        why.append((refused.message, refused.message_zh))
        return math.nan
