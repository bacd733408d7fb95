"""Along each region: its growth in every unbroken stretch, and its rank with what counts as a real change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.assessment import Evaluation
from chainchief.regional.growth import GROWTH_REASONS, growth_rates

RATES = ("cagr", "slope", "mean_rate")
NUMBERS = ("points", "cagr", "slope", "slope_error", "slope_low", "slope_high", "trend", "lags", "mean_rate")
LEAST = {"cagr": 2, "slope": 3, "mean_rate": 2}


def growth_table(unit: pd.DataFrame, cuts: list[int] | None = None) -> pd.DataFrame:
    """Three growth rates of each region in each stretch without a break.

    unit : regions x periods in order, above 0, NaN = unknown; cuts : places of the periods that begin a new base
    returns : (region_id, segment) x start, end, NUMBERS, reason_cagr, reason_cagr_zh, …; growth across a cut is not
        worked out; see `growth_rates` for the three definitions

    >>> held = pd.DataFrame([[1.0, 2.0, 8.0, 16.0]], index=["a"], columns=["2020", "2021", "2022", "2023"])
    >>> growth_table(held, cuts=[2])["cagr"].round(6).tolist()
    [1.0, 1.0]
    """
    starts = [0, *(cuts or [])]
    ends = [*(cuts or []), unit.shape[1]]
    rows, index = [], []
    for region, values in unit.iterrows():
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
            stretch = values.iloc[start:end].astype(np.float64)
            rows.append(_growth(stretch))
            index.append((region, number))
    reasons = [name for rate in RATES for name in (f"reason_{rate}", f"reason_{rate}_zh")]
    names = pd.MultiIndex.from_tuples(index, names=["region_id", "segment"])
    return pd.DataFrame(rows, names, ["start", "end", *NUMBERS, *reasons])


def _growth(stretch: pd.Series[Any]) -> tuple[Any, ...]:
    found = growth_rates(stretch)
    known = stretch.dropna().index
    ends = (str(known[0]), str(known[-1])) if len(known) else ("", "")
    said: list[str] = []
    for rate in RATES:
        en, zh = GROWTH_REASONS.get(found.reasons.get(rate, ""), ("", ""))
        said += [en.format(least=LEAST[rate]), zh.format(least=LEAST[rate])]
    return (*ends, *(getattr(found, name) for name in NUMBERS), *said)


def rank_paths(evaluation: Evaluation, periods: tuple[str, ...], cuts: list[int] | None = None) -> pd.DataFrame:
    """Score and rank of each region in each period with their bands, and whether it really moved.

    evaluation : of several periods; periods : in order; cuts : places of the periods that begin a new base
    returns : (region_id, period) x score, low, high, rank, rank_low, rank_high, change, verdict, same_members as in
        `OverTime.paths`; change is to the region's last known period
    """
    table = pd.DataFrame({
        "score": evaluation.overall,
        "low": evaluation.overall_intervals["low"],
        "high": evaluation.overall_intervals["high"],
        "rank": evaluation.rank,
        "rank_low": evaluation.rank_intervals["low"],
        "rank_high": evaluation.rank_intervals["high"],
    })  # fmt: skip
    place = np.array([periods.index(str(period)) for period in table.index.get_level_values(1)])
    region = pd.factorize(table.index.get_level_values(0))[0]
    order = np.lexsort([place, region])
    weighted = evaluation.weights.loc[list(evaluation.framework.leaves), "global"] > 0
    known = evaluation.scores[list(weighted.index[weighted])].notna().to_numpy()[order]
    table, place, region = table.iloc[order], place[order], region[order]
    segment = np.searchsorted(np.array(cuts or [], dtype=np.int64), place, side="right")
    first = np.append(True, region[1:] != region[:-1])
    scores, low, high = (table[name].to_numpy(dtype=np.float64) for name in ("score", "low", "high"))
    change = np.where(first, np.nan, np.append(np.nan, np.diff(scores)))
    broken = np.append(False, segment[1:] != segment[:-1]) & ~first
    above = np.append(False, low[1:] > high[:-1])
    below = np.append(False, high[1:] < low[:-1])
    names = ["first", "across_break", "up", "down"]
    verdict = np.select([first, broken, above, below], names, default="within_bands")
    alike = np.append(True, (known[1:] == known[:-1]).all(axis=1)) | first
    index = table.index.set_names(["region_id", "period"])
    return table.assign(change=change, verdict=verdict, same_members=alike).set_axis(index)
