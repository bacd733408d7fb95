"""Where one stands, where one wants to be, and how fast one would have to grow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.remarks import listed, refusal, texts
from chainchief.regional.growth import years_of

COLUMNS = ("current", "target", "direction", "gap", "met", "years", "growth", "step", "reason", "reason_zh")


def gap_table(current: Any, target: Any, directions: Any = None, years: Any = None) -> pd.DataFrame:
    """The way from a current value to its target, per indicator.

    current, target : Series, mapping or list, in one unit; labels are matched; NaN = unknown
    directions : +1 more is better (default), -1 less is better; one for all or per indicator
    years : from now to the due year, > 0; one for all or per indicator; None = no pace is worked out
    returns : indicator x current, target, direction, gap (what is missing; below 0 = more than reached), met,
        years, growth (needed a year, as a share, compounding; 0 when met, below 0 where less is better), step (needed
        a year, in the unit, in equal steps; 0 when met), reason, reason_zh (why a number is unknown)
    raises : InputError for a target without current value, a direction other than +1 and -1, years that are not above 0

    gap = direction (target - current); growth = (target / current)^(1/years) - 1; step = (target - current) / years
    [the tables of Zhang 2024, 4-1 and 4-5, give current, target and gap]

    >>> gap_table({"rd": 2.0, "days": 90.0}, {"rd": 4.0, "days": 60.0}, {"rd": 1, "days": -1}, years=2)[
    ...     ["gap", "growth", "step"]].round(3).values.tolist()
    [[2.0, 0.414, 1.0], [30.0, -0.184, -15.0]]
    """
    now, goal = _labelled(current, "current"), _labelled(target, "target")
    if lost := [label for label in goal.index if label not in now.index]:
        raise refusal("gap-no-current", value=listed(lost))
    now = now.reindex(goal.index)
    turned = _spread(directions, goal.index, 1.0, "directions")
    if not turned.isin([1.0, -1.0]).all():
        raise refusal("gap-direction", value=str(turned.index[~turned.isin([1.0, -1.0])][0]))
    pace = _spread(years, goal.index, math.nan, "years")
    if (pace <= 0).any() or (years is not None and pace.isna().any()):
        raise refusal("gap-years", value=str(pace.index[(pace <= 0) | pace.isna()][0]))
    rows = [_row(*values) for values in zip(now, goal, turned, pace, strict=True)]
    return pd.DataFrame(rows, goal.index, list(COLUMNS)).rename_axis("indicator")


def _row(current: float, target: float, direction: float, years: float) -> tuple[Any, ...]:
    nothing = math.nan
    if math.isnan(current) or math.isnan(target):
        why = texts("gap-unknown-current" if math.isnan(current) else "gap-unknown-target")
        return (current, target, int(direction), nothing, False, years, nothing, nothing, *why)
    gap = direction * (target - current)
    met = gap <= 1e-12 * max(abs(target), abs(current))
    shown = (current, target, int(direction), gap, met, years)
    if met:
        return (*shown, 0.0, 0.0, *texts("gap-met"))
    if math.isnan(years):
        return (*shown, nothing, nothing, *texts("gap-no-years"))
    step = (target - current) / years
    if current <= 0 or target <= 0:
        return (*shown, nothing, step, *texts("gap-no-growth"))
    return (*shown, (target / current) ** (1 / years) - 1, step, "", "")


def target_gaps(evaluation: Evaluation, region: str, due: str | int, period: str | int | None = None) -> pd.DataFrame:
    """The gaps of a region to the targets of its framework.

    due : the year or period in which the targets are to be met; period : of the values, default the region's last
    returns : as `gap_table`, for the indicators of the framework that have a target, with `unit`; growth and step are a
        year
    raises : InputError for a region without values, a framework without targets, a due year that has passed
    """
    framework = evaluation.framework.table.loc[list(evaluation.framework.leaves)]
    goals = framework["target"].dropna()
    if goals.empty:
        raise refusal("gap-no-targets", framework=evaluation.framework.name)
    seen = evaluation.observations
    seen = seen[seen["region_id"].map(str).eq(str(region)) & seen["value"].notna()]
    when = str(period) if period is not None else max(seen["period"].map(str), default="")
    seen = seen[seen["period"].map(str).eq(when)]
    if seen.empty:
        regions = listed(dict.fromkeys(evaluation.observations["region_id"].map(str)))
        periods = listed(sorted(set(evaluation.observations["period"].map(str))))
        raise refusal("unknown-row", region=region, period=when or "–", known=regions, periods=periods)
    ends = years_of([when, due])
    if ends[1] <= ends[0]:
        raise refusal("gap-due", due=due, period=when)
    values = seen.set_index("indicator")["value"].astype(np.float64).reindex(goals.index)
    table = gap_table(values, goals, framework["direction"].reindex(goals.index), float(ends[1] - ends[0]))
    return table.assign(unit=framework["unit"])


def _labelled(values: Any, what: str) -> pd.Series[Any]:
    held = pd.Series(list(values.values()), list(values)) if isinstance(values, Mapping) else pd.Series(values)
    numbers = pd.to_numeric(held, errors="coerce").astype(np.float64)
    wrong = held.notna() & (numbers.isna() | np.isinf(numbers))
    if wrong.any():
        raise refusal("panel-number", what=what, place=str(held.index[wrong][0]), value=str(held[wrong].iloc[0]))
    if not held.index.is_unique:
        raise refusal("panel-twice", what=what, place=str(held.index[held.index.duplicated()][0]))
    return numbers


def _spread(values: Any, index: pd.Index[Any], default: float, what: str) -> pd.Series[Any]:
    """One number for all, or one for each label."""
    if values is None:
        return pd.Series(default, index)
    if isinstance(values, int | float | np.number):
        return pd.Series(float(values), index)
    found = _labelled(values, what)
    if isinstance(values, Mapping | pd.Series):
        return found.reindex(index) if what == "years" else found.reindex(index).fillna(default)
    if len(found) != len(index):
        raise refusal("panel-length", what=what, found=len(found), wanted=len(index))
    return found.set_axis(index)
