"""A made panel of regions over periods, for what is shown over time."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.evaluation.framework import framework_from_table
from chainchief.evaluation.options import EvaluationOptions

YEARS = tuple(str(year) for year in range(2012, 2024))


def panel_frame(regions: int = 12, periods: tuple[str, ...] = YEARS, seed: int = 0) -> pd.DataFrame:
    """Three indicators that grow a little, with noise, and the zone of each region."""
    rng = np.random.default_rng(seed)
    names = [f"r{number:02}" for number in range(regions)]
    index = pd.MultiIndex.from_product([names, periods], names=["region_id", "period"])
    level = np.repeat(rng.uniform(2, 8, regions), len(periods))
    grown = np.tile(1.03 ** np.arange(len(periods)), regions)
    values = (level * grown)[:, None] * np.exp(rng.normal(0, 0.02, (len(index), 3)))
    zones = ["east" if int(name[1:]) % 2 else "west" for name in index.get_level_values(0)]
    return pd.DataFrame(values, index, list("abc")).assign(zone=zones)


def panel_framework(**columns: Any) -> pd.DataFrame:
    """Three indicators from 0 to 20, as a table."""
    return pd.DataFrame({"code": list("abc"), "direction": "+1", "low": 0, "high": 20, **columns})


@cache
def made_panel(
    regions: int = 12, periods: tuple[str, ...] = YEARS, jump: str = "", hole: str = "", **options: Any
) -> Evaluation:
    """The panel scored.

    jump : from this period on indicator b doubles everywhere; hole : a period in which r00 has no a, r01 nothing
    """
    frame = panel_frame(regions, periods)
    if jump:
        late = frame.index.get_level_values(1) >= jump
        frame["b"] = frame["b"].where(~late, frame["b"] * 2)
    if hole:
        frame.loc[("r00", hole), "a"] = np.nan
        frame.loc[("r01", hole), ["a", "b", "c"]] = np.nan
    return evaluate(frame, framework_from_table(panel_framework()), EvaluationOptions(**{"draws": 100, **options}))
